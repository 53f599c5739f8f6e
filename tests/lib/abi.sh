#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Usage: abi.sh UNBROKEN LIBRARY
# Our own header is judged like any other: what it may become, and what is refused.
LIBRARY=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../cli/lib.sh"

judge() {
	status=0
	"$ROOT/tools/check-abi" "$UNBROKEN" "$LIBRARY" "$@" >stdout 2>stderr || status=$?
}

# changed NAME EXPRESSION: the headers in ./include, changed by sed.
changed() {
	rm -rf include
	cp -r "$ROOT/include" include
	sed -i "$2" include/unbroken.h
	check "$1: the header is another" sh -c '! cmp -s "$0/include/unbroken.h" include/unbroken.h' "$ROOT"
	judge include
}

judge
check 'headers, symbols, versions, manual page: as released' exits 0

changed 'a member in the middle' '/^struct unbroken_finding {/,/^}/s/^\tconst char \*rule;/\tconst char *kind;\n&/'
check 'a member in the middle of a struct is refused' exits 1
check 'a member in the middle of a struct is named' says '[member/inserted]'

changed 'the value of a flag' 's/^#define UNBROKEN_COMPARE_CACHE 1/#define UNBROKEN_COMPARE_CACHE 2/'
check 'another value of a flag is refused' says "'UNBROKEN_COMPARE_CACHE' changed its value"

changed 'a function less' '/^UNBROKEN_API void unbroken_free(/d'
check 'a function less is refused' exits 1
check 'a function less: as an interface' says '[function/removed]'
check 'a function less: as a symbol' says 'unbroken_free is in the library, but not in include/unbroken.h'

changed 'a function more' 's/^UNBROKEN_API void unbroken_free(/UNBROKEN_API int unbroken_more(void);\n&/'
check 'a function that is not in the library is told' says 'unbroken_more is in include/unbroken.h, but not in the library'
check 'a function that is not listed is told' says 'but not in src/lib/libunbroken.map'

changed 'another version' 's/^#define UNBROKEN_VERSION_MINOR .*/#define UNBROKEN_VERSION_MINOR 99/'
check 'another version than that of the build is told' says 'include/unbroken.h is of version 0.99.'
check 'another version is no change of the interface' sh -c '! grep -q "unbroken diff" stdout'

changed 'a new option' '/^struct unbroken_compare_options {/,/^}/s/^}/\tconst char *later;\n}/'
check 'an option that is new may be' exits 0
changed 'more in a finding' '/^struct unbroken_finding {/,/^}/s/^}/\tconst char *later;\n}/'
check 'more to tell of a finding may be' exits 0
changed 'a further error' 's/^\tUNBROKEN_ERROR_WRITE = 10,.*/&\n\tUNBROKEN_ERROR_MORE = 11,/'
check 'a further error may be' exits 0

finish
