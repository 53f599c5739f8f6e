/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum frob_state {
	FROB_STATE_STOP,
	FROB_STATE_RUNNING,
	FROB_STATE_FAILED,
};
