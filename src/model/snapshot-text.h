/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The words of a snapshot: what the writer and the reader have in common.
 *
 * A word is plain, or stands in quotes.  Plain ones hold printable ASCII only, no
 * brace that opens, and do not begin with a character that marks something else.
 */
#ifndef UNBROKEN_MODEL_SNAPSHOT_TEXT_H
#define UNBROKEN_MODEL_SNAPSHOT_TEXT_H

#include <glib.h>

#include "util/target.h"

#define SNAPSHOT_MAGIC   "unbroken snapshot "
#define SNAPSHOT_VERSION 1

/* Indexed by the enumerations of model.h. */
#define TYPE_CLASSES    7
#define COMMAND_SOURCES 5
#define FLAG_EVIDENCES  3
#define DIRECTIONS      4
extern const char *const snapshot_classes[TYPE_CLASSES];
extern const char *const snapshot_sources[COMMAND_SOURCES];
extern const char *const snapshot_evidences[FLAG_EVIDENCES];
extern const char *const snapshot_directions[DIRECTIONS];
#define LAYOUTS 3
extern const char *const snapshot_layouts[LAYOUTS];

/* Whether @c can be in a plain word, and can begin one. */
static inline gboolean snapshot_is_plain(char c)
{
	return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '{';
}

static inline gboolean snapshot_can_begin(char c)
{
	return snapshot_is_plain(c) && c != '@' && c != '=' && c != '-' && c != '~';
}

/* @text as one word, plain if it can be. */
void snapshot_append_word(GString *out, const char *text);
void snapshot_append_quoted(GString *out, const char *text);
/* " @x86_64,i386" */
void snapshot_append_targets(GString *out, target_set set);

/* What a declarator's bounds make: the elements of "[4][2]", 8. */
gint64 snapshot_count_elements(const char *bounds);

#endif
