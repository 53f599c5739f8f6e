/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/words.h"

#include <string.h>

/* As compilers have it: "$", and any byte of a character beyond ASCII. */
static gboolean is_of_word(char c)
{
	return g_ascii_isalnum(c) || c == '_' || c == '$' || (guchar)c >= 0x80;
}

gboolean words_contain(const char *text, const char *word)
{
	gsize length = strlen(word);

	for (const char *at = text; length && (at = strstr(at, word)); at += length) {
		if ((at == text || !is_of_word(at[-1])) && !is_of_word(at[length]))
			return TRUE;
	}
	return FALSE;
}

static gint compare_words(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *words_of(const char *text)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	GString *all = g_string_new(NULL);

	while (*text) {
		const char *end = text;
		while (is_of_word(*end))
			end++;
		if (end > text && !g_ascii_isdigit(*text))
			g_ptr_array_add(words, g_strndup(text, (gsize)(end - text)));
		text = end > text ? end : end + 1;
	}
	g_ptr_array_sort(words, compare_words);
	for (guint i = 0; i < words->len; i++) {
		if (i && !strcmp(words->pdata[i - 1], words->pdata[i]))
			continue;
		g_string_append_printf(all, all->len ? " %s" : "%s", (char *)words->pdata[i]);
	}
	return g_string_free(all, FALSE);
}
