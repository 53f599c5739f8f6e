/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which constants are the flags of which member: those that are defined inside
 * the record behind the member, those that comments name, those whose names say.
 */
#include <string.h>

#include "clang/walk.h"

/* Whether an inline struct or union around member @index is closed before @line: what
 * has a name is placed where that is, behind the brace. */
static gboolean is_closed(const struct record *record, guint32 index, guint line)
{
	guint32 parent = record->members[index].parent;

	for (; parent != MODEL_NONE; parent = record->members[parent].parent) {
		if (*record->members[parent].name && record->members[parent].place.line < line)
			return TRUE;
	}
	return FALSE;
}

/* Behind @before, which is closed: the first member of the inline struct that begins
 * there, as in "struct { <the macros> __u8 direction; } io". */
static guint32 member_behind(const struct record *record, guint32 before)
{
	for (guint32 i = before + 1; i < record->n_members; i++) {
		const struct member *member = &record->members[i];
		if (member->kind == MEMBER_FIELD)
			return member->parent == i - 1 ? i : MODEL_NONE;
	}
	return MODEL_NONE;
}

/* The member that a macro on @line belongs to: the one that stands last before it,
 * unnamed ones aside. */
static guint32 member_at(const struct record *record, guint line)
{
	guint32 found = MODEL_NONE;

	for (guint32 i = 0; i < record->n_members; i++) {
		const struct member *member = &record->members[i];
		if (member->place.header == record->place.header && member->place.line < line &&
		    member->kind == MEMBER_FIELD)
			found = i;
	}
	if (found != MODEL_NONE && is_closed(record, found, line))
		return member_behind(record, found);
	return found;
}

static guint index_of(const struct walk *walk, const struct record *record)
{
	return (guint)(record - (const struct record *)(void *)walk->builder->records->data);
}

static int compare_places(gconstpointer a, gconstpointer b)
{
	const struct record *const *x = a, *const *y = b;

	if ((*x)->place.header != (*y)->place.header)
		return (*x)->place.header < (*y)->place.header ? -1 : 1;
	return (*x)->place.line < (*y)->place.line ? -1 : (*x)->place.line > (*y)->place.line;
}

/* The innermost record around @place; @records are sorted by place. */
static const struct record *record_around(const struct walk *walk, const GPtrArray *records,
					  const struct place *place)
{
	guint low = 0, high = records->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;
		const struct record *record = records->pdata[middle];
		if (record->place.header < place->header ||
		    (record->place.header == place->header && record->place.line < place->line))
			low = middle + 1;
		else
			high = middle;
	}
	while (low--) {
		const struct record *record = records->pdata[low];
		if (record->place.header != place->header)
			break;
		if (g_array_index(walk->last_lines, guint, index_of(walk, record)) > place->line)
			return record;
	}
	return NULL;
}

/* A #define inside a record belongs to the member above it. */
static void link_by_position(struct walk *walk)
{
	struct builder *builder = walk->builder;
	g_autoptr(GPtrArray) records = g_ptr_array_new();

	for (guint i = 0; i < builder->records->len; i++)
		g_ptr_array_add(records, &g_array_index(builder->records, struct record, i));
	g_ptr_array_sort(records, compare_places);
	for (guint i = 0; i < builder->constants->len; i++) {
		const struct constant *constant =
			&g_array_index(builder->constants, struct constant, i);
		if (constant->kind != CONSTANT_MACRO || constant->value_kind != VALUE_INTEGER)
			continue;
		const struct record *record = record_around(walk, records, &constant->place);
		if (!record)
			continue;
		struct flag flag = {
			.constant = i,
			.record = index_of(walk, record),
			.member = member_at(record, constant->place.line),
			.evidence = FLAG_BY_POSITION,
		};
		if (flag.member != MODEL_NONE)
			g_array_append_val(builder->flags, flag);
	}
}

/* Where the flags of a set go. */
struct owner {
	guint32 record, member;
	enum flag_evidence evidence;
};

/* Sets of flags by the name of their enumeration ("enum foo_flags") or by what
 * their names begin with ("FOO_FLAG"). */
static void add_owner(GHashTable *owners, char *set, guint32 record, guint32 member,
		      enum flag_evidence evidence)
{
	struct owner owner = { record, member, evidence };

	g_hash_table_insert(owners, set, g_memdup2(&owner, sizeof(owner)));
}

static guint32 member_named(const struct record *record, const char *name)
{
	for (guint32 i = 0; i < record->n_members; i++) {
		if (!strcmp(record->members[i].name, name))
			return i;
	}
	return MODEL_NONE;
}

/* struct foo with a member "flags": enum foo_flags, FOO_FLAG_BAR, FOO_FLAGS_BAR. */
static void own_by_name(const struct walk *walk, GHashTable *owners)
{
	for (guint i = 0; i < walk->builder->records->len; i++) {
		const struct record *record =
			&g_array_index(walk->builder->records, struct record, i);
		const char *tag = strchr(record->name, ' ');
		guint32 member = member_named(record, "flags");
		if (!tag || member == MODEL_NONE)
			continue;
		g_autofree char *upper = g_ascii_strup(tag + 1, -1);
		add_owner(owners, g_strconcat("enum ", tag + 1, "_flags", NULL), i, member,
			  FLAG_BY_NAME);
		add_owner(owners, g_strconcat(upper, "_FLAG", NULL), i, member, FLAG_BY_NAME);
	}
}

/* "@flags: of enum foo_flags" in the comment of struct foo. */
static void own_by_comment(const struct walk *walk, GHashTable *owners, GHashTable *record_by_name)
{
	for (gsize i = 0; i < walk->scan->n_files; i++) {
		GArray *comments = walk->scan->files[i].flag_comments;
		for (guint j = 0; j < comments->len; j++) {
			const struct scan_flag_comment *comment =
				&g_array_index(comments, struct scan_flag_comment, j);
			guint32 number = GPOINTER_TO_UINT(
				g_hash_table_lookup(record_by_name, comment->record));
			if (!number)
				continue;
			guint32 member = member_named(&g_array_index(walk->builder->records,
								     struct record, number - 1),
						      comment->member);
			if (member != MODEL_NONE)
				add_owner(owners, g_strdup(comment->set), number - 1, member,
					  FLAG_BY_COMMENT);
		}
	}
}

/* The owner of a constant: that of its enumeration, or of the longest beginning
 * of its name. */
static const struct owner *owner_of(const struct walk *walk, GHashTable *owners,
				    const struct constant *constant)
{
	if (constant->enumeration != MODEL_NONE) {
		const struct owner *owner =
			g_hash_table_lookup(owners,
					    g_array_index(walk->builder->enumerations,
							  struct enumeration, constant->enumeration)
						    .name);
		if (owner)
			return owner;
	}
	/* FOO_FLAG_BAR_BIT and _SHIFT count bits, they are none. */
	gboolean counts = g_str_has_suffix(constant->name, "_BIT") ||
			  g_str_has_suffix(constant->name, "_SHIFT");
	const char *flag = counts ? NULL : strstr(constant->name, "_FLAG");
	g_autofree char *beginning =
		flag ? g_strndup(constant->name, (gsize)(flag - constant->name) + 5) : NULL;
	return beginning ? g_hash_table_lookup(owners, beginning) : NULL;
}

static void link_by_set(struct walk *walk, GHashTable *record_by_name)
{
	g_autoptr(GHashTable) owners =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	own_by_name(walk, owners);
	own_by_comment(walk, owners, record_by_name);
	for (guint i = 0; i < walk->builder->constants->len; i++) {
		const struct constant *constant =
			&g_array_index(walk->builder->constants, struct constant, i);
		const struct owner *owner = constant->value_kind == VALUE_INTEGER
						    ? owner_of(walk, owners, constant)
						    : NULL;
		struct flag flag = { .constant = i };
		if (!owner)
			continue;
		flag.record = owner->record;
		flag.member = owner->member;
		flag.evidence = owner->evidence;
		g_array_append_val(walk->builder->flags, flag);
	}
}

void walk_link_flags(struct walk *walk, GHashTable *record_by_name)
{
	link_by_position(walk);
	link_by_set(walk, record_by_name);
}
