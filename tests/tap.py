# SPDX-License-Identifier: LGPL-2.1-or-later
"""The Test Anything Protocol, and what the test programs that speak it share."""

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Tap:
    """Collects points; the plan comes at the end, as the protocol allows."""

    def __init__(self):
        self.points = 0
        self.failed = 0

    def _point(self, result, name, remark=""):
        self.points += 1
        print(f"{result} {self.points} - {name}{remark}", flush=True)

    def ok(self, passed, name, *details):
        """One point; @details, lines of text, are shown only when it failed."""
        self._point("ok" if passed else "not ok", name)
        if passed:
            return
        self.failed += 1
        for detail in details:
            for line in str(detail).splitlines():
                print("#   " + line, flush=True)

    def skip(self, name, reason):
        self._point("ok", name, f" # SKIP {reason}")

    def note(self, text):
        print("# " + text, flush=True)

    def end(self):
        print(f"1..{self.points}", flush=True)
        sys.exit(1 if self.failed else 0)


class Unavailable(Exception):
    """A package that a test needs cannot be had here."""


def fetch(package, version, other_than=None):
    """The path of a package for amd64; Unavailable says why there is none."""
    command = [os.path.join(ROOT, "tools", "fetch-headers"), "-a", "amd64"]
    if other_than:
        command += ["-n", other_than]
    run = subprocess.run(command + [package, version], capture_output=True, text=True)
    if run.returncode != 0:
        raise Unavailable(run.stderr.strip().removeprefix("fetch-headers: "))
    return run.stdout.strip()


def package_version(path):
    """linux-libc-dev_6.1.176-1_amd64.deb -> 6.1.176-1"""
    return os.path.basename(path).split("_")[1]
