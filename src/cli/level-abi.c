/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken level import and export: Documentation/ABI to levels and back.
 */
#include <fcntl.h>
#include <string.h>

#include "cli/level.h"
#include "cli/options.h"
#include "policy/abi-doc.h"
#include "source/file.h"

#define FILE_BYTES (4 * 1024 * 1024)
#define FILES_MAX  20000

/* The folders of Documentation/ABI, in the order in which they are read. */
static const enum level folders[] = { LEVEL_STABLE, LEVEL_TESTING, LEVEL_OBSOLETE, LEVEL_REMOVED };

struct import {
	struct levels *levels;
	gsize files, whats;
};

/* The level that the folder @path is named after. */
static gboolean level_of_folder(const char *path, enum level *ret)
{
	g_autofree char *base = g_path_get_basename(path);

	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		if (strcmp(base, level_names[folders[i]]) != 0)
			continue;
		*ret = folders[i];
		return TRUE;
	}
	return FALSE;
}

static gboolean import_file(struct import *import, enum level level, const char *path,
			    const char *name, GError **error)
{
	const char *reason = NULL;
	gsize size;
	g_autofree char *text = file_read(AT_FDCWD, path, FILE_BYTES, &size, &reason);

	if (!text) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_UNREADABLE, "'%s' %s", path, reason);
		return FALSE;
	}
	if (++import->files > FILES_MAX) {
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_LIMIT, "more than %d files",
			    FILES_MAX);
		return FALSE;
	}
	return abi_doc_read(import->levels, level, name, text, size, &import->whats, error);
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All files below @folder; @prefix is what their names begin with. */
static gboolean import_folder(struct import *import, enum level level, const char *path,
			      GError **error)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, error);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	if (!folder)
		return FALSE;
	while ((name = g_dir_read_name(folder)))
		if (*name != '.' && !g_str_has_suffix(name, "~"))
			g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, compare_names);
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *full = g_build_filename(path, names->pdata[i], NULL);

		if (!g_file_test(full, G_FILE_TEST_IS_DIR) &&
		    !import_file(import, level, full, names->pdata[i], error))
			return FALSE;
	}
	return TRUE;
}

/* Documentation/ABI itself, or a kernel's source. */
static gboolean import_tree(struct import *import, const char *path, GError **error)
{
	g_autofree char *below = g_build_filename(path, "Documentation/ABI", NULL);
	const char *top = g_file_test(below, G_FILE_TEST_IS_DIR) ? below : path;
	gboolean found = FALSE;

	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *folder = g_build_filename(top, level_names[folders[i]], NULL);

		if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
			continue;
		found = TRUE;
		if (!import_folder(import, folders[i], folder, error))
			return FALSE;
	}
	if (!found)
		g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_EMPTY,
			    "'%s' has none of the folders stable, testing, obsolete, removed",
			    path);
	return found;
}

static gboolean import_one(struct import *import, const char *path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *name = g_path_get_basename(path);
	enum level level;

	if (g_file_test(path, G_FILE_TEST_IS_DIR))
		return level_of_folder(path, &level) ? import_folder(import, level, path, error)
						     : import_tree(import, path, error);
	if (level_of_folder(folder, &level))
		return import_file(import, level, path, name, error);
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
		    "'%s' is in no folder stable, testing, obsolete or removed, which would tell "
		    "its level",
		    path);
	return FALSE;
}

/* What was there keeps its place; what is imported again takes the place of what it was. */
static struct levels *merge(const struct levels *old_levels, const struct levels *new_levels)
{
	struct levels *merged = levels_new();

	for (guint i = 0; i < levels_count(old_levels); i++) {
		const struct level_entry *entry = levels_entry(old_levels, i);
		const struct level_entry *again = levels_named(new_levels, entry->name);

		levels_add(merged, again ? again : entry);
	}
	for (guint i = 0; i < levels_count(new_levels); i++) {
		const struct level_entry *entry = levels_entry(new_levels, i);

		if (!levels_named(old_levels, entry->name))
			levels_add(merged, entry);
	}
	return merged;
}

static gboolean import_all(struct import *import, char **operands, GError **error)
{
	for (; *operands; operands++) {
		if (!import_one(import, *operands, error))
			return FALSE;
	}
	return TRUE;
}

/* To a file that is named, or to stdout, goes what was imported and nothing else. */
static int write_import(const struct level_options *options, const struct import *import,
			GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *path = level_file();
	AUTO(levels) old_levels = NULL;
	AUTO(levels) merged = NULL;

	if (level_output(options)) {
		levels_write(import->levels, text);
		return output_finish(level_output(options), text, STATUS_CLEAN);
	}
	old_levels = level_load(error);
	if (!old_levels)
		return STATUS_ERROR;
	merged = merge(old_levels, import->levels);
	levels_write(merged, text);
	return level_store(path, text, error) ? STATUS_CLEAN : STATUS_ERROR;
}

int level_import(struct level_options *options, char **operands)
{
	AUTO(levels) levels = levels_new();
	struct import import = { .levels = levels };
	g_autoptr(GError) error = NULL;
	int status = STATUS_ERROR;

	if (!*operands)
		g_set_error(&error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
			    "level import needs a file or folder of Documentation/ABI");
	else if (level_enter(options, &error) && import_all(&import, operands, &error))
		status = write_import(options, &import, &error);
	if (error)
		complain(error->message);
	else if (!options->session.quiet)
		g_printerr("unbroken: %u entries with %" G_GSIZE_FORMAT
			   " fields 'What' from %" G_GSIZE_FORMAT " files\n",
			   levels_count(levels), import.whats, import.files);
	return status;
}

static gboolean write_doc(const char *folder, const struct abi_doc *doc, GError **error)
{
	g_autofree char *path = g_build_filename(folder, doc->path, NULL);

	return level_store(path, doc->text, error);
}

/* Without a folder all files go to stdout, each behind its name. */
static int print_docs(const struct level_options *options, const GPtrArray *docs)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < docs->len; i++) {
		const struct abi_doc *doc = docs->pdata[i];

		g_string_append_printf(text, "%s==> %s <==\n%s", i ? "\n" : "", doc->path,
				       doc->text->str);
	}
	return output_finish(level_output(options), text, STATUS_CLEAN);
}

int level_export(struct level_options *options, char **operands)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) docs = NULL;
	AUTO(levels) levels = NULL;
	int status = STATUS_ERROR;

	if (level_enter(options, &error))
		levels = level_load_of(options->revision, &error);
	if (levels)
		docs = abi_doc_write(levels);
	if (docs && !*operands)
		return print_docs(options, docs);
	for (guint i = 0; docs && !error && i < docs->len; i++)
		write_doc(operands[0], docs->pdata[i], &error);
	if (!error)
		status = STATUS_CLEAN;
	else
		complain(error->message);
	return status;
}
