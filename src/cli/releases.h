/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The releases that a history holds: tags without release candidates. */
#ifndef UNBROKEN_CLI_RELEASES_H
#define UNBROKEN_CLI_RELEASES_H

#include "source/git.h"

struct release {
	const char *tag; /* of the tags */
	struct commit *commit;
};

/*
 * Those among the commits of @new_revision that @old_revision (NULL: nothing) does not have,
 * newest first: struct release.  @tags: see repository_tags(); must outlive them.  Free
 * with g_array_unref().
 */
GArray *releases_find(struct repository *repository, const struct revision *old_revision,
		      const struct revision *new_revision, GHashTable *tags, GError **error);

#endif
