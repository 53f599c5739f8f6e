/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as a header: scanned in bounded time, and asked about in bounds. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "clang/unit.h"
#include "source/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct tree *make_tree(char *text, size_t size)
{
	struct tree *tree = tree_new("fuzz", TREE_INSTALLED);
	const struct tree_offer offer = {
		.path = "linux/fuzz.h",
		.shown = "linux/fuzz.h",
		.text = text,
		.size = size,
		.judged = TRUE,
		.claims[TREE_CLAIM_ANY] = TARGET_ALL,
	};

	tree_offer(tree, &offer);
	tree_own(tree, text);
	tree_settle(tree);
	return tree;
}

static void check_places(const struct scan_file *file, size_t size)
{
	for (guint i = 0; i < file->defines->len; i++) {
		const struct scan_define *define =
			&g_array_index(file->defines, struct scan_define, i);

		g_assert_true(*define->name && !g_ascii_isdigit(*define->name));
		g_assert_true(define->line >= 1 && define->line <= size + 1);
		g_assert_true(define->column >= 1 && define->column <= size + 1);
		g_assert_true(!define->parameters || *define->parameters == '(');
	}
	for (guint i = 0; i < file->includes->len; i++) {
		const struct scan_include *include =
			&g_array_index(file->includes, struct scan_include, i);

		g_assert_true(*include->path != '/');
	}
}

/* The unit is text, and speaks of nothing that is not there. */
static void check_unit(const struct scan *scan)
{
	const guint32 file = 0;
	const gboolean asked = TRUE;
	AUTO(unit) unit = unit_new(scan, &file, 1, &asked);

	g_assert_cmpuint(strlen(unit->text->str), ==, unit->text->len);
	for (guint i = 0; i < unit->known->len; i++)
		g_assert_cmpuint(g_array_index(unit->known, struct known_value, i).index, <,
				 scan->files[0].defines->len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = g_malloc(size + 1);

	if (size)
		memcpy(text, data, size);
	text[size] = '\0';

	AUTO(tree) tree = make_tree(text, size);
	AUTO(scan) scan = scan_tree(tree);

	g_assert_cmpuint(scan->n_files, ==, 1);
	check_places(&scan->files[0], size);
	check_unit(scan);
	return 0;
}
