# SPDX-License-Identifier: LGPL-2.1-or-later
"""The small branches on top of 6.12, each for one question that a test asks."""

import re

from .stream import FILE

UAPI = "include/uapi/linux/"

# The header, what is replaced in it, by what.
NO_PORT = (UAPI + "landlock.h",
           r"(?:^/\*\*\n(?: \*[^\n]*\n)+)?^struct landlock_net_port_attr \{\n.*?^\};\n\n?", "")
NO_PROTO = (UAPI + "psample.h", r"^\tPSAMPLE_ATTR_PROTO,[^\n]*\n", "")
OTHER_WEIGHT = (UAPI + "nexthop.h", r"^(\t__u8\s+)weight_high;", r"\1weight_upper;")
OTHER_USE = (UAPI + "nexthop.h", r"->weight_high\b", "->weight_upper")
OTHER_XDEV = (UAPI + "openat2.h", r"^(#define RESOLVE_NO_XDEV\s+)0x01\b", r"\g<1>0x40")

MORE_INFO = (UAPI + "vfio.h", r"(^struct vfio_device_info \{\n.*?)(?=^\};)", "\\1\t__u64\textra;\n")

NEW_FLAG = (UAPI + "openat2.h", r"(?=^#define RESOLVE_CACHED)", "#define RESOLVE_QUICK\t\t0x80\n")
OTHER_WRITE = (UAPI + "vfio.h", r"^(#define VFIO_DMA_MAP_FLAG_WRITE) \(1 << 1\)", r"\1 (1 << 6)")
INSERTED = (UAPI + "vfio.h", r"(^struct vfio_irq_info \{\n.*?)(?=^\t__u32\tindex;)",
            "\\1\t__u32\tkind;\n")
HEALED = (UAPI + "vfio.h", r"^(#define VFIO_DMA_MAP_FLAG_WRITE) \(1 << 6\)", r"\1 (1 << 1)")
NEW_ATTRIBUTE = (UAPI + "psample.h", r"(?=^\t__PSAMPLE_ATTR_MAX$)", "\tPSAMPLE_ATTR_EXTRA,\n")

# Branch -> its commits: a subject and the edits.
BRANCHES = {
    "break-four": [
        ("uapi: break four headers", [NO_PORT, NO_PROTO, OTHER_WEIGHT, OTHER_USE, OTHER_XDEV]),
    ],
    "one-header": [
        ("vfio: tell more about a device", [MORE_INFO]),
    ],
    # The 4th commit heals what the 2nd one breaks; what the 3rd one breaks stays.
    "series": [
        ("openat2: add RESOLVE_QUICK", [NEW_FLAG]),
        ("vfio: move the write flag", [OTHER_WRITE]),
        ("vfio: tell the kind of an interrupt", [INSERTED]),
        ("vfio: move the write flag back", [HEALED]),
        ("psample: add an attribute", [NEW_ATTRIBUTE]),
    ],
}


def apply(files, edits):
    """The files of @files that change; each edit has exactly one place."""
    changed = {}
    for path, pattern, replacement in edits:
        mode, data = changed.get(path) or files[path]
        text, count = re.subn(pattern, replacement, data.decode("latin-1"), flags=re.M | re.S)
        if count != 1 or mode != FILE:
            raise ValueError(f"{path} has {count} places like {pattern}")
        changed[path] = mode, text.encode("latin-1")
    return changed


def write(stream, parent, files):
    """Adds all branches on top of @parent, whose tree is @files."""
    for branch, commits in BRANCHES.items():
        tree, tip = files, parent
        for subject, edits in commits:
            changes = apply(tree, edits)
            tip = stream.commit(branch, tip, subject, changes)
            tree = tree | changes
