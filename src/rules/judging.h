/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What rules work with. */
#ifndef UNBROKEN_RULES_JUDGING_H
#define UNBROKEN_RULES_JUDGING_H

#include "policy/policy.h"
#include "source/source.h"
#include "rules/rule.h"

struct judging {
	const struct diff *diff;
	const struct policy *policy;
	GStringChunk *strings; /* of the report */
	const struct tree *old_tree, *new_tree;
	/* The release before the old one, NULL if not given. */
	const struct tree *before_tree;
	const struct model *before;
	/* Of the changed records of a target: old record -> struct layout_pair. */
	GHashTable *layout_pairs;
	GPtrArray *layouts; /* memory of the report's layouts */
};

struct layout_pair {
	const struct record *new_record;
	const struct finding_layout *old_layout, *new_layout; /* live as long as the report */
	gboolean differs;
};

/* What to draw of @change; NULL where no record of it has other bytes than before. */
const struct layout_pair *change_layouts(struct judging *judging, const struct change *change);

/* Formats a text that lives as long as the report. */
const char *opinion_say(struct judging *judging, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Adds a line to the evidence; equal lines once. */
void opinion_know(struct judging *judging, struct opinion *opinion, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
/* The convention that settles @topic for the item of @change; it is cited in
 * @opinion and decides its verdict.  FALSE if there is none. */
gboolean opinion_settle(struct judging *judging, const struct change *change, enum topic topic,
			struct opinion *opinion);
/* Makes it VERDICT_DEPENDS for @fact. */
void opinion_depends(struct opinion *opinion, const char *fact);

/* Old and new byte map of the record of @change, around the change. */
void opinion_maps(struct judging *judging, const struct change *change, struct opinion *opinion);
/* One record: "0 a:__u64 | 8 flags:__u32     size 16"; @around may be NULL. */
const char *byte_map(struct judging *judging, const struct record *record,
		     const struct member *around);

/* "offset 8", or "bit 3 of offset 8". */
const char *member_offset(struct judging *judging, const struct member *member);
/* "4 bytes", "3 bits" */
const char *member_size(struct judging *judging, const struct member *member);

/* What a program and the kernel agreed about the length of a record. */
struct contract {
	enum verdict verdict;
	const char *fact; /* for VERDICT_DEPENDS */
};

/* Whether @change, by which its record grew at the end, can be seen by programs
 * that know the shorter one; evidence goes to @opinion. */
struct contract growth_contract(struct judging *judging, const struct change *change,
				struct opinion *opinion);

/* Says so if the new state of what changed is what it was before the old one. */
void opinion_note_repair(struct judging *judging, const struct change *change,
			 struct opinion *opinion);

/* The rule that tells renamed names of a header together. */
extern const struct rule rule_header_names_replaced;

/* What constant.c, enum.c and header.c share. */

/* "12", "-1", "0x80000000" */
const char *constant_number(struct judging *judging, const struct constant *constant);
/* A macro or enumerator that is gone, or has another name. */
void constant_judge_removal(struct judging *judging, const struct change *change,
			    struct opinion *opinion);
/* A name that means something else; FALSE if its old meaning has no other name. */
gboolean constant_judge_reuse(struct judging *judging, const struct change *change,
			      struct opinion *opinion);

/*
 * Whether a header for other architectures has @item: what a general header lost
 * may have become theirs (linux/kvm.h to asm/kvm.h).  Then it is said in @opinion.
 */
gboolean opinion_left_to_arch(struct judging *judging, const struct change *change,
			      const char *item, struct opinion *opinion);

/* The header of an item, as programs include it. */
const char *change_header(const struct judging *judging, const struct change *change);
/* "record", "command", "constant", "enum" or "macro": what conventions can name;
 * NULL for what they cannot. */
const char *change_subject(const struct change *change);

#endif
