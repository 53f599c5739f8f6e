/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum frob_state {
	FROB_STATE_STOP,
	FROB_STATE_RUNNING,
};

enum frob_state_v2 {
	FROB_STATE_V2_ERROR,
	FROB_STATE_V2_STOP,
	FROB_STATE_V2_RUNNING,
};
