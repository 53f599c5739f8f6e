# SPDX-License-Identifier: LGPL-2.1-or-later
"""Commits written with `git fast-import`, with the same ids wherever they are written."""

import os
import subprocess

FILE, PROGRAM, LINK = "100644", "100755", "120000"

PERSON = b"Tester <tester@unbroken.invalid>"
FIRST_DATE = 1600000000
SECONDS_BETWEEN = 3600


def clean_environment():
    """git without the configuration of the user and the machine, which could change what it writes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}


def git(folder, *arguments):
    return subprocess.run(["git", "-C", folder, *arguments], check=True, text=True,
                          stdout=subprocess.PIPE, env=clean_environment()).stdout


class Stream:
    """
    One run of fast-import on the repository @folder; use it in a with statement.

    A file is a pair of its mode and its bytes.  Dates count up by commit from
    @first_date, so that no two commits of a repository are the same.
    """

    def __init__(self, folder, packed, first_date=FIRST_DATE):
        # fast-import keeps its pack, or takes it apart when there are fewer objects than this.
        limit = "1" if packed else "1000000"
        self.process = subprocess.Popen(
            ["git", "-C", folder, "-c", f"fastimport.unpackLimit={limit}", "fast-import", "--quiet",
             "--date-format=raw"],
            stdin=subprocess.PIPE, env=clean_environment())
        self.out = self.process.stdin
        self.date = first_date
        self.marks = 0

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind:
            self.process.kill()
        self.out.close()
        if self.process.wait() and not kind:
            raise subprocess.CalledProcessError(self.process.returncode, "git fast-import")

    def _data(self, data):
        self.out.write(b"data %d\n%b\n" % (len(data), data))

    def _person(self, role):
        self.out.write(b"%b %b %d +0000\n" % (role, PERSON, self.date))

    def commit(self, branch, parent, subject, changes, whole=False):
        """
        Adds a commit to @branch.  @parent is a mark, a name or None.  @changes: path -> file,
        None to delete it; @whole: they are all there is.  Returns the commit's mark.
        """
        self.marks += 1
        self.date += SECONDS_BETWEEN
        self.out.write(b"commit refs/heads/%b\nmark :%d\n" % (branch.encode(), self.marks))
        self._person(b"author")
        self._person(b"committer")
        self._data(subject.encode() + b"\n")
        if parent:
            self.out.write(b"from %b\n" % parent.encode())
        if whole:
            self.out.write(b"deleteall\n")
        for path, file in sorted(changes.items()):
            if file is None:
                self.out.write(b"D %b\n" % path.encode())
                continue
            self.out.write(b"M %b inline %b\n" % (file[0].encode(), path.encode()))
            self._data(file[1])
        return f":{self.marks}"

    def branch(self, name, commit):
        self.out.write(b"reset refs/heads/%b\nfrom %b\n\n" % (name.encode(), commit.encode()))

    def tag(self, name, commit):
        self.out.write(b"tag %b\nfrom %b\n" % (name.encode(), commit.encode()))
        self._person(b"tagger")
        self._data(f"Linux {name}\n".encode())
