/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Enumerations. */
#include "rules/text.h"

const struct rule_text text_enum_added = {
	.worst = VERDICT_SAFE,
	.why = "No program knows the enumeration, so none can notice. What counts is how it will "
	       "grow: enumerators that are numbered by their order can be appended at the end "
	       "only, and a bound at the end is compiled into programs with its value of that day.",
	.example = "Between Linux 5.10 and 6.1 <linux/landlock.h> arrived with enum "
	           "landlock_rule_type. Its only enumerator is written LANDLOCK_RULE_PATH_BENEATH "
	           "= 1: the value is explicit, so no later insertion can move it, and 0 stays "
	           "free to mean \"not set\".",
	.fix = "Write the values out, at least the first one. Leave MAX and COUNT enumerators "
	       "inside the kernel where you can: programs take them for promises.",
	.references = {
		"Documentation/userspace-api/landlock.rst",
		"Documentation/userspace-api/netlink/intro.rst",
		"include/uapi/linux/landlock.h",
	},
};

const struct rule_text text_enum_name_reused = {
	.worst = VERDICT_BREAKS,
	.why = "Sources compile as before and mean something else, just as with a macro (see "
	       "constant/name-reused). The old value has a new name, which shows that it was done "
	       "on purpose and not by an insertion in the middle.",
	.example = "In September 2021 the socket family vsock learned to mark the end of a "
	           "record. Until then VIRTIO_VSOCK_SEQ_EOR, 1, had marked the end of a message. "
	           "Commit 9af8f1061646 renamed that bit to VIRTIO_VSOCK_SEQ_EOM, and the next "
	           "one gave the name VIRTIO_VSOCK_SEQ_EOR to the new bit, 2. A device model that "
	           "is rebuilt from unchanged sources ends records where it meant messages.",
	.fix = "Leave the old name where it is, even if it is not the best, and find another name "
	       "for the new meaning.",
	.accept = "Accept it only when nothing outside the kernel tree has ever used the name.",
	.references = {
		"include/uapi/linux/virtio_vsock.h",
		"commit 9af8f1061646",
	},
};

const struct rule_text text_enum_removed = {
	.worst = VERDICT_BREAKS,
	.why = "Enumerators are plain numbers and may live on in another enumeration. The tag is "
	       "a type: sources that declare a variable, a parameter or a cast of \"enum foo\" do "
	       "not compile without it. Programs already built know no tags.",
	.example = "<linux/cn_proc.h> of Linux 6.1 defines \"enum what\" inside struct "
	           "proc_event. In 6.12 the enumeration stands before the struct and is called "
	           "proc_cn_event. Every enumerator kept its number. Only sources that had used "
	           "the odd tag must be changed.",
	.fix = "Keep the tag. To give it a better name, keep \"enum old\" with the enumerators "
	       "and make the new name a typedef or a macro.",
	.accept = "Accept it when the tag was never meant for programs, or was never in a release.",
	.references = {
		"include/uapi/linux/cn_proc.h",
	},
};

const struct rule_text text_enum_resized = {
	.worst = VERDICT_SAFE,
	.why = "The compiler picks the integer type of an enumeration by its values, so one wide "
	       "value makes all of them wide. Members and arguments of that type change their "
	       "size with it; that is told where it happens, and this finding only names the "
	       "reason.",
	.example = "In Linux 5.10 enum perf_event_sample_format in <linux/perf_event.h> ends with "
	           "__PERF_SAMPLE_CALLCHAIN_EARLY, 1ULL << 63, marked as internal. With GCC that "
	           "made the enumeration eight bytes wide. In 6.1 the enumerator is gone from the "
	           "header and it has four. No struct has a member of the type, so nothing moved.",
	.fix = "Do not use enumerations as members of structs or arguments: use __u32 or __u64. "
	       "Define values of more than 31 bits as macros.",
	.references = {
		"Documentation/driver-api/ioctl.rst",
		"include/uapi/linux/perf_event.h",
	},
};

const struct rule_text text_enum_value_changed = {
	.worst = VERDICT_BREAKS,
	.why = "Enumerators without a value of their own count on from the one before. One that "
	       "is put in or taken out in the middle renumbers all that follow. Programs already "
	       "built send the old numbers, which now name other attributes, commands or states, "
	       "and read the kernel's new numbers as the old ones.",
	.example = "In the development of Linux 5.15, commit 2d151d39073a put two messages before "
	           "XFRM_MSG_MAPPING in <linux/xfrm.h>. strace asserts the values that it knows, "
	           "and so it failed to build: XFRM_MSG_MAPPING was not 0x26 any more. Commit "
	           "844f7eaaed92 moved the two to the end. psample was less lucky: Linux 5.8 put "
	           "an attribute before its last one. Commit e43accba9b07 of 2021 swapped the "
	           "two, a second break for whoever had been built in between.",
	.fix = "Append new enumerators behind the last one and before the bound. Where one was "
	       "removed, leave a placeholder, so that the others keep their numbers.",
	.accept = "Accept it when the numbers never leave the kernel or the program, or when it "
	          "restores the numbers of all but the last few releases.",
	.references = {
		"Documentation/userspace-api/netlink/intro.rst",
		"commit 844f7eaaed92",
		"commit e43accba9b07",
		"\"strace build error static assertion failed: XFRM_MSG_MAPPING != 0x26\", Chris "
		 "Packham, 2021-10-06",
	},
};

const struct rule_text text_enum_value_removed = {
	.worst = VERDICT_BREAKS,
	.why = "Sources that name the enumerator do not compile. An #ifdef does not help them, as "
	       "it cannot see enumerators. Programs already built still send the number, and only "
	       "the kernel's source tells what becomes of it.",
	.example = "Linux 6.8 dropped the packet scheduler CBQ, and its attributes TCA_CBQ_* left "
	           "<linux/pkt_sched.h>. The tc applet of BusyBox, which sizes an array with "
	           "TCA_CBQ_MAX, did not build any more, and neither did nield. Distributions "
	           "carried patches; in November 2024 the report that BusyBox had got in January "
	           "was still open. A few lines kept in the header would have spared all that.",
	.fix = "Keep the enumerator with a comment that nothing provides it any more. If it must "
	       "go, leave a placeholder of the same value, so that the ones behind it keep theirs.",
	.accept = "Accept it when the enumerator was internal to the kernel, or a placeholder "
	          "itself.",
	.references = {
		"Documentation/process/handling-regressions.rst",
		"include/uapi/linux/pkt_sched.h",
		"https://github.com/mirror/busybox/issues/91",
		"https://github.com/t2mune/nield/issues/3",
	},
};
