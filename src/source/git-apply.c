/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/git-apply.h"

#include <string.h>

#include "source/path.h"

/* Nobody makes patches deeper below their tree. */
#define STRIP_MAX 3

/* Enough of a diff's files to tell how they are named. */
#define FILES_TRIED 1000

/* A file as the parts of the diff so far left it. */
struct state {
	GString *text; /* NULL: there is no such file */
	guint mode;
	gboolean in_base;
	gboolean changed;
};

struct apply {
	git_repository *repository;
	git_tree *base;
	const char *patch;
	guint strip;          /* components that names have before the path */
	GHashTable *states;   /* path -> struct state */
	guint64 work;         /* see hunks_apply() */
	GHashTable *vanished; /* set of paths that the diff takes away somewhere */
};

/* What a part of the diff does, with the names it has in the tree. */
struct step {
	const struct unified_file *file;
	char *old_path; /* NULL: there is no such side */
	char *new_path;
};

G_GNUC_PRINTF(4, 5)
static gboolean fail(const struct apply *apply, GError **error, int code, const char *format, ...)
{
	g_autofree char *reason = NULL;
	g_autofree char *valid = NULL;
	va_list arguments;

	va_start(arguments, format);
	reason = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	valid = g_utf8_make_valid(reason, -1);
	g_set_error(error, APPLY_ERROR, code, "%s %s", apply->patch, valid);
	return FALSE;
}

static gboolean fail_git(const struct apply *apply, const char *path, GError **error)
{
	const git_error *reason = git_error_last();

	return fail(apply, error, APPLY_ERROR_GIT, "cannot be applied to %s: %s", path,
		    reason ? reason->message : "the repository cannot be read");
}

static gboolean fail_conflict(const struct apply *apply, const char *path, const char *reason,
			      GError **error)
{
	return fail(apply, error, APPLY_ERROR_CONFLICT, "does not apply to %s: %s", path, reason);
}

static void state_free(gpointer data)
{
	struct state *state = data;

	if (state->text)
		g_string_free(state->text, TRUE);
	g_free(state);
}

static void step_clear(gpointer data)
{
	struct step *step = data;

	g_free(step->old_path);
	g_free(step->new_path);
}

/* --- Names -------------------------------------------------------------------- */

/* @name without its first @strip components, or NULL when it has too few. */
static const char *skip_components(const char *name, guint strip)
{
	while (name && strip--) {
		name = strchr(name, '/');
		name = name ? name + strspn(name, "/") : NULL;
	}
	return name;
}

static guint strip_of(const struct apply *apply, const struct unified_file *file)
{
	/* The names in "rename from" never have a prefix. */
	if (file->prefixed)
		return apply->strip;
	return apply->strip ? apply->strip - 1 : 0;
}

/* What a project states of its interfaces. */
static gboolean is_statement(const char *path)
{
	static const char *const names[] = { ".unbroken/accept", ".unbroken/config",
					     ".unbroken/levels", NULL };

	return g_strv_contains(names, path);
}

static gboolean matters(const char *path)
{
	const char *base;

	if (path && is_statement(path))
		return TRUE;
	if (!path || path_is_hidden(path) || path_is_foreign(path))
		return FALSE;
	base = path + path_folder_length(path);
	return path_is_header(path) || g_str_equal(base, "Kbuild") || g_str_equal(path, "Makefile");
}

static gboolean file_matters(const struct unified_file *file, guint strip)
{
	const char *old_path = file->old_name ? skip_components(file->old_name, strip) : NULL;
	const char *new_path = file->new_name ? skip_components(file->new_name, strip) : NULL;

	return matters(old_path) || matters(new_path);
}

static gboolean is_in_base(const struct apply *apply, const char *path)
{
	git_tree_entry *entry = NULL;
	gboolean found = path && *path && !git_tree_entry_bypath(&entry, apply->base, path);

	git_tree_entry_free(entry);
	return found;
}

/* One of the prefixes that git gives by itself, see diff.mnemonicPrefix. */
static gboolean has_git_prefix(const char *name)
{
	return name[0] && strchr("abciow12", name[0]) && name[1] == '/';
}

static gboolean is_known(const struct apply *apply, const char *name, guint strip)
{
	const char *path = name ? skip_components(name, strip) : NULL;

	/* That a base name occurs at the top says nothing: there is always a Makefile. */
	return path && (strip < 2 || strchr(path, '/')) && is_in_base(apply, path);
}

static guint count_known(const struct apply *apply, const GPtrArray *files, guint strip)
{
	guint known = 0;

	for (guint i = 0; i < MIN(files->len, FILES_TRIED); i++) {
		const struct unified_file *file = g_ptr_array_index(files, i);
		const char *old_name = file->old_name;
		const char *new_name = file->new_name;

		if (!file->prefixed || !old_name)
			continue;
		if (strip == 0 && new_name && strcmp(old_name, new_name) != 0 &&
		    has_git_prefix(old_name) && has_git_prefix(new_name))
			continue;
		known += is_known(apply, old_name, strip) || is_known(apply, new_name, strip);
	}
	return known;
}

/* Where nothing is known of the files, as all are new: is "x/" a prefix or a folder? */
static guint guess_strip(const struct apply *apply, const GPtrArray *files)
{
	for (guint i = 0; i < files->len; i++) {
		const struct unified_file *file = g_ptr_array_index(files, i);
		g_autofree char *first = NULL;

		if (file->change != UNIFIED_ADD || has_git_prefix(file->new_name) ||
		    !file_matters(file, 0))
			continue;
		first = g_strndup(file->new_name, strcspn(file->new_name, "/"));
		if (!file_matters(file, 1) || is_in_base(apply, first))
			return 0;
	}
	return 1;
}

/*
 * How many components to take off the names, so that the base knows most of them.
 * Of two that are as good, the one that leaves more of the names.
 */
static void find_strip(struct apply *apply, const GPtrArray *files)
{
	guint best = 0;

	for (guint strip = 0; strip <= STRIP_MAX; strip++) {
		guint known = count_known(apply, files, strip);

		if (known > best) {
			best = known;
			apply->strip = strip;
		}
	}
	if (!best)
		apply->strip = guess_strip(apply, files);
}

/* --- States ------------------------------------------------------------------- */

static gboolean read_blob(const struct apply *apply, const git_oid *id, const char *path,
			  struct state *state, GError **error)
{
	git_blob *blob = NULL;
	git_odb *odb = NULL;
	git_object_t type;
	size_t size = 0;
	gboolean ok;

	/* Its size first: it may be anything. */
	ok = !git_repository_odb(&odb, apply->repository) &&
	     !git_odb_read_header(&size, &type, odb, id);
	git_odb_free(odb);
	if (ok && size > HUNKS_BYTES_MAX)
		return fail(apply, error, APPLY_ERROR_LIMIT,
			    "is for %s, which has more than %d bytes", path, HUNKS_BYTES_MAX);
	if (!ok || git_blob_lookup(&blob, apply->repository, id))
		return fail_git(apply, path, error);
	state->text = g_string_new_len(git_blob_rawcontent(blob), (gssize)size);
	state->in_base = TRUE;
	git_blob_free(blob);
	return TRUE;
}

static gboolean read_base(const struct apply *apply, const char *path, struct state *state,
			  GError **error)
{
	git_tree_entry *entry = NULL;
	int result = git_tree_entry_bypath(&entry, apply->base, path);
	gboolean ok = TRUE;

	if (result == GIT_ENOTFOUND)
		return TRUE;
	if (result)
		return fail_git(apply, path, error);
	state->mode = git_tree_entry_filemode(entry);
	if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB)
		ok = read_blob(apply, git_tree_entry_id(entry), path, state, error);
	else
		ok = fail_conflict(apply, path, "the base has no file of this name", error);
	git_tree_entry_free(entry);
	return ok;
}

static struct state *state_of(struct apply *apply, const char *path, GError **error)
{
	struct state *state = g_hash_table_lookup(apply->states, path);

	if (state)
		return state;
	state = g_new0(struct state, 1);
	if (!read_base(apply, path, state, error)) {
		state_free(state);
		return NULL;
	}
	g_hash_table_insert(apply->states, g_strdup(path), state);
	return state;
}

/* Takes @text. */
static void state_set(struct state *state, GString *text, guint mode)
{
	if (state->text)
		g_string_free(state->text, TRUE);
	state->text = text;
	state->mode = mode;
	state->changed = TRUE;
}

/* --- One file ----------------------------------------------------------------- */

static gboolean settle_mode(const struct apply *apply, const char *path, guint told, guint before,
			    guint *ret, GError **error)
{
	guint mode = told ? told : before ? before : GIT_FILEMODE_BLOB;

	if (mode == GIT_FILEMODE_LINK)
		*ret = mode;
	else if ((mode & ~0777U) == 0100000)
		*ret = mode & 0100 ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
	else
		return fail(apply, error, APPLY_ERROR_MALFORMED, "gives %s the mode %o", path,
			    mode);
	return TRUE;
}

static gboolean check_target(const struct apply *apply, const struct step *step,
			     const struct state *target, GError **error)
{
	if (!target->text ||
	    (!target->changed && g_hash_table_contains(apply->vanished, step->new_path)))
		return TRUE;
	return fail_conflict(apply, step->new_path, "the base has this file already", error);
}

static gboolean write_target(struct apply *apply, const struct step *step, guint mode_before,
			     GString *text, GError **error)
{
	struct state *target = state_of(apply, step->new_path, error);
	guint mode = 0;

	if (!target ||
	    (step->file->change != UNIFIED_MODIFY && !check_target(apply, step, target, error)) ||
	    !settle_mode(apply, step->new_path, step->file->new_mode, mode_before, &mode, error)) {
		g_string_free(text, TRUE);
		return FALSE;
	}
	state_set(target, text, mode);
	return TRUE;
}

static gboolean apply_add(struct apply *apply, const struct step *step, GError **error)
{
	GString *text =
		hunks_apply(step->file, "", 0, apply->patch, step->new_path, &apply->work, error);

	return text && write_target(apply, step, 0, text, error);
}

static gboolean apply_delete(struct apply *apply, const struct step *step, struct state *source,
			     GString *text, GError **error)
{
	/* "git format-patch -D" leaves the text out. */
	gboolean whole = !step->file->hunks->len || !text->len;

	g_string_free(text, TRUE);
	if (!whole)
		return fail_conflict(apply, step->old_path,
				     "it deletes the file, and the base has more text in it",
				     error);
	state_set(source, NULL, 0);
	return TRUE;
}

/*
 * A rename speaks of the base, even if another one has put something else in
 * that place meanwhile: two files may change their names with each other.
 */
static struct state *source_of(struct apply *apply, const struct step *step,
			       struct state *from_base, GError **error)
{
	struct state *state;

	if (step->file->prefixed)
		return state_of(apply, step->old_path, error);
	if (!read_base(apply, step->old_path, from_base, error))
		return NULL;
	state = state_of(apply, step->old_path, error);
	return state && from_base->text ? from_base : state;
}

static gboolean drop_renamed(struct apply *apply, const struct step *step, GError **error)
{
	struct state *state = state_of(apply, step->old_path, error);

	if (!state)
		return FALSE;
	if (!state->changed || !state->in_base)
		state_set(state, NULL, 0);
	return TRUE;
}

static gboolean apply_change(struct apply *apply, const struct step *step, struct state *source,
			     GError **error)
{
	enum unified_change change = step->file->change;
	guint mode = source->mode;
	GString *text;

	if (!source->text)
		return fail_conflict(apply, step->old_path, "the base has no such file", error);
	text = hunks_apply(step->file, source->text->str, source->text->len, apply->patch,
			   step->old_path, &apply->work, error);
	if (!text)
		return FALSE;
	if (change == UNIFIED_DELETE)
		return apply_delete(apply, step, source, text, error);
	if (change == UNIFIED_RENAME && !drop_renamed(apply, step, error)) {
		g_string_free(text, TRUE);
		return FALSE;
	}
	return write_target(apply, step, mode, text, error);
}

/* diff -u tells a new file from an empty one only by the time that it gives. */
static gboolean is_creation(const struct apply *apply, const struct step *step)
{
	const struct unified_file *file = step->file;
	const struct unified_hunk *hunk = &g_array_index(file->hunks, struct unified_hunk, 0);

	if (file->change == UNIFIED_ADD)
		return TRUE;
	return file->change == UNIFIED_MODIFY && file->hunks->len == 1 && !hunk->old_start &&
	       !hunk->old_count && !is_in_base(apply, step->new_path);
}

static gboolean apply_step(struct apply *apply, const struct step *step, GError **error)
{
	struct state from_base = { 0 };
	struct state *source;
	gboolean ok;

	if (step->file->binary)
		return fail(apply, error, APPLY_ERROR_MALFORMED,
			    "changes %s as a binary file, which is not supported for headers",
			    step->new_path ? step->new_path : step->old_path);
	if (is_creation(apply, step))
		return apply_add(apply, step, error);
	source = source_of(apply, step, &from_base, error);
	ok = source && apply_change(apply, step, source, error);
	if (from_base.text)
		g_string_free(from_base.text, TRUE);
	return ok;
}

/* --- The whole diff ------------------------------------------------------------- */

/* @name as a path of the tree; NULL with @error set when it leads elsewhere. */
static char *path_of(const struct apply *apply, const struct unified_file *file, const char *name,
		     GError **error)
{
	const char *rest = skip_components(name, strip_of(apply, file));
	g_autofree char *path = rest && rest[0] != '/' ? path_join("", rest) : NULL;

	if (path && *path && g_str_equal(path, rest) &&
	    (is_statement(path) || !path_is_hidden(path)) && g_utf8_validate(path, -1, NULL))
		return g_steal_pointer(&path);
	fail(apply, error, APPLY_ERROR_MALFORMED, "names a file that no tree can have: %s", name);
	return NULL;
}

/* "foo.h.orig" and "foo.h" are the old and the new side of one file. */
static const char *name_in_base(const struct apply *apply, const struct unified_file *file)
{
	guint strip = strip_of(apply, file);

	return is_known(apply, file->old_name, strip) ? file->old_name : file->new_name;
}

static gboolean find_paths(const struct apply *apply, struct step *step, GError **error)
{
	const struct unified_file *file = step->file;
	const char *old_name = file->old_name;
	const char *new_name = file->new_name;

	if (file->change == UNIFIED_MODIFY)
		old_name = new_name = name_in_base(apply, file);
	if (old_name) {
		step->old_path = path_of(apply, file, old_name, error);
		if (!step->old_path)
			return FALSE;
	}
	step->new_path = new_name ? path_of(apply, file, new_name, error) : NULL;
	return step->new_path || !new_name;
}

static gboolean add_step(struct apply *apply, const struct unified_file *file, GArray *steps,
			 GError **error)
{
	struct step step = { .file = file };

	if (!find_paths(apply, &step, error)) {
		step_clear(&step);
		return FALSE;
	}
	if (file->change == UNIFIED_DELETE || file->change == UNIFIED_RENAME)
		g_hash_table_add(apply->vanished, g_strdup(step.old_path));
	g_array_append_val(steps, step);
	return TRUE;
}

static gboolean apply_files(struct apply *apply, const GPtrArray *files, GError **error)
{
	g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(struct step));
	gboolean ok = TRUE;

	g_array_set_clear_func(steps, step_clear);
	find_strip(apply, files);
	for (guint i = 0; ok && i < files->len; i++) {
		const struct unified_file *file = g_ptr_array_index(files, i);

		if (file_matters(file, strip_of(apply, file)))
			ok = add_step(apply, file, steps, error);
	}
	for (guint i = 0; ok && i < steps->len; i++)
		ok = apply_step(apply, &g_array_index(steps, struct step, i), error);
	return ok;
}

static gboolean add_update(const struct apply *apply, const char *path, const struct state *state,
			   GArray *updates, GError **error)
{
	git_tree_update update = {
		.action = state->text ? GIT_TREE_UPDATE_UPSERT : GIT_TREE_UPDATE_REMOVE,
		.filemode = state->mode,
		.path = path,
	};

	if (!state->changed || (!state->text && !state->in_base))
		return TRUE;
	if (state->text && git_blob_create_from_buffer(&update.id, apply->repository,
						       state->text->str, state->text->len))
		return fail_git(apply, path, error);
	g_array_append_val(updates, update);
	return TRUE;
}

static gboolean write_tree(const struct apply *apply, git_oid *ret_tree, GError **error)
{
	g_autoptr(GArray) updates = g_array_new(FALSE, FALSE, sizeof(git_tree_update));
	GHashTableIter iterator;
	gpointer path, state;

	g_hash_table_iter_init(&iterator, apply->states);
	while (g_hash_table_iter_next(&iterator, &path, &state))
		if (!add_update(apply, path, state, updates, error))
			return FALSE;
	if (!updates->len) {
		git_oid_cpy(ret_tree, git_tree_id(apply->base));
		return TRUE;
	}
	if (git_tree_create_updated(ret_tree, apply->repository, apply->base, updates->len,
				    (const git_tree_update *)updates->data))
		return fail_git(apply, "the base", error);
	return TRUE;
}

static gboolean apply_to_base(struct apply *apply, const GPtrArray *files, git_oid *ret_tree,
			      GError **error)
{
	gboolean ok;

	apply->states = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, state_free);
	apply->vanished = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	ok = apply_files(apply, files, error) && write_tree(apply, ret_tree, error);
	g_hash_table_unref(apply->states);
	g_hash_table_unref(apply->vanished);
	return ok;
}

static GPtrArray *scan_diff(const struct apply *apply, const char *diff, gsize size, GError **error)
{
	g_autoptr(GError) reason = NULL;
	g_autoptr(GPtrArray) files = unified_scan(diff, size, &reason);

	if (files && files->len)
		return g_steal_pointer(&files);
	if (files)
		fail(apply, error, APPLY_ERROR_MALFORMED, "has no diff");
	else
		fail(apply, error, APPLY_ERROR_MALFORMED, "is damaged: %s", reason->message);
	return NULL;
}

gboolean git_apply_patch(git_repository *repository, const git_oid *base_tree, const char *patch,
			 const char *diff, gsize size, git_oid *ret_tree, GError **error)
{
	struct apply apply = { .repository = repository, .patch = patch };
	g_autoptr(GPtrArray) files = scan_diff(&apply, diff, size, error);
	gboolean ok;

	if (!files)
		return FALSE;
	if (git_tree_lookup(&apply.base, repository, base_tree))
		return fail_git(&apply, "the base", error);
	ok = apply_to_base(&apply, files, ret_tree, error);
	git_tree_free(apply.base);
	return ok;
}
