#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# tools/make-history --small: what the tests of the git verbs stand on, seen
# through `unbroken diff` on the trees of its commits.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

if ! command -v git >/dev/null 2>&1; then
	echo '1..0 # SKIP git is not here'
	exit
fi

"$ROOT/tools/make-history" one --small >stdout 2>stderr
check 'make-history --small: makes a repository' git -C one fsck --strict --no-dangling
check 'make-history --small: says nothing' is_silent stderr
"$ROOT/tools/make-history" two --small
git -C one for-each-ref >refs-of-one
git -C two for-each-ref >refs-of-two
check 'two runs: the same ids' cmp refs-of-one refs-of-two
check 'the work tree is clean' [ -z "$(git -C one status --short)" ]
check 'main is v6.12' [ "$(git -C one rev-parse main)" = "$(git -C one rev-parse 'v6.12^0')" ]
check 'synthetic-1000 has 1,000 commits' \
	[ "$(git -C one rev-list --count v6.12..synthetic-1000)" -eq 1000 ]
check 'each of them changes something' \
	[ "$(git -C one log --format= --name-only v6.12..synthetic-1000 | wc -l)" -eq 1000 ]
check 'the objects of break-four are loose' [ -f "one/.git/objects/$(git -C one rev-parse break-four |
	sed 's,^..,&/,')" ]
printf 'text' >taken
"$ROOT/tools/make-history" taken --small 2>stderr
check 'what is there is left alone' grep -q "'taken' is there already" stderr
"$ROOT/tools/make-history" one --small 2>stderr
check 'and so is a folder with files' grep -q "'one' is there already" stderr

# extract REVISION: its files, in a folder of that name.
extract() {
	mkdir -p "trees/$1"
	git -C one archive "$1" | tar -x -C "trees/$1"
}
for revision in v5.10 v6.1 v6.12 v7.2 break-four one-header series 'series~3' 'series~1' synthetic-1000; do
	extract "$revision"
done

# compare OLD NEW
compare() {
	run diff --format=json --sysroot=none "trees/$1" "trees/$2"
}

# gives RULE ITEM: the last report has such a finding that is not safe.
gives() {
	python3 - "$1" "$2" <<'EOF'
import json
import sys

rule, item = sys.argv[1:]
report = json.load(open("stdout", encoding="utf-8"))
sys.exit(not any(f["rule"] == rule and f["item"]["name"] == item and f["verdict"] != "safe"
                 for f in report["findings"]))
EOF
}

# breaks_count: how many findings of the last report break something.
breaks_count() {
	grep -o '"verdict": *"breaks"' stdout | wc -l
}

compare v6.12 v6.12
check 'a release against itself: status 0' exits 0
check 'it is judged for both architectures' says '"aarch64"'
compare v5.10 v6.1
check 'v5.10 to v6.1: judged' exits 0
compare v6.12 v7.2
check 'v6.12 to v7.2: judged' exits 0
compare v6.1 v6.12
check 'v6.1 to v6.12: judged' [ "$status" -le 1 ]
compare v6.12 break-four
check 'break-four: status 1' exits 1
check 'break-four: the record' gives record/removed landlock_net_port_attr
check 'break-four: the enumerator' gives enum/value-removed PSAMPLE_ATTR_PROTO
check 'break-four: the member' gives member/renamed nexthop_grp
check 'break-four: the value' gives constant/value-changed RESOLVE_NO_XDEV
compare v6.12 one-header
check 'one-header: status 0' exits 0
check 'one-header: the record grew' says vfio_device_info
compare v6.12 'series~3'
check 'series, to the 2nd: the flag breaks' gives constant/value-changed VFIO_DMA_MAP_FLAG_WRITE
compare v6.12 'series~1'
check 'series, to the 4th: the flag is healed' sh -c '! grep -q VFIO_DMA_MAP_FLAG_WRITE stdout'
check 'series, to the 4th: the record breaks' gives member/inserted vfio_irq_info
compare v6.12 series
check 'series: one thing breaks' [ "$(breaks_count)" -eq 1 ]
compare v6.12 synthetic-1000
check 'synthetic-1000: status 1' exits 1
check 'synthetic-1000: all of it is judged' says '"complete": true'

finish
