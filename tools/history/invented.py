# SPDX-License-Identifier: LGPL-2.1-or-later
"""A small kernel whose headers are invented, for tests that need no package."""

from .stream import FILE, PROGRAM

RELEASES = ["v5.10", "v6.1", "v6.12", "v7.2"]

# Of each release, the first one whose tree has the header; the rest makes them differ.
SUBJECTS = [
    ("linux", "lamp", 0), ("linux", "meter", 0), ("linux", "valve", 0), ("linux", "pump", 0),
    ("linux", "gauge", 0), ("linux", "relay", 0), ("linux", "motor", 0), ("linux", "fan", 0),
    ("linux", "heater", 0), ("linux", "cooler", 0), ("linux", "siren", 0), ("linux", "panel", 0),
    ("linux", "beacon", 0), ("linux", "tank", 0), ("linux", "belt", 0), ("linux", "crane", 1),
    ("linux", "lift", 1), ("linux", "door", 1), ("linux", "shutter", 2), ("linux", "mill", 2),
    ("linux/plant", "boiler", 0), ("linux/plant", "turbine", 1), ("drm", "mirror", 0),
    ("sound", "horn", 0), ("linux", "kiln", 3),
]

# "[1]" begins a line that release 1 and all later ones have, "[-1]" one that they lack.
SPECIAL = {
    "linux/types.h": """\
#include <asm/types.h>

#define __aligned_u64 __u64 __attribute__((aligned(8)))
typedef __u16 __le16;
typedef __u32 __le32;
typedef __u32 __be32;
""",
    "linux/ioctl.h": "#include <asm/ioctl.h>\n",
    "linux/lampctl.h": "#include <linux/types.h>\n#include <asm/lampctl.h>\n\n"
                       "#define LAMPCTL_REGISTERS 8\n",
    "asm-generic/types.h": "#include <asm-generic/ints.h>\n",
    "asm-generic/ints.h": """\
typedef signed char __s8;
typedef unsigned char __u8;
typedef signed short __s16;
typedef unsigned short __u16;
typedef signed int __s32;
typedef unsigned int __u32;
__extension__ typedef signed long long __s64;
__extension__ typedef unsigned long long __u64;
""",
    "asm-generic/ioctl.h": """\
#define _IOC(dir, type, nr, size) \\
	(((dir) << 30) | ((size) << 16) | ((type) << 8) | (nr))
#define _IO(type, nr) _IOC(0U, (type), (nr), 0)
#define _IOW(type, nr, arg) _IOC(1U, (type), (nr), sizeof(arg))
#define _IOR(type, nr, arg) _IOC(2U, (type), (nr), sizeof(arg))
#define _IOWR(type, nr, arg) _IOC(3U, (type), (nr), sizeof(arg))
""",
    "asm-generic/lampctl.h": "struct lampctl_regs {\n\t__u32\tcontrol;\n\t__u32\tstate;\n};\n",
    "linux/vfio.h": """\
#include <linux/types.h>
#include <linux/ioctl.h>

#define VFIO_API_VERSION	0
#define VFIO_TYPE	(';')
#define VFIO_BASE	100

struct vfio_device_info {
	__u32	argsz;
	__u32	flags;
#define VFIO_DEVICE_FLAGS_RESET	(1 << 0)
#define VFIO_DEVICE_FLAGS_PCI	(1 << 1)
	__u32	num_regions;
	__u32	num_irqs;
[2]	__u32	cap_offset;
[2]	__u32	pad;
};
#define VFIO_DEVICE_GET_INFO	_IO(VFIO_TYPE, VFIO_BASE + 7)

struct vfio_irq_info {
	__u32	argsz;
	__u32	flags;
	__u32	index;
	__u32	count;
};
#define VFIO_DEVICE_GET_IRQ_INFO	_IO(VFIO_TYPE, VFIO_BASE + 9)

#define VFIO_DMA_MAP_FLAG_READ (1 << 0)
#define VFIO_DMA_MAP_FLAG_WRITE (1 << 1)
""",
    "linux/vfio_zone.h": "#include <linux/vfio.h>\n\nstruct vfio_zone_info {\n"
                         "\tstruct vfio_irq_info\tirq;\n\t__u64\tzone;\n};\n",
    "linux/landlock.h": """\
[1]#include <linux/types.h>
[1]
[1]struct landlock_path_beneath_attr {
[1]	__u64 allowed_access;
[1]	__s32 parent_fd;
[1]} __attribute__((packed));
[2]
[2]/**
[2] * struct landlock_net_port_attr - a port that a rule is about
[2] */
[2]struct landlock_net_port_attr {
[2]	__u64 allowed_access;
[2]	__u64 port;
[2]};
""",
    "linux/psample.h": """\
enum {
	PSAMPLE_ATTR_IIFINDEX,
	PSAMPLE_ATTR_OIFINDEX,
	PSAMPLE_ATTR_DATA,
[1]	PSAMPLE_ATTR_TIMESTAMP,
[1]	PSAMPLE_ATTR_PROTO,
[2]	PSAMPLE_ATTR_USER_COOKIE,

	__PSAMPLE_ATTR_MAX
};
#define PSAMPLE_ATTR_MAX (__PSAMPLE_ATTR_MAX - 1)
""",
    "linux/nexthop.h": """\
#include <linux/types.h>

struct nexthop_grp {
	__u32	id;
	__u8	weight;
[-2]	__u8	resvd1;
[2]	__u8	weight_high;
	__u16	resvd2;
};
[2]
[2]static inline __u16 nexthop_grp_weight(const struct nexthop_grp *entry)
[2]{
[2]	return entry->weight_high * 256 + entry->weight;
[2]}

enum {
	NEXTHOP_GRP_TYPE_MPATH,
	NEXTHOP_GRP_TYPE_RES,
	__NEXTHOP_GRP_TYPE_MAX,
};
""",
    "linux/openat2.h": """\
#include <linux/types.h>

struct open_how {
	__u64 flags;
	__u64 mode;
	__u64 resolve;
};

#define RESOLVE_NO_XDEV		0x01 /* stay on this file system */
#define RESOLVE_BENEATH		0x08 /* stay below this folder */
[1]#define RESOLVE_CACHED		0x20 /* only what is at hand */
""",
}

SUBJECT = """\
#include <linux/types.h>
#include <linux/ioctl.h>
{include}
#define {S}_VERSION {version}
#define {S}_NAME_SIZE 16
[-2]#define {S}_OLD_LIMIT 100

/* What a {s} can do. */
#define {S}_CAN_START	0x01
#define {S}_CAN_STOP	0x02
[1]#define {S}_CAN_WAIT	0x04

enum {s}_mode {{
	{S}_MODE_OFF,
	{S}_MODE_SLOW,
	{S}_MODE_FAST,
[2]	{S}_MODE_AUTO,
	__{S}_MODE_MAX
}};
#define {S}_MODE_MAX (__{S}_MODE_MAX - 1)

struct {s}_info {{
	__u32	argsz;
	__u32	flags;
#define {S}_INFO_HAS_LEVEL	(1 << 0)
	__u32	level;
	__u32	reserved;
[1]	__u64	ticks;
}};

struct {s}_setup {{
	__u32	mode;
	__u16	priority;
	__u16	pad;
	__u64	buffer;
	__u8	name[{S}_NAME_SIZE];
{embedded}}};

#define {S}_GET_INFO _IOWR({letter}, 0, struct {s}_info)
#define {S}_SETUP _IOW({letter}, 1, struct {s}_setup)
[1]#define {S}_START _IO({letter}, 2)
"""

KBUILD_EXPORT = """\
ifeq ($(wildcard $(srctree)/arch/$(SRCARCH)/include/uapi/asm/lampctl.h),)
no-export-headers += linux/belt.h
endif
"""

MAKEFILE = """\
VERSION = {0}
PATCHLEVEL = {1}
SUBLEVEL = 0
EXTRAVERSION =
NAME = Invented
"""

OTHER = {
    "README": "An invented kernel.\n",
    "include/uapi/Kbuild": KBUILD_EXPORT,
    "include/uapi/asm-generic/Kbuild": "mandatory-y += types.h\nmandatory-y += ioctl.h \\\n"
                                       "\tlampctl.h\n",
    "arch/x86/include/uapi/asm/Kbuild": "generated-y += unistd_64.h\n",
    "arch/arm64/include/uapi/asm/Kbuild": "generic-y += regs.h\n",
    "arch/x86/include/uapi/asm/lampctl.h": "struct lampctl_regs {\n\t__u64\tcontrol;\n"
                                           "\t__u32\tstate;\n\t__u32\tpad;\n};\n",
    "arch/x86/include/uapi/asm/regs.h": "#define REGS_COUNT 16\n",
    "arch/arm64/include/uapi/asm/clamp.h": "#define CLAMP_COUNT 2\n",
    "include/uapi/asm-generic/regs.h": "#define REGS_COUNT 31\n",
    "usr/include/Makefile": "# nothing is tested here\n",
    "drivers/lamp/lamp.c": "int lamp_is_on;\n",
    "drivers/meter/meter.c": "int meter_value;\n",
    "kernel/start.c": "int started;\n",
}


def select(template, release):
    lines = []
    for line in template.splitlines():
        since, mark, rest = line.removeprefix("[").partition("]")
        if line.startswith("[") and mark:
            if (release < -int(since)) if since.startswith("-") else (release >= int(since)):
                lines.append(rest)
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def guarded(path, text):
    guard = "_UAPI_" + path.removesuffix(".h").replace("/", "_").replace("-", "_").upper() + "_H"
    return (f"/* SPDX-License-Identifier: LGPL-2.1-or-later */\n#ifndef {guard}\n"
            f"#define {guard}\n\n{text.strip()}\n\n#endif /* {guard} */\n")


def subject_text(number, release):
    """Each but the first ones includes the header of an earlier one and embeds its record."""
    _, name, _ = SUBJECTS[number]
    folder, other, since = SUBJECTS[number // 3]
    reaches = number >= 3 and since <= release
    return select(SUBJECT, release).format(
        s=name, S=name.upper(), letter=f"0x{0xa0 + number:x}", version=release + 1,
        include=f"#include <{folder}/{other}.h>\n" if reaches else "",
        embedded=f"\tstruct {other}_info\tsource;\n" if reaches else "")


def files_of(release):
    """The whole tree of the release with this index in RELEASES."""
    headers = {path: select(text, release) for path, text in SPECIAL.items()}
    for number, (folder, name, since) in enumerate(SUBJECTS):
        if release >= since:
            headers[f"{folder}/{name}.h"] = subject_text(number, release)
    files = {f"include/uapi/{path}": guarded(path, text)
             for path, text in headers.items() if text.strip()}
    files |= OTHER
    files["Makefile"] = MAKEFILE.format(*RELEASES[release][1:].split("."))
    tree = {path: (FILE, text.encode()) for path, text in files.items()}
    tree["scripts/headers_install.sh"] = (PROGRAM, b"#!/bin/sh\n# Copies headers.\nexec cp \"$@\"\n")
    return tree
