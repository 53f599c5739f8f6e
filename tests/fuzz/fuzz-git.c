/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any objects as a repository: trees, slices and a history or errors, in bounded time.
 *
 * The objects are divided by NULs, and begin with their kind.  One that names others does
 * it by letters, A for the first one:
 *	b TEXT		a blob
 *	t LINES		a tree of "MODE NAME=LETTER"
 *	r BYTES		a tree, byte by byte, with \377 for NUL
 *	c TEXT		a commit, in which @LETTER is an id
 *	i TEXT		no object but an index of includes
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <git2/sys/mempack.h>
#include <git2/sys/repository.h>

#include "../unit/test-source.h"
#include "policy/config.h"
#include "source/git-internal.h"
#include "source/slice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OBJECTS_MAX 26

static const struct tree_limits limits = {
	.files = 500,
	.file_bytes = 1 << 16,
	.total_bytes = 1 << 18,
	.stream_bytes = 1 << 21,
};

static const char *const set_roots[] = { "include/hv/", "", NULL };
static const struct header_set stated = { .name = "hv", .roots = set_roots };

/* What one input has become. */
struct objects {
	git_oid ids[OBJECTS_MAX];
	guint n;
	git_oid trees[2]; /* the last two, the older one first */
	guint n_trees;
	git_oid commit;
	gboolean has_commit;
	struct include_index *index;
};

static const git_oid *id_at(const struct objects *objects, char letter)
{
	static const git_oid none;
	guint at = (guint)(guchar)letter - 'A';

	return at < objects->n ? &objects->ids[at] : &none;
}

static void write_object(git_odb *odb, struct objects *objects, const GString *bytes,
			 git_object_t type)
{
	git_oid *id = &objects->ids[objects->n];

	if (git_odb_write(id, odb, bytes->str, bytes->len, type) < 0)
		return;
	objects->n++;
	if (type == GIT_OBJECT_COMMIT) {
		objects->commit = *id;
		objects->has_commit = TRUE;
	}
	if (type != GIT_OBJECT_TREE)
		return;
	objects->trees[0] = objects->n_trees++ ? objects->trees[1] : *id;
	objects->trees[1] = *id;
}

static void append_entry(const struct objects *objects, GString *tree, const char *line,
			 gsize length)
{
	if (length < 2 || line[length - 2] != '=')
		return;
	g_string_append_len(tree, line, (gssize)length - 2);
	g_string_append_c(tree, '\0');
	g_string_append_len(tree, (const char *)id_at(objects, line[length - 1])->id,
			    GIT_OID_RAWSZ);
}

static void make_tree(const struct objects *objects, const char *text, gsize size, GString *tree)
{
	const char *end = text + size;

	for (const char *next; text < end; text = next + 1) {
		next = memchr(text, '\n', (gsize)(end - text));
		next = next ? next : end;
		append_entry(objects, tree, text, (gsize)(next - text));
	}
}

static void make_raw(const char *text, gsize size, GString *tree)
{
	for (gsize i = 0; i < size; i++)
		g_string_append_c(tree, text[i] == '\377' ? '\0' : text[i]);
}

static void make_commit(const struct objects *objects, const char *text, gsize size,
			GString *commit)
{
	for (gsize i = 0; i < size; i++) {
		if (text[i] == '@' && i + 1 < size)
			g_string_append(commit, git_oid_tostr_s(id_at(objects, text[++i])));
		else
			g_string_append_c(commit, text[i]);
	}
}

static void add_object(git_odb *odb, struct objects *objects, const char *text, gsize size)
{
	g_autoptr(GString) bytes = g_string_new(NULL);

	if (text[0] == 'b')
		g_string_append_len(bytes, text + 1, (gssize)size - 1);
	else if (text[0] == 't')
		make_tree(objects, text + 1, size - 1, bytes);
	else if (text[0] == 'r')
		make_raw(text + 1, size - 1, bytes);
	else if (text[0] == 'c')
		make_commit(objects, text + 1, size - 1, bytes);
	else if (text[0] == 'i')
		include_index_read(objects->index, text + 1, size - 1);
	if (text[0] == 'b')
		write_object(odb, objects, bytes, GIT_OBJECT_BLOB);
	else if (text[0] == 't' || text[0] == 'r')
		write_object(odb, objects, bytes, GIT_OBJECT_TREE);
	else if (text[0] == 'c')
		write_object(odb, objects, bytes, GIT_OBJECT_COMMIT);
}

static void add_objects(git_odb *odb, struct objects *objects, const char *text, gsize size)
{
	const char *end = text + size;

	for (const char *next; text < end && objects->n < OBJECTS_MAX; text = next + 1) {
		next = memchr(text, '\0', (gsize)(end - text));
		next = next ? next : end;
		if (next > text)
			add_object(odb, objects, text, (gsize)(next - text));
	}
}

/* --- What is done with them ----------------------------------------------------- */

static void check_tree(const struct tree *tree)
{
	for (gsize i = 0; i < tree->n_files; i++) {
		const struct tree_file *file = &tree->files[i];

		g_assert_true(file->text || file->blob);
		g_assert_true(file->targets && !(file->targets & ~TARGET_ALL));
		g_assert_true(!g_str_has_prefix(file->path, "../") && !strstr(file->path, "/../"));
		g_assert_true(i == 0 || strcmp(tree->files[i - 1].path, file->path) <= 0);
	}
	for (gsize i = 0; i < tree->n_refusals; i++)
		g_assert_nonnull(tree->refusals[i].reason);
}

static const char *provide_nothing(const char *path)
{
	return strcmp(path, "stddef.h") == 0 ? "#include <linux/types.h>\n" : NULL;
}

static void check_slices(struct objects *objects, const struct tree *old_tree,
			 const struct tree *new_tree)
{
	static const char *const always[] = { "linux/types.h", NULL };
	struct slices slices;

	slice_trees(old_tree, new_tree, old_tree, objects->index, provide_nothing, always, &slices);
	check_tree(slices.old_tree);
	check_tree(slices.new_tree);
	for (gsize i = 0; i < slices.new_tree->n_files; i++)
		g_assert_nonnull(slices.new_tree->files[i].text);
	g_assert_true(slices.n_touched <= g_hash_table_size(slices.affected));
	g_assert_true(slices.n_touched || !slices.new_tree->n_files);
	slices_clear(&slices);
}

static struct revision revision_of(const git_oid *tree)
{
	struct revision revision = { .kind = REVISION_OBJECT, .name = (char *)"a:" };

	git_oid_tostr(revision.tree, GIT_ID_SIZE, tree);
	return revision;
}

static void check_trees(struct repository *repository, struct objects *objects,
			const struct header_set *set)
{
	const struct revision old_revision = revision_of(&objects->trees[0]);
	const struct revision new_revision = revision_of(&objects->trees[1]);
	g_autoptr(GError) error = NULL;
	AUTO(tree)
	old_tree = repository_tree(repository, &old_revision, set, &limits, &error);
	AUTO(tree) new_tree = NULL;

	g_assert_true(!old_tree == !!error);
	if (!old_tree)
		return;
	check_tree(old_tree);
	new_tree = repository_tree(repository, &new_revision, set, &limits, &error);
	g_assert_true(!new_tree == !!error);
	if (new_tree)
		check_slices(objects, old_tree, new_tree);
}

static void check_config(struct repository *repository, const struct objects *objects)
{
	const struct revision revision = revision_of(&objects->trees[1]);
	g_autoptr(GError) error = NULL;
	gsize size = 0;
	g_autofree char *text = repository_file(repository, &revision, CONFIG_PATH, &size, &error);
	AUTO(config) config = text ? config_parse("config", text, size, &error) : NULL;

	g_assert_true(!config || !error);
}

static void check_history(struct repository *repository, const struct objects *objects)
{
	static const char *const paths[] = { "include/uapi/", "Makefile", "", NULL };
	struct revision head = revision_of(&objects->trees[1]);
	g_autoptr(GError) error = NULL;
	AUTO(history) history = NULL;
	struct commit *commit;

	git_oid_tostr(head.commit, GIT_ID_SIZE, &objects->commit);
	history = history_open(repository, NULL, &head, paths, &error);
	g_assert_true(!history == !!error);
	while (history && (commit = history_next(history, &error))) {
		g_assert_true(g_utf8_validate(commit->subject, -1, NULL));
		g_assert_null(strchr(commit->subject, '\n'));
		commit_free(commit);
	}
}

/* What was read and is written again is read as the same. */
static void check_index(const struct objects *objects)
{
	AUTO(include_index) again = include_index_new();
	g_autoptr(GString) one = g_string_new(NULL);
	g_autoptr(GString) other = g_string_new(NULL);

	include_index_write(objects->index, one);
	include_index_read(again, one->str, one->len);
	include_index_write(again, other);
	g_assert_cmpuint(other->len, ==, one->len);
}

/* --- The repository --------------------------------------------------------------- */

static char *folder;

static void end_repository(void)
{
	remove_folder(folder);
	g_free(folder);
}

static git_repository *make_repository(void)
{
	git_repository *repository = NULL;

	git_libgit2_init();
	/* What an earlier input had must not help a later one. */
	git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	folder = make_folder();
	atexit(end_repository);
	g_assert_cmpint(git_repository_init(&repository, folder, 1), ==, 0);
	return repository;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static git_repository *git;
	struct objects objects = { .index = include_index_new() };
	struct repository repository = { .file_bytes = limits.file_bytes };
	git_odb_backend *memory;

	if (!git)
		git = make_repository();
	g_assert_cmpint(git_odb_new(&repository.odb), ==, 0);
	g_assert_cmpint(git_mempack_new(&memory), ==, 0);
	g_assert_cmpint(git_odb_add_backend(repository.odb, memory, 1), ==, 0);
	g_assert_cmpint(git_repository_set_odb(git, repository.odb), ==, 0);
	repository.git = git;
	repository.texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						 (GDestroyNotify)g_bytes_unref);
	repository.reasons = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	add_objects(repository.odb, &objects, (const char *)data, size);
	if (objects.n_trees) {
		check_trees(&repository, &objects, NULL);
		check_trees(&repository, &objects, &stated);
		check_config(&repository, &objects);
	}
	if (objects.has_commit)
		check_history(&repository, &objects);
	check_index(&objects);
	include_index_free(objects.index);
	g_hash_table_unref(repository.texts);
	g_hash_table_unref(repository.reasons);
	git_odb_free(repository.odb);
	return 0;
}
