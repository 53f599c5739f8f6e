/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/shelf.h"

#include <fcntl.h>
#include <string.h>

#include "cli/options.h"
#include "source/file.h"

#define FILE_BYTES (16 * 1024 * 1024)

/* The kernel's source as one revision has it. */
struct shelf_kernel {
	struct repository *repository;
	struct revision revision; /* strings are the shelf's */
	struct kernel_bars *bars;
};

struct shelf {
	struct repository *repository;
	const char *config;
	struct levels *given; /* of the folder @config */
	GHashTable *levels;   /* text -> struct levels, or NULL for a mistake */
	GHashTable *configs;  /* text -> struct config, or NULL for a mistake */
	GHashTable *kernels;  /* tree -> struct shelf_kernel */
};

static void free_levels(gpointer levels)
{
	levels_free(levels);
}

static void free_config(gpointer config)
{
	config_free(config);
}

static void free_kernel(gpointer data)
{
	struct shelf_kernel *kernel = data;

	kernel_bars_free(kernel->bars);
	revision_clear(&kernel->revision);
	g_free(kernel);
}

struct levels *levels_read(const char *path, GError **error)
{
	const char *reason = NULL;
	gsize size;
	g_autofree char *text = file_read(AT_FDCWD, path, FILE_BYTES, &size, &reason);

	if (text)
		return levels_parse(path, text, size, error);
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_UNREADABLE, "'%s' %s", path, reason);
	return NULL;
}

struct shelf *shelf_new(struct repository *repository, const char *config)
{
	struct shelf *shelf = g_new0(struct shelf, 1);

	shelf->config = config;
	shelf->repository = repository;
	shelf->levels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_levels);
	shelf->configs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_config);
	shelf->kernels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_kernel);
	return shelf;
}

void shelf_free(struct shelf *shelf)
{
	if (!shelf)
		return;
	levels_free(shelf->given);
	g_hash_table_unref(shelf->levels);
	g_hash_table_unref(shelf->configs);
	g_hash_table_unref(shelf->kernels);
	g_free(shelf);
}

static char *read_file(const struct shelf *shelf, const struct revision *revision, const char *path,
		       gsize *ret_size, GError **error)
{
	struct revision whole = *revision;

	if (revision->kind == REVISION_OBJECT && !revision->tree[0])
		return NULL;
	whole.path = NULL;
	return repository_file(shelf->repository, &whole, path, ret_size, error);
}

const struct levels *shelf_given_levels(struct shelf *shelf, GError **error)
{
	g_autofree char *path = NULL;

	if (!shelf->config || strcmp(shelf->config, "none") == 0 || shelf->given)
		return shelf->given;
	path = g_build_filename(shelf->config, "levels", NULL);
	if (g_file_test(path, G_FILE_TEST_EXISTS))
		shelf->given = levels_read(path, error);
	return shelf->given;
}

/* Two files of the same text differ in their name, which messages tell. */
static char *text_key(const char *name, const char *text)
{
	return g_strconcat(name, "\n", text, NULL);
}

const struct levels *shelf_levels(struct shelf *shelf, const struct revision *revision,
				  gboolean old, GError **error)
{
	GError *failure = NULL;
	gsize size = 0;

	if (shelf->config)
		return shelf_given_levels(shelf, error);

	g_autofree char *text = read_file(shelf, revision, LEVELS_PATH, &size, &failure);
	g_autofree char *name =
		g_strconcat(revision->name ? revision->name : "", LEVELS_PATH, NULL);
	g_autofree char *key = text ? text_key(name, text) : NULL;
	gpointer known = NULL;

	if (text && !g_hash_table_lookup_extended(shelf->levels, key, NULL, &known)) {
		known = levels_parse(name, text, size, &failure);
		if (known || old)
			g_hash_table_insert(shelf->levels, g_steal_pointer(&key), known);
	}
	if (failure && old)
		warn("%s; the levels of that side are not known", failure->message);
	else if (failure)
		g_propagate_error(error, g_steal_pointer(&failure));
	g_clear_error(&failure);
	return known;
}

const struct config *shelf_config(struct shelf *shelf, const struct revision *revision)
{
	gsize size = 0;
	g_autofree char *text =
		shelf->config ? NULL : read_file(shelf, revision, CONFIG_PATH, &size, NULL);
	gpointer known = NULL;

	if (text && !g_hash_table_lookup_extended(shelf->configs, text, NULL, &known)) {
		known = config_parse(CONFIG_PATH, text, size, NULL);
		g_hash_table_insert(shelf->configs, g_steal_pointer(&text), known);
	}
	return known;
}

static char **list_folder(gpointer data, const char *path)
{
	struct shelf_kernel *kernel = data;

	return repository_list(kernel->repository, &kernel->revision, path);
}

static char *read_source(gpointer data, const char *path)
{
	struct shelf_kernel *kernel = data;
	gsize size;

	return repository_file(kernel->repository, &kernel->revision, path, &size, NULL);
}

struct kernel_bars *shelf_bars(struct shelf *shelf, const struct revision *revision)
{
	struct shelf_kernel *kernel = g_hash_table_lookup(shelf->kernels, revision->tree);

	if (!kernel) {
		const struct kernel_files files = {
			.list = list_folder,
			.read = read_source,
			.data = kernel = g_new0(struct shelf_kernel, 1),
		};

		kernel->repository = shelf->repository;
		kernel->revision.kind = REVISION_OBJECT;
		kernel->revision.name = g_strdup(revision->name);
		memcpy(kernel->revision.tree, revision->tree, sizeof(revision->tree));
		kernel->bars = kernel_bars_new(&files);
		g_hash_table_insert(shelf->kernels, g_strdup(revision->tree), kernel);
	}
	return kernel->bars;
}

char *shelf_bar(gpointer data, const char *header)
{
	return g_strdup(kernel_bars_find(data, header));
}
