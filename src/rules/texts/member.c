/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Members of records. */
#include "rules/text.h"

const struct rule_text text_member_arm_added = {
	.worst = VERDICT_SAFE,
	.why = "The arms of a union share their bytes, and something beside it says which of them "
	       "counts: a type, a flag, the command itself. Programs already built never select "
	       "the new arm. As long as the union does not become larger, no byte moves for them.",
	.example = "struct can_frame in <linux/can.h> called the length of a frame can_dlc, a "
	           "term of the specification for something slightly different. Between Linux "
	           "5.10 and 6.1 the member became an anonymous union of len and can_dlc. Old and "
	           "new sources compile, and both names are the same byte.",
	.fix = "Mind the size: give a union a padding arm that is larger than any arm you will "
	       "need, as struct kvm_run does with 256 bytes. A union that grows is told by "
	       "record/grew.",
	.references = {
		"include/uapi/linux/can.h",
		"include/uapi/linux/kvm.h",
	},
};

const struct rule_text text_member_flexible = {
	.worst = VERDICT_DEPENDS,
	.why = "Trailing arrays of [0] or [1] were the way to write \"as many as follow\" before "
	       "C99. From [0] to [] nothing changes for C. From [1] to [] sizeof() becomes one "
	       "element smaller, so a rebuilt program that computes lengths with it asks for "
	       "less. A flexible array also makes the struct one that no other struct should "
	       "embed in the middle, and C++ refuses that outright.",
	.example = "struct usb_string_descriptor in <linux/usb/ch9.h> ended in wData[1]. It "
	           "became a union of the flexible wData and a member legacy_padding of two "
	           "bytes, which keeps sizeof() as it was. struct sockaddr_ll went worse: in the "
	           "headers of Linux 6.5 its address had a flexible twin, udp2raw embeds the "
	           "struct, and its C++ did not compile. Later headers have the plain array again.",
	.fix = "Use __DECLARE_FLEX_ARRAY() in a union with an arm of the old size. Leave structs "
	       "alone that programs embed in their own.",
	.accept = "Accept it when no length is computed with sizeof() of the struct, or when the "
	          "element that is gone was never counted.",
	.references = {
		"Documentation/process/deprecated.rst",
		"include/uapi/linux/usb/ch9.h",
		"https://github.com/wangyu-/udp2raw/issues/492",
	},
};

const struct rule_text text_member_hole_used = {
	.worst = VERDICT_DEPENDS,
	.why = "Bytes that the compiler leaves between members have no name, so no program clears "
	       "them. A struct on the stack has in them whatever was there before. A kernel that "
	       "reads a new member from such bytes takes garbage from programs already built for "
	       "a value.",
	.example = "Commit 341ac980eab9 put tx_metadata_len into the padding at the end of struct "
	           "xdp_umem_reg, in <linux/if_xdp.h>. Programs that had never cleared the "
	           "padding, and had no reason to, now asked for metadata of a random length. "
	           "Commit d5e726d9143c of July 2024 reads the member only when the new flag "
	           "XDP_UMEM_TX_METADATA_LEN is set, and in turn broke the few that had used it "
	           "without a flag.",
	.fix = "Read the member only when a new flag says that it is there. Declare padding as a "
	       "reserved member in new structs, and refuse anything but zero in it from the first "
	       "release on.",
	.accept = "Accept it when the kernel only writes the member, or reads it only behind a "
	          "flag or a length that programs already built do not give.",
	.references = {
		"Documentation/driver-api/ioctl.rst",
		"Documentation/process/botching-up-ioctls.rst",
		"commit 341ac980eab9",
		"commit d5e726d9143c",
		"\"[PATCH bpf 0/3] xsk: require XDP_UMEM_TX_METADATA_LEN to actuate "
		 "tx_metadata_len\", Stanislav Fomichev, 2024-07-12",
	},
};

const struct rule_text text_member_inserted = {
	.worst = VERDICT_BREAKS,
	.why = "A member that is put before others pushes them to other offsets. A program "
	       "already built looks for each of them where it used to be and finds a neighbour's "
	       "value there. The kernel cannot see that: the bytes are as many as before, or more.",
	.example = "Linux 6.14 put maxima and minima of delays next to their totals in the middle "
	           "of struct taskstats, in <linux/taskstats.h>. Everything behind "
	           "cpu_delay_total moved, and TASKSTATS_VERSION still said 14. iotop showed 100 "
	           "percent of swapping for arbitrary processes. Version 16 moved the new members "
	           "to the end, which was a second break for programs built with the headers in "
	           "between.",
	.fix = "Append the member at the end, or take reserved bytes for it. Place beside related "
	       "members is worth nothing compared with that.",
	.accept = "Accept it while no release has the struct, or when the kernel tells the old "
	          "layout from the new by a length or version that programs give, and serves both.",
	.references = {
		"Documentation/process/botching-up-ioctls.rst",
		"Documentation/driver-api/ioctl.rst",
		"include/uapi/linux/taskstats.h",
		"https://github.com/Tomas-M/iotop/issues/82",
	},
};

const struct rule_text text_member_moved = {
	.worst = VERDICT_BREAKS,
	.why = "A program already built reads and writes the member at the old offset. There it "
	       "finds, or destroys, something else. Neither side can detect it. A member moves "
	       "when the order changes, when something before it shrinks, grows or goes, or when "
	       "alignment or packing changes.",
	.example = "struct ntsync_sem_args in <linux/ntsync.h> has the members sem, count and max "
	           "in Linux 6.12. In 7.2 sem is gone, and count and max stand four bytes "
	           "earlier. A program built with the old header would give the count as the "
	           "maximum. It was tolerated for one reason: in 6.12 the driver's Kconfig entry "
	           "says \"depends on BROKEN\", so no kernel had it.",
	.fix = "Leave every member where it is. Put what is new into reserved bytes or behind the "
	       "end, and keep what is obsolete as reserved bytes. For another layout make a new "
	       "struct and a new command.",
	.accept = "Accept it when no kernel that anybody runs has served the old layout; a "
	          "comment that calls it experimental is not enough.",
	.references = {
		"Documentation/process/botching-up-ioctls.rst",
		"Documentation/process/handling-regressions.rst",
		"drivers/misc/Kconfig in Linux 6.12",
		"include/uapi/linux/ntsync.h",
	},
};

const struct rule_text text_member_name_removed = {
	.worst = VERDICT_BREAKS,
	.why = "The bytes may still be there, but sources cannot name them: \"has no member "
	       "named\". Programs already built know offsets only and do not notice. What becomes "
	       "of the bytes is told by another finding.",
	.example = "In Debian's headers of Linux 5.10.262 struct ip_msfilter in <linux/in.h> has "
	           "its members twice, as imsf_fmode and imsf_fmode_aux and so on, to give the "
	           "list at its end both a fixed and a flexible form. Those of 6.1 need no second "
	           "set. Both layouts are the same; a source that used an _aux name builds with "
	           "the one and not with the other.",
	.fix = "Keep the old name in an anonymous union with the new one. Do not give programs "
	       "names that you mean to take back.",
	.accept = "Accept it when no source outside the tree can have used the name, for instance "
	          "because it has not been in a release.",
	.references = {
		"include/uapi/linux/in.h",
		"Documentation/process/handling-regressions.rst",
	},
};

const struct rule_text text_member_removed = {
	.worst = VERDICT_BREAKS,
	.why = "Programs already built still fill the bytes or read them. Where nothing takes "
	       "their place, a program that writes the member writes past what the kernel "
	       "expects, and one that reads it gets what happens to be there.",
	.example = "struct kvm_vcpu_pv_apf_data in <asm/kvm_para.h> is shared by a guest and its "
	           "host. Linux 6.1 has a member enabled at offset 64 that only the guest itself "
	           "used; in 6.12 it is gone, and the guest keeps the mark in memory of its own. "
	           "As it was the last member and the host never looked at it, guests built with "
	           "the old header work on.",
	.fix = "Keep the bytes under a reserved name and accept what programs put into them. "
	       "Sizes and offsets stay, and the name can be freed later.",
	.accept = "Accept it when one side alone used the member, and neither length nor offsets "
	          "are known to the other.",
	.references = {
		"Documentation/process/botching-up-ioctls.rst",
		"arch/x86/include/uapi/asm/kvm_para.h",
	},
};

const struct rule_text text_member_renamed = {
	.worst = VERDICT_BREAKS,
	.why = "Offset, size and type are the same, so programs already built do not notice. "
	       "Sources that use the old name do not compile, however small the correction: \"has "
	       "no member named\".",
	.example = "struct uvc_format_uncompressed in <linux/usb/video.h> called a member "
	           "bmInterfaceFlags. The specification says bmInterlaceFlags, and between Linux "
	           "6.1 and 6.12 the header was corrected in two structs, without a trace of the "
	           "old name. A source that has to build with both needs an #if on the version of "
	           "the kernel's headers.",
	.fix = "Put both names into an anonymous union: union { __u8 bmInterfaceFlags; __u8 "
	       "bmInterlaceFlags; }. It costs no byte, and it works in C11 and C++.",
	.accept = "Accept it when the old name has not been in a release.",
	.references = {
		"include/uapi/linux/usb/video.h",
		"Documentation/process/handling-regressions.rst",
	},
};

const struct rule_text text_member_replaced = {
	.worst = VERDICT_DEPENDS,
	.why = "Another member of another name stands in the bytes of an old one. If it means the "
	       "same, this is a rename. If it means something else, programs already built put "
	       "the old meaning there, and the kernel takes it for the new.",
	.example = "struct kvm_vcpu_pv_apf_data in <asm/kvm_para.h> began with reason. Before "
	           "Linux 5.10 those four bytes became flags, and token was carved from the "
	           "padding behind them. A guest already built expects the old meaning. It gets "
	           "along because the new protocol is announced by a feature bit of its own, "
	           "KVM_FEATURE_ASYNC_PF_INT, which an old guest does not look for.",
	.fix = "Give the new member bytes of its own. If it has to be the same place, make the "
	       "new meaning depend on a flag, version or feature that programs already built do "
	       "not ask for.",
	.accept = "Accept it when it is the same thing under another name, or when the new "
	          "meaning is only used by those who asked for it.",
	.references = {
		"Documentation/process/botching-up-ioctls.rst",
		"arch/x86/include/uapi/asm/kvm_para.h",
	},
};

const struct rule_text text_member_replaced_name = {
	.worst = VERDICT_BREAKS,
	.why = "The old name went to make room for another, so sources that use it do not "
	       "compile. This finding is about them; what happens to programs already built is "
	       "told by member/replaced.",
	.example = "struct efa_ibv_alloc_ucontext_cmd in <rdma/efa-abi.h> calls its first member "
	           "comp_mask in Linux 6.12 and supported_caps in 7.2, and its flags were renamed "
	           "to match. rdma-core keeps a copy of the header and updates it together with "
	           "its own code. A program that uses the installed header has to be changed.",
	.fix = "Keep the old name in an anonymous union with the new one, and say in a comment "
	       "what the bytes mean now.",
	.accept = "Accept it when the only users keep copies of the header and have agreed.",
	.references = {
		"include/uapi/rdma/efa-abi.h",
	},
};

const struct rule_text text_member_reserved_name = {
	.worst = VERDICT_DEPENDS,
	.why = "Kernels demand that reserved bytes are zero, so careful programs clear them, and "
	       "some do so by name. When the name makes room for a real member, exactly these "
	       "programs do not compile. Whoever used memset() or an initializer does not notice.",
	.example = "struct iocb in <linux/aio_abi.h> had aio_reserved1, which the kernel wanted "
	           "to be zero. It became aio_rw_flags, a textbook use of reserved bytes. The "
	           "database YottaDB had set aio_reserved1 to zero by name and did not build any "
	           "more, as a pull request of January 2018 reports; libkcapi stumbled over the "
	           "same header.",
	.fix = "Keep the reserved name in an anonymous union with the new member, or reserve an "
	       "array: arrays are rarely cleared by name.",
	.accept = "Accept it when the struct is only filled by the kernel, or is new enough that "
	          "programs clear it as a whole.",
	.references = {
		"include/uapi/linux/aio_abi.h",
		"https://github.com/YottaDB/YDB/pull/125",
		"https://github.com/smuellerDD/libkcapi/issues/59",
	},
};

const struct rule_text text_member_reserved_renamed = {
	.worst = VERDICT_SAFE,
	.why = "The bytes mean nothing before and nothing after, and have a name that says so "
	       "both times. Offset and size are the same. Programs that clear the struct as a "
	       "whole do not notice.",
	.example = "struct vduse_vq_config in <linux/vduse.h> has reserved[13] in Linux 6.12. In "
	           "7.2 a new member group took two of the elements, and what is left of them is "
	           "called reserved1 and reserved2. The bytes around group still mean nothing and "
	           "must still be zero.",
	.fix = "Number reserved members from the start, so that a part of them can be used "
	       "without a new name for the rest.",
	.references = {
		"include/uapi/linux/vduse.h",
		"Documentation/process/botching-up-ioctls.rst",
	},
};

const struct rule_text text_member_reserved_used = {
	.worst = VERDICT_SAFE,
	.why = "This is what reserved bytes are for, under two conditions. Every kernel that has "
	       "the struct refused anything but zero in them, so that no program can have left "
	       "garbage there. And zero in the new member means what happened before it existed.",
	.example = "struct ptp_perout_request in <linux/ptp_clock.h> had a reserved array rsv, "
	           "but the kernel did not check it, so it might hold anything. For that reason "
	           "Linux 5.5 brought a second set of commands, PTP_PEROUT_REQUEST2 and its "
	           "siblings. They refuse unknown flags and reserved bytes that are not zero, and "
	           "for the old commands the kernel clears the bytes itself. Only because of that "
	           "could later releases use them.",
	.fix = "Look up whether the kernel has refused non-zero bytes since the struct exists. If "
	       "it has not, add a flag that says the member is valid, or a new command.",
	.accept = "It is safe unless a convention says otherwise. Accept such a finding when a "
	          "flag, a version or a new command guards the member.",
	.references = {
		"Documentation/process/botching-up-ioctls.rst",
		"Documentation/driver-api/ioctl.rst",
		"drivers/ptp/ptp_chardev.c",
	},
};

const struct rule_text text_member_resized = {
	.worst = VERDICT_BREAKS,
	.why = "A program already built fills the old number of bytes, and the kernel reads more "
	       "or fewer of them. A wider member takes its upper half from a neighbour or from "
	       "the stack, and often pushes what follows to another offset.",
	.example = "struct hl_wait_cs_in in <misc/habanalabs.h> had a 32-bit target and behind it "
	           "interrupt_timeout_us. To make target 64 bits wide, interrupt_timeout_us moved "
	           "into the padding at the end. The struct kept its size, and with it the ioctl "
	           "number. So the kernel cannot tell an old caller, whose timeout it now takes "
	           "for the upper half of the target.",
	.fix = "Keep the member and add a wider one beside it, with a flag that says which one "
	       "counts. Use 64 bits at once for addresses, sizes and times.",
	.accept = "Accept it when the added bytes were reserved and had to be zero, on machines "
	          "of both byte orders, or while no release has the struct.",
	.references = {
		"Documentation/driver-api/ioctl.rst",
		"Documentation/process/botching-up-ioctls.rst",
		"include/uapi/misc/habanalabs.h up to Linux 6.1",
	},
};

const struct rule_text text_member_retired = {
	.worst = VERDICT_DEPENDS,
	.why = "The layout stays, the meaning goes. A program already built still puts a value "
	       "there or waits for one. If the kernel now demands zero in the bytes, it refuses "
	       "that program; if it ignores them, the program works on without what it asked for.",
	.example = "struct snd_pcm_info in <sound/asound.h> had sync, an id by which programs "
	           "could see whether two streams can start together. In Linux 6.12 its sixteen "
	           "bytes are pad1, with a comment on what they were. A program already built "
	           "that compares the ids of two streams compares bytes that mean nothing.",
	.fix = "Ignore the bytes rather than refuse them. Fill what programs read with a value "
	       "that means \"not known\".",
	.accept = "Accept it when the kernel ignores what programs write there, and what they "
	          "read is a value that they could always get.",
	.references = {
		"include/uapi/sound/asound.h",
		"Documentation/process/botching-up-ioctls.rst",
	},
};

const struct rule_text text_member_retired_name = {
	.worst = VERDICT_BREAKS,
	.why = "Sources that name the member do not compile. That is a high price for a member "
	       "that is merely ignored, because a source that sets it would do no harm.",
	.example = "struct fastrpc_ioctl_capability in <misc/fastrpc.h> begins with domain in "
	           "Linux 6.12. In 7.2 the member is called unused, with the comment that it is "
	           "deprecated and ignored by the kernel. Programs already built work as before; "
	           "sources that set domain must be changed, and then still differ between header "
	           "versions.",
	.fix = "Keep the name and write into its comment that it is deprecated and ignored.",
	.accept = "Accept it when sources had better fail, because to use the member is a mistake "
	          "that does harm.",
	.references = {
		"include/uapi/misc/fastrpc.h",
		"Documentation/process/handling-regressions.rst",
	},
};

const struct rule_text text_member_retyped = {
	.worst = VERDICT_BREAKS,
	.why = "As many bytes at the same place have another type. Most such changes say nothing "
	       "new: an unsigned for a signed, __be32 for __u32 as a note on the byte order. "
	       "Programs notice only when the bytes change their meaning, as from little to big "
	       "endian or from integer to floating point, which this rule calls a break.",
	.example = "<linux/affs_hardblocks.h> describes blocks of Amiga disks, which have always "
	           "been big endian. Its members became __be32 instead of __u32, so that sparse "
	           "can check the kernel's own code; no bit on disk changed. "
	           "<linux/virtio_iommu.h> once dropped the note and declared __u64 for __le64, "
	           "and Linux 5.9 brought it back.",
	.fix = "Keep the meaning of the bytes. A new meaning gets a member of its own, and a flag.",
	.accept = "Accept it when the old declaration was wrong about bytes that never changed.",
	.references = {
		"include/uapi/linux/affs_hardblocks.h",
		"include/uapi/linux/virtio_iommu.h",
		"Documentation/driver-api/ioctl.rst",
	},
};

const struct rule_text text_member_retyped_source = {
	.worst = VERDICT_DEPENDS,
	.why = "The bytes are the same, but the type allows other expressions: a number, a "
	       "pointer, an array and a struct are not assigned in the same way. Some sources "
	       "must be changed. In C++ and with -Werror these are more than one would think.",
	.example = "struct acrn_vm_creation in <linux/acrn.h> had a uuid of type guid_t. In Linux "
	           "6.12 it is an array of sixteen __u8, which must not be used again, and the "
	           "header includes <linux/uuid.h> no longer. Sources that assigned a guid_t do "
	           "not compile; those that copied sixteen bytes into it do.",
	.fix = "Keep the type, or offer both in an anonymous union, the new one under a new name.",
	.accept = "Accept it when the ways in which programs use the member compile with both "
	          "types.",
	.references = {
		"include/uapi/linux/acrn.h",
	},
};

const struct rule_text text_member_tail_appended = {
	.worst = VERDICT_SAFE,
	.why = "A flexible array at the end adds no byte to the struct: sizeof() is what it was. "
	       "Whether something follows is agreed elsewhere, by a length or a mode, and "
	       "programs already built do not ask for it.",
	.example = "struct io_uring_cqe in <linux/io_uring.h> has sixteen bytes. Between Linux "
	           "5.10 and 6.1 it got big_cqe[] at its end. The entries of a ring are larger "
	           "only if the program sets up the ring with IORING_SETUP_CQE32; all others see "
	           "the entries that they know.",
	.fix = "Do not embed such a struct in another one, except as its last member. Make what "
	       "follows depend on an explicit request.",
	.references = {
		"Documentation/process/deprecated.rst",
		"include/uapi/linux/io_uring.h",
	},
};
