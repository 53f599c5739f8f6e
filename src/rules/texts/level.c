/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Levels. */
#include "rules/text.h"

const struct rule_text text_level_leak = {
	.worst = VERDICT_BREAKS,
	.why = "A struct cannot be more stable than what is in it. If a testing struct stands "
	       "inside a stable one, or is what a stable command passes, then either it can "
	       "never change again, which nobody promised, or the stable part changes with it, "
	       "which breaks programs that relied on it.",
	.example = "In August 2023 a series for /dev/mshv put the structs of the Hyper-V "
		   "hypervisor into include/uapi/hyperv as unstable interfaces, with a version "
		   "number for each header, beside the ioctls that pass them. It was answered that "
		   "files under uapi cannot be unstable. What was merged has only linux/mshv.h "
		   "there; the hypervisor's structs are in include/hyperv, and the ioctls of mshv.h "
		   "do not contain them.",
	.fix = "Pass the part as bytes that are described elsewhere, or keep a stable copy of it "
	       "under a name of its own. If the part will be kept, say so: raise its level with "
	       "\"unbroken level set stable\".",
	.accept = "Where the whole has no user yet, and its level will be lowered in the same "
		  "series.",
	.references = {
		"include/uapi/linux/mshv.h",
		"include/hyperv/hvhdk.h",
		"unbroken-level(1)",
	},
};

const struct rule_text text_level_lowered = {
	.worst = VERDICT_BREAKS,
	.why = "Programs that are in use were written when the interface was promised as stable. "
	       "Who lowers the promise and breaks it later has broken it, only in two steps. So "
	       "a change is judged by what the older side promised, and the lowering is an error "
	       "of its own. To announce an end as obsolete is no breach.",
	.example = "Documentation/ABI/README knows two ways out of a promise: what is stable may "
		   "move to obsolete as long as proper notification is given, and what is testing "
		   "cannot be removed without having been obsolete. The files below /sys/firmware/"
		   "efi/vars went that way: deprecated no later than September 2020 and removed in "
		   "March 2023, with efivarfs in their place.",
	.fix = "Leave the level as it was. If the interface is to go, announce it: \"unbroken level "
	       "set obsolete PATTERN --removal VERSION -m REASON\".",
	.accept = "When the promise was a mistake that no release has shipped, or nobody can have "
		  "used what it was about.",
	.references = {
		"Documentation/ABI/README",
		"Documentation/ABI/removed/sysfs-firmware-efi-vars",
		"unbroken-level(1)",
	},
};

const struct rule_text text_level_overdue = {
	.worst = VERDICT_DEPENDS,
	.why = "An announced end is only of use if it comes. As long as the interface is there "
	       "after the day, new programs go on using it, and those who moved away in time did "
	       "so for nothing. The next announcement will be believed less.",
	.example = "The file \"claim\" of /sys/class/rfkill was scheduled to be removed in 2012 and "
		   "went in 2016, as its entry in Documentation/ABI/removed tells. No program "
		   "reads such dates, so nothing reminded anybody in the years between.",
	.fix = "Remove it; what is obsolete may go in the release that was announced for it. Or "
	       "announce another release and say why.",
	.accept = "When somebody who still needs it has asked for more time. Then the better way is "
		  "another release in the entry itself.",
	.references = {
		"Documentation/ABI/README",
		"Documentation/ABI/removed/sysfs-class-rfkill",
		"unbroken-level(1)",
	},
};

const struct rule_text text_level_raised = {
	.worst = VERDICT_SAFE,
	.why = "No program notices. It is told because it is a decision for many years: from the "
	       "release with this change on, every break of the interface is an error, and only "
	       "an announcement leads back.",
	.example = "It is rarely done. Of 6459 entries in Documentation/ABI of Linux 7.3 there are "
		   "852 under stable and 5386 under testing, many of them for interfaces that "
		   "every system has used for years. A level that never rises says nothing about "
		   "the interface, and reviewers stop looking at it.",
	.fix = "Look once more before the release whether the interface can be extended: reserved "
	       "fields, flags that are checked, room for a size.",
	.references = {
		"Documentation/ABI/README",
		"Documentation/process/adding-syscalls.rst",
	},
};

const struct rule_text text_level_unused = {
	.worst = VERDICT_BREAKS,
	.why = "An entry that matches nothing protects nothing. Mostly the name was changed and "
	       "the entry forgotten: what it was written for is now at the level of its header "
	       "set, and nobody decided that.",
	.example = "Documentation/ABI is written by hand for each file in sysfs. The kernel got a "
		   "tool that compares its entries with a running system, scripts/get_abi.pl, "
		   "because entries and files had come apart. For headers the same question can be "
		   "answered without running anything.",
	.fix = "Correct the pattern: \"unbroken level show NAME\" tells what counts for a name. If "
	       "what it was about has gone, remove the entry or make it \"removed\".",
	.accept = "When the header that it is about comes with a later patch of the same series.",
	.references = {
		"Documentation/ABI/README",
		"scripts/get_abi.pl",
		"unbroken-level(1)",
	},
};
