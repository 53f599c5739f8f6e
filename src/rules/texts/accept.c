/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Accepted findings. */
#include "rules/text.h"

const struct rule_text text_accept_expired = {
	.worst = VERDICT_BREAKS,
	.why = "An entry with an \"until\" says that its author meant to come back. When that "
	       "version or day has come, the entry accepts nothing any more, and what it hid "
	       "counts again. So no finding is forgotten because somebody once was in a hurry.",
	.example = "Documentation/ABI of the kernel states such promises in prose: an entry under "
	           "obsolete \"will be removed after 2028\" or \"should be removed by January "
	           "2030\", and the files under removed tell of dates that had long passed when "
	           "it was done. No program reads these dates, so nobody is reminded. Here the "
	           "run that judges the interface reminds you.",
	.fix = "Settle the finding and remove the entry with \"unbroken accept --remove ID\". If "
	       "the reason still holds, accept it again with a later date and say why it took "
	       "longer.",
	.accept = "It cannot be accepted itself; give the entry another date.",
	.references = {
		"Documentation/ABI/README",
		"unbroken-accept(1)",
	},
};

const struct rule_text text_accept_malformed = {
	.worst = VERDICT_BREAKS,
	.why = "A trailer that cannot be read accepts nothing, so the change that it was written "
	       "for stays an error, or reaches the history without a word of reason. Those who "
	       "judge the same commit years later have only that line to go by.",
	.example = "libdrm copies headers from the kernel, and its README demands in prose that a "
	           "commit which copies a breaking change states why that is safe. A rule in "
	           "prose is kept as long as a reviewer remembers it. The trailer UAPI-change: is "
	           "the same demand in a form that a program can check, and a trailer without a "
	           "reason does not meet it.",
	.fix = "Write \"UAPI-change: ID REASON\" or \"UAPI-change: RULE ITEM REASON\" in the last "
	       "paragraph of the commit message, and amend the commit.",
	.accept = "It cannot be accepted; in a history that is published, put an entry into "
	          ".unbroken/accept instead.",
	.references = {
		"Documentation/process/submitting-patches.rst",
		"unbroken-accept(1)",
	},
};

const struct rule_text text_accept_unused = {
	.worst = VERDICT_BREAKS,
	.why = "An entry that fits nothing is a hole in the fence: it would hide the same finding "
	       "if that ever came about. Most often the change has been reverted or done in "
	       "another way, so its id is another, or the id was copied wrongly.",
	.example = "The kernel's scripts/check-uapi.sh has a list of names that it never reports, "
	           "such as names that end in MAX or pad, and nobody learns which of them did "
	           "nothing. Held against 182 labelled changes, the list together with the switch "
	           "-i hides 12 of the 34 that really break programs. An entry for one finding, "
	           "which must fit, cannot do that.",
	.fix = "Correct the id, or remove the entry with \"unbroken accept --remove ID\".",
	.accept = "It cannot be accepted; an entry that is meant for a later change is written "
	          "when the change is made.",
	.references = {
		"Documentation/dev-tools/checkuapi.rst",
		"scripts/check-uapi.sh",
		"unbroken-accept(1)",
	},
};
