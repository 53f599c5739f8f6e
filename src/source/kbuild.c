/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/kbuild.h"

#include <stdlib.h>
#include <string.h>

/* The next line of @at with continuations joined; NULL at the end. */
static char *next_line(const char **at)
{
	GString *line;

	if (!**at)
		return NULL;
	line = g_string_new(NULL);
	for (;;) {
		gsize length = strcspn(*at, "\n");
		gboolean goes_on = length > 0 && (*at)[length - 1] == '\\';

		g_string_append_len(line, *at, (gssize)(length - goes_on));
		*at += length + ((*at)[length] == '\n');
		if (!goes_on || !**at)
			return g_string_free(line, FALSE);
		g_string_append_c(line, ' ');
	}
}

/* What stands behind "name +=", "name :=" or "name =", or NULL. */
static char *value_of(char *line, const char *name)
{
	char *at = g_strchug(line);
	gsize length = strlen(name);

	if (strncmp(at, name, length) != 0)
		return NULL;
	at += length;
	at += strspn(at, " \t");
	at += *at == '+' || *at == ':';
	return *at == '=' ? at + 1 : NULL;
}

static void append_words(GPtrArray *words, const char *value)
{
	g_auto(GStrv) parts = g_strsplit_set(value, " \t\r", -1);

	for (char **part = parts; *part && **part != '#'; part++)
		if (**part)
			g_ptr_array_add(words, g_strdup(*part));
}

GPtrArray *kbuild_words(const char *text, const char *const *names)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	char *next;

	while ((next = next_line(&text))) {
		g_autofree char *line = next;

		for (const char *const *name = names; *name; name++) {
			char *value = value_of(line, *name);

			if (value)
				append_words(words, value);
		}
	}
	return words;
}

static void condition_clear(gpointer data)
{
	struct kbuild_condition *condition = data;

	g_free(condition->header);
	g_free(condition->asm_name);
}

/* "ifeq ($(wildcard .../asm/kvm.h),)": "kvm.h", or NULL. */
static char *asm_name_of(const char *line)
{
	const char *name = strstr(line, "/asm/");

	if (!name)
		return NULL;
	name += strlen("/asm/");
	return g_strndup(name, strcspn(name, "), \t"));
}

static void append_conditions(GArray *conditions, char *line, const GPtrArray *open)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	const char *value = value_of(line, "no-export-headers");
	const char *asm_name = open->len ? g_ptr_array_index(open, open->len - 1) : NULL;

	if (value)
		append_words(words, value);
	for (guint i = 0; i < words->len; i++) {
		const struct kbuild_condition condition = {
			.header = g_strdup(g_ptr_array_index(words, i)),
			.asm_name = g_strdup(asm_name),
		};

		g_array_append_val(conditions, condition);
	}
}

GArray *kbuild_conditions(const char *text)
{
	GArray *conditions = g_array_new(FALSE, FALSE, sizeof(struct kbuild_condition));
	g_autoptr(GPtrArray) open = g_ptr_array_new_with_free_func(g_free);
	char *next;

	g_array_set_clear_func(conditions, condition_clear);
	while ((next = next_line(&text))) {
		g_autofree char *line = next;

		g_strchug(line);
		if (g_str_has_prefix(line, "if"))
			g_ptr_array_add(open, asm_name_of(line));
		else if (g_str_has_prefix(line, "endif") && open->len)
			g_ptr_array_set_size(open, (gint)open->len - 1);
		else
			append_conditions(conditions, line, open);
	}
	return conditions;
}

static gboolean read_number(const char *text, const char *name, guint *ret)
{
	const char *const names[] = { name, NULL };
	g_autoptr(GPtrArray) words = kbuild_words(text, names);
	guint64 number;

	if (!words->len ||
	    !g_ascii_string_to_unsigned(g_ptr_array_index(words, 0), 10, 0, 65535, &number, NULL))
		return FALSE;
	*ret = (guint)number;
	return TRUE;
}

char *kbuild_version_header(const char *text)
{
	guint version, patchlevel, sublevel;
	/* Both came in 5.10 and 5.12: the third number had outgrown its byte. */
	gboolean clamped = strstr(text, "-gt 255") != NULL;
	gboolean numbers = strstr(text, "LINUX_VERSION_MAJOR") != NULL;
	GString *out;

	if (!read_number(text, "VERSION", &version) ||
	    !read_number(text, "PATCHLEVEL", &patchlevel) ||
	    !read_number(text, "SUBLEVEL", &sublevel))
		return NULL;
	out = g_string_new(NULL);
	g_string_printf(out, "#define LINUX_VERSION_CODE %u\n",
			version * 65536 + patchlevel * 256 +
				(clamped ? MIN(sublevel, 255) : sublevel));
	g_string_append_printf(out,
			       "#define KERNEL_VERSION(a,b,c) (((a) << 16) + ((b) << 8) + %s)\n",
			       clamped ? "((c) > 255 ? 255 : (c))" : "(c)");
	if (numbers)
		g_string_append_printf(out,
				       "#define LINUX_VERSION_MAJOR %u\n"
				       "#define LINUX_VERSION_PATCHLEVEL %u\n"
				       "#define LINUX_VERSION_SUBLEVEL %u\n",
				       version, patchlevel, sublevel);
	return g_string_free(out, FALSE);
}
