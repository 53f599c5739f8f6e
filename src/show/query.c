/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "show/query.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>

#include "model/number.h"

#define LONGEST_QUERY 1000

static gboolean fail(GError **error, const char *format, const char *text)
{
	g_autofree char *shown = g_strndup(text, 80);

	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, format, shown);
	return FALSE;
}

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/* A C integer constant at @at; where it ends, or NULL. */
static const char *read_integer(const char *at, guint64 *value)
{
	char *end;
	gboolean negative = *at == '-';

	at += negative;
	if (!g_ascii_isdigit(*at))
		return NULL;
	errno = 0;
	*value = g_ascii_strtoull(at, &end, 0);
	if (errno)
		return NULL;
	if (negative)
		*value = -*value;
	return end + strspn(end, "uUlL");
}

/* 'F', or a number below 256. */
static const char *read_type(const char *at, guint64 *value)
{
	if (at[0] == '\'' && at[1] && at[1] != '\\' && at[2] == '\'') {
		*value = (guchar)at[1];
		return at + 3;
	}
	return read_integer(at, value);
}

/* "_IOC_READ|_IOC_WRITE" or "_IOC_NONE", as strace writes it. */
static const char *read_direction(const char *at, guint64 *value)
{
	static const struct {
		const char *word;
		guint bits;
	} words[] = {
		{ "_IOC_NONE", COMMAND_NONE },
		{ "_IOC_READ", COMMAND_READ },
		{ "_IOC_WRITE", COMMAND_WRITE },
	};

	*value = 0;
	for (;;) {
		guint i = 0;

		while (i < G_N_ELEMENTS(words) && !g_str_has_prefix(at, words[i].word))
			i++;
		if (i == G_N_ELEMENTS(words))
			return NULL;
		*value |= words[i].bits;
		at = skip_blanks(at + strlen(words[i].word));
		if (*at != '|')
			return at;
		at = skip_blanks(at + 1);
	}
}

/* One more argument, and what has to follow it. */
static const char *read_argument(const char *at, guint64 *value,
				 const char *(*read)(const char *at, guint64 *value), char closing)
{
	at = at ? read(skip_blanks(at), value) : NULL;
	at = at ? skip_blanks(at) : NULL;
	return at && *at == closing ? at + 1 : NULL;
}

/* Behind "_IOC(", "_IO(", ...; NULL when it is none that we can read. */
static const char *read_parts(const char *at, const char *macro, guint64 direction,
			      struct command *parts)
{
	guint64 type = 0, number = 0, size = 0;
	const gboolean has_size = strcmp(macro, "_IO") != 0;

	if (strcmp(macro, "_IOC") == 0)
		at = read_argument(at, &direction, read_direction, ',');
	at = read_argument(at, &type, read_type, ',');
	at = read_argument(at, &number, read_integer, has_size ? ',' : ')');
	if (has_size)
		at = read_argument(at, &size, read_integer, ')');
	if (type > 0xff || number > 0xff || size > 0x3fff)
		return NULL;
	*parts = (struct command){
		.direction = (guint32)direction,
		.type = (guint32)type,
		.number = (guint32)number,
		.size = (guint32)size,
		.record = MODEL_NONE,
	};
	return at;
}

static gboolean parse_composed(struct query *query, const char *text, GError **error)
{
	static const struct {
		const char *name;
		guint64 direction;
	} macros[] = {
		{ "_IO", COMMAND_NONE },
		{ "_IOR", COMMAND_READ },
		{ "_IOW", COMMAND_WRITE },
		{ "_IOWR", COMMAND_READ | COMMAND_WRITE },
		{ "_IOC", 0 },
	};
	g_autofree char *word = g_strndup(text, strcspn(text, " ("));
	const char *at = skip_blanks(text + strlen(word));

	query->kind = QUERY_NUMBER;
	query->has_parts = TRUE;
	for (guint i = 0; *at == '(' && i < G_N_ELEMENTS(macros); i++) {
		const char *end;

		if (strcmp(word, macros[i].name) != 0)
			continue;
		end = read_parts(at + 1, word, macros[i].direction, &query->parts);
		if (end && !*skip_blanks(end))
			return TRUE;
	}
	return fail(error,
		    "cannot read '%s': it is _IO(TYPE, NR), _IOR(TYPE, NR, SIZE), or "
		    "_IOC(DIRECTION, TYPE, NR, SIZE), with sizes in bytes",
		    text);
}

static gboolean parse_number(struct query *query, const char *text, GError **error)
{
	const char *end = read_integer(text, &query->number);

	query->kind = QUERY_NUMBER;
	if (end && !*end)
		return TRUE;
	return fail(error, "'%s' is no number of up to 64 bits", text);
}

static gsize identifier_length(const char *at)
{
	gsize length = 0;

	if (g_ascii_isdigit(*at))
		return 0;
	while (g_ascii_isalnum(at[length]) || at[length] == '_' || at[length] == '$' ||
	       (guchar)at[length] >= 0x80)
		length++;
	return length;
}

static gboolean is_member_path(const char *at)
{
	for (;;) {
		gsize length = identifier_length(at);

		if (!length)
			return FALSE;
		if (!at[length])
			return TRUE;
		if (at[length] != '.')
			return FALSE;
		at += length + 1;
	}
}

static gboolean parse_symbol(struct query *query, const char *text, GError **error)
{
	static const char *const tags[] = { "struct", "union", "enum" };
	const char *at = text;
	gsize length;

	query->kind = QUERY_SYMBOL;
	for (guint i = 0; i < G_N_ELEMENTS(tags); i++) {
		gsize tag = strlen(tags[i]);

		if (strcmp(text, tags[i]) == 0)
			return fail(error, "'%s' needs a name behind it", text);
		if (!query->tag && g_str_has_prefix(text, tags[i]) && text[tag] == ' ') {
			query->tag = g_strdup(tags[i]);
			at = skip_blanks(text + tag);
		}
	}
	length = identifier_length(at);
	if (!length || (at[length] && (at[length] != '.' || !is_member_path(at + length + 1))))
		return fail(error, "'%s' is neither a symbol, a number nor a header", text);
	query->name = g_strndup(at, length);
	query->member = at[length] ? g_strdup(at + length + 1) : NULL;
	return TRUE;
}

static gboolean parse_header(struct query *query, const char *text, GError **error)
{
	query->kind = QUERY_HEADER;
	query->name = g_strdup(text);
	if (text[strspn(text, "/.")])
		return TRUE;
	return fail(error, "'%s' is no header", text);
}

static gboolean parse(struct query *query, const char *text, GError **error)
{
	if (strlen(text) > LONGEST_QUERY)
		return fail(error, "'%s...' is too long", text);
	if (g_str_has_prefix(text, "_IO") && strchr(text, '('))
		return parse_composed(query, text, error);
	if (g_ascii_isdigit(text[*text == '-']))
		return parse_number(query, text, error);
	if (strchr(text, '/') || g_str_has_suffix(text, ".h"))
		return parse_header(query, text, error);
	return parse_symbol(query, text, error);
}

struct query *query_parse(const char *text, const char *family, GError **error)
{
	struct query *query = g_new0(struct query, 1);
	g_autofree char *stripped = g_strstrip(g_strdup(text));
	gboolean ok = parse(query, stripped, error);

	query->text = g_strdup(stripped);
	query->family = g_strdup(family);
	if (ok && family && query->kind != QUERY_NUMBER)
		ok = fail(error, "'%s' is no number whose names could be looked up", text);
	if (!ok)
		g_clear_pointer(&query, query_free);
	return query;
}

void query_free(struct query *query)
{
	if (!query)
		return;
	g_free(query->text);
	g_free(query->tag);
	g_free(query->name);
	g_free(query->member);
	g_free(query->family);
	g_free(query);
}

guint64 query_number(const struct query *query, enum target_id target)
{
	return query->has_parts ? command_number(target, &query->parts) : query->number;
}
