#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# unbroken am-check from outside: series from mail on a base.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/repository.sh
. "$ROOT/tests/cli/repository.sh"

# am ARGUMENT...: in the repository k.
am() {
	run am-check -C k --sysroot=none "$@"
}

# mails FOLDER RANGE: the patches of these commits of k.
mails() {
	git -C k format-patch -q -o "$scratch/$1" "$2" || exit 1
}

kernel k
mkdir -p k/include/hv k/.unbroken
printf 'struct hv {\n\tint a;\n};\n' >k/include/hv/hv.h
printf '[set "hv"]\n\troot = include/hv\n' >k/.unbroken/config
commit k 'state a header set'
git -C k tag base

git -C k checkout -q -b healed
lamp k mode color power
commit k 'uapi: insert mode'
printf '#define OTHER 1\n' >k/include/uapi/linux/other.h
commit k 'uapi: add other'
lamp k color power
commit k 'uapi: take mode back'
mails healed base..healed
git -C k checkout -q main

am "$scratch"/healed/*
check 'a healed series: status 0' exits 0
check 'a healed series: the patch that breaks' says '[1/3] uapi: insert mode'
check 'a healed series: until when' says 'until:'
check 'a healed series: what heals' says 'heals:'
am "$scratch"/healed/0001*
check 'the first patch of it alone: status 1' exits 1
check 'the first patch of it alone: placed in the patched file' \
	grep -q '^include/uapi/linux/lamp.h:5:8: error' stdout
check 'the first patch of it alone: and in the base' says 'HEAD:include/uapi/linux/lamp.h:5:8: note'
am "$scratch"/healed/0003* "$scratch"/healed/0001* "$scratch"/healed/0002*
check 'in another order: their numbers count' exits 0
cat "$scratch"/healed/* >mbox
am "$scratch/mbox"
check 'an mbox: status 0' exits 0
status=0
"$UNBROKEN" am-check -C k --sysroot=none - <mbox >stdout 2>stderr || status=$?
check 'from standard input: status 0' exits 0
am --format=json "$scratch/mbox"
check 'json: it is valid' schema_accepts stdout
check 'json: patches are named' json 'any("[1/3]" in f["commit"]["subject"] for f in r["findings"])'

# A record that the series itself adds may change within it.
git -C k checkout -q -b own base
printf 'struct new {\n\tint a;\n};\n' >k/include/uapi/linux/new.h
commit k 'uapi: add new'
printf 'struct new {\n\tint b;\n\tint a;\n};\n' >k/include/uapi/linux/new.h
commit k 'uapi: put b before a'
mails own base..own
git -C k checkout -q main
am "$scratch"/own/*
check 'a record of the series itself: status 0' exits 0
check 'a record of the series itself: the change is still told' says "'b' was inserted"

git -C k checkout -q -b broken base
lamp k mode color power
commit k 'uapi: insert mode'
lamp k more mode color power
commit k 'uapi: insert more'
mails broken base..broken
git -C k checkout -q main
am "$scratch"/broken/*
check 'a series that breaks: status 1' exits 1

# --- Bases -----------------------------------------------------------------------------

usage_error 'a base that has it already' 'does not apply to include/uapi/linux/lamp.h at line 5: the base has' \
	am-check -C k --base=broken "$scratch"/broken/*
am --base=base "$scratch"/broken/*
check 'a base by name: status 1' exits 1
check 'a base by name: it is named' says 'base:include/uapi/linux/lamp.h'
usage_error 'no such base' "'nowhere' is no revision" am-check -C k --base=nowhere "$scratch/mbox"
usage_error 'the working tree as base' "'.' is neither a commit nor a tree" am-check -C k --base=. "$scratch/mbox"
usage_error 'the index as base' "':' is neither a commit nor a tree" am-check -C k --base=: "$scratch/mbox"
usage_error 'a folder as base' 'is neither a commit nor a tree' am-check -C k --base=HEAD:include "$scratch/mbox"
am --base='HEAD^{tree}' "$scratch/mbox"
check 'a tree as base: status 0' exits 0
usage_error 'no such file' 'nowhere' am-check -C k nowhere
usage_error 'no mail' 'am-check' am-check -C k
printf 'no mail at all\n' >text
usage_error 'a file without a patch' 'text' am-check -C k "$scratch/text"
usage_error 'no repository' 'is in no git repository' am-check "$scratch/mbox"

# --- What a patch is of --------------------------------------------------------------------

git -C k checkout -q -b sources base
printf 'int more;\n' >>k/drivers/lamp.c
commit k 'drivers: more'
mails sources base..sources
git -C k checkout -q -b set base
printf 'struct hv {\n\tint b;\n\tint a;\n};\n' >k/include/hv/hv.h
commit k 'hv: insert b'
mails set base..set
git -C k checkout -q -b gone base
git -C k rm -q include/uapi/linux/shade.h
commit k 'uapi: drop shade'
mails gone base..gone
git -C k checkout -q -b moved base
git -C k mv include/uapi/linux/shade.h include/uapi/linux/blind.h
commit k 'uapi: rename shade'
mails moved base..moved
git -C k checkout -q main

am "$scratch"/sources/*
check 'nothing but sources: status 0' exits 0
check 'nothing but sources: no changes' says 'no changes'
am "$scratch"/set/*
check 'a header of another set: status 1' exits 1
check 'a header of another set: its place' says 'include/hv/hv.h:2'
am "$scratch"/gone/*
check 'a header that goes: it is told' says 'linux/shade.h'
am "$scratch"/moved/*
check 'a header that is renamed: it is told' says 'linux/shade.h'

# --- What it leaves alone ------------------------------------------------------------------------

state k >before
am "$scratch"/broken/*
am "$scratch"/moved/*
state k >after
check 'nothing is written to the repository' cmp before after
rm -rf "$XDG_CACHE_HOME"
am --no-cache "$scratch"/broken/*
cp stdout none
am "$scratch"/broken/*
check 'cold: the same' cmp -s none stdout
am "$scratch"/broken/*
check 'warm: the same' cmp -s none stdout
git clone -q --bare k bare.git
run am-check -C bare.git --sysroot=none --base=base "$scratch"/broken/*
check 'a bare repository: status 1' exits 1
status=0
GIT_DIR=$PWD/bare.git "$UNBROKEN" am-check --sysroot=none --base=base "$scratch"/broken/* >stdout 2>stderr || status=$?
check 'GIT_DIR: status 1' exits 1

finish
