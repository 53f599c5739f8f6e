#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2154  # $status, $scratch and more are set by the libraries
# Repositories that are not there, damaged, incomplete or of an odd kind: the answer
# comes soon, in a line that says why or in the list of what was not judged.  Odd
# content of sound ones is in git-odd.sh.
# shellcheck source=tests/cli/git-lib.sh
. "$(dirname "$0")/git-lib.sh"

# --- No repository, no revision ----------------------------------------------------

mkdir -p plain/linux
echo '#define LAMP 1' >plain/linux/lamp.h
refuses_check 'no repository' 'no git repository' plain
refuses 'no repository, log' 'no git repository' plain log -C plain
refuses_check 'no such folder' nowhere nowhere
refuses_check 'a file in the place of a folder' lamp.h plain/linux/lamp.h

git init -q unborn
refuses_check 'no commit yet' 'commit|HEAD' unborn
refuses_check 'no commit yet, a range' 'HEAD|commit' unborn 'HEAD^..HEAD'
refuses 'no commit yet, log' 'commit|HEAD' unborn log -C unborn

refuses_check 'an unknown revision' "'nowhere'" sound nowhere..main
refuses_check 'an unknown new revision' "'nowhere'" sound main..nowhere
refuses_check 'an unknown side of three dots' "'nowhere'" sound nowhere...main
refuses_check 'an unknown single revision' "'nowhere'" sound nowhere
refuses_check 'more parents than there are' "'v5\.10" sound v5.10^^..main
refuses_check 'an id of nothing' 'deadbeef' sound deadbeefdeadbeefdeadbeefdeadbeefdeadbeef..main
refuses_check 'three revisions' 'series\.\.next' sound main..series..next
refuses_check 'two ranges' '' sound main..series main..next
refuses_check 'a revision that is none' '' sound 'main@{nonsense}..main'
refuses 'an unknown revision, log' "'nowhere'" sound log -C sound nowhere..main
refuses 'an unknown revision, diff' nowhere sound diff -C sound nowhere main
refuses 'no such path in a revision' nowhere sound diff -C sound main:nowhere main:include
refuses 'a path out of a revision' '' sound diff -C sound main:../plain main:include

ambiguous=$(git -C sound rev-list --all | sort | cut -c1-4 | uniq -d | head -n 1)
refuses_check 'an ambiguous id' "$ambiguous.*ambiguous|ambiguous.*$ambiguous" sound "$ambiguous..main"

fresh orphan
git -C orphan update-ref refs/heads/alone \
	"$(git -C orphan commit-tree -m 'no parent' 'v5.10^{tree}')"
refuses_check 'nothing in common' 'ancestor|merge base|in common' orphan alone...main

# --- Tags ----------------------------------------------------------------------------

fresh tags
git -C tags tag blob main:Makefile
git -C tags tag -a -m 'of a blob' blob-tag main:Makefile
git -C tags tag -a -m 'of a tree' tree-tag 'main^{tree}'
git -C tags tag -a -m 'of a tag' tag-tag v6.12
git -C tags tag -a -m 'of a tag of a tag' tag-tag-tag tag-tag
refuses_check 'a ref to a blob' "'blob'" tags blob..main
refuses_check 'a tag of a blob' "'blob-tag'" tags blob-tag..main
refuses_check 'a tag of a blob, new' "'blob-tag'" tags main..blob-tag
refuses 'a tag of a blob, diff' blob-tag tags diff -C tags blob-tag main
refuses 'a tag of a blob, log' blob-tag tags log -C tags blob-tag
survives_check 'a tag of a tree' tags tree-tag..main
works_check 'a tag of a tag of a tag' tags tag-tag-tag..one-header
check 'a tag of a tag of a tag: finds the change' says vfio_device_info

# --- Kinds of repositories that are all right ----------------------------------------

git clone -q --bare base bare
git -C bare update-ref refs/heads/one-header "$(git -C base rev-parse one-header)"
same_check 'a bare repository' bare "$change"
survives_check 'a bare repository, no range' bare
refuses 'a bare repository has no working tree' 'bare|working tree' bare \
	diff -C bare main .
fresh with-worktree
git -C with-worktree worktree add -q "$scratch/linked" one-header
same_check 'a linked worktree' linked "$change"
works_check 'a linked worktree, no range' linked
check 'a linked worktree, no range: finds the change' says vfio_device_info
rm -rf with-worktree
refuses_check 'a worktree whose repository is gone' 'repository' linked "$change"

fresh detached
git -C detached checkout -q --detach one-header
same_check 'a detached HEAD' detached "$change"
works_check 'a detached HEAD, no range' detached
check 'a detached HEAD, no range: finds the change' says vfio_device_info
same_check 'from a folder inside' detached/drivers/lamp "$change"

fresh packed
pack packed >/dev/null
same_check 'everything packed' packed "$change"
fresh loose
git -C loose repack -adq
mv loose/.git/objects/pack/*.pack all.pack
rm -f loose/.git/objects/pack/*
git -C loose unpack-objects -q <all.pack
same_check 'everything loose' loose "$change"

# --- Objects that are not there, or damaged ------------------------------------------

fresh no-blob
rm -f "$(object no-blob one-header:$uapi/vfio.h)"
misses_check 'a missing blob' "vfio\.h|$(git -C base rev-parse --short=7 one-header:$uapi/vfio.h)" \
	no-blob "$change"
survives 'a missing blob, log' no-blob log -C no-blob main..one-header
survives 'a missing blob, diff' no-blob diff -C no-blob main one-header
fresh no-tree
rm -f "$(object no-tree one-header:$uapi)"
misses_check 'a missing tree' "$uapi|$(git -C base rev-parse --short=7 one-header:$uapi)" \
	no-tree "$change"
fresh no-root
rm -f "$(object no-root 'one-header^{tree}')"
misses_check 'a missing root tree' "one-header|$(git -C base rev-parse --short=7 'one-header^{tree}')" \
	no-root "$change"
fresh no-commit
rm -f "$(object no-commit one-header)"
misses_check 'a missing commit' "one-header|$(git -C base rev-parse --short=7 one-header)" \
	no-commit main..one-header

for what in blob:one-header:$uapi/vfio.h tree:one-header:$uapi commit:one-header; do
	revision=${what#*:}
	kind=${what%%:*}
	why="$(git -C base rev-parse --short=7 "$revision")|vfio|$uapi|one-header"
	fresh damaged
	path=$(object damaged "$revision")
	chmod u+w "$path"
	for offset in 0 1 20 60; do
		cp "$(object base "$revision")" "$path"
		chmod u+w "$path"
		flip "$path" $offset
		misses_check "a $kind with another byte $offset" "$why" damaged main..one-header
	done
	: >"$path"
	misses_check "an empty $kind" "$why" damaged main..one-header
	cp "$(object base "$revision")" "$path"
	chmod u+w "$path"
	truncate -s -9 "$path"
	misses_check "a $kind cut short" "$why" damaged main..one-header
	cat "$(object base break-four)" >"$path"
	misses_check "a $kind with the bytes of another object" "$why" damaged main..one-header
	head -c 3000 /dev/zero >"$path"
	misses_check "a $kind of zeros" "$why" damaged main..one-header
done

# --- Packs ----------------------------------------------------------------------------

fresh half
file=$(pack half)
size=$(stat -c %s "$file")
truncate -s $((size / 2)) "$file"
misses_check 'a pack cut in the middle' 'pack|object|revision|tree|commit|read' half "$change"
truncate -s 100 "$file"
misses_check 'a pack of 100 bytes' 'pack|object|revision|tree|commit|read' half "$change"
: >"$file"
misses_check 'an empty pack' 'pack|object|revision|tree|commit|read' half "$change"
rm -f "$file"
misses_check 'an index without its pack' 'pack|object|revision|tree|commit|read' half "$change"
fresh unindexed
file=$(pack unindexed)
rm -f "${file%.pack}.idx"
misses_check 'a pack without its index' 'revision|object|commit|read' unindexed "$change"
fresh bad-index
file=$(pack bad-index)
for cut in 0 8 600 5000; do
	truncate -s $cut "${file%.pack}.idx"
	misses_check "a pack's index of $cut bytes" 'index|pack|object|revision|commit|read' bad-index \
		"$change"
done
fresh flipped
file=$(pack flipped)
cp "$file" good.pack
for part in 1 2 3 5 7 11 13 17 19 23 27 29; do
	cp good.pack "$file"
	flip "$file" $((size * part / 30))
	survives_check "a pack with another byte at $part/30" flipped "$change"
	survives "a pack with another byte at $part/30, log" flipped log -C flipped v6.1..one-header
done

# --- References, configuration, index ---------------------------------------------------

fresh bad-head
echo junk >bad-head/.git/HEAD
refuses_check 'a HEAD of junk' 'HEAD|repository|bad-head' bad-head
fresh bad-ref
echo junk >bad-ref/.git/refs/heads/one-header
refuses_check 'a branch of junk' 'one-header' bad-ref main..one-header
echo deadbeefdeadbeefdeadbeefdeadbeefdeadbeef >bad-ref/.git/refs/heads/one-header
refuses_check 'a branch of nothing' 'one-header|deadbeef' bad-ref main..one-header
echo 'ref: refs/heads/one-header' >bad-ref/.git/refs/heads/one-header
refuses_check 'a branch that is itself' 'one-header' bad-ref main..one-header
fresh bad-refs
git -C bad-refs pack-refs --all
echo 'junk of junk' >bad-refs/.git/packed-refs
refuses_check 'packed references of junk' 'one-header|main|reference' bad-refs main..one-header
fresh bad-config
echo '[core' >bad-config/.git/config
refuses_check 'a configuration of junk' 'config|repository|bad-config' bad-config "$change"
fresh version-9
git -C version-9 config core.repositoryformatversion 9
refuses_check 'a repository of the future' 'version|format' version-9 "$change"
fresh bad-staging
head -c 500 /dev/urandom >bad-staging/.git/index
refuses 'an index of junk' 'index' bad-staging diff -C bad-staging main :
same_check 'an index of junk, and nobody asks for it' bad-staging "$change"
fresh conflict
{
	printf '100644 %s 1\t%s\n' "$(git -C conflict rev-parse main:$uapi/vfio.h)" $uapi/vfio.h
	printf '100644 %s 2\t%s\n' "$(git -C conflict rev-parse one-header:$uapi/vfio.h)" $uapi/vfio.h
	printf '100644 %s 3\t%s\n' "$(git -C conflict rev-parse series:$uapi/vfio.h)" $uapi/vfio.h
} >conflicts
printf '0 0000000000000000000000000000000000000000\t%s\n' $uapi/vfio.h |
	git -C conflict update-index --index-info
git -C conflict update-index --index-info <conflicts
misses 'a conflict in the index' 'conflict|merge' conflict \
	diff --format=json --targets=x86_64 -C conflict main :

# --- Shallow and partial clones -----------------------------------------------------------

git clone -q --depth=1 --branch=one-header "file://$scratch/base" shallow
refuses_check 'a shallow clone' 'shallow.*git fetch|git fetch.*shallow' shallow 'HEAD^..HEAD'
refuses_check 'a shallow clone, no range' 'shallow' shallow
refuses_check 'a shallow clone, a tag' 'v6\.1' shallow v6.1..HEAD
survives 'a shallow clone, log' shallow log -C shallow
git clone -q --depth=2 --branch=one-header "file://$scratch/base" deeper
works_check 'a shallow clone that is deep enough' deeper 'HEAD^..HEAD'
check 'a shallow clone that is deep enough: finds the change' says vfio_device_info
fresh served
git -C served config uploadpack.allowFilter true
git clone -q --no-checkout --filter=blob:none --branch=one-header "file://$scratch/served" partial
misses_check 'a partial clone' 'partial|git fetch|promis' partial 'HEAD^..HEAD'
survives 'a partial clone, log' partial log -C partial main..one-header

# --- Kinds of repositories that cannot be read ----------------------------------------------

if git init -q --object-format=sha256 sha256 2>/dev/null; then
	mkdir -p sha256/$uapi
	cp base/$uapi/vfio.h sha256/$uapi/
	git -C sha256 add .
	git -C sha256 commit -q -m one
	git -C sha256 commit -q -m two --allow-empty
	refuses_check 'sha256 objects' 'sha-?256' sha256 'HEAD^..HEAD'
else
	skip 'sha256 objects' 'this git cannot make them'
fi

nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
if [ "$(id -u)" -ne 0 ]; then
	skip 'a repository of somebody else' 'only root can make one'
else
	fresh foreign
	chown -R 65534:65534 foreign
	refuses_check 'a repository of somebody else' 'safe\.directory' foreign "$change"
	git config --global safe.directory "$scratch/foreign"
	same_check 'a repository of somebody else that is trusted' foreign "$change"
	git config --global --unset-all safe.directory
fi

fresh closed
[ "$(id -u)" -ne 0 ] || as_user=$nobody
mkdir -p cache
if [ -n "$as_user" ]; then
	chown -R 65534:65534 closed
	chmod 755 "$scratch"
	chmod 777 cache
fi
chmod 000 closed/.git/objects
if $as_user test -x "$UNBROKEN" 2>/dev/null && $as_user test -r "$UNBROKEN_DATADIR/conventions" &&
	! $as_user test -r closed/.git/objects; then
	misses_check 'objects that may not be read' 'closed|object|revision|permission|read' closed "$change"
	chmod 700 closed/.git/objects
	chmod 000 closed/.git
	refuses_check 'a .git that may not be read' 'closed|repository' closed "$change"
else
	skip 'objects that may not be read' 'this user may read all, and no other one can run the program'
fi
chmod 700 closed/.git closed/.git/objects
as_user=

finish
