/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_STATE_STOP 0
#define FROB_STATE_RUNNING 1
