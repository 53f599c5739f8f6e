/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files of the text format share; see show_text().
 */
#ifndef UNBROKEN_SHOW_TEXTING_H
#define UNBROKEN_SHOW_TEXTING_H

#include "show/show.h"

struct texting {
	const struct shown *shown;
	const struct style *style;
	GString *out;
};

/* Blocks stand apart. */
void text_begin_block(const struct texting *texting);

/* One line. */
void text_say(const struct texting *texting, enum row_paint paint, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* " (only i386, arm)", or "" when @set is all of @all; free with g_free(). */
char *text_only(target_set set, target_set all);

/* @absent: targets of which it is to be said that they do not have it. */
void text_item(const struct texting *texting, const struct item *item, target_set absent);

void text_number(const struct texting *texting, const struct number_answer *answer);
void text_contents(const struct texting *texting, const struct contents *contents);

#endif
