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
