/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is in a header.
 */
#ifndef UNBROKEN_SHOW_CONTENTS_H
#define UNBROKEN_SHOW_CONTENTS_H

#include "show/find.h"

struct contents {
	const char *path;
	const char *shown;            /* as messages name it */
	target_set targets;           /* that have it */
	GArray *items;                /* struct item, by kind, then in the order of the header */
	guint n_macros;               /* distinct ones without parameters, commands aside */
	guint n_enumerators;          /* distinct ones */
	GPtrArray *includes;          /* const char *, sorted */
	const GPtrArray *included_by; /* const char *, sorted; not owned */
};

/* NULL when no model has the header @path.  Free with contents_free(). */
struct contents *contents_of(const struct models *models, const char *path,
			     const GPtrArray *included_by);
void contents_free(struct contents *contents);

#endif
