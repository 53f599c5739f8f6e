/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records. */
#include "rules/text.h"

const struct rule_text text_record_added = {
	.worst = VERDICT_SAFE,
	.why = "No program knows the struct, so none can notice. Now is the only time at which "
	       "its layout can be chosen freely: sizes that are the same on 32 and 64 bits, no "
	       "holes, room to grow, and a way to tell the kernel its length.",
	.example = "Between Linux 5.10 and 6.1 <linux/kvm.h> needed more registers than struct "
	           "kvm_sregs can hold. Instead of a longer struct there is a new one, struct "
	           "kvm_sregs2, with commands of its own, KVM_GET_SREGS2 and KVM_SET_SREGS2, and "
	           "a capability KVM_CAP_SREGS2 to ask for. Nothing that existed changed.",
	.fix = "Use __u32, __u64 and __aligned_u64, declare all padding as reserved and refuse "
	       "anything but zero in it. Begin with a size or a flags member if it may ever grow.",
	.references = {
		"Documentation/driver-api/ioctl.rst",
		"Documentation/process/botching-up-ioctls.rst",
		"include/uapi/linux/kvm.h",
	},
};

const struct rule_text text_record_conditional = {
	.worst = VERDICT_DEPENDS,
	.why = "The layout depends on a macro that the C library or the program sets, such as the "
	       "width of time_t. Two parts of one program that were built in different modes, or "
	       "a program and a library, disagree about it. The kernel knows only one, or must "
	       "find out which.",
	.example = "struct input_event in <linux/input.h> began with a struct timeval. On 32-bit "
	           "machines that has eight bytes, or sixteen once the program asks for 64-bit "
	           "time, and the kernel writes eight. So the header looks at __USE_TIME_BITS64: "
	           "in that mode the struct has __sec and __usec instead, which keep the layout, "
	           "and sources should use the macros input_event_sec and input_event_usec. Those "
	           "that name time do not compile.",
	.fix = "Use a type that has one size in every mode, such as __u64 nanoseconds or struct "
	       "__kernel_timespec, in a struct of a new name.",
	.accept = "Accept it when the kernel can tell the modes apart or the layout is the same "
	          "in each, and sources have been told what to use.",
	.references = {
		"Documentation/driver-api/ioctl.rst",
		"include/uapi/linux/input.h",
	},
};

const struct rule_text text_record_grew = {
	.worst = VERDICT_BREAKS,
	.why = "Programs already built hand over, or have room for, the shorter struct. A kernel "
	       "that does not know their length reads garbage behind it, or writes over what "
	       "follows. A struct that embeds it, or an array of it, is worse: what lies behind "
	       "it moves, as when struct smc_diag_linkinfo grew in the development of Linux 5.17.",
	.example = "Linux 5.11 appended a byte to struct rfkill_event, which read() returns from "
	           "/dev/rfkill. The plan had been that programs cope with short and with long "
	           "events. But systemd took a short write for an error and insisted on the old "
	           "size when it read; BlueZ and gnome-settings-daemon stumbled over the longer "
	           "events, as <linux/rfkill.h> now tells at length. The struct was rolled back; "
	           "the longer one is called rfkill_event_ext, and an ioctl has to ask for it.",
	.fix = "Let the caller tell the length from the first release on, by a size member, argsz "
	       "or the size bits of the command, and treat what is missing as zero. Make growth "
	       "an opt-in for what read() returns. State it in a conventions file, and the "
	       "finding becomes safe.",
	.accept = "Accept it when the length reaches the kernel, the kernel checks it, and nobody "
	          "embeds the struct.",
	.references = {
		"Documentation/process/adding-syscalls.rst",
		"Documentation/process/botching-up-ioctls.rst",
		"include/uapi/linux/rfkill.h",
		"https://github.com/systemd/systemd/issues/18677",
		"\"[PATCH] Partially revert 'net/smc: Add netlink net namespace support'\", "
		 "Dmitry V. Levin, 2022-02-02",
	},
};

const struct rule_text text_record_name_reused = {
	.worst = VERDICT_BREAKS,
	.why = "The old layout has a new name, and the old name stands for a longer or another "
	       "layout. Programs already built are not affected as long as the kernel serves the "
	       "number that goes with the old layout. Sources compile as before and, once "
	       "rebuilt, hand over the new layout with a new number, which older kernels refuse. "
	       "Nothing in the source says so.",
	.example = "struct switchtec_ioctl_event_summary in <linux/switchtec_ioctl.h> grew from "
	           "408 to 1240 bytes to report on more functions. The old layout became "
	           "switchtec_ioctl_event_summary_legacy, and the command for it "
	           "SWITCHTEC_IOCTL_EVENT_SUMMARY_LEGACY. The driver answers both numbers, so "
	           "programs already built work on. A program that is merely rebuilt sends a "
	           "number that an older kernel does not know, and has to be taught to try both.",
	.fix = "Leave the old name with the old layout, and give the new layout a name of its "
	       "own, such as one that ends in 2. Then whoever wants the new one says so in the "
	       "source.",
	.accept = "Accept it when the kernel serves the old number for good, and programs that "
	          "are rebuilt for it will not meet older kernels.",
	.references = {
		"drivers/pci/switch/switchtec.c",
		"include/uapi/linux/switchtec_ioctl.h",
		"Documentation/driver-api/ioctl.rst",
		"Documentation/process/botching-up-ioctls.rst",
	},
};

const struct rule_text text_record_packed = {
	.worst = VERDICT_SAFE,
	.why = "Packing removes the padding between members and at the end, and makes the "
	       "alignment 1. Where members move for that, the move is told of them. Where none "
	       "does, only the places are affected where a program or another struct aligns the "
	       "record.",
	.example = "struct epoll_event in <linux/eventpoll.h> holds 32 bits of events and 64 bits "
	           "of data. On x86-64 alone it is packed, to twelve bytes, so that it looks like "
	           "that of 32-bit programs; on other 64-bit machines it has sixteen. That was "
	           "decided once and can never be changed on any of them, because arrays of it "
	           "are handed to epoll_wait().",
	.fix = "Do not use packed in new structs: order the members and declare the padding. "
	       "Leave it in old ones.",
	.references = {
		"Documentation/driver-api/ioctl.rst",
		"include/uapi/linux/eventpoll.h",
	},
};

const struct rule_text text_record_realigned = {
	.worst = VERDICT_SAFE,
	.why = "Size and offsets inside are the same, and only the addresses at which the struct "
	       "may stand differ. Another struct that embeds it can get a hole before it. If that "
	       "moves something, it is told there.",
	.example = "Between Linux 6.1 and 6.12 struct vfio_region_info in <linux/vfio.h> got "
	           "__aligned_u64 for __u64. On i386 a 64-bit member is otherwise aligned to four "
	           "bytes only, so there the alignment of the struct changed from 4 to 8. No "
	           "member moved on any machine, and a 64-bit kernel sees the same bytes from "
	           "32-bit programs.",
	.fix = "Use __aligned_u64 for 64-bit members in new structs, so that this does not come "
	       "up.",
	.references = {
		"Documentation/driver-api/ioctl.rst",
		"Documentation/process/botching-up-ioctls.rst",
		"include/uapi/linux/vfio.h",
	},
};

const struct rule_text text_record_removed = {
	.worst = VERDICT_BREAKS,
	.why = "Sources that use the struct do not compile. Programs already built have its "
	       "layout compiled in; whether the kernel still serves it, headers do not say.",
	.example = "<linux/sched/types.h> of Linux 6.1 defines struct sched_param, as does the C "
	           "library in <sched.h>, so the two headers could not be included together. By "
	           "6.12 the kernel's definition is gone. That helps those who need both headers, "
	           "and breaks those who had taken the struct from the kernel's: they have to "
	           "include <sched.h>.",
	.fix = "Keep the definition, with a comment that nothing provides it any more. Where it "
	       "collides with the C library, hide it with the macros of <linux/libc-compat.h>.",
	.accept = "Accept it when the struct was exported by mistake, or programs have the same "
	          "definition from elsewhere.",
	.references = {
		"include/uapi/linux/sched/types.h",
		"include/uapi/linux/libc-compat.h",
		"Documentation/process/handling-regressions.rst",
	},
};

const struct rule_text text_record_shrank = {
	.worst = VERDICT_DEPENDS,
	.why = "Programs already built hand over more bytes than the kernel knows, or expect more "
	       "than it fills. Arrays step differently. Where commands have the size in their "
	       "number, that changes too.",
	.example = "The struct rfkill_event that Linux 5.11 had made one byte longer (see "
	           "record/grew) was later cut back to eight bytes. Programs that had been built "
	           "with the longer one asked to write nine bytes, and a kernel that knows eight "
	           "took eight. systemd-rfkill called that an error: \"Couldn't write rfkill "
	           "event structure, too short\". Even a repair breaks whoever was built in "
	           "between.",
	.fix = "Keep the size: what is not needed any more becomes reserved bytes at the end. "
	       "Accept the longer struct of programs already built, at least when the rest is "
	       "zero.",
	.accept = "Accept it when programs cannot have used the bytes that are gone and the "
	          "kernel takes the longer struct as well.",
	.references = {
		"Documentation/process/botching-up-ioctls.rst",
		"include/uapi/linux/rfkill.h",
		"https://github.com/systemd/systemd/issues/18677",
	},
};
