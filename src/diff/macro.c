/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Macros with parameters, and functions: code that programs compile in.
 *
 * Where sample calls give numbers, these decide; otherwise the texts are compared
 * word by word.
 */
#include <string.h>

#include "diff/internal.h"

static gsize word_length(const char *text)
{
	gsize n = 0;

	while (g_ascii_isalnum(text[n]) || text[n] == '_')
		n++;
	return n;
}

/* Two structs that are one under two names: typedef struct foo bar. */
static gboolean name_one_record(const struct diff *diff, const char *old, const char *now)
{
	const struct record *record = model_record(diff->old_model, old);
	const struct type_name *type_name = model_type_name(diff->new_model, now);

	return record && type_name && type_name->record != MODEL_NONE &&
	       diff_counterpart(diff, record) == &diff->new_model->records[type_name->record];
}

/* Two constants or types that are one under two names. */
static gboolean mean_the_same(const struct diff *diff, const char *old, gsize old_length,
			      const char *now, gsize now_length)
{
	if (old_length == now_length && !strncmp(old, now, old_length))
		return TRUE;
	g_autofree char *old_name = g_strndup(old, old_length);
	g_autofree char *new_name = g_strndup(now, now_length);
	const struct constant *one = model_constant(diff->old_model, old_name);
	const struct constant *other = model_constant(diff->new_model, new_name);
	if (!one && !other)
		return name_one_record(diff, old_name, new_name);
	return one && other && one->value_kind == VALUE_INTEGER &&
	       other->value_kind == VALUE_INTEGER && one->value == other->value;
}

/* A name that can be had, as whatever kind of thing. */
static gboolean is_any_item(const struct model *model, const char *name)
{
	return model_constant(model, name) || model_function_macro(model, name) ||
	       model_function(model, name) || model_type_name(model, name);
}

/* A constant by its looks that the old headers do not define: sources that
 * used the macro never compiled. */
static gboolean was_unusable(const struct diff *diff, const char *word, gsize length)
{
	for (gsize i = 0; i < length; i++) {
		if (g_ascii_islower(word[i]))
			return FALSE;
	}
	g_autofree char *name = g_strndup(word, length);
	return g_ascii_isupper(*word) && length > 3 && !is_any_item(diff->old_model, name);
}

/* The position of a word in "(a, b)", from 1; 0 if it is no parameter. */
static guint parameter_position(const char *parameters, const char *word, gsize length)
{
	guint position = 1;

	for (const char *at = parameters; at && *at; at++) {
		if (*at == ',')
			position++;
		gsize n = word_length(at);
		if (n && n == length && !strncmp(at, word, n))
			return position;
		at += n ? n - 1 : 0;
	}
	return 0;
}

struct expansion {
	const char *text;
	const char *parameters; /* NULL for a macro without */
};

static gboolean words_alike(const struct diff *diff, const struct expansion *old, gsize old_length,
			    const struct expansion *now, gsize now_length)
{
	guint position = parameter_position(old->parameters, old->text, old_length);

	if (position)
		return position == parameter_position(now->parameters, now->text, now_length);
	return mean_the_same(diff, old->text, old_length, now->text, now_length) ||
	       was_unusable(diff, old->text, old_length);
}

/* Steps over a word or a character on both sides if they are alike. */
static gboolean step_both(const struct diff *diff, struct expansion *old, struct expansion *now)
{
	gsize old_length = word_length(old->text), now_length = word_length(now->text);

	if (!old_length || !now_length) {
		if (!*old->text || *old->text != *now->text)
			return FALSE;
		old_length = now_length = 1;
	} else if (!words_alike(diff, old, old_length, now, now_length)) {
		return FALSE;
	}
	old->text += old_length;
	now->text += now_length;
	return TRUE;
}

/* The same text, up to blanks, renamed parameters and constants, and words that
 * nobody could use.  With @growing, @now may have more in between. */
static gboolean expansions_alike(const struct diff *diff, struct expansion old,
				 struct expansion now, gboolean growing)
{
	for (;;) {
		old.text += strspn(old.text, " ");
		now.text += strspn(now.text, " ");
		if (!*old.text)
			return growing || !*now.text;
		if (step_both(diff, &old, &now))
			continue;
		if (!growing || !*now.text)
			return FALSE;
		now.text += MAX(word_length(now.text), 1);
	}
}

/* "FN(a) FN(b) FN(c) ..." or "{ a, "a" }, { b, "b" }, ...": gaining entries is
 * what such a macro is for. */
static gboolean is_list(const char *text)
{
	guint entries = 0;

	for (; *text; text++)
		entries += *text == ',';
	return entries >= 4;
}

/* "OTHER(a, b)" with the very parameters is what OTHER expands to. */
static struct expansion through_calls(const struct model *model, struct expansion expansion)
{
	for (guint depth = 0; depth < 8 && expansion.parameters; depth++) {
		gsize length = word_length(expansion.text);
		g_autofree char *name = g_strndup(expansion.text, length);
		const struct function_macro *called = model_function_macro(model, name);
		if (!called || !texts_alike(expansion.text + length, expansion.parameters))
			break;
		expansion = (struct expansion){ called->text, called->parameters };
	}
	return expansion;
}

gboolean macro_texts_alike(const struct diff *diff, const char *old_text,
			   const char *old_parameters, const char *new_text,
			   const char *new_parameters)
{
	struct expansion old = { old_text, old_parameters }, now = { new_text, new_parameters };

	if (!old_text || !new_text)
		return old_text == new_text;
	return expansions_alike(diff, old, now, is_list(old_text)) ||
	       expansions_alike(diff, through_calls(diff->old_model, old),
				through_calls(diff->new_model, now), FALSE);
}

/* Whether the samples tell the two apart, or the text has to. */
static gboolean macro_differs(const struct diff *diff, const struct function_macro *one,
			      const struct function_macro *other, enum change_kind *kind)
{
	gboolean sampled = FALSE;

	*kind = CHANGE_MACRO_VALUE;
	for (guint i = 0; i < FUNCTION_MACRO_SAMPLES; i++) {
		if (!one->has_sample[i] || !other->has_sample[i])
			continue;
		sampled = TRUE;
		if (one->sample[i] != other->sample[i])
			return TRUE;
	}
	*kind = CHANGE_MACRO_TEXT;
	if (sampled && one->has_sample[0] == other->has_sample[0])
		return FALSE;
	return !macro_texts_alike(diff, one->text, one->parameters, other->text, other->parameters);
}

/* Whether calls with the arguments of one do not fit the other. */
static gboolean parameters_differ(const char *one, const char *other)
{
	g_auto(GStrv) parameters = g_strsplit(one, ",", -1);
	g_auto(GStrv) others = g_strsplit(other, ",", -1);

	return !strstr(one, "...") && !strstr(other, "...") &&
	       g_strv_length(parameters) != g_strv_length(others);
}

static void compare_macro(struct diff *diff, const struct function_macro *old,
			  const struct function_macro *now)
{
	enum change_kind kind = CHANGE_MACRO_PARAMETERS;

	if (!parameters_differ(old->parameters, now->parameters) &&
	    !macro_differs(diff, old, now, &kind))
		return;
	/* With the text unchanged it only follows a constant that changed. */
	if (kind == CHANGE_MACRO_VALUE && texts_alike(old->text, now->text) &&
	    text_mentions(old->text, diff->changed_constants))
		return;
	diff_add(diff, (struct change){ .kind = kind,
					.item_kind = "macro",
					.item_name = old->name,
					.old_place = old->place,
					.new_place = now->place,
					.old_macro = old,
					.new_macro = now });
}

/* A macro whose name is a number or string now: its calls do not compile. */
static void macro_takes_none(struct diff *diff, const struct function_macro *old)
{
	const struct constant *now = model_constant(diff->new_model, old->name);

	if (!now || (now->value_kind != VALUE_INTEGER && now->value_kind != VALUE_STRING) ||
	    !place_is_judged(diff->old_model, &old->place))
		return;
	diff_add(diff, (struct change){ .kind = CHANGE_MACRO_REMOVED,
					.item_kind = "macro",
					.item_name = old->name,
					.old_place = old->place,
					.new_place = now->place,
					.old_macro = old,
					.new_constant = now });
}

void diff_macros(struct diff *diff)
{
	for (guint32 i = 0; i < diff->old_model->n_function_macros; i++) {
		const struct function_macro *old = &diff->old_model->function_macros[i];
		const struct function_macro *now = model_function_macro(diff->new_model, old->name);
		struct item item = { "macro", old->name, old->name, &old->place,
				     now ? &now->place : NULL };
		struct change *change;
		if (!now && is_any_item(diff->new_model, old->name)) {
			macro_takes_none(diff, old);
			continue;
		}
		if (compare_presence(diff, &item, CHANGE_MACRO_ADDED, CHANGE_MACRO_REMOVED,
				     &change)) {
			if (are_judged(diff, &item))
				compare_macro(diff, old, now);
		} else if (change) {
			change->old_macro = old;
		}
	}
	for (guint32 i = 0; i < diff->new_model->n_function_macros; i++) {
		const struct function_macro *now = &diff->new_model->function_macros[i];
		struct item item = { "macro", now->name, now->name, NULL, &now->place };
		struct change *change;
		if (is_any_item(diff->old_model, now->name))
			continue;
		compare_presence(diff, &item, CHANGE_MACRO_ADDED, CHANGE_MACRO_REMOVED, &change);
		if (change)
			change->new_macro = now;
	}
}

static void compare_function(struct diff *diff, const struct function *old,
			     const struct function *now)
{
	gboolean retyped = strcmp(old->type, now->type) != 0;

	if (!retyped && texts_alike(old->body, now->body))
		return;
	diff_add(diff,
		 (struct change){ .kind = retyped ? CHANGE_FUNCTION_TYPE : CHANGE_FUNCTION_BODY,
				  .item_kind = "function",
				  .item_name = old->name,
				  .old_place = old->place,
				  .new_place = now->place,
				  .old_function = old,
				  .new_function = now });
}

void diff_functions(struct diff *diff)
{
	for (guint32 i = 0; i < diff->old_model->n_functions; i++) {
		const struct function *old = &diff->old_model->functions[i];
		const struct function *now = model_function(diff->new_model, old->name);
		struct item item = { "function", old->name, old->name, &old->place,
				     now ? &now->place : NULL };
		struct change *change;
		if (!now && is_any_item(diff->new_model, old->name))
			continue;
		if (compare_presence(diff, &item, CHANGE_FUNCTION_ADDED, CHANGE_FUNCTION_REMOVED,
				     &change)) {
			compare_home(diff, &item);
			if (are_judged(diff, &item))
				compare_function(diff, old, now);
		} else if (change) {
			change->old_function = old;
		}
	}
	for (guint32 i = 0; i < diff->new_model->n_functions; i++) {
		const struct function *now = &diff->new_model->functions[i];
		struct item item = { "function", now->name, now->name, NULL, &now->place };
		struct change *change;
		if (is_any_item(diff->old_model, now->name))
			continue;
		compare_presence(diff, &item, CHANGE_FUNCTION_ADDED, CHANGE_FUNCTION_REMOVED,
				 &change);
		if (change)
			change->new_function = now;
	}
}
