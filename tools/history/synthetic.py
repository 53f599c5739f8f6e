# SPDX-License-Identifier: LGPL-2.1-or-later
"""A long history: a fixed pseudo-random sequence of commits, each of which edits one file."""

import re

from . import edits
from .stream import FILE

COMMITS = 1000
TRIES = 200

# Out of a hundred commits so many are of this kind; most changes of real headers add.
KINDS = [
    (17, edits.add_constant),
    (11, edits.append_enumerator),
    (8, edits.append_member),
    (6, edits.append_to_argsz),
    (11, edits.add_comment),
    (4, edits.use_reserved),
    (4, edits.add_macro),
    (4, edits.rename_constant),
    (4, edits.change_constant),
    (4, edits.remove_constant),
    (3, edits.insert_enumerator),
    (2, edits.remove_enumerator),
    (2, edits.insert_member),
    (2, edits.widen_member),
    (2, edits.rename_member),
    (9, "touch_source"),
    (4, "add_header"),
    (1, "remove_header"),
    (2, "revert"),
]

HEADER = re.compile(r"(?:include/uapi|arch/(?:x86|arm64)/include/uapi)/.+\.h")
SOURCE = re.compile(r"(?!include/).+\.c")

# Where real interfaces change most often.
BUSY = re.compile(r"include/uapi/(?:linux/(?:vfio|kvm|bpf|io_uring|fuse|if_link|ethtool|nl80211"
                  r"|perf_event|landlock|iommufd|videodev2|prctl|btrfs)|drm/(?:i915|amdgpu|xe)_drm)\.h")

NEW_HEADER = """\
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef _UAPI_LINUX_SYNTHETIC{n}_H
#define _UAPI_LINUX_SYNTHETIC{n}_H

#include <linux/types.h>
#include <linux/ioctl.h>

#define SYNTHETIC{n}_VERSION 1

enum synthetic{n}_mode {{
	SYNTHETIC{n}_OFF,
	SYNTHETIC{n}_ON,
}};

struct synthetic{n}_info {{
	__u32	argsz;
	__u32	flags;
	__u32	mode;
	__u32	reserved;
}};

#define SYNTHETIC{n}_INFO _IOWR('S', {command}, struct synthetic{n}_info)

#endif
"""


class History:
    """The state of the tree while commits are added to it; bytes are seen as Latin-1."""

    def __init__(self, files, seed):
        self.choice = edits.Choice(seed)
        self.texts = {path: data.decode("latin-1") for path, (mode, data) in files.items()
                      if mode == FILE and (HEADER.fullmatch(path) or SOURCE.fullmatch(path))}
        self.headers = sorted(filter(HEADER.fullmatch, self.texts))
        self.busy = sorted(filter(BUSY.fullmatch, self.texts))
        self.sources = sorted(filter(SOURCE.fullmatch, self.texts))
        self.names = edits.Names(self.texts[path] for path in self.headers)
        self.added, self.undo = [], []

    def next(self, number):
        """The subject and the changes of the next commit."""
        kind = self.kind()
        change = getattr(self, kind)(number) if isinstance(kind, str) else self.edit(number, kind)
        # Nothing to remove or revert yet, or nothing in the tree that fits.
        return change or self.edit(number, edits.add_comment)

    def kind(self):
        at = self.choice.below(sum(weight for weight, _ in KINDS))
        for weight, kind in KINDS:
            if at < weight:
                return kind
            at -= weight
        raise AssertionError("unreachable")

    def header(self):
        return self.choice.among(self.busy if self.busy and self.choice.below(4) == 0
                                 else self.headers)

    def edit(self, number, kind):
        for _ in range(TRIES):
            path = self.header()
            done = kind(self.texts[path], self.choice, number, self.names)
            if done and done[0] != self.texts[path]:
                if kind is edits.change_constant or kind is edits.remove_constant:
                    self.undo.append((path, self.texts[path], done[0]))
                return self.put(path, done[0], done[1])
        return None

    def put(self, path, text, what):
        self.texts[path] = text
        shown = path.partition("uapi/")[2] or path
        return f"{shown}: {what}", {path: (FILE, text.encode("latin-1"))}

    def touch_source(self, number):
        path = self.choice.among(self.sources)
        return self.put(path, self.texts[path] + f"\n/* {number} */\n", "touch")

    def add_header(self, number):
        path = f"include/uapi/linux/synthetic{number}.h"
        self.headers.append(path)
        self.added.append(path)
        return self.put(path, NEW_HEADER.format(n=number, command=number % 256), "new header")

    def remove_header(self, number):
        if not self.added:
            return None
        path = self.added.pop(self.choice.below(len(self.added)))
        self.headers.remove(path)
        del self.texts[path]
        return f"{path.partition('uapi/')[2]}: remove the header", {path: None}

    def revert(self, number):
        while self.undo:
            path, before, after = self.undo.pop()
            if self.texts.get(path) == after:
                return self.put(path, before, "revert the last change")
        return None


def write(stream, branch, parent, files):
    """Adds the commits to @branch, on top of @parent, whose tree is @files."""
    history = History(files, seed=20211115)
    for number in range(1, COMMITS + 1):
        subject, changes = history.next(number)
        parent = stream.commit(branch, parent, subject, changes)
