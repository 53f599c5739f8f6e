/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_STATE_STOP 0
#define FROB_STATE_RUNNING 1

enum frob_state_v2 {
	FROB_STATE_V2_ERROR,
	FROB_STATE_V2_STOP,
	FROB_STATE_V2_RUNNING,
};
