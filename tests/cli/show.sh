#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2086  # the arguments in a variable are several
# unbroken show: symbols, numbers and headers.
. "$(dirname "$0")/lib.sh"

# Nothing depends on the headers of this machine.
show='show --sysroot=none --targets=x86_64,i386,powerpc64le'

mkdir -p tree/linux broken/linux plain/linux
cat >tree/linux/types.h <<'EOF'
typedef unsigned char __u8;
typedef unsigned int __u32;
typedef unsigned long long __u64;
EOF
cat >tree/linux/ioctl.h <<'EOF'
#ifndef LINUX_IOCTL_H
#define LINUX_IOCTL_H
#if defined(__powerpc__)
#define _IOC(d, t, n, s) (((d) << 29) | ((s) << 16) | ((t) << 8) | (n))
#define _IO(t, n) _IOC(1U, t, n, 0)
#define _IOR(t, n, a) _IOC(2U, t, n, sizeof(a))
#define _IOW(t, n, a) _IOC(4U, t, n, sizeof(a))
#define _IOWR(t, n, a) _IOC(6U, t, n, sizeof(a))
#else
#define _IOC(d, t, n, s) (((d) << 30) | ((s) << 16) | ((t) << 8) | (n))
#define _IO(t, n) _IOC(0U, t, n, 0)
#define _IOR(t, n, a) _IOC(2U, t, n, sizeof(a))
#define _IOW(t, n, a) _IOC(1U, t, n, sizeof(a))
#define _IOWR(t, n, a) _IOC(3U, t, n, sizeof(a))
#endif
#endif
EOF
cat >tree/linux/lamp.h <<'EOF'
#ifndef LAMP_H
#define LAMP_H
#include <linux/types.h>
#include <linux/ioctl.h>
enum lamp_mode { LAMP_OFF, LAMP_DIM, LAMP_FULL };
struct lamp_state {
	__u32 flags;
#define LAMP_STATE_ON		(1 << 0)
#define LAMP_STATE_BROKEN	(1 << 4)
	__u64 lit_since;
	union {
		__u32 watts;
		struct { __u8 red, green; } mix;
	};
	__u32 tired:1, worn:3;
};
typedef struct lamp_state lamp_state_t;
struct lamp_row { lamp_state_t first; struct lamp_state *next; };
#define LAMP_GET _IOWR('L', 1, struct lamp_state)
#define LAMP_RESET _IO('L', 2)
#define LAMP_COMMAND(n) _IOW('L', n, __u32)
#define PASTE(x) LAMP_GLUED_##x
enum { PASTE(one) = 41 };
static inline int lamp_is_on(__u32 flags) { return flags & LAMP_STATE_ON; }
#endif
EOF
cat >tree/linux/shop.h <<'EOF'
#include <linux/lamp.h>
struct lamp_shop { lamp_state_t window[2]; };
EOF
# What a command passes is where nobody has to include it from.
cat >tree/linux/needy.h <<'EOF'
#define NEEDY_SET _IOW('N', 1, struct needed)
EOF
cat >tree/linux/needed.h <<'EOF'
struct needed { long id; };
EOF
cp tree/linux/*.h broken/linux/
cat >broken/linux/torch.h <<'EOF'
#include <linux/types.h>
struct torch { __u32 on; struct battery cell; };
EOF

# line TEXT: one line of stdout, blanks at its end aside, is TEXT.
line() {
	sed 's/ *$//' stdout | grep -qxF -- "$1"
}

schema_accepts() {
	python3 - "$ROOT/data/schema/unbroken-show-1.json" stdout <<'EOF'
import json
import sys

import jsonschema

schema, shown = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
jsonschema.Draft202012Validator(schema).validate(shown)
EOF
}

json_holds() {
	python3 -c "import json; shown = json.load(open('stdout')); assert $1"
}

run $show lamp_state tree
check 'record: status 0' exits 0
check 'record: its place' says 'tree/linux/lamp.h:6:8: struct lamp_state'
check 'record: the size on some targets' says 'on x86_64, powerpc64le: 24 bytes, alignment 8'
check 'record: and on others' says 'on i386: 20 bytes, alignment 4'
check 'record: a hole' line '       4          4  (hole)'
check 'record: no hole there' line '*      4          8  __u64 lit_since'
check 'record: a value of a member' says 'LAMP_STATE_BROKEN  0x10'
check 'record: an inline struct' line '      16          1          __u8 red'
check 'record: bits' line '      20:1   3 bits  __u32 worn:3'
check 'record: a command uses it' says 'LAMP_GET  _IOWR('
check 'record: a record embeds it' says 'struct lamp_row: first'
check 'record: a record points to it' says 'struct lamp_row: *next'
check 'record: used under its other name' says 'struct lamp_shop: window  in linux/shop.h'
check 'record: nothing on stderr' is_silent stderr
check 'record: no colours' [ "$(tr -dc '\033' <stdout | wc -c)" -eq 0 ]
cp stdout by_tag
run $show struct lamp_state tree
check 'by tag, two words' cmp -s stdout by_tag
run $show 'struct lamp_state' tree
check 'by tag, one word' cmp -s stdout by_tag
run $show lamp_state_t tree
check 'by its typedef' cmp -s stdout by_tag
run $show -o shown.txt lamp_state tree
check 'to a file' cmp -s shown.txt by_tag
run $show --color=always lamp_state tree
check 'colours when asked for' [ "$(tr -dc '\033' <stdout | wc -c)" -gt 0 ]
usage_error 'another tag' "no 'union lamp_state'" $show union lamp_state tree

run $show lamp_state.mix.green tree
check 'member: status 0' exits 0
check 'member: offsets' says 'offset 17, 1 of 24 bytes'
check 'member: offsets elsewhere' says 'offset 13, 1 of 20 bytes'
run $show lamp_shop.window.worn tree
check 'member of an embedded record' says 'offset 20, bit 1, 3 bits'
usage_error 'no such member' "did you mean 'tired'" $show lamp_state.tird tree

run $show LAMP_GET tree
check 'command: status 0' exits 0
check 'command: its number' says 'on x86_64, powerpc64le: 0xc0184c01'
check 'command: another number' says 'on i386: 0xc0144c01'
check 'command: its direction' says 'the kernel reads and writes (_IOWR)'
check 'command: its argument' says 'struct lamp_state, 24 bytes'
check 'command: the map of its argument' says '__u64 lit_since'
run $show LAMP_RESET tree
check 'command: other direction bits' says 'on powerpc64le: 0x20004c02'

run $show NEEDY_SET tree
check 'command: an argument from elsewhere' says 'struct needed, 8 bytes'
run $show linux/needy.h tree
check 'header: an argument from elsewhere' says "NEEDY_SET  _IOW('N', 0x01, 8 bytes)"
run $show 0x40084e01 tree
check 'number: an argument from elsewhere' says 'command NEEDY_SET'
run $show needed tree
check 'record: used where it is not included' says 'NEEDY_SET  _IOW('

run $show LAMP_DIM tree
check 'enumerator: its value' says 'powerpc64le: 1'
check 'enumerator: marked in its enumeration' says 'LAMP_DIM   <--'
run $show lamp_mode tree
check 'enumeration' says '2  LAMP_FULL'
run $show LAMP_STATE_BROKEN tree
check 'constant: its value' says '16 (0x10)'
check 'constant: its member' says 'struct lamp_state: flags'
run $show LAMP_COMMAND tree
check 'macro' says "_IOW('L', n, __u32)"
run $show lamp_is_on tree
check 'function: its type' says 'int (unsigned int)'
check 'function: its body' says 'return flags & LAMP_STATE_ON;'
run $show __u64 tree
check 'typedef' says 'unsigned long long'
run $show LAMP_GLUED_one tree
check 'a name that no header spells' says '41 (0x29)'

run $show 0xc0184c01 tree
check 'number: status 0' exits 0
check 'number: what it means' says "_IOWR('L', 0x01, 24 bytes)"
check 'number: whose it is' says 'command LAMP_GET'
check 'number: where it is another' says 'on i386: 0xc0144c01'
run $show 0xc0144c01 tree
check 'number: of one target only' says 'on i386: 0xc0144c01'
run $show "_IOC(_IOC_READ|_IOC_WRITE, 0x4c, 0x1, 0x18)" tree
check 'number: as strace writes it' says 'command LAMP_GET'
run $show "_IO('L', 2)" tree
check 'number: composed on each target' says 'on powerpc64le: 0x20004c02'
run $show 0x40204c01 tree
check 'a drifted number: status 0' exits 0
check 'a drifted number: said' says 'no command here has this number'
check 'a drifted number: what is near' says '_IOWR, not _IOW; size 24, not 32'
run $show 0x4c09 tree
check 'a number without a command: the next ones' says 'LAMP_RESET'
run $show 2 --value=LAMP_ tree
check 'a value in a family' says 'LAMP_FULL  2'
run $show 2 --value=lamp_mode tree
check 'a value in an enumeration' says 'LAMP_FULL  2'
run $show 0x11 --value=LAMP_STATE tree
check 'a sum of flags' says 'LAMP_STATE_BROKEN  16 (0x10)'
check 'a sum of flags: all are named' [ "$(grep -c 'without a name' stdout)" -eq 0 ]
run $show 0x91 --value=LAMP_STATE tree
check 'a sum of flags: the rest' line 'bits of it without a name: 0x80'
usage_error 'a value that none has' 'has the value 4' $show 4 --value=LAMP_STATE tree
usage_error '--value without a number' 'is no number' $show LAMP_GET --value=LAMP_ tree

run $show linux/lamp.h tree
check 'header: status 0' exits 0
check 'header: records' says 'struct lamp_state  24 bytes; 20 bytes on i386'
check 'header: commands' says 'LAMP_RESET  _IO('
check 'header: includes' says 'includes     linux/ioctl.h, linux/types.h'
check 'header: included by' says 'included by  linux/shop.h'
cp stdout by_path
run $show lamp.h tree
check 'header: by its last part' cmp -s stdout by_path
run $show tree/linux/lamp.h tree
check 'header: by a longer path' cmp -s stdout by_path
usage_error 'no such header' "did you mean 'linux/lamp.h'" $show linux/lamb.h tree

run $show torch broken
check 'not judged: status 3' exits 3
check 'not judged: why' says 'battery'
run $show linux/torch.h broken
check 'a header in parts: status 3' exits 3
check 'a header in parts: why' says 'battery'
run $show lamp_state broken
check 'what is sound beside it: status 0' exits 0

if python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null; then
	for what in lamp_state lamp_state.mix LAMP_GET LAMP_DIM lamp_mode LAMP_COMMAND lamp_is_on \
		__u64 0xc0184c01 0x40204c01 linux/lamp.h; do
		run $show --format=json $what tree
		check "json: the schema accepts $what" schema_accepts
	done
	run $show --format=json torch broken
	check 'json: the schema accepts what was not judged' schema_accepts
else
	skip 'json: the schema' 'python3 has no jsonschema'
fi
run $show --format=json lamp_state tree
check 'json: the sizes' json_holds \
	"[v['size'] for v in shown['items'][0]['variants']] == [24, 20]"
check 'json: a hole' json_holds \
	"any(row['kind'] == 'hole' for row in shown['items'][0]['variants'][0]['map'])"
run $show --format=json LAMP_RESET tree
check 'json: numbers' json_holds \
	"[v['number'] for v in shown['items'][0]['variants']] == ['0x4c02', '0x20004c02']"

usage_error 'unknown symbol' "did you mean 'lamp_state'" $show lamp_stat tree
usage_error 'another case' "did you mean 'LAMP_GET'" $show lamp_get tree
usage_error 'no symbol at all' 'neither a symbol' $show 'a+b' tree
usage_error 'a bad number' 'no number' $show 12ab tree
usage_error 'a bad command' 'cannot read' $show '_IOW(L, 1, struct x)' tree
usage_error 'no such input' 'no-such-folder' $show lamp_state no-such-folder
usage_error 'an empty folder' 'holds no header' $show lamp_state plain
usage_error 'no argument' 'show needs WHAT' show
usage_error 'too many' 'show needs WHAT' $show lamp_state tree tree
usage_error 'unknown format' 'text, json' $show --format=xml lamp_state tree
usage_error 'unknown target' 'vax' show --targets=vax lamp_state tree

finish
