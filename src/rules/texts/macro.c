/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Macros with parameters. */
#include "rules/text.h"

const struct rule_text text_macro_added = {
	.worst = VERDICT_SAFE,
	.why = "No source uses it yet. A macro with parameters is code that programs compile in, "
	       "so its text is a promise from the first release on.",
	.example = "<linux/hidraw.h> of Linux 6.1 has HIDIOCSINPUT(len), which 5.10 lacks. It "
	           "makes an ioctl number with the length of a report in its size bits, like "
	           "HIDIOCSFEATURE(len) beside it. On an older kernel the command is unknown, and "
	           "a program must be ready to be told so.",
	.fix = "Use only what programs have: exported types and macros. Put parentheses around "
	       "the parameters and the whole.",
	.references = {
		"include/uapi/linux/hidraw.h",
		"Documentation/driver-api/ioctl.rst",
	},
};

const struct rule_text text_macro_kernel_only = {
	.worst = VERDICT_BREAKS,
	.why = "The text of the macro uses a type or a helper that no exported header defines. In "
	       "the kernel it works, so nobody notices there. Each source that expands it, "
	       "directly or through a constant that is built with it, does not compile.",
	.example = "<linux/blktrace_api.h> of Linux 6.12 defines BLK_TC_ACT(act) as ((act) << "
	           "BLK_TC_SHIFT). By 7.2 it had become ((u64)(act) << BLK_TC_SHIFT) to make room "
	           "for more actions. u64 is a type of the kernel's. BLK_TA_QUEUE and the other "
	           "BLK_TA_ constants are made with the macro, and none of them can be used by a "
	           "program that has no u64 of its own.",
	.fix = "Write __u64 for u64, (1U << n) for BIT(n), _BITULL(n) for BIT_ULL(n).",
	.accept = "Accept it only when no program can have used the macro before.",
	.references = {
		"Documentation/process/coding-style.rst",
		"include/uapi/linux/blktrace_api.h",
		"include/uapi/linux/const.h",
	},
};

const struct rule_text text_macro_parameters = {
	.worst = VERDICT_BREAKS,
	.why = "The preprocessor counts arguments strictly: one too few or too many is an error. "
	       "Every source that uses the macro has to change, and needs an #if to build with "
	       "old and new headers. Programs already built have the old expansion in them.",
	.example = "KFD_EVENT_FMT_MIGRATE_END() in <linux/kfd_ioctl.h> formats an event of the "
	           "amdgpu driver. In Linux 6.12 it takes seven parameters, in 7.2 it takes an "
	           "error_code as the eighth. What the kernel writes has one number more as well, "
	           "which a reader of the old format may not expect.",
	.fix = "Keep the macro and add another one. The old can call the new with a value that "
	       "means what it always meant.",
	.accept = "Accept it when only the kernel and the tools in its own tree use the macro.",
	.references = {
		"include/uapi/linux/kfd_ioctl.h",
	},
};

const struct rule_text text_macro_removed = {
	.worst = VERDICT_BREAKS,
	.why = "Sources that call it do not compile, and where they ask with #ifdef they take the "
	       "branch for old headers. Programs already built have its code in them.",
	.example = "<linux/uuid.h> once had two twins, UUID_LE() and UUID_BE(), for types that "
	           "had come from the kernel's internals. In the header of Linux 5.10 UUID_BE() "
	           "is gone, and sources that used it do not compile. UUID_LE() is still there, "
	           "as a call of GUID_INIT(), with a comment that it is kept for compatibility.",
	.fix = "Keep the macro, if need be as a call of its successor, with a comment that new "
	       "code must not use it.",
	.accept = "Accept it when the macro needed something that programs do not have, so that "
	          "none can have used it.",
	.references = {
		"include/uapi/linux/uuid.h",
		"Documentation/process/handling-regressions.rst",
	},
};

const struct rule_text text_macro_text = {
	.worst = VERDICT_DEPENDS,
	.why = "Programs already built contain what the macro expanded to, rebuilt ones contain "
	       "the new text, and both run on every kernel. Often the two are the same thing in "
	       "other words; a comparison of texts cannot tell, so somebody has to look.",
	.example = "NLMSG_DATA(nlh) in <linux/netlink.h> was written with NLMSG_LENGTH(0) in "
	           "Linux 5.10 and with NLMSG_HDRLEN in 6.1. Both give the address sixteen bytes "
	           "behind the start of the header, so a program may have the one or the other "
	           "compiled in.",
	.fix = "Leave the macro as it is, or make sure that both expansions do the same with "
	       "every kernel. A new meaning deserves a new name.",
	.accept = "Accept it when you have compared the two and they do the same.",
	.references = {
		"include/uapi/linux/netlink.h",
	},
};

const struct rule_text text_macro_value = {
	.worst = VERDICT_BREAKS,
	.why = "The rule evaluates both versions with the same arguments and gets other numbers. "
	       "Programs already built compute the old ones. When it is an ioctl number that is "
	       "computed, a change of its type or number bits makes another command of it.",
	.example = "V4L2_TYPE_IS_CAPTURE(type) in <linux/videodev2.h> was true for everything "
	           "that is not an output type, even for numbers that are no buffer type at all. "
	           "Linux 7.2 asks V4L2_TYPE_IS_VALID(type) first. For the types that exist the "
	           "answer is the same; only code that relied on the answer for a wrong number "
	           "notices, and only once it is rebuilt.",
	.fix = "Leave the macro as it is, and give the corrected computation another name.",
	.accept = "Accept it when the numbers differ only for arguments that were never valid.",
	.references = {
		"include/uapi/linux/videodev2.h",
		"Documentation/driver-api/ioctl.rst",
	},
};
