/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/git-guard.h"

#include <gio/gio.h>
#include <git2/sys/odb_backend.h>
#include <string.h>

/* Before all others. */
#define PRIORITY 1000

/* What an object unpacks to at most; headers are far smaller. */
#define BYTES_MAX ((gsize)512 << 20)

#define ALTERNATES_MAX 16

struct guard {
	git_odb_backend parent;
	GPtrArray *folders; /* "objects" of the repository and of those it borrows from */
};

/* Whether the packed bytes are those of one whole stream. */
static gboolean is_whole(const char *bytes, gsize size)
{
	g_autoptr(GZlibDecompressor) unpacker =
		g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
	g_autofree char *buffer = g_malloc(1 << 16);
	gsize total = 0;

	while (total < BYTES_MAX) {
		gsize taken, given;
		GConverterResult result =
			g_converter_convert(G_CONVERTER(unpacker), bytes, size, buffer, 1 << 16,
					    G_CONVERTER_INPUT_AT_END, &taken, &given, NULL);

		if (result == G_CONVERTER_FINISHED)
			return TRUE;
		if (result != G_CONVERTER_CONVERTED)
			return FALSE;
		bytes += taken;
		size -= taken;
		total += given;
	}
	return FALSE;
}

/* The file of a loose object, NULL if @folder has none. */
static GMappedFile *map_object(const char *folder, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];
	g_autofree char *path = NULL;

	git_oid_tostr(hex, sizeof(hex), id);
	path = g_strdup_printf("%s/%.2s/%s", folder, hex, hex + 2);
	return g_mapped_file_new(path, FALSE, NULL);
}

/* Gives nothing; only what is damaged is stopped here. */
static int guard_read(void **ret, size_t *ret_size, git_object_t *ret_type, git_odb_backend *parent,
		      const git_oid *id)
{
	const struct guard *guard = (const struct guard *)parent;

	(void)ret;
	(void)ret_size;
	(void)ret_type;
	for (guint i = 0; i < guard->folders->len; i++) {
		g_autoptr(GMappedFile) file = map_object(guard->folders->pdata[i], id);

		if (!file)
			continue;
		if (is_whole(g_mapped_file_get_contents(file), g_mapped_file_get_length(file)))
			return GIT_PASSTHROUGH;
		git_error_set_str(GIT_ERROR_ZLIB, "its file is cut short, damaged or too large");
		return GIT_ERROR;
	}
	return GIT_PASSTHROUGH;
}

static void guard_free(git_odb_backend *parent)
{
	struct guard *guard = (struct guard *)parent;

	g_ptr_array_unref(guard->folders);
	g_free(guard);
}

/* The folders that objects/info/alternates names, a line each. */
static void add_alternates(struct guard *guard, const char *objects)
{
	g_autofree char *path = g_build_filename(objects, "info", "alternates", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return;
	lines = g_strsplit(text, "\n", ALTERNATES_MAX);
	for (char **line = lines; *line; line++) {
		if (**line && **line != '#')
			g_ptr_array_add(guard->folders,
					g_path_is_absolute(*line)
						? g_strdup(*line)
						: g_build_filename(objects, *line, NULL));
	}
}

static struct guard *guard_new(git_repository *repository)
{
	struct guard *guard = g_new0(struct guard, 1);
	git_buf objects = { 0 };

	git_odb_init_backend(&guard->parent, GIT_ODB_BACKEND_VERSION);
	guard->parent.read = guard_read;
	guard->parent.free = guard_free;
	guard->folders = g_ptr_array_new_with_free_func(g_free);
	if (git_repository_item_path(&objects, repository, GIT_REPOSITORY_ITEM_OBJECTS) == 0) {
		g_ptr_array_add(guard->folders, g_strdup(objects.ptr));
		add_alternates(guard, objects.ptr);
	}
	git_buf_dispose(&objects);
	return guard;
}

int git_guard_loose(git_odb *odb, git_repository *repository)
{
	struct guard *guard = guard_new(repository);
	int code = git_odb_add_backend(odb, &guard->parent, PRIORITY);

	if (code < 0)
		guard_free(&guard->parent);
	return code;
}
