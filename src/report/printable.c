/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/wrap.h"

static gboolean is_plain(const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text < ' ' || *text > '~')
			return FALSE;
	}
	return TRUE;
}

static gunichar harmless(gunichar character)
{
	if (character == '\n' || character == '\t' || character == '\r')
		return ' ';
	if (g_unichar_iscntrl(character) || g_unichar_type(character) == G_UNICODE_FORMAT ||
	    g_unichar_type(character) == G_UNICODE_LINE_SEPARATOR ||
	    g_unichar_type(character) == G_UNICODE_PARAGRAPH_SEPARATOR)
		return '?';
	return character;
}

void append_printable(GString *out, const char *text)
{
	g_autofree char *valid = NULL;

	if (is_plain(text)) {
		g_string_append(out, text);
		return;
	}
	valid = g_utf8_make_valid(text, -1);
	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at))
		g_string_append_unichar(out, harmless(g_utf8_get_char(at)));
}
