/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What decides how firmly the items of one comparison are promised.  Of what both sides have,
 * the old side counts: it is what deployed programs were promised.
 */
#ifndef UNBROKEN_POLICY_STANDING_H
#define UNBROKEN_POLICY_STANDING_H

#include "policy/levels.h"

struct standing {
	const struct levels *old_levels, *new_levels; /* NULL: that side states none */
	const char *release; /* which release the new side is, "7.1"; NULL: not known */
	/* Why programs cannot use @header of the old side by default, one line to be freed with
	 * g_free(); NULL: they can, or it is not known.  May be NULL. */
	char *(*bar)(gpointer data, const char *header);
	gpointer bar_data;
	/* If not NULL: the entries of @new_levels that something on the new side matches, a set. */
	GHashTable *matched;
};

#endif
