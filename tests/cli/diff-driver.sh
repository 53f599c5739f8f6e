#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# unbroken diff-driver, as git calls it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/repository.sh
. "$ROOT/tests/cli/repository.sh"

# shows GIT-ARGUMENT...: what git shows with the driver.
shows() {
	status=0
	GIT_EXTERNAL_DIFF="'$UNBROKEN' diff-driver" git -C k --no-pager "$@" >stdout 2>stderr || status=$?
}

lacks() {
	! grep -qF -- "$1" stdout
}

kernel k
lamp k mode color power
commit k 'insert mode'
shows diff HEAD^ HEAD
check 'a changed header: status 0' exits 0
check 'a changed header: its text' grep -qF "+	__u32 mode;" stdout
check 'a changed header: a verdict' says "'struct lamp_state': member 'mode' was inserted"
check 'a changed header: both places' says 'a/include/uapi/linux/lamp.h:5:8: note'
check 'a changed header: nothing on stderr' is_silent stderr
shows show --ext-diff HEAD
check 'git show: a verdict' says 'member/inserted'
shows log -p --ext-diff
check 'git log -p: a verdict' says 'member/inserted'
check 'git log -p: and the first commit' says "'ASM_LAMP' is new"
lamp k more mode color power
shows diff
check 'the working tree: a verdict' says "member 'more' was inserted"
git -C k add -A
shows diff --cached
check 'the index: a verdict' says "member 'more' was inserted"
git -C k checkout -q HEAD .

printf '#define UP 1\n' >k/include/uapi/linux/up.h
commit k 'add up'
shows show --ext-diff
check 'an added header: status 0' exits 0
check 'an added header: its text' says '+#define UP 1'
check 'an added header: a verdict' says "'UP' is new"
git -C k mv include/uapi/linux/up.h include/uapi/linux/down.h
commit k 'rename up'
shows show --ext-diff -M
check 'a renamed header: status 0' exits 0
check 'a renamed header: nothing on stderr' is_silent stderr
shows show --ext-diff --no-renames
check 'renamed, as two files: status 0' exits 0
git -C k rm -q include/uapi/linux/down.h
commit k 'drop down'
shows show --ext-diff
check 'a deleted header: its text' says '-#define UP 1'
check 'a deleted header: a verdict' says '<linux/down.h> is gone'
chmod +x k/include/uapi/linux/shade.h
commit k 'shade is no program'
shows show --ext-diff
check 'only the mode: status 0' exits 0
check 'only the mode: no findings' lacks '[member/'

# --- What is no header of the interface -----------------------------------------------

printf 'int more;\n' >>k/drivers/lamp.c
commit k 'change a driver'
shows show --ext-diff
check 'a source: its text' says '+int more;'
check 'a source: no verdict' lacks 'unbroken:'
printf 'int private;\n' >k/drivers/lamp.h
commit k 'a private header'
shows show --ext-diff
check 'a header of no set: its text' says '+int private;'
check 'a header of no set: no verdict' lacks 'unbroken:'
head -c 4000 /dev/zero >k/binary
commit k 'a binary file'
shows show --ext-diff
check 'a binary file: status 0' exits 0
head -c 4000 /dev/zero >k/include/uapi/linux/zero.h
commit k 'a binary header'
shows show --ext-diff
check 'a binary header: status 0' exits 0
printf 'struct broken {\n' >k/include/uapi/linux/broken.h
commit k 'no C'
shows show --ext-diff
check 'a header that is no C: status 0' exits 0
check 'a header that is no C: its text' says '+struct broken {'
check 'a header that is no C: it is said' says 'linux/broken.h'
ln -s lamp.h k/include/uapi/linux/link.h
commit k 'a link'
shows show --ext-diff
check 'a link: status 0' exits 0
check 'a link: no error' lacks ': error:'
ln -sfn types.h k/include/uapi/linux/link.h
commit k 'another link'
shows show --ext-diff
check 'a changed link: status 0' exits 0

# --- Odd calls --------------------------------------------------------------------------

run diff-driver
check 'no arguments: status 2' exits 2
for arguments in 'a b' 'a b c' 'a b c d' 'a b c d e f' 'a b c d e f g h i j'; do
	# shellcheck disable=SC2086  # several
	run diff-driver $arguments
	check "so many arguments: status 2 ($arguments)" exits 2
done
cd k || exit 1
run diff-driver include/uapi/linux/lamp.h
check 'unmerged: status 0' exits 0
check 'unmerged: as git says it' says '* Unmerged path include/uapi/linux/lamp.h'
run diff-driver include/uapi/linux/lamp.h nowhere 0 100644 nowhere 0 100644
check 'a file that is not there: status 0' exits 0
check 'a file that is not there: it is said' says 'not judged'
rm -f stdout stderr
cd ..
printf '#define A 1\n' >old.h
printf '#define A 2\n' >new.h
run diff-driver a.h old.h 0 100644 new.h 0 100644
check 'no repository: status 0' exits 0
check 'no repository: the text' says '+#define A 2'
check 'no repository: it is said' says 'not judged'
status=0
UNBROKEN_DATADIR=/nonexistent "$UNBROKEN" diff-driver a.h old.h 0 100644 new.h 0 100644 >stdout 2>stderr || status=$?
check 'no data: the text' says '+#define A 2'
check 'no data: it is said' says 'not judged'

git -C k checkout -q -b side HEAD~3
lamp k left color
commit k 'left'
git -C k checkout -q main
lamp k right color
commit k 'right'
git -C k merge -q side >/dev/null 2>&1
shows diff
check 'in the middle of a merge: status 0' exits 0
check 'in the middle of a merge: it is said' says 'lamp.h'
git -C k merge --abort

# Only for headers, as the manual says.
git -C k config diff.unbroken.command "'$UNBROKEN' diff-driver"
printf '*.h diff=unbroken\n' >k/.git/info/attributes
status=0
git -C k --no-pager log -p --ext-diff >stdout 2>stderr || status=$?
check 'by attributes: status 0' exits 0
check 'by attributes: a verdict' says 'member/inserted'
check 'by attributes: sources are as they were' says 'index '

state k >before
shows diff HEAD~5 HEAD
state k >after
check 'nothing is written to the repository' cmp before after

finish
