/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Typedefs. */
#include "rules/text.h"

const struct rule_text text_typedef_added = {
	.worst = VERDICT_SAFE,
	.why = "No source uses it yet. The name should be one that programs and the C library do "
	       "not have: a typedef cannot be undefined, and the same name for another type is an "
	       "error.",
	.example = "<linux/types.h> of Linux 6.12 has __s128 and __u128, which 6.1 lacks. The two "
	           "underscores keep them out of the way of programs, and an #ifdef on "
	           "__SIZEOF_INT128__ out of the way of compilers that have no such type.",
	.fix = "Begin the name with the prefix of the subsystem or with two underscores. For "
	       "structs use no typedef at all.",
	.references = {
		"Documentation/process/coding-style.rst",
		"include/uapi/linux/types.h",
	},
};

const struct rule_text text_typedef_changed = {
	.worst = VERDICT_DEPENDS,
	.why = "Every struct and every call that uses the typedef changes with it. With another "
	       "size the layout changes; that is told of the structs. With the same size only "
	       "sources notice: formats of printf(), overloads in C++.",
	.example = "On 64-bit PowerPC, <asm/types.h> had __u64 as unsigned long. The kernel went "
	           "over to unsigned long long, as on all other machines, but left programs "
	           "alone: sources would have met warnings in every printf() of a __u64. A "
	           "comment in the header tells the story; a program that wants the other type "
	           "defines __SANE_USERSPACE_TYPES__ before it includes anything.",
	.fix = "Keep the typedef for those who know it, and make another one with a new name.",
	.accept = "Accept it when the size is the same and both types print and convert alike, or "
	          "when nothing that programs exchange with the kernel has the type.",
	.references = {
		"arch/powerpc/include/uapi/asm/types.h",
		"Documentation/process/coding-style.rst",
	},
};

const struct rule_text text_typedef_removed = {
	.worst = VERDICT_BREAKS,
	.why = "Sources that use the name do not compile. Programs already built know no "
	       "typedefs: the name meant something to the compiler only. What it stood for is "
	       "often still there, under another name.",
	.example = "<linux/uuid.h> once had uuid_le and uuid_be, two types of the kernel's own "
	           "that had been exported along. In the header of Linux 5.10 uuid_be is gone, "
	           "and uuid_le is a typedef of guid_t, with a comment that new code must not use "
	           "it. The second way costs one line.",
	.fix = "Keep the typedef, as another name of its successor if there is one.",
	.accept = "Accept it when the name cannot have been of use to programs, or has not been "
	          "in a release.",
	.references = {
		"include/uapi/linux/uuid.h",
		"Documentation/process/handling-regressions.rst",
	},
};
