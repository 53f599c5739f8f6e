/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inline functions. */
#include "rules/text.h"

const struct rule_text text_function_added = {
	.worst = VERDICT_SAFE,
	.why = "No source calls it yet, and a function in a header is compiled into the program, "
	       "so no kernel is needed for it. Think of what it freezes: once programs have "
	       "copied its code, every later kernel has to agree with that code.",
	.example = "Between Linux 5.10 and 6.12 <linux/nexthop.h> turned a reserved byte of "
	           "struct nexthop_grp into weight_high and brought the function "
	           "nexthop_grp_weight(), which puts the weight together from both bytes. "
	           "Programs need not know how, and a program that does not call it still reads "
	           "the low byte where it always was.",
	.fix = "Keep such functions short and without side effects. Use no name that a program "
	       "may have for a function of its own.",
	.references = {
		"include/uapi/linux/nexthop.h",
		"Documentation/process/coding-style.rst",
	},
};

const struct rule_text text_function_body = {
	.worst = VERDICT_SAFE,
	.why = "An inline function is code that each program brings along. Programs already built "
	       "run the old body and rebuilt ones the new, both on every kernel. As long as the "
	       "two give the same answers that does not matter; a correction in the header does "
	       "not reach what is built already.",
	.example = "ethtool_validate_speed() in <linux/ethtool.h> compares with INT_MAX in Linux "
	           "6.12 and with __KERNEL_INT_MAX in 7.2. The answers are the same. The old one "
	           "needed <limits.h> from the program that included it, and the new one does not.",
	.fix = "Make sure that both bodies are right on every supported kernel. Put what may have "
	       "to change behind a system call rather than into a header.",
	.references = {
		"include/uapi/linux/ethtool.h",
	},
};

const struct rule_text text_function_removed = {
	.worst = VERDICT_BREAKS,
	.why = "Sources that call it do not compile. Programs already built carry its code in "
	       "them, so what happens to the header does not reach them.",
	.example = "<linux/eventpoll.h> of Linux 6.1 exports ep_take_care_of_epollwakeup(), a "
	           "helper of the kernel's own that calls capable() when CONFIG_PM_SLEEP is set. "
	           "A program never has that symbol, so it gets a version that only clears a "
	           "flag. In 6.12 the function is gone from the header, as it should never have "
	           "been there.",
	.fix = "Keep the function, perhaps as a call of its successor. What only the kernel needs "
	       "belongs into include/linux from the start.",
	.accept = "Accept it when the function cannot have been of use to a program.",
	.references = {
		"include/uapi/linux/eventpoll.h",
	},
};

const struct rule_text text_function_type = {
	.worst = VERDICT_BREAKS,
	.why = "A call that fitted the old type may not fit the new: one argument more is an "
	       "error, and another type is a warning, a silent conversion or, in C++, an error. "
	       "Programs already built contain the old function and do not notice.",
	.example = "In July 2016, when <linux/cec-funcs.h> was not exported to programs yet, a "
	           "patch gave the message parameter of the cec_ops_* functions a const. Calls "
	           "compile as before, since a pointer converts to a pointer to const. Only code "
	           "that keeps the address of such a function in a variable of the old type must "
	           "follow. After the export the same patch would have been this finding.",
	.fix = "Keep the function and add another one for the new parameters. A macro of the old "
	       "name can supply what is missing.",
	.accept = "Accept it when every call that compiled before compiles as well now and means "
	          "the same, in C and in C++.",
	.references = {
		"include/uapi/linux/cec-funcs.h",
		"\"[PATCH] cec-funcs.h: add missing const modifier\", Hans Verkuil, 2016-07-08",
	},
};
