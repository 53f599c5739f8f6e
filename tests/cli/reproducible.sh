#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The same input gives the same bytes, whoever asks, where, when, and how often.
. "$(dirname "$0")/lib.sh"

old=$ROOT/examples/old
new=$ROOT/examples/new
mkdir elsewhere home cache

# One that writes numbers and sorts names in its own way, where there is one.
other=$(locale -a 2>/dev/null | grep -iE '^(de|fr|sv|tr)_' | head -n 1)
[ -n "$other" ] || other=C

# otherwise FILE ARGUMENT...: in another folder, locale, time zone, home, order and hurry.
otherwise() {
	otherwise_file=$PWD/$1
	shift
	(
		cd elsewhere || exit
		unset TERM COLUMNS
		LC_ALL=$other LANG=$other TZ=Pacific/Kiritimati HOME=$scratch/home \
			XDG_CACHE_HOME=$scratch/cache "$UNBROKEN" "$@" --jobs=5 >"$otherwise_file" 2>stderr
	)
	[ $? -le 1 ]
}

# is_same NAME ARGUMENT...: three runs, the last of which has what the second kept.
is_same() {
	same_name=$1
	shift
	TZ=UTC XDG_CACHE_HOME=$scratch/first "$UNBROKEN" "$@" --jobs=1 >first 2>stderr || true
	check "$same_name: something is written" test -s first
	check "$same_name: elsewhere" otherwise second "$@"
	check "$same_name: elsewhere it is the same" cmp first second
	otherwise third "$@"
	check "$same_name: once more it is the same" cmp first third
}

formats=$("$UNBROKEN" help diff | sed -n 's/^  --format=NAME .*: //p' | tr -d , | sed 's/ or / /')
check 'the formats are known' sh -c 'echo "$0" | grep -qw "text .*json"' "$formats"
for format in $formats; do
	is_same "diff --format=$format" diff --sysroot=none --format="$format" -v "$old" "$new"
done
is_same 'show' show --sysroot=none --format=json lamp_state "$new"
is_same 'snapshot' snapshot --sysroot=none "$new"

finish
