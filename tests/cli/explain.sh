#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# unbroken explain and unbroken rules.
. "$(dirname "$0")/lib.sh"

every_rule_is_explained() {
	while read -r id _; do
		run explain "$id"
		exits 0 && says "$id (" && says 'what: ' && says 'why:  ' && continue
		echo "#   $id"
		return 1
	done <ids
}

lines_fit() {
	[ "$(awk -v most="$1" 'length($0) > most' stdout | wc -l)" -eq 0 ]
}

run rules
check 'rules: status 0' exits 0
cp stdout ids
check 'rules: there are some' [ "$(wc -l <ids)" -gt 10 ]
check 'rules: sorted, each once' sh -c 'cut -d " " -f 1 ids | LC_ALL=C sort -uc'
check 'rules: NAME/NAME, dimension, summary' sh -c \
	"! grep -vE '^[a-z0-9-]+/[a-z0-9-]+ +(abi|api|behaviour|evolve) +[^ ]' ids"
check 'explain: knows every rule' every_rule_is_explained

first=$(head -n 1 ids | cut -d ' ' -f 1)
COLUMNS=60
export COLUMNS
run explain "$first"
check 'explain: keeps to COLUMNS' lines_fit 60
unset COLUMNS

run rules --format=markdown
check 'markdown: status 0' exits 0
check 'markdown: a row for each rule' [ "$(grep -c '^| `' stdout)" -eq "$(wc -l <ids)" ]
check 'markdown: a section for each rule' [ "$(grep -c '^## ' stdout)" -eq "$(wc -l <ids)" ]

run rules --format=json
check 'json: status 0' exits 0
check 'json: as many rules' python3 -c \
	'import json; assert len(json.load(open("stdout"))) == len(open("ids").readlines())'

usage_error 'unknown rule' "see 'unbroken rules'" explain no/such-thing-at-all
usage_error 'mistyped rule' "did you mean '$first'" explain "${first}x"
usage_error 'the second part only' "'$first'" explain "${first#*/}"
usage_error 'no rule' 'explain needs RULE' explain
usage_error 'rules with an argument' 'takes no arguments' rules all
usage_error 'unknown format' 'markdown' rules --format=xml

finish
