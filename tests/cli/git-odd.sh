#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2154  # $status, $scratch and more are set by the libraries
# What sound repositories may hold that no kernel should: links, submodules, giant
# blobs, trees that git itself would not write; and a cache in any state.
# shellcheck source=tests/cli/git-lib.sh
. "$(dirname "$0")/git-lib.sh"

fresh odd

# --- Odd trees ---------------------------------------------------------------------------------

plant odd 160000 "$(git -C base rev-parse v6.1^0)" include/uapi/linux
misses_check 'a submodule for the headers' 'linux.*submodule' odd main..made
plant odd 160000 "$(git -C base rev-parse v6.1^0)" include/uapi/linux/vfio.h
misses_check 'a submodule for a header' 'vfio\.h.*submodule' odd main..made
plant odd 160000 "$(git -C base rev-parse v6.1^0)" drivers/other
works_check 'a submodule elsewhere' odd main..made

echo '#define SECRET 1' >secret.h
knows_no_secret() {
	! grep -q SECRET stdout
}
for target in "$scratch/secret.h" ../../../../secret.h ../../../../../../../../etc/passwd \
	/etc/passwd out.h /dev/zero "$(head -c 5000 /dev/zero | tr '\0' x)"; do
	link odd "$target" $uapi/out.h
	shown=$(printf '%.40s' "$target")
	misses_check "a link to '$shown'" 'out\.h.*link|out\.h' odd main..made
	check "a link to '$shown': nothing came of it" knows_no_secret
done
link odd b.h $uapi/a.h
misses_check 'a link to a header that is not there' '/a\.h' odd main..made
link odd a.h $uapi/b.h made
misses_check 'links in a ring' '/[ab]\.h' odd main..made
link odd ../../../Makefile $uapi/make.h
survives_check 'a link to a file that is no header' odd main..made
link odd vfio.h $uapi/other-vfio.h
works_check 'a link to a header inside' odd main..made
link odd ../../../secret.h $uapi/folder
works_check 'a link that is no header' odd main..made
link odd linux include/uapi/again
survives_check 'a link to a folder' odd main..made
link odd '' $uapi/out.h
survives_check 'a link to nothing' odd main..made
link odd . $uapi/ring
survives_check 'a link to its own folder' odd main..made
link odd /etc include/uapi/linux
survives_check 'a link in the place of the headers' odd main..made

large=$(head -c 9000000 /dev/zero | tr '\0' '\n' | git -C odd hash-object -w --stdin)
plant odd 100644 "$large" $uapi/large.h
misses_check 'a header of 9 MB' 'large\.h.*more than 8388608 bytes' odd main..made

# A blob of 2 GiB and a byte, all zeros: the same compressed block again and again makes
# a file of 2 MB.  Its name is known, and so is the checksum: nobody has to read it here.
python3 - odd <<'EOF'
import os
import sys
import zlib

ID, SIZE, BLOCK = "ffb5085bb8f3377c53772d72d1c581bb19b20a0d", (1 << 31) + 1, 1 << 20
HEADER = b"blob %d\0" % SIZE


def flushed(data, last=False):
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(data) + squeeze.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


adler = zlib.adler32(HEADER)
low, high = adler & 0xffff, adler >> 16
checksum = ((high + SIZE * low) % 65521) << 16 | low
folder = os.path.join(sys.argv[1], ".git", "objects", ID[:2])
os.makedirs(folder, exist_ok=True)
with open(os.path.join(folder, ID[2:]), "wb") as file:
    file.write(b"\x78\xda" + flushed(HEADER))
    block = flushed(bytes(BLOCK))
    for _ in range(SIZE // BLOCK):
        file.write(block)
    file.write(flushed(b"\0", last=True) + checksum.to_bytes(4, "big"))
EOF
plant odd 100644 ffb5085bb8f3377c53772d72d1c581bb19b20a0d $uapi/huge.h
check 'a header of 2 GB: it is one' \
	[ "$(git -C odd cat-file -s ffb5085bb8f3377c53772d72d1c581bb19b20a0d)" -eq 2147483649 ]
misses_check 'a header of 2 GB' 'huge\.h.*more than 8388608 bytes' odd main..made
if [ -n "${UNBROKEN_SLOW:-}" ]; then
	check 'a header of 2 GB: and sound' git -C odd fsck --no-dangling
else
	skip 'a header of 2 GB: and sound' 'git needs long to read it; UNBROKEN_SLOW=1 lets it'
fi

# Trees that git itself would not write.
# raw_tree FOLDER MODE NAME OBJECT: a tree with this one entry.
raw_tree() {
	{
		printf '%s %s\0' "$2" "$3"
		printf '%s' "$4" | python3 -c \
			'import sys; sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read()))'
	} | git -C "$1" hash-object -t tree -w --stdin --literally
}

secret=$(git -C odd hash-object -w --stdin <secret.h)
for bad in ../escaped.h .. . '' .git a/b.h "$(printf 'new\nline.h')" "$(printf '\033[31m.h')" \
	"$(printf '\377.h')"; do
	tree=$(raw_tree odd 100644 "$bad" "$secret")
	for above in linux uapi include; do
		tree=$(raw_tree odd 40000 $above "$tree")
	done
	commit odd "$tree"
	shown=$(printf '%s' "$bad" | LC_ALL=C tr -c '[:print:]' '?')
	survives_check "a file called '$shown'" odd main..made
	check "a file called '$shown': nothing is escaped" [ ! -e escaped.h ]
	check "a file called '$shown': no control character" sh -c \
		"! LC_ALL=C tr -d '\\n\\t' <stderr | grep -q '[[:cntrl:]]'"
done
for junk in x '100644 a' '100644 a.h\0short' '999999 a.h\00012345678901234567890' \
	'100644 \00012345678901234567890'; do
	# shellcheck disable=SC2059  # it has escapes
	tree=$(printf "$junk" | git -C odd hash-object -t tree -w --stdin --literally)
	commit odd "$(raw_tree odd 40000 include "$tree")"
	survives_check "a tree of '$junk'" odd main..made
done

# Ten folders in each of ten folders, and so on: few objects, and 10 billion headers.
tree=$(printf '100644 blob %s\tx.h\n' "$secret" | git -C odd mktree)
for _ in 1 2 3 4 5 6 7 8 9 10; do
	tree=$(for i in 0 1 2 3 4 5 6 7 8 9; do printf '040000 tree %s\td%s\n' "$tree" $i; done |
		git -C odd mktree)
done
plant_tree() {
	tree=$1
	for above in linux uapi include; do
		tree=$(raw_tree odd 40000 $above "$tree")
	done
	commit odd "$tree"
}
plant_tree "$tree"
misses_check '10 billion headers' 'limit|more than|too many|nested' odd main..made
tree=$(printf '100644 blob %s\tx.h\n' "$secret" | git -C odd mktree)
tree=$(python3 - odd "$tree" <<'EOF'
import subprocess
import sys

folder, tree = sys.argv[1:]
command = ["git", "-C", folder, "mktree", "--batch", "--missing"]
with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as git:
    for _ in range(5000):
        git.stdin.write(f"040000 tree {tree}\td\n\n")
        git.stdin.flush()
        tree = git.stdout.readline().strip()
    git.stdin.close()
print(tree)
EOF
)
plant_tree "$tree"
survives_check '5,000 folders in each other' odd main..made

# --- The cache is foreign bytes, too --------------------------------------------------------------

# cached NAME: the right answer, with at most a line on what is wrong with the cache.
cached() {
	ask sound check -C sound --format=json --targets=x86_64 "$change"
	check "$1: the right answer" cmp -s stdout expected
	check "$1: at most a line" has_one_line_at_most
}

rm -rf cache
cached 'no cache yet'
cp -a cache good-cache 2>/dev/null || mkdir good-cache
# spoil COMMAND...: each file of a good cache becomes what COMMAND makes of its path.
spoil() {
	rm -rf cache
	cp -a good-cache cache
	find cache -type f -exec "$@" {} \;
}
spoil truncate -s 0
cached 'empty files in the cache'
spoil sh -c 'truncate -s $(($(stat -c %s "$0") / 2)) "$0"'
cached 'files cut in the middle in the cache'
spoil sh -c 'head -c 5000 /dev/urandom >"$0"'
cached 'junk in the cache'
spoil sh -c 'tr a-f b-g <"$0" >"$0.new"; mv "$0.new" "$0"'
cached 'other letters in the cache'
spoil sh -c 'rm "$0"; mkdir "$0"'
cached 'folders for files in the cache'
rm -rf cache
echo 'a file' >cache
cached 'a file for a cache'
rm -f cache
XDG_CACHE_HOME=/dev/null/cache
cached 'a cache that cannot be'

finish
