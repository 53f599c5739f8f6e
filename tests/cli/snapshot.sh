#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# unbroken snapshot from outside.
. "$(dirname "$0")/lib.sh"

mkdir -p tree/linux empty
cat >tree/linux/lamp.h <<'END'
#ifndef LAMP_H
#define LAMP_H
#define LAMP_ON 1
enum lamp_mode { LAMP_OFF, LAMP_STEADY };
struct lamp {
	unsigned int color;
	long power;
};
#endif
END
cp -r tree other
sed -i 's/long power;/& unsigned int more;/' other/linux/lamp.h

is_first_line() {
	[ "$(head -n 1 stdout)" = "$1" ]
}

run snapshot --sysroot=none --targets=x86_64,i386 tree
check 'status 0' exits 0
check 'nothing on stderr' is_silent stderr
check 'the version comes first' is_first_line 'unbroken snapshot 1'
check 'it ends' [ "$(tail -n 1 stdout)" = end ]
check 'a constant' grep -qx '	define LAMP_ON 1' stdout
check 'a layout of one target' grep -qx 'struct lamp size 16 align 8 @x86_64' stdout
check 'the name of the tree' grep -q '^tree tree installed' stdout
cp stdout first

run snapshot --sysroot=none --targets=x86_64,i386 -o second tree
check 'to a file: status 0' exits 0
check 'to a file: nothing on stdout' is_silent stdout
check 'to a file: the same bytes' cmp -s first second

run snapshot --sysroot=none --targets=x86_64,i386 --name=v1 tree
check 'another name' grep -q '^tree v1 installed' stdout
check 'another name: also for headers' grep -qx 'shown v1/' stdout
check 'another name: nothing of the old one' [ "$(grep -c 'tree/' stdout)" -eq 0 ]
cp stdout v1

# A member more is its line and the size, for each layout, the digest and the places.
run snapshot --sysroot=none --targets=x86_64,i386 --name=v1 other
check 'a member more: few lines differ' [ "$(diff v1 stdout | grep -c '^>')" -le 6 ]

sed -i '1i/* a line */' tree/linux/lamp.h
run snapshot --sysroot=none --targets=x86_64,i386 --name=v1 tree
check 'a line above: the digest and the places differ' [ "$(diff v1 stdout | grep -c '^>')" -eq 2 ]

# What could not be judged is said, and no failure.
echo 'struct broken { unknown_t what; };' >tree/linux/broken.h
run snapshot --sysroot=none tree
check 'a broken header: status 0' exits 0
check 'a broken header: named' grep -q '^unjudged linux/broken.h "struct broken"' stdout

usage_error 'no input' 'snapshot needs INPUT' snapshot
usage_error 'two inputs' 'snapshot needs INPUT' snapshot tree other
usage_error 'an input that is not there' 'nowhere' snapshot nowhere
usage_error 'an input without headers' 'holds no header' snapshot empty
usage_error 'an unknown target' "Unknown target 'vax'" snapshot --targets=vax tree
usage_error 'a negative number' 'cannot be negative' snapshot --jobs=-1 tree
usage_error 'a sysroot that is not there' 'not a folder' snapshot --sysroot=nowhere tree
usage_error 'an output that cannot be' 'cannot write' snapshot --sysroot=none -o nowhere/x tree

finish
