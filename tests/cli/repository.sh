# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
# What the tests of the verbs that read git share: small repositories, and what must not
# change in them.  Sourced after lib.sh.

if ! command -v git >/dev/null 2>&1; then
	echo '1..0 # SKIP git is not here'
	exit
fi

# Neither the settings of this machine nor those of who runs the tests count.
HOME=$scratch/home
XDG_CACHE_HOME=$scratch/cache
GIT_CONFIG_NOSYSTEM=1
GIT_AUTHOR_NAME='A U Thor' GIT_AUTHOR_EMAIL=a@example.org
GIT_COMMITTER_NAME='C O Mitter' GIT_COMMITTER_EMAIL=c@example.org
export HOME XDG_CACHE_HOME GIT_CONFIG_NOSYSTEM
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_EXTERNAL_DIFF GIT_PAGER_IN_USE
mkdir -p "$HOME"

day=0

# commit FOLDER SUBJECT: all that is in the working tree, a day after the last one.
commit() {
	day=$((day + 1))
	git -C "$1" add -A
	GIT_AUTHOR_DATE="$((1600000000 + day * 86400)) +0000" \
		GIT_COMMITTER_DATE="$((1600000000 + day * 86400)) +0000" \
		git -C "$1" commit -q --allow-empty -m "$2"
}

# lamp FOLDER MEMBER...: the record of linux/lamp.h, all of whose members are __u32.
lamp() {
	lamp_file=$1/include/uapi/linux/lamp.h
	shift
	{
		printf '#ifndef _UAPI_LAMP_H\n#define _UAPI_LAMP_H\n#include <linux/types.h>\n'
		printf 'struct lamp_state {\n'
		printf '\t__u32 %s;\n' "$@"
		printf '};\n#define LAMP_SET 1\n#endif\n'
	} >"$lamp_file"
}

# kernel FOLDER: a repository with the first commit of something like a kernel.
kernel() {
	git init -q --initial-branch=main "$1"
	mkdir -p "$1/include/uapi/linux" "$1/arch/x86/include/uapi/asm" "$1/drivers"
	printf 'VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 0\n' >"$1/Makefile"
	printf '#ifndef _UAPI_TYPES_H\n#define _UAPI_TYPES_H\ntypedef unsigned int __u32;\ntypedef unsigned long long __u64;\n#endif\n' \
		>"$1/include/uapi/linux/types.h"
	printf '#ifndef _UAPI_SHADE_H\n#define _UAPI_SHADE_H\n#include <linux/lamp.h>\nstruct shade {\n\tstruct lamp_state lamp;\n\t__u32 angle;\n};\n#endif\n' \
		>"$1/include/uapi/linux/shade.h"
	printf '#define ASM_LAMP 1\n' >"$1/arch/x86/include/uapi/asm/lamp.h"
	printf 'int driver;\n' >"$1/drivers/lamp.c"
	lamp "$1" color power
	commit "$1" 'first'
}

# state FOLDER: all that git keeps there, with sizes and times.
state() {
	find "$1/.git" -printf '%p %s %m %T@ %C@\n' | sort
}

# last_line_is TEXT
last_line_is() {
	[ "$(tail -n 1 stdout)" = "$1" ]
}

# schema_accepts FILE: JSON of findings.
schema_accepts() {
	python3 - "$ROOT/data/schema/unbroken-findings-1.json" "$1" <<'EOT'
import json
import sys

try:
    import jsonschema
except ImportError:
    jsonschema = None

schema, report = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
if jsonschema:
    jsonschema.Draft202012Validator(schema).validate(report)
EOT
}

# json EXPRESSION: what it is of the report (r) on stdout is true.
json() {
	python3 -c 'import json, sys; r = json.load(open("stdout", encoding="utf-8")); sys.exit(not ('"$1"'))'
}
