/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as .unbroken/levels, and as a file of Documentation/ABI: entries that can be used
 * and written, or an error of one line.  What is written is read back.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "policy/abi-doc.h"
#include "policy/levels.h"
#include "rules/confession.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_entry(const struct levels *levels, const struct level_entry *entry)
{
	g_assert_nonnull(entry->name);
	g_assert_cmpint(entry->level, <=, LEVEL_UNRELEASED);
	g_assert_true(entry->headers[0] || entry->items[0] || entry->whats[0]);
	if (entry->items[0])
		levels_find(levels, entry->headers[0], entry->items[0]);
}

/* As a text of ours it comes back as it is. */
static void check_written(const struct levels *levels)
{
	g_autoptr(GString) first = g_string_new(NULL);
	g_autoptr(GString) second = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	AUTO(levels) back = NULL;

	for (guint i = 0; i < levels_count(levels); i++)
		check_entry(levels, levels_entry(levels, i));
	levels_write(levels, first);
	back = levels_parse("back", first->str, first->len, &error);
	g_assert_no_error(error);
	levels_write(back, second);
	g_assert_cmpstr(first->str, ==, second->str);
}

/* No entry is lost on the way through files, and names stay. */
static void check_documents(const struct levels *levels)
{
	g_autoptr(GPtrArray) docs = abi_doc_write(levels);
	AUTO(levels) back = levels_new();
	gsize whats = 0;

	for (guint i = 0; i < docs->len; i++) {
		const struct abi_doc *doc = docs->pdata[i];
		const char *slash = strchr(doc->path, '/');
		g_autofree char *folder = g_strndup(doc->path, (gsize)(slash - doc->path));
		g_autoptr(GError) error = NULL;
		enum level level;

		g_assert_null(strchr(slash + 1, '/'));
		g_assert_true(level_parse(folder, &level, NULL));
		abi_doc_read(back, level, slash + 1, doc->text->str, doc->text->len, &whats,
			     &error);
		g_assert_no_error(error);
	}
	check_written(back);
}

static void try_levels(const char *text, gsize size)
{
	g_autoptr(GError) error = NULL;
	AUTO(levels) levels = levels_parse("fuzz", text, size, &error);

	g_assert_true(!levels == !!error);
	if (error)
		g_assert_null(strchr(error->message, '\n'));
	if (!levels)
		return;
	check_written(levels);
	check_documents(levels);
}

static void try_document(const char *text, gsize size)
{
	g_autoptr(GError) error = NULL;
	AUTO(levels) levels = levels_new();
	gsize whats = 0;

	if (!abi_doc_read(levels, LEVEL_OBSOLETE, "fuzz", text, size, &whats, &error)) {
		g_assert_null(strchr(error->message, '\n'));
		return;
	}
	check_written(levels);
	check_documents(levels);
}

static void try_header(const char *text)
{
	for (guint line = 0; line < 8; line++) {
		struct confession confession = { 0 };

		if (find_confession(text, line, &confession))
			g_assert_nonnull(confession.words);
		g_free(confession.words);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);

	try_levels(text, size);
	try_document(text, size);
	try_header(text);
	return 0;
}
