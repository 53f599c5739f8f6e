#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# unbroken show in a repository: revisions, and since when an item has its parts.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/repository.sh
. "$ROOT/tests/cli/repository.sh"

# show ARGUMENT...: in the repository k.
show() {
	run show -C k --sysroot=none "$@"
}

# one_line TEXT: some line of the output has all of it.
one_line() {
	grep -qE -- "$1" stdout
}

kernel k
git -C k tag v1.0
lamp k color power tail
commit k 'append tail'
git -C k tag v2.0-rc1
lamp k color power tail glow
commit k 'append glow'
git -C k tag v2.0

show lamp_state v1.0
check 'a revision: status 0' exits 0
check 'a revision: its members' says 'power'
check 'a revision: no later ones' [ "$(grep -c glow stdout)" -eq 0 ]

lamp k color power tail glow dusk
show lamp_state
check 'no input: the working tree' says 'dusk'
git -C k add -A
show lamp_state :
check 'the index' says 'dusk'
show lamp_state HEAD
check 'HEAD: what is committed' [ "$(grep -c dusk stdout)" -eq 0 ]

show lamp_state --since
check 'since: status 0' exits 0
check 'since: the oldest release' one_line '^  v1\.0 or before  struct lamp_state, color, power$'
check 'since: no release candidate' [ "$(grep -c 'rc1' stdout)" -eq 0 ]
check 'since: what came between' one_line '^  v2\.0  tail, glow$'
check 'since: what no release has' one_line '^  not released  dusk$'

show lamp_state.tail --since
check 'since: of a member' one_line '^  v2\.0  tail$'

show lamp_state --since --format=json
check 'since: for programs' says '"revision": "v2.0"'

git -C k tag -d v1.0 v2.0 v2.0-rc1 >/dev/null
show lamp_state --since HEAD
check 'since: without tags, by commits' one_line '^  [0-9a-f]{12} \([0-9-]*\)  glow$'

show no_such_thing HEAD
check 'unknown: status 2' exits 2
usage_error 'no such revision' 'is no revision' show -C k lamp_state v9.9

run snapshot -o k.unb k
check 'a snapshot is made' exits 0
run show lamp_state k.unb
check 'a snapshot is shown' says 'dusk'
run show --targets=arm lamp_state k.unb
check 'a snapshot without the target: status 2' exits 2
check 'a snapshot without the target: says which' complains 'is for'

finish
