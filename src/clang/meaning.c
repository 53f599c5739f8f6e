/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/meaning.h"

#include <string.h>

#include "clang/lexer.h"

/* Real ones are far shorter; others are not worth to be kept. */
#define BYTES_MAX 2048
#define NAMES_MAX 32

struct collecting {
	const struct meaning_context *context;
	GString *text;
	const struct scan_define *defines[NAMES_MAX]; /* each once */
	gboolean is_open[NAMES_MAX];                  /* its own text is being read */
	guint n;
};

static gboolean is_fixed(const struct meaning_context *context, const char *name)
{
	return g_hash_table_contains(context->fixed_macros, name) ||
	       (g_hash_table_contains(context->fixed_types, name) &&
		!g_hash_table_contains(context->scan->definitions, name));
}

/* The only definition of @name, which no condition can prevent. */
static const struct scan_define *find(const struct meaning_context *context, const char *name)
{
	const struct scan_define *define = g_hash_table_lookup(context->scan->sole, name);

	return define && context->included[define->file] ? define : NULL;
}

static gboolean collect(struct collecting *collecting, const struct scan_define *define);

static gboolean collect_name(struct collecting *collecting, const char *name)
{
	const struct scan_define *define;

	if (is_fixed(collecting->context, name))
		return TRUE;
	define = find(collecting->context, name);
	for (guint i = 0; i < collecting->n; i++) {
		/* In itself it is no macro, but something else that is declared somewhere. */
		if (collecting->defines[i] == define)
			return !collecting->is_open[i];
	}
	return define && collect(collecting, define);
}

static gboolean collect_names(struct collecting *collecting, const struct scan_define *define)
{
	const char *at = define->text;
	gsize length;

	if (strchr(at, '#'))
		return FALSE;
	while ((at = lexer_next_name(at, &length))) {
		g_autofree char *name = g_strndup(at, length);

		if (!lexer_is_parameter(define->parameters, at, length) &&
		    !collect_name(collecting, name))
			return FALSE;
		at += length;
	}
	return TRUE;
}

static gboolean collect(struct collecting *collecting, const struct scan_define *define)
{
	guint number = collecting->n;
	gboolean done;

	if (number == NAMES_MAX || collecting->text->len + strlen(define->text) > BYTES_MAX)
		return FALSE;
	collecting->defines[collecting->n++] = define;
	collecting->is_open[number] = TRUE;
	/* The first one's own name does not matter: nothing can name it. */
	g_string_append_printf(collecting->text, "%s%s %s\n", number ? define->name : "",
			       define->parameters ? define->parameters : "", define->text);
	done = collect_names(collecting, define);
	collecting->is_open[number] = FALSE;
	return done;
}

char *meaning_of(const struct meaning_context *context, const struct scan_define *define)
{
	struct collecting collecting = { .context = context, .text = g_string_new(NULL) };
	gboolean done = find(context, define->name) == define && collect(&collecting, define);

	return g_string_free(collecting.text, !done);
}
