#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# unbroken diff with the types of a kernel on one side.
. "$(dirname "$0")/lib.sh"

kernels=$ROOT/tests/fuzz/corpus/btf
headers='diff --sysroot=none'

# What the kernels of the corpus have.
mkdir -p old/linux old/x86_64-linux-gnu/asm
cat >old/linux/types.h <<'EOT'
typedef unsigned char __u8;
typedef unsigned int __u32;
typedef unsigned long long __u64;
EOT
cat >old/linux/lamp.h <<'EOT'
#include <linux/types.h>
struct s { __u32 a; __u64 b; __u8 c[4]; };
struct only_in_headers { __u32 a; };
enum e { E_A, E_B = 5, E_C = -1 };
#define LAMP_ON 1
EOT

run $headers --targets=x86_64 old "btf:$kernels/same"
check 'the same: status 0' exits 0
check 'the same: no finding' says 'unbroken: no changes'
check 'the same: what the kernel lacks is left out' says "struct only_in_headers: the kernel's BTF has no such type"
run $headers --targets=x86_64 "btf:$kernels/same" old
check 'the same, from the kernel: status 0' exits 0

run $headers --targets=x86_64 -v old "btf:$kernels/different"
check 'different: status 1' exits 1
check 'different: a record grew' says "'struct s' grew from 24 to 32 bytes"
check 'different: a value changed' says "'E_B' changed its value from 5 to 6"
check 'different: the place is the kernel' says "btf:$kernels/different:"
check 'different: and the header' says 'old/linux/lamp.h:2:'
run $headers --targets=x86_64 "btf:$kernels/different" old
check 'different, from the kernel: status 1' exits 1
check 'different, from the kernel: what was added is missing' says "'d' (8 bytes at offset 24) was removed"

run $headers --targets=x86_64 --format=json old "btf:$kernels/different"
check 'json: it has the name' says "\"new\": \"btf:$kernels/different\""

run $headers old "btf:$kernels/elf"
check 'an ELF file names its machine' exits 0
printf '#define ARM 1\n' >old/x86_64-linux-gnu/asm/x.h
mkdir -p old/aarch64-linux-gnu/asm
printf '#define ARM 1\n' >old/aarch64-linux-gnu/asm/x.h
run $headers old "btf:$kernels/elf"
check 'among several of the headers: status 0' exits 0
check 'among several of the headers: for one' says 'for 1 target'
usage_error 'bare BTF for several machines' 'choose one with --targets, of x86_64, aarch64' \
	$headers old "btf:$kernels/same"
usage_error 'another machine' 'is of no kernel for i386' \
	$headers --targets=i386 old "btf:$kernels/same"
usage_error 'two kernels' 'one side must be headers' \
	$headers "btf:$kernels/same" "btf:$kernels/different"
usage_error 'no such file' "cannot read 'nowhere': No such file or directory" $headers old btf:nowhere
usage_error 'a folder' "'old' is not a file" $headers old btf:old
usage_error 'no types' 'neither an ELF file nor BTF' $headers old "btf:$kernels/text"
usage_error 'truncated' 'is truncated, corrupt' $headers old "btf:$kernels/truncated"
usage_error 'debug information' 'name the vmlinux itself' $headers old "btf:$kernels/elf-debug"
usage_error 'no headers' 'nowhere' $headers nowhere "btf:$kernels/same"

if [ -e /sys/kernel/btf/vmlinux ]; then
	run $headers old btf:/sys/kernel/btf/vmlinux
	check 'the running kernel is read' [ "$status" -ne 2 ]
else
	skip 'the running kernel is read' 'this kernel has no BTF'
fi

finish
