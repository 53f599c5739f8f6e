/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of src/source share: making folders and archives, and looking
 * at trees.
 */
#ifndef UNBROKEN_TEST_SOURCE_H
#define UNBROKEN_TEST_SOURCE_H

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "source/source.h"

#define X86 (TARGET_BIT(TARGET_X86_64) | TARGET_BIT(TARGET_I386))

static inline char *make_folder(void)
{
	g_autoptr(GError) error = NULL;
	char *folder = g_dir_make_tmp("unbroken-test-XXXXXX", &error);

	g_assert_no_error(error);
	return folder;
}

static inline void remove_folder(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_DIR) &&
		    !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
			remove_folder(path);
		else
			g_unlink(path);
	}
	g_rmdir(folder);
}

/* Returns the path of the new file; free with g_free(). */
static inline char *make_file(const char *folder, const char *name, const char *text)
{
	g_autoptr(GError) error = NULL;
	char *path = g_build_filename(folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(parent, 0755), ==, 0);
	g_file_set_contents(path, text, -1, &error);
	g_assert_no_error(error);
	return path;
}

static inline void put_file(const char *folder, const char *name, const char *text)
{
	g_free(make_file(folder, name, text));
}

static inline void put_link(const char *folder, const char *name, const char *target)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(parent, 0755), ==, 0);
	g_assert_cmpint(symlink(target, path), ==, 0);
}

static inline struct tree *open_good(const char *name)
{
	g_autoptr(GError) error = NULL;
	struct tree *tree = tree_open(name, NULL, &error);

	g_assert_no_error(error);
	g_assert_nonnull(tree);
	g_assert_cmpstr(tree->name, ==, name);
	return tree;
}

static inline const char *text_of(const struct tree *tree, const char *path, enum target_id target)
{
	const struct tree_file *file = tree_find(tree, path, target);

	if (file) {
		g_assert_cmpstr(file->path, ==, path);
		g_assert_cmpint(file->text[file->size], ==, '\0');
	}
	return file ? file->text : NULL;
}

static inline const char *shown_of(const struct tree *tree, const char *path)
{
	const struct tree_file *file = tree_find(tree, path, TARGET_X86_64);

	return file ? file->shown : NULL;
}

static inline const char *reason_of(const struct tree *tree, const char *path)
{
	for (gsize i = 0; i < tree->n_refusals; i++)
		if (strcmp(tree->refusals[i].path, path) == 0)
			return tree->refusals[i].reason;
	return NULL;
}

/* An archive in the making, in memory. */
struct maker {
	struct archive *archive;
	GByteArray *bytes;
};

static inline la_ssize_t maker_write(struct archive *archive, void *data, const void *bytes,
				     size_t size)
{
	(void)archive;
	g_byte_array_append(data, bytes, (guint)size);
	return (la_ssize_t)size;
}

/* @filter is one of libarchive's ARCHIVE_FILTER_ codes. */
static inline void maker_begin(struct maker *maker, gboolean package, int filter)
{
	maker->archive = archive_write_new();
	maker->bytes = g_byte_array_new();
	if (package)
		archive_write_set_format_ar_svr4(maker->archive);
	else
		archive_write_set_format_pax_restricted(maker->archive);
	g_assert_cmpint(archive_write_add_filter(maker->archive, filter), ==, ARCHIVE_OK);
	archive_write_set_bytes_in_last_block(maker->archive, 1);
	g_assert_cmpint(archive_write_open(maker->archive, maker->bytes, NULL, maker_write, NULL),
			==, ARCHIVE_OK);
}

static inline void maker_add(struct maker *maker, const char *name, mode_t type, const char *link,
			     const void *bytes, gsize size)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_mode(entry, type | 0644);
	archive_entry_set_size(entry, (gint64)size);
	if (link && type == AE_IFLNK)
		archive_entry_set_symlink(entry, link);
	else if (link)
		archive_entry_set_hardlink(entry, link);
	g_assert_cmpint(archive_write_header(maker->archive, entry), ==, ARCHIVE_OK);
	if (size)
		g_assert_cmpint(archive_write_data(maker->archive, bytes, size), ==, (gssize)size);
	archive_entry_free(entry);
}

static inline void maker_text(struct maker *maker, const char *name, const char *text)
{
	maker_add(maker, name, AE_IFREG, NULL, text, strlen(text));
}

static inline void maker_link(struct maker *maker, const char *name, const char *target)
{
	maker_add(maker, name, AE_IFLNK, target, NULL, 0);
}

/* The bytes; free with g_byte_array_unref(). */
static inline GByteArray *maker_end(struct maker *maker)
{
	g_assert_cmpint(archive_write_close(maker->archive), ==, ARCHIVE_OK);
	archive_write_free(maker->archive);
	return maker->bytes;
}

/* A .deb around @data, which is called @name in it. */
static inline GByteArray *make_package(const char *name, const GByteArray *data)
{
	struct maker maker;

	maker_begin(&maker, TRUE, ARCHIVE_FILTER_NONE);
	maker_text(&maker, "debian-binary", "2.0\n");
	maker_text(&maker, "control.tar.xz", "not looked at");
	if (data)
		maker_add(&maker, name, AE_IFREG, NULL, data->data, data->len);
	return maker_end(&maker);
}

#endif
