/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Walking a shallow clone.  libgit2 (1.5 at least) walks on to parents that the clone does
 * not have.  Such clones are small, so all that is there is walked at once.
 */
#include "source/git-internal.h"

#include <string.h>

/* A commit that waits for its turn. */
struct waiting {
	git_oid id;
	git_time_t time;
};

struct shallow {
	struct repository *repository;
	GHashTable *ends; /* hex ids: commits whose parents are not here */
	GHashTable *seen; /* hex ids */
	GSequence *queue; /* struct waiting, the newest first */
};

static char *hex_of(const git_oid *id)
{
	char *hex = g_malloc(GIT_ID_SIZE);

	return git_oid_tostr(hex, GIT_ID_SIZE, id);
}

/* The file "shallow", a line each. */
static GHashTable *read_ends(struct repository *repository)
{
	GHashTable *ends = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *path =
		g_build_filename(git_repository_commondir(repository->git), "shallow", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return ends;
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++)
		g_hash_table_add(ends, g_strstrip(g_strdup(*line)));
	return ends;
}

static gint by_time(gconstpointer left, gconstpointer right, gpointer data)
{
	const struct waiting *a = left, *b = right;

	(void)data;
	if (a->time != b->time)
		return a->time > b->time ? -1 : 1;
	return memcmp(&a->id, &b->id, sizeof(a->id));
}

static gboolean enqueue(struct shallow *shallow, const git_oid *id, GError **error)
{
	g_autofree char *hex = hex_of(id);
	g_autoptr(git_commit) commit = NULL;
	struct waiting *waiting;

	if (g_hash_table_contains(shallow->seen, hex))
		return TRUE;
	if (git_commit_lookup(&commit, shallow->repository->git, id) < 0)
		return git_fail_object(shallow->repository, error, "cannot read a commit", id);
	waiting = g_new0(struct waiting, 1);
	git_oid_cpy(&waiting->id, id);
	waiting->time = git_commit_time(commit);
	g_sequence_insert_sorted(shallow->queue, waiting, by_time, NULL);
	g_hash_table_add(shallow->seen, g_steal_pointer(&hex));
	return TRUE;
}

static gboolean enqueue_parents(struct shallow *shallow, const git_oid *id, gboolean *ret_is_end,
				GError **error)
{
	g_autofree char *hex = hex_of(id);
	g_autoptr(git_commit) commit = NULL;

	*ret_is_end = g_hash_table_contains(shallow->ends, hex);
	if (*ret_is_end)
		return TRUE;
	if (git_commit_lookup(&commit, shallow->repository->git, id) < 0)
		return git_fail_object(shallow->repository, error, "cannot read a commit", id);
	for (guint i = 0; i < git_commit_parentcount(commit); i++) {
		if (!enqueue(shallow, git_commit_parent_id(commit, i), error))
			return FALSE;
	}
	return TRUE;
}

/* Takes from the queue until it is empty; all but the ends are added to @out, if not NULL. */
static gboolean drain(struct shallow *shallow, GArray *out, gboolean *ret_is_cut, GError **error)
{
	while (!g_sequence_is_empty(shallow->queue)) {
		GSequenceIter *first = g_sequence_get_begin_iter(shallow->queue);
		git_oid id = ((const struct waiting *)g_sequence_get(first))->id;
		gboolean is_end;

		g_sequence_remove(first);
		if (!enqueue_parents(shallow, &id, &is_end, error))
			return FALSE;
		*ret_is_cut |= is_end;
		if (out && !is_end)
			g_array_append_val(out, id);
	}
	return TRUE;
}

static gboolean walk_from(struct shallow *shallow, const struct revision *revision, GArray *out,
			  gboolean *ret_is_cut, GError **error)
{
	git_oid id;

	return git_oid_fromstr(&id, revision->commit) == 0 && enqueue(shallow, &id, error) &&
	       drain(shallow, out, ret_is_cut, error);
}

GArray *git_walk_shallow(struct repository *repository, const struct revision *old_revision,
			 const struct revision *new_revision, gboolean *ret_is_cut, GError **error)
{
	g_autoptr(GArray) out = g_array_new(FALSE, FALSE, sizeof(git_oid));
	struct shallow shallow = {
		.repository = repository,
		.ends = read_ends(repository),
		.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.queue = g_sequence_new(g_free),
	};
	gboolean ignored = FALSE;
	gboolean done = TRUE;

	*ret_is_cut = FALSE;
	/* What the old one has is seen before, and so left out. */
	if (old_revision && old_revision->commit[0])
		done = walk_from(&shallow, old_revision, NULL, &ignored, error);
	done = done && walk_from(&shallow, new_revision, out, ret_is_cut, error);
	g_hash_table_unref(shallow.ends);
	g_hash_table_unref(shallow.seen);
	g_sequence_free(shallow.queue);
	return done ? g_steal_pointer(&out) : NULL;
}
