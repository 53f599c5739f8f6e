# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
# What the tests of the command line share; they speak the Test Anything Protocol.
#
# A test sources this, calls check() and friends, and ends with finish.  The
# program is $UNBROKEN, or the first argument.  Everything happens in a folder of
# its own that ends with the test.

set -u
UNBROKEN=${UNBROKEN:-${1:?UNBROKEN or an argument must name the program}}
case $UNBROKEN in
/*) ;;
*) UNBROKEN=$PWD/$UNBROKEN ;;
esac
if [ ! -x "$UNBROKEN" ]; then
	echo "Bail out! there is no program $UNBROKEN"
	exit 1
fi
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
: "${UNBROKEN_DATADIR:=$ROOT/data}"
export UNBROKEN UNBROKEN_DATADIR
unset COLUMNS NO_COLOR
LC_ALL=C.UTF-8
export LC_ALL

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
cd "$scratch" || exit 1

points=0
failed=0

# run ARGUMENT...: the program, with its output in files and its status in $status.
run() {
	status=0
	"$UNBROKEN" "$@" >stdout 2>stderr || status=$?
}

# check NAME COMMAND...: one point.
check() {
	points=$((points + 1))
	name=$1
	shift
	if "$@"; then
		echo "ok $points - $name"
		return
	fi
	failed=$((failed + 1))
	echo "not ok $points - $name"
	echo "#   failed: $*"
	echo "#   status: ${status:-}"
	head -n 20 stdout 2>/dev/null | sed 's/^/#   stdout: /'
	head -n 20 stderr 2>/dev/null | sed 's/^/#   stderr: /'
}

# skip NAME REASON
skip() {
	points=$((points + 1))
	echo "ok $points - $1 # SKIP $2"
}

exits() {
	[ "$status" -eq "$1" ]
}

says() {
	grep -qF -- "$1" stdout
}

complains() {
	grep -qF -- "$1" stderr
}

is_silent() {
	[ ! -s "$1" ]
}

# usage_error NAME TEXT ARGUMENT...: status 2, one line on stderr that has TEXT, no report.
usage_error() {
	usage_name=$1
	usage_text=$2
	shift 2
	run "$@"
	check "$usage_name: status 2" exits 2
	check "$usage_name: it says why" complains "$usage_text"
	check "$usage_name: in one line" [ "$(wc -l <stderr)" -eq 1 ]
	check "$usage_name: no report" is_silent stdout
}

finish() {
	echo "1..$points"
	[ "$failed" -eq 0 ]
	exit
}
