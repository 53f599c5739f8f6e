#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# unbroken explain and unbroken rules.
. "$(dirname "$0")/lib.sh"

XDG_CACHE_HOME=$scratch/cache
export XDG_CACHE_HOME

every_rule_is_explained() {
	while read -r id; do
		run explain "$id"
		exits 0 && starts "$id: " && says 'Why it matters' && says 'A case' && says 'What to do' &&
			says 'When to accept it' && says 'How grave it is' && says 'Read on' && continue
		echo "#   $id"
		return 1
	done <ids
}

starts() {
	case $(head -n 1 stdout) in
	"$1"*) ;;
	*) return 1 ;;
	esac
}

lines_fit() {
	[ "$(awk -v most="$1" 'length($0) > most' stdout | wc -l)" -eq 0 ]
}

has_color() {
	grep -q "$(printf '\033')" stdout
}

# gives PROFILE SEVERITY: what "rules" says of member/moved.
gives() {
	run rules --profile="$1"
	exits 0 && grep -Eq "^member/moved +abi +$2 " stdout
}

# accepts: the schema takes stdout.
accepts() {
	python3 - "$ROOT/data/schema/unbroken-rules-1.json" stdout 2>stderr <<'PYTHON'
import json
import sys

import jsonschema

schema, rules = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.Draft202012Validator(schema).validate(rules)
PYTHON
}

shows() {
	python3 -c "import json, sys
r = json.load(open('stdout', encoding='utf-8'))
sys.exit(not ($1))" 2>stderr
}

if python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null; then
	schema_check() { check "$1" accepts; }
else
	schema_check() { skip "$1" 'python3 has no jsonschema'; }
fi

run rules --format=ids
check 'ids: status 0' exits 0
cp stdout ids
n=$(wc -l <ids)
check 'ids: there are some' [ "$n" -gt 10 ]
check 'ids: sorted, each once' sh -c 'LC_ALL=C sort -uc ids'
check 'ids: NAME/NAME' sh -c "! grep -vE '^[a-z0-9-]+/[a-z0-9-]+$' ids"

COLUMNS=100
export COLUMNS
run rules
check 'rules: status 0' exits 0
grep -E '^[a-z]' stdout >rows
check 'rules: the same ids' sh -c 'cut -d " " -f 1 rows | cmp -s - ids'
check 'rules: NAME/NAME, dimension, severity, summary' sh -c \
	"! grep -vE '^[a-z0-9-]+/[a-z0-9-]+ +(abi|api|behaviour|evolve) +(error|warning|note|none) +[^ ]' rows"
check 'rules: groups' says '# members of structs and unions'
check 'rules: the profile that counts' says 'with the profile kernel'
check 'rules: keeps to COLUMNS' lines_fit 100
check 'rules: no color into a file' sh -c "! grep -q '$(printf '\033')' stdout"
check 'kernel: a move is an error' gives kernel error
check 'info: a move is a note' gives info note
run rules --profile=distro
check 'distro: a name that is gone is an error' grep -Eq '^constant/removed +api +error ' stdout
run rules --color=always
check 'rules --color=always: colors' has_color
unset COLUMNS

check 'explain: knows every rule' every_rule_is_explained

run explain member/moved
check 'explain: whom it is about' says 'abi: programs already built'
check 'explain: each profile' says 'kernel   distro   vendor   info'
check 'explain: the severities' grep -Eq '^    breaks +error +error +error +note$' stdout
check 'explain: how to accept' says 'unbroken accept ID -m REASON'
check 'explain: references' says 'Documentation/process/botching-up-ioctls.rst'
check 'explain: no color into a file' sh -c "! grep -q '$(printf '\033')' stdout"
run explain --color=always member/moved
check 'explain --color=always: colors' has_color
run explain constant/added
check 'explain: of what is safe there is nothing to accept' sh -c "! grep -q 'unbroken accept' stdout"

for width in 50 60; do
	COLUMNS=$width
	export COLUMNS
	run explain member/moved
	# Addresses and names of macros are not broken.
	check "explain: keeps to $width columns" sh -c "! grep -v '[^ ]\{30\}' stdout | grep -q '.\{$((width + 1))\}'"
done
unset COLUMNS

run explain --all
check 'all: status 0' exits 0
check 'all: every rule' [ "$(grep -c '^Why it matters$' stdout)" -eq "$n" ]

run explain --all --format=markdown
check 'markdown: status 0' exits 0
check 'markdown: a row for each rule' [ "$(grep -c '^| \[`' stdout)" -eq "$n" ]
check 'markdown: a section for each rule' [ "$(grep -c '^## ' stdout)" -eq "$n" ]
check 'markdown: nothing vanishes as a tag' sh -c "! grep -q '[^\\\\]<[a-z]' stdout"
run explain --format=markdown member/moved
check 'markdown: one rule is one section' sh -c '[ "$(grep -c "^#" stdout)" -eq 1 ]'
run rules --format=markdown
check 'rules, markdown: a row for each rule' [ "$(grep -c '^| \[`' stdout)" -eq "$n" ]

run explain --all --format=man
check 'man: status 0' exits 0
check 'man: every rule' [ "$(grep -c '^\.Ss ' stdout)" -eq "$n" ]
if command -v mandoc >/dev/null; then
	check 'man: mandoc has no objection' mandoc -T lint -W warning stdout
else
	skip 'man: mandoc has no objection' 'there is no mandoc'
fi

run rules --format=json
check 'rules, json: status 0' exits 0
check 'rules, json: as many rules' shows "len(r) == $n"
check 'rules, json: severities' shows \
	"[x['profiles']['kernel'] for x in r if x['id'] == 'member/moved'] == [{'breaks': 'error', 'depends': 'warning', 'safe': 'none'}]"
schema_check 'rules, json: the schema accepts it'
run explain --all --format=json
check 'json: status 0' exits 0
check 'json: as many rules, with texts' shows "len(r) == $n and all(x['texts']['example'] for x in r)"
schema_check 'json: the schema accepts it'
run explain --format=json flag/bit-shared
check 'json: one rule' shows "[x['id'] for x in r] == ['flag/bit-shared']"

# A finding of a run.
mkdir old new
echo 'struct foo { int one; int two; };' >old/foo.h
echo 'struct foo { int two; int one; };' >new/foo.h
run diff --format=json --targets=x86_64 old new
id=$(python3 -c "import json; print(json.load(open('stdout'))['findings'][0]['id'])")
run explain "$id"
check 'id: status 0' exits 0
check 'id: the finding' says "member 'one' moved from offset 0 to offset 4"
check 'id: its rule' grep -q '^member/moved: ' stdout
check 'id: how to accept this one' says "unbroken accept $id -m REASON"
run explain "$(echo "$id" | cut -c 1-6)"
check 'id: its first digits will do' says "id $id"
usage_error 'id: as text only' 'explained as text' explain --format=json "$id"
usage_error 'id: unknown' '0123456789ab' explain 0123456789ab
rm -r cache
usage_error 'id: forgotten' "$id" explain "$id"

first=$(head -n 1 ids)
usage_error 'unknown rule' "see 'unbroken rules'" explain no/such-thing-at-all
usage_error 'mistyped rule' "did you mean '$first'" explain "${first}x"
usage_error 'the second part only' "'$first'" explain "${first#*/}"
usage_error 'neither a rule nor an id' 'explain needs RULE or ID, or --all' explain
usage_error 'a rule and all' '--all takes no arguments' explain --all member/moved
usage_error 'two rules' 'explain needs' explain member/moved member/added
usage_error 'explain: unknown format' 'markdown' explain --format=xml member/moved
usage_error 'explain: unknown color' 'auto, always or never' explain --color=red member/moved
usage_error 'rules with an argument' 'takes no arguments' rules all
usage_error 'unknown format' 'markdown' rules --format=xml
usage_error 'unknown profile' 'kernel, distro, vendor, info' rules --profile=nobody

finish
