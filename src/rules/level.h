/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is to be said about levels themselves, beside what changed in headers. */
#ifndef UNBROKEN_RULES_LEVEL_H
#define UNBROKEN_RULES_LEVEL_H

#include "model/model.h"
#include "policy/standing.h"
#include "rules/remark.h"

/*
 * The old side of a comparison, as far as a promise can have been made: whether it had a header
 * that matches @header (NULL: any) with something that matches @item (NULL: anything).
 */
struct level_past {
	gboolean (*had)(gpointer data, const char *header, const char *item);
	gpointer data;
};

/* Adds what became of levels from the old side of @standing to the new one: level/raised and
 * level/lowered. */
void level_compare(struct remarks *remarks, const struct standing *standing,
		   const struct level_past *past);

/* The same for a header set, which @old_level and @new_level are of; @place states it. */
void level_compare_sets(struct remarks *remarks, const char *name, enum level old_level,
			enum level new_level, const struct finding_place *place);

/* Adds the entries of the new side that match nothing, or are obsolete and overdue: what
 * matches is in standing->matched. */
void level_review(struct remarks *remarks, const struct standing *standing);

/* Something that is promised and has a part that is less so. */
struct level_leak {
	const struct level_entry *outer_entry, *inner_entry; /* or NULL */
	enum level outer_level, inner_level;
	const char *outer_kind, *outer_name, *inner_name; /* names without struct or union */
	const char *header;
	struct finding_place place;
	const char *member; /* which has it, or NULL for the argument of a command */
};

/* Calls @tell for each of @model; @set_level is that of what @levels (or NULL) do not state. */
void level_find_leaks(const struct model *model, const struct levels *levels, enum level set_level,
		      void (*tell)(gpointer data, const struct level_leak *leak), gpointer data);

/* The remark that a leak makes; its message is to be freed with g_free(). */
struct remark level_leak_remark(const struct level_leak *leak, target_set set);

/* Adds to @matched the entries of @levels that something in @model matches. */
void level_match(const struct model *model, const struct levels *levels, GHashTable *matched);

#endif
