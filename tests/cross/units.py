# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whole trees of headers in as few translation units as a compiler can take.

Some kernel headers declare what the C library's headers, or other kernel headers,
declare as well.  So a header that makes a unit fail goes to the next unit; one that
fails even where it comes first is left out.
"""

import os
import re
import subprocess

UNITS_AT_MOST = 12

# Parts of other headers, which choose among them: programs never include these.
PARTS = re.compile(r"asm-generic/|asm/.*_(32|64|x32|eabi|oabi|common)\.h$|linux/byteorder/")


class Compiler:
    """gcc for one target and one unpacked tree."""

    def __init__(self, command, include_folders, work):
        self.command = command + ["-std=gnu11", "-w", "-fmax-errors=0", "-fsyntax-only"]
        for folder in include_folders:
            self.command += ["-I", folder]
        self.work = work

    def run(self, text, *options):
        unit = os.path.join(self.work, "unit.c")
        with open(unit, "w", encoding="utf-8") as file:
            file.write(text)
        return subprocess.run(self.command + [*options, unit], capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "C"})


def failing_includes(errors, n_headers):
    """The lines of the unit, that is the headers in it, that errors came through."""
    lines = set()
    via = None
    for line in errors.splitlines():
        match = re.match(r"(?:In file included|\s+) from (\S+):(\d+)", line)
        if match:
            if match.group(1).endswith("/unit.c"):
                via = int(match.group(2))
        elif re.match(r"\S+?:\d+:\d+: (fatal )?error:", line):
            if via is not None and via <= n_headers:
                lines.add(via)
        elif not line.startswith(" "):
            via = None
    return lines


def included(headers):
    return "".join(f"#include <{h}>\n" for h in headers)


def make_units(compiler, headers):
    """Splits @headers into lists that compile; and those that compile nowhere."""
    units, left_out = [], []
    waiting = list(headers)
    while waiting and len(units) < UNITS_AT_MOST:
        unit, rejected = waiting, []
        while unit:
            run = compiler.run(included(unit))
            if run.returncode == 0:
                break
            bad = failing_includes(run.stderr, len(unit)) or {1}
            if 1 in bad:
                left_out.append(unit[0])
                bad = bad if len(bad) == 1 else {1}
            rejected += [h for n, h in enumerate(unit, 1) if n in bad and h not in left_out]
            unit = [h for n, h in enumerate(unit, 1) if n not in bad]
        if unit:
            units.append(unit)
        waiting = rejected
    return units, left_out + waiting
