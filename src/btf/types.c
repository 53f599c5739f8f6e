/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Types of BTF in the words of src/clang.
 */
#include <string.h>

#include "btf/internal.h"

#define NAME_LIMIT 255

const char *type_name_at(const struct reading *reading, guint32 offset)
{
	const char *name = offset ? btf__str_by_offset(reading->btf, offset) : "";

	if (!name || strlen(name) > NAME_LIMIT || g_ascii_isdigit(*name))
		return NULL;
	for (const char *at = name; *at; at++) {
		if (!g_ascii_isalnum(*at) && *at != '_')
			return NULL;
	}
	return name;
}

static gboolean is_qualifier(const struct btf_type *type)
{
	return btf_is_mod(type) || btf_is_type_tag(type);
}

const struct btf_type *type_resolve(const struct reading *reading, guint32 *id,
				    const char **typedef_name)
{
	const struct btf_type *type = btf__type_by_id(reading->btf, *id);

	if (typedef_name)
		*typedef_name = NULL;
	for (guint depth = 0; type && (is_qualifier(type) || btf_is_typedef(type)); depth++) {
		if (depth == DEPTH_LIMIT)
			return NULL;
		if (typedef_name && btf_is_typedef(type))
			*typedef_name = type_name_at(reading, type->name_off);
		*id = type->type;
		type = btf__type_by_id(reading->btf, *id);
	}
	return type;
}

const char *type_word(const struct btf_type *type)
{
	return btf_is_struct(type) ? "struct" : btf_is_union(type) ? "union" : "enum";
}

const char *type_tag(const struct reading *reading, const struct btf_type *type,
		     const char *typedef_name)
{
	const char *name = type_name_at(reading, type->name_off);

	if (!name || !*name)
		return name && typedef_name ? typedef_name : "";
	g_autofree char *tag = g_strdup_printf("%s %s", type_word(type), name);
	return builder_text(reading->builder, tag);
}

/* "long unsigned int" of gcc and "unsigned long" of clang are one. */
static const char *integer_name(const struct reading *reading, const struct btf_type *type)
{
	const char *name = btf__str_by_offset(reading->btf, type->name_off);
	g_auto(GStrv) words = g_strsplit(name ? name : "", " ", 8);
	const char *const *list = (const char *const *)words;
	guint longs = 0;
	const char *base = "int";

	for (gsize i = 0; words[i]; i++) {
		longs += !strcmp(words[i], "long");
		if (!strcmp(words[i], "char") || !strcmp(words[i], "short") ||
		    !strcmp(words[i], "__int128") || !strcmp(words[i], "_Bool"))
			base = words[i];
	}
	if (longs)
		base = longs > 1 ? "long long" : "long";
	gboolean is_char = !strcmp(base, "char");
	gboolean is_signed = is_char ? g_strv_contains(list, "signed")
				     : (btf_int_encoding(type) & BTF_INT_SIGNED) != 0;
	if (!strcmp(base, "_Bool") || (is_char && !words[1]))
		return builder_text(reading->builder, base);
	g_autofree char *full =
		g_strconcat(is_signed ? (is_char ? "signed " : "") : "unsigned ", base, NULL);
	return builder_text(reading->builder, full);
}

/* What a pointer points to, as far as C names it: "" for functions and the like. */
static const char *pointee_name(const struct reading *reading, guint32 id)
{
	const char *typedef_name;
	const struct btf_type *type = type_resolve(reading, &id, &typedef_name);

	if (type && !id)
		return "void";
	if (type && btf_is_int(type))
		return integer_name(reading, type);
	if (type && btf_is_fwd(type)) {
		const char *name = type_name_at(reading, type->name_off);
		g_autofree char *tag =
			g_strdup_printf("%s %s", btf_kflag(type) ? "union" : "struct",
					name ? name : "");
		return builder_text(reading->builder, tag);
	}
	if (type && (btf_is_composite(type) || btf_is_any_enum(type)))
		return type_tag(reading, type, typedef_name);
	return "";
}

/* What is behind all the stars of @pointer, of which there are *@stars. */
static guint32 pointer_target(const struct reading *reading, const struct btf_type *pointer,
			      guint *stars)
{
	guint32 id = pointer->type, resolved = id;
	const struct btf_type *type = type_resolve(reading, &resolved, NULL);

	for (*stars = 1; type && resolved && btf_is_ptr(type) && *stars < DEPTH_LIMIT; ++*stars) {
		id = type->type;
		resolved = id;
		type = type_resolve(reading, &resolved, NULL);
	}
	return id;
}

static const char *pointer_name(const struct reading *reading, const struct btf_type *pointer)
{
	guint n_stars;
	const char *base = pointee_name(reading, pointer_target(reading, pointer, &n_stars));
	g_autofree char *stars = g_strnfill(n_stars, '*');
	g_autofree char *name =
		*base ? g_strdup_printf("%s %s", base, stars) : g_strdup("void (*)()");

	return builder_text(reading->builder, name);
}

static guint32 record_index(const struct reading *reading, const char *name)
{
	const struct record *record = *name ? model_record(reading->like, name) : NULL;

	return record ? (guint32)(record - reading->like->records) : MODEL_NONE;
}

/* The typedef that @id starts with, as C spells it; NULL if it starts with none. */
static const char *spelled_typedef(const struct reading *reading, guint32 id)
{
	const struct btf_type *type = btf__type_by_id(reading->btf, id);

	for (guint depth = 0; type && is_qualifier(type) && depth < DEPTH_LIMIT; depth++)
		type = btf__type_by_id(reading->btf, type->type);
	if (!type || !btf_is_typedef(type))
		return NULL;
	const char *name = type_name_at(reading, type->name_off);
	return name && *name ? builder_text(reading->builder, name) : NULL;
}

static gboolean describe_resolved(const struct reading *reading, const struct btf_type *type,
				  const char *typedef_name, struct type *ret)
{
	switch (btf_kind(type)) {
	case BTF_KIND_INT:
		ret->type_class = btf_int_encoding(type) & BTF_INT_BOOL ? TYPE_BOOL : TYPE_INTEGER;
		ret->is_signed = (btf_int_encoding(type) & BTF_INT_SIGNED) != 0;
		ret->canonical = integer_name(reading, type);
		break;
	case BTF_KIND_FLOAT:
		ret->type_class = TYPE_FLOAT;
		ret->canonical = type_name_at(reading, type->name_off);
		break;
	case BTF_KIND_PTR:
		ret->type_class = TYPE_POINTER;
		ret->size = targets[reading->like->target].pointer_bits / 8;
		ret->canonical = pointer_name(reading, type);
		return TRUE;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		ret->type_class = TYPE_RECORD;
		ret->canonical = type_tag(reading, type, typedef_name);
		ret->record = record_index(reading, ret->canonical);
		break;
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		ret->type_class = TYPE_ENUM;
		ret->canonical = type_tag(reading, type, typedef_name);
		break;
	default:
		return FALSE;
	}
	ret->size = type->size;
	return ret->canonical != NULL;
}

gboolean type_describe(const struct reading *reading, guint32 id, struct type *ret)
{
	const char *typedef_name;
	guint32 resolved = id;
	const struct btf_type *type = type_resolve(reading, &resolved, &typedef_name);

	*ret = (struct type){ .record = MODEL_NONE };
	if (!type || !resolved || !describe_resolved(reading, type, typedef_name, ret))
		return FALSE;
	if (!*ret->canonical)
		ret->canonical = type_word(type);
	ret->canonical = builder_text(reading->builder, ret->canonical);
	ret->spelled = spelled_typedef(reading, id);
	if (!ret->spelled)
		ret->spelled = ret->canonical;
	return TRUE;
}

guint32 type_element(const struct reading *reading, guint32 id, gint64 *count)
{
	guint64 product = 1;

	*count = MEMBER_NO_ARRAY;
	for (guint depth = 0; depth < DEPTH_LIMIT; depth++) {
		guint32 resolved = id;
		const struct btf_type *type = type_resolve(reading, &resolved, NULL);
		if (!type || !resolved || !btf_is_array(type))
			return type ? id : 0;
		if (!g_uint64_checked_mul(&product, product, btf_array(type)->nelems) ||
		    product > G_MAXINT32)
			return 0;
		*count = (gint64)product;
		id = btf_array(type)->type;
	}
	return 0;
}

static guint64 record_alignment(struct reading *reading, const struct btf_type *type, guint depth)
{
	const struct btf_member *members = btf_members(type);
	guint64 alignment = 1;

	for (guint i = 0; i < btf_vlen(type) && reading_spend(reading, 1); i++) {
		guint64 one = type_alignment(reading, members[i].type, depth + 1);
		guint32 offset = btf_member_bit_offset(type, i);
		if (btf_member_bitfield_size(type, i))
			continue;
		/* BTF does not tell packed ones: one that is out of place does. */
		if (one && (offset % (8 * one) || type->size % one))
			return 1;
		alignment = MAX(alignment, one);
	}
	return alignment;
}

guint64 type_alignment(struct reading *reading, guint32 id, guint depth)
{
	gint64 count;
	guint32 element = type_element(reading, id, &count);
	const struct btf_type *type = type_resolve(reading, &element, NULL);
	guint64 word = targets[reading->like->target].pointer_bits / 8;

	if (!type || !element || depth > DEPTH_LIMIT)
		return 0;
	if (btf_is_composite(type))
		return record_alignment(reading, type, depth);
	if (btf_is_ptr(type))
		return word;
	if (!btf_is_int(type) && !btf_is_any_enum(type) && !btf_is_float(type))
		return 0;
	/* i386 is the one target that does not align 64 bits to 64 bits. */
	if (reading->like->target == TARGET_I386)
		return MIN(type->size, word);
	return MIN(type->size, 16);
}

/* "char *const" and "const char *" are "char*". */
static char *bare_pointer(const char *canonical)
{
	static const char *const qualifiers[] = { "const", "volatile", "restrict", "__restrict" };
	g_auto(GStrv) words = g_strsplit_set(canonical, " ", -1);
	g_autoptr(GString) bare = g_string_new(NULL);

	for (gsize i = 0; words[i]; i++) {
		gchar *word = words[i];
		for (; *word == '*'; word++)
			g_string_append_c(bare, '*');
		gboolean skip = FALSE;
		for (gsize j = 0; j < G_N_ELEMENTS(qualifiers); j++)
			skip = skip || !strcmp(word, qualifiers[j]);
		if (!skip)
			g_string_append(bare, word);
	}
	return g_string_free(g_steal_pointer(&bare), FALSE);
}

/* What functions take is not compared, nor what only one side can name. */
static gboolean pointers_alike(const char *one, const char *other)
{
	g_autofree char *a = bare_pointer(one), *b = bare_pointer(other);

	return strchr(one, '(') || strchr(other, '(') || !strcmp(a, b);
}

/* How the bytes are meant, where a type says so: "__be32". */
static gboolean orders_alike(const char *one, const char *other)
{
	static const char *const orders[] = { "__le", "__be" };

	for (gsize i = 0; i < G_N_ELEMENTS(orders); i++) {
		if (g_str_has_prefix(one, orders[i]) != g_str_has_prefix(other, orders[i]))
			return FALSE;
	}
	return TRUE;
}

/* The kernel does not compute with floats: it has their bits. */
static gboolean is_float_as_bits(const struct type *one, const struct type *other)
{
	return one->size == other->size &&
	       ((one->type_class == TYPE_FLOAT && other->type_class == TYPE_INTEGER) ||
		(one->type_class == TYPE_INTEGER && other->type_class == TYPE_FLOAT));
}

gboolean type_alike(const struct type *one, const struct type *other)
{
	if (is_float_as_bits(one, other))
		return TRUE;
	if (one->type_class != other->type_class || one->size != other->size ||
	    !orders_alike(one->spelled, other->spelled))
		return FALSE;
	switch (one->type_class) {
	case TYPE_INTEGER:
		/* char, signed char and unsigned char are three types. */
		return one->size > 1 ? one->is_signed == other->is_signed
				     : !strcmp(one->canonical, other->canonical);
	case TYPE_POINTER:
		return pointers_alike(one->canonical, other->canonical);
	case TYPE_RECORD:
		return !strcmp(one->canonical, other->canonical);
	case TYPE_ENUM:
		/* One that has no tag is "enum". */
		return !strcmp(one->canonical, other->canonical) ||
		       !strcmp(one->canonical, "enum") || !strcmp(other->canonical, "enum");
	default:
		return TRUE;
	}
}

static gboolean record_is_internal(struct reading *reading, const struct btf_type *type,
				   guint depth)
{
	const struct btf_member *members = btf_members(type);

	for (guint i = 0; i < btf_vlen(type) && reading_spend(reading, 1); i++) {
		if (type_is_internal(reading, members[i].type, depth + 1))
			return TRUE;
	}
	return FALSE;
}

gboolean type_name_is_internal(const struct reading *reading, guint32 id)
{
	const char *name = spelled_typedef(reading, id);

	/* Of the C library's, headers use those that name a width: uint32_t. */
	if (!name || g_str_has_prefix(name, "__") ||
	    ((g_str_has_prefix(name, "int") || g_str_has_prefix(name, "uint")) &&
	     g_str_has_suffix(name, "_t")))
		return FALSE;
	return !model_type_name(reading->like, name);
}

static gboolean is_internal_pointer(const struct reading *reading, const struct btf_type *type)
{
	guint stars;
	const char *name = pointee_name(reading, pointer_target(reading, type, &stars));

	return !*name || ((g_str_has_prefix(name, "struct ") || g_str_has_prefix(name, "union ")) &&
			  !model_record(reading->like, name));
}

gboolean type_is_internal(struct reading *reading, guint32 id, guint depth)
{
	gint64 count;
	guint32 element = type_element(reading, id, &count);
	guint32 resolved = element;
	const struct btf_type *type = type_resolve(reading, &resolved, NULL);
	struct type described;

	if (!type || !resolved || depth > DEPTH_LIMIT)
		return FALSE;
	if (type_name_is_internal(reading, element))
		return TRUE;
	if (btf_is_ptr(type))
		return is_internal_pointer(reading, type);
	if (btf_is_composite(type))
		return type_describe(reading, element, &described) &&
		       described.record == MODEL_NONE && record_is_internal(reading, type, depth);
	return btf_is_int(type) && (btf_int_encoding(type) & BTF_INT_BOOL);
}
