/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "report/wrap.h"

static void append_blanks(GString *out, guint n)
{
	for (guint i = 0; i < n; i++)
		g_string_append_c(out, ' ');
}

void append_wrapped(GString *out, const char *label, guint indent, guint width, const char *text)
{
	g_autoptr(GString) printable = g_string_new(NULL);
	gsize column = strlen(label);
	gboolean line_is_empty = TRUE;

	append_printable(printable, text);
	g_string_append(out, label);
	for (const char *word = printable->str; *(word += strspn(word, " ")) != '\0';) {
		gsize length = strcspn(word, " ");
		gsize columns = (gsize)g_utf8_strlen(word, (gssize)length);

		if (!line_is_empty && column + 1 + columns > width) {
			g_string_append_c(out, '\n');
			append_blanks(out, indent);
			column = indent;
			line_is_empty = TRUE;
		}
		if (!line_is_empty) {
			g_string_append_c(out, ' ');
			column++;
		}
		g_string_append_len(out, word, (gssize)length);
		column += columns;
		line_is_empty = FALSE;
		word += length;
	}
	g_string_append_c(out, '\n');
}
