/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as mails: a series or an error, and diffs that can be applied or not. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "mail/mail.h"
#include "source/hunks.h"
#include "util/unified.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The old lines of all hunks, to which they should apply. */
static GString *old_text(const struct unified_file *file)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < file->hunks->len; i++) {
		const struct unified_hunk *hunk =
			&g_array_index(file->hunks, struct unified_hunk, i);
		const char *at = hunk->text;
		const char *end = at + hunk->size;

		while (at < end) {
			const char *newline = memchr(at, '\n', (size_t)(end - at));

			g_assert_nonnull(newline);
			if (*at == ' ' || *at == '-')
				g_string_append_len(text, at + 1, newline - at);
			at = newline + 1;
		}
	}
	return text;
}

static void apply(const struct unified_file *file, const char *text, gsize size)
{
	g_autoptr(GError) error = NULL;
	guint64 work = 0;
	GString *result = hunks_apply(file, text, size, "patch", "file", &work, &error);

	g_assert_true(!result == !!error);
	if (result)
		g_string_free(result, TRUE);
}

static void check_file(const struct unified_file *file)
{
	g_autoptr(GString) text = old_text(file);

	g_assert_true(file->old_name || file->new_name);
	g_assert_true(file->old_name || file->change == UNIFIED_ADD);
	g_assert_true(file->new_name || file->change == UNIFIED_DELETE);
	apply(file, text->str, text->len);
	g_string_prepend(text, "one more\nand more\n");
	apply(file, text->str, text->len);
	apply(file, "", 0);
}

static void check_patch(const struct patch *patch)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) files = unified_scan(patch->diff, patch->diff_size, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(files->len, >, 0);
	g_assert_true(g_utf8_validate(patch->subject, -1, NULL));
	g_assert_true(g_utf8_validate(patch->author, -1, NULL));
	g_assert_true(g_utf8_validate(patch->message_id, -1, NULL));
	g_assert_cmpuint(patch->number, <=, patch->total);
	for (guint i = 0; i < files->len; i++)
		check_file(g_ptr_array_index(files, i));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	AUTO(series) series = series_read_memory("fuzz", data, size, &error);

	g_assert_true(!series == !!error);
	if (error)
		g_assert_true(g_utf8_validate(error->message, -1, NULL));
	for (gsize i = 0; series && i < series->n_patches; i++)
		check_patch(&series->patches[i]);
	return 0;
}
