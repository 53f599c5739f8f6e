#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Usage: install.sh UNBROKEN BUILD-FOLDER
# What "meson install" leaves is complete, and all that another program needs.
BUILD=$(cd "$2" && pwd)
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../cli/lib.sh"

status=0
meson install -C "$BUILD" --no-rebuild --destdir "$scratch/root" >stdout 2>stderr || status=$?
check 'meson install' exits 0
program=$(find root -path '*/bin/unbroken')
prefix=$scratch/${program%/bin/unbroken}
library=$(dirname "$(find "$prefix" -name libunbroken.so.0)")

has() {
	[ -e "$prefix/$1" ]
}

for file in bin/unbroken bin/git-unbroken include/unbroken.h include/unbroken/struct.h \
	share/bash-completion/completions/unbroken share/zsh/site-functions/_unbroken \
	share/man/man1/unbroken.1 share/man/man3/unbroken.3 share/unbroken/conventions/README \
	share/unbroken/schema/unbroken-findings-1.json; do
	check "installed: $file" has "$file"
done
check 'installed: the library by its three names' \
	test -e "$library/libunbroken.so" -a -e "$library/libunbroken.so.0" -a -L "$library/libunbroken.so.0"
check 'not installed: the core' test -z "$(find "$prefix" -name 'libunbroken*.a')"
for verb in $("$UNBROKEN" help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' | grep -vx help); do
	check "installed: the manual page of $verb" has "share/man/man1/unbroken-$verb.1"
done
check 'all data is installed' diff -r "$ROOT/data/conventions" "$prefix/share/unbroken/conventions"

# With another root than it was built for, data is where we say.
UNBROKEN_DATADIR=$prefix/share/unbroken
LD_LIBRARY_PATH=$library${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
PKG_CONFIG_PATH=$library/pkgconfig
PKG_CONFIG_SYSROOT_DIR=$scratch/root
export UNBROKEN_DATADIR LD_LIBRARY_PATH PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
UNBROKEN=$prefix/bin/unbroken
run rules
check 'the installed program runs' exits 0

check 'pkg-config knows the version' \
	test "$(pkg-config --modversion libunbroken)" = "$("$UNBROKEN" --version | sed -n '1s/unbroken //p')"
flags=$(pkg-config --cflags --libs libunbroken)
check 'pkg-config asks for no library of ours but one' \
	test "$(echo "$flags" | tr ' ' '\n' | grep '^-l')" = -lunbroken

# compiles NAME COMPILER...: the example against what is installed, nothing else of ours.
compiles() {
	compiles_name=$1
	shift
	# shellcheck disable=SC2086 # words
	"$@" -Wall -Wextra -Werror -o "$compiles_name" "$ROOT/examples/gate.c" $flags >stdout 2>stderr
}

judges() {
	status=0
	"./$1" "$ROOT/examples/old" "$ROOT/examples/new" >stdout 2>stderr || status=$?
}

check 'the example compiles as C' compiles gate cc -std=c99 -pedantic
judges gate
check 'the example: the change breaks programs' exits 1
check 'the example: names a place' grep -q '^[^ ]*examples/new/linux/lamp.h:[0-9]*: ' stdout
"$UNBROKEN" diff --format=json "$ROOT/examples/old" "$ROOT/examples/new" >diff.json
check 'the example: as many as the program finds' python3 -c '
import json, sys
errors = json.load(open("diff.json"))["summary"]["errors"]
sys.exit(errors == 0 or errors != open("stdout").read().count("    why: "))'
cp stdout as-c
status=0
./gate "$ROOT/examples/old" "$ROOT/examples/old" >stdout 2>stderr || status=$?
check 'the example: nothing changed' exits 0
status=0
./gate /nowhere "$ROOT/examples/old" >stdout 2>stderr || status=$?
check 'the example: no such input' exits 2
check 'the example: says so' complains /nowhere
if command -v c++ >/dev/null; then
	check 'the example compiles as C++' compiles gate++ c++ -x c++ -std=c++11
	judges gate++
	check 'as C++ it says the same' cmp as-c stdout
else
	skip 'the example compiles as C++' 'no C++ compiler here'
fi
printf '#include <unbroken/struct.h>\nint main() { char a[2] = { 1 }, b[1]; return unbroken_struct_take(b, 1, 1, a, 2); }\n' >struct.c
for compiler in 'cc -std=c99' 'c++ -x c++ -std=c++11'; do
	# shellcheck disable=SC2086 # words
	check "unbroken/struct.h alone: $compiler" $compiler -Wall -Wextra -Werror -pedantic -I"$prefix/include" -o struct struct.c
	check "unbroken/struct.h alone: runs" ./struct
done

finish
