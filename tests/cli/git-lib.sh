# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh disable=SC2034,SC2154  # what it sets is for others, and lib.sh sets $status
# What the tests share that judge commits of odd repositories.  Whatever a repository
# is, not a byte of it may change.
#
# A test sources this in the place of lib.sh.  It finds a sound repository, base, the
# right answer for one commit of it in the file expected, and another copy, sound.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

if ! command -v git >/dev/null 2>&1 || ! command -v python3 >/dev/null 2>&1; then
	echo '1..0 # SKIP git or python3 is not here'
	exit
fi

# Neither what this user has configured nor a repository around us may matter.
HOME=$scratch/home
XDG_CACHE_HOME=$scratch/cache
GIT_CONFIG_NOSYSTEM=1
GIT_CEILING_DIRECTORIES=$scratch
export HOME XDG_CACHE_HOME GIT_CONFIG_NOSYSTEM GIT_CEILING_DIRECTORIES
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE XDG_CONFIG_HOME
mkdir "$HOME"
git config --global user.name Tester
git config --global user.email tester@unbroken.invalid
git config --global protocol.file.allow always
git config --global init.defaultBranch main
git config --global advice.detachedHead false
git config --global advice.nestedTag false

uapi=include/uapi/linux
change='one-header^..one-header'

# --- helpers ---------------------------------------------------------------------

# listing FOLDER: all that a write would change.
listing() {
	find "$1" -printf '%P %y %s %T@ %m %l\n' 2>/dev/null | LC_ALL=C sort
}

# ask FOLDER ARGUMENT...: the program, soon; $as_user may name another user.
as_user=
ask() {
	folder=$1
	shift
	listing "$folder" >before
	status=0
	# shellcheck disable=SC2086  # several words, or none
	timeout -k 5 60 $as_user "$UNBROKEN" "$@" >stdout 2>stderr || status=$?
	listing "$folder" >after
}

has_one_line() {
	[ "$(wc -l <stderr)" -eq 1 ]
}

has_one_line_at_most() {
	[ "$(wc -l <stderr)" -le 1 ]
}

matches() {
	grep -qiE -- "$1" stderr
}

is_unchanged() {
	cmp -s before after || { diff before after; false; }
}

# refuses NAME PATTERN FOLDER ARGUMENT...: nothing is judged, and one line says why.
refuses() {
	about=$1 pattern=$2
	shift 2
	ask "$@"
	check "$about: status 2" exits 2
	check "$about: it says why" matches "$pattern"
	check "$about: in one line" has_one_line
	check "$about: no report" is_silent stdout
	check "$about: nothing is written" is_unchanged
}

is_explained() {
	matches "$1" || python3 - "$1" <<'EOF'
import json
import re
import sys

try:
    report = json.load(open("stdout", encoding="utf-8"))
except ValueError:
    sys.exit(1)
found = [f"{part['header']}: {part['reason']}" for part in report["not_judged"]]
sys.exit(not any(re.search(sys.argv[1], line, re.I) and "\n" not in line for line in found))
EOF
}

is_incomplete() {
	[ "$status" -eq 2 ] || [ "$status" -eq 3 ]
}

# misses NAME PATTERN FOLDER ARGUMENT...: refused as above, or the report lists what it lacks.
misses() {
	about=$1 pattern=$2
	shift 2
	ask "$@"
	check "$about: status 2 or 3" is_incomplete
	check "$about: it says why" is_explained "$pattern"
	check "$about: in one line at most" has_one_line_at_most
	check "$about: nothing is written" is_unchanged
}

is_an_answer() {
	[ "$status" -le 3 ]
}

# survives NAME FOLDER ARGUMENT...: any of the four answers is right.
survives() {
	about=$1
	shift
	ask "$@"
	check "$about: an answer" is_an_answer
	check "$about: at most a line" has_one_line_at_most
	check "$about: nothing is written" is_unchanged
}

is_judged() {
	[ "$status" -le 1 ]
}

# works NAME FOLDER ARGUMENT...
works() {
	about=$1
	shift
	ask "$@"
	check "$about: judged" is_judged
	check "$about: nothing on stderr" is_silent stderr
	check "$about: nothing is written" is_unchanged
}

# same NAME FOLDER ARGUMENT...: works, with the answer that a sound repository gives.
same() {
	works "$@"
	check "$1: the right answer" cmp -s stdout expected
}

# HELPER_check NAME [PATTERN] FOLDER [RANGE]: the same for `unbroken check`, for one target.
refuses_check() {
	about=$1 pattern=$2 folder=$3
	shift 3
	refuses "$about" "$pattern" "$folder" check -C "$folder" --targets=x86_64 "$@"
}

misses_check() {
	about=$1 pattern=$2 folder=$3
	shift 3
	misses "$about" "$pattern" "$folder" check -C "$folder" --format=json --targets=x86_64 "$@"
}

survives_check() {
	about=$1 folder=$2
	shift 2
	survives "$about" "$folder" check -C "$folder" --format=json --targets=x86_64 "$@"
}

works_check() {
	about=$1 folder=$2
	shift 2
	works "$about" "$folder" check -C "$folder" --format=json --targets=x86_64 "$@"
}

same_check() {
	about=$1 folder=$2
	shift 2
	same "$about" "$folder" check -C "$folder" --format=json --targets=x86_64 "$@"
}

# fresh NAME: a sound repository; the objects of one-header are loose.
fresh() {
	rm -rf "$1"
	cp -a base "$1"
}

# object FOLDER REVISION: the path of a loose object.
object() {
	id=$(git -C "$1" rev-parse "$2")
	printf '%s/.git/objects/%s/%s' "$1" "${id%"${id#??}"}" "${id#??}"
}

# pack FOLDER: all objects into one pack; prints its path.
pack() {
	git -C "$1" repack -adq
	git -C "$1" prune-packed
	chmod u+w "$1"/.git/objects/pack/*
	echo "$1"/.git/objects/pack/*.pack
}

# flip FILE OFFSET: another byte there.
flip() {
	python3 - "$@" <<'EOF'
import sys

with open(sys.argv[1], "r+b") as file:
    file.seek(int(sys.argv[2]))
    byte = file.read(1)
    file.seek(int(sys.argv[2]))
    file.write(bytes([byte[0] ^ 0x55]))
EOF
}

# commit FOLDER TREE: a commit of it on top of main, as the branch "made".
commit() {
	git -C "$1" update-ref refs/heads/made \
		"$(git -C "$1" commit-tree -p main -m 'something odd' "$2")"
}

# plant FOLDER MODE OBJECT PATH [TREE]: a commit on top of main with OBJECT at PATH, and
# else the files of TREE (default: main).
plant() {
	GIT_INDEX_FILE=$scratch/index
	export GIT_INDEX_FILE
	git -C "$1" read-tree "${5:-main}"
	git -C "$1" rm -rq --cached --ignore-unmatch "$4"
	git -C "$1" update-index --add --cacheinfo "$2,$3,$4"
	commit "$1" "$(git -C "$1" write-tree)"
	rm -f "$GIT_INDEX_FILE"
	unset GIT_INDEX_FILE
}

# link FOLDER TARGET PATH [TREE]: the same with a symbolic link.
link() {
	plant "$1" 120000 "$(printf '%s' "$2" | git -C "$1" hash-object -w --stdin)" "$3" "${4:-main}"
}

"$ROOT/tools/make-history" base --small || exit 1

fresh sound
ask sound check -C sound --format=json --targets=x86_64 "$change"
check 'a sound repository: status 0' exits 0
check 'a sound repository: the change is found' says vfio_device_info
check 'a sound repository: nothing is written' is_unchanged
cp stdout expected
