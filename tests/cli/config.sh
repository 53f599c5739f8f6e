#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What a project states of itself: .unbroken/config, and what of it the command line overrides.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/repository.sh
. "$ROOT/tests/cli/repository.sh"

# Two trees: a moved member (abi), a removed constant (api), a new one (safe).
mkdir -p old/linux new/linux
cat >old/linux/a.h <<'END'
struct cfg {
	int mode;
	int flags;
};
#define CFG_OLD 7
END
cat >new/linux/a.h <<'END'
struct cfg {
	int flags;
	int mode;
};
#define CFG_NEW 8
END

# judged NAME STATUS TEXT...: diff of them with what is in .unbroken, and what it says last.
state() {
	mkdir -p .unbroken
	cat >.unbroken/config
}

diff_trees() {
	run diff --sysroot=none --targets=x86_64 "$@" old new
}

counts() {
	tail -n 1 stdout | grep -qF -- "$1"
}

diff_trees
check 'nothing stated: status 1' exits 1
check 'nothing stated: the profile kernel' counts 'unbroken: 1 error, 1 warning, 1 safe change '

# --- Profiles ----------------------------------------------------------------------

printf '[unbroken]\n\tprofile = info\n' | state
diff_trees
check 'info: status 0' exits 0
check 'info: only notes' counts 'unbroken: 2 notes, 1 safe change '
diff_trees --profile=kernel
check 'the command line wins: status 1' exits 1
check 'the command line wins: as it says' counts '1 error, 1 warning'
diff_trees --config=none
check '--config=none: nothing is stated' counts '1 error, 1 warning'
printf '[unbroken]\n\tprofile = vendor\n' | state
diff_trees
check 'vendor: status 1' exits 1
check 'vendor: every change is listed' counts 'unbroken: 1 error, 1 warning, 1 note in'
check 'vendor: the safe one too' says "a.h:5:9: note: 'CFG_NEW'"
printf '[unbroken]\n\tprofile = distro\n' | state
diff_trees
check 'distro: sources count as well' counts 'unbroken: 2 errors, 1 safe change'
mkdir other
mv .unbroken/config other/config
rmdir .unbroken
diff_trees
check 'no folder: nothing is stated' counts '1 error, 1 warning'
diff_trees --config=other
check '--config: from another folder' counts 'unbroken: 2 errors'
usage_error '--config: not there' "--config: 'missing' is no folder" diff --config=missing old new
usage_error 'an unknown --profile' "There is no profile 'kernle'; expected one of kernel, distro" \
	diff --profile=kernle old new

# --- Rules -----------------------------------------------------------------------------

printf '[rule "member/moved"]\n\tseverity = note\n[rule "constant/*"]\n\tseverity = none\n' | state
diff_trees
check 'severities of rules: status 0' exits 0
check 'severities of rules: as stated' counts \
	'unbroken: 1 note, 1 change outside the gate, 1 safe change'
printf '[rule "*/added"]\n\tsafe-severity = error\n\theader = linux/b*.h\n' | state
diff_trees
check 'another header: nothing changes' counts '1 error, 1 warning, 1 safe change'
printf '[rule "*/added"]\n\tsafe-severity = error\n\theader = linux/a*.h\n' | state
diff_trees
check 'this header: an interface that is frozen' counts '2 errors, 1 warning'
printf '[unbroken]\n[rule "member/move"]\n\tseverity = note\n' | state
usage_error 'an unknown rule' \
	".unbroken/config:2: rule \"member/move\": there is no such rule (did you mean 'member/moved'" \
	diff old new
printf '[unbroken]\n\n\trules = 99\n' | state
usage_error 'an unknown rule set' ".unbroken/config:3: unbroken: 'rules = 99' is newer" diff old new
printf '[unbroken]\n\trules = 1\n' | state
diff_trees
check 'the first rule set: its rules are in the gate' counts '1 error, 1 warning, 1 safe change'

run rules --set=1
check 'rules --set=1: those of the first set' says 'member/moved'
check 'rules --set=1: not the newer ones' sh -c '! grep -q "^accept/" stdout'
run rules --set=1 --format=ids
check 'rules --set=1: also as ids' sh -c '! grep -q "^accept/" stdout'
run rules
check 'rules: all of them' says 'accept/expired'
usage_error 'rules --set: unknown' "there is no rule set '9': they are 1 to 2" rules --set=9

# --- Mistakes ---------------------------------------------------------------------------

printf '[unbroken]\n\tprofil = kernel\n' | state
usage_error 'an unknown key' \
	".unbroken/config:2: unbroken: unknown key 'profil' (did you mean 'profile'?); expected one of profile, rules" \
	diff old new
printf '# all\n[unbrokn]\n\tprofile = kernel\n' | state
usage_error 'an unknown section' \
	".unbroken/config:2: unknown section 'unbrokn' (did you mean 'unbroken'?)" diff old new
printf '[unbroken\n\tprofile = kernel\n' | state
usage_error 'no syntax' '.unbroken/config:1: expected' diff old new
rm .unbroken/config
mkfifo .unbroken/config
usage_error 'a pipe' '.unbroken/config: cannot be read: it is no regular file' diff old new
rm .unbroken/config
ln -s config .unbroken/config
usage_error 'a link to itself' '.unbroken/config: cannot be read' diff old new
rm -r .unbroken

# --- What is incomplete -----------------------------------------------------------------

printf '#include <linux/missing.h>\nstruct s { missing_t a; };\n' >new/linux/b.h
diff_trees --profile=info
check 'incomplete: status 3' exits 3
printf '[unbroken]\n\tallow-incomplete = yes\n\tprofile = info\n\ttimeout = 30\n' | state
diff_trees
check 'allow-incomplete: status 0' exits 0
rm -r .unbroken new/linux/b.h
printf '[unbroken]\n\ttargets = s390x,i386\n' | state
run diff --sysroot=none --format=json old new
check 'targets: the stated ones' grep -q '"targets": \[' stdout
check 'targets: two' sh -c 'tr -d " \n" <stdout | grep -q "\"targets\":\[\"i386\",\"s390x\"\],\"old\""'
diff_trees
check 'targets: the command line wins' says 'for 1 target'
rm -r .unbroken

# --- In a repository ----------------------------------------------------------------------

kernel k
lamp k color power mode
commit k 'another order'
run check -C k --sysroot=none HEAD^..HEAD
check 'a repository: status 1' exits 1
mkdir k/.unbroken
printf '[unbroken]\n\tprofile = info\n' >k/.unbroken/config
run check -C k --sysroot=none HEAD^..HEAD
check 'not committed: the revision that is judged has none' exits 1
commit k 'be quiet'
run check -C k --sysroot=none HEAD^^..HEAD
check 'committed: it counts' exits 0
run check -C k --sysroot=none HEAD^^..HEAD^
check 'the state before: it does not' exits 1
run check -C k --sysroot=none --config=none HEAD^^..HEAD
check '--config=none: it does not' exits 1
run check -C k --sysroot=none --config=.unbroken HEAD^^..HEAD^
check '--config=.unbroken: what is in the folder counts' exits 0

finish
