#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What is said to people who ask, and to those who mistype.
. "$(dirname "$0")/lib.sh"

mkdir -p with/linux without
echo '#define LAMP_ON 1' >with/linux/lamp.h

run help
check 'help: status 0' exits 0
check 'help: names the verbs' says '  diff '
check 'help: nothing on stderr' is_silent stderr
cp stdout overview
run --help
check '--help says the same' cmp -s overview stdout
run -h
check '-h says the same' cmp -s overview stdout
run help diff
check 'help diff: status 0' exits 0
check 'help diff: shows the usage' says 'unbroken diff [OPTION...] OLD NEW'
cp stdout diff-help
run diff --help
check 'diff --help says the same' cmp -s diff-help stdout
run --version
check '--version: status 0' exits 0
check '--version: names the program' grep -qE '^unbroken [0-9]+\.[0-9]+' stdout
for library in 'libclang [0-9]' 'GLib 2' 'libgit2 [0-9]' 'libarchive 3' 'GMime 3' 'libbpf [0-9]' 'jansson 2' 'libseccomp 2'; do
	check "--version: names $library" grep -q "^$library" stdout
done

usage_error 'no verb' "see 'unbroken help'"
usage_error 'unknown verb' "did you mean 'diff'" dif with with
usage_error 'help for an unknown verb' "did you mean 'rules'?" help rule
usage_error 'help for two verbs' 'one verb' help diff rules
usage_error 'unknown option' '--frobnicate' diff --frobnicate with with
usage_error 'too few inputs' 'OLD NEW' diff with
usage_error 'too many inputs' 'OLD NEW' diff with with with
usage_error 'unknown format' 'text, terse, json' diff --format=xml with with
usage_error 'unknown target' 'vax' diff --targets=vax with with
usage_error 'unknown profile' 'sloppy' diff --profile=sloppy with with
usage_error 'unknown colour' 'always' diff --color=blue with with
usage_error 'negative time' '--timeout' diff --timeout=-1 with with
usage_error 'negative jobs' '--jobs' diff --jobs=-1 with with
usage_error 'no number' 'many' diff --jobs=many with with
usage_error 'verbose and quiet' 'exclude' diff -v -q with with
usage_error 'missing sysroot' './nowhere' diff --sysroot=./nowhere with with
usage_error 'missing conventions' './nowhere' diff --conventions=./nowhere with with
usage_error 'missing input' './nowhere' diff ./nowhere with
usage_error 'missing second input' './nowhere' diff with ./nowhere
usage_error 'both inputs empty' 'holds any header' diff without without
usage_error 'control characters in a name' "'?[31mred'" diff "$(printf '\033[31mred')" with

finish
