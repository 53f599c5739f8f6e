#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# --format=mail: answers to a series, as programs for mail take them.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/repository.sh
. "$ROOT/tests/cli/repository.sh"

am() {
	run am-check -C k --sysroot=none --base=base "$@"
}

kernel k
git -C k tag base
git -C k checkout -q -b topic
lamp k mode color power
commit k 'uapi: insert mode'
sed -i 's/__u32 color;/unsigned short color;/' k/include/uapi/linux/lamp.h
printf '#define OTHER 1\n' >k/include/uapi/linux/other.h
commit k 'uapi: a narrow color for Jürgen'
printf '#define OTHER 1\n#define ANOTHER 2\n' >k/include/uapi/linux/other.h
commit k 'uapi: add another'
git -C k format-patch -q -v3 --thread --cover-letter --stdout --to=list@example.org \
	--cc='Günther Groß <gg@example.org>' --cc='"A, B" <ab@example.org>' base..topic >series.mbox

am --output="mail=$scratch/answers.mbox" "$scratch/series.mbox"
check 'a series: status 1' exits 1
check 'a series: text on stdout' says '[1/3] uapi: insert mode'
mkdir out
git mailsplit -oout answers.mbox >number
check 'an mbox of the patches that break something' grep -qx 2 number

# shows NAME EXPRESSION: of the answers, by the message-ids of the patches, in Python.
shows() {
	check "$1" python3 - "$2" 2>stderr <<'EOF'
import email, email.policy, glob, mailbox, sys
read = lambda path: [email.message_from_bytes(bytes(m), policy=email.policy.default)
                     for m in mailbox.mbox(path)]
patches = {m["Message-Id"].strip(): m for m in read("series.mbox")}
answers = read("answers.mbox")
pairs = [(a, patches[a["In-Reply-To"].strip()]) for a in answers]
body = lambda m: m.get_content()
sys.exit(not eval(sys.argv[1]))
EOF
}
shows 'each answers its patch' 'len(pairs) == 2'
shows 'under its subject' 'all(" ".join(a["Subject"].split()) == "Re: " + " ".join(p["Subject"].split()) for a, p in pairs)'
shows 'to its author' 'all(a["To"] == p["From"] for a, p in pairs)'
shows 'and to all others' 'all({x.addr_spec for x in a["Cc"].addresses} == {"list@example.org", "gg@example.org", "ab@example.org"} for a, p in pairs)'
shows 'in its thread' 'all(a["References"].split() == [*p["References"].split(), p["Message-Id"].strip()] for a, p in pairs)'
shows 'without a date or a sender' 'not any(a["Date"] or a["From"] or a["Message-Id"] for a in answers)'
shows 'it quotes the patch' 'all(line[2:] in p.get_content().split("\n") for a, p in pairs for line in body(a).split("\n") if line[:3] in ("> +", "> -"))'
shows 'what was inserted' '"\n> +\t__u32 mode;\n" in body(answers[0]) and "\n> +\tunsigned short color;\n" in body(answers[1])'
shows 'not what is harmless' 'not any("OTHER" in body(a) for a in answers)'
shows 'its text is UTF-8' 'all(a.get_content_charset() == "utf-8" for a in answers)'
shows 'no line is too wide' 'all(len(line.expandtabs()) <= 75 for a in answers for line in body(a).split("\n"))'

am --format=mail "$scratch/series.mbox"
check 'the same in every run' cmp -s answers.mbox stdout

git -C k format-patch -q -o "$scratch/one" base..topic~2
am --format=mail "$scratch"/one/0001*
check 'one answer is a mail, not an mbox' grep -q '^To: ' stdout
check 'one answer: its first line is a header' [ "$(head -n 1 stdout | cut -d ' ' -f 1)" = To: ]

git -C k format-patch -q -o "$scratch/threaded" --thread base..topic~2
am --format=mail "$scratch"/threaded/0001*
check 'with a Message-Id: it is answered' grep -q '^In-Reply-To: <.*>$' stdout

# Names that would be headers or mails of their own.
sed 's/^Subject: .*insert mode/Subject: [PATCH v3 1\/3] insert\n mode=?UTF-8?q?=0ABcc:_x=40example.org?=/;
	s/^From: A U Thor.*/From: "A\\"B\n <c@example.org>,"@example.org/' series.mbox >odd.mbox
am --output="mail=$scratch/odd.answers" "$scratch/odd.mbox"
check 'an odd subject: no header comes of it' sh -c '! grep -qi "^bcc:" odd.answers'

git -C k diff base topic >plain.diff
am --format=mail "$scratch/plain.diff"
check 'a plain diff: status 1' exits 1
check 'a plain diff: no headers' sh -c '! grep -q "^\(To\|Subject\|In-Reply-To\):" stdout'
check 'a plain diff: it is quoted' grep -q '^> +	__u32 mode;' stdout

run check -C k --sysroot=none --format=mail base..topic
check 'check: commits are named' grep -q '^On commit [0-9a-f]\{12\} ("uapi: insert mode"):$' stdout
check 'check: hunks are quoted' grep -q '^> +	__u32 mode;' stdout
check 'check: nothing is too wide' sh -c '! expand stdout | grep -qE "^.{76}"'
run check -C k --sysroot=none --format=mail topic~1..topic
check 'nothing to say: one line' [ "$(wc -l <stdout)" -eq 1 ]
check 'nothing to say: the summary' says 'unbroken: '

finish
