/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/evaluate.h"

#include <string.h>

/* Names that stand for names, and parentheses in parentheses. */
#define MOST_DEPTH 32

struct evaluation {
	const char *at;
	evaluate_lookup lookup;
	gpointer data;
	guint depth;
};

static gboolean expression(struct evaluation *evaluation, guint binding, guint64 *value);

static void skip_blanks(struct evaluation *evaluation)
{
	while (*evaluation->at == ' ')
		evaluation->at++;
}

static gboolean fits(guint64 value)
{
	return value <= G_MAXINT32;
}

/* "0x10UL"; the suffix does not matter for what fits. */
static gboolean literal(struct evaluation *evaluation, guint64 *value)
{
	char *end;
	guint suffix = 0;

	*value = g_ascii_strtoull(evaluation->at, &end, 0);
	while (*end && strchr("uUlL", *end) && suffix < 3) {
		end++;
		suffix++;
	}
	evaluation->at = end;
	/* "1.5", "10ms", and octal digits that are none. */
	return !g_ascii_isalnum(*end) && *end != '.' && *end != '_';
}

/* "5", "FOO" and "(a + b)", but not "a + b" or "(a) + (b)": whatever stands
 * around the name binds only that. */
static gboolean is_one_operand(const char *text)
{
	guint depth = 0;

	if (!strpbrk(text, "+-*/|&^<>%"))
		return TRUE;
	for (; *text; text++) {
		depth += *text == '(';
		depth -= *text == ')' && depth;
		if (!depth && text[1])
			return FALSE;
	}
	return TRUE;
}

static gboolean name(struct evaluation *evaluation, guint64 *value)
{
	const char *start = evaluation->at;

	while (g_ascii_isalnum(*evaluation->at) || *evaluation->at == '_')
		evaluation->at++;
	const char *text = evaluation->lookup
				   ? evaluation->lookup(start, (gsize)(evaluation->at - start),
							evaluation->data)
				   : NULL;
	struct evaluation inner = {
		.at = text,
		.lookup = evaluation->lookup,
		.data = evaluation->data,
		.depth = evaluation->depth + 1,
	};
	if (!text || inner.depth > MOST_DEPTH)
		return FALSE;
	return is_one_operand(text) && expression(&inner, 0, value) && !*inner.at;
}

static gboolean operand(struct evaluation *evaluation, guint64 *value)
{
	skip_blanks(evaluation);
	if (g_ascii_isdigit(*evaluation->at))
		return literal(evaluation, value) && fits(*value);
	if (g_ascii_isalpha(*evaluation->at) || *evaluation->at == '_')
		return name(evaluation, value);
	if (*evaluation->at != '(' || ++evaluation->depth > MOST_DEPTH)
		return FALSE;
	evaluation->at++;
	if (!expression(evaluation, 0, value))
		return FALSE;
	skip_blanks(evaluation);
	return *evaluation->at++ == ')';
}

struct operation {
	const char *text;
	guint binding; /* tighter is higher */
};

static const struct operation operations[] = {
	{ "<<", 4 }, { ">>", 4 }, { "|", 1 }, { "^", 2 },
	{ "&", 3 },  { "+", 5 },  { "-", 5 }, { "*", 6 },
};

static const struct operation *next_operation(struct evaluation *evaluation)
{
	skip_blanks(evaluation);
	/* "||" and "&&" are others. */
	if (*evaluation->at && strchr("|&", *evaluation->at) &&
	    evaluation->at[0] == evaluation->at[1])
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(operations); i++) {
		if (g_str_has_prefix(evaluation->at, operations[i].text))
			return &operations[i];
	}
	return NULL;
}

static gboolean apply(char sign, guint64 left, guint64 right, guint64 *value)
{
	switch (sign) {
	case '<':
		*value = right < 31 ? left << right : G_MAXUINT64;
		break;
	case '>':
		*value = right < 31 ? left >> right : G_MAXUINT64;
		break;
	case '|':
		*value = left | right;
		break;
	case '^':
		*value = left ^ right;
		break;
	case '&':
		*value = left & right;
		break;
	case '+':
		*value = left + right;
		break;
	case '-':
		*value = left - right; /* a negative one does not fit */
		break;
	default:
		*value = left * right;
	}
	return fits(*value);
}

static gboolean expression(struct evaluation *evaluation, guint binding, guint64 *value)
{
	if (!operand(evaluation, value))
		return FALSE;
	for (;;) {
		const struct operation *operation = next_operation(evaluation);
		guint64 right;
		if (!operation || operation->binding <= binding)
			return TRUE;
		evaluation->at += strlen(operation->text);
		if (!expression(evaluation, operation->binding, &right) ||
		    !apply(*operation->text, *value, right, value))
			return FALSE;
	}
}

/* A literal alone, with parentheses and a minus, may be of any size. */
static gboolean lone_literal(const char *text, guint64 *value, gboolean *is_negative)
{
	struct evaluation evaluation = { .at = text };
	guint open = 0;

	while (*evaluation.at == '(' || *evaluation.at == ' ')
		open += *evaluation.at++ == '(';
	gboolean minus = *evaluation.at == '-';
	evaluation.at += minus ? 1 : 0;
	skip_blanks(&evaluation);
	const char *digits = evaluation.at;
	if (!g_ascii_isdigit(*digits) || !literal(&evaluation, value) || *value == G_MAXUINT64)
		return FALSE;
	/* An unsigned literal stays positive under a minus. */
	if (minus && (!fits(*value) || !g_ascii_isdigit(evaluation.at[-1])))
		return FALSE;
	while (*evaluation.at == ' ' || (*evaluation.at == ')' && open))
		open -= *evaluation.at++ == ')';
	*is_negative = minus && *value;
	*value = minus ? -*value : *value;
	return !open && !*evaluation.at;
}

gboolean evaluate(const char *text, evaluate_lookup lookup, gpointer data, guint64 *value,
		  gboolean *is_negative)
{
	struct evaluation evaluation = { .at = text, .lookup = lookup, .data = data };

	if (lone_literal(text, value, is_negative))
		return TRUE;
	*is_negative = FALSE;
	if (!expression(&evaluation, 0, value))
		return FALSE;
	skip_blanks(&evaluation);
	return !*evaluation.at;
}
