/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_STATE_V1_STOP 0
#define FROB_STATE_V1_RUNNING 1

enum frob_state {
	FROB_STATE_ERROR,
	FROB_STATE_STOP,
	FROB_STATE_RUNNING,
};
