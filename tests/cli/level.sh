#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# unbroken level, and what levels do to a check.
# shellcheck source=tests/cli/git-lib.sh
. "$(dirname "$0")/git-lib.sh"

U=$UNBROKEN
header=$uapi/thing.h

write_header() {
	mkdir -p "$uapi"
	cat >"$header"
}

commit() {
	git add -A
	git commit -qm "$1"
}

# has_rule RULE: the report in stdout has a finding of it.
has_rule() {
	grep -qF "[$1]" stdout
}

lacks_rule() {
	! has_rule "$1"
}

# --- a kernel with one header --------------------------------------------------------

git init -q repo
cd repo || exit 1
printf 'stdout\nstderr\n' >.git/info/exclude
mkdir -p include/uapi/asm-generic drivers/misc
printf 'VERSION = 7\nPATCHLEVEL = 2\nSUBLEVEL = 0\n' >Makefile
write_header <<'EOF'
#ifndef THING_H
#define THING_H
#include <linux/types.h>
#include <linux/ioctl.h>

struct thing_part {
	__u32 a;
	__u32 b;
};

/* Experimental: may change in any release. */
#define THING_DEBUG 7

#define THING_OLD 3

struct thing_whole {
	__u64 first;
	__u64 second;
};

#define THING_SET _IOW('t', 1, struct thing_whole)
#endif
EOF
commit 'start'
git tag start

# --- stating and showing ---------------------------------------------------------------

"$U" level set testing thing_part -m 'still being designed' --since 7.1 2>stderr
check 'set: it says what it did' complains 'thing_part is testing'
"$U" level set obsolete THING_OLD --header linux/thing.h -m 'THING_NEW does it' --removal 7.4 2>stderr
check 'set: the file can be read by git' [ "$(git config -f .unbroken/levels level.THING_OLD.removal)" = 7.4 ]
run level show struct thing_part
check 'show: an item' says 'struct thing_part in linux/thing.h: testing, since 7.1'
check 'show: why' says 'still being designed'
check 'show: where it is stated' says '.unbroken/levels:1 "thing_part"'
run level show linux/thing.h
check 'show: a header of which nothing is stated' says 'linux/thing.h: stable'
run level show THING_DEBUG
check 'show: words of a comment' says 'says "Experimental: may change in any release."; nothing enforces it'
check 'show: words lower nothing' says 'THING_DEBUG in linux/thing.h: stable'
run level show --format=json
check 'show: JSON' python3 -c 'import json; t = json.load(open("stdout")); assert [e["level"] for e in t["entries"]] == ["testing", "obsolete"]'
if python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null; then
	# accepts SCHEMA: takes stdout.
	accepts() {
		python3 -c 'import json, jsonschema, sys
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.Draft202012Validator(schema).validate(json.load(open("stdout")))' "$ROOT/data/schema/$1" 2>stderr
	}
	check 'show: the schema accepts all that is stated' accepts unbroken-levels-1.json
	run level show THING_DEBUG --format=json
	check 'show: the schema accepts an answer' accepts unbroken-levels-1.json
	run level show thing_part --format=json
	check 'show: the schema accepts an answer with its entry' accepts unbroken-levels-1.json
	run level check --format=json --release=8.0
	check 'level check: the schema of findings accepts it' accepts unbroken-findings-1.json
else
	skip 'show: the schema accepts it' 'python3 has no jsonschema'
fi
run level show --rev=start
check 'show --rev: nothing is stated there' says 'all other headers: stable'
usage_error 'show: what nobody has' "no header and no entry of .unbroken/levels has 'THING_NONE'" level show THING_NONE
usage_error 'set without a reason' 'needs -m REASON' level set testing THING_SET
usage_error 'set: an unknown level' "unknown level 'perfect'" level set perfect THING_SET -m x
usage_error 'set: removal of what is stable' '--removal is for what is obsolete or removed' \
	level set stable THING_SET -m x --removal 7
usage_error 'an unknown action' "no action 'level shoe' (did you mean 'show'" level shoe
usage_error 'no action' 'needs ACTION' level
"$U" level set testing thing_part -m 'another reason' 2>stderr
check 'set again: it is replaced' [ "$(grep -c '^\[level' .unbroken/levels)" -eq 2 ]
check 'set again: what is not said stays' [ "$(git config -f .unbroken/levels level.thing_part.since)" = 7.1 ]
commit 'state levels'
git tag stated

# --- the level of the old side counts ------------------------------------------------

run check start..stated --format=json
check 'lowered: JSON' python3 -c 'import json; t = json.load(open("stdout")); assert t["findings"]'
if command -v accepts >/dev/null; then
	check 'lowered: the schema of findings accepts it' accepts unbroken-findings-1.json
fi
run check start..stated
check 'lowered: it is an error' exits 1
check 'lowered: the rule' has_rule level/lowered
check 'lowered: it says from what to what' says "'thing_part' was stable and is now testing"
check 'lowered: where' says '.unbroken/levels:1: error:'
check 'obsolete is an announcement' [ "$("$U" check -v start..stated | grep -c "THING_OLD of linux/thing.h.*safe\|safe: 'THING_OLD of linux/thing.h' was stable and is now obsolete")" -eq 1 ]

sed -i 's/__u32 b;/__u64 b;/' "$header"
commit 'break what is testing'
run check stated..HEAD
check 'a break of testing is a warning' exits 0
check 'a break of testing: known' says '.unbroken/levels:1 says testing since 7.1: another reason'
"$U" level set stable thing_part -m 'finished' --since 7.2 2>stderr
commit 'raise'
run check -v HEAD^..HEAD
check 'raised: it is recorded' has_rule level/raised
check 'raised: it is safe' exits 0

git tag raised
"$U" level set testing thing_part -m 'no, it is not' 2>stderr
sed -i 's/__u64 b;/__u32 b;/' "$header"
commit 'lower and break at once'
run check raised..HEAD
check 'lower and break at once: an error' exits 1
check 'lower and break at once: both are told' has_rule level/lowered
check 'lower and break at once: the break is an error' [ "$(grep -c 'error:.*thing_part.*member/' stdout)" -ge 1 ]
git reset -q --hard raised

# --- what is obsolete ------------------------------------------------------------------

sed -i '/THING_OLD/d' "$header"
commit 'remove too soon'
run check raised..HEAD
check 'obsolete: too soon' says 'announces the removal for 7.4, and this is 7.2.0: too early'
check 'obsolete: too soon is no safe change' has_rule constant/removed
run check -v --release=7.4 raised..HEAD
check 'obsolete: in time' says "safe: 'THING_OLD'"
check 'obsolete: in time, no finding at the gate' exits 0
git reset -q --hard raised

run level check --release=7.5
check 'overdue' has_rule level/overdue
check 'overdue: which release it was for' says 'was to be removed in 7.4, and this is 7.5'
run level check
check 'not yet overdue' lacks_rule level/overdue

# --- leaks and entries without use -------------------------------------------------------

"$U" level set testing thing_part -m 'still being designed' 2>stderr
commit 'lower'
sed -i 's/__u64 second;/struct thing_part second;/' "$header"
commit 'leak'
run check HEAD^..HEAD
check 'leak' has_rule level/leak
check 'leak: it says what leaks' says "'thing_part' is testing, and 'thing_whole', which has it in it as 'second', is stable"
sed -i 's/THING_SET _IOW/THING_PUT _IOW/' "$header"
commit 'another change'
run check HEAD^..HEAD
check 'a leak that was there is no news' lacks_rule level/leak
run level check
check 'level check: all leaks' has_rule level/leak
"$U" level set testing 'THING_TYPO_*' -m 'nothing is called so' 2>stderr
run level check
check 'unused' has_rule level/unused
check 'unused: which entry' says 'no header or item matches the entry "THING_TYPO_*"'
run level check start..stated
check 'level check of a range' has_rule level/lowered
check 'level check tells nothing of headers' lacks_rule record/grew

# --- mistakes in the file ------------------------------------------------------------------

printf '[level "x"]\n\tlevel = good\n\titem = X\n' >.unbroken/levels
usage_error 'a mistake in the file' '.unbroken/levels:2: level "x": unknown level '"'good'" level show
commit 'a mistake'
usage_error 'a mistake in the newer side' 'HEAD:.unbroken/levels:2: level "x"' check HEAD^..HEAD
printf '[level "x"]\n\tlevel = testing\n\titem = THING_SET\n' >.unbroken/levels
commit 'mended'
run check HEAD^..HEAD
check 'a mistake in the older side stops nobody' complains 'warning: HEAD^:.unbroken/levels:2'
check 'a mistake in the older side: judged' exits 0

# --- what Kconfig keeps from programs ----------------------------------------------------------

cd .. || exit 1
git init -q bars
cd bars || exit 1
printf 'stdout\nstderr\n' >.git/info/exclude
mkdir -p include/uapi/linux drivers/misc
printf 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\n' >Makefile
printf 'struct tsync { int a; int b; };\n' >$uapi/tsync.h
printf '#include <linux/module.h>\n#include <uapi/linux/tsync.h>\n' >drivers/misc/tsync.c
printf 'obj-$(CONFIG_OTHER)\t+= other.o\nobj-$(CONFIG_TSYNC)\t+= tsync.o\n' >drivers/misc/Makefile

# kconfig LINE...: what the option has.
kconfig() {
	{
		printf 'config OTHER\n\ttristate "other"\n\nconfig TSYNC\n\ttristate "sync"\n'
		printf '\t%s\n' "$@"
		printf '\thelp\n\t  depends on BROKEN is only said here\n\nconfig LAST\n\tdepends on BROKEN\n'
	} >drivers/misc/Kconfig
}

# judged_as STATUS LINE...: with these lines, the break is an error (1) or not (0).
judged_as() {
	wanted=$1
	shift
	kconfig "$@"
	commit 'option' >/dev/null
	sed -i 's/int a; int b;/int b; int a;/' $uapi/tsync.h
	commit 'break' >/dev/null
	run check HEAD^..HEAD
	git reset -q --hard HEAD^
	[ "$status" -eq "$wanted" ]
}

check 'Kconfig: an option like any other' judged_as 1 'depends on PCI'
check 'Kconfig: depends on BROKEN' judged_as 0 'depends on BROKEN'
check 'Kconfig: the evidence names file and line' says "drivers/misc/Kconfig:6 says 'depends on BROKEN' of TSYNC"
sed -i 's/int a; int b;/int b; int a;/' $uapi/tsync.h
commit 'break' >/dev/null
git format-patch -q -1 --stdout >../break.mbox
git reset -q --hard HEAD^
run am-check ../break.mbox
check 'Kconfig: a series from mail, too' exits 0
check 'Kconfig: and says so' says "drivers/misc/Kconfig:6 says 'depends on BROKEN' of TSYNC"
check 'Kconfig: depends on X && BROKEN' judged_as 0 'depends on PCI && BROKEN'
check 'Kconfig: depends on BROKEN || X' judged_as 1 'depends on BROKEN || PCI'
check 'Kconfig: depends on (BROKEN || X) && Y' judged_as 1 'depends on (BROKEN || PCI) && NET'
check 'Kconfig: depends on !BROKEN' judged_as 1 'depends on !BROKEN'
check 'Kconfig: depends on X_BROKEN' judged_as 1 'depends on CC_BROKEN'
check 'Kconfig: on a line that goes on' judged_as 0 'depends on PCI && \' '  STAGING'
printf 'obj-y += tsync.o\n' >>drivers/misc/Makefile
check 'make file: built in any case' judged_as 1 'depends on BROKEN'
git checkout -q HEAD~1 -- drivers/misc/Makefile 2>/dev/null
printf 'obj-$(CONFIG_TSYNC)\t+= tsync.o\n' >drivers/misc/Makefile
printf '#include <linux/module.h>\n' >drivers/misc/tsync.c
check 'source: it does not serve the header' judged_as 1 'depends on BROKEN'
printf '#include <linux/module.h>\n' >drivers/misc/tsync.c
printf '#include <linux/tsync.h>\n' >drivers/misc/tsync_main.c
printf 'obj-$(CONFIG_TSYNC)\t+= tsync.o\ntsync-y := tsync_main.o\n' >drivers/misc/Makefile
check 'make file: an object of several sources' judged_as 0 'depends on BROKEN'
cd .. || exit 1

# --- two folders, and --config -----------------------------------------------------------------

mkdir -p old/linux new/linux given
printf 'struct f { int a; int b; };\n' >old/linux/f.h
printf 'struct f { int b; int a; };\n' >new/linux/f.h
run diff old new
check 'diff: without levels' exits 1
printf '[level "f"]\n\tlevel = testing\n\theader = linux/*\n' >given/levels
run diff --config=given old new
check 'diff --config: its levels' exits 0
mkdir old/.unbroken
cp given/levels old/.unbroken/levels
run diff old new
check 'diff: the levels of the old folder' exits 0
run diff --config=none old new
check 'diff --config=none' exits 1

# --- Documentation/ABI ------------------------------------------------------------------------

mkdir -p abi/stable abi/testing abi/obsolete
cat >abi/testing/sysfs-thing <<'EOF'
About all of these.

What:		/sys/class/thing/one
What:		/sys/class/thing/two
		/sys/class/thing/three
Date:		May 2007
KernelVersion:	2.6.22
contact:	Somebody <somebody@thing.invalid>
Description:
		A text.

		  * indented
Users:		a program;
		another

What		/sys/class/thing/no-colon
Description:	on the same line
		and the next
EOF
printf 'What:\t\t/sys/class/thing/old\nDescription:\n\tIt goes.\n' >abi/obsolete/sysfs-thing
mkdir place && cd place || exit 1
run level import ../abi
check 'import' exits 0
check 'import: it counts' complains '3 entries with 4 fields'
check 'import: entries' [ "$(grep -c '^\[level' .unbroken/levels)" -eq 3 ]
check 'import: several names' [ "$(git config -f .unbroken/levels --get-all level.sysfs-thing/1.what | wc -l)" -eq 3 ]
check 'import: without a colon' [ "$(git config -f .unbroken/levels level.sysfs-thing/2.what)" = /sys/class/thing/no-colon ]
check 'import: the same name at another level' [ "$(git config -f .unbroken/levels level.sysfs-thing.level)" = obsolete ]
run level show /sys/class/thing/two
check 'show: what is in no header' says '/sys/class/thing/two: testing, since 2.6.22'
"$U" level set unreleased 'struct *_draft' FOO_A --header linux/foo.h -m 'two "words"; and a # sign' --contact me 2>stderr
"$U" level set obsolete linux/bar.h -m 'gone soon' --removal 7.4 --name 'bar/10' 2>stderr
cp .unbroken/levels ../first
run level export ../out
check 'export' exits 0
check 'export: a header' grep -qF '<linux/foo.h> struct *_draft' -r ../out/testing
check 'export: the foreword' [ "$(head -n 1 ../out/testing/sysfs-thing)" = 'About all of these.' ]
run level import ../out -o ../second
sorted() {
	git config -f "$1" --list | LC_ALL=C sort
}
same_settings() {
	[ "$(sorted ../first)" = "$(sorted ../second)" ]
}
check 'export, then import: the same' same_settings
run level export
check 'export to stdout' says '==> obsolete/sysfs-thing <=='
usage_error 'import of what has no level' 'which would tell its level' level import ../first
usage_error 'import of nothing' 'needs a file or folder' level import
usage_error 'import of what is not there' 'is in no folder' level import nothing

finish
