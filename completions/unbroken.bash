# SPDX-License-Identifier: LGPL-2.1-or-later
# Completion of unbroken for bash.

_unbroken_options() {
	case $1 in
	diff)
		echo '--format= --targets= --sysroot= --before= --profile= --conventions= --verbose -v --quiet -q' \
			'--color= --allow-incomplete --timeout= --jobs= --output= -o --help -h'
		;;
	explain) echo '--help -h' ;;
	rules) echo '--format= --help -h' ;;
	show)
		echo '--format= --targets= --sysroot= --value= --color= --timeout= --jobs= --output= -o' \
			'--help -h'
		;;
	snapshot) echo '--targets= --name= --sysroot= --timeout= --jobs= --output= -o --help -h' ;;
	esac
}

# The values of option $2 of verb $1; nothing where a file is wanted.
_unbroken_values() {
	case $1:$2 in
	diff:--format | show:--format) echo 'text json' ;;
	rules:--format) echo 'text markdown json' ;;
	diff:--profile) echo 'kernel distro vendor info' ;;
	diff:--color | show:--color) echo 'auto always never' ;;
	diff:--targets | show:--targets | snapshot:--targets)
		echo 'all x86_64 i386 aarch64 arm riscv64 s390x powerpc64le'
		;;
	esac
}

_unbroken() {
	local word=$2 verb=${COMP_WORDS[1]} option='' words=''

	# "=" ends a word for bash: "--format=js" is three of them.
	if [[ ${COMP_WORDS[COMP_CWORD]} == '=' ]]; then
		option=${COMP_WORDS[COMP_CWORD - 1]}
		word=''
	elif [[ ${COMP_WORDS[COMP_CWORD - 1]} == '=' ]]; then
		option=${COMP_WORDS[COMP_CWORD - 2]}
	fi

	if ((COMP_CWORD == 1)); then
		words='diff explain rules show snapshot help --help --version'
	elif [[ -n $option ]]; then
		words=$(_unbroken_values "$verb" "$option")
	elif [[ $verb == help ]]; then
		words='diff explain rules show snapshot help'
	elif [[ $word == -* ]]; then
		words=$(_unbroken_options "$verb")
	elif [[ $verb == explain ]]; then
		words=$(unbroken rules 2>/dev/null | cut -d ' ' -f 1)
	fi

	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
	if [[ ${COMPREPLY[0]-} == *= ]]; then
		compopt -o nospace
	fi
}

complete -o bashdefault -o default -F _unbroken unbroken
