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


def fetch_source(package, version):
    """The tarball of a source package."""
    run = subprocess.run([os.path.join(ROOT, "tools", "fetch-headers"), "-s", package, version],
                         capture_output=True, text=True)
    if run.returncode != 0:
        raise Unavailable(run.stderr.strip().removeprefix("fetch-headers: "))
    return run.stdout.strip()


def unpack_source(path, folder, *parts):
    """Unpacks parts ("include/hyperv") of a kernel's source, a tarball or a linux-source package."""
    os.makedirs(folder, exist_ok=True)
    if path.endswith(".deb"):
        stream = f"dpkg-deb --fsys-tarfile '{path}' | tar xO --wildcards './usr/src/*.tar.xz'"
    else:
        stream = f"cat '{path}'"
    wanted = " ".join(f"'*/{part}'" for part in parts)
    command = f"{stream} | tar xJ -C '{folder}' --strip-components=1 --wildcards {wanted}"
    run = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    if not all(os.path.exists(os.path.join(folder, part)) for part in parts):
        raise Unavailable(f"{os.path.basename(path)} cannot be unpacked: {run.stderr.strip()[:200]}")
    return folder


def package_version(path):
    """linux-libc-dev_6.1.176-1_amd64.deb -> 6.1.176-1"""
    return os.path.basename(path).split("_")[1]
