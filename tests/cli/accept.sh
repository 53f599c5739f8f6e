#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Accepted findings from outside: unbroken accept, what it writes, and what that does in the
# verbs that judge; trailers of commits and of patches.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/repository.sh
. "$ROOT/tests/cli/repository.sh"

XDG_CACHE_HOME=$scratch/cache
export XDG_CACHE_HOME
unset SOURCE_DATE_EPOCH

# id_of TEXT: the id of the finding in stdout that says it.
id_of() {
	awk -v text="$1" 'index($0, text) { found = 1 } found && / id [0-9a-f]+$/ { print $NF; exit }' stdout
}

lacks() {
	! grep -qF -- "$1" stdout
}

last_says() {
	tail -n 1 stdout | grep -qF -- "$1"
}

has() {
	grep -qxF -- "$2" "$1"
}

# --- Of folders -------------------------------------------------------------------

mkdir -p old/linux new/linux
printf 'struct cfg {\n\tint mode;\n\tint flags;\n};\nstruct other {\n\tint a;\n};\n' >old/linux/a.h
printf 'struct cfg {\n\tint flags;\n\tint mode;\n};\nstruct other {\n\tlong long a;\n};\n' >new/linux/a.h

usage_error 'nothing is known yet' "no finding '123456789abc' in what was judged lately" \
	accept 123456789abc -m why
run diff --sysroot=none --targets=x86_64 --no-cache old new
cfg=$(id_of "'struct cfg'")
other=$(id_of "'struct other'")
check 'there are two ids' [ "${#cfg}${#other}" = 1212 ]
usage_error '--no-cache: nothing is kept' 'in what was judged lately' accept "$cfg" -m why
run diff --sysroot=none --targets=x86_64 old new
check 'nothing is accepted: status 1' exits 1
usage_error 'no reason' 'accept needs a reason' accept "$cfg"
usage_error 'an empty reason' 'accept needs a reason' accept "$cfg" -m ' '
usage_error 'no id' 'accept needs the id of a finding' accept -m why
usage_error 'no such day' "'2027-02-30' is neither a version nor a day" \
	accept "$cfg" -m why --until 2027-02-30
usage_error 'another id' "no finding '000000000000'" accept "$cfg" 000000000000 -m why
check 'another id: nothing is written' [ ! -e .unbroken ]
usage_error 'too much' '--list, --remove and --prune exclude each other' accept --list --prune

short=$(printf %.6s "$cfg")
run accept "$short" -m 'nobody has "it" yet; # really' --until v6.14
check 'accept: status 0' exits 0
check 'accept: it says what' says "$cfg accepted: 'struct cfg'"
check 'accept: and where' last_says 'unbroken: 1 entry changed in .unbroken/accept'
check 'accept: a section' has .unbroken/accept "[accept \"$cfg\"]"
check 'accept: the item' has .unbroken/accept '	item = struct cfg'
check 'accept: the header' has .unbroken/accept '	header = linux/a.h'
check 'accept: git reads the same' sh -c \
	"[ \"\$(git config -f .unbroken/accept accept.$cfg.reason)\" = 'nobody has \"it\" yet; # really' ]"

run diff --sysroot=none --targets=x86_64 old new
check 'one of two is accepted: status 1' exits 1
check 'one of two is accepted: counted apart' last_says 'unbroken: 1 error, 1 accepted in 1 header'
check 'one of two is accepted: not shown' lacks "'struct cfg'"
run diff --sysroot=none --targets=x86_64 --show-accepted old new
check '--show-accepted: it is' says "new/linux/a.h:3:6: accepted: 'struct cfg'"
check '--show-accepted: with the reason' says \
	'ok:    nobody has "it" yet; # really (.unbroken/accept:3, until v6.14)'
run diff --sysroot=none --targets=x86_64 -v old new
check '-v: it is shown, too' says "accepted: 'struct cfg'"
run diff --sysroot=none --targets=x86_64 --config=none old new
check '--config=none: nothing is accepted' last_says 'unbroken: 2 errors in'
run diff --sysroot=none --targets=x86_64 --format=json old new
check 'json: who accepts it' python3 - "$cfg" <<'END'
import json
import sys

report = json.load(open("stdout", encoding="utf-8"))
finding = [f for f in report["findings"] if f["id"] == sys.argv[1]][0]
assert finding["accepted"] == {
    "reason": 'nobody has "it" yet; # really', "until": "v6.14", "where": ".unbroken/accept:3"}
assert finding["severity"] == "none" and finding["verdict"] == "breaks"
assert report["summary"]["accepted"] == 1 and report["summary"]["errors"] == 1
assert not any("accepted" in f for f in report["findings"] if f["id"] != sys.argv[1])
END

check 'json: as the schema says' schema_accepts stdout

run accept "$other" -m 'the same' -C .
check 'the other one: status 0' exits 0
run diff --sysroot=none --targets=x86_64 old new
check 'both are accepted: status 0' exits 0
check 'both are accepted: one line' [ "$(wc -l <stdout)" -eq 1 ]
check 'both are accepted: as it says' says 'unbroken: 2 accepted in 1 header'

# --- Until -------------------------------------------------------------------------

run diff --sysroot=none --targets=x86_64 --release=6.14-rc7 old new
check 'before the release: status 0' exits 0
run diff --sysroot=none --targets=x86_64 --release=6.14 old new
check 'the release: status 1' exits 1
check 'the release: the entry has expired' says \
	".unbroken/accept:3:1: warning: $cfg, 'struct cfg' [member/moved] was accepted until v6.14, and this is 6.14 [accept/expired]"
check 'the release: it counts again' says "error: 'struct cfg'"
usage_error '--release: no version' '--release expects a version' diff --release=next old new
printf '#define LINUX_VERSION_CODE 396800\n#define KERNEL_VERSION(a,b,c) (((a) << 16) + ((b) << 8) + (c))\n' >new/linux/version.h
run diff --sysroot=none --targets=x86_64 old new
check 'the headers tell their release' says 'and this is 6.14.0 [accept/expired]'
rm new/linux/version.h
run accept "$other" -m 'another reason' --until 2001-02-03
check 'accepted anew: it says so' says "$other accepted anew"
check 'accepted anew: once' [ "$(grep -cF "[accept \"$other\"]" .unbroken/accept)" = 1 ]
run diff --sysroot=none --targets=x86_64 old new
check 'a day that has come: expired' says 'was accepted until 2001-02-03, and this is 20'
expired=$(id_of accept/expired)
SOURCE_DATE_EPOCH=0 run diff --sysroot=none --targets=x86_64 old new
check 'SOURCE_DATE_EPOCH: that day' exits 0
usage_error 'what is about entries is not accepted' 'is about what is accepted [accept/expired]' \
	accept "$expired" -m why
run accept --list
check '--list: status 0' exits 0
check '--list: an entry' says "$cfg  member/moved  struct cfg  linux/a.h"
check '--list: the reason' says '    reason: another reason'
check '--list: what has expired' says '    until:  2001-02-03 (expired)'
run accept --prune
check '--prune: what has expired is gone' says "$other removed, as it has expired: another reason"
check '--prune: the other one is not' has .unbroken/accept "[accept \"$cfg\"]"

# --- The file of people ----------------------------------------------------------------

{
	echo '# by hand'
	echo
	echo '# a note'
	echo '[accept "ffffffffffff"] reason = odd # but right'
} >>.unbroken/accept
run accept "$other" -m 'back'
check 'by hand: the file is still good' exits 0
check 'by hand: comments stay' has .unbroken/accept '# a note'
check 'by hand: entries stay' has .unbroken/accept '[accept "ffffffffffff"] reason = odd # but right'
check 'by hand: it is sorted' sh -c 'grep -o "\"[0-9a-f]*\"" .unbroken/accept | LC_ALL=C sort -c'
run accept --remove "$short" ffff
check '--remove: two' last_says '2 entries changed in .unbroken/accept'
check '--remove: comments stay' has .unbroken/accept '# by hand'
usage_error '--remove: not there' "has no entry for '$cfg'" accept --remove "$cfg"
printf '[accept "ffffffffffff"]\n\tuntil = 6.14\n' >>.unbroken/accept
cp .unbroken/accept before
usage_error 'a mistake in the file' '"ffffffffffff": nothing is stated for reason' \
	accept "$cfg" -m why
usage_error 'a mistake in the file: diff' '"ffffffffffff": nothing is stated for reason' diff old new
check 'a mistake in the file: it stays as it is' cmp -s before .unbroken/accept
rm -r .unbroken

# --- What one works on ---------------------------------------------------------------------

git init -q --initial-branch=main work
git -C work config user.name tester
git -C work config user.email tester@example.com
mkdir -p work/api/linux work/.unbroken
printf '[set "api"]\n\troot = api\n' >work/.unbroken/config
cp old/linux/a.h work/api/linux/
git -C work add -A
git -C work commit -q -m 'first'
cp new/linux/a.h work/api/linux/
git -C work commit -q -a -m 'second'
run check -C work
check 'the last commit: status 1' exits 1
run accept -C work "$cfg" "$other" -m 'nobody has it'
run check -C work
check 'what was just accepted counts before it is committed' exits 0
run check -C work HEAD^..HEAD
check 'for a range it has to be part of it' exits 1

# --- What is told along --------------------------------------------------------------------

# A replaced revision is one finding.  Whoever has accepted what it is made of has accepted it.
story=$ROOT/tests/rules/header-names-replaced/revision
ids_where() {
	run diff --sysroot=none --format=json "$story/before.h" "$story/after.h"
	python3 -c "
import json
report = json.load(open('stdout', encoding='utf-8'))
print(*[f['id'] for f in report['findings'] if $1])"
}
mkdir .unbroken
parts=$(ids_where "f.get('part_of') and f['verdict'] != 'safe'")
first=${parts%% *}
# shellcheck disable=SC2086  # several words
run accept ${parts#* } -m 'all but the first'
run diff --sysroot=none "$story/before.h" "$story/after.h"
check 'not all parts: it counts' last_says 'unbroken: 1 warning, '
run accept "$first" -m 'the first'
run diff --sysroot=none "$story/before.h" "$story/after.h"
check 'all parts: it is accepted' last_says 'unbroken: 1 accepted, '
rm .unbroken/accept
whole=$(ids_where "f['rule'] == 'header/names-replaced'")
run accept "$whole" -m 'a new revision'
run diff --sysroot=none "$story/before.h" "$story/after.h"
check 'the whole: it is accepted' last_says 'unbroken: 1 accepted, '
printf '[rule "header/names-replaced"]\n\tseverity = error\n' >.unbroken/config
rm .unbroken/accept
run diff --sysroot=none "$story/before.h" "$story/after.h"
check 'what is stated of its rule counts' last_says 'unbroken: 1 error, '
rm -r .unbroken

# --- In a repository ----------------------------------------------------------------------

kernel k
printf 'VERSION = 6\nPATCHLEVEL = 14\nSUBLEVEL = 0\nEXTRAVERSION = -rc2\n' >k/Makefile
commit k 'a version'
git -C k tag base
lamp k power color
commit k 'another order'
run check -C k --sysroot=none base..HEAD
check 'not accepted: status 1' exits 1
id=$(id_of "'struct lamp_state'")
(cd k/drivers && run accept "$id" -m 'no lamp was sold' --until 6.14 && cp stdout ../../stdout)
check 'accept: in the top folder' has k/.unbroken/accept "[accept \"$id\"]"
run check -C k --sysroot=none base..HEAD
check 'not committed: it does not count for HEAD' exits 1
commit k 'accept it'
run check -C k --sysroot=none base..HEAD
check 'committed: status 0' exits 0
check 'committed: it is counted' last_says ' accepted'
check 'committed: nothing else is said' lacks 'accept/'
run check -C k --sysroot=none --each --show-accepted base..HEAD
check '--each: status 0' exits 0
check '--each: the reason' says 'ok:    no lamp was sold (HEAD:.unbroken/accept:'
run check -C k --sysroot=none base..HEAD^
check 'the commit alone: status 1' exits 1
run check -C k --sysroot=none HEAD^..HEAD
check 'the entry alone: only a note' exits 0
check 'the entry alone: that nothing has its id' says "note: $id, 'struct lamp_state' [member/moved] is accepted, and nothing of that id is found [accept/unused]"
check 'the entry alone: what decides' says 'fact:  whether what it accepts was changed before HEAD^'
lamp k power color
printf '#define LAMP_MORE 1\n' >>k/include/uapi/linux/lamp.h
commit k 'something else'
run check -C k --sysroot=none HEAD^..HEAD
check 'an entry from before: nothing is said of it' lacks 'accept/'
run log -C k --sysroot=none -v base..HEAD
check 'log: who accepted it' says '(accepted: no lamp was sold)'
git -C k config diff.external "$UNBROKEN diff-driver"
git -C k diff --ext-diff base HEAD -- include >stdout
check 'diff-driver: it is accepted' says '1 accepted'
git -C k config --unset diff.external
printf 'VERSION = 6\nPATCHLEVEL = 14\nSUBLEVEL = 0\nEXTRAVERSION =\n' >k/Makefile
commit k 'the release'
run check -C k --sysroot=none base..HEAD
check 'the release has come: status 1' exits 1
check 'the release has come: from the Makefile' says 'was accepted until 6.14, and this is 6.14.0 [accept/expired]'
run check -C k --sysroot=none --format=json base..HEAD
check 'the release has come: json as the schema says' schema_accepts stdout
run accept -C k --list
check '--list: expired as well' says 'until:  6.14 (expired)'

# The version of others is that of their tags.
git init -q --initial-branch=main plain
mkdir -p plain/include/api
printf '[set "api"]\n\troot = include/api\n\ttargets = x86_64\n' >config
mkdir plain/.unbroken
mv config plain/.unbroken/config
printf 'struct s {\n\tint a;\n\tint b;\n};\n' >plain/include/api/s.h
commit plain 'first'
git -C plain tag v1.9
printf 'struct s {\n\tint b;\n\tint a;\n};\n' >plain/include/api/s.h
commit plain 'turn them'
run check -C plain --sysroot=none v1.9..HEAD
run accept -C plain "$(id_of "'struct s'")" -m 'still unused' --until 1.10
commit plain 'accept it'
run check -C plain --sysroot=none v1.9..HEAD
check 'tags: before the release' exits 0
git -C plain tag v1.10
run check -C plain --sysroot=none v1.9..HEAD
check 'tags: the release' says 'was accepted until 1.10, and this is v1.10 [accept/expired]'

# --- Trailers ------------------------------------------------------------------------------

git -C k checkout -q -f -b topic base
lamp k power color
commit k 'another order

UAPI-change: member/moved struct lamp_state no lamp was
  sold, and none was made'
run check -C k --sysroot=none base..HEAD
check 'a trailer: status 0' exits 0
check 'a trailer: nothing is said' lacks 'accept/'
run check -C k --sysroot=none --show-accepted base..HEAD
commit_id=$(git -C k rev-parse --short=12 HEAD)
check 'a trailer: who accepts it' says "ok:    no lamp was sold, and none was made (commit $commit_id)"
run log -C k --sysroot=none base..HEAD
check 'a trailer: log' says '(accepted: no lamp was sold, and none was made)'
lamp k color power
commit k 'yet another order'
run check -C k --sysroot=none --each base..HEAD
check 'a trailer: not for the next commit' last_says 'unbroken: 1 note, 1 accepted in'
printf '#define LAMP_MORE 1\n' >>k/include/uapi/linux/lamp.h
commit k "odd

UAPI-change: $id it is for another
UAPI-change: member/moved struct lamp_state
UAPI-change: member/move struct lamp_state why
UAPI-change: because"
run check -C k --sysroot=none HEAD^..HEAD
check 'odd trailers: warnings only' exits 0
check 'odd trailers: all of them' last_says 'unbroken: 4 warnings'
check 'odd trailers: not of this commit' says "'UAPI-change: $id it is for another' accepts nothing that the commit does [accept/unused]"
check 'odd trailers: no reason' says "'UAPI-change: member/moved struct lamp_state': it gives no reason [accept/malformed]"
check 'odd trailers: no such rule' says "there is no rule 'member/move' (did you mean 'member/moved'"
check 'odd trailers: nothing to read' says "'UAPI-change: because': it begins neither with the id of a finding nor with a rule [accept/malformed]"
check 'odd trailers: of which commit' says "commit $(git -C k rev-parse --short=12 HEAD): warning"
run check -C k --sysroot=none --format=json HEAD^..HEAD
check 'odd trailers: json as the schema says' schema_accepts stdout
run check -C k --sysroot=none --each HEAD^..HEAD
check 'odd trailers, --each: below their commit' sh -c 'head -n 1 stdout | grep -q "^commit .*odd"'
run check -C k --sysroot=none --profile=info HEAD^..HEAD
check 'odd trailers, info: notes' last_says 'unbroken: 4 notes'

# --- Patches ---------------------------------------------------------------------------------

git -C k checkout -q -f -b series base
lamp k power color
commit k 'another order

UAPI-change: member/moved struct lamp_state no lamp was sold'
git -C k format-patch -q -o "$scratch/patches" base
run am-check -C k --sysroot=none --base=base "$scratch"/patches/0001*
check 'a patch with a trailer: status 0' exits 0
check 'a patch with a trailer: accepted' last_says ' accepted'
sed -e 's/^UAPI-change: .*//' "$scratch"/patches/0001* >0001.patch
run am-check -C k --sysroot=none --base=base "$scratch/0001.patch"
check 'without it: status 1' exits 1
sed -e 's/^UAPI-change: .*//' -e 's/^---$/---\nUAPI-change: member\/moved struct lamp_state no/' \
	"$scratch"/patches/0001* >0001.patch
run am-check -C k --sysroot=none --base=base "$scratch/0001.patch"
check 'below the line it is no part of the message' exits 1
git -C k reset -q --hard base
lamp k power color
commit k 'another order'
run check -C k --sysroot=none HEAD^..HEAD
run accept -C k "$(id_of "'struct lamp_state'")" -m 'no lamp was sold'
commit k 'accept it'
rm -r "$scratch/patches"
git -C k format-patch -q -o "$scratch/patches" base
run am-check -C k --sysroot=none --base=base "$scratch"/patches/*
check 'a series with an entry: status 0' exits 0
check 'a series with an entry: accepted' last_says ' accepted'

finish
