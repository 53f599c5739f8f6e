/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "show/find.h"

#include <string.h>

const char *item_kind_name(const struct item *item)
{
	static const char *const names[] = {
		[ITEM_MEMBER] = "member",     [ITEM_ENUMERATION] = "enum",
		[ITEM_TYPEDEF] = "typedef",   [ITEM_COMMAND] = "command",
		[ITEM_CONSTANT] = "constant", [ITEM_MACRO] = "macro",
		[ITEM_FUNCTION] = "function",
	};
	const struct record *record;

	if (item->kind != ITEM_RECORD)
		return names[item->kind];
	record = item->in[item_first(item)];
	return record->is_union ? "union" : "struct";
}

target_set item_targets(const struct item *item)
{
	target_set set = 0;

	for (guint id = 0; id < TARGET_COUNT; id++)
		set |= item->in[id] ? TARGET_BIT(id) : 0;
	return set;
}

enum target_id item_first(const struct item *item)
{
	guint id = 0;

	while (id + 1 < TARGET_COUNT && !item->in[id])
		id++;
	return id;
}

struct place item_place(const struct item *item, enum target_id target)
{
	switch (item->kind) {
	case ITEM_RECORD:
	case ITEM_MEMBER:
		return ((const struct record *)item->in[target])->place;
	case ITEM_ENUMERATION:
		return ((const struct enumeration *)item->in[target])->place;
	case ITEM_TYPEDEF:
		return ((const struct type_name *)item->in[target])->place;
	case ITEM_MACRO:
		return ((const struct function_macro *)item->in[target])->place;
	case ITEM_FUNCTION:
		return ((const struct function *)item->in[target])->place;
	case ITEM_COMMAND:
	case ITEM_CONSTANT:
		break;
	}
	return ((const struct constant *)item->in[target])->place;
}

struct item *items_add(GArray *items, enum item_kind kind, const char *name, gconstpointer of,
		       enum target_id target)
{
	struct item item = { .kind = kind, .name = name };

	for (guint i = 0; i < items->len; i++) {
		struct item *known = &g_array_index(items, struct item, i);

		if (known->kind == kind && strcmp(known->name, name) == 0) {
			known->in[target] = of;
			return known;
		}
	}
	item.in[target] = of;
	g_array_append_val(items, item);
	return &g_array_index(items, struct item, items->len - 1);
}

/* The lookup on one target. */
struct finding_items {
	const struct model *model;
	const struct query *query;
	GArray *items;
};

static void add(const struct finding_items *finding, enum item_kind kind, const char *name,
		gconstpointer of)
{
	if (of)
		items_add(finding->items, kind, name, of, finding->model->target);
}

static void add_record(const struct finding_items *finding, const struct record *record)
{
	const char *path = finding->query->member;
	struct found_member found;

	if (!record)
		return;
	if (!path) {
		add(finding, ITEM_RECORD, record->name, record);
		return;
	}
	if (find_member(finding->model, record, path, &found))
		items_add(finding->items, ITEM_MEMBER, record->name, record, finding->model->target)
			->member = path;
}

static void add_enumeration(const struct finding_items *finding,
			    const struct enumeration *enumeration, const char *asked)
{
	if (enumeration && !finding->query->member)
		items_add(finding->items, ITEM_ENUMERATION, enumeration->name, enumeration,
			  finding->model->target)
			->asked = asked;
}

static void find_tagged(const struct finding_items *finding, const char *tag)
{
	const struct query *query = finding->query;
	g_autofree char *name = g_strconcat(tag, " ", query->name, NULL);

	if (query->tag && strcmp(query->tag, tag) != 0)
		return;
	if (strcmp(tag, "enum") == 0)
		add_enumeration(finding, model_enumeration(finding->model, name), NULL);
	else
		add_record(finding, model_record(finding->model, name));
}

static void find_type_name(const struct finding_items *finding)
{
	const struct model *model = finding->model;
	const struct type_name *type_name = model_type_name(model, finding->query->name);

	/* An untagged one bears the name of its typedef. */
	add_record(finding, model_record(model, finding->query->name));
	add_enumeration(finding, model_enumeration(model, finding->query->name), NULL);
	if (!type_name)
		return;
	if (type_name->record != MODEL_NONE)
		add_record(finding, &model->records[type_name->record]);
	else if (model_enumeration(model, type_name->canonical))
		add_enumeration(finding, model_enumeration(model, type_name->canonical), NULL);
	else if (!finding->query->member)
		add(finding, ITEM_TYPEDEF, type_name->name, type_name);
}

static void find_constant(const struct finding_items *finding)
{
	const struct model *model = finding->model;
	const struct constant *constant = model_constant(model, finding->query->name);
	const struct command *command;

	if (!constant)
		return;
	if (constant->command == MODEL_NONE) {
		add(finding, ITEM_CONSTANT, constant->name, constant);
		if (constant->enumeration != MODEL_NONE)
			add_enumeration(finding, &model->enumerations[constant->enumeration],
					constant->name);
		return;
	}
	command = &model->commands[constant->command];
	add(finding, ITEM_COMMAND, constant->name, constant);
	if (command->record != MODEL_NONE)
		add_record(finding, &model->records[command->record]);
}

static void find_on(const struct finding_items *finding)
{
	const struct query *query = finding->query;
	const struct function_macro *macro = model_function_macro(finding->model, query->name);
	const struct function *function = model_function(finding->model, query->name);

	find_tagged(finding, "struct");
	find_tagged(finding, "union");
	find_tagged(finding, "enum");
	if (query->tag)
		return;
	find_type_name(finding);
	if (query->member)
		return;
	find_constant(finding);
	add(finding, ITEM_MACRO, query->name, macro);
	add(finding, ITEM_FUNCTION, query->name, function);
}

GArray *find_items(const struct models *models, const struct query *query)
{
	GArray *items = g_array_new(FALSE, FALSE, sizeof(struct item));

	for (guint id = 0; id < TARGET_COUNT; id++) {
		const struct finding_items finding = { models->of[id], query, items };

		if (models->of[id] && query->kind == QUERY_SYMBOL)
			find_on(&finding);
	}
	return items;
}

gboolean find_member(const struct model *model, const struct record *record, const char *path,
		     struct found_member *ret)
{
	guint32 longest = MODEL_NONE;
	gsize longest_length = 0;

	for (guint32 i = 0; i < record->n_members; i++) {
		const struct member *member = &record->members[i];
		const gsize length = strlen(member->name);

		if (!length || !g_str_has_prefix(path, member->name))
			continue;
		if (path[length] == '\0') {
			*ret = (struct found_member){ record, i, member->bit_offset };
			return TRUE;
		}
		if (path[length] == '.' && length > longest_length) {
			longest = i;
			longest_length = length;
		}
	}
	if (longest == MODEL_NONE || record->members[longest].type.record == MODEL_NONE)
		return FALSE;
	/* A record cannot embed itself, and the path gets shorter. */
	if (!find_member(model, &model->records[record->members[longest].type.record],
			 path + longest_length + 1, ret))
		return FALSE;
	ret->bit_offset += record->members[longest].bit_offset;
	return TRUE;
}

static gint compare_flags(gconstpointer left, gconstpointer right)
{
	const struct constant *a = *(const struct constant *const *)left;
	const struct constant *b = *(const struct constant *const *)right;

	if (a->value != b->value)
		return a->value < b->value ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* The first flag of the member or of a later one; they are sorted so. */
static guint32 first_flag(const struct model *model, guint32 record, guint32 member)
{
	guint32 low = 0, high = model->n_flags;

	while (low < high) {
		guint32 middle = low + (high - low) / 2;
		const struct flag *flag = &model->flags[middle];

		if (flag->record < record || (flag->record == record && flag->member < member))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

GPtrArray *member_values(const struct model *model, const struct record *record, guint32 member)
{
	const guint32 index = (guint32)(record - model->records);
	GPtrArray *constants = g_ptr_array_new();

	for (guint32 i = first_flag(model, index, member); i < model->n_flags; i++) {
		const struct flag *flag = &model->flags[i];

		if (flag->record != index || flag->member != member)
			break;
		g_ptr_array_add(constants, (gpointer)&model->constants[flag->constant]);
	}
	g_ptr_array_sort(constants, compare_flags);
	return constants;
}

/* "struct foo", "foo" and "enum foo" are what the query "foo" may mean. */
static gboolean is_meant(const struct query *query, const char *item)
{
	const char *blank = strchr(item, ' ');

	if (query->kind != QUERY_SYMBOL)
		return FALSE;
	if (!blank)
		return !query->tag && strcmp(item, query->name) == 0;
	if (query->tag &&
	    (strlen(query->tag) != (gsize)(blank - item) || !g_str_has_prefix(item, query->tag)))
		return FALSE;
	return strcmp(blank + 1, query->name) == 0;
}

static gboolean covers(const char *covering, const char *path)
{
	return g_str_has_suffix(covering, "/") ? g_str_has_prefix(path, covering)
					       : strcmp(covering, path) == 0;
}

static gboolean is_of_paths(const GPtrArray *paths, const char *path)
{
	for (guint i = 0; i < paths->len; i++) {
		if (covers(path, paths->pdata[i]))
			return TRUE;
	}
	return FALSE;
}

/* Of a symbol, any header that mentions it may be the one; of a header, every part. */
static gboolean is_asked_for(const struct query *query, const GPtrArray *paths,
			     const struct unjudged *unjudged)
{
	if (query->kind == QUERY_HEADER || !unjudged->item)
		return is_of_paths(paths, unjudged->path);
	return is_meant(query, unjudged->item);
}

static void add_missing(GArray *all, const struct unjudged *unjudged, enum target_id target)
{
	const struct missing missing = {
		.path = unjudged->path,
		.item = unjudged->item,
		.reason = unjudged->reason,
		.targets = TARGET_BIT(target),
		.expected = unjudged->expected,
	};

	for (guint i = 0; i < all->len; i++) {
		struct missing *known = &g_array_index(all, struct missing, i);

		if (strcmp(known->path, missing.path) == 0 &&
		    g_strcmp0(known->item, missing.item) == 0 &&
		    strcmp(known->reason, missing.reason) == 0) {
			known->targets |= missing.targets;
			return;
		}
	}
	g_array_append_val(all, missing);
}

GArray *find_missing(const struct models *models, const struct query *query, const GPtrArray *paths,
		     target_set have)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct missing));

	for (guint id = 0; id < TARGET_COUNT; id++) {
		const struct model *model = models->of[id];

		for (guint32 i = 0; model && i < model->n_unjudged; i++) {
			const struct unjudged *unjudged = &model->unjudged[i];

			/* A header that broke elsewhere has not lost it. */
			if (query->kind == QUERY_SYMBOL && !unjudged->item &&
			    (have & TARGET_BIT(id)))
				continue;
			if (is_asked_for(query, paths, unjudged))
				add_missing(all, unjudged, id);
		}
	}
	return all;
}

static void add_alias(GPtrArray *aliases, const char *name)
{
	const char *blank = strchr(name, ' ');

	if (!strchr(name, '{'))
		g_ptr_array_add(aliases, (gpointer)(blank ? blank + 1 : name));
}

static void add_record_aliases(GPtrArray *aliases, const struct model *model,
			       const struct record *record)
{
	const guint32 index = (guint32)(record - model->records);

	add_alias(aliases, record->name);
	for (guint32 i = 0; i < model->n_type_names; i++) {
		if (model->type_names[i].record == index)
			add_alias(aliases, model->type_names[i].name);
	}
}

GPtrArray *find_aliases(const struct models *models, const GArray *items)
{
	GPtrArray *aliases = g_ptr_array_new();

	for (guint i = 0; i < items->len; i++) {
		const struct item *item = &g_array_index(items, struct item, i);
		const enum target_id first = item_first(item);

		if (item->kind == ITEM_RECORD)
			add_record_aliases(aliases, models->of[first], item->in[first]);
		else if (item->kind == ITEM_ENUMERATION)
			add_alias(aliases, item->name);
	}
	return aliases;
}

GPtrArray *find_member_names(const struct models *models, const struct query *query)
{
	const struct query whole = { .tag = query->tag, .name = query->name };
	g_autoptr(GArray) items = find_items(models, &whole);
	GPtrArray *names = g_ptr_array_new();

	for (guint i = 0; query->member && i < items->len; i++) {
		const struct item *item = &g_array_index(items, struct item, i);
		const struct record *record = item->in[item_first(item)];

		if (item->kind != ITEM_RECORD)
			continue;
		for (guint32 j = 0; j < record->n_members; j++) {
			if (*record->members[j].name)
				g_ptr_array_add(names, (gpointer)record->members[j].name);
		}
	}
	g_ptr_array_add(names, NULL);
	return names;
}

/* Of an array whose elements start with their name, as all of a model's do. */
static void add_names(GPtrArray *names, GHashTable *seen, gconstpointer array, guint32 n,
		      gsize size)
{
	for (guint32 i = 0; i < n; i++) {
		const char *name = *(const char *const *)((const char *)array + i * size);
		const char *blank = strrchr(name, ' ');

		if (strchr(name, '{'))
			continue;
		name = blank ? blank + 1 : name;
		if (g_hash_table_add(seen, (gpointer)name))
			g_ptr_array_add(names, (gpointer)name);
	}
}

GPtrArray *find_names(const struct models *models)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	GPtrArray *names = g_ptr_array_new();

	for (guint id = 0; id < TARGET_COUNT; id++) {
		const struct model *m = models->of[id];

		if (!m)
			continue;
		add_names(names, seen, m->records, m->n_records, sizeof(*m->records));
		add_names(names, seen, m->enumerations, m->n_enumerations,
			  sizeof(*m->enumerations));
		add_names(names, seen, m->type_names, m->n_type_names, sizeof(*m->type_names));
		add_names(names, seen, m->constants, m->n_constants, sizeof(*m->constants));
		add_names(names, seen, m->function_macros, m->n_function_macros,
			  sizeof(*m->function_macros));
		add_names(names, seen, m->functions, m->n_functions, sizeof(*m->functions));
	}
	g_ptr_array_add(names, NULL);
	return names;
}
