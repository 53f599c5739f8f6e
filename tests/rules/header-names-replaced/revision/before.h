/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/ioctl.h>
#include <linux/types.h>

struct frob_window {
	__u32 state;
	__u32 reserved;
	__u64 bytes;
};

#define FROB_REGION (3)

#define FROB_STATE_STOP    (0)
#define FROB_STATE_RUNNING (1 << 0)
#define FROB_STATE_SAVING  (1 << 1)
#define FROB_STATE_LOADING (1 << 2)
#define FROB_STATE_MASK	   (FROB_STATE_RUNNING | FROB_STATE_SAVING | FROB_STATE_LOADING)
#define FROB_STATE_VALID(state) (!((state) & ~FROB_STATE_MASK) && (state) != FROB_STATE_LOADING)
