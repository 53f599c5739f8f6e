/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which of the kernel's enumerations is the one that headers define, and what its
 * names are worth there.
 *
 * Most enumerations of an interface have no tag: they are known by what is in them.
 */
#include <string.h>

#include "btf/internal.h"

#define SAME_NAMES_LIMIT 64

static const char *no_such_type = "the kernel's BTF has no such enumeration";
static const char *foreign_type = "the kernel has something of its own by this name";
static const char *too_many = "the kernel's BTF has too many enumerators";
static const char *several_types =
	"the kernel has several of these names, none of them as in the headers";

struct enumerator {
	const char *name;
	guint64 value; /* as wide as BTF has it */
};

static struct enumerator enumerator_at(const struct reading *reading, const struct btf_type *type,
				       guint i)
{
	if (btf_is_enum64(type))
		return (struct enumerator){
			type_name_at(reading, btf_enum64(type)[i].name_off),
			btf_enum64_value(&btf_enum64(type)[i]),
		};
	return (struct enumerator){
		type_name_at(reading, btf_enum(type)[i].name_off),
		(guint32)btf_enum(type)[i].val,
	};
}

/* Without a sign: older BTF has none to tell. */
static gboolean has_value(const struct btf_type *type, const struct enumerator *enumerator,
			  const struct constant *constant)
{
	return btf_is_enum64(type) ? enumerator->value == constant->value
				   : (guint32)enumerator->value == (guint32)constant->value;
}

/* One enumeration of the headers against one of the kernel. */
struct match {
	struct reading *reading;
	const struct enumeration *like;
	const struct btf_type *type;
	GHashTable *ordinals;       /* name -> ordinal in @type + 1 */
	guint shared, equal, count; /* names in both; those with one value; of @type */
};

static const struct constant *constant_of(const struct match *match, guint32 i)
{
	return &match->reading->like->constants[match->like->enumerators[i]];
}

/* The kernel's ordinal of @name + 1, or 0. */
static guint ordinal_of(const struct match *match, const char *name)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(match->ordinals, name));
}

static void match_free(struct match *match)
{
	if (!match)
		return;
	g_hash_table_destroy(match->ordinals);
	g_free(match);
}

/* NULL if the names are none that C has, or too many. */
static struct match *match_new(struct reading *reading, const struct enumeration *like, guint32 id)
{
	struct match *match = g_new0(struct match, 1);
	gboolean is_sound;

	match->reading = reading;
	match->like = like;
	match->type = btf__type_by_id(reading->btf, id);
	match->count = btf_vlen(match->type);
	match->ordinals = g_hash_table_new(g_str_hash, g_str_equal);
	is_sound = reading_spend(reading, match->count);
	for (guint i = 0; i < match->count && is_sound; i++) {
		const char *name = enumerator_at(reading, match->type, i).name;
		is_sound = name && *name &&
			   g_hash_table_insert(match->ordinals, (gpointer)name,
					       GUINT_TO_POINTER(i + 1));
	}
	for (guint32 i = 0; i < like->n_enumerators; i++) {
		guint ordinal = ordinal_of(match, constant_of(match, i)->name);
		struct enumerator same = { 0 };
		if (ordinal)
			same = enumerator_at(reading, match->type, ordinal - 1);
		match->shared += ordinal != 0;
		match->equal += ordinal && has_value(match->type, &same, constant_of(match, i));
	}
	if (is_sound)
		return match;
	match_free(match);
	return NULL;
}

static gboolean is_same(const struct match *match)
{
	return match->equal == match->count && match->equal == match->like->n_enumerators &&
	       (match->like->is_anonymous || match->type->size == match->like->size);
}

/* Two thirds of the names of the smaller one at least are in both of one thing. */
static gboolean is_foreign(const struct match *match)
{
	return 3 * match->shared < 2 * MIN(match->count, match->like->n_enumerators);
}

static gboolean matches_alike(const struct match *one, const struct match *other)
{
	gboolean alike = one->count == other->count && one->type->size == other->type->size;

	for (guint i = 0; alike && i < one->count; i++) {
		struct enumerator a = enumerator_at(one->reading, one->type, i);
		struct enumerator b = enumerator_at(other->reading, other->type, i);
		alike = a.value == b.value && !strcmp(a.name, b.name);
	}
	return alike;
}

static void add_ids(GArray *ids, const GArray *more)
{
	for (guint i = 0; more && i < more->len; i++) {
		guint32 id = g_array_index(more, guint32, i);
		gboolean known = FALSE;
		for (guint j = 0; j < ids->len && !known; j++)
			known = g_array_index(ids, guint32, j) == id;
		if (!known && ids->len <= SAME_NAMES_LIMIT)
			g_array_append_val(ids, id);
	}
}

/* What has the tag; if nothing does, what has some of the names. */
static GArray *find_candidates(struct reading *reading, const struct enumeration *like)
{
	GArray *ids = g_array_new(FALSE, FALSE, sizeof(guint32));

	if (!like->is_anonymous)
		add_ids(ids, g_hash_table_lookup(reading->ids_of_tag, like->name));
	for (guint32 i = 0; !ids->len && i < like->n_enumerators; i++) {
		const char *name = reading->like->constants[like->enumerators[i]].name;
		add_ids(ids, g_hash_table_lookup(reading->ids_of_enumerator, name));
	}
	return ids;
}

static void set_value(const struct match *match, const struct enumerator *enumerator,
		      struct constant *constant)
{
	gboolean is_signed = btf_kflag(match->type);

	if (has_value(match->type, enumerator, constant))
		return;
	constant->value = enumerator->value;
	if (is_signed && !btf_is_enum64(match->type))
		constant->value = (guint64)(gint64)(gint32)enumerator->value;
	constant->is_negative = is_signed && (gint64)constant->value < 0;
	constant->command = MODEL_NONE;
}

/* A name that the headers do not have in this enumeration. */
static void add_enumerator(const struct match *match, const struct enumerator *enumerator,
			   guint32 enumeration, GArray *indices)
{
	GArray *constants = match->reading->builder->constants;
	struct constant constant = {
		.name = builder_text(match->reading->builder, enumerator->name),
		.kind = CONSTANT_ENUMERATOR,
		.value_kind = VALUE_INTEGER,
		.enumeration = enumeration,
		.ordinal = indices->len,
		.command = MODEL_NONE,
		.place = match->like->place,
	};
	guint32 index = constants->len;

	set_value(match, enumerator, &constant);
	g_array_append_val(constants, constant);
	g_array_append_val(indices, index);
}

static void keep_enumerator(const struct match *match, guint32 index, GArray *indices)
{
	GArray *constants = match->reading->builder->constants;

	g_array_index(constants, struct constant, index).ordinal = indices->len;
	g_array_append_val(indices, index);
}

/* By value: the kernel's enumerators for which the headers can have another name, because
 * theirs is new (a macro may keep the old one) or has the value there as well. */
static GHashTable *find_stand_ins(const struct match *match)
{
	GHashTable *values = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);

	for (guint i = 0; i < match->count; i++) {
		struct enumerator enumerator = enumerator_at(match->reading, match->type, i);
		const struct constant *other =
			model_constant(match->reading->like, enumerator.name);
		if (!other || has_value(match->type, &enumerator, other))
			g_hash_table_add(values,
					 g_memdup2(&enumerator.value, sizeof(enumerator.value)));
	}
	return values;
}

/* Names that the kernel does not have stay if it has what they say.  They stand first:
 * what counts the enumerators before it has counted them on both sides. */
static void take_others(const struct match *match, guint32 enumeration, GArray *indices)
{
	g_autoptr(GHashTable) stand_ins = find_stand_ins(match);

	for (guint32 i = 0; i < match->like->n_enumerators; i++) {
		const struct constant *constant = constant_of(match, i);
		guint64 value =
			btf_is_enum64(match->type) ? constant->value : (guint32)constant->value;
		if (ordinal_of(match, constant->name) || constant->enumeration != enumeration)
			continue;
		if (g_hash_table_contains(stand_ins, &value))
			keep_enumerator(match, match->like->enumerators[i], indices);
		else
			g_hash_table_add(match->reading->dropped, (gpointer)constant->name);
	}
}

static void take_enumerator(const struct match *match, const struct enumerator *enumerator,
			    guint32 enumeration, GArray *indices)
{
	const struct model *like = match->reading->like;
	const struct constant *same = model_constant(like, enumerator->name);
	guint32 index = same ? (guint32)(same - like->constants) : MODEL_NONE;

	if (!same) {
		add_enumerator(match, enumerator, enumeration, indices);
	} else if (same->enumeration == enumeration) {
		set_value(match, enumerator,
			  &g_array_index(match->reading->builder->constants, struct constant,
					 index));
		keep_enumerator(match, index, indices);
	}
	/* Else a macro, or of another enumeration: that is not for this one to say. */
}

static void take_match(const struct match *match, guint32 index)
{
	struct reading *reading = match->reading;
	struct enumeration *taken =
		&g_array_index(reading->builder->enumerations, struct enumeration, index);
	g_autoptr(GArray) indices = g_array_new(FALSE, FALSE, sizeof(guint32));

	if (match->shared < match->like->n_enumerators)
		take_others(match, index, indices);
	for (guint i = 0; i < match->count; i++) {
		struct enumerator enumerator = enumerator_at(reading, match->type, i);
		take_enumerator(match, &enumerator, index, indices);
	}
	if (!taken->is_anonymous)
		taken->size = match->type->size;
	taken->n_enumerators = indices->len;
	taken->enumerators = arena_take_array(reading->builder->arena, indices);
}

static void leave(struct reading *reading, const struct enumeration *like, const char *reason,
		  gboolean expected)
{
	reading_unjudged(reading, &like->place, like->name, reason, expected);
}

/* What is neither as the headers have it nor something else; TRUE if one of @ids is as
 * they have it. */
static gboolean find_matches(struct reading *reading, const struct enumeration *like,
			     const GArray *ids, GPtrArray *matches)
{
	for (guint i = 0; i < ids->len; i++) {
		struct match *match = match_new(reading, like, g_array_index(ids, guint32, i));
		gboolean same = match && is_same(match);
		gboolean known = FALSE;
		for (guint j = 0; match && j < matches->len && !known; j++)
			known = matches_alike(matches->pdata[j], match);
		if (match && !same && !known && !is_foreign(match))
			g_ptr_array_add(matches, match);
		else
			match_free(match);
		if (same)
			return TRUE;
	}
	return FALSE;
}

void reading_take_enumeration(struct reading *reading, guint32 index)
{
	const struct enumeration *like = &reading->like->enumerations[index];
	g_autoptr(GArray) ids = find_candidates(reading, like);
	g_autoptr(GPtrArray) matches = g_ptr_array_new_with_free_func((GDestroyNotify)match_free);

	if (find_matches(reading, like, ids, matches))
		return;
	if (!ids->len)
		leave(reading, like, no_such_type, TRUE);
	else if (!reading->budget)
		leave(reading, like, too_many, FALSE);
	else if (!matches->len)
		leave(reading, like, foreign_type, TRUE);
	else if (matches->len > 1)
		leave(reading, like, several_types, TRUE);
	else
		take_match(matches->pdata[0], index);
}
