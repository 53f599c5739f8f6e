/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of src/diff share. */
#ifndef UNBROKEN_DIFF_INTERNAL_H
#define UNBROKEN_DIFF_INTERNAL_H

#include "diff/diff.h"

/* Adds @change after giving it places on the sides where it has items. */
struct change *diff_add(struct diff *diff, struct change change);
/* A string that lives as long as @diff. */
const char *diff_text(struct diff *diff, const char *text);

gboolean place_is_judged(const struct model *model, const struct place *place);
/* Whether an item that was at @place may be called gone: its header was read
 * as a whole, and is still there or is gone itself. */
gboolean may_be_gone(struct diff *diff, const char *item, const struct place *place);
/* Whether the header of @place is gone altogether; then that is the change. */
gboolean header_is_gone(struct diff *diff, const struct place *place);
/* How a program that includes the old header gets to the new place. */
enum reachability diff_reach(struct diff *diff, const struct place *old_place,
			     const struct place *new_place);

void diff_headers(struct diff *diff);
void diff_records(struct diff *diff);
void diff_enumerations(struct diff *diff);
void diff_type_names(struct diff *diff);
void diff_constants(struct diff *diff);
void diff_commands(struct diff *diff);
void diff_macros(struct diff *diff);
void diff_functions(struct diff *diff);
/* After all others: it looks at their changes. */
void diff_replacements(struct diff *diff);
void replacement_free(gpointer replacement);

/*
 * What @old is called now: the record of the same name, or the one that its name
 * leads to, as a typedef or a macro.  NULL if nothing does.
 */
const struct record *diff_counterpart(const struct diff *diff, const struct record *old);
/* One record on both sides. */
void diff_record(struct diff *diff, const struct record *old_record,
		 const struct record *new_record);

/* A change of a constant; either side may be NULL. */
struct change constant_change(enum change_kind kind, const struct constant *old,
			      const struct constant *now);
gboolean same_value(const struct constant *one, const struct constant *other);
/* 1 << 31 and 1U << 31: as numbers they differ, in 32 bits they do not. */
gboolean same_word(const struct constant *one, const struct constant *other);
/*
 * The new name of @gone: a constant that is new, has its value, and stands in
 * the same header; an outdated form of the name before one that is merely alike.
 */
const char *constant_successor(const struct diff *diff, const struct constant *gone);
/* Where the old value of a name that means something else now can be had. */
const char *constant_old_meaning(const struct diff *diff, const struct constant *old);
/*
 * The new record that has the layout of @old and an outdated form of its name, where @now has
 * the name and another layout, and every number by which programs hand it over takes that one.
 * NULL if there is none: then it changed.
 */
const struct record *record_old_layout(const struct diff *diff, const struct record *old,
				       const struct record *now);
/* The outdated form of a command's name that has its old number, or NULL. */
const char *command_old_number(const struct diff *diff, const struct constant *old);
/* What has the number of @gone now and, by its name, is something else. */
const char *constant_heir(const struct diff *diff, const struct constant *gone);

/* What an item of any kind has in common with the others. */
struct item {
	const char *kind, *name;                   /* for the change */
	const char *full_name;                     /* as in unjudged */
	const struct place *old_place, *new_place; /* NULL: not there */
};

/*
 * The part that is the same for items of all kinds.  TRUE if @item is on both
 * sides and has to be compared; otherwise what there is to say has been said,
 * and *ret is the change, or NULL.
 */
gboolean compare_presence(struct diff *diff, const struct item *item, enum change_kind added,
			  enum change_kind removed, struct change **ret);
/* What comes from the sysroot only resolves includes; it is not compared. */
gboolean are_judged(const struct diff *diff, const struct item *item);
/* An item that is on both sides, in different headers. */
void compare_home(struct diff *diff, const struct item *item);

/* Equal but for blanks; NULL equals NULL. */
gboolean texts_alike(const char *one, const char *other);
/* Whether two replacement texts do the same: up to blanks, parameters of other
 * names, constants of other names; a list may have more entries. */
gboolean macro_texts_alike(const struct diff *diff, const char *old_text,
			   const char *old_parameters, const char *new_text,
			   const char *new_parameters);
/* Whether @text names an item of @names. */
gboolean text_mentions(const char *text, GHashTable *names);

#endif
