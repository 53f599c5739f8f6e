/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "show/select.h"

#include <string.h>

#include "show/number.h"
#include "source/include.h"
#include "source/path.h"

/* What "make headers_install" fills; the rest of /usr/include is other projects'. */
static const char *const kernel_folders[] = {
	"asm/", "asm-generic/", "cxl/",       "drm/",  "fwctl/", "linux/", "misc/",
	"mtd/", "rdma/",        "regulator/", "scsi/", "sound/", "video/", "xen/",
};

static gboolean is_kernel_path(const char *path)
{
	for (guint i = 0; i < G_N_ELEMENTS(kernel_folders); i++) {
		if (g_str_has_prefix(path, kernel_folders[i]))
			return TRUE;
	}
	return FALSE;
}

/* The C library has no folder of its own. */
static gboolean is_libc_path(const char *path)
{
	return !strchr(path, '/') || g_str_has_prefix(path, "bits/") ||
	       g_str_has_prefix(path, "sys/");
}

/* The C library's headers are there too, with records of the same names. */
static gboolean is_system(const struct tree *tree)
{
	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (tree_find(tree, "features.h", id) && tree_find(tree, "linux/types.h", id))
			return TRUE;
	}
	return FALSE;
}

static gboolean is_word(char character)
{
	return g_ascii_isalnum(character) || character == '_';
}

/* Whether an identifier that is @word, or only begins so, stands in @file. */
static gboolean has_word(const struct tree_file *file, const char *word, gboolean whole)
{
	const gsize length = strlen(word);
	const char *at = file->text;
	const char *end = at ? at + file->size : NULL;

	while (at && (at = memmem(at, (gsize)(end - at), word, length))) {
		/* The text has a NUL behind its end. */
		if ((at == file->text || !is_word(at[-1])) && (!whole || !is_word(at[length])))
			return TRUE;
		at++;
	}
	return FALSE;
}

static void add_number_words(struct selection *selection, guint64 number)
{
	const unsigned long long value = number;

	g_hash_table_add(selection->words, g_strdup_printf("%llu", value));
	g_hash_table_add(selection->words, g_strdup_printf("0x%llx", value));
	g_hash_table_add(selection->words, g_strdup_printf("0x%llX", value));
	g_hash_table_add(selection->words, g_strdup_printf("0x%08llx", value));
}

/* "enum foo", "foo", or what the names of constants begin with. */
static void select_family(struct selection *selection, const char *family)
{
	const char *blank = strrchr(family, ' ');

	selection->beginning = g_strdup(blank ? blank + 1 : family);
}

struct selection *selection_new(const struct query *query, const struct tree *whole)
{
	struct selection *selection = g_new0(struct selection, 1);

	selection->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	selection->paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	selection->is_system = is_system(whole);
	if (query->kind == QUERY_SYMBOL)
		selection_add_word(selection, query->name);
	if (query->kind != QUERY_NUMBER)
		return selection;
	selection->everything = query->family && !*query->family;
	selection->commands = !query->family;
	if (query->family && *query->family)
		select_family(selection, query->family);
	else if (!query->family && !query->has_parts && query->number >= NUMBER_LEAST_VALUE)
		add_number_words(selection, query->number);
	return selection;
}

void selection_free(struct selection *selection)
{
	if (!selection)
		return;
	g_hash_table_unref(selection->words);
	g_hash_table_unref(selection->paths);
	g_free(selection->beginning);
	g_free(selection);
}

gboolean selection_add_word(struct selection *selection, const char *word)
{
	return g_hash_table_add(selection->words, g_strdup(word));
}

gboolean selection_add_path(struct selection *selection, const char *path)
{
	return g_hash_table_add(selection->paths, g_strdup(path));
}

static gboolean is_selected(const struct selection *selection, const struct tree_file *file)
{
	const gboolean is_own = file->targets != TARGET_ALL;
	const gboolean is_foreign = selection->is_system && !is_kernel_path(file->path);
	GHashTableIter iter;
	gpointer word;

	if (g_hash_table_contains(selection->paths, file->path))
		return TRUE;
	if (is_foreign && (!selection->libc_too || !is_libc_path(file->path)))
		return FALSE;
	if (selection->everything && !is_foreign)
		return TRUE;
	if ((selection->commands || (selection->own_commands && is_own)) &&
	    has_word(file, "_IO", FALSE))
		return TRUE;
	if (selection->beginning && has_word(file, selection->beginning, FALSE))
		return TRUE;
	g_hash_table_iter_init(&iter, selection->words);
	while (g_hash_table_iter_next(&iter, &word, NULL)) {
		if (has_word(file, word, TRUE))
			return TRUE;
	}
	return FALSE;
}

/* The files to begin with, one element a file of the tree. */
static gboolean *select_files(const struct selection *selection, const struct tree *whole)
{
	gboolean *selected = g_new0(gboolean, whole->n_files + 1);
	g_autoptr(GHashTable) generic = g_hash_table_new(g_str_hash, g_str_equal);

	for (gsize i = 0; i < whole->n_files; i++) {
		selected[i] = is_selected(selection, &whole->files[i]);
		if (selected[i] && g_str_has_prefix(whole->files[i].path, "asm-generic/"))
			g_hash_table_add(generic,
					 (gpointer)(whole->files[i].path + strlen("asm-generic/")));
	}
	/* A machine may say what it has in another way before it includes the generic one. */
	for (gsize i = 0; i < whole->n_files; i++) {
		const char *path = whole->files[i].path;

		if (g_str_has_prefix(path, "asm/") &&
		    g_hash_table_contains(generic, path + strlen("asm/")))
			selected[i] = TRUE;
	}
	return selected;
}

gsize selection_count(const struct selection *selection, const struct tree *whole,
		      target_set *ret_targets)
{
	g_autofree gboolean *selected = select_files(selection, whole);
	gsize count = 0;

	*ret_targets = 0;
	for (gsize i = 0; i < whole->n_files; i++) {
		if (!selected[i])
			continue;
		count++;
		*ret_targets |= whole->files[i].targets;
	}
	return count;
}

GPtrArray *selection_paths(const struct selection *selection, const struct tree *whole)
{
	g_autofree gboolean *selected = select_files(selection, whole);
	GPtrArray *paths = g_ptr_array_new();

	for (gsize i = 0; i < whole->n_files; i++) {
		if (selected[i])
			g_ptr_array_add(paths, (gpointer)whole->files[i].path);
	}
	return paths;
}

struct chosen {
	const struct tree *whole;
	const gboolean *selected;
};

/* Headers use _IO() and its kin and leave the include to others. */
static gboolean is_chosen(const struct tree_file *file, gpointer data)
{
	const struct chosen *chosen = data;

	return chosen->selected[file - chosen->whole->files] ||
	       strcmp(file->path, "linux/ioctl.h") == 0;
}

struct tree *selection_tree(const struct selection *selection, const struct tree *whole,
			    const char *(*provided)(const char *path))
{
	g_autofree gboolean *selected = select_files(selection, whole);
	struct chosen chosen = { whole, selected };

	return tree_subset(whole, is_chosen, &chosen, provided);
}

/* Whether one of the two paths ends in the other, at a slash. */
static gboolean ends_alike(const char *path, const char *name)
{
	const gsize path_length = strlen(path);
	const gsize name_length = strlen(name);
	const char *longer = path_length > name_length ? path : name;
	const char *shorter = path_length > name_length ? name : path;
	const gsize difference = strlen(longer) - strlen(shorter);

	if (strcmp(longer + difference, shorter) != 0)
		return FALSE;
	return difference == 0 || longer[difference - 1] == '/';
}

static void add_unique(GPtrArray *list, const char *path)
{
	if (!g_ptr_array_find_with_equal_func(list, path, g_str_equal, NULL))
		g_ptr_array_add(list, (gpointer)path);
}

static void add_named(GPtrArray *exact, GPtrArray *alike, const char *path, const char *name)
{
	if (strcmp(path, name) == 0)
		add_unique(exact, path);
	else if (ends_alike(path, name))
		add_unique(alike, path);
}

GPtrArray *headers_named(const struct tree *whole, const char *name)
{
	g_autoptr(GPtrArray) exact = g_ptr_array_new();
	g_autoptr(GPtrArray) alike = g_ptr_array_new();

	for (gsize i = 0; i < whole->n_files; i++)
		add_named(exact, alike, whole->files[i].path, name);
	for (gsize i = 0; i < whole->n_refusals; i++)
		add_named(exact, alike, whole->refusals[i].path, name);
	return exact->len ? g_steal_pointer(&exact) : g_steal_pointer(&alike);
}

static gboolean includes(const struct tree_file *file, const char *path)
{
	struct include_scan scan = { .at = file->text, .end = file->text + file->size };
	struct include_name name;

	while (file->text && include_next(&scan, &name)) {
		g_autofree char *plain = g_strndup(name.text, name.length);
		g_autofree char *folder = g_strndup(file->path, path_folder_length(file->path));
		g_autofree char *beside = name.quoted ? path_join(folder, plain) : NULL;

		if (strcmp(plain, path) == 0 || g_strcmp0(beside, path) == 0)
			return TRUE;
	}
	return FALSE;
}

GPtrArray *headers_including(const struct tree *whole, const char *path)
{
	GPtrArray *found = g_ptr_array_new();

	/* The files of a tree are sorted by path. */
	for (gsize i = 0; i < whole->n_files; i++) {
		const char *other = whole->files[i].path;

		if (found->len && strcmp(found->pdata[found->len - 1], other) == 0)
			continue;
		if (includes(&whole->files[i], path))
			g_ptr_array_add(found, (gpointer)other);
	}
	return found;
}
