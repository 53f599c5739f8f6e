#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2086  # the arguments in a variable are several
# Inputs are foreign bytes: whatever they are, the answer comes soon, in a line or
# in the list of what was not judged, and nothing outside of the inputs is read.
# (A full disk, TMPDIR and Ctrl-C are in output.sh.)
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

corpus=$ROOT/tests/fuzz/corpus/archive
# Neither depends on the headers of this machine.
diff_args='diff --sysroot=none --targets=x86_64'

# within SECONDS ARGUMENT...: as run, but 124 when it takes longer.
within() {
	status=0
	timeout -k 5 "$1" "$UNBROKEN" $diff_args ${format:-} "$2" "$3" >stdout 2>stderr || status=$?
}

# refuses NAME TEXT OLD NEW: an error of one line, soon.
refuses() {
	within 60 "$3" "$4"
	check "$1: status 2" exits 2
	check "$1: it says why" complains "$2"
	check "$1: in one line" [ "$(wc -l <stderr)" -eq 1 ]
	check "$1: no report" is_silent stdout
}

# lists HEADER TEXT: the last report in JSON says that HEADER was not judged.
lists() {
	python3 - "$1" "$2" <<'EOF'
import json
import sys

header, text = sys.argv[1:]
report = json.load(open("stdout", encoding="utf-8"))
for part in report["not_judged"]:
    if part["header"] == header and text in part["reason"] and "\n" not in part["reason"]:
        sys.exit()
sys.exit(1)
EOF
}

# skips NAME HEADER TEXT OLD NEW: judged but for HEADER, soon.
skips() {
	format=--format=json within 120 "$4" "$5"
	check "$1: status 3" exits 3
	check "$1: it is listed" lists "$2" "$3"
	check "$1: nothing on stderr" is_silent stderr
}

good='struct lamp { unsigned int color, power; };
#define LAMP_ON 1
'
mkdir -p good/linux good2/linux empty empty2
printf '%s' "$good" >good/linux/lamp.h
printf '%s#define LAMP_OFF 2\n' "$good" >good2/linux/lamp.h

# tree NAME: folders that hold a good header, and another one from stdin in the new one only.
tree() {
	rm -rf old new
	mkdir -p old/linux new/linux
	cp good/linux/lamp.h old/linux/
	cp good2/linux/lamp.h new/linux/
	cat >"new/linux/$1"
	printf 'struct before { int a; };\n' >"old/linux/$1"
}

# the_rest_is_judged: what stands beside the bad header.
the_rest_is_judged() {
	says LAMP_OFF
}

# --- Nothing there --------------------------------------------------------------

refuses 'a missing path' "'nowhere'" nowhere good
refuses 'a missing new path' "'nowhere'" good nowhere
refuses 'both empty' 'holds any header' empty empty2
format='' within 60 empty good
check 'an empty old tree: status 0' exits 0
check 'an empty old tree: one warning' [ "$(wc -l <stderr)" -eq 1 ]
check 'an empty old tree: it is named' complains "'empty'"
refuses 'no header at all' lamp.txt lamp.txt good
printf 'text' >lamp.txt
refuses 'a file that is no header' lamp.txt lamp.txt good
refuses 'a device' /dev/zero /dev/zero good
mkfifo pipe.h
refuses 'a pipe' pipe.h pipe.h good

# --- Headers that are none -------------------------------------------------------

printf 'struct bad { int a int b; };\n#define BAD_FINE 3\n' | tree bad.h
skips 'a syntax error' linux/bad.h 'struct bad: ' old new
check 'a syntax error: the rest is judged' the_rest_is_judged

printf 'struct bad { int a;\n' | tree bad.h
skips 'an open brace' linux/bad.h 'inside a declaration' old new
check 'an open brace: the rest is judged' the_rest_is_judged

head -c 300000 "$UNBROKEN" | tree bad.h
skips 'binary junk' linux/bad.h '' old new
check 'binary junk: the rest is judged' the_rest_is_judged

printf '' | tree bad.h
format=--format=json within 60 old new
check 'a header without a byte: judged' exits 0
check 'a header without a byte: what it had is gone' says '"before"'

printf '' | tree bad.h
truncate -s 100M new/linux/bad.h
skips '100 MB' linux/bad.h 'more than 8388608 bytes' old new
check '100 MB: the rest is judged' the_rest_is_judged
truncate -s 100M old/linux/bad.h
skips '100 MB on both sides' linux/bad.h 'more than 8388608 bytes' old new

awk 'BEGIN { for (i = 0; i < 200000; i++) print "#define BAD_" i " (" i " + 1)" }' | tree bad.h
format=--format=json within 120 old new
check '200,000 macros: judged in time' [ "$status" -ne 124 ]
check '200,000 macros: the rest is judged' the_rest_is_judged

# --- Names that no program can write ---------------------------------------------

name_of_lines='new
line.h'
for name in 'more>less.h' "$name_of_lines"; do
	printf 'struct before { long a[9]; };\n' | tree "$name"
	skips "a header called $(printf '%s' "$name" | tr '\n' '?')" "linux/$name" \
		'cannot stand in an #include' old new
	check 'the rest is judged' the_rest_is_judged
done

for name in 'less<more.h' 'quo"ted.h' "quo'ted.h" 'back\slash.h' 'tab	.h' 'do$$ar.h' 'b l.h'; do
	printf 'struct before { long a[9]; };\n' | tree "$name"
	format=--format=json within 60 old new
	check "a header called $name: judged" says '"before"'
done

# --- Headers that include what they should not -----------------------------------

printf '#ifndef G\n#define G\n#include <linux/bad.h>\nstruct before { int a; };\n#endif\n' | tree bad.h
format=--format=json within 60 old new
check 'a header that includes itself, guarded: judged' exits 0
printf '#include "bad.h"\nstruct before { int a; };\n' | tree bad.h
skips 'a header that includes itself' linux/bad.h 'nested too deeply' old new
check 'a header that includes itself: the rest is judged' the_rest_is_judged
printf '#include "bad.h"\n#include "bad.h"\n' | tree bad.h
skips 'a header that includes itself twice' linux/bad.h 'nested too deeply' old new

awk 'BEGIN { print "#define P0 1"; for (i = 1; i < 70; i++) print "#define P" i " P" i-1 " + P" i-1; print "#if P69\n#endif" }' |
	tree bad.h
format='--format=json --timeout=1' within 120 old new
check 'a header that hangs the parser: status 3' exits 3
check 'a header that hangs the parser: it is listed' lists linux/bad.h 'hung'
check 'a header that hangs the parser: the rest is judged' the_rest_is_judged

# None of these may reach a file beside the tree, by whatever name.
printf '#define SECRET 1\nstruct secret { int a; };\n' >secret.h
mkdir -p outside/linux
cp good/linux/lamp.h outside/linux/
printf '#include "%s"\n' "$scratch/secret.h" >outside/linux/absolute.h
printf '#include <%s>\n' "$scratch/secret.h" >outside/linux/angled.h
printf '#include "../../secret.h"\n' >outside/linux/dots.h
printf '#include "./x/../../../secret.h"\n' >outside/linux/hidden.h
printf '#define NAME "%s"\n#include NAME\n' "$scratch/secret.h" >outside/linux/macro.h
printf '#define NAME "../../secret.h"\n#include NAME\n' >outside/linux/macro-dots.h
printf '#import "%s"\n' "$scratch/secret.h" >outside/linux/import.h
printf '#inc\\\nlude "%s"\n' "$scratch/secret.h" >outside/linux/spliced.h
printf '??=include "%s"\n%%:include "%s"\n' "$scratch/secret.h" "$scratch/secret.h" >outside/linux/digraph.h
printf '#include "/dev/zero"\n' >outside/linux/device.h
printf 'static const char password[] = {\n#embed "/etc/passwd"\n};\n' >outside/linux/embed.h
printf '#if __has_include("%s") || __has_include("../../secret.h")\n#define SECRET_SEEN 1\n#endif\n' \
	"$scratch/secret.h" >outside/linux/asks.h
ln -s ../../secret.h outside/linux/link.h
ln -s "$scratch" outside/linux/folder

knows_no_secret() {
	! grep -qE '"(SECRET|SECRET_SEEN|secret)"' stdout
}

format='--format=json --verbose' within 60 empty outside
check 'includes that leave the input: status 3' exits 3
for name in absolute angled dots hidden macro macro-dots import spliced digraph device embed link; do
	check "includes that leave the input: $name.h is listed" lists linux/$name.h ''
done
check 'includes that leave the input: nothing came of it' knows_no_secret
check 'includes that leave the input: the rest is judged' says LAMP_ON
for name in absolute dots macro import asks; do
	format='--format=json --verbose' within 60 good/linux/lamp.h outside/linux/$name.h
	check "a single header that leaves its folder, $name.h: nothing came of it" knows_no_secret
done
mkdir -p sysroot/linux
ln -s ../../secret.h sysroot/linux/outer.h
printf '#include <linux/outer.h>\n#include <../../secret.h>\n#include <%s>\n' "$scratch/secret.h" >outside/linux/more.h
diff_args='diff --sysroot=sysroot --targets=x86_64' format='--format=json --verbose' within 60 empty outside
check 'a sysroot that leaves itself: nothing came of it' knows_no_secret

if strace -o /dev/null true 2>/dev/null; then
	# -z: only what succeeded, and so no line that another process cut in two.
	strace -f -z -e trace=open,openat,openat2 -o trace \
		"$UNBROKEN" $diff_args --format=json empty outside >stdout 2>stderr
	check 'strace: it has seen the run' grep -q absolute trace
	check 'strace: nothing outside is opened' sh -c \
		'! grep -qE "secret|/dev/zero|/etc/passwd" trace'
	check 'strace: nothing is written' sh -c '! grep -E "O_CREAT|O_WRONLY|O_RDWR" trace | grep -vq "/dev/"'
else
	skip 'strace: it has seen the run' 'strace is not here, or may not trace'
	skip 'strace: nothing outside is opened' 'strace is not here, or may not trace'
	skip 'strace: nothing is written' 'strace is not here, or may not trace'
fi

# --- Archives --------------------------------------------------------------------

for size in 0 7 60 100 200; do
	head -c $size "$corpus/xz.deb" >cut.deb
	refuses "a package cut after $size bytes" cut.deb cut.deb good
done
refuses 'a truncated package' truncated.deb "$corpus/truncated.deb" good
refuses 'a package without data' no-data.deb "$corpus/no-data.deb" good
printf 'not an archive' >text.tar.gz
refuses 'an archive that is none' text.tar.gz text.tar.gz good

python3 - <<'EOF'
import io
import tarfile


def add(archive, name, text="", link=None, kind=tarfile.SYMTYPE):
    member = tarfile.TarInfo(name)
    member.size = len(text)
    if link is not None:
        member.type, member.linkname = kind, link
    archive.addfile(member, io.BytesIO(text.encode()))


with tarfile.open("names.tar", "w") as archive:
    add(archive, "usr/include/linux/lamp.h", "#define LAMP_ON 1\n")
    add(archive, "../escaped.h", "#define ESCAPED 1\n")
    add(archive, "usr/include/../../../escaped.h", "#define ESCAPED 1\n")
    add(archive, "/etc/escaped.h", "#define ESCAPED 1\n")
with tarfile.open("links.tar", "w") as archive:
    add(archive, "usr/include/linux/lamp.h", "#define LAMP_ON 1\n")
    add(archive, "usr/include/linux/loop.h", link="loop.h")
    add(archive, "usr/include/linux/a.h", link="b.h")
    add(archive, "usr/include/linux/b.h", link="a.h")
    add(archive, "usr/include/linux/out.h", link="/etc/passwd")
    add(archive, "usr/include/linux/up.h", link="../../../../etc/passwd")
    add(archive, "usr/include/linux/hard.h", link="usr/include/linux/hard.h", kind=tarfile.LNKTYPE)
    add(archive, "usr/include/ring", link=".")
with tarfile.open("members.tar", "w") as archive:
    for i in range(200001):
        add(archive, f"{i}.h")
with tarfile.open("bytes.tar.xz", "w:xz", preset=0) as archive:
    for i in range(70):
        add(archive, f"{i}.h", "\n" * (8 << 20))
with tarfile.open("large.tar.xz", "w:xz", preset=0) as archive:
    add(archive, "lamp.h", "#define LAMP_ON 1\n")
    add(archive, "large.h", "\n" * (100 << 20))
EOF
format='--format=json --verbose' within 60 names.tar names.tar
check 'names with ../ in an archive: status 3' exits 3
check 'names with ../ in an archive: listed' lists ../../../escaped.h 'leads out of the archive'
format='--format=json --verbose' within 60 empty names.tar
check 'names with ../ in an archive: the rest is judged' says LAMP_ON
check 'names with ../ in an archive: none is taken' sh -c '! grep -q ESCAPED stdout'
check 'names with ../ in an archive: nothing is unpacked' [ ! -e ../escaped.h ]
format=--format=json within 60 empty links.tar
check 'link loops in an archive: judged but for them' exits 3
for name in loop a b out up; do
	check "link loops in an archive: $name.h is listed" lists linux/$name.h 'symbolic link'
done
check 'link loops in an archive: nothing was read through them' sh -c '! grep -q root: stdout'
refuses 'an archive of 200,001 members' members.tar members.tar good
refuses 'an archive of 560 MB' bytes.tar.xz bytes.tar.xz good
format=--format=json within 60 large.tar.xz large.tar.xz
check 'an archive with a header of 100 MB: listed' lists large.h 'more than 8388608 bytes'
rm -f members.tar bytes.tar.xz

# --- Many headers ----------------------------------------------------------------

mkdir -p many/linux many2/linux
awk 'BEGIN {
	for (i = 0; i < 10000; i++) {
		path = "many/linux/h" i ".h"
		print "#ifndef H" i "\n#define H" i "\n#include <linux/h" int(i / 2) ".h>" >path
		print "struct s" i " { int a; char b[" i + 1 "]; };\n#define S" i " (1 << " i % 31 ")\n#endif" >path
		close(path)
	}
}'
cp many/linux/* many2/linux/
printf 'struct s9999 { char b; int a; };\n' >many2/linux/h9999.h
started=$(date +%s)
within 300 many many2
check '10,000 headers: judged' exits 1
check '10,000 headers: the change is found' says s9999
echo "# 10,000 headers twice: $(($(date +%s) - started)) s"
rm -rf many many2

# --- What may not be read --------------------------------------------------------

printf '' | tree closed.h
mkdir new/closed
printf 'int a;\n' >new/closed/inside.h
chmod 000 new/linux/closed.h new/closed
as_user=
if [ "$(id -u)" -eq 0 ]; then
	as_user='setpriv --reuid=65534 --regid=65534 --clear-groups'
	chmod 755 "$scratch"
fi
if $as_user test -x "$UNBROKEN" 2>/dev/null && $as_user test -r "$UNBROKEN_DATADIR/conventions" &&
	$as_user test -r old/linux/lamp.h && ! $as_user test -r new/linux/closed.h; then
	status=0
	timeout 60 $as_user "$UNBROKEN" $diff_args --format=json old new >stdout 2>stderr || status=$?
	check 'an unreadable header: status 3' exits 3
	check 'an unreadable header: it is listed' lists linux/closed.h 'cannot be read'
	check 'an unreadable folder: it is listed' lists closed/ 'cannot be read'
	check 'an unreadable header: the rest is judged' the_rest_is_judged
	status=0
	timeout 60 $as_user "$UNBROKEN" $diff_args new/linux/closed.h good >stdout 2>stderr || status=$?
	check 'an unreadable single header: no report of changes' [ "$status" -ge 2 ]
else
	skip 'an unreadable header' 'this user may read all, and no other one can run the program'
fi
chmod 755 new/closed

finish
