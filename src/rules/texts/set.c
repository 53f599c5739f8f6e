/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Header sets. */
#include "rules/text.h"

const struct rule_text text_set_version_alone = {
	.worst = VERDICT_DEPENDS,
	.why = "A version is a promise about contents. Where programs compare it for equality, as "
	       "those of a hypervisor do that has no other way to negotiate, another number makes "
	       "them refuse an interface that they could use.",
	.example = "QEMU and rust-vmm keep copies of the Hyper-V headers in which hvgdk.h says "
		   "#define HVGDK_H_VERSION (25125). The driver of /dev/mshv looks at the "
		   "hypervisor's build in the same way: when it is outside of the range that the "
		   "driver was made for, it says so in the log. A number that moves without the "
		   "contents makes such a test say no where the answer is yes.",
	.fix = "Leave the version as it is until something that it stands for changes. If it has "
	       "to agree with a release, give the release a number of its own.",
	.accept = "When the version follows that of another project and programs only show it.",
	.references = {
		"include/hyperv/hvgdk.h",
		"unbroken-config(5)",
	},
};

const struct rule_text text_set_version_unchanged = {
	.worst = VERDICT_BREAKS,
	.why = "Programs that look at the version believe that they know what follows. If a struct "
	       "or a number changed under the same version, they read the new interface with the "
	       "old one's layout, and the test that should have stopped them says yes. Without a "
	       "version they would at least not be told.",
	.example = "TASKSTATS_VERSION in linux/taskstats.h exists so that programs can tell which "
		   "struct taskstats the kernel sends. Linux 6.14-rc1 put 16 members into the middle "
		   "of that struct, which grew from 432 to 560 bytes, and left the version at 14: "
		   "one number stood for two layouts, and programs had no way to know that what "
		   "they read stood elsewhere.",
	.fix = "Raise the version in the same commit that changes what it stands for. Comments and "
	       "blanks are not contents: they need no new version.",
	.accept = "When no release has had the header with this version yet.",
	.references = {
		"include/uapi/linux/taskstats.h",
		"Documentation/accounting/taskstats-struct.rst",
		"unbroken-config(5)",
	},
};
