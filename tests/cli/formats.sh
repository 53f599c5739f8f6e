#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2086  # the arguments in a variable are several
# What every format writes: that others' schemas accept it, that it is the same in every run,
# that hostile names stay harmless in it, and that no place of this machine is in it.
. "$(dirname "$0")/lib.sh"

all='text terse json jsonl sarif junit github gitlab markdown mail'
args='--sysroot=none --targets=x86_64,i386'
cp -r "$ROOT/examples" examples

# hostile FOLDER VALUE: a header whose comments and strings mean something to some format.
hostile() {
	mkdir -p "$1/linux"
	{
		printf 'struct odd {\n\tint a;\n%s\tint flags;\n};\n' "$2"
		printf '#define ODD_TEXT "%s <b>&amp;]]></failure>\\" | `x` @everyone %% ::error::no \033[31m\003 \377"\n' "$3"
		printf '#define GONE_%s 1\n' "$4"
	} >"$1/linux/odd | name.h"
	printf 'struct bad { missing_t a; int %s; };\n' "$4" >"$1/linux/bad.h"
}
hostile 'odd/old' '' 1 A
hostile 'odd/new' '	int b;
' 2 B

# python NAME: a program on stdin, with the report as the text r.
python() {
	name=$1
	{
		echo 'import json, re, sys; r = open("stdout", encoding="utf-8", newline="").read()'
		cat
	} >program.py
	check "$name" python3 program.py 2>stderr
}

# published NAME FILE SCHEMA: by the schema that others have published.
published() {
	if ! schema=$("$ROOT/tools/fetch-schema" "$3" 2>reason); then
		skip "$1" "$(cat reason)"
	elif [ "$3" = junit ]; then
		check "$1" xmllint --noout --schema "$schema" "$2" 2>stderr
	else
		check "$1" python3 -c 'import json, jsonschema, sys
schema, report = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
jsonschema.validators.validator_for(schema)(schema).validate(report)' "$schema" "$2" 2>stderr
	fi
}

# --- Every format, on two inputs ---------------------------------------------------

for input in examples odd; do
	for format in $all html; do
		run diff $args --format=$format $input/old $input/new
		cp stdout "$input.$format"
		check "$input, $format: something is written" [ -s stdout ]
		check "$input, $format: no complaint" is_silent stderr
		run diff $args --format=$format $input/old $input/new
		check "$input, $format: the same in every run" cmp -s "$input.$format" stdout
		python "$input, $format: valid UTF-8 without control characters" <<-'EOF'
		sys.exit(any(c < " " and c not in "\n\t" for c in r))
		EOF
		run diff $args --format=$format "$PWD/$input/old" "$PWD/$input/new"
		case $format in
		text | terse | json | jsonl | html) ;; # these name what was typed
		*) check "$input, $format: no absolute path" sh -c "! grep -qF '$PWD' stdout" ;;
		esac
	done
done

# --- By schemas ----------------------------------------------------------------

for input in examples odd; do
	published "$input: the SARIF schema" $input.sarif sarif
	published "$input: the JUnit schema" $input.junit junit
done
run diff $args -v --format=sarif odd/old odd/new
published 'verbose: the SARIF schema' stdout sarif
run diff $args --format=junit examples/old examples/old
published 'no change: the JUnit schema' stdout junit
check 'no change: a test that passes' says 'tests="1" failures="0" errors="0"'

cp odd.jsonl stdout
python 'jsonl: our schemas accept every line' <<EOF
import jsonschema
data = "$ROOT/data/schema"
line = json.loads(open(f"{data}/unbroken-findings-lines-1.json").read()
                  .replace("urn:unbroken:findings:1#", "#"))
line["\$defs"].update(json.load(open(f"{data}/unbroken-findings-1.json"))["\$defs"])
validator = jsonschema.Draft202012Validator(line)
lines = [json.loads(text) for text in r.splitlines()]
for each in lines:
    validator.validate(each)
whole = json.load(open("odd.json"))
assert lines[:-1] == whole["findings"]
assert lines[-1]["summary"] == whole["summary"] and lines[-1]["not_judged"] == whole["not_judged"]
EOF

cp odd.gitlab stdout
python 'gitlab: what GitLab documents' <<'EOF'
issues = json.loads(r)
for issue in issues:
    assert set(issue) >= {"description", "check_name", "fingerprint", "severity", "location"}, issue
    assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
    assert not issue["location"]["path"].startswith(("./", "/"))
    assert issue["location"]["lines"]["begin"] >= 1
assert len({issue["fingerprint"] for issue in issues}) == len(issues) > 1
assert any(issue["check_name"] == "not-judged" for issue in issues)
EOF

# --- What each says ----------------------------------------------------------------

cp odd.sarif stdout
python 'sarif: all rules, explicit levels, relative places' <<'EOF'
import subprocess
run = json.loads(r)["runs"][0]
rules = run["tool"]["driver"]["rules"]
known = json.loads(subprocess.run([__import__("os").environ["UNBROKEN"], "rules", "--format=json"],
                                  capture_output=True).stdout)
assert [rule["id"] for rule in rules] == [rule["id"] for rule in known]
for rule in rules:
    assert set(rule) == {"id", "name", "shortDescription", "fullDescription", "help", "helpUri",
                         "defaultConfiguration", "properties"}, rule
    assert re.match(r"[a-z][a-z0-9+.-]*:", rule["helpUri"]) and rule["help"]["markdown"]
for result in run["results"]:
    assert result["level"] in ("error", "warning", "note")
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    place = result["locations"][0]["physicalLocation"]
    assert re.fullmatch(r"[A-Za-z0-9._~!$&'()*+,;=@/%-]+", place["artifactLocation"]["uri"]), place
    assert place["region"]["startLine"] >= 1 and result["locations"][0]["logicalLocations"]
    assert re.fullmatch("[0-9a-f]{12}", result["partialFingerprints"]["unbrokenFindingId/v1"])
assert any("odd%20%7C%20name.h" in json.dumps(result) for result in run["results"])
notes = run["invocations"][0]["toolExecutionNotifications"]
assert any(note["level"] == "warning" and "bad.h" in note["message"]["text"] for note in notes)
EOF

cp odd.github stdout
check 'github: an annotation has a file, a line and a title' \
	grep -qE '^::error file=odd/new/linux/odd \| name\.h,line=[0-9]+,col=[0-9]+,title=[a-z/-]+::' stdout
check 'github: only what we wrote is a command' \
	sh -c '! grep -v "^::\(error\|warning\|notice\) file=" stdout | grep -q "^ *::"'
check 'github: a line is a command as a whole' sh -c '! grep "^::" stdout | grep -qE "%([^0-9A-F]|.[^0-9A-F])"'
check 'github: what was not judged is told' says 'not judged: linux/bad.h'

mkdir -p many/old/linux many/new/linux
for i in $(seq 30); do
	echo "#define MANY_$i $i" >>many/old/linux/many.h
	echo "#define MANY_$i $((i + 1))" >>many/new/linux/many.h
done
run diff $args --format=github many/old many/new
check 'github: at most ten annotations of a kind' [ "$(grep -c '^::error' stdout)" -eq 10 ]
check 'github: the others are in the log' says 'GitHub shows 10 of 30 errors'
check 'github: all of them' [ "$(grep -c '^  many/.*: error: ' stdout)" -eq 20 ]

for i in $(seq 1500); do
	echo "#define MORE_$i 0x$i" >>many/old/linux/many.h
	echo "#define MORE_$i 0x1$i" >>many/new/linux/many.h
done
run diff $args --format=markdown many/old many/new
check 'markdown: not longer than a comment may be' [ "$(wc -m <stdout)" -lt 65536 ]
check 'markdown: it says what is left out' says 'more findings are not shown here.'
check 'markdown: it says so below the details as well' [ "$(grep -c 'more findings are not shown' stdout)" -eq 2 ]

# Code spans show what is in them; what is left is text.
sed 's/`` [^`]*\(`[^`]\+\)* ``//g; s/`[^`]*`//g' odd.markdown >stdout
check 'markdown: no mention' sh -c '! grep -q @everyone stdout'
check 'markdown: no tag but ours' sh -c '! sed "s/<details><summary>Why, and what to do<.summary>//; s/<.details>//" stdout | grep -q "<"'
check 'markdown: names are code' grep -qF '`struct odd`: member `b` was inserted' odd.markdown
cp odd.markdown stdout
check 'markdown: cells stay cells' sh -c 'grep "^| " stdout | sed "s/\\\\|//g" | awk -F"|" "NF != 6 { bad = 1 } END { exit bad }"'

cp odd.junit stdout
check 'junit: what was not judged is an error' says '<error type="not-judged"'
run diff $args --allow-incomplete --format=junit odd/old odd/new
check 'junit: or skipped, where that is allowed' says '<skipped>'
check 'junit: and no error then' sh -c '! grep -q "<error" stdout'
cp examples.junit stdout
python 'junit: only errors fail, and the numbers are right' <<'EOF'
from xml.etree import ElementTree
root = ElementTree.fromstring(r)
cases = root.findall(".//testcase")
failures = [case for case in cases if case.find("failure") is not None]
assert int(root.get("tests")) == len(cases) == 8 and int(root.get("failures")) == len(failures) == 2
assert [suite.get("name") for suite in root] == ["unbroken", "linux/lamp.h"]
assert len([case for case in cases if case.find("system-out") is not None]) == 2
EOF

run diff $args -q --format=terse examples/old examples/new
check 'terse: -q is the summary' [ "$(wc -l <stdout)" -eq 1 ]
check 'terse: a line a finding' grep -qE '^examples/new/linux/lamp.h:23:2: error: .* \[enum/value-changed\] [0-9a-f]{12}$' examples.terse

for input in examples odd; do
	check "$input, mail: no line is wider than 75 columns" \
		sh -c "! expand $input.mail | grep -qE '^.{76}'"
done
check 'mail: the hunk is quoted' grep -qx '> +	LAMP_MODE_FADE,' examples.mail
check 'mail: and only that' sh -c '! grep -q "^> .*The second release" examples.mail'
check 'mail: what is safe is not told' sh -c '! grep -q "constant/added" examples.mail'

# --- The id of a finding is the same in all of them -----------------------------------

# ids FORMAT: of what is not safe, sorted.
ids() {
	case $1 in
	text) sed -n 's/.* id \([0-9a-f]\{12\}\)$/\1/p' ;;
	terse) sed -n 's/.*\] \([0-9a-f]\{12\}\)$/\1/p' ;;
	json) jq_ids 'for f in json.load(sys.stdin)["findings"]: f["severity"] != "none" and print(f["id"])' ;;
	jsonl) jq_ids 'for l in sys.stdin:
    f = json.loads(l)
    f.get("severity", "none") != "none" and print(f["id"])' ;;
	sarif) jq_ids 'for f in json.load(sys.stdin)["runs"][0]["results"]: print(f["partialFingerprints"]["unbrokenFindingId/v1"])' ;;
	junit) sed -n 's/^id:    \([0-9a-f]\{12\}\)$/\1/p' ;;
	github) sed -n 's/.*%0Aid: \([0-9a-f]\{12\}\)$/\1/p' ;;
	gitlab) jq_ids 'for f in json.load(sys.stdin): f["check_name"] != "not-judged" and print(f["fingerprint"])' ;;
	mail) sed -n 's/^([a-z/-]*, id \([0-9a-f]\{12\}\)\(, only .*\)\?)$/\1/p' ;;
	markdown) sed -n 's/.*, id `\([0-9a-f]\{12\}\)`$/\1/p' ;;
	esac <"$2" | sort
}

jq_ids() {
	python3 -c "import json, sys
$1"
}

for input in examples odd; do
	ids text $input.text >wanted
	check "$input: there are ids" [ -s wanted ]
	for format in $all; do
		ids $format $input.$format >found
		check "$input: $format has the ids of text" cmp -s wanted found
	done
done

finish
