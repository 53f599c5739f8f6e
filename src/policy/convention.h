/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Conventions as they stand in a file: the git configuration syntax, one
 * section each.  The keys are explained at the top of data/conventions.
 */
#ifndef UNBROKEN_POLICY_CONVENTION_H
#define UNBROKEN_POLICY_CONVENTION_H

#include "policy/policy.h"

/* What a name can be; their words are those of policy_convention(). */
enum item_kind {
	ITEM_RECORD,
	ITEM_COMMAND,
	ITEM_CONSTANT,
	ITEM_ENUM,
	ITEM_MACRO,
	ITEM_KIND_COUNT,
};

/* ITEM_KIND_COUNT if @word is none of them. */
enum item_kind item_kind_parse(const char *word);

enum specificity {
	SPECIFICITY_NO_MATCH,
	SPECIFICITY_HEADER, /* its headers match, and it asks for no name */
	SPECIFICITY_GLOB,
	SPECIFICITY_NAME,
};

/* A convention and what it applies to. */
struct convention_entry {
	struct convention convention;      /* its strings are its own */
	gboolean has_verdict;              /* it was stated, not presumed */
	guint32 topics;                    /* bit n is enum topic n */
	GPtrArray *headers;                /* of struct glob; empty: any header */
	GPtrArray *names[ITEM_KIND_COUNT]; /* of struct glob */
	gboolean asks_for_names;           /* whether any of names[] has one */
};

void convention_entry_free(struct convention_entry *entry);

enum specificity convention_entry_match(const struct convention_entry *entry, const char *header,
					enum item_kind kind, const char *name);

/*
 * The complete conventions of a file, in its order, as a new array that frees
 * them; NULL with a POLICY_ERROR or a G_FILE_ERROR set.
 */
GPtrArray *convention_read(const char *file, GError **error);

#endif
