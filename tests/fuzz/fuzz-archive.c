/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as an archive: a tree or an error, in bounded time and memory. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "source/archive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct tree_limits limits = {
	.files = 500,
	.file_bytes = 1 << 16,
	.total_bytes = 1 << 18,
	.stream_bytes = 1 << 21,
};

static void check(const struct tree *tree)
{
	for (gsize i = 0; i < tree->n_files; i++) {
		const struct tree_file *file = &tree->files[i];

		g_assert_cmpint(file->text[file->size], ==, '\0');
		g_assert_true(file->targets && !(file->targets & ~TARGET_ALL));
		g_assert_null(strstr(file->path, "../"));
		g_assert_true(i == 0 || strcmp(tree->files[i - 1].path, file->path) <= 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	AUTO(tree) tree = tree_open_memory("fuzz.deb", data, size, &limits, &error);

	g_assert_true(!tree == !!error);
	if (tree)
		check(tree);
	return 0;
}
