/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Constants. */
#include "rules/text.h"

const struct rule_text text_constant_added = {
	.worst = VERDICT_SAFE,
	.why = "Nothing that was built before can use a name that was not there. The risk lies "
	       "with new programs: they compile with the new header and then run on an older "
	       "kernel, which refuses the value at best and ignores it at worst.",
	.example = "<linux/mman.h> of Linux 6.1 has MADV_POPULATE_READ and MADV_POPULATE_WRITE, "
	           "which that of 5.10 lacks. A program that passes them to madvise() on 5.10 "
	           "gets EINVAL, since the call refuses advice that it does not know. So the "
	           "program can find out at run time and fall back.",
	.fix = "Make the kernel refuse every value and every flag that it does not know, from the "
	       "first release on, so that programs can probe for later ones. Check the spelling "
	       "and the prefix of a new name: after the release it stays.",
	.references = {
		"Documentation/process/botching-up-ioctls.rst",
		"Documentation/process/adding-syscalls.rst",
		"include/uapi/asm-generic/mman-common.h",
	},
};

const struct rule_text text_constant_kind = {
	.worst = VERDICT_SAFE,
	.why = "The value is the same, so neither programs already built nor expressions in "
	       "sources notice. The preprocessor does: #ifdef and #if see macros, and an "
	       "enumerator is no macro. Code that asks \"does this header have the name?\" "
	       "silently takes the branch for old headers.",
	.example = "Up to Linux 5.10 <linux/btf.h> defined BTF_KIND_INT and its siblings as "
	           "macros; in 6.1 they are enumerators with the same numbers. A source that asks "
	           "\"#ifdef BTF_KIND_INT\" is now told that there is none. <linux/xfrm.h> shows "
	           "the way out: behind the enumerator XFRM_MSG_MAPPING stands \"#define "
	           "XFRM_MSG_MAPPING XFRM_MSG_MAPPING\", so both kinds of use work.",
	.fix = "When macros become enumerators, add a line \"#define NAME NAME\" for each that "
	       "was released.",
	.references = {
		"include/uapi/linux/btf.h",
		"include/uapi/linux/xfrm.h",
	},
};

const struct rule_text text_constant_name_reused = {
	.worst = VERDICT_BREAKS,
	.why = "The compiler accepts the old source, and the program does something else. There "
	       "is no warning, no error, and no hint in the source, which did not change. Of all "
	       "that can happen to a name this is the worst, because nobody finds out before the "
	       "program runs.",
	.example = "Linux 5.18 replaced the first VFIO migration protocol. <linux/vfio.h> renamed "
	           "its states to VFIO_DEVICE_STATE_V1_STOP, 0, and VFIO_DEVICE_STATE_V1_RUNNING, "
	           "1. It gave the old names to the states of the new protocol: "
	           "VFIO_DEVICE_STATE_STOP is 1 and VFIO_DEVICE_STATE_RUNNING is 2. A program for "
	           "the old protocol that is rebuilt writes 1 to stop the device, and in the old "
	           "protocol 1 means to run.",
	.fix = "Find a new name for the new meaning and leave the old name with its old value, "
	       "deprecated in a comment. If the old name must go, remove it, so that the build "
	       "fails and somebody looks.",
	.accept = "Accept it only when nothing outside the kernel tree has ever used the name.",
	.references = {
		"include/uapi/linux/vfio.h",
		"commit 115dcec65f61",
		"Documentation/process/handling-regressions.rst",
	},
};

const struct rule_text text_constant_not_constant = {
	.worst = VERDICT_BREAKS,
	.why = "The macro is still there, but its text uses something that user space does not "
	       "have: a type such as u64, a helper such as BIT() or GENMASK(), PAGE_SIZE, a "
	       "config symbol, or a struct that was left out. The preprocessor never complains "
	       "about a macro that nobody expands. The first program that uses it does not "
	       "compile.",
	.example = "V4L2_SUBDEV_CAP_RO_SUBDEV in <linux/v4l2-subdev.h> was written as BIT(0) and "
	           "so was no constant for any program. A patch made it 0x00000001 in January "
	           "2021, shortly before Linux 5.11. Between 6.12 and 7.2 <linux/blktrace_api.h> "
	           "went the other way: BLK_TC_ACT() now casts to u64, and with it BLK_TA_QUEUE "
	           "and its siblings, which worked for years, need a type that only the kernel "
	           "defines.",
	.fix = "Use what UAPI headers export: __u32 for u32, (1U << n) or _BITUL(n) for BIT(n), a "
	       "plain number for the rest. Compile a small program that uses each new macro with "
	       "nothing but the installed headers.",
	.accept = "Accept it only when the macro was exported by mistake and no program can have "
	          "had a use for it.",
	.references = {
		"Documentation/process/coding-style.rst",
		"include/uapi/linux/const.h",
		"\"[PATCH for v5.11] v4l2-subdev.h: BIT() is not available in userspace\", Hans "
		 "Verkuil, 2021-01-18",
	},
};

const struct rule_text text_constant_number_reused = {
	.worst = VERDICT_DEPENDS,
	.why = "A number lives on in programs long after its name has left the header. Given to "
	       "something else, it makes an old program ask for a thing that it never heard of, "
	       "and a new program be misunderstood by an old kernel.",
	.example = "Between Linux 5.10 and 6.1 <linux/netfilter/ipset/ip_set.h> gave the number "
	           "of IPSET_ATTR_GC to IPSET_ATTR_INITVAL and that of IPSET_ATTR_PROBES to "
	           "IPSET_ATTR_BUCKETSIZE. Comments in the header say that both were unused. That "
	           "is the fact which decides, and only the kernel's source and history can tell "
	           "it.",
	.fix = "Leave the number unused, with a comment or a placeholder that says so, and take "
	       "the next free one. Numbers cost nothing.",
	.accept = "Accept it when no released kernel has ever read or sent the old number, or "
	          "when the new name is the same thing under a better name.",
	.references = {
		"include/uapi/linux/netfilter/ipset/ip_set.h",
		"Documentation/userspace-api/netlink/intro.rst",
	},
};

const struct rule_text text_constant_removed = {
	.worst = VERDICT_BREAKS,
	.why = "A program already built does not need the header, so the removal alone does it no "
	       "harm. Sources do not compile any more. Worse, code below #ifdef compiles without "
	       "the feature and says nothing. That the kernel gave up the feature long ago is no "
	       "excuse: sources still mention it.",
	.example = "In 2021 the NVLink driver left the kernel, and "
	           "VFIO_REGION_SUBTYPE_NVIDIA_NVLINK2_RAM left <linux/vfio.h> with it, behind a "
	           "comment not to use the number again. QEMU no longer built with the new "
	           "header. On 4 May 2021 Alex Williamson posted \"vfio/pci: Revert nvlink "
	           "removal uAPI breakage\". The names came back, each with the comment "
	           "\"Deprecated, region no longer provided\", and are in the header to this day.",
	.fix = "Keep the name and say in a comment that nothing provides it any more. What costs "
	       "maintenance is the driver, not the line in the header.",
	.accept = "Accept it when the name was never usable outside the kernel, or was never in a "
	          "release. An empty search of the web is no proof: most sources are not there.",
	.references = {
		"Documentation/dev-tools/checkuapi.rst",
		"Documentation/process/handling-regressions.rst",
		"include/uapi/linux/vfio.h",
		"\"[PATCH] vfio/pci: Revert nvlink removal uAPI breakage\", Alex Williamson, "
		 "2021-05-04",
	},
};

const struct rule_text text_constant_renamed = {
	.worst = VERDICT_BREAKS,
	.why = "The value goes on under another name, so programs already built are not affected. "
	       "Every source that uses the old name has to be changed, and to build with old and "
	       "new headers it needs an #ifdef that its author will carry for years.",
	.example = "<linux/cec.h> had CEC_OP_REC_SEQ_SATERDAY. Between Linux 5.10 and 6.1 the "
	           "typo was corrected, and no alias was kept, so sources that had copied the "
	           "name do not compile. <linux/prctl.h> does it better: when PR_SYS_DISPATCH_ON "
	           "became PR_SYS_DISPATCH_EXCLUSIVE_ON, the old name stayed as a macro that "
	           "stands for the new one.",
	.fix = "Keep the old name beside the new one: #define OLD_NAME NEW_NAME. With an "
	       "enumerator, add a second one of the same value.",
	.accept = "Accept it when the old name has not been in a release yet.",
	.references = {
		"include/uapi/linux/cec.h",
		"include/uapi/linux/prctl.h",
		"Documentation/process/handling-regressions.rst",
	},
};

const struct rule_text text_constant_repaired = {
	.worst = VERDICT_SAFE,
	.why = "The macro had been there, but needed something that only the kernel has, so no "
	       "program could use it. Now that it is a constant, nothing can have come to depend "
	       "on the old text.",
	.example = "<linux/resource.h> of Linux 5.10 defines MLOCK_LIMIT by PAGE_SIZE, which is "
	           "not exported, so for a program the macro was no number. Linux 5.16 raised the "
	           "limit to 8 MiB and wrote it as (8*1024*1024), which any program can use.",
	.fix = "Mind that a program that worked around the broken macro may define it itself; a "
	       "definition with the same value keeps the compiler quiet.",
	.references = {
		"include/uapi/linux/resource.h",
		"commit 9dcc38e2813e",
	},
};

const struct rule_text text_constant_string = {
	.worst = VERDICT_BREAKS,
	.why = "Such strings are names of generic netlink families, multicast groups, devices or "
	       "paths. Programs look up the name that they were built with. After the change the "
	       "old one leads nowhere, just as if its feature had been removed.",
	.example = "Before Linux 5.10, <linux/thermal.h> named the generic netlink family of the "
	           "thermal subsystem \"thermal_event\", and later \"thermal\". A program already "
	           "built asks for the family by the old name and learns that there is none. Its "
	           "commands and attributes changed at the same time, so the two families could "
	           "have stood side by side.",
	.fix = "Register the new name beside the old one, with a macro of its own, and let the "
	       "old family answer as before.",
	.accept = "Accept it when the string is only shown to people, or when no released kernel "
	          "has registered the old name.",
	.references = {
		"Documentation/userspace-api/netlink/intro.rst",
		"include/uapi/linux/thermal.h",
	},
};

const struct rule_text text_constant_text = {
	.worst = VERDICT_BREAKS,
	.why = "A macro that is no number may be a list that headers expand, an expression that "
	       "needs the kernel, an attribute, or nothing at all. Programs already built hold "
	       "what it expanded to. Rebuilt ones get the new text, and whether that still means "
	       "the same the compiler cannot tell.",
	.example = "<linux/mptcp.h> defines MPTCP_PM_ADDR_FLAGS_MASK as GENMASK(2, 0) in Linux "
	           "5.10, as GENMASK(4, 0) in 6.1 and as GENMASK(5, 0) in 7.2. A program that "
	           "brings a GENMASK() of its own gets a wider mask each time it is rebuilt, and "
	           "may then pass flags that an older kernel refuses.",
	.fix = "Keep the old expansion under the old name and give the new one a name of its own. "
	       "Do not export macros whose meaning is \"all that there is today\".",
	.accept = "Accept it when both texts do the same, or when the macro serves other headers "
	          "only.",
	.references = {
		"include/uapi/linux/mptcp.h",
		"Documentation/process/coding-style.rst",
	},
};

const struct rule_text text_constant_value = {
	.worst = VERDICT_BREAKS,
	.why = "A program has the number compiled in, not the name. After the change the same "
	       "bits ask for something else, or for nothing. Bounds, versions and masks that step "
	       "with every addition are told from this by the rule, and are safe; so is what a "
	       "convention vouches for.",
	.example = "KVM_VM_MIPS_TE in <linux/kvm.h> was 0, and became 2 when KVM_VM_MIPS_AUTO "
	           "took the 0. A virtual machine monitor already built that asks for "
	           "trap-and-emulate now asks for whatever the kernel prefers. In the same way a "
	           "correction moved PERF_MEM_SNOOPX_SHIFT from 37 to 38: values that were "
	           "composed with the old header have a bit in the wrong place.",
	.fix = "Leave the number as it is and give the new value a new name. A number that was "
	       "wrong from the start gets a corrected twin, and a comment that says which kernels "
	       "take which.",
	.accept = "Accept it when the old number never worked, when a specification that both "
	          "sides follow corrected it, or when no release has it.",
	.references = {
		"Documentation/process/botching-up-ioctls.rst",
		"Documentation/process/handling-regressions.rst",
		"include/uapi/linux/kvm.h",
		"include/uapi/linux/perf_event.h",
	},
};
