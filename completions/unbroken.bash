# SPDX-License-Identifier: LGPL-2.1-or-later
# Completion of unbroken for bash, and of "git unbroken" where git's own is there.

_unbroken_options() {
	local judging='--directory= -C --format= --targets= --header= --sysroot= --profile= --config= --release= --conventions= --verbose -v --show-accepted
		--quiet -q --color= --allow-incomplete --timeout= --jobs= --no-cache --output= -o --help -h'

	case $1 in
	accept) echo '--message= -m --until= --list --remove --prune --directory= -C --help -h' ;;
	am-check) echo "--base= $judging" ;;
	check) echo "--each $judging" ;;
	diff) echo "--before= $judging" ;;
	diff-driver) echo '--help -h' ;;
	exercise) echo '--blocked-arcs --format= --length= --output= -o --revision= --rounds= --seed= --sysfs= --help -h' ;;
	explain) echo '--all --color= --format= --help -h' ;;
	host) echo '--device= --all-descriptors --headers= --verbose -v --help -h' ;;
	level) echo "--rev= --reason= -m --since= --removal= --contact= --name= $judging" ;;
	log) echo "--max-count= -n --since-tags $judging" ;;
	rules) echo '--color= --format= --profile= --set= --help -h' ;;
	show)
		echo '--directory= -C --since --format= --targets= --sysroot= --value= --color= --timeout= --jobs= --output= -o' \
			'--help -h'
		;;
	snapshot) echo '--directory= -C --targets= --name= --sysroot= --timeout= --jobs= --output= -o --help -h' ;;
	esac
}

# The values of option $2 of verb $1; nothing where a file is wanted.
_unbroken_values() {
	case $1:$2 in
	exercise:--format) echo 'text html' ;;
	exercise:--revision) echo 'v1 v2' ;;
	explain:--format) echo 'text markdown json man' ;;
	rules:--format) echo 'text ids markdown json' ;;
	diff:--format | check:--format | am-check:--format)
		echo 'text terse json jsonl sarif junit github gitlab markdown mail html'
		;;
	*:--format) echo 'text json' ;;
	log:--output) echo 'text= json=' ;;
	diff:--output | check:--output | am-check:--output)
		echo 'text= terse= json= jsonl= sarif= junit= github= gitlab= markdown= mail= html='
		;;
	*:--profile) echo 'kernel distro vendor info' ;;
	*:--color) echo 'auto always never' ;;
	*:--targets) echo 'all x86_64 i386 aarch64 arm riscv64 s390x powerpc64le' ;;
	am-check:--base | level:--rev) _unbroken_revisions ;;
	esac
}

# Branches and tags, each behind $1 (the "A.." of a range); nothing outside of a repository.
_unbroken_revisions() {
	git for-each-ref --format="${1//%/%%}%(refname:strip=2)" refs/heads refs/tags refs/remotes 2>/dev/null
}

# Those that fit the word $1, which may be a range.
_unbroken_range() {
	local before=''

	[[ $1 =~ ^.*\.\.\.? ]] && before=${BASH_REMATCH[0]}
	_unbroken_revisions "$before"
}

# Whether a "--" stands before the word that is typed.
_unbroken_behind_dashes() {
	local i

	for ((i = 2; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} == -- ]] && return 0
	done
	return 1
}

# The exercise, and then the device: one in PCI's folder, or in VFIO's.
_unbroken_exercises() {
	local device

	echo vfio-migration
	for device in /sys/bus/pci/devices/*; do
		[[ -e $device ]] && echo "${device##*/}"
	done
	for device in /dev/vfio/devices/*; do
		[[ -e $device ]] && echo "$device"
	done
}

# What an operand of verb $1 that begins with $2 may be.
_unbroken_operands() {
	case $1 in
	check) _unbroken_range "$2" ;;
	diff)
		_unbroken_range "$2"
		compgen -f -- "$2"
		;;
	exercise) _unbroken_exercises ;;
	explain) unbroken rules --format=ids 2>/dev/null ;;
	level)
		printf '%s\n' show set check import export stable testing obsolete removed unreleased
		compgen -f -- "$2"
		;;
	log) _unbroken_behind_dashes || _unbroken_range "$2" ;;
	esac
}

# Offers those lines of $2 that begin with $1.  "compgen -W" would run what a branch is called.
_unbroken_offer() {
	local line

	COMPREPLY=()
	while IFS= read -r line; do
		[[ -n $line && $line == "$1"* ]] && COMPREPLY+=("$line")
	done <<<"$2"
}

_unbroken() {
	local COMP_WORDS=("${COMP_WORDS[@]}") COMP_CWORD=$COMP_CWORD
	while ((COMP_CWORD > 1)) && [[ ${COMP_WORDS[1]} == -P || ${COMP_WORDS[1]} == --no-pager ]]; do
		COMP_WORDS=("${COMP_WORDS[0]}" "${COMP_WORDS[@]:2}")
		COMP_CWORD=$((COMP_CWORD - 1))
	done
	local word=$2 verb=${COMP_WORDS[1]} option='' words=''

	# "=" ends a word for bash: "--format=js" is three of them.
	if [[ ${COMP_WORDS[COMP_CWORD]} == '=' ]]; then
		option=${COMP_WORDS[COMP_CWORD - 1]}
		word=''
	elif [[ ${COMP_WORDS[COMP_CWORD - 1]} == '=' ]]; then
		option=${COMP_WORDS[COMP_CWORD - 2]}
	fi

	if ((COMP_CWORD == 1)); then
		words='accept am-check check diff diff-driver exercise explain host level log rules show snapshot help --help --version -P --no-pager'
	elif [[ -n $option ]]; then
		words=$(_unbroken_values "$verb" "$option")
	elif [[ $verb == help ]]; then
		words='accept am-check check diff diff-driver exercise explain host level log rules show snapshot help'
	elif [[ $word == -* ]]; then
		words=$(_unbroken_options "$verb")
	else
		_unbroken_offer "$word" "$(_unbroken_operands "$verb" "$word")"
		# Some of them are folders, which go on behind a slash.
		[[ $verb == diff ]] && compopt -o filenames
		return
	fi

	_unbroken_offer "$word" "${words//[[:space:]]/$'\n'}"
	if [[ ${COMPREPLY[0]-} == *= ]]; then
		compopt -o nospace
	fi
}

# git's completion calls this with the words behind its own options in place.
_git_unbroken() {
	local i verb=1

	for ((i = 1; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} == unbroken ]] && verb=$((i + 1)) && break
	done

	local COMP_CWORD=$((COMP_CWORD - verb + 1))
	local COMP_WORDS=(unbroken "${COMP_WORDS[@]:verb}")

	compopt +o nospace
	_unbroken unbroken "${COMP_WORDS[COMP_CWORD]}"
}

complete -o bashdefault -o default -F _unbroken unbroken
