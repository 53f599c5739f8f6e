/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reads types, and members, which speak of them by their spelling.
 */
#include <string.h>

#include "model/snapshot-reader.h"

gboolean reader_record_ref(struct reader *reader, const char *usual, struct record_ref *ret)
{
	*ret = (struct record_ref){ .name = usual, .line = reader->lex.line };
	if (!lex_take(&reader->lex, "record"))
		return TRUE;
	if (!lex_optional(&reader->lex, &ret->name))
		return FALSE;
	ret->is_required = ret->name != NULL;
	return TRUE;
}

gboolean reader_home(struct reader *reader, guint32 *home)
{
	const char *path;

	*home = 0;
	if (!lex_take(&reader->lex, "in"))
		return TRUE;
	if (!lex_word(&reader->lex, &path))
		return FALSE;
	*home = reader_add_path(reader, path) + 1;
	return TRUE;
}

static struct type_line *type_at(const struct reader *reader, guint index)
{
	return &g_array_index(reader->types, struct type_line, index);
}

static gboolean read_variant(struct lex *lex, guint32 *ret)
{
	*ret = 1;
	return !lex_mark(lex, '~') || lex_number32(lex, ret);
}

static int compare_type(const struct type_line *line, const char *spelled, guint32 variant)
{
	int order = strcmp(line->type.spelled, spelled);

	return order ? order : (line->variant > variant) - (line->variant < variant);
}

/* Against those that stand before it. */
static gboolean check_type(struct reader *reader, const struct type_line *new)
{
	for (guint i = reader->types->len; i-- > 0;) {
		const struct type_line *line = type_at(reader, i);
		int order = compare_type(line, new->type.spelled, new->variant);
		if (order > 0)
			return lex_fail(&reader->lex, "the type '%s' is not in order",
					new->type.spelled);
		if (order < 0)
			break;
		if (line->targets & new->targets)
			return lex_fail(&reader->lex, "the type '%s' is there twice for a target",
					new->type.spelled);
	}
	return new->targets & ~reader->modelled
		       ? lex_fail(&reader->lex, "it is for a target without a model")
		       : TRUE;
}

gboolean reader_type_line(struct reader *reader)
{
	struct lex *lex = &reader->lex;
	struct type_line new = { .line = lex->line };
	struct type *type = &new.type;
	guint class;

	if (!lex_word(lex, &type->spelled) || !read_variant(lex, &new.variant))
		return FALSE;
	type->canonical = type->spelled;
	if (!lex_take(lex, "=") && !lex_word(lex, &type->canonical))
		return FALSE;
	if (!lex_choice(lex, snapshot_classes, TYPE_CLASSES, &class) ||
	    !lex_number(lex, &type->size))
		return FALSE;
	type->type_class = class;
	type->is_signed = lex_take(lex, "signed");
	type->record = MODEL_NONE;
	if (!reader_record_ref(reader, class == TYPE_RECORD ? type->canonical : NULL,
			       &new.record) ||
	    !lex_targets(lex, reader->modelled, &new.targets) || !check_type(reader, &new))
		return FALSE;
	g_array_append_val(reader->types, new);
	return TRUE;
}

/* The first line of a type; MODEL_NONE with an error. */
static guint32 find_type(struct reader *reader, const char *spelled, guint32 variant)
{
	guint32 low = 0, high = reader->types->len;

	while (low < high) {
		guint32 middle = low + (high - low) / 2;
		if (compare_type(type_at(reader, middle), spelled, variant) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < reader->types->len && !compare_type(type_at(reader, low), spelled, variant))
		return low;
	lex_fail(&reader->lex, "there is no type '%s'", spelled);
	return MODEL_NONE;
}

/* "8", or "8.3": bytes and bits. */
static gboolean read_bits(struct lex *lex, const char **at, guint64 *ret)
{
	guint64 bytes, bits = 0;

	if (!lex_digits(lex, at, &bytes))
		return FALSE;
	if (**at == '.') {
		(*at)++;
		if (!lex_digits(lex, at, &bits))
			return FALSE;
		if (!bits || bits > 7)
			return lex_fail(lex, "a byte has no such bit");
	}
	if (bytes > G_MAXUINT64 / 8)
		return lex_fail(lex, "a number is too large");
	*ret = bytes * 8 + bits;
	return TRUE;
}

/* "8+4" of a field, "8.3:2" of a bit-field. */
static gboolean read_extent(struct lex *lex, struct member *member)
{
	const char *word, *at;

	if (!lex_word(lex, &word))
		return FALSE;
	at = word;
	if (!read_bits(lex, &at, &member->bit_offset))
		return FALSE;
	member->kind = *at == ':' ? MEMBER_BITFIELD : MEMBER_FIELD;
	if (*at != ':' && *at != '+')
		return lex_fail(lex, "a member has no size");
	at++;
	if (member->kind == MEMBER_BITFIELD ? !lex_digits(lex, &at, &member->bit_size)
					    : !read_bits(lex, &at, &member->bit_size))
		return FALSE;
	return *at ? lex_fail(lex, "the size of a member is malformed") : TRUE;
}

/* "struct{24}", with the size of an element; no error if it is none. */
static gboolean take_inline(struct lex *lex, struct member *member)
{
	gboolean is_union = lex_braced(lex, "union", &member->type.size);
	const char *word = is_union ? "union" : "struct";

	if (!is_union && !lex_braced(lex, "struct", &member->type.size))
		return FALSE;
	member->kind = is_union ? MEMBER_UNION : MEMBER_STRUCT;
	member->type.spelled = word;
	member->type.canonical = word;
	member->type.type_class = TYPE_RECORD;
	return TRUE;
}

static gboolean read_bounds(struct lex *lex, struct member *member)
{
	guint64 total;

	member->bounds = "";
	if (*lex->rest != '[' && *lex->rest != '"') {
		member->array = MEMBER_NO_ARRAY;
		return TRUE;
	}
	if (!lex_word(lex, &member->bounds))
		return FALSE;
	member->array = snapshot_count_elements(member->bounds);
	if (!lex_mark(lex, '='))
		return TRUE;
	gboolean negative = lex_mark(lex, '-');
	if (!lex_number(lex, &total))
		return FALSE;
	member->array = (gint64)(negative ? -total : total);
	return TRUE;
}

gboolean reader_member_line(struct reader *reader, struct item *item)
{
	struct member *member = &item->member;
	struct lex *lex = &reader->lex;
	const char *spelled;
	guint32 variant;

	if (!read_extent(lex, member) || !lex_optional(lex, &member->name))
		return FALSE;
	item->more = MODEL_NONE;
	if (member->kind == MEMBER_BITFIELD && !member->name)
		member->kind = MEMBER_UNNAMED;
	if (member->kind != MEMBER_FIELD || !take_inline(lex, member)) {
		if (!lex_word(lex, &spelled) || !read_variant(lex, &variant))
			return FALSE;
		item->more = find_type(reader, spelled, variant);
		if (item->more == MODEL_NONE)
			return FALSE;
	}
	if ((member->kind == MEMBER_FIELD && !member->name) ||
	    (member->kind == MEMBER_BITFIELD && !*member->name))
		return lex_fail(lex, "a member has no name");
	member->type.record = MODEL_NONE;
	member->name = member->name ? member->name : "";
	return read_bounds(lex, member) && reader_home(reader, &item->home) && lex_end(lex);
}
