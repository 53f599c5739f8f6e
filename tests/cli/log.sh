#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# unbroken log from outside: which commits are told, and what of them.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/repository.sh
. "$ROOT/tests/cli/repository.sh"

# log ARGUMENT...: in the repository k.
log() {
	run log -C k --sysroot=none "$@"
}

# tells N: how many commits, or releases, are told.
tells() {
	[ "$(grep -c '^[^ ]' stdout)" -eq "$1" ]
}

lacks() {
	! grep -qF -- "$1" stdout
}

usage_error 'no repository' 'is in no git repository' log
git init -q --initial-branch=main empty
usage_error 'no commits' 'has no commits yet' log -C empty

kernel k
git -C k tag v1.0
lamp k color power tail
commit k 'append tail'
printf 'int more;\n' >>k/drivers/lamp.c
commit k 'change a driver'
lamp k mode color power tail
commit k 'insert mode'
git -C k tag v2.0-rc1
lamp k color power tail
commit k 'take mode back'
git -C k tag v2.0
git -C k tag -a -m 'a tag' v2.0-signed
printf '#define TORCH_ON 1\n' >k/include/uapi/linux/torch.h
commit k 'add torch'

# --- What is told --------------------------------------------------------------------

log
check 'all of it: status 0' exits 0
check 'all of it: commits that changed headers' tells 5
check 'all of it: newest first' sh -c 'head -n 1 stdout | grep -q "add torch"'
check 'all of it: the date' grep -q '^[0-9a-f]\{12\} 2020-09-19 add torch$' stdout
check 'all of it: not those of drivers' lacks 'change a driver'
check 'all of it: what came first' says 'adds     linux/lamp.h: struct lamp_state'
check 'all of it: a break' grep -q "breaks   linux/lamp.h:5: 'struct lamp_state': member 'mode' was inserted" stdout
check 'all of it: a repair' grep -q "repairs  linux/lamp.h" stdout
check 'all of it: nothing on stderr' is_silent stderr
cp stdout all
log HEAD
check 'HEAD: the same' cmp -s all stdout
log main~2..main
check 'a range: two commits' tells 2
log v1.0
check 'up to a tag: one commit' tells 1
log -n 2
check '-n 2: two commits' tells 2
check '-n 2: the newest' says 'take mode back'
log -n 1 main~1
check '-n 1 of a revision: that one' says 'take mode back'
log HEAD..HEAD
check 'an empty range: status 0' exits 0
check 'an empty range: nothing' is_silent stdout
log -q
check 'quiet: only headings' [ "$(grep -vc '^$' stdout)" -eq 5 ]

# --- Filters ---------------------------------------------------------------------------

for filter in lamp_state 'struct lamp_state' linux/lamp.h include/uapi/linux/lamp.h; do
	log -- "$filter"
	check "of $filter: four commits" tells 4
	check "of $filter: not another header" lacks torch
done
log -- TORCH_ON
check 'of a constant: its commit' tells 1
log -- lamp_state.mode
check 'of a member: three commits' tells 3
check 'of a member: not what happened to others' lacks "'tail'"
log -- shade
check 'of who embeds: also what moved in it' says "append tail"
for filter in include/uapi/linux include/uapi/linux/ linux/; do
	log -- "$filter"
	check "of the folder $filter: all of it" tells 5
	check "of the folder $filter: not others" lacks ASM_LAMP
done
log -- arch/x86/include/uapi
check 'of another folder: its commit' tells 1
check 'of another folder: what is in it' says ASM_LAMP
log -- linux/torch.h shade
check 'of two things: both' says torch
log -- nothing_like_it
check 'of what is nowhere: status 0' exits 0
check 'of what is nowhere: nothing' is_silent stdout
log -n 1 -- shade
check 'with a filter -n counts what is told' tells 1
log main~2..main -- lamp_state
check 'a range and a filter' tells 1

# --- By release ---------------------------------------------------------------------------

log --since-tags
check 'by release: status 0' exits 0
check 'by release: and what is not yet released' sh -c 'head -n 1 stdout | grep -qx "not released"'
check 'by release: two releases, no candidate' tells 3
check 'by release: one tag of each commit' grep -q '^2020-09-18 v2.0$' stdout
check 'by release: nothing of what was taken back' lacks "'mode'"
check 'by release: what it brought' says "'tail' at its end"
log --since-tags -n 1
check 'by release: -n 1' tells 1
log --since-tags v1.0..v2.0
check 'by release: a range' tells 1
check 'by release: a range: its end' says v2.0
log --since-tags -- lamp_state.tail
check 'by release: when a member came' says v2.0
git -C k tag -l | xargs git -C k tag -d >/dev/null
log --since-tags
check 'by release: without tags: status 0' exits 0
check 'by release: without tags: all is not released' tells 1

# --- Output ---------------------------------------------------------------------------------

log --format=json
check 'json: status 0' exits 0
check 'json: its name' json 'r["schema"] == "unbroken-log/1"'
check 'json: five entries' json 'len(r["entries"]) == 5'
check 'json: each with events' json 'all(f["event"] in ("breaks", "depends", "repairs", "extends", "adds", "changes") for e in r["entries"] for f in e["findings"])'
check 'json: who did it' json 'all(e["author"] == "A U Thor" and len(e["id"]) == 40 for e in r["entries"])'
log --format=json HEAD..HEAD
check 'json: an empty range is valid' json 'r["entries"] == []'
log --format=json --since-tags
check 'json: by release' json 'len(r["entries"]) == 1'
log -o "$scratch/report"
check '-o: the same text' cmp -s all report
check '-o: nothing on stdout' is_silent stdout
log -o "$scratch/report" -n 1
check '-o again: a new text' [ "$(wc -l <report)" -lt "$(wc -l <all)" ]
log --color=always
check 'colours when asked for' grep -q "$(printf '\033')" stdout
usage_error '-o into nowhere' 'nowhere' log -C k --sysroot=none -o /nowhere/report

rm -rf "$XDG_CACHE_HOME"
log --no-cache
check '--no-cache: the same' cmp -s all stdout
check '--no-cache: there is none' [ ! -e "$XDG_CACHE_HOME" ]
log
check 'cold: the same' cmp -s all stdout
log
check 'warm: the same' cmp -s all stdout
state k >before
log
log --since-tags
state k >after
check 'nothing is written to the repository' cmp before after

# A reader who has enough ends it, without a complaint.
set +e
{
	"$UNBROKEN" log -C k --sysroot=none 2>piped-stderr
	echo $? >piped-status
} | head -n 1 >/dev/null
set -u
check 'a broken pipe: not a word' [ ! -s piped-stderr ]
check 'a broken pipe: no failure' [ "$(cat piped-status)" -eq 0 ]

# --- What cannot be told ------------------------------------------------------------------------

usage_error 'an unknown revision' "'nowhere' is no revision" log -C k nowhere
usage_error 'a tree' 'is no range of commits' log -C k 'HEAD^{tree}'
usage_error 'the working tree' 'is no range of commits' log -C k .
usage_error 'a part' 'is no range of commits' log -C k HEAD:include
usage_error 'a format of reports only' 'it is text or json' log -C k --format=html
usage_error 'two ranges' 'log' log -C k a b
printf 'struct broken {\n' >k/include/uapi/linux/broken.h
commit k 'add a header that is no C'
log -n 1
check 'a header that is no C: status 3' exits 3
check 'a header that is no C: it is told' says 'unknown  linux/broken.h'
log -n 1 --allow-incomplete
check 'a header that is no C: status 0 if that is fine' exits 0

# --- Merges ---------------------------------------------------------------------------------------

kernel merges
git -C merges checkout -q -b side
printf '#define SIDE 1\n' >merges/include/uapi/linux/side.h
commit merges 'add side'
git -C merges checkout -q main
printf '#define MAIN 1\n' >merges/include/uapi/linux/main.h
commit merges 'add main'
git -C merges merge -q -m 'merge side' side
run log -C merges --sysroot=none
check 'a merge that did nothing itself is not told' lacks 'merge side'
check 'a merge: both branches are told' [ "$(grep -c '^[^ ].* add ' stdout)" -eq 2 ]
git -C merges checkout -q side
printf '#define MORE 1\n' >merges/include/uapi/linux/more.h
commit merges 'add more'
git -C merges checkout -q main
git -C merges merge -q --no-commit side >/dev/null 2>&1
printf '#define EVIL 1\n' >merges/include/uapi/linux/evil.h
commit merges 'merge with evil'
run log -C merges --sysroot=none
check 'a merge that did something itself is told' says 'merge with evil'
check 'a merge that did something itself: what' says EVIL

# --- The same as one check after the other -----------------------------------------------------------

kernel long
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
	case $((n % 3)) in
	0) lamp long color power "m$n" ;;
	1) printf '#define N%d %d\n' "$n" "$n" >>long/include/uapi/linux/shade.h ;;
	2) printf '#define ASM_LAMP %d\n' "$n" >long/arch/x86/include/uapi/asm/lamp.h ;;
	esac
	commit long "commit $n"
done
"$UNBROKEN" log -C long --sysroot=none --format=json >long.json
git -C long log --format=%H HEAD~30..HEAD | while read -r id; do
	"$UNBROKEN" check -C long --sysroot=none --format=json "$id^..$id" >"$id.json"
done
same_as_checks() {
	python3 - <<'EOT'
import json
import os
import sys

def said(findings):
    return sorted((f["id"], f["rule"], f["verdict"], f["message"]) for f in findings)

with open("long.json", encoding="utf-8") as file:
    entries = json.load(file)["entries"][:-1]
bad = len(entries) != 30
for entry in entries:
    with open(entry["id"] + ".json", encoding="utf-8") as file:
        bad |= said(json.load(file)["findings"]) != said(entry["findings"])
sys.exit(bad)
EOT
}
check '30 commits: as one check after the other' same_as_checks

# --- Shared out among processes -------------------------------------------------------------------------

# history N: N commits in the repository shared, each of which changes the header many.h.
history() {
	awk -v n="$1" 'BEGIN {
		for (i = 1; i <= n; i++) {
			text = sprintf("#define MANY_%d %d\n", i, i) (i % 50 ? "" : "int open(;\n")
			printf "commit refs/heads/main\n"
			printf "committer C <c@example.org> %d +0000\n", 1700000000 + 60 * i
			printf "data %d\n%s\n", length("many " i), "many " i
			if (i == 1)
				printf "from refs/heads/main^0\n"
			printf "M 100644 inline include/uapi/linux/many.h\ndata %d\n%s\n", length(text), text
		}
	}' | git -C shared fast-import --quiet
}

# both ARGUMENT...: what one process tells of the repository shared, and what three do.
both() {
	run log -C shared --sysroot=none --targets=x86_64 --no-cache --jobs=1 "$@"
	cp stdout alone.out
	cp stderr alone.err
	printf '%s\n' "$status" >alone.status
	run log -C shared --sysroot=none --targets=x86_64 --no-cache --jobs=3 "$@"
}

as_alone() {
	cmp stdout alone.out && cmp stderr alone.err && [ "$status" = "$(cat alone.status)" ]
}

kernel shared
history 200
both
check 'shared out: as told by one' as_alone
check 'shared out: what could not be judged counts' exits 3
check 'shared out: all of them' tells 201
both --format=json
check 'shared out, as JSON: as told by one' as_alone
cp stdout log.json
run log -C shared --sysroot=none --targets=x86_64 --no-cache --jobs=3
cp stdout log.text
run log -C shared --sysroot=none --targets=x86_64 --no-cache --jobs=3 -o "json=$scratch/also.json"
check 'shared out, to two outputs: text' cmp -s log.text stdout
check 'shared out, to two outputs: JSON' cmp -s log.json also.json
both -n 120
check 'shared out, the first of them: as told by one' as_alone
lost=$(git -C shared rev-parse main~130:include/uapi/linux/many.h)
git -C shared config gc.auto 0
mv shared/.git/objects/pack packs
for pack in packs/*.pack; do git -C shared unpack-objects -q <"$pack"; done
rm -f "shared/.git/objects/$(printf %s "$lost" | sed 's,^..,&/,')"
both
check 'shared out, a header lost: as told by one' as_alone
check 'shared out, a header lost: it counts' exits 3
lost=$(git -C shared rev-parse main~140)
rm -f "shared/.git/objects/$(printf %s "$lost" | sed 's,^..,&/,')"
both
check 'shared out, a commit lost: as told by one' as_alone
check 'shared out, a commit lost: an error' exits 2

finish
