/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How firmly each part of an interface is promised, in .unbroken/levels (the syntax of
 * git's configuration):
 *
 *	[level "debug registers"]
 *		level = testing
 *		header = linux/videodev2.h
 *		item = VIDIOC_DBG_*
 *		reason = for driver authors only
 *
 * An entry may also stand for something that is in no header, such as a file of sysfs
 * ("what"): so all of Documentation/ABI has a place, though only headers and items are judged.
 */
#ifndef UNBROKEN_POLICY_LEVELS_H
#define UNBROKEN_POLICY_LEVELS_H

#include "report/finding.h"
#include "util/auto.h"

#define LEVELS_PATH ".unbroken/levels"

/* One entry.  NULL is what is not stated; lists end with NULL and are never NULL. */
struct level_entry {
	const char *name;
	enum level level;
	const char *const *headers; /* globs of headers, as programs include them */
	const char *const *items;   /* globs of items, with or without "struct" and its like */
	const char *const *whats;   /* what is in no header: "/sys/class/leds/<led>/brightness" */
	const char *reason;         /* why */
	const char *since;          /* the release that promises it, or first had it */
	const char *removal;        /* the release in which it may go; of what is obsolete */
	const char *date, *contact, *description, *users;
	const char *foreword; /* what Documentation/ABI says before a file's first entry */
	const char *file;     /* where it is stated, */
	guint line;           /* from 1 */
};

struct levels;

struct levels *levels_new(void);

/*
 * Reads @text, which @file is the name of.  Every mistake is a POLICY_ERROR that names the
 * line and what was expected.  Free with levels_free().
 */
struct levels *levels_parse(const char *file, const char *text, gsize size, GError **error);
void levels_free(struct levels *levels);
DEFINE_AUTO(levels, levels_free)

/* Adds a copy of @entry behind the others. */
void levels_add(struct levels *levels, const struct level_entry *entry);

guint levels_count(const struct levels *levels);
const struct level_entry *levels_entry(const struct levels *levels, guint index);
/* The entry of that name, or NULL. */
const struct level_entry *levels_named(const struct levels *levels, const char *name);

/* As a text for levels_parse(). */
void levels_write(const struct levels *levels, GString *out);
void levels_write_entry(const struct level_entry *entry, GString *out);

/*
 * The entry that counts for an item of a header, NULL if none does.  @item is NULL for the
 * header as a whole; @header is NULL if it is not known, and then only entries for items count
 * that name no header.  The most specific one wins: one for the item before one for the header,
 * a name before a glob, the longer glob before the shorter, the later before the earlier.
 */
const struct level_entry *levels_find(const struct levels *levels, const char *header,
				      const char *item);

/* Whether one of @globs matches. */
gboolean level_globs_match(const char *const *globs, const char *text);
/* The same for items: "struct vfio_info" also matches as "vfio_info". */
gboolean level_items_match(const char *const *globs, const char *item);

/* stable, testing, ...; FALSE with a sentence. */
gboolean level_parse(const char *word, enum level *ret, GError **error);

/* How much a level promises: removed 0, unreleased 1, testing 2, stable and obsolete 3. */
guint level_rank(enum level level);

/* "7.1-rc2" and its like: <0, 0, >0 as @a is before, the same as or after @b. */
int release_compare(const char *a, const char *b);
/* Whether it begins with a number, so that it can be compared. */
gboolean release_is_version(const char *text);

#endif
