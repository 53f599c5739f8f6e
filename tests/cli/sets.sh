#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Header sets with includes, macros and versions of their own.
# shellcheck source=tests/cli/git-lib.sh
. "$(dirname "$0")/git-lib.sh"

git init -q repo
cd repo || exit 1
printf 'stdout\nstderr\n' >.git/info/exclude
mkdir -p .unbroken api helpers/inner
cat >.unbroken/config <<'EOF'
[set "api"]
	root = api
	targets = x86_64,i386
	include = helpers
	define = "x86_64: HAS_BIG"
	define = WORD=u16
	define = "PAIR(T)=T pair[2]"
	pre-include = inner/first.h
	version = a.h: macro A_H_VERSION
	version = b.h: comment version *
EOF
printf 'typedef unsigned short u16;\ntypedef unsigned int u32;\n' >helpers/inner/first.h
printf '#ifndef LIB_H\n#define LIB_H\nstruct lib { u32 l; };\n#define LIB_ONE 1\n#endif\n' >helpers/lib.h
printf '#define SAME helper\n' >helpers/same.h
cat >api/a.h <<'EOF'
#ifndef A_H
#define A_H
#include <lib.h>

#define A_H_VERSION (25212) /* internal */

struct a {
	WORD w;
	PAIR(u32);
	struct lib lib;
#ifdef HAS_BIG
	u32 big;
#endif
};
#endif
EOF
cat >api/b.h <<'EOF'
/* Not 7: this is VERSION 1.2-rc3 of it. */
#define B_VERSION 99
struct b { u32 x; };
EOF
git add -A
git commit -qm start
git tag start

# changes NAME COMMAND...: what a commit with this change is judged as.
changes() {
	name=$1
	shift
	git reset -q --hard start
	"$@"
	git commit -qam "$name"
	run check -v start..HEAD
}

has() {
	grep -qF "[$1]" stdout
}

lacks() {
	! has "$1"
}

changes 'a comment' sed -i 's,#define A_H$,#define A_H /* of a.h */,' api/a.h
check 'a comment: all of it could be judged' exits 0
check 'a comment: no version is needed' lacks set/version

changes 'contents' sed -i 's/u32 big;/u32 big, bigger;/' api/a.h
check 'contents: judged' has record/grew
check 'contents: only where the macro is' says 'only:  x86_64'
check 'contents: the version' has set/version-unchanged
check 'contents: which version' says "'a.h' changed in 1 place and still states version 25212"
check 'contents: where it stands' says 'HEAD:api/a.h:5:'
check 'contents: the gravest' says 'the gravest: '

changes 'contents and version' sed -i 's/u32 big;/u32 big, bigger;/; s/25212/25213/' api/a.h
check 'contents and version: nothing is wrong with it' lacks set/version

changes 'version' sed -i 's/25212/25213/' api/a.h
check 'version: alone' has set/version-alone
check 'version: from what to what' says "'a.h' states version 25213 instead of 25212, and nothing else"

changes 'broken' sed -i 's/WORD w;/u32 w;/' api/a.h
check 'a break without a version breaks' [ "$(grep -c 'error: .*set/version-unchanged' stdout)" -eq 1 ]

changes 'in a comment' sed -i 's/u32 x;/u32 x, y;/' api/b.h
check 'in a comment: which version' says "'b.h' changed in 1 place and still states version 1.2-rc3"
changes 'in a comment, changed' sed -i 's/u32 x;/u32 x, y;/; s/1.2-rc3/1.2/' api/b.h
check 'in a comment, changed' lacks set/version
changes 'gone' sed -i '1d; s/u32 x;/u32 x, y;/' api/b.h
check 'gone: it says so' says 'states no version where set "api" says that it does'

changes 'an included header' sed -i 's/LIB_ONE 1/LIB_ONE 2/' helpers/lib.h
check 'what is only included is not judged' lacks constant/value-changed
changes 'an included struct' sed -i 's/u32 l;/u32 l, m;/' helpers/lib.h
check 'what it does to headers of the set is' has member/moved

git reset -q --hard start
run check --each start..HEAD
check 'no commits' exits 0
changes 'a macro of the set' sed -i 's/WORD=u16/WORD=u32/' .unbroken/config
check 'the newer side states the macros' exits 0

# --- two folders, and an archive ----------------------------------------------------------

cd .. || exit 1
cp -r repo new
sed -i 's/u32 big;/u32 big, bigger;/' new/api/a.h
rm -rf new/.git
run diff --config=repo/.unbroken repo new
check 'diff of folders: the set' has record/grew
check 'diff of folders: the version' has set/version-unchanged
check 'diff of folders: all of it could be judged' says '2 headers judged for 2 targets'
mkdir wrapped
cp -r new wrapped/thing-1.2
tar -C wrapped -czf new.tar.gz thing-1.2
run diff --config=repo/.unbroken repo new.tar.gz
check 'diff with an archive: the set is found in it' has record/grew
check 'diff with an archive: the version' has set/version-unchanged
(cd repo && git add -A && git commit -qm 'more' >/dev/null 2>&1)
run diff -C repo --config=.unbroken start HEAD
check 'diff of revisions' says 'no changes'
run diff -C repo --config=.unbroken start..HEAD
check 'diff of a range' says 'no changes'
usage_error 'diff --config: one name' 'diff needs OLD NEW' diff --config=repo/.unbroken repo
usage_error 'diff --config: one header' 'is one header, and a header set is in a folder' \
	diff --config=repo/.unbroken repo/api/a.h new
usage_error 'diff --config --before' '--before cannot be used' diff --config=repo/.unbroken --before=repo repo new
run diff --config=repo/.unbroken repo wrapped
check 'diff: a side without the set' complains "'wrapped' has no header of set \"api\""

sed -i '/include =/d; /define/d; /pre-include/d' repo/.unbroken/config
run diff --config=repo/.unbroken repo new
check 'without what it needs it cannot be judged' exits 3

finish
