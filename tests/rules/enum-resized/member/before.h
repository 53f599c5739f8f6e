/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <linux/types.h>

enum frob_sample {
	FROB_SAMPLE_TIME = 1U << 0,
};

struct frob_setup {
	enum frob_sample sample;
	__u32 period;
};
