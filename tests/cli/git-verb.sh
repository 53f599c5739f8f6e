#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# "git unbroken": git finds the program under the name git-unbroken and calls it in the
# folder that it was told to start in.
# shellcheck source=tests/cli/git-lib.sh
. "$(dirname "$0")/git-lib.sh"

mkdir bin
ln -s "$UNBROKEN" bin/git-unbroken
PATH=$scratch/bin:$PATH
export PATH
git clone -q -b break-four base work

# run_git ARGUMENT...: git, as run() does the program.
run_git() {
	status=0
	git "$@" >stdout 2>stderr || status=$?
}

# The last commit breaks what programs were built with.
judged='^unbroken: HEAD^ to HEAD: 2 errors'

run check -C work
check 'the last commit breaks something' exits 1
cp stdout expected
run_git -C work unbroken check
check 'git -C: the status' exits 1
check 'git -C: the same report' cmp -s expected stdout
cd work || exit 1
run_git unbroken check -q
check 'in the top folder: the status' exits 1
check 'in the top folder: the summary' grep -q "$judged" stdout
cd include/uapi || exit 1
run_git unbroken check
check 'in a sub-folder: the status' exits 1
check 'in a sub-folder: the same report' cmp -s "$scratch/expected" stdout
run_git unbroken log -q HEAD^..
check 'log: status 0' exits 0
check 'log: the commit' grep -q "^$(git rev-parse --short=12 HEAD) " stdout
run_git unbroken check HEAD..HEAD
check 'nothing in between: status 0' exits 0
run_git unbroken chekc
check 'a wrong verb: status 2' exits 2
check 'a wrong verb: it is ours that says so' complains "did you mean 'check'"
run_git unbroken --version
check '--version' grep -q '^unbroken [0-9]' stdout

finish
