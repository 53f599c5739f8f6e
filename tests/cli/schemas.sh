#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What check and log write for programs is what data/schema says.
# shellcheck source=tests/cli/git-lib.sh
. "$(dirname "$0")/git-lib.sh"

if ! python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null; then
	echo '1..0 # SKIP python3 has no jsonschema'
	exit
fi

# accepts SCHEMA: takes stdout.
accepts() {
	python3 - "$ROOT/data/schema/$1" stdout 2>stderr <<'PYTHON'
import json
import sys

import jsonschema

schema, report = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.Draft202012Validator(schema).validate(report)
PYTHON
}

# shows EXPRESSION: of the report r, in Python.
shows() {
	python3 -c "import json, sys
r = json.load(open('stdout', encoding='utf-8'))
sys.exit(not ($1))" 2>stderr
}

# A finding of a log is one of a report and its event.
schemas_agree() {
	python3 - "$ROOT/data/schema" 2>stderr <<'PYTHON'
import json
import sys

report, log = (json.load(open(f"{sys.argv[1]}/unbroken-{name}-1.json", encoding="utf-8"))["$defs"]
               for name in ("findings", "log"))
of_series = {"commit", "healed_by", "heals"}
log["finding"]["required"].remove("event")
del log["finding"]["properties"]["event"]
for key in of_series:
    del report["finding"]["properties"][key]
sys.exit(any(definition != report[name] for name, definition in log.items() if name != "entry"))
PYTHON
}

findings=unbroken-findings-1.json
log=unbroken-log-1.json

check 'the schemas have the same findings' schemas_agree

run check -C base --format=json main..series
check 'check: the schema accepts it' accepts $findings
check 'check: findings name their commit' shows "all(len(f['commit']['id']) == 40 for f in r['findings'])"
check 'check: of what is left no word of healing' \
	shows "not any('healed_by' in f or 'heals' in f for f in r['findings'])"

run check -C base --each --format=json main..series
check 'check --each: the schema accepts it' accepts $findings
check 'check --each: what was healed' shows "[f['severity'] for f in r['findings'] if 'healed_by' in f] == ['note']"
check 'check --each: what heals it' \
	shows "[f['heals'] for f in r['findings'] if 'heals' in f] == [f['commit'] for f in r['findings'] if 'healed_by' in f]"

git -C base format-patch -q --stdout main..series >series.mbox
run am-check -C base --base=main --format=json "$scratch/series.mbox"
check 'am-check: the schema accepts it' accepts $findings
check 'am-check: patches have a subject and no id' \
	shows "all(f['commit']['id'] == '' and f['commit']['subject'][0] == '[' for f in r['findings'])"

git clone -q -b main base work
sed 's/struct nexthop_grp {/&\n\t__u32 new_one;/' base/$uapi/nexthop.h >work/$uapi/nexthop.h
run check -C work --each --format=json
check 'not committed: the schema accepts it' accepts $findings
check 'not committed: no id' shows "r['findings'] and all(f['commit']['id'] == '' for f in r['findings'])"

run log -C base --format=json main..series
check 'log: the schema accepts it' accepts $log
check 'log: newest first' shows "[e['id'] for e in r['entries']] == '''$(git -C base rev-list main..series)'''.split()"
check 'log: what happened' \
	shows "{'breaks', 'repairs', 'adds'} <= {f['event'] for e in r['entries'] for f in e['findings']}"
run log -C base --format=json main..main
check 'log of nothing: the schema accepts it' accepts $log
check 'log of nothing: no entry' shows "r['entries'] == []"
run log -C base --since-tags --format=json v6.1..next
check 'log --since-tags: the schema accepts it' accepts $log
check 'log --since-tags: releases' shows "[e['name'] for e in r['entries']] == ['v7.2', 'v6.12']"
check 'log --since-tags: no id and no author' shows "all(e['id'] == '' and e['author'] is None for e in r['entries'])"

finish
