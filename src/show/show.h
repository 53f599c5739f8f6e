/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What was found of an interface, for people and for programs.  Nothing here
 * prints: text and JSON are appended to a string.
 */
#ifndef UNBROKEN_SHOW_SHOW_H
#define UNBROKEN_SHOW_SHOW_H

#include "show/contents.h"
#include "show/find.h"
#include "show/number.h"
#include "show/sheet.h"

/* Parts of an item that appeared together. */
struct since {
	char *revision;    /* "v6.1", or a commit: "5616c8c8a1b2 (2026-01-02)" */
	gboolean is_first; /* the oldest one at hand: they may be older */
	GPtrArray *parts;  /* char *, names */
};

/* All that is shown in one run.  What it points to outlives it. */
struct shown {
	const struct query *query;
	const char *input; /* what the user called it */
	const struct models *models;
	target_set targets;                 /* that were asked for */
	const GArray *items;                /* struct item */
	const struct number_answer *number; /* NULL: no number was asked for */
	const GPtrArray *contents;          /* struct contents, of headers; or NULL */
	const GArray *missing;              /* struct missing */
	const GArray *since;                /* struct since, the oldest first; or NULL */
};

void show_text(const struct shown *shown, const struct style *style, GString *out);

/* data/schema/unbroken-show-1.json describes it. */
void show_json(const struct shown *shown, GString *out);

#endif
