/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A value in the names that its member gives to values: one of an enumeration, a set of flags, or
 * flags that share their word with an index, as VFIO_DEVICE_FEATURE_MASK says.
 */
#include <string.h>

#include "show/values.h"

#define MASK_ENDING "_MASK"
/* What people read better in decimal: sizes of structs, counts, milliseconds. */
#define LEAST_HEX 1024

void value_append_number(GString *out, guint64 value, gboolean is_signed)
{
	if (is_signed && (gint64)value < 0)
		g_string_append_printf(out, "%" G_GINT64_FORMAT, (gint64)value);
	else if (value < LEAST_HEX)
		g_string_append_printf(out, "%" G_GUINT64_FORMAT, value);
	else
		g_string_append_printf(out, "0x%" G_GINT64_MODIFIER "x", value);
}

static gboolean is_mask(const struct constant *constant)
{
	return g_str_has_suffix(constant->name, MASK_ENDING);
}

static const struct constant *constant_at(const GPtrArray *constants, guint i)
{
	return constants->pdata[i];
}

static gsize common_length(const char *a, const char *b)
{
	gsize length = 0;

	while (a[length] && a[length] == b[length])
		length++;
	return length;
}

/* How long the beginning is that all names have, up to a "_". */
static gsize common_beginning(const GPtrArray *constants)
{
	const char *first;
	gsize length;

	if (constants->len < 2)
		return 0;
	first = constant_at(constants, 0)->name;
	length = strlen(first);
	for (guint i = 1; i < constants->len; i++)
		length = MIN(length, common_length(first, constant_at(constants, i)->name));
	while (length && first[length - 1] != '_')
		length--;
	/* What is left is to be a name. */
	for (guint i = 0; i < constants->len; i++) {
		if (!g_ascii_isalpha(constant_at(constants, i)->name[length]))
			return 0;
	}
	return length;
}

/* Whether the values follow each other, as those of an enumeration; 1 and 2 alone are bits. */
static gboolean are_steps(const GPtrArray *constants)
{
	guint64 n = 0, last = 0;
	gboolean has_zero = FALSE;

	for (guint i = 0; i < constants->len; i++) {
		const struct constant *constant = constant_at(constants, i);

		if (is_mask(constant))
			continue;
		has_zero |= constant->value == 0;
		n += constant->value != last;
		last = constant->value;
	}
	return n == last && (has_zero || last > 2);
}

static gboolean is_in(const GPtrArray *constants, const struct constant *constant)
{
	return g_ptr_array_find((GPtrArray *)constants, constant, NULL);
}

/* The first constant whose name is not before @name. */
static guint32 first_constant(const struct model *model, const char *name)
{
	guint32 low = 0, high = model->n_constants;

	while (low < high) {
		const guint32 middle = low + (high - low) / 2;

		if (strcmp(model->constants[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* FOO_BAR, if it alone begins as FOO_MASK does and has the value of an index under it. */
static const char *index_name(const struct model *model, const GPtrArray *constants,
			      const struct constant *mask, guint64 index)
{
	g_autofree char *beginning =
		g_strndup(mask->name, strlen(mask->name) - strlen(MASK_ENDING) + 1);
	const char *found = NULL;

	for (guint32 i = first_constant(model, beginning); i < model->n_constants; i++) {
		const struct constant *constant = &model->constants[i];

		if (!g_str_has_prefix(constant->name, beginning))
			break;
		if (constant->value_kind != VALUE_INTEGER || constant->value != index ||
		    constant->command != MODEL_NONE || is_in(constants, constant))
			continue;
		if (found)
			return NULL;
		found = constant->name + strlen(beginning);
	}
	return found;
}

static void add_part(GString *out, gsize start, const char *name)
{
	g_string_append_printf(out, "%s%s", out->len > start ? "|" : "", name);
}

/* What the masks say; the bits that got a name. */
static guint64 add_indices(GString *out, gsize start, const struct model *model,
			   const GPtrArray *constants, guint64 value)
{
	guint64 named = 0;

	for (guint i = 0; i < constants->len; i++) {
		const struct constant *mask = constant_at(constants, i);
		const char *name;

		if (!is_mask(mask) || !mask->value)
			continue;
		name = index_name(model, constants, mask,
				  (value & mask->value) / (mask->value & -mask->value));
		if (name) {
			add_part(out, start, name);
			named |= mask->value;
		}
	}
	return named & value;
}

static void add_bits(GString *out, const struct model *model, const GPtrArray *constants,
		     guint64 value)
{
	const gsize start = out->len, skipped = common_beginning(constants);
	guint64 rest = value, indices;

	for (guint i = 0; i < constants->len; i++) {
		const struct constant *constant = constant_at(constants, i);

		if (is_mask(constant) || !constant->value || (constant->value & ~rest))
			continue;
		add_part(out, start, constant->name + skipped);
		rest &= ~constant->value;
	}
	if (out->len == start) {
		value_append_number(out, value, FALSE);
		return;
	}
	indices = add_indices(out, start, model, constants, rest);
	rest &= ~indices;
	if (rest)
		g_string_append_printf(out, "|0x%" G_GINT64_MODIFIER "x", rest);
	else if (indices)
		g_string_append_printf(out, "(0x%" G_GINT64_MODIFIER "x)", value);
}

static gboolean has_mask(const GPtrArray *constants)
{
	for (guint i = 0; i < constants->len; i++) {
		if (is_mask(constant_at(constants, i)))
			return TRUE;
	}
	return FALSE;
}

void value_append(GString *out, const struct model *model, const GPtrArray *constants,
		  guint64 value)
{
	const gsize skipped = common_beginning(constants);

	for (guint i = 0; !has_mask(constants) && i < constants->len; i++) {
		if (constant_at(constants, i)->value == value) {
			g_string_append(out, constant_at(constants, i)->name + skipped);
			return;
		}
	}
	if (are_steps(constants))
		value_append_number(out, value, FALSE);
	else
		add_bits(out, model, constants, value);
}
