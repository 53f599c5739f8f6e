#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2086  # the arguments in a variable are several
# unbroken diff from outside: what it writes, and how it ends.
. "$(dirname "$0")/lib.sh"

# Neither depends on the headers of this machine.
diff_args='diff --sysroot=none --targets=x86_64,i386'

mkdir -p old/linux moved/linux broken/linux empty
cat >old/linux/lamp.h <<'EOF'
#ifndef LAMP_H
#define LAMP_H
#define LAMP_ON 1
struct lamp_state {
	unsigned int color;
	unsigned int power;
};
#define LAMP_SET 0x40084c01
#endif
EOF
sed -e 's/unsigned int color;/unsigned int mode; unsigned int color;/' old/linux/lamp.h >moved/linux/lamp.h
cp old/linux/lamp.h broken/linux/
cat >broken/linux/torch.h <<'EOF'
struct torch { unsigned int on;
EOF

schema_accepts() {
	python3 - "$ROOT/data/schema/unbroken-findings-1.json" "$1" <<'EOF'
import json
import sys

import jsonschema

schema, report = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
jsonschema.Draft202012Validator(schema).validate(report)
EOF
}

last_line_is() {
	[ "$(tail -n 1 stdout)" = "$1" ]
}

run $diff_args old old
check 'the same twice: status 0' exits 0
check 'the same twice: no changes' \
	last_line_is 'unbroken: no changes; 1 header judged for 2 targets'
check 'the same twice: nothing on stderr' is_silent stderr

run $diff_args old moved
check 'a moved member: status 1' exits 1
check 'a moved member: an error' grep -qE '^moved/linux/lamp.h:[0-9]+:[0-9]+: error: ' stdout
check 'a moved member: the old place' grep -qE '^old/linux/lamp.h:[0-9]+:[0-9]+: note: ' stdout
check 'a moved member: nothing on stderr' is_silent stderr
check 'a moved member: no colours' [ "$(tr -dc '\033' <stdout | wc -c)" -eq 0 ]
cp stdout first
run $diff_args old moved
check 'two runs: the same text' cmp -s first stdout
run $diff_args -q old moved
check 'quiet: one line' [ "$(wc -l <stdout)" -eq 1 ]
check 'quiet: status 1' exits 1
run $diff_args --color=always old moved
check 'colours when asked for' [ "$(tr -dc '\033' <stdout | wc -c)" -gt 0 ]
run $diff_args -o report.txt old moved
check 'to a file: status 1' exits 1
check 'to a file: the same text' cmp -s first report.txt
check 'to a file: nothing on stdout' is_silent stdout
run $diff_args -o - old moved
check 'to -: the same text' cmp -s first stdout

run $diff_args --format=json old moved
check 'json: status 1' exits 1
cp stdout first.json
run $diff_args --format=json old moved
check 'two runs: the same json' cmp -s first.json stdout
run $diff_args --format=json broken broken
cp stdout broken.json
if python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null; then
	check 'json: the schema accepts findings' schema_accepts first.json
	check 'json: the schema accepts what was not judged' schema_accepts broken.json
else
	skip 'json: the schema accepts findings' 'python3 has no jsonschema'
	skip 'json: the schema accepts what was not judged' 'python3 has no jsonschema'
fi

run $diff_args old broken
check 'a header that is no C: status 3' exits 3
check 'a header that is no C: it is named' says 'linux/torch.h'
run $diff_args --allow-incomplete old broken
check '--allow-incomplete: status 0' exits 0
check '--allow-incomplete: still named' says 'linux/torch.h'
cp broken/linux/torch.h moved/linux/
run $diff_args old moved
check 'findings win over parts not judged' exits 1
rm moved/linux/torch.h

run $diff_args old empty
check 'one side empty: warned of' complains "'empty' holds no header"
check 'one side empty: judged' says 'linux/lamp.h'
run $diff_args empty old
check 'all new: status 0' exits 0
check 'all new: warned of' complains "'empty' holds no header"

cp old/linux/lamp.h lamp-1.h
cp moved/linux/lamp.h lamp-2.h
run $diff_args lamp-1.h lamp-2.h
check 'two single headers are one header' exits 1

run $diff_args --before=old moved old
check 'a repair: still a break' exits 1
check 'a repair: is called so' says 'known: it is what old had: a repair'
run $diff_args --before=missing old moved
check 'a missing release before: status 2' exits 2

run $diff_args --profile=info old moved
check 'a profile without gate: status 0' exits 0

# Names that have others are one finding, and still there one by one for programs.
mkdir -p v1/linux v2/linux
cat >v1/linux/frob.h <<'HEADER'
#define FROB_STATE_STOP 0
#define FROB_STATE_RUN 1
#define FROB_STATE_SAVE 2
HEADER
cat >v2/linux/frob.h <<'HEADER'
#define FROB_STATE_V1_STOP 0
#define FROB_STATE_V1_RUN 1
#define FROB_STATE_V1_SAVE 2
enum frob_state { FROB_STATE_ERROR, FROB_STATE_STOP, FROB_STATE_RUN };
HEADER
cp old/linux/lamp.h v1/linux
cp moved/linux/lamp.h v2/linux
run $diff_args --header 'linux/frob*' v1 v2
check 'a replaced revision: one finding' [ "$(grep -c ' warning: ' stdout)" -eq 1 ]
check 'a replaced revision: counted once' \
	last_line_is 'unbroken: 1 warning, 5 safe changes in 1 header; 1 header judged for 2 targets'
check 'a replaced revision: a name that is gone' grep -qE '^ +FROB_STATE_SAVE +2  FROB_STATE_V1_SAVE$' stdout
check 'a replaced revision: a name that means something else' \
	grep -qE '^ +FROB_STATE_STOP +0  FROB_STATE_V1_STOP; the old name means 1$' stdout
check 'a replaced revision: what is new' says "'enum frob_state' is the new revision; new in it: 'FROB_STATE_ERROR'"
check '--header: of no other one' [ "$(grep -c lamp stdout)" -eq 0 ]
check '--header: they do not gate' exits 0
run $diff_args --header 'linux/frob*' --format=json v1 v2
check 'a replaced revision: the schema accepts it' schema_accepts stdout
parts_are_told() {
	python3 - <<'PYTHON'
import json
findings = json.load(open("stdout", encoding="utf-8"))["findings"]
story, = [f for f in findings if "renamings" in f]
parts = [f for f in findings if f.get("part_of") == story["id"]]
assert {r["old"]: r["now"] for r in story["renamings"]} == {
    "FROB_STATE_STOP": "1", "FROB_STATE_RUN": "2", "FROB_STATE_SAVE": None}
assert story["severity"] == "warning" and {p["severity"] for p in parts} == {"none"}
assert {p["item"]["name"] for p in parts} == {r["old"] for r in story["renamings"]}
PYTHON
}
check 'a replaced revision: its parts name it' parts_are_told

finish
