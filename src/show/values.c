/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "show/values.h"

#include <string.h>

#include "model/map.h"
#include "show/find.h"

#define MOST_DEPTH    4
#define MOST_TEXT     2000 /* of a line; what is longer is cut */
#define MOST_BYTES    16   /* in hexadecimal */
#define MOST_STRING   64
#define MOST_ELEMENTS 8

struct drawing {
	GString *out;
	const struct model *model;
	struct value_bytes bytes;
	struct value_bytes known;
	guint depth;
};

/* Members of a record, or of an inline struct or union of it. */
struct group {
	const struct record *record;
	guint32 within; /* MODEL_NONE: the record itself */
	gboolean is_union;
	guint64 base; /* bits: where the record begins */
	gboolean has_some;
};

struct stretch {
	guint64 start, end; /* bytes */
};

static gboolean is_known(const struct drawing *drawing, const struct stretch *stretch)
{
	return stretch->end <= drawing->known.size && stretch->end <= drawing->bytes.size &&
	       memcmp(drawing->known.at + stretch->start, drawing->bytes.at + stretch->start,
		      stretch->end - stretch->start) == 0;
}

static struct stretch stretch_of(const struct drawing *drawing, const struct group *group,
				 const struct member *member)
{
	const guint64 start = group->base + member->bit_offset;
	struct stretch stretch = { start / 8, (start + member->bit_size + 7) / 8 };

	if (member->array == MEMBER_FLEXIBLE_TAIL)
		stretch.end = MAX(stretch.start, drawing->bytes.size);
	return stretch;
}

/* --- Single values -------------------------------------------------------------------- */

/* The first bit of a big-endian machine is the most significant one. */
static guint64 read_bits(const struct drawing *drawing, guint64 offset, guint64 size)
{
	const gboolean is_big = targets[drawing->model->target].big_endian;
	guint64 value = 0;

	for (guint64 i = 0; i < MIN(size, 64); i++) {
		const guint64 at = offset + i, shift = is_big ? 7 - at % 8 : at % 8;
		const guint64 bit = (drawing->bytes.at[at / 8] >> shift) & 1;

		value = is_big ? value << 1 | bit : value | bit << i;
	}
	return value;
}

static guint64 extend_sign(guint64 value, guint64 bits)
{
	const guint64 sign = G_GUINT64_CONSTANT(1) << (bits - 1);

	return (value ^ sign) - sign;
}

static void add_hex(struct drawing *drawing, const struct stretch *stretch)
{
	const guint64 n = stretch->end - stretch->start;

	g_string_append(drawing->out, "0x");
	for (guint64 i = 0; i < MIN(n, MOST_BYTES); i++)
		g_string_append_printf(drawing->out, "%02x", drawing->bytes.at[stretch->start + i]);
	if (n > MOST_BYTES)
		g_string_append(drawing->out, "...");
}

static GPtrArray *enumerators_of(const struct model *model, const char *name)
{
	const struct enumeration *enumeration = model_enumeration(model, name);
	GPtrArray *constants = g_ptr_array_new();

	for (guint32 i = 0; enumeration && i < enumeration->n_enumerators; i++)
		g_ptr_array_add(constants,
				(gpointer)&model->constants[enumeration->enumerators[i]]);
	return constants;
}

static void add_number(struct drawing *drawing, const struct group *group,
		       const struct member *member, guint64 offset, guint64 bits)
{
	const struct model *model = drawing->model;
	guint64 value = read_bits(drawing, offset, bits);
	g_autoptr(GPtrArray) constants =
		member_values(model, group->record, (guint32)(member - group->record->members));

	if (member->type.type_class == TYPE_POINTER) {
		g_string_append_printf(drawing->out, "0x%" G_GINT64_MODIFIER "x", value);
		return;
	}
	if (member->type.is_signed && bits <= 64)
		value = extend_sign(value, bits);
	if (!constants->len && member->type.type_class == TYPE_ENUM) {
		g_ptr_array_unref(constants);
		constants = enumerators_of(model, member->type.canonical);
	}
	if (constants->len)
		value_append(drawing->out, model, constants, value);
	else
		value_append_number(drawing->out, value, member->type.is_signed);
}

static void add_group(struct drawing *drawing, struct group *group);

static void add_braces(struct drawing *drawing, struct group *group)
{
	if (drawing->depth == MOST_DEPTH) {
		g_string_append(drawing->out, "{...}");
		return;
	}
	drawing->depth++;
	g_string_append_c(drawing->out, '{');
	add_group(drawing, group);
	g_string_append_c(drawing->out, '}');
	drawing->depth--;
}

/* Element @index of a member, or the member itself. */
static void add_element(struct drawing *drawing, const struct group *group,
			const struct member *member, guint64 index, guint64 size)
{
	const guint64 offset = group->base + member->bit_offset + index * size * 8;
	const struct stretch stretch = { offset / 8, offset / 8 + size };
	struct group inner = { .record = group->record };

	if (member->kind == MEMBER_STRUCT || member->kind == MEMBER_UNION) {
		inner.within = (guint32)(member - group->record->members);
		inner.is_union = member->kind == MEMBER_UNION;
		inner.base = group->base + index * size * 8;
		add_braces(drawing, &inner);
	} else if (member->type.record != MODEL_NONE) {
		inner.record = &drawing->model->records[member->type.record];
		inner.within = MODEL_NONE;
		inner.is_union = inner.record->is_union;
		inner.base = offset;
		add_braces(drawing, &inner);
	} else if (member->type.type_class == TYPE_FLOAT || member->type.type_class == TYPE_OTHER ||
		   size > 8) {
		add_hex(drawing, &stretch);
	} else {
		add_number(drawing, group, member, offset, size * 8);
	}
}

/* --- Arrays --------------------------------------------------------------------------------- */

static void add_string(struct drawing *drawing, const struct stretch *stretch)
{
	const char *at = (const char *)drawing->bytes.at + stretch->start;
	const gsize length = strnlen(at, stretch->end - stretch->start);
	g_autofree char *text = g_strndup(at, MIN(length, MOST_STRING));
	g_autofree char *escaped = g_strescape(text, NULL);

	g_string_append_printf(drawing->out, "\"%s\"%s", escaped,
			       length > MOST_STRING ? "..." : "");
}

static guint64 element_size(const struct member *member)
{
	if (member->array > 0)
		return member->bit_size / 8 / (guint64)member->array;
	return member->type.size;
}

static void add_array(struct drawing *drawing, const struct group *group,
		      const struct member *member, struct stretch stretch)
{
	const guint64 size = element_size(member);
	const char *type = member->type.canonical;
	guint64 n;

	stretch.end = MIN(stretch.end, drawing->bytes.size);
	if (strcmp(type, "char") == 0) {
		add_string(drawing, &stretch);
		return;
	}
	if (size <= 1) {
		add_hex(drawing, &stretch);
		return;
	}
	n = (stretch.end - stretch.start) / size;
	g_string_append_c(drawing->out, '[');
	for (guint64 i = 0; i < MIN(n, MOST_ELEMENTS) && drawing->out->len < MOST_TEXT; i++) {
		g_string_append(drawing->out, i ? ", " : "");
		add_element(drawing, group, member, i, size);
	}
	g_string_append(drawing->out, n > MOST_ELEMENTS ? ", ...]" : "]");
}

/* --- Members ---------------------------------------------------------------------------------- */

static gboolean is_inline(const struct member *member)
{
	return member->kind == MEMBER_STRUCT || member->kind == MEMBER_UNION;
}

/* Whether the bytes hold as much of it as is needed to tell something. */
static gboolean is_there(const struct drawing *drawing, const struct member *member,
			 const struct stretch *stretch)
{
	if (stretch->start >= drawing->bytes.size || stretch->end <= stretch->start)
		return FALSE;
	if (is_inline(member) || member->type.record != MODEL_NONE)
		return TRUE;
	if (member->array != MEMBER_NO_ARRAY)
		return stretch->start + element_size(member) <= drawing->bytes.size;
	return stretch->end <= drawing->bytes.size;
}

static void add_value(struct drawing *drawing, const struct group *group,
		      const struct member *member, const struct stretch *stretch)
{
	if (member->kind == MEMBER_BITFIELD)
		add_number(drawing, group, member, group->base + member->bit_offset,
			   member->bit_size);
	else if (member->array != MEMBER_NO_ARRAY)
		add_array(drawing, group, member, *stretch);
	else
		add_element(drawing, group, member, 0, stretch->end - stretch->start);
}

static void add_name(struct drawing *drawing, struct group *group, const char *name)
{
	g_string_append_printf(drawing->out, "%s%s", group->has_some ? ", " : "", name);
	group->has_some = TRUE;
}

static void add_member(struct drawing *drawing, struct group *group, const struct member *member)
{
	const struct stretch stretch = stretch_of(drawing, group, member);
	struct group anonymous = *group;

	if (member->kind == MEMBER_UNNAMED || !is_there(drawing, member, &stretch) ||
	    is_known(drawing, &stretch))
		return;
	if (is_inline(member) && !*member->name) {
		anonymous.within = (guint32)(member - group->record->members);
		anonymous.is_union = member->kind == MEMBER_UNION;
		add_group(drawing, &anonymous);
		group->has_some = anonymous.has_some;
		return;
	}
	add_name(drawing, group, member_last_name(member));
	g_string_append_c(drawing->out, '=');
	add_value(drawing, group, member, &stretch);
}

/* Nothing says which one is meant: the first one that has all bytes. */
static const struct member *choose_alternative(const struct group *group)
{
	const struct member *chosen = NULL;

	for (guint32 i = 0; i < group->record->n_members; i++) {
		const struct member *member = &group->record->members[i];

		if (member->parent == group->within &&
		    (!chosen || member->bit_size > chosen->bit_size))
			chosen = member;
	}
	return chosen;
}

static void add_group(struct drawing *drawing, struct group *group)
{
	const struct member *alternative = group->is_union ? choose_alternative(group) : NULL;
	const struct value_bytes known = drawing->known;

	/* What changed may be in another alternative. */
	if (alternative)
		drawing->known.size = 0;
	for (guint32 i = 0; i < group->record->n_members; i++) {
		const struct member *member = &group->record->members[i];

		if (member->parent != group->within || (alternative && member != alternative))
			continue;
		if (drawing->out->len >= MOST_TEXT) {
			add_name(drawing, group, "...");
			break;
		}
		add_member(drawing, group, member);
	}
	drawing->known = known;
}

static gboolean is_zero(const struct drawing *drawing, const struct stretch *stretch)
{
	for (guint64 i = stretch->start; i < stretch->end; i++) {
		if (drawing->bytes.at[i])
			return FALSE;
	}
	return TRUE;
}

/* What a newer program has behind it, and uses. */
static void add_rest(struct drawing *drawing, struct group *group)
{
	const struct record *record = group->record;
	const struct stretch rest = { record->size, drawing->bytes.size };

	if (record->n_members &&
	    record->members[record->n_members - 1].array == MEMBER_FLEXIBLE_TAIL)
		return;
	if (rest.start >= rest.end || is_known(drawing, &rest) || is_zero(drawing, &rest))
		return;
	add_name(drawing, group, "");
	g_string_append_printf(drawing->out, "%" G_GUINT64_FORMAT " more: ", rest.end - rest.start);
	add_hex(drawing, &rest);
}

gboolean values_append(GString *out, const struct model *model, const struct record *record,
		       const struct value_bytes *bytes, const struct value_bytes *known)
{
	const struct stretch all = { 0, bytes->size };
	struct group group = {
		.record = record,
		.within = MODEL_NONE,
		.is_union = record->is_union,
	};
	struct drawing drawing = { .model = model, .bytes = *bytes };
	g_autoptr(GString) text = g_string_new("{");

	drawing.out = text;
	if (known)
		drawing.known = *known;
	if (!bytes->size || is_known(&drawing, &all))
		return FALSE;
	add_group(&drawing, &group);
	add_rest(&drawing, &group);
	if (group.has_some)
		g_string_append_printf(out, "%s}", text->str);
	return group.has_some;
}
