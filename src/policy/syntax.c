/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/syntax.h"

#include <string.h>

#include "policy/policy.h"
#include "util/suggest.h"

struct reader {
	const char *file;
	const char *at, *end;
	guint line;
	gsize most;
	struct settings *out;
	const char *section, *name; /* of the current section */
	GError **error;
};

void settings_free(struct settings *settings)
{
	if (!settings)
		return;
	g_array_unref(settings->all);
	g_string_chunk_free(settings->strings);
	g_free(settings);
}

static gboolean G_GNUC_PRINTF(2, 3) refuse(const struct reader *reader, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(reader->error, POLICY_ERROR, POLICY_ERROR_SYNTAX, "%s:%u: %s", reader->file,
		    reader->line, text);
	return FALSE;
}

/* The next character, '\n' at the end. */
static char peek(const struct reader *reader)
{
	return reader->at < reader->end ? *reader->at : '\n';
}

static char take(struct reader *reader)
{
	char c = peek(reader);

	if (reader->at < reader->end) {
		reader->at++;
		reader->line += c == '\n';
	}
	return c;
}

static void skip_blanks(struct reader *reader)
{
	while (peek(reader) == ' ' || peek(reader) == '\t' || peek(reader) == '\r')
		reader->at++;
}

static void skip_line(struct reader *reader)
{
	while (peek(reader) != '\n')
		reader->at++;
}

static const char *keep(struct reader *reader, const GString *text)
{
	return g_string_chunk_insert_const(reader->out->strings, text->str);
}

static gboolean add(struct reader *reader, const struct setting *setting)
{
	if (reader->out->all->len >= reader->most)
		return refuse(reader, "more than %" G_GSIZE_FORMAT " settings", reader->most);
	g_array_append_val(reader->out->all, *setting);
	return TRUE;
}

/* "\"name\"", as it stands behind the section. */
static gboolean read_name(struct reader *reader, GString *name)
{
	take(reader);
	while (peek(reader) != '"') {
		char c = take(reader);

		if (c == '\\')
			c = take(reader);
		if (c == '\n' || reader->at >= reader->end)
			return refuse(reader, "expected '\"' behind the name of the section");
		g_string_append_c(name, c);
	}
	take(reader);
	return TRUE;
}

static gboolean read_section(struct reader *reader)
{
	g_autoptr(GString) section = g_string_new(NULL);
	g_autoptr(GString) name = g_string_new(NULL);
	gboolean has_name;

	take(reader);
	skip_blanks(reader);
	while (g_ascii_isalnum(peek(reader)) || peek(reader) == '-' || peek(reader) == '.')
		g_string_append_c(section, g_ascii_tolower(take(reader)));
	skip_blanks(reader);
	has_name = peek(reader) == '"';
	if (has_name && !read_name(reader, name))
		return FALSE;
	skip_blanks(reader);
	if (!section->len || peek(reader) != ']')
		return refuse(reader, "expected a section, as in [level \"name\"]");
	take(reader);
	reader->section = keep(reader, section);
	reader->name = has_name ? keep(reader, name) : NULL;

	const struct setting setting = {
		.section = reader->section,
		.name = reader->name,
		.line = reader->line,
		.last_line = reader->line,
	};

	return add(reader, &setting);
}

/* What stands behind a backslash; a line that goes on adds nothing. */
static gboolean read_escape(struct reader *reader, GString *value)
{
	char c;

	if (peek(reader) == '\r')
		take(reader);
	c = take(reader);
	switch (c) {
	case '\n':
		return TRUE;
	case 'n':
		g_string_append_c(value, '\n');
		return TRUE;
	case 't':
		g_string_append_c(value, '\t');
		return TRUE;
	case '"':
	case '\\':
		g_string_append_c(value, c);
		return TRUE;
	default:
		return refuse(reader, "unknown escape '\\%c'; expected \\n, \\t, \\\" or \\\\",
			      g_ascii_isprint(c) ? c : '?');
	}
}

/* Quotes may stand around any part; blanks at the end count within them only. */
static gboolean read_value(struct reader *reader, GString *value)
{
	gboolean quoted = FALSE;
	gsize kept = 0;

	for (;;) {
		char c = peek(reader);

		if (c == '\n')
			break;
		if (!quoted && (c == '#' || c == ';')) {
			skip_line(reader);
			break;
		}
		take(reader);
		if (c == '"')
			quoted = !quoted;
		else if (c == '\\' && !read_escape(reader, value))
			return FALSE;
		else if (c != '\\')
			g_string_append_c(value, c);
		if (quoted || !g_ascii_isspace(c))
			kept = value->len;
	}
	if (quoted)
		return refuse(reader, "expected '\"' at the end of the value");
	g_string_truncate(value, kept);
	return TRUE;
}

static gboolean read_setting(struct reader *reader)
{
	g_autoptr(GString) key = g_string_new(NULL);
	g_autoptr(GString) value = g_string_new(NULL);
	struct setting setting = {
		.section = reader->section,
		.name = reader->name,
		.line = reader->line,
	};

	while (g_ascii_isalnum(peek(reader)) || peek(reader) == '-')
		g_string_append_c(key, g_ascii_tolower(take(reader)));
	skip_blanks(reader);
	if (!key->len || !strchr("=\n#;", peek(reader)))
		return refuse(reader, "expected 'key = value'");
	if (!reader->section)
		return refuse(reader,
			      "'%s' stands in no section; expected [level \"name\"] or "
			      "another one before it",
			      key->str);
	setting.key = keep(reader, key);
	if (peek(reader) == '=') {
		take(reader);
		skip_blanks(reader);
		if (!read_value(reader, value))
			return FALSE;
		setting.value = keep(reader, value);
	}
	setting.last_line = reader->line;
	return add(reader, &setting);
}

static gboolean read_all(struct reader *reader)
{
	static const char mark[] = "\xef\xbb\xbf"; /* that it is UTF-8 */
	gboolean done = TRUE;

	if (g_str_has_prefix(reader->at, mark))
		reader->at += strlen(mark);
	while (done && reader->at < reader->end) {
		char c = peek(reader);

		if (c == '\n' || g_ascii_isspace(c))
			take(reader);
		else if (c == '#' || c == ';')
			skip_line(reader);
		else if (c == '[')
			done = read_section(reader);
		else
			done = read_setting(reader);
	}
	return done;
}

struct settings *settings_parse(const char *file, const char *text, gsize size, gsize most,
				GError **error)
{
	AUTO(settings) settings = g_new0(struct settings, 1);
	struct reader reader = {
		.file = file,
		.at = text,
		.end = text + size,
		.line = 1,
		.most = most,
		.out = settings,
		.error = error,
	};

	settings->all = g_array_new(FALSE, FALSE, sizeof(struct setting));
	settings->strings = g_string_chunk_new(4096);
	if (strlen(text) != size)
		refuse(&reader, "expected a text, without NUL bytes");
	else if (read_all(&reader))
		return g_steal_pointer(&settings);
	return NULL;
}

static void append_quoted(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	for (; *text; text++) {
		if (*text == '\n')
			g_string_append(out, "\\n\\\n");
		else if (*text == '\t')
			g_string_append(out, "\\t");
		else if (*text == '"' || *text == '\\')
			g_string_append_printf(out, "\\%c", *text);
		else
			g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

void settings_append(GString *out, const char *key, const char *value)
{
	gsize size = strlen(value);
	gboolean plain = size && !strpbrk(value, "\"\\#;\n\t\r") && value[0] != ' ' &&
			 value[size - 1] != ' ';

	g_string_append_printf(out, "\t%s = ", key);
	if (plain)
		g_string_append(out, value);
	else
		append_quoted(out, value);
	g_string_append_c(out, '\n');
}

void settings_append_section(GString *out, const char *section, const char *name)
{
	g_string_append_printf(out, "[%s \"", section);
	for (; *name; name++) {
		if (*name == '"' || *name == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *name);
	}
	g_string_append(out, "\"]\n");
}

/* --- Mistakes --------------------------------------------------------------- */

/* Names and values are foreign, and a message is one line. */
static void make_harmless(char *text)
{
	for (; *text; text++) {
		if (g_ascii_iscntrl(*text))
			*text = '?';
	}
}

gboolean setting_refuse(const char *file, const struct setting *setting, GError **error,
			const char *format, ...)
{
	g_autofree char *text = NULL;
	g_autofree char *section = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	make_harmless(text);
	section = setting->name ? g_strdup_printf("%s \"%s\"", setting->section, setting->name)
				: g_strdup(setting->section);
	make_harmless(section);
	g_set_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX, "%s:%u: %s: %s", file, setting->line,
		    section, text);
	return FALSE;
}

gboolean setting_refuse_key(const char *file, const struct setting *setting,
			    const char *const *keys, GError **error)
{
	g_autofree char *known = g_strjoinv(", ", (char **)keys);
	g_autofree char *meant = suggest(setting->key, keys);

	return setting_refuse(file, setting, error, "unknown key '%s'%s; expected one of %s",
			      setting->key, meant, known);
}
