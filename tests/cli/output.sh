#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2086  # the arguments in a variable are several
# What happens when the world ends before the report does.
. "$(dirname "$0")/lib.sh"

mkdir -p old/linux new/linux big/linux
for i in $(seq 2000); do
	echo "#define LAMP_$i $i"
done >old/linux/lamp.h
sed 's/ 1\(.*\)$/ 2\1/' old/linux/lamp.h >new/linux/lamp.h
# Long to parse: Ctrl-C shall meet the parsers.
awk 'BEGIN { for (i = 0; i < 60000; i++) printf "struct s%d { int a%d; char b[%d]; };\n#define M%d (%d + 1)\n", i, i, i + 1, i, i }' \
	>big/linux/big.h

diff_args='diff --sysroot=none --targets=x86_64'

run $diff_args old new
full=$status

# cannot_write NAME: the last run found no space.
cannot_write() {
	check "$1: status 2" exits 2
	check "$1: it says why" complains 'No space left'
}

if [ -c /dev/full ]; then
	run $diff_args -o /dev/full old new
	cannot_write 'full disk, -o'
	status=0
	"$UNBROKEN" $diff_args old new >/dev/full 2>stderr || status=$?
	cannot_write 'full disk, stdout'
	status=0
	"$UNBROKEN" $diff_args --format=json old new >/dev/full 2>stderr || status=$?
	cannot_write 'full disk, json'
	status=0
	"$UNBROKEN" help >/dev/full 2>stderr || status=$?
	cannot_write 'full disk, help'
else
	skip 'full disk' 'there is no /dev/full'
fi

usage_error 'a folder as output' 'cannot write' $diff_args -o old old new
usage_error 'output in a missing folder' 'cannot write' $diff_args -o ./nowhere/report old new

# --- Several outputs -------------------------------------------------------------

for format in text terse json; do
	run $diff_args --format=$format old new
	cp stdout expected.$format
done
run $diff_args --output terse=a.txt --output=json=b.json -o json=./c=d.json old new
check 'several outputs: the status of the findings' exits "$full"
check 'several outputs: text still goes to stdout' cmp -s expected.text stdout
check 'several outputs: the first file' cmp -s expected.terse a.txt
check 'several outputs: the second file' cmp -s expected.json b.json
check 'several outputs: a file whose name has a =' cmp -s expected.json ./c=d.json
check 'several outputs: nothing else is left' [ "$(ls -A | grep -c '^\.unbroken')" -eq 0 ]
run $diff_args -o json=- old new
check 'FORMAT=-: in the place of the text' cmp -s expected.json stdout
run $diff_args -o json=- -o plain.txt old new
check 'FORMAT=- and FILE: one to stdout' cmp -s expected.json stdout
check 'FORMAT=- and FILE: the other to the file' cmp -s expected.text plain.txt
run $diff_args --format=terse -o json=b.json old new
check '--format and FORMAT=FILE: the former on stdout' cmp -s expected.terse stdout
run $diff_args -o ./json=x old new
check './json=x is a file' cmp -s expected.text ./json=x
run $diff_args -o A=b old new
check 'A=b is a file' cmp -s expected.text A=b
run $diff_args --color=always -o text=colorless.txt -o json=/dev/null old new
check 'a further file has no colours' cmp -s expected.text colorless.txt
check 'where it is asked for, stdout has' sh -c '! cmp -s expected.text stdout'

usage_error 'an unknown format' "no format 'serif' (did you mean 'sarif'?)" $diff_args -o serif=x old nowhere
check 'an unknown format: no file' [ ! -e serif=x ]
usage_error 'two for stdout' 'two reports cannot be written to standard output' \
	$diff_args --format=text -o json=- old nowhere
usage_error 'two named for stdout' 'two reports cannot be written to standard output' \
	$diff_args -o terse=- -o json=- old nowhere
usage_error 'two for one file' "cannot be written to './one'" $diff_args -o terse=one -o json=./one old nowhere
usage_error 'two files without a format' 'say which' $diff_args -o one -o two old nowhere
usage_error 'no file' 'names no file' $diff_args -o json= old nowhere
usage_error 'a format that log lacks' 'text or json' log -o sarif=x
check 'nothing was written' [ ! -e one ]

# A file is the old report or the new one.
echo precious >kept
chmod 640 kept
ln -s kept link
if [ -c /dev/full ]; then
	run $diff_args -o json=/dev/full -o terse=whole -o text=kept old new
	check 'one output fails: status 2' exits 2
	check 'one output fails: it says which' complains "'/dev/full'"
	check 'one output fails: the others are there' cmp -s expected.terse whole
	check 'one output fails: a file keeps its mode' [ "$(stat -c %a kept)" = 640 ]
fi
echo precious >kept
run $diff_args -o link old new
check 'through a link: the link stays' [ -L link ]
check 'through a link: the file is replaced' cmp -s expected.text kept
mkdir locked
echo precious >locked/report
# The report does not fit: what was there before stays, and nothing else does.
(
	ulimit -f 1
	trap '' XFSZ
	"$UNBROKEN" $diff_args --no-cache -v --format=json -o locked/report old new >stdout 2>stderr
	echo $? >piped
)
status=$(cat piped)
check 'no room: status 2' exits 2
check 'no room: it says why' complains "cannot write 'locked/report': File too large"
check 'no room: the file is as it was' grep -qx precious locked/report
check 'no room: no half a file' [ "$(ls -A locked)" = report ]
rm -f a.txt b.json

{
	"$UNBROKEN" $diff_args -v --format=json old new 2>stderr
	echo $? >piped
} | true
status=$(cat piped)
check 'a reader that leaves: the status of the findings' exits "$full"
check 'a reader that leaves: no complaint' is_silent stderr

status=0
TMPDIR=/nonexistent "$UNBROKEN" $diff_args old new >stdout 2>stderr || status=$?
check 'no temporary folder is needed' exits "$full"

# In a session of its own, so that its children can be told from others'.
session_is_empty() {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ -z "$(ps -s "$1" -o pid= 2>/dev/null)" ] && return 0
		sleep 0.1
	done
	ps -s "$1" -o pid,stat,args | sed 's/^/#   /'
	return 1
}

# Signals are blocked for what a shell starts behind its back: python3 resets them.
interrupt() {
	python3 - "$1" "$UNBROKEN" $diff_args big big <<'EOF'
import os
import signal
import subprocess
import sys
import time

number, command = getattr(signal, sys.argv[1]), sys.argv[2:]


def reset():
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_DFL)


with open("stdout", "wb") as out, open("stderr", "wb") as err:
    child = subprocess.Popen(command, stdout=out, stderr=err, preexec_fn=reset)
started = time.monotonic()
while time.monotonic() - started < 20 and child.poll() is None:
    children = open(f"/proc/{child.pid}/task/{child.pid}/children").read().split()
    if children:
        break
    time.sleep(0.005)
else:
    print(f"{child.pid} none")
    child.kill()
    sys.exit()
time.sleep(0.05)
if number == signal.SIGINT:
    os.killpg(child.pid, number)  # as a terminal does
else:
    child.send_signal(number)
print(f"{child.pid} {-child.wait()}")
EOF
}

for signal in SIGINT SIGTERM SIGKILL; do
	interrupt $signal >interrupted
	read -r session ended <interrupted
	if [ "$ended" = none ]; then
		skip "$signal leaves no child" 'no child was seen'
		continue
	fi
	check "$signal ends it" [ "$ended" -gt 0 ]
	check "$signal leaves no child" session_is_empty "$session"
	check "$signal leaves no report" is_silent stdout
done

finish
