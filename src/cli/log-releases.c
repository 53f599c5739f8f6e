/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The history folded by release: what came between one tag and the next.
 */
#include <string.h>

#include "cli/log.h"
#include "cli/releases.h"

/* Where the oldest release of the range began: at the range's old end, or at nothing. */
static gboolean tell_release(struct log *log, const struct release *release,
			     const struct revision *from, GError **error)
{
	g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(release->commit->time);
	g_autofree char *day = date ? g_date_time_format(date, "%Y-%m-%d") : g_strdup("");
	struct review_step step = {
		.commit = { "", release->tag },
		.old_revision = *from,
		.new_revision = release->commit->revision,
	};
	struct history_entry entry = { .id = "", .name = release->tag, .date = day };
	gboolean done;

	session_progress(&log->session, "judging %s", release->tag);
	done = review_steps(&log->review, &step, 1, error) && log_tell(log, &step, &entry, error);
	review_step_clear(&step);
	return done;
}

/* What no release has yet. */
static gboolean tell_unreleased(struct log *log, const struct release *newest, GError **error)
{
	struct review_step step = {
		.commit = { "", "not released" },
		.old_revision = newest ? newest->commit->revision : log->old_revision,
		.new_revision = log->new_revision,
	};
	struct history_entry entry = { .id = "", .name = "not released", .date = "" };
	gboolean done;

	if (newest && strcmp(newest->commit->id, log->new_revision.commit) == 0)
		return TRUE;
	done = review_steps(&log->review, &step, 1, error) && log_tell(log, &step, &entry, error);
	review_step_clear(&step);
	return done;
}

gboolean log_releases(struct log *log, GError **error)
{
	g_autoptr(GHashTable) tags = repository_tags(log->review.repository, error);
	g_autoptr(GArray) releases =
		tags ? releases_find(log->review.repository, &log->old_revision, &log->new_revision,
				     tags, error)
		     : NULL;
	struct revision nothing = { .name = (char *)"nothing" };
	gboolean done = releases != NULL;

	if (done)
		done = tell_unreleased(log,
				       releases->len ? &g_array_index(releases, struct release, 0)
						     : NULL,
				       error);
	for (guint i = 0; done && i < releases->len && !log_is_full(log); i++) {
		const struct release *release = &g_array_index(releases, struct release, i);
		const struct revision *from =
			log->old_revision.name ? &log->old_revision : &nothing;

		if (i + 1 < releases->len)
			from = &g_array_index(releases, struct release, i + 1).commit->revision;
		done = tell_release(log, release, from, error);
	}
	return done;
}
