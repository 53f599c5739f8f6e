/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the comments of a header say about how far it can be relied upon. */
#ifndef UNBROKEN_RULES_CONFESSION_H
#define UNBROKEN_RULES_CONFESSION_H

#include <glib.h>

/* What a header says of itself near an item. */
struct confession {
	guint line;
	char *words; /* g_free() */
};

/*
 * The words near line @line of @text by which its author says that the item there is not to be
 * relied upon; FALSE if there are none.  Nothing enforces words.
 */
gboolean find_confession(const char *text, guint line, struct confession *ret);

#endif
