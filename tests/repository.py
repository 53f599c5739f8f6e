# SPDX-License-Identifier: LGPL-2.1-or-later
"""A repository of tools/make-history, as tests and benchmarks look at it."""

import os
import shutil
import subprocess

import tap


class Repository:
    def __init__(self, folder, small):
        self.folder = os.path.join(folder, "history")
        self.trees = os.path.join(folder, "trees")
        command = [os.path.join(tap.ROOT, "tools", "make-history"), self.folder]
        run = subprocess.run(command + ["--small"] * small, capture_output=True, text=True)
        if run.returncode:
            raise tap.Unavailable(run.stderr.strip().splitlines()[-1])

    def git(self, *arguments):
        return subprocess.run(["git", "-C", self.folder, *arguments], check=True, text=True,
                              capture_output=True).stdout

    def commits(self, revisions):
        """Full ids, the oldest first."""
        return self.git("rev-list", "--reverse", "--first-parent", revisions).split()

    def extracted(self, revision):
        """A folder with the files of @revision, written anew."""
        name = self.git("rev-parse", f"{revision}^0").strip()
        folder = os.path.join(self.trees, name)
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        archive = subprocess.Popen(["git", "-C", self.folder, "archive", name],
                                   stdout=subprocess.PIPE)
        subprocess.run(["tar", "-x", "-C", folder], stdin=archive.stdout, check=True)
        if archive.wait():
            raise RuntimeError(f"git archive {name} failed")
        return folder

    def listing(self):
        """Everything that a write to it would change."""
        found = []
        for folder, folders, files in os.walk(self.folder):
            for name in folders + files:
                path = os.path.join(folder, name)
                status = os.lstat(path)
                found.append((path, status.st_mode, status.st_size, status.st_mtime_ns))
        return sorted(found)
