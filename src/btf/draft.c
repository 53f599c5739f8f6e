/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Records as BTF has them.
 */
#include <string.h>

#include "btf/internal.h"

/* Letters of a name that count as a member. */
#define NAME_PRICE 64

/* Of one record; programs see some hundred. */
#define MEMBERS_LIMIT 16384

struct laying {
	struct reading *reading;
	struct draft *draft;
	const struct record *twin;
	guint32 parent;
	guint64 base;       /* bits */
	const char *prefix; /* "outer." */
	guint depth;
};

static void lay_members(const struct laying *laying, const struct btf_type *type);

static void set_flaw(const struct laying *laying, const char *flaw)
{
	if (!laying->draft->flaw)
		laying->draft->flaw = flaw;
}

/* Bits of the bit-field that member @i is, or 0.  BTF has two ways to say it; in the
 * old one the type tells, and where in its bytes the field starts. */
static guint bits_of(const struct laying *laying, const struct btf_type *type, guint i,
		     guint64 *offset)
{
	guint32 id = btf_members(type)[i].type;
	const struct btf_type *integer = type_resolve(laying->reading, &id, NULL);

	*offset = btf_member_bit_offset(type, i);
	if (btf_kflag(type) || !integer || !btf_is_int(integer))
		return btf_member_bitfield_size(type, i);
	if (btf_int_bits(integer) == 8 * integer->size)
		return 0;
	*offset += btf_int_offset(integer);
	return btf_int_bits(integer);
}

static gboolean has_no_tag(const struct type *type)
{
	return !strcmp(type->canonical, "struct") || !strcmp(type->canonical, "union");
}

/* Whether a record stands inside the other one: by itself, or in the twin's eyes. */
static gboolean is_inline(const struct laying *laying, const struct member *member)
{
	const struct member *same;

	if (member->type.type_class != TYPE_RECORD)
		return FALSE;
	if (has_no_tag(&member->type) || !*member->name)
		return TRUE;
	if (member->type.record != MODEL_NONE || !laying->twin)
		return FALSE;
	same = record_member(laying->twin, member->name);
	return same && (same->kind == MEMBER_STRUCT || same->kind == MEMBER_UNION);
}

static void set_array(const struct laying *laying, struct member *member, gint64 count)
{
	g_autofree char *bounds = NULL;

	/* BTF has [] and [0] alike. */
	member->array = count ? count : MEMBER_FLEXIBLE_TAIL;
	if (count > 0)
		bounds = g_strdup_printf("[%" G_GINT64_FORMAT "]", count);
	member->bounds =
		builder_text(laying->reading->builder, bounds ? bounds : (count ? "" : "[]"));
	member->bit_size = 8 * member->type.size * (count < 0 ? 1 : (guint64)count);
}

/* The type, array and kind of member @i; FALSE if it is none that C has. */
static gboolean describe_member(const struct laying *laying, const struct btf_type *type, guint i,
				struct member *member, guint32 *element)
{
	guint64 offset;
	guint bits = bits_of(laying, type, i, &offset);
	gint64 count;

	*element = type_element(laying->reading, btf_members(type)[i].type, &count);
	if (!*element || !type_describe(laying->reading, *element, &member->type))
		return FALSE;
	set_array(laying, member, count);
	member->kind = bits ? MEMBER_BITFIELD : MEMBER_FIELD;
	if (bits)
		member->bit_size = bits;
	member->bit_offset = laying->base + offset;
	return member->bit_offset + member->bit_size <= 8 * laying->draft->size;
}

static const char *full_name(const struct laying *laying, const char *name)
{
	g_autofree char *full = *name ? g_strconcat(laying->prefix, name, NULL) : g_strdup("");

	return builder_text(laying->reading->builder, full);
}

static void lay_inline(const struct laying *laying, const struct member *outer, guint32 element)
{
	const struct btf_type *type = type_resolve(laying->reading, &element, NULL);
	g_autofree char *prefix =
		*outer->name ? g_strconcat(outer->name, ".", NULL) : g_strdup(laying->prefix);
	struct laying inner = *laying;

	inner.parent = laying->draft->members->len - 1;
	inner.base = outer->bit_offset;
	inner.prefix = prefix;
	inner.depth++;
	lay_members(&inner, type);
}

static void lay_member(const struct laying *laying, const struct btf_type *type, guint i)
{
	const char *name = type_name_at(laying->reading, btf_members(type)[i].name_off);
	struct member member = { .parent = laying->parent, .place = { .header = MODEL_NONE } };
	guint32 element;

	member.name = name ? full_name(laying, name) : NULL;
	if (!name || !describe_member(laying, type, i, &member, &element)) {
		set_flaw(laying, "the kernel's BTF has a member in it that C does not have");
		return;
	}
	gboolean within = is_inline(laying, &member);
	if (within) {
		guint32 id = element;
		const struct btf_type *inner = type_resolve(laying->reading, &id, NULL);
		member.kind = btf_is_union(inner) ? MEMBER_UNION : MEMBER_STRUCT;
		member.type.spelled = builder_text(laying->reading->builder, type_word(inner));
		member.type.canonical = member.type.spelled;
		member.type.record = MODEL_NONE;
	}
	g_array_append_val(laying->draft->members, member);
	g_array_append_val(laying->draft->type_ids, element);
	if (within)
		lay_inline(laying, &member, element);
}

static void lay_members(const struct laying *laying, const struct btf_type *type)
{
	if (laying->depth > DEPTH_LIMIT)
		set_flaw(laying, "the kernel's BTF has it nested too deep");
	for (guint i = 0; i < btf_vlen(type) && !laying->draft->flaw; i++) {
		/* What a member costs is its name most of all. */
		if (laying->draft->members->len < MEMBERS_LIMIT &&
		    reading_spend(laying->reading, 1 + strlen(laying->prefix) / NAME_PRICE))
			lay_member(laying, type, i);
		else
			set_flaw(laying, "the kernel's BTF has too many members in it");
	}
}

struct draft *draft_new(struct reading *reading, guint32 id, const struct record *twin, guint depth)
{
	const struct btf_type *type = btf__type_by_id(reading->btf, id);
	struct draft *draft = g_new0(struct draft, 1);
	const struct laying laying = {
		.reading = reading,
		.draft = draft,
		.twin = twin,
		.parent = MODEL_NONE,
		.prefix = "",
		.depth = depth,
	};

	draft->is_union = btf_is_union(type);
	draft->size = type->size;
	draft->members = g_array_new(FALSE, FALSE, sizeof(struct member));
	draft->type_ids = g_array_new(FALSE, FALSE, sizeof(guint32));
	lay_members(&laying, type);
	return draft;
}

void draft_free(struct draft *draft)
{
	if (!draft)
		return;
	g_array_free(draft->members, TRUE);
	g_array_free(draft->type_ids, TRUE);
	g_free(draft);
}

struct member *draft_member(const struct draft *draft, guint i)
{
	return &g_array_index(draft->members, struct member, i);
}

const struct member *draft_find(const struct draft *draft, const char *name)
{
	for (guint i = 0; *name && i < draft->members->len; i++) {
		if (!strcmp(draft_member(draft, i)->name, name))
			return draft_member(draft, i);
	}
	return NULL;
}

gboolean is_leaf(const struct member *member)
{
	return member->kind == MEMBER_FIELD || member->kind == MEMBER_BITFIELD;
}

gboolean arrays_alike(const struct member *one, const struct member *other)
{
	return one->array == other->array ||
	       (!one->array && other->array == MEMBER_FLEXIBLE_TAIL) ||
	       (!other->array && one->array == MEMBER_FLEXIBLE_TAIL);
}

gboolean drafts_alike(const struct draft *one, const struct draft *other)
{
	if (one->size != other->size || one->is_union != other->is_union ||
	    one->members->len != other->members->len || one->flaw || other->flaw)
		return FALSE;
	for (guint i = 0; i < one->members->len; i++) {
		const struct member *a = &g_array_index(one->members, struct member, i);
		const struct member *b = &g_array_index(other->members, struct member, i);
		if (a->kind != b->kind || a->bit_offset != b->bit_offset ||
		    a->bit_size != b->bit_size || a->array != b->array ||
		    strcmp(a->name, b->name) || !type_alike(&a->type, &b->type))
			return FALSE;
	}
	return TRUE;
}
