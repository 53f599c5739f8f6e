/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Opening repositories, and what libgit2 says turned into sentences.
 */
#include "source/git-internal.h"

#include <string.h>

#include "source/git-apply.h"
#include "source/git-guard.h"
#include "source/install.h"
#include "source/listing.h"

G_DEFINE_QUARK(unbroken_git_error, git_error)

/* Texts that were read stay at hand: neighbouring commits share nearly all of them. */
#define TEXT_BYTES_MAX ((gsize)32 << 20)

/* Objects that libgit2 keeps: trees up to this size each, and all together. */
#define TREE_BYTES_KEPT ((gsize)1 << 20)
#define CACHE_BYTES     ((gsize)32 << 20)

char *git_library_version(void)
{
	int major = 0, minor = 0, revision = 0;

	git_libgit2_version(&major, &minor, &revision);
	return g_strdup_printf("libgit2 %d.%d.%d", major, minor, revision);
}

static const char *last_reason(void)
{
	const git_error *last = git_error_last();

	return last && last->message && *last->message ? last->message : "no reason given";
}

gboolean git_fail(GError **error, enum git_error code, const char *what, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start(arguments, what);
	text = g_strdup_vprintf(what, arguments);
	va_end(arguments);
	g_set_error(error, GIT_ERROR_QUARK, code, "%s: %s", text, last_reason());
	return FALSE;
}

const char *git_remedy(const struct repository *repository)
{
	if (repository->is_partial)
		return "this clone is partial: 'git fetch --refetch --no-filter' gets what it left "
		       "out";
	if (repository->is_shallow)
		return "this clone is shallow: 'git fetch --unshallow' gets what it left out";
	return "the repository is damaged: 'git fsck' tells more";
}

gboolean git_fail_object(struct repository *repository, GError **error, const char *what,
			 const git_oid *id)
{
	char text[GIT_ID_SIZE];
	gboolean missing = !git_odb_exists(repository->odb, id);

	git_oid_tostr(text, sizeof(text), id);
	if (missing)
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_OBJECT,
			    "%s: the object %s is missing; %s", what, text, git_remedy(repository));
	else
		git_fail(error, GIT_ERROR_NO_OBJECT, "%s: the object %s cannot be read", what,
			 text);
	return FALSE;
}

gboolean git_fail_walk(struct repository *repository, GError **error)
{
	g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_OBJECT,
		    "the history cannot be walked: %s; %s", last_reason(), git_remedy(repository));
	return FALSE;
}

/* A clone with a promisor remote, whose objects may not be here. */
static gboolean find_partial(git_repository *git)
{
	g_autofree char *packs =
		g_build_filename(git_repository_commondir(git), "objects", "pack", NULL);
	g_autoptr(GDir) dir = g_dir_open(packs, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		if (g_str_has_suffix(name, ".promisor"))
			return TRUE;
	}
	return FALSE;
}

static gboolean says(const char *word)
{
	return strstr(last_reason(), word) != NULL;
}

static gboolean fail_to_open(const char *start, int code, GError **error)
{
	/* Of a stranger's repository libgit2 1.5 says that there is no such setting. */
	if (code == GIT_EOWNER || says("safe.directory"))
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REPOSITORY,
			    "the repository of '%s' belongs to somebody else; 'git config --global "
			    "--add safe.directory FOLDER' says that you trust it",
			    start);
	else if (code == GIT_ENOTFOUND)
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REPOSITORY,
			    "'%s' is in no git repository", start);
	else if (says("objectformat"))
		g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REPOSITORY,
			    "the repository of '%s' names its objects by SHA-256, which this "
			    "libgit2 cannot read",
			    start);
	else
		git_fail(error, GIT_ERROR_NO_REPOSITORY, "cannot open the git repository of '%s'",
			 start);
	return FALSE;
}

static struct repository *repository_new(void)
{
	struct repository *repository = g_new0(struct repository, 1);

	git_libgit2_init();
	/* A folder of a thousand headers is more than libgit2 would keep, and each commit of a
	 * history asks for it again. */
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, TREE_BYTES_KEPT);
	git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (gssize)CACHE_BYTES);
	repository->texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						  (GDestroyNotify)g_bytes_unref);
	repository->reasons = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	repository->file_bytes = tree_limits_default.file_bytes;
	return repository;
}

static gboolean finish_opening(struct repository *repository, const char *start, GError **error)
{
	if (git_repository_odb(&repository->odb, repository->git) < 0 ||
	    git_guard_loose(repository->odb, repository->git) < 0)
		return git_fail(error, GIT_ERROR_NO_REPOSITORY, "cannot read the objects of '%s'",
				start);
	repository->is_shallow = git_repository_is_shallow(repository->git) == 1;
	repository->is_partial = find_partial(repository->git);
	return TRUE;
}

static gboolean open_plain(struct repository *repository, const char *start, GError **error)
{
	/* As for git, who names a repository there means it and no other one. */
	gboolean is_named = g_getenv("GIT_DIR") != NULL;
	int code = git_repository_open_ext(&repository->git, is_named ? NULL : start,
					   GIT_REPOSITORY_OPEN_FROM_ENV, NULL);

	if (code == GIT_ENOTFOUND && !is_named)
		code = git_repository_open_ext(&repository->git, start, 0, NULL);
	return code < 0 ? fail_to_open(start, code, error) : TRUE;
}

struct repository *repository_open(const char *start, GError **error)
{
	AUTO(repository) repository = repository_new();

	if (!open_plain(repository, start, error) || !finish_opening(repository, start, error))
		return NULL;
	return g_steal_pointer(&repository);
}

struct repository *repository_open_memory(const char *start, GError **error)
{
	AUTO(repository) repository = repository_new();
	g_autofree char *path = NULL;

	/* Opened as others are first, for what there is to say when that fails. */
	if (!open_plain(repository, start, error))
		return NULL;
	path = g_strdup(git_repository_path(repository->git));
	g_clear_pointer(&repository->git, git_repository_free);
	repository->git = git_memory_repository(path, error);
	if (!repository->git || !finish_opening(repository, start, error))
		return NULL;
	return g_steal_pointer(&repository);
}

gboolean repository_apply(struct repository *repository, const struct revision *base,
			  const char *patch, const char *diff, gsize size, struct revision *result,
			  GError **error)
{
	git_oid from, to;

	*result = (struct revision){ .kind = REVISION_OBJECT };
	git_oid_fromstr(&from, base->tree);
	if (!git_apply_patch(repository->git, &from, patch, diff, size, &to, error))
		return FALSE;
	git_oid_tostr(result->tree, GIT_ID_SIZE, &to);
	return TRUE;
}

void repository_free(struct repository *repository)
{
	if (!repository)
		return;
	g_hash_table_unref(repository->texts);
	g_hash_table_unref(repository->reasons);
	git_odb_free(repository->odb);
	git_repository_free(repository->git);
	g_free(repository);
	git_libgit2_shutdown();
}

git_tree *git_load_tree(struct repository *repository, const git_oid *id, const char *what,
			GError **error)
{
	git_tree *tree = NULL;

	if (git_tree_lookup(&tree, repository->git, id) == 0)
		return tree;
	git_fail_object(repository, error, what, id);
	return NULL;
}

git_tree_entry *git_entry(struct repository *repository, const git_tree *tree, const char *path,
			  GError **error)
{
	git_tree_entry *entry = NULL;
	int code = git_tree_entry_bypath(&entry, tree, path);

	if (code == 0 || code == GIT_ENOTFOUND) {
		/* A folder on the way that is missing from the repository says the same. */
		const git_error *last = code ? git_error_last() : NULL;

		if (!last || last->klass != GIT_ERROR_ODB)
			return entry;
	}
	git_fail(error, GIT_ERROR_NO_OBJECT, "cannot read '%s'; %s", path, git_remedy(repository));
	return NULL;
}

static const char *keep_reason(struct repository *repository, const char *reason)
{
	gpointer known;

	if (!g_hash_table_lookup_extended(repository->reasons, reason, &known, NULL)) {
		known = g_strdup(reason);
		g_hash_table_add(repository->reasons, known);
	}
	return known;
}

GBytes *git_load_blob(struct repository *repository, const git_oid *id, const char **ret_reason)
{
	g_autoptr(git_odb_object) object = NULL;
	g_autoptr(GError) error = NULL;
	git_object_t type;
	gsize size;
	char *text;

	if (git_odb_read_header(&size, &type, repository->odb, id) < 0) {
		git_fail_object(repository, &error, "cannot be read", id);
		*ret_reason = keep_reason(repository, error->message);
		return NULL;
	}
	if (type != GIT_OBJECT_BLOB || size > repository->file_bytes) {
		g_autofree char *reason = g_strdup_printf("has more than %" G_GSIZE_FORMAT " bytes",
							  repository->file_bytes);

		*ret_reason = keep_reason(repository, type == GIT_OBJECT_BLOB
							      ? reason
							      : "is no file in the repository");
		return NULL;
	}
	if (git_odb_read(&object, repository->odb, id) < 0) {
		git_fail_object(repository, &error, "cannot be read", id);
		*ret_reason = keep_reason(repository, error->message);
		return NULL;
	}
	size = git_odb_object_size(object);
	text = g_malloc(size + 1);
	memcpy(text, git_odb_object_data(object), size);
	text[size] = '\0';
	return g_bytes_new_take(text, size + 1);
}

/* As listing_add() does with what it is given. */
static GBytes *installed(GBytes *bytes)
{
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	char *done = install_header(text, size - 1, &size);

	g_bytes_unref(bytes);
	return g_bytes_new_take(done, size + 1);
}

GBytes *git_read_text(gpointer data, const char *blob, const char **ret_reason)
{
	struct repository *repository = data;
	GBytes *bytes = g_hash_table_lookup(repository->texts, blob);
	gboolean install;
	g_autofree char *hex = NULL;
	git_oid id;

	if (bytes)
		return g_bytes_ref(bytes);
	hex = listing_blob_id(blob, &install);
	if (git_oid_fromstr(&id, hex) < 0) {
		*ret_reason = "has no valid object id";
		return NULL;
	}
	bytes = git_load_blob(repository, &id, ret_reason);
	if (!bytes)
		return NULL;
	if (install)
		bytes = installed(bytes);
	if (repository->text_bytes > TEXT_BYTES_MAX) {
		g_hash_table_remove_all(repository->texts);
		repository->text_bytes = 0;
	}
	repository->text_bytes += g_bytes_get_size(bytes);
	g_hash_table_insert(repository->texts, g_strdup(blob), g_bytes_ref(bytes));
	return bytes;
}

const char *repository_top(const struct repository *repository)
{
	return git_repository_workdir(repository->git);
}
