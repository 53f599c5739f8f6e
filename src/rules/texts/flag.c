/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Flags. */
#include "rules/text.h"

const struct rule_text text_flag_collision = {
	.worst = VERDICT_DEPENDS,
	.why = "Two flags of one member that share a bit cannot be told apart. When the kernel "
	       "reports the one, programs see the other as well; when a program asks for the one, "
	       "the kernel may do the other. Nothing fails, so it takes long to be found.",
	.example = "Linux 5.8 added STATX_ATTR_MOUNT_ROOT and STATX_ATTR_DAX to <linux/stat.h>, "
	           "and both were 0x00002000. A file that is the root of a mount looked like one "
	           "in DAX state. In December 2020 commit 72d1249e2ffd moved STATX_ATTR_DAX to "
	           "0x00200000. Linus Torvalds took it after he had been told that no released "
	           "program used the flag yet.",
	.fix = "Take the next free bit. When two trees add flags to one word in the same cycle, "
	       "agree on the bits before either is merged.",
	.accept = "Accept it when the two are alternatives, such as two names of one flag, or "
	          "values of a small field inside the word.",
	.references = {
		"include/uapi/linux/stat.h",
		"commit 72d1249e2ffd",
		"\"[PATCH V2] uapi: fix statx attribute value overlap for DAX & MOUNT_ROOT\", "
		 "Eric Sandeen, 2020-12",
	},
};
