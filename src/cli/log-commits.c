/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The history commit by commit.  Commits are judged by the dozens: parsers share what they
 * start with.
 */
#include <string.h>

#include "cli/log.h"
#include "cli/options.h"

#define BATCH 36

static char *date_of(gint64 time)
{
	g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(time);

	return date ? g_date_time_format(date, "%Y-%m-%d") : g_strdup("(no date)");
}

static gboolean tell_commit(struct log *log, const struct commit *commit,
			    const struct review_step *step, GError **error)
{
	g_autofree char *date = date_of(commit->time);
	struct history_entry entry = {
		.id = commit->id,
		.name = commit->subject,
		.date = date,
		.author = commit->author,
	};

	accepting_forget_messages(log->session.accepting);
	accepting_add_message(log->session.accepting, &step->commit, commit->message);
	return log_tell(log, step, &entry, error);
}

/* The header in the repository that a step harms first, NULL if it harms none. */
static char *harmed_path(const struct log *log, const struct review_step *step)
{
	const struct report **reports = review_reports(step);
	const gsize prefix = strlen(step->new_revision.name);
	char *path = NULL;

	for (guint i = 0; i < step->parts->len && !path; i++) {
		for (gsize j = 0; j < reports[i]->n_findings && !path; j++) {
			const struct finding *finding = &reports[i]->findings[j];

			if (finding->verdict != VERDICT_SAFE && finding->new_place.file &&
			    log_wants(log, finding))
				path = g_strdup(finding->new_place.file + prefix);
		}
	}
	g_free((gpointer)reports);
	return path;
}

/* The commits of a batch, and those of their steps that are judged once more. */
struct batch {
	GPtrArray *commits; /* struct commit */
	GArray *steps;      /* struct review_step, one a commit */
	GArray *again;      /* struct review_step, against what was there before */
	GArray *again_of;   /* guint: which commit each is of */
	GPtrArray *earlier; /* struct commit, one a step judged again */
};

static struct review_step *step_at(GArray *steps, guint index)
{
	return &g_array_index(steps, struct review_step, index);
}

static void batch_init(struct batch *batch, GPtrArray *commits)
{
	*batch = (struct batch){
		.commits = commits,
		.steps = g_array_new(FALSE, FALSE, sizeof(struct review_step)),
		.again = g_array_new(FALSE, FALSE, sizeof(struct review_step)),
		.again_of = g_array_new(FALSE, FALSE, sizeof(guint)),
		.earlier = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free),
	};
	for (guint i = 0; i < commits->len; i++) {
		const struct commit *commit = commits->pdata[i];
		const struct review_step step = {
			.commit = { commit->id, commit->subject },
			.old_revision = commit->parent,
			.new_revision = commit->revision,
		};

		g_array_append_val(batch->steps, step);
	}
}

/* Later steps use the trees of earlier ones. */
static void steps_free(GArray *steps)
{
	for (guint i = steps->len; i > 0; i--)
		review_step_clear(step_at(steps, i - 1));
	g_array_unref(steps);
}

static void batch_clear(struct batch *batch)
{
	steps_free(batch->again);
	steps_free(batch->steps);
	g_array_unref(batch->again_of);
	g_ptr_array_unref(batch->earlier);
	g_ptr_array_set_size(batch->commits, 0);
}

static void look_again(struct log *log, struct batch *batch, guint index)
{
	const struct commit *commit = batch->commits->pdata[index];
	struct review_step again = *step_at(batch->steps, index);
	g_autofree char *path = harmed_path(log, &again);
	struct commit *earlier = path ? log_find_earlier(log, commit, path) : NULL;

	if (!earlier)
		return;
	again.before = &earlier->parent;
	g_array_append_val(batch->again, again);
	g_array_append_val(batch->again_of, index);
	g_ptr_array_add(batch->earlier, earlier);
}

/* A break that returns to what there was is told as a repair. */
static gboolean judge_batch(struct log *log, struct batch *batch, GError **error)
{
	if (!review_steps(&log->review, step_at(batch->steps, 0), batch->steps->len, error))
		return FALSE;
	for (guint i = 0; i < batch->commits->len; i++)
		look_again(log, batch, i);
	return review_steps(&log->review, (struct review_step *)(void *)batch->again->data,
			    batch->again->len, error);
}

gboolean log_tell_batch(struct log *log, GPtrArray *commits, GError **error)
{
	struct batch batch;
	gboolean done;
	guint next = 0;

	batch_init(&batch, commits);
	done = judge_batch(log, &batch, error);
	for (guint i = 0; done && i < commits->len && !log_is_full(log); i++) {
		gboolean twice =
			next < batch.again->len && g_array_index(batch.again_of, guint, next) == i;

		done = tell_commit(log, commits->pdata[i],
				   twice ? step_at(batch.again, next) : step_at(batch.steps, i),
				   error);
		next += twice;
	}
	batch_clear(&batch);
	return done;
}

gboolean log_next_batch(struct history *history, GPtrArray *commits, GError **error)
{
	GError *failure = NULL;
	struct commit *commit;

	g_ptr_array_set_size(commits, 0);
	while (commits->len < BATCH && (commit = history_next(history, &failure)))
		g_ptr_array_add(commits, commit);
	if (!failure)
		return TRUE;
	g_propagate_error(error, failure);
	return FALSE;
}

static void tell_end(const struct log *log, const struct history *history)
{
	if (!log_is_full(log) && history_is_cut(history))
		warn("the history ends where this shallow clone does; 'git fetch --unshallow' gets "
		     "the rest");
}

gboolean log_commits(struct log *log, GError **error)
{
	g_autoptr(GPtrArray) commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);
	g_auto(GStrv) paths = review_paths(&log->review, &log->new_revision, error);
	AUTO(history) history = NULL;
	gboolean done;

	if (!paths)
		return FALSE;
	history = history_open(log->review.repository, &log->old_revision, &log->new_revision,
			       (const char *const *)paths, error);
	/* What a short history needs is soon there; for a long one it is worth to share. */
	done = history && log_next_batch(history, commits, error) &&
	       (!commits->len || log_tell_batch(log, commits, error)) &&
	       (log_is_full(log) || log_share(log, history, error));
	if (done)
		tell_end(log, history);
	return done;
}
