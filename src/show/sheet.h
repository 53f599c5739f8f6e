/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Text about one item: a sheet for each target.  Targets whose sheets are the same
 * are drawn once; what differs from the first ones is marked.
 */
#ifndef UNBROKEN_SHOW_SHEET_H
#define UNBROKEN_SHOW_SHEET_H

#include <glib.h>

#include "util/auto.h"
#include "util/target.h"

enum row_paint {
	ROW_PLAIN,
	ROW_HEADING,
	ROW_GAP,  /* a hole, padding */
	ROW_FLAG, /* a value of a member */
	ROW_ASKED,
};

struct sheet {
	char *title;
	char *place;   /* "linux/foo.h:3:8" */
	char *summary; /* "24 bytes, ..."; stands behind the targets; NULL: none */
	GArray *rows;  /* struct sheet_row */
	/* What the rows to come are about, where equal texts do not say; NULL: nothing.
	 * Not owned. */
	const char *context;
};

struct sheet_row {
	char *text;
	char *key;     /* the text and its context: what makes two rows the same */
	guint hanging; /* column of what does not fit on its line; 0: never broken */
	enum row_paint paint;
};

struct style {
	gboolean color;
	guint width;
};

struct sheet *sheet_new(void);
void sheet_free(struct sheet *sheet);
DEFINE_AUTO(sheet, sheet_free)

void sheet_add(struct sheet *sheet, enum row_paint paint, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* "label       text", wrapped below the text. */
void sheet_label(struct sheet *sheet, const char *label, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/*
 * Appends the sheets, which it frees (NULL: the target has none).  @whole: a
 * second block has all rows, long runs of equal ones folded, and not only those
 * that differ.  @absent: targets of
 * which it is to be said that they do not have it.
 */
void sheets_draw(GString *out, const struct style *style, struct sheet *sheets[TARGET_COUNT],
		 gboolean whole, target_set absent);

/* One line, painted, made harmless for a terminal. */
void line_draw(GString *out, const struct style *style, enum row_paint paint, const char *text);

#endif
