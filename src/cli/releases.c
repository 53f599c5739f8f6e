/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/releases.h"

#include <string.h>

static void release_clear(gpointer data)
{
	struct release *release = data;

	commit_free(release->commit);
}

static gboolean is_candidate(const char *tag)
{
	const char *rc = strstr(tag, "-rc");

	return rc && g_ascii_isdigit(rc[3]);
}

GArray *releases_find(struct repository *repository, const struct revision *old_revision,
		      const struct revision *new_revision, GHashTable *tags, GError **error)
{
	g_autoptr(GArray) releases = g_array_new(FALSE, FALSE, sizeof(struct release));
	AUTO(history) history = history_open(repository, old_revision, new_revision, NULL, error);
	GError *failure = NULL;
	struct commit *commit;

	g_array_set_clear_func(releases, release_clear);
	while (history && (commit = history_next(history, &failure))) {
		const struct release release = { g_hash_table_lookup(tags, commit->id), commit };

		if (release.tag && !is_candidate(release.tag))
			g_array_append_val(releases, release);
		else
			commit_free(commit);
	}
	if (failure)
		g_propagate_error(error, failure);
	return history && !failure ? g_steal_pointer(&releases) : NULL;
}
