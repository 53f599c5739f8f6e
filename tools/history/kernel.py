# SPDX-License-Identifier: LGPL-2.1-or-later
"""The trees of real kernels, from the packages of their sources."""

import os
import re
import subprocess
import tarfile

from .stream import FILE, LINK, PROGRAM

# Of a kernel's 90,000 files: the interface, what `make headers_install` and
# scripts/check-uapi.sh need for x86, and some ordinary source.
WANTED = re.compile(
    r"Makefile|Kbuild|include/uapi/.*|arch/[^/]+/include/uapi/.*|usr/include/.*"
    r"|scripts/(?!(?:atomic|coccinelle|dtc|dummy-tools|gcc-plugins|gdb|genksyms|ipe|kconfig"
    r"|package|selinux|tracing)/).*"
    r"|arch/x86/(?:Makefile[^/]*|entry/syscalls/.*|tools/.*)|tools/include/tools/.*"
    r"|drivers/vfio/.*|security/landlock/.*|net/psample/.*")


def package_name(path):
    """linux-source-6.1_6.1.192-2_all.deb -> linux-source-6.1"""
    return os.path.basename(path).split("_")[0]


def file_of(archive, member):
    if member.issym():
        return LINK, member.linkname.encode()
    return PROGRAM if member.mode & 0o100 else FILE, archive.extractfile(member).read()


def files_of(stream):
    files = {}
    with tarfile.open(fileobj=stream, mode="r|", bufsize=1 << 20) as archive:
        for member in archive:
            path = member.name.removeprefix("./").partition("/")[2]
            if (member.isreg() or member.issym()) and WANTED.fullmatch(path):
                files[path] = file_of(archive, member)
    return files


def read_package(package):
    """The wanted files of a linux-source package, which is an archive in an archive."""
    inner = f"./usr/src/{package_name(package)}.tar.xz"
    commands = [["dpkg-deb", "--fsys-tarfile", package], ["tar", "-xO", inner], ["xz", "-dc"]]
    processes, source = [], subprocess.DEVNULL
    for command in commands:
        process = subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE)
        if source is not subprocess.DEVNULL:
            source.close()
        source = process.stdout
        processes.append(process)
    files = files_of(source)
    # The reader stops at the end of the archive, and the padding behind it must go somewhere.
    while source.read(1 << 20):
        pass
    for process, command in zip(processes, commands):
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, command)
    return files
