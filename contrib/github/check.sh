#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The step of action.yml, which says what the variables UNBROKEN_* are.
set -eu

cd "${UNBROKEN_DIRECTORY:-.}"
none=0000000000000000000000000000000000000000

has() {
	git rev-parse -q --verify "$1^{commit}" >/dev/null
}

# What the event brings: a pull request against its base, a push against what was there.
range_of_event() {
	if [ -n "${GITHUB_BASE_REF:-}" ]; then
		base=refs/remotes/origin/$GITHUB_BASE_REF
		has "$base" || git fetch -q --no-tags origin "+refs/heads/$GITHUB_BASE_REF:$base"
		echo "origin/$GITHUB_BASE_REF...HEAD"
	elif [ -n "${UNBROKEN_BEFORE:-}" ] && [ "$UNBROKEN_BEFORE" != "$none" ]; then
		has "$UNBROKEN_BEFORE" || git fetch -q --no-tags origin "$UNBROKEN_BEFORE"
		echo "$UNBROKEN_BEFORE..HEAD"
	elif has HEAD~1; then
		echo HEAD~1..HEAD
	fi
}

range=${UNBROKEN_RANGE:-$(range_of_event)}
if [ -z "$range" ]; then
	echo 'unbroken: nothing was there before: nothing to judge'
	exit 0
fi

temporary=${RUNNER_TEMP:-${TMPDIR:-/tmp}}
report=$temporary/unbroken.sarif
summary=$temporary/unbroken.md
status=0
# shellcheck disable=SC2086 # words
unbroken --no-pager check ${UNBROKEN_PROFILE:+--profile="$UNBROKEN_PROFILE"} \
	${UNBROKEN_ARGUMENTS:-} -o github=- -o sarif="$report" -o markdown="$summary" \
	"$range" || status=$?
if [ "$status" -ne 2 ]; then
	cat "$summary" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
	echo "report=$report" >>"${GITHUB_OUTPUT:-/dev/null}"
fi
echo "status=$status" >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$status"
