/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct frob_window_v1 {
	__u32 state;
	__u32 reserved;
	__u64 bytes;
};

#define FROB_REGION_DEPRECATED (3)

#define FROB_STATE_V1_STOP    (0)
#define FROB_STATE_V1_RUNNING (1 << 0)
#define FROB_STATE_V1_SAVING  (1 << 1)
#define FROB_STATE_V1_LOADING (1 << 2)
#define FROB_STATE_MASK	      (FROB_STATE_V1_RUNNING | FROB_STATE_V1_SAVING | FROB_STATE_V1_LOADING)
#define FROB_STATE_VALID(state) (!((state) & ~FROB_STATE_MASK) && (state) != FROB_STATE_V1_LOADING)

enum frob_state {
	FROB_STATE_ERROR = 0,
	FROB_STATE_STOP = 1,
	FROB_STATE_RUNNING = 2,
	FROB_STATE_COPYING = 3,
	FROB_STATE_LOADING = 4,
};
