/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Headers, and what is found where. */
#include "rules/text.h"

const struct rule_text text_header_added = {
	.worst = VERDICT_SAFE,
	.why = "No source includes it yet. It must be able to stand alone: programs include a "
	       "header first, last, twice, with the C library's headers around it, and from C++.",
	.example = "<linux/landlock.h> came between Linux 5.10 and 6.1. It includes "
	           "<linux/types.h> for the types that it uses, and explains every struct and "
	           "flag in comments. Programs that must also build with older headers ask for it "
	           "with __has_include or a configure check.",
	.fix = "Compile the header alone, in C and C++, with nothing but the installed headers; "
	       "the kernel's own build does that for most headers in usr/include.",
	.references = {
		"Documentation/userspace-api/landlock.rst",
		"usr/include/Makefile",
		"Documentation/dev-tools/checkuapi.rst",
	},
};

const struct rule_text text_header_include_dropped = {
	.worst = VERDICT_DEPENDS,
	.why = "Sources often use what a header happens to bring along. When it does so no "
	       "longer, they do not compile, although every name still exists. Which of the "
	       "includes of a header are a promise is written nowhere, so users treat all of them "
	       "as one.",
	.example = "<linux/resource.h> of Linux 6.1 includes <linux/time.h>, and that of 6.12 "
	           "<linux/time_types.h>. A source that took struct itimerval or CLOCK_MONOTONIC "
	           "from there has to include <linux/time.h> itself, or better the C library's "
	           "<time.h>.",
	.fix = "Keep the include, with a comment that it is for programs. If it collides with "
	       "headers of the C library, say in the commit what sources must include instead.",
	.accept = "Accept it when the header that was dropped has nothing that sources use by way "
	          "of this one.",
	.references = {
		"include/uapi/linux/resource.h",
		"Documentation/dev-tools/checkuapi.rst",
	},
};

const struct rule_text text_header_item_moved = {
	.worst = VERDICT_BREAKS,
	.why = "A definition that moves to a header which the old one includes is found as "
	       "before, and is safe. Without that include, sources which include only the old "
	       "header do not compile. C libraries include some of these headers from their own, "
	       "so the damage can be far from the change.",
	.example = "Linux 5.2 made SIOCGSTAMP safe for 64-bit time. Commit 0768e17073dc moved the "
	           "name from <asm-generic/sockios.h> to <linux/sockios.h>, and left "
	           "SIOCGSTAMP_OLD behind. Programs had got the name by way of the C library's "
	           "<sys/socket.h>, which leads to the first header only. can-utils, ntpclient, "
	           "libtrace, packetdrill, node-can and many others failed to build, and each "
	           "added an include.",
	.fix = "Include the new header from the old one. That costs a line and keeps every source.",
	.accept = "Accept it when the definition was never meant to be found by that header, and "
	          "no source outside the tree includes it for that.",
	.references = {
		"commit 0768e17073dc",
		"https://github.com/linux-can/can-utils/pull/147",
		"https://github.com/openwrt/packages/issues/11767",
		"https://github.com/LibtraceTeam/libtrace/issues/117",
	},
};

const struct rule_text text_header_names_replaced = {
	.worst = VERDICT_BREAKS,
	.why = "Many names of a header made room at once, as when a second revision of an "
	       "interface replaces the first. Told one by one, that is a page of removals. Told "
	       "together, it is a table that says what old sources must write: for each old name "
	       "the new one, and whether the value stayed. Those names matter most that are still "
	       "there and mean something else.",
	.example = "Linux 5.18 replaced the migration protocol of VFIO. In <linux/vfio.h> the old "
	           "names became VFIO_DEVICE_STATE_V1_RUNNING, "
	           "VFIO_REGION_TYPE_MIGRATION_DEPRECATED and so on. VFIO_DEVICE_STATE_STOP and "
	           "VFIO_DEVICE_STATE_RUNNING now are states of the new protocol, with other "
	           "values. QEMU had its own copy of the header and carried both protocols side "
	           "by side for a while; commit 31bcbbb5be of QEMU adds the second.",
	.fix = "Leave the old names to the old revision and give the new one names of its own. In "
	       "old sources, write the new name for each old one before you take the new header.",
	.accept = "Accept it when the old revision was never offered by a released kernel, and "
	          "its users outside the tree know of the change.",
	.references = {
		"include/uapi/linux/vfio.h",
		"commit 115dcec65f61",
		"https://github.com/qemu/qemu/commit/31bcbbb5be",
		"Documentation/process/handling-regressions.rst",
	},
};

const struct rule_text text_header_removed = {
	.worst = VERDICT_BREAKS,
	.why = "Sources that include it do not compile. Programs already built do not need it. "
	       "What it defined may still be served by the kernel or not; that is a question of "
	       "its own.",
	.example = "<linux/ipx.h> left the kernel in Linux 5.15, years after the protocol itself. "
	           "strace still decoded IPX addresses and failed to build. Its maintainer "
	           "answered the report that it was up to the kernel to pick up the pieces. A "
	           "header without code behind it needs no maintenance, and its removal frees "
	           "nothing but disk space.",
	.fix = "Keep the header, even if it is empty but for a comment. If its content moved, let "
	       "it include the new place.",
	.accept = "Accept it when the header was exported by mistake, or when its users have "
	          "known for years and distributions agree.",
	.references = {
		"commit 6c9b40844751",
		"https://github.com/strace/strace/issues/201",
		"Documentation/process/handling-regressions.rst",
	},
};
