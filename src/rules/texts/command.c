/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Commands: ioctl numbers. */
#include "rules/text.h"

const struct rule_text text_command_argument = {
	.worst = VERDICT_DEPENDS,
	.why = "An ioctl number says how large the argument is, not what it is. When the macro "
	       "names another type of the same size, the number stays, so the kernel cannot tell "
	       "a program that was built with the old type from one that was built with the new. "
	       "Each byte must then mean what it meant before.",
	.example = "Before Linux 2.6.37, <linux/input.h> defined EVIOCGKEYCODE with int[2]; today "
	           "it is unsigned int[2]. Both have eight bytes, so the number is still "
	           "0x80084504, and a scan code and a key code look the same in either type: no "
	           "program can have noticed. A struct with its members in another order would "
	           "have kept the number just as well, and been read wrongly by every program in "
	           "use.",
	.fix = "Give a new type a command of its own, with a new number, and let the old command "
	       "go on with the old type.",
	.accept = "Accept it when you have compared both types byte for byte and each byte keeps "
	          "its meaning, as with a signed type that became unsigned or a struct that was "
	          "replaced by its twin.",
	.references = {
		"Documentation/driver-api/ioctl.rst",
		"Documentation/process/botching-up-ioctls.rst",
		"include/uapi/linux/input.h",
	},
};

const struct rule_text text_command_direction = {
	.worst = VERDICT_DEPENDS,
	.why = "_IOR, _IOW and _IOWR put the direction into two bits of the number. To correct a "
	       "wrong direction therefore makes another number. Programs already built go on to "
	       "send the old one, and rebuilt programs send one that every released kernel "
	       "refuses with ENOTTY, unless the kernel knows both.",
	.example = "SECCOMP_IOCTL_NOTIF_ID_VALID hands a cookie to the kernel, yet "
	           "<linux/seccomp.h> defined it with _IOR at first. A patch of June 2020 made it "
	           "_IOW, which turned 0x80082102 into 0x40082102. kernel/seccomp.c keeps the old "
	           "number as SECCOMP_IOCTL_NOTIF_ID_VALID_WRONG_DIR, with a comment that it "
	           "stays until no program uses it. So old programs work on; a rebuilt one fails "
	           "on kernels that lack the patch.",
	.fix = "Get the direction right before the first release: _IOW is for data that the "
	       "kernel reads. Later, serve both numbers, and keep the wrong one in the kernel "
	       "under a name like FOO_WRONG_DIR.",
	.accept = "Accept it when the kernel serves both numbers, or looks at the type and number "
	          "bits alone, as the ioctl dispatch of DRM does.",
	.references = {
		"Documentation/driver-api/ioctl.rst",
		"Documentation/userspace-api/ioctl/ioctl-number.rst",
		"kernel/seccomp.c",
		"drivers/gpu/drm/drm_ioctl.c",
		"\"[PATCH v4 11/11] seccomp: Fix ioctl number for SECCOMP_IOCTL_NOTIF_ID_VALID\", "
		 "Kees Cook, 2020-06-15",
	},
};

const struct rule_text text_command_number = {
	.worst = VERDICT_BREAKS,
	.why = "The type byte and the number byte are what the kernel looks a command up by. A "
	       "program already built has the old value in its machine code. After the change "
	       "that value reaches another command, or none; no later kernel can tell what the "
	       "program meant.",
	.example = "In the release candidates of Linux 6.10, TRACE_MMAP_IOCTL_GET_READER in "
	           "<linux/trace_mmap.h> was _IO('T', 1). That is 0x5401, which is TCGETS, so "
	           "strace could not tell the two apart. Its maintainer reported the clash on 30 "
	           "June 2024, and before 6.10 was released the command became _IO('R', 0x20). "
	           "After the release both numbers would have had to be served.",
	.fix = "Leave the number of a released command alone, even a badly chosen one. Give a new "
	       "command the next free number of your block, and register the block in "
	       "ioctl-number.rst.",
	.accept = "Accept it while no release has the old number, or when the kernel goes on to "
	          "serve the old number as well.",
	.references = {
		"Documentation/userspace-api/ioctl/ioctl-number.rst",
		"Documentation/driver-api/ioctl.rst",
		"include/uapi/linux/trace_mmap.h",
	},
};

const struct rule_text text_command_shared = {
	.worst = VERDICT_DEPENDS,
	.why = "Two commands with one value are told apart only by the file descriptor that they "
	       "are sent to. A descriptor that must serve both cannot. Tools that see nothing but "
	       "the number, such as strace, seccomp filters and fuzzers, have to guess.",
	.example = "Between Linux 6.1 and 6.12 <linux/vfio.h> gained VFIO_DEVICE_BIND_IOMMUFD, "
	           "whose value 0x3b76 was already that of VFIO_IOMMU_SPAPR_UNREGISTER_MEMORY. "
	           "The first is sent to a device and the second to a container, so the kernel "
	           "never confuses them. A seccomp filter that allows the one allows the other, "
	           "though.",
	.fix = "Take the next number that no command of the same type byte has.",
	.accept = "Accept it when the two are never sent to one kind of descriptor, and say in a "
	          "comment beside the definition which descriptor each is for.",
	.references = {
		"Documentation/userspace-api/ioctl/ioctl-number.rst",
		"Documentation/driver-api/ioctl.rst",
		"include/uapi/linux/vfio.h",
	},
};

const struct rule_text text_command_size = {
	.worst = VERDICT_DEPENDS,
	.why = "The size of the argument stands in thirteen or fourteen bits of the number. When "
	       "a struct grows, each command that takes it gets another number without a change "
	       "to its own line. Programs already built send the old number; rebuilt programs "
	       "send one that older kernels do not know.",
	.example = "In the development of Linux 2.6.37, EVIOCGKEYCODE took the larger struct "
	           "input_keymap_entry under its old name. Programs already built still worked, "
	           "as the kernel took both sizes. But old sources compiled without a word "
	           "against the new header, and then failed in the field. In December 2010 its "
	           "author called that a mistake. The old definition came back, and "
	           "EVIOCGKEYCODE_V2 stands beside it.",
	.fix = "Give the larger argument a command of its own name, such as FOO_V2. Or make the "
	       "kernel look at the type and number bits only, take the size from the command, and "
	       "fill what is missing with zero, from the first release on.",
	.accept = "Accept it when the kernel accepts every size that was ever released. Where a "
	          "whole subsystem does, say so once in a conventions file instead.",
	.references = {
		"Documentation/driver-api/ioctl.rst",
		"Documentation/process/botching-up-ioctls.rst",
		"include/uapi/linux/input.h",
		"\"[RFC] Input: define separate EVIOCGKEYCODE_V2/EVIOCSKEYCODE_V2\", Dmitry "
		 "Torokhov, 2010-12-09",
	},
};
