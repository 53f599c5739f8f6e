/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Headers that no parser survives. */
#ifndef UNBROKEN_TEST_HOSTILE_H
#define UNBROKEN_TEST_HOSTILE_H

#include <glib.h>

/* AddressSanitizer needs more address space than any limit allows. */
#ifdef __SANITIZE_ADDRESS__
static const gboolean limits_memory = FALSE;
#else
static const gboolean limits_memory = TRUE;
#endif

/* Sixty doublings of a sum that a condition asks for. */
static inline char *make_bomb(void)
{
	GString *text = g_string_new("#define P0 1\n");

	for (guint i = 1; i <= 60; i++)
		g_string_append_printf(text, "#define P%u P%u + P%u\n", i, i - 1, i - 1);
	g_string_append(text, "#if P60\n#endif\n");
	return g_string_free(text, FALSE);
}

/* 2^28 numbers. */
static inline char *make_flood(void)
{
	GString *text = g_string_new("#define N0 1,\n");

	for (guint i = 1; i <= 28; i++)
		g_string_append_printf(text, "#define N%u N%u N%u\n", i, i - 1, i - 1);
	g_string_append(text, "static const int flood[] = { N28 };\n");
	return g_string_free(text, FALSE);
}

/* The compiler calls itself for each sign, until its stack is full. */
static inline char *make_pit(void)
{
	g_autofree char *signs = g_strnfill(500 * 1000, '!');

	return g_strconcat("enum { PIT = ", signs, "1 };\n", NULL);
}

#endif
