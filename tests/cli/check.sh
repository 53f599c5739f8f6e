#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# unbroken check from outside: what is compared with what, and what it leaves alone.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/repository.sh
. "$ROOT/tests/cli/repository.sh"

# in FOLDER ARGUMENT...: check, run there.
in_folder() {
	folder=$1
	shift
	run check -C "$folder" --sysroot=none "$@"
}

# --- The range that nobody has to name -------------------------------------------

usage_error 'no repository' 'is in no git repository' check
kernel k
usage_error 'the first commit' 'HEAD is the first commit' check -C k
lamp k color power mode
in_folder k
check 'the first commit, being worked on: status 1' exits 1
check 'the first commit, being worked on: from HEAD' says 'HEAD:include/uapi/linux/lamp.h'
git -C k checkout -q .

lamp k color power tail
commit k 'append tail'
in_folder k
check 'clean: the last commit, status 1' exits 1
check 'clean: what it says' says "'struct lamp_state' grew from 8 to 12 bytes"
check 'clean: and why' says "'struct shade' embeds it"
check 'clean: the old place' says 'HEAD^:include/uapi/linux/lamp.h:4:8: note'
check 'clean: the new place is a file' grep -q '^include/uapi/linux/lamp.h:7:8: error' stdout
check 'clean: two headers of four are judged' says '2 headers judged for 2 targets'
check 'clean: nothing on stderr' is_silent stderr

printf 'int more;\n' >>k/drivers/lamp.c
printf 'int private;\n' >k/drivers/lamp.h
in_folder k
check 'only sources are changed: still the last commit' exits 1
printf '#define SHADE_UP 1\n' >k/include/uapi/linux/up.h
in_folder k -v
check 'an untracked header: status 1' exits 1
check 'an untracked header: it is seen' says "include/uapi/linux/up.h:1"
check 'an untracked header: it names who brought the rest' says '("append tail")'
git -C k add include/uapi/linux/up.h
in_folder k -v
check 'a staged header: it is seen' says 'include/uapi/linux/up.h:1'
rm k/include/uapi/linux/up.h
in_folder k -v
check 'staged, and deleted since: it is not there' sh -c '! grep -q up.h stdout'
printf '#define SHADE_UP 1\n' >k/include/uapi/linux/up.h
in_folder k HEAD
check 'from HEAD: only what is staged, status 0' exits 0
git -C k rm -q -f --cached include/uapi/linux/up.h
rm k/include/uapi/linux/up.h

git -C k checkout -q -b topic
lamp k color power tail
printf '#define TOPIC 1\n' >k/include/uapi/linux/topic.h
commit k 'add topic'
git -C k branch -q -f --set-upstream-to=main topic
in_folder k -v
check 'with an upstream: status 0' exits 0
check 'with an upstream: only what was done since' says "'TOPIC'"
check 'with an upstream: not what it has itself' sh -c '! grep -q lamp_state stdout'
git -C k checkout -q main

# --- Ranges, commits, other inputs -------------------------------------------------

lamp k mode color power tail
commit k 'insert mode'
lamp k color power tail
commit k 'take mode back'
in_folder k HEAD~2..HEAD~1
check 'a commit that breaks: status 1' exits 1
check 'a commit that breaks: both places' says 'HEAD~2:include/uapi/linux/lamp.h:5:8: note'
in_folder k HEAD~2..HEAD
check 'broken and healed: status 0' exits 0
check 'broken and healed: nothing' says 'no changes'
in_folder k --each HEAD~2..HEAD
check 'each: broken and healed: status 0' exits 0
check 'each: both commits are named' grep -q '^commit .*("insert mode")' stdout
check 'each: until when' says 'until:'
check 'each: what heals' says 'heals:'
in_folder k --each HEAD~3..HEAD
check 'each: the rest is as bad as it was' exits 1
in_folder k HEAD~3..HEAD
check 'several commits: status 1' exits 1
check 'several commits: who did it' says '("append tail")'
in_folder k topic...main
check 'from where both began: status 0' exits 0
in_folder k --each HEAD..HEAD
check 'an empty range: status 0' exits 0
in_folder k HEAD..HEAD^
check 'backwards: status 1' exits 1
in_folder k HEAD~2:include/uapi..HEAD~1:include/uapi
check 'a part of the tree: status 1' exits 1
run check -C k/include/uapi/linux --sysroot=none HEAD~2..HEAD~1
check '-C into a folder of it: status 1' exits 1
git clone -q --bare k bare.git
in_folder bare.git HEAD~2..HEAD~1
check 'a bare repository: status 1' exits 1
in_folder bare.git
check 'a bare repository: the last commit' exits 1
check 'a bare repository: its commit is named' says 'HEAD:include/uapi/linux/lamp.h'
status=0
GIT_DIR=$PWD/bare.git "$UNBROKEN" check --sysroot=none HEAD~2..HEAD~1 >stdout 2>stderr || status=$?
check 'GIT_DIR: status 1' exits 1
mkdir -p bin
ln -sf "$UNBROKEN" bin/unbroken
ln -sf "$UNBROKEN" bin/git-unbroken
status=0
PATH=$PWD/bin:$PATH git -C k unbroken check --sysroot=none HEAD~2..HEAD~1 >stdout 2>stderr || status=$?
check 'as a verb of git: status 1' exits 1

usage_error 'an unknown revision' "'nowhere' is no revision" check -C k nowhere..HEAD
usage_error 'an unknown folder' "cannot enter 'nowhere'" check -C nowhere
usage_error 'two ranges' 'check' check -C k a..b c..d
usage_error 'an unknown format' "unknown --format 'xml'" check -C k --format=xml
git clone -q --depth=1 "file://$PWD/k" shallow
usage_error 'a shallow clone' "'git fetch" check -C shallow
run check -C shallow --sysroot=none HEAD
check 'a shallow clone: what it has is judged' exits 0

# --- The promise: what diff says of both trees --------------------------------------

# same_as_diff OLD NEW: the findings of both verbs, safe ones too.
same_as_diff() {
	for side in "$1" "$2"; do
		[ -d "trees/$side" ] || mkdir -p "trees/$side"
		git -C k archive "$side" | tar -x -C "trees/$side"
	done
	"$UNBROKEN" diff --sysroot=none --format=json "trees/$1" "trees/$2" >whole.json
	"$UNBROKEN" check -C k --sysroot=none --format=json "$1..$2" >slice.json
	python3 - <<'EOT'
import json
import sys

def said(name):
    report = json.load(open(name, encoding="utf-8"))
    return sorted((f["id"], f["rule"], f["verdict"], f["severity"], f["message"], f["targets"])
                  for f in report["findings"])

sys.exit(said("whole.json") != said("slice.json"))
EOT
}

git -C k tag base
printf '#include "lamp.h"\nstruct pole {\n\tstruct lamp_state lamps[2];\n};\n' >k/include/uapi/linux/pole.h
commit k 'add a header that includes'
printf '#define ASM_LAMP 2\n' >k/arch/x86/include/uapi/asm/lamp.h
commit k 'change an asm header'
mkdir -p k/arch/arm64/include/uapi/asm
printf '#define ASM_LAMP 4\n' >k/arch/arm64/include/uapi/asm/lamp.h
commit k 'add an architecture'
printf '#define ASM_LAMP 5\n' >k/arch/arm64/include/uapi/asm/lamp.h
commit k 'change one architecture'
printf 'typedef unsigned int __u32;\ntypedef long long __u64;\n' >k/include/uapi/linux/types.h
commit k 'change what all include'
git -C k mv include/uapi/linux/pole.h include/uapi/linux/mast.h
commit k 'rename a header'
printf 'mandatory-y += errno.h\n' >k/include/uapi/linux/Kbuild
mkdir -p k/include/uapi/asm-generic
printf 'mandatory-y += errno.h\n' >k/include/uapi/asm-generic/Kbuild
printf '#define EBULB 1\n' >k/include/uapi/asm-generic/errno.h
commit k 'add a header with wrappers'
printf '#define EBULB 2\n' >k/include/uapi/asm-generic/errno.h
commit k 'change what only wrappers include'
printf 'struct broken {\n' >k/include/uapi/linux/broken.h
commit k 'add a header that is no C'
git -C k rm -q include/uapi/linux/shade.h
commit k 'remove a header'
commit k 'change nothing'
for n in 10 9 8 7 6 5 4 3 2 1 0; do
	subject=$(git -C k log -1 --format=%s "HEAD~$n")
	check "as diff: $subject" same_as_diff "$(git -C k rev-parse "HEAD~$n^")" \
		"$(git -C k rev-parse "HEAD~$n")"
done
check 'as diff: all of it' same_as_diff base main
in_folder k HEAD~3..HEAD~2
check 'a header that is no C: status 3' exits 3
in_folder k --allow-incomplete HEAD~3..HEAD~2
check 'a header that is no C: status 0 if that is fine' exits 0
in_folder k HEAD~2..HEAD~1
check 'a header that was no C before is of no concern' sh -c '! grep -q broken.h stdout'

ln -s ../../../../../etc/passwd k/include/uapi/linux/out.h
commit k 'link out of it'
in_folder k HEAD^..HEAD
check 'only a link that leads out: status 3' exits 3
check 'only a link that leads out: it is named' says 'leads out of the input: linux/out.h'
git -C k rm -q include/uapi/linux/out.h
commit k 'drop the link'

# --- The cache --------------------------------------------------------------------

# twice ARGUMENT...: without a cache, cold and warm: the same, and which status.
twice() {
	rm -rf "$XDG_CACHE_HOME"
	in_folder k --no-cache "$@"
	cp stdout none
	none=$status
	check "--no-cache: there is no cache ($*)" [ ! -e "$XDG_CACHE_HOME" ]
	in_folder k "$@"
	check "cold is as without: status ($*)" exits "$none"
	check "cold is as without: text ($*)" cmp -s none stdout
	in_folder k "$@"
	check "warm is as cold: status ($*)" exits "$none"
	check "warm is as cold: text ($*)" cmp -s none stdout
}
twice base..HEAD
twice --each base..HEAD
twice --format=json base..HEAD
find "$XDG_CACHE_HOME" -type f -exec sh -c 'printf x | dd of="$1" bs=1 seek=90 conv=notrunc' - {} \; 2>/dev/null
in_folder k --format=json base..HEAD
check 'a damaged cache: the same' cmp -s none stdout
rm -rf "$XDG_CACHE_HOME"
printf 'a file' >"$XDG_CACHE_HOME"
in_folder k --format=json base..HEAD
check 'no room for a cache: the same' cmp -s none stdout
check 'no room for a cache: not a word' is_silent stderr
rm -f "$XDG_CACHE_HOME"
status=0
env -u HOME -u XDG_CACHE_HOME "$UNBROKEN" check -C k --no-cache --sysroot=none --format=json base..HEAD \
	>stdout 2>stderr || status=$?
check 'no HOME: the same' cmp -s none stdout

# --- Nothing is written to the repository ------------------------------------------

# Files that were touched, which git would note in its index.
touch k/include/uapi/linux/lamp.h
printf '#define DIRTY 1\n' >k/include/uapi/linux/dirty.h
state k >before
for arguments in '' '--each base' 'base..HEAD' ':..HEAD' 'HEAD' '--format=json' 'base...topic'; do
	# shellcheck disable=SC2086  # several, or none
	in_folder k $arguments
done
state k >after
check 'nothing is written to the repository' cmp before after
rm k/include/uapi/linux/dirty.h

# --- Output -------------------------------------------------------------------------

in_folder k --format=json base..HEAD
check 'json: it is valid' schema_accepts stdout
check 'json: each finding names its commit' json 'all(f["commit"]["id"] for f in r["findings"])'
in_folder k --format=json --each HEAD~5..HEAD
check 'json: each: it is valid' schema_accepts stdout
in_folder k base..HEAD
cp stdout text
in_folder k -o "$scratch/report" base..HEAD
check '-o: the same text' cmp -s text report
check '-o: nothing on stdout' is_silent stdout
usage_error '-o into nowhere' 'nowhere' check -C k -o /nowhere/report base..HEAD
in_folder k -q base..HEAD
check '-q: one line' [ "$(wc -l <stdout)" -eq 1 ]

# --- Header sets ---------------------------------------------------------------------

mkdir -p k/.unbroken k/include/hv
printf 'struct hv {\n\tint a;\n};\n' >k/include/hv/hv.h
printf '[set "hv"]\n\troot = include/hv\n\ttargets = x86_64\n' >k/.unbroken/config
commit k 'state a header set'
git -C k tag sets
printf 'struct hv {\n\tint b;\n\tint a;\n};\n' >k/include/hv/hv.h
in_folder k HEAD
check 'a set beside the kernel, dirty: status 1' exits 1
check 'a set beside the kernel, dirty: it is judged' says 'include/hv/hv.h:2'
commit k 'insert b'
in_folder k HEAD^..HEAD
check 'a set beside the kernel: status 1' exits 1
check 'a set beside the kernel: for its target' says 'only:  x86_64'
in_folder k --each sets..HEAD
check 'a set beside the kernel: each' says '("insert b")'
printf '[set "hv"]\n\troot = include/hv\n\ttargets = x86_64\n\tlevel = testing\n' >k/.unbroken/config
commit k 'it was for tests only'
in_folder k HEAD~2..HEAD
check 'a set for tests from now on: what was promised before counts' exits 1
printf 'struct hv {\n\tint c;\n\tint b;\n\tint a;\n};\n' >k/include/hv/hv.h
commit k 'insert c'
in_folder k HEAD^..HEAD
check 'a set for tests: no error' exits 0
check 'a set for tests: a warning' says "member 'c' was inserted"
printf '[set "hv"]\n\troot = ../x\n' >k/.unbroken/config
commit k 'a mistake'
usage_error 'a mistake in the configuration' "HEAD:.unbroken/config:2: set \"hv\": 'root = ../x' leads out" check -C k
printf '[set "hv"]\n\troot = missing\n' >k/.unbroken/config
commit k 'a set that is not there'
in_folder k HEAD^..HEAD
check 'a root that is not there: not a crash' [ "$status" -le 3 ]

git init -q --initial-branch=main plain
mkdir -p plain/api plain/src
printf 'struct s {\n\tint a;\n};\n' >plain/api/s.h
printf 'struct t {\n\tint a;\n};\n' >plain/src/t.h
printf '[set "api"]\n' >plain/config
commit plain 'first'
printf 'struct s {\n\tint b;\n\tint a;\n};\n' >plain/api/s.h
printf 'struct t {\n\tint b;\n\tint a;\n};\n' >plain/src/t.h
run check -C plain
check 'no kernel, nothing stated: what looks like headers' says 'struct t'
mkdir -p plain/.unbroken
printf '[set "api"]\n\troot = api\n' >plain/.unbroken/config
commit plain 'second'
run check -C plain HEAD^..HEAD
check 'no kernel, a set is stated: status 1' exits 1
check 'no kernel, a set is stated: only that' sh -c '! grep -q "struct t" stdout'

# --- Interrupted ------------------------------------------------------------------------

# A header that keeps a parser busy.
awk 'BEGIN { print "#define P0 1"; for (i = 1; i < 70; i++) print "#define P" i " P" i-1 " + P" i-1; print "#if P69\n#endif" }' \
	>plain/api/slow.h
commit plain 'a header that hangs'
rm -rf "$XDG_CACHE_HOME"
# In a session of its own, so that all its children can be found.
python3 - "$UNBROKEN" >interrupted <<'EOT'
import os
import signal
import subprocess
import sys
import time

run = subprocess.Popen([sys.argv[1], "check", "-C", "plain", "--timeout=60", "HEAD^..HEAD"],
                       start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def members():
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == run.pid and fields[0] != "Z":
            found.append(int(name))
    return found


deadline = time.monotonic() + 30
while len(members()) < 2 and time.monotonic() < deadline:
    time.sleep(0.05)
print("children" if len(members()) > 1 else "no children")
os.kill(run.pid, signal.SIGINT)
try:
    run.wait(timeout=20)
    print("ended")
except subprocess.TimeoutExpired:
    print("still there")
    run.kill()
deadline = time.monotonic() + 10
while members() and time.monotonic() < deadline:
    time.sleep(0.05)
print("nobody" if not members() else "children are left")
for pid in members():
    os.kill(pid, signal.SIGKILL)
EOT
printf 'children\nended\nnobody\n' >expected
check 'SIGINT: it ends, and so do its children' cmp interrupted expected
check 'SIGINT: no half entry' [ -z "$(find "$XDG_CACHE_HOME" -name '.tmp-*' 2>/dev/null)" ]

finish
