#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The id of a finding is the same as long as the change is: whatever else happens to the
# header around it, however it is laid out, and in which company it is judged.
. "$(dirname "$0")/lib.sh"

args='--sysroot=none --targets=x86_64,i386'
mkdir -p plain/old/linux plain/new/linux
cat >plain/old/linux/motor.h <<'EOF'
/* SPDX-License-Identifier: LGPL-2.1-or-later WITH Linux-syscall-note */
#ifndef _LINUX_MOTOR_H
#define _LINUX_MOTOR_H

#define MOTOR_ID(dir, nr, size) (((dir) << 30) | ((size) << 16) | ('m' << 8) | (nr))

/* How it turns. */
enum motor_direction {
	MOTOR_LEFT,
	MOTOR_RIGHT,
	MOTOR_DIRECTIONS
};

#define MOTOR_FLAG_FAST		(1 << 0)
#define MOTOR_FLAG_SILENT	(1 << 1)

struct motor_state {
	unsigned int flags;	/* MOTOR_FLAG_* */
	unsigned int speed;
	struct {
		unsigned short minutes, hours;
	} runtime;
	unsigned int reserved[2];
};

struct motor_limits {
	unsigned int speed;
	unsigned int torque;
};

typedef unsigned int motor_handle;

#define MOTOR_GET_STATE		MOTOR_ID(2, 1, sizeof(struct motor_state))
#define MOTOR_STOP		MOTOR_ID(0, 2, 0)
#define motor_is_fast(state)	((state)->flags & MOTOR_FLAG_FAST)

#endif /* _LINUX_MOTOR_H */
EOF
# A value, a bit, a member before others, one resized, a name and a macro.
sed -e 's/^	MOTOR_RIGHT,/	MOTOR_HALT,\n	MOTOR_RIGHT,/' \
	-e 's/FLAG_SILENT	(1 << 1)/FLAG_SILENT	(1 << 4)/' \
	-e 's/^	unsigned int torque;/	unsigned int power;\n	unsigned long long torque;/' \
	-e 's/unsigned short minutes, hours/unsigned short hours, minutes/' \
	-e '/^#define MOTOR_STOP/d' -e 's/typedef unsigned int motor_handle/typedef unsigned long long motor_handle/' \
	-e 's/flags & MOTOR_FLAG_FAST/flags \& (MOTOR_FLAG_FAST | 8)/' \
	plain/old/linux/motor.h >plain/new/linux/motor.h

# ids FOLDER: "rule item id severity" of all that FOLDER's trees differ in.
ids() {
	run diff $args --format=jsonl "$1/old" "$1/new"
	python3 -c 'import json, sys
for line in sys.stdin:
    f = json.loads(line)
    if "id" in f:
        print(f["rule"], f["item"]["kind"], f["item"]["name"], f["id"], f["severity"])' <stdout | sort
}

ids plain >expected
check 'there are findings of many rules' [ "$(cut -d ' ' -f 1 expected | sort -u | wc -l)" -ge 6 ]
check 'ids are unique' [ "$(cut -d ' ' -f 4 expected | sort | uniq -d | wc -l)" -eq 0 ]

# variant NAME: plain, to be changed.
variant() {
	rm -rf variant
	cp -r plain variant
	both="variant/old/linux/motor.h variant/new/linux/motor.h"
}

# same NAME: the ids are those expected.
same() {
	ids variant >found
	check "$1" cmp -s expected found
	cmp -s expected found || diff expected found | sed 's/^/#   /'
}

variant
for header in variant/new/linux/motor.h; do
	{ printf '/*\n * A word\n * about it.\n */\n\n\n'; cat $header; } >moved && mv moved $header
done
same 'lines were added above'

variant
sed -i 's/$/ /; s/^	/        /; s/ \/\* .* \*\///' variant/new/linux/motor.h
same 'blanks for tabs, and no comments, on one side'

variant
# As clang-format would: other indentation, braces on lines of their own, spaces, split lines.
for header in $both; do
	sed -e 's/^	\(	*\)/  \1/' -e 's/^\(struct\|enum\) \([a-z_]*\) {/\1 \2\n{/' \
		-e 's/^  struct {/  struct\n  {/' -e 's/ (1 << \([0-9]\))/	( 1<<\1 )/' -e 's/\[2\]/[ 2 ]/' \
		-e 's/^#define \([A-Z_]*\)		*/#define \1 \\\n	/' $header >formatted && mv formatted $header
done
same 'both sides were formatted otherwise'
if command -v clang-format >/dev/null 2>&1; then
	for style in LLVM GNU WebKit; do
		variant
		clang-format --style=$style -i variant/new/linux/motor.h
		same "the new side was formatted by clang-format, $style"
	done
else
	skip 'formatted by clang-format' 'there is no clang-format'
fi

variant
for header in $both; do
	awk '/^struct motor_limits/ { held = 1 } held { limits = limits $0 "\n"; if (/^};/) held = 0; next }
		/^enum motor_direction/ { printf "@" } { print }' $header >split
	limits=$(sed -n '/^struct motor_limits/,/^};/p' $header)
	awk -v limits="$limits" '{ if (sub(/^@/, "")) print limits "\n"; print }' split >ordered && mv ordered $header
done
same 'items stand in another order'

variant
sed -i 's/^struct motor_limits {/struct motor_brake {\n	int force;\n};\n\n#define MOTOR_BRAKE 77\n\n&/' variant/new/linux/motor.h
printf '#define LAMP 1\n' >variant/new/linux/lamp.h
ids variant | grep -v -e motor_brake -e MOTOR_BRAKE -e lamp.h -e LAMP >found
check 'other changes were made as well' cmp -s expected found

variant
printf '#include <linux/motor.h>\nstruct machine { struct motor_limits limits; int rest; };\n' >variant/old/linux/machine.h
cp variant/old/linux/machine.h variant/new/linux/machine.h
ids variant | grep -v machine >found
check 'another header embeds what changed' cmp -s expected found

mv variant/old renamed
mkdir -p elsewhere
mv renamed elsewhere/old
mv variant/new elsewhere/new
rm elsewhere/*/linux/machine.h
ids elsewhere >found
check 'the trees have other names' cmp -s expected found

args='--sysroot=none --targets=aarch64'
cut -d ' ' -f 4 expected | sort >known
ids plain | cut -d ' ' -f 4 | sort >found
check 'another target: there are findings' [ -s found ]
check 'another target: no other ids' [ -z "$(comm -13 known found)" ]

finish
