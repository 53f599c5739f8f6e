# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the benchmarks share: times of child processes, trees of headers, and the usual tools."""

import concurrent.futures
import os
import resource
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests"))
sys.path.insert(0, os.path.join(ROOT, "tests", "cross"))
import tap
from units import PARTS

DEBUG = ["-shared", "-nostdlib", "-fPIC", "-O0", "-g", "-fno-eliminate-unused-debug-types", "-w"]


class Time:
    def __init__(self, wall, cpu):
        self.wall, self.cpu = wall, cpu


def measured(work):
    """Runs @work and returns what it, that is its child processes, took."""
    def cpu_of_children():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime
    wall, cpu = time.monotonic(), cpu_of_children()
    work()
    return Time(time.monotonic() - wall, cpu_of_children() - cpu)


def median(work, repeat):
    times = [measured(work) for _ in range(repeat)]
    return Time(statistics.median(t.wall for t in times), statistics.median(t.cpu for t in times))


def quietly(*command, stdin=None, allowed=None):
    run = subprocess.run(command, input=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                         text=True)
    if allowed is not None and run.returncode not in allowed:
        sys.exit(f"bench: {command[0]} ended with {run.returncode}: {run.stderr.strip()}")
    return run.returncode


class Tree:
    def __init__(self, package, folder):
        self.version = tap.package_version(package)
        self.root = os.path.join(folder, self.version)
        os.makedirs(self.root)
        subprocess.run(["dpkg-deb", "-x", package, self.root], check=True)
        self.include = os.path.join(self.root, "usr", "include")
        self.asm = os.path.join(self.include, "x86_64-linux-gnu")

    def folders(self):
        return [self.include, self.asm]

    def headers(self):
        """Paths as included, without those that are only parts of others."""
        found = []
        for top in self.folders():
            for folder, folders, files in os.walk(top, followlinks=True):
                if folder == self.include:
                    folders[:] = [f for f in folders if "-linux-" not in f]
                found += [os.path.relpath(os.path.join(folder, f), top)
                          for f in files if f.endswith(".h")]
        return sorted(h for h in set(found) if not PARTS.match(h))

    def options(self):
        return [word for folder in self.folders() for word in ("-I", folder)]


class PerHeader:
    """The loop of check-uapi.sh over @headers, as many at a time as there are processors."""

    def __init__(self, old, new, folder, headers):
        self.old, self.new, self.folder, self.headers = old, new, folder, headers
        self.compared = self.failed = 0

    def compile(self, tree, header, out):
        return quietly("gcc", *DEBUG, "-std=c90", "-x", "c", *tree.options(), "-include", header,
                       "-o", out, "-", stdin="int f(void) { return 0; }\n") == 0

    def compare(self, number, header):
        outs = [os.path.join(self.folder, f"{number}.{side}.bin") for side in ("old", "new")]
        if not all(self.compile(tree, header, out)
                   for tree, out in zip((self.new, self.old), reversed(outs))):
            return "failed"
        # 1 and 2 are abidiff's own failures, a negative status its crash.
        status = quietly("abidiff", "--non-reachable-types", *outs)
        for out in outs:
            os.unlink(out)
        return "failed" if status < 0 or status & 3 else "compared"

    def __call__(self):
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            results = list(pool.map(self.compare, range(len(self.headers)), self.headers))
        self.compared, self.failed = results.count("compared"), results.count("failed")


def row(what, spent, ratio="", goal="", digits=2):
    print(f"{what:<64} {spent.wall:8.{digits}f} {spent.cpu:8.{digits}f}  {ratio:>8}  {goal}",
          flush=True)


def heading(text):
    print(f"\n{text}\n{'':64} {'wall s':>8} {'CPU s':>8}  {'ratio':>8}  goal", flush=True)
