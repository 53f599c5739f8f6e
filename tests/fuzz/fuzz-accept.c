/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as .unbroken/accept, and as the message of a commit.  What is taken can be written
 * to, and nothing of it is lost by that.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "policy/acceptance.h"
#include "policy/trailer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_entry(const struct acceptance *entry)
{
	g_assert_true(acceptance_is_id(entry->id));
	g_assert_nonnull(entry->shown.reason);
	g_assert_nonnull(entry->shown.where);
	g_assert_cmpuint(entry->line, <=, entry->last_line);
	if (entry->shown.until)
		acceptance_is_over(entry->shown.until, "6.1", "2026-01-01");
}

static struct acceptances *parse(const char *text)
{
	g_autoptr(GError) error = NULL;
	struct acceptances *list = acceptances_parse("fuzz", text, strlen(text), &error);

	g_assert_true(!list == !!error);
	g_assert_true(!error || !strchr(error->message, '\n'));
	return list;
}

/* All others are still there, and say the same. */
static void check_others(const struct acceptances *before, const struct acceptances *after,
			 const char *id)
{
	g_assert_nonnull(after);
	for (gsize i = 0; i < before->n_entries; i++) {
		const struct acceptance *entry = &before->entries[i];
		const struct acceptance *same = acceptances_find(after, entry->id);

		if (strcmp(entry->id, id) == 0)
			continue;
		g_assert_nonnull(same);
		g_assert_cmpstr(same->shown.reason, ==, entry->shown.reason);
		g_assert_cmpstr(same->shown.until, ==, entry->shown.until);
	}
}

static void check_writing(const char *text, const struct acceptances *list, const char *id)
{
	const struct acceptance entry = { .id = id, .shown.reason = "why \"so\" \\ # ; \n\t" };
	g_autofree char *with = acceptances_text_with(text, &entry);
	AUTO(acceptances) more = parse(with);
	g_autofree char *without = acceptances_text_without(with, id);
	AUTO(acceptances) less = parse(without);

	check_others(list, more, id);
	check_others(list, less, id);
	g_assert_cmpstr(acceptances_find(more, id)->shown.reason, ==, entry.shown.reason);
	g_assert_null(acceptances_find(less, id));
}

static void check_trailers(const char *message)
{
	g_autoptr(GPtrArray) trailers = trailers_parse(message);

	for (guint i = 0; i < trailers->len; i++) {
		const struct trailer *trailer = trailers->pdata[i];

		g_assert_true(g_utf8_validate(trailer->text, -1, NULL));
		g_assert_null(strchr(trailer->text, '\n'));
		g_assert_true(trailer->flaw || *trailer->reason);
		g_assert_true(trailer->flaw || trailer->id || (trailer->rule && trailer->item));
		trailer_matches(trailer, "5f1c9a0b27e4", "member/moved", "foo");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	AUTO(acceptances) list = parse(text);

	for (gsize i = 0; list && i < list->n_entries; i++)
		check_entry(&list->entries[i]);
	if (list)
		check_writing(text, list, "5f1c9a0b27e4");
	if (list && list->n_entries)
		check_writing(text, list, list->entries[list->n_entries / 2].id);
	check_trailers(text);
	return 0;
}
