/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Since when an item has its parts. */
#ifndef UNBROKEN_CLI_SHOW_SINCE_H
#define UNBROKEN_CLI_SHOW_SINCE_H

#include "cli/seek.h"
#include "cli/session.h"

/*
 * Follows what @found holds (found for @what) through the releases that HEAD has, or without
 * any through the commits: struct since, the oldest first; free with g_array_unref().
 */
GArray *find_since(struct session *session, const struct seek *found, const char *what,
		   GError **error);

#endif
