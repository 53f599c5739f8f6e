/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Constants, enumerations and commands.
 *
 * Most values that differ follow from another one: "(__FOO_MAX - 1)" from the
 * enumerator before it, a command's number from the size of its argument, all
 * enumerators behind an inserted one from that one.  Only the root is told.
 */
#include <string.h>

#include "diff/internal.h"

static gboolean same_value(const struct constant *one, const struct constant *other)
{
	return one->value == other->value && one->is_negative == other->is_negative;
}

/* 1 << 31 and 1U << 31: as numbers they differ, in 32 bits they do not. */
static gboolean same_word(const struct constant *one, const struct constant *other)
{
	const struct constant *negative = one->is_negative ? one : other;
	const struct constant *positive = one->is_negative ? other : one;

	return negative->is_negative && !positive->is_negative &&
	       (gint64)negative->value >= G_MININT32 && positive->value <= G_MAXUINT32 &&
	       (guint32)negative->value == (guint32)positive->value;
}

static struct change constant_change(enum change_kind kind, const struct constant *old,
				     const struct constant *now)
{
	static const struct place nowhere = { .header = MODEL_NONE };
	const struct constant *any = now ? now : old;

	return (struct change){
		.kind = kind,
		.item_kind = any->command != MODEL_NONE ? "command" : "constant",
		.item_name = any->name,
		.old_place = old ? old->place : nowhere,
		.new_place = now ? now->place : nowhere,
		.old_constant = old,
		.new_constant = now,
	};
}

/* How much of the longer name two names share at their ends, in percent. */
static guint likeness(const char *one, const char *other)
{
	gsize a = strlen(one), b = strlen(other), prefix = 0, suffix = 0;

	while (one[prefix] && one[prefix] == other[prefix])
		prefix++;
	while (suffix < a - prefix && suffix < b - prefix &&
	       one[a - 1 - suffix] == other[b - 1 - suffix])
		suffix++;
	return (guint)((prefix + suffix) * 100 / MAX(MAX(a, b), 1));
}

/*
 * The new name of @gone: a constant that is new, has its value, and stands in
 * the same header; an outdated form of the name before one that is merely alike.
 */
static const char *find_successor(const struct diff *diff, const struct constant *gone)
{
	const char *path = diff->old_model->headers[gone->place.header].path;
	const char *best = NULL;
	guint best_likeness = 59;

	if (gone->value_kind != VALUE_INTEGER)
		return NULL;
	for (guint i = 0; i < diff->added_constants->len; i++) {
		const struct constant *now = diff->added_constants->pdata[i];
		if (now->value_kind != VALUE_INTEGER || !same_value(gone, now) ||
		    name_is_bound(gone->name) != name_is_bound(now->name) ||
		    strcmp(path, diff->new_model->headers[now->place.header].path))
			continue;
		guint alike = name_is_outdated_form(now->name, gone->name)
				      ? 100
				      : likeness(now->name, gone->name);
		if (alike > best_likeness) {
			best_likeness = alike;
			best = now->name;
		}
	}
	return best;
}

/* Where the old value of a name that means something else now can be had. */
static const char *find_old_meaning(const struct diff *diff, const struct constant *old)
{
	for (guint i = 0; i < diff->added_constants->len; i++) {
		const struct constant *now = diff->added_constants->pdata[i];
		if (now->value_kind == VALUE_INTEGER && same_value(old, now) &&
		    name_is_outdated_form(now->name, old->name))
			return now->name;
	}
	return NULL;
}

/* Constants that stand side by side in their header, in the same model. */
static gboolean are_neighbours(const struct constant *one, const struct constant *other)
{
	return one->place.header == other->place.header && one->kind == other->kind &&
	       (one->ordinal + 1 == other->ordinal || other->ordinal + 1 == one->ordinal);
}

/* Whether a macro that stood beside @old stands beside @now. */
static gboolean share_neighbour(const struct diff *diff, const struct constant *old,
				const struct constant *now)
{
	for (guint32 i = 0; i < diff->old_model->n_constants; i++) {
		const struct constant *beside = &diff->old_model->constants[i];
		if (!are_neighbours(beside, old))
			continue;
		beside = model_constant(diff->new_model, beside->name);
		if (beside && are_neighbours(beside, now))
			return TRUE;
	}
	return FALSE;
}

/* Whether @now is where @old was: in its enumeration, or among the same macros. */
static gboolean took_its_place(const struct diff *diff, const struct constant *old,
			       const struct constant *now)
{
	if (old->kind != now->kind)
		return FALSE;
	if (old->enumeration == MODEL_NONE || now->enumeration == MODEL_NONE)
		return share_neighbour(diff, old, now);
	return !strcmp(diff->old_model->enumerations[old->enumeration].name,
		       diff->new_model->enumerations[now->enumeration].name);
}

/* One command that has another name takes the same argument. */
static gboolean is_same_command(const struct diff *diff, const struct constant *old,
				const struct constant *now)
{
	if (old->command == MODEL_NONE || now->command == MODEL_NONE)
		return FALSE;
	return !g_strcmp0(diff->old_model->commands[old->command].argument,
			  diff->new_model->commands[now->command].argument);
}

/* What has the number of @gone now and, by its name, is something else. */
static const char *find_heir(const struct diff *diff, const struct constant *gone)
{
	const char *path = diff->old_model->headers[gone->place.header].path;

	if (gone->value_kind != VALUE_INTEGER || name_is_bound(gone->name) ||
	    name_is_reserved(gone->name))
		return NULL;
	for (guint i = 0; i < diff->added_constants->len; i++) {
		const struct constant *now = diff->added_constants->pdata[i];
		if (now->value_kind == VALUE_INTEGER && same_value(gone, now) &&
		    !strcmp(path, diff->new_model->headers[now->place.header].path) &&
		    !name_is_bound(now->name) && name_is_other(now->name, gone->name) &&
		    !is_same_command(diff, gone, now) && took_its_place(diff, gone, now))
			return now->name;
	}
	return NULL;
}

/* Whether the macro is still defined in a header with the old path. */
static gboolean is_still_in(const struct diff *diff, const struct constant *old,
			    const struct constant *now)
{
	const char *path = diff->old_model->headers[old->place.header].path;

	if (!strcmp(path, diff->new_model->headers[now->place.header].path))
		return TRUE;
	for (guint32 i = 0; i < now->n_also_in; i++) {
		if (!strcmp(path, diff->new_model->headers[now->also_in[i]].path))
			return TRUE;
	}
	return FALSE;
}

static void compare_home(struct diff *diff, const struct constant *old, const struct constant *now)
{
	if (is_still_in(diff, old, now) || !place_is_judged(diff->old_model, &old->place) ||
	    header_is_gone(diff, &old->place) || !may_be_gone(diff, NULL, &old->place))
		return;
	struct change change = constant_change(CHANGE_ITEM_RELOCATED, old, now);
	change.reach = diff_reach(diff, &old->place, &now->place);
	change.successor = diff->new_model->headers[now->place.header].path;
	diff_add(diff, change);
}

/* A macro whose text is the same and speaks of something that changed. */
static gboolean follows(const struct diff *diff, const struct constant *old,
			const struct constant *now)
{
	return old->text && now->text && texts_alike(old->text, now->text) &&
	       (text_mentions(old->text, diff->changed_constants) || strstr(old->text, "sizeof"));
}

/* The array whose length a constant is, if it changed with it. */
static void find_bounded_array(const struct diff *diff, struct change *change)
{
	gint64 old_length = (gint64)change->old_constant->value;
	gint64 new_length = (gint64)change->new_constant->value;

	for (guint32 i = 0; i < diff->old_model->n_records && old_length > 0; i++) {
		const struct record *old = &diff->old_model->records[i];
		const struct record *now = model_record(diff->new_model, old->name);
		if (!now || old->place.header != change->old_place.header)
			continue;
		for (guint32 j = 0; j < old->n_members; j++) {
			const struct member *member = &old->members[j];
			const struct member *same = member->array == old_length
							    ? record_member(now, member->name)
							    : NULL;
			if (same && same->array == new_length) {
				change->old_record = old;
				change->old_member = member;
				return;
			}
		}
	}
}

static void compare_values(struct diff *diff, const struct constant *old,
			   const struct constant *now)
{
	if (old->value == now->value && old->is_negative == now->is_negative)
		return;
	if (old->value == now->value || same_word(old, now)) { /* -1 and 0xffffffffffffffff */
		diff_add(diff, constant_change(CHANGE_CONSTANT_KIND, old, now));
		return;
	}
	if (old->command != MODEL_NONE && now->command != MODEL_NONE)
		return; /* diff_commands() */
	if (old->enumeration != MODEL_NONE && now->enumeration != MODEL_NONE)
		return; /* diff_enumerations() */
	if (follows(diff, old, now))
		return;
	struct change change = constant_change(CHANGE_CONSTANT_VALUE, old, now);
	change.successor = find_old_meaning(diff, old);
	find_bounded_array(diff, &change);
	diff_add(diff, change);
}

static gboolean is_gone_or_other(const struct diff *diff, const char *name)
{
	g_autofree char *tag = g_strconcat("struct ", name, NULL);
	const struct constant *old = model_constant(diff->old_model, name);
	const struct constant *now = model_constant(diff->new_model, name);
	const struct function_macro *old_macro = model_function_macro(diff->old_model, name);
	const struct function_macro *new_macro = model_function_macro(diff->new_model, name);

	if (old && old->value_kind == VALUE_INTEGER)
		return !now || now->value_kind != VALUE_INTEGER;
	if (old_macro)
		return !new_macro || (text_is_kernel_only(diff->new_model, new_macro->text) &&
				      !texts_alike(old_macro->text, new_macro->text));
	return model_record(diff->old_model, tag) && !model_record(diff->new_model, tag);
}

/* The same text, which names something that is gone or no longer usable: that is
 * told already. */
static gboolean broke_with_another(const struct diff *diff, const struct constant *old,
				   const struct constant *now)
{
	if (!old->text || !now->text || !texts_alike(old->text, now->text))
		return FALSE;
	g_auto(GStrv) words = g_strsplit_set(old->text, " ()|+-*/,<>~&", -1);
	for (gsize i = 0; words[i]; i++) {
		if (is_gone_or_other(diff, words[i]))
			return TRUE;
	}
	return FALSE;
}

static void compare_kinds(struct diff *diff, const struct constant *old, const struct constant *now)
{
	if (now->value_kind == VALUE_NOT_CONSTANT && old->value_kind == VALUE_INTEGER) {
		if (!broke_with_another(diff, old, now))
			diff_add(diff, constant_change(CHANGE_CONSTANT_BROKEN, old, now));
	} else if (old->value_kind == VALUE_NOT_CONSTANT && now->value_kind == VALUE_INTEGER)
		diff_add(diff, constant_change(CHANGE_CONSTANT_REPAIRED, old, now));
	else
		diff_add(diff, constant_change(CHANGE_CONSTANT_TEXT, old, now));
}

static void compare_constant(struct diff *diff, const struct constant *old,
			     const struct constant *now)
{
	compare_home(diff, old, now);
	if (!place_is_judged(diff->old_model, &old->place) ||
	    !place_is_judged(diff->new_model, &now->place))
		return;
	if (old->value_kind != now->value_kind) {
		compare_kinds(diff, old, now);
		return;
	}
	if (old->value_kind == VALUE_STRING && strcmp(old->text, now->text))
		diff_add(diff, constant_change(CHANGE_CONSTANT_STRING, old, now));
	else if (old->value_kind == VALUE_NOT_CONSTANT &&
		 !macro_texts_alike(diff, old->text, NULL, now->text, NULL))
		diff_add(diff, constant_change(CHANGE_CONSTANT_TEXT, old, now));
	else if (old->value_kind == VALUE_INTEGER)
		compare_values(diff, old, now);
	if (old->kind == CONSTANT_MACRO && now->kind == CONSTANT_ENUMERATOR && !now->is_probe &&
	    same_value(old, now) && old->value_kind == VALUE_INTEGER)
		diff_add(diff, constant_change(CHANGE_CONSTANT_KIND, old, now));
}

/* Another kind of item may have taken the name. */
static gboolean is_other_item(const struct model *model, const char *name)
{
	return model_function_macro(model, name) || model_function(model, name);
}

/* A number or string whose name wants arguments now. */
static void constant_takes_arguments(struct diff *diff, const struct constant *old)
{
	const struct function_macro *macro = model_function_macro(diff->new_model, old->name);
	struct change change = constant_change(CHANGE_CONSTANT_BROKEN, old, NULL);

	if (!macro || (old->value_kind != VALUE_INTEGER && old->value_kind != VALUE_STRING) ||
	    !place_is_judged(diff->old_model, &old->place))
		return;
	change.new_macro = macro;
	change.new_place = macro->place;
	diff_add(diff, change);
}

static void constant_gone(struct diff *diff, const struct constant *old)
{
	if (is_other_item(diff->new_model, old->name)) {
		constant_takes_arguments(diff, old);
		return;
	}
	if (!may_be_gone(diff, old->name, &old->place) || header_is_gone(diff, &old->place))
		return;
	struct change change = constant_change(CHANGE_CONSTANT_REMOVED, old, NULL);
	change.successor = find_successor(diff, old);
	change.heir = find_heir(diff, old);
	diff_add(diff, change);
}

static void constant_new(struct diff *diff, const struct constant *now)
{
	const char *path = diff->new_model->headers[now->place.header].path;

	if (place_is_judged(diff->new_model, &now->place) &&
	    !is_other_item(diff->old_model, now->name) &&
	    !model_unjudged(diff->old_model, now->name, path))
		diff_add(diff, constant_change(CHANGE_CONSTANT_ADDED, NULL, now));
}

/* Pairs the two sorted lists: diff->twins[i] is what old constant i is now. */
static void pair_constants(struct diff *diff)
{
	const struct model *old_model = diff->old_model, *new_model = diff->new_model;
	guint32 i = 0, j = 0;

	diff->twins = g_new0(const struct constant *, old_model->n_constants + 1);
	while (i < old_model->n_constants || j < new_model->n_constants) {
		int order = i == old_model->n_constants   ? 1
			    : j == new_model->n_constants ? -1
							  : strcmp(old_model->constants[i].name,
								   new_model->constants[j].name);
		if (order > 0) {
			g_ptr_array_add(diff->added_constants,
					(gpointer)&new_model->constants[j++]);
		} else if (order < 0) {
			i++;
		} else {
			diff->twins[i++] = &new_model->constants[j++];
		}
	}
}

static void collect_changed(struct diff *diff)
{
	for (guint32 i = 0; i < diff->old_model->n_constants; i++) {
		const struct constant *old = &diff->old_model->constants[i];
		const struct constant *now = diff->twins[i];
		if (now && old->value_kind == VALUE_INTEGER && now->value_kind == VALUE_INTEGER &&
		    old->value != now->value && !same_word(old, now))
			g_hash_table_add(diff->changed_constants, (gpointer)old->name);
	}
}

/* What several constants would be renamed to is the new name of none of them. */
static void drop_shared_successors(struct diff *diff, guint from)
{
	g_autoptr(GHashTable) claims = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = from; i < diff->changes->len; i++) {
		const struct change *change = &g_array_index(diff->changes, struct change, i);
		if (change->kind != CHANGE_CONSTANT_REMOVED || !change->successor)
			continue;
		guint n = GPOINTER_TO_UINT(g_hash_table_lookup(claims, change->successor));
		g_hash_table_insert(claims, (gpointer)change->successor, GUINT_TO_POINTER(n + 1));
	}
	for (guint i = from; i < diff->changes->len; i++) {
		struct change *change = &g_array_index(diff->changes, struct change, i);
		if (change->kind == CHANGE_CONSTANT_REMOVED && change->successor &&
		    GPOINTER_TO_UINT(g_hash_table_lookup(claims, change->successor)) > 1)
			change->successor = NULL;
	}
}

void diff_constants(struct diff *diff)
{
	guint first = diff->changes->len;

	pair_constants(diff);
	collect_changed(diff);
	for (guint32 i = 0; i < diff->old_model->n_constants; i++) {
		const struct constant *old = &diff->old_model->constants[i];
		const struct constant *now = diff->twins[i];
		if (!place_is_judged(diff->old_model, &old->place) &&
		    !(now && place_is_judged(diff->new_model, &now->place)))
			continue;
		if (now)
			compare_constant(diff, old, now);
		else
			constant_gone(diff, old);
	}
	drop_shared_successors(diff, first);
	for (guint i = 0; i < diff->added_constants->len; i++)
		constant_new(diff, diff->added_constants->pdata[i]);
}

/* The word behind the last underscore is a plural and its neighbours' is not:
 * SK_MEMINFO_VARS, which counts what stands before it. */
static gboolean is_plural_among(const struct model *model, const struct enumeration *enumeration,
				const char *name)
{
	guint plurals = 0;

	if (!g_str_has_suffix(name, "S") || g_str_has_suffix(name, "SS"))
		return FALSE;
	for (guint32 i = 0; i + 1 < enumeration->n_enumerators; i++) {
		const char *other = model->constants[enumeration->enumerators[i]].name;
		plurals += g_str_has_suffix(other, "S") && !g_str_has_suffix(other, "SS");
	}
	return plurals * 4 < enumeration->n_enumerators;
}

/* What stands behind __FOO_NUM or __FOO_MAX is not sent: FOO_MAX = __FOO_NUM - 1. */
static gboolean follows_bound(const struct model *model, const struct constant *constant)
{
	const struct enumeration *enumeration = &model->enumerations[constant->enumeration];

	for (guint32 i = 0; i < constant->ordinal; i++) {
		const char *name = model->constants[enumeration->enumerators[i]].name;
		if (g_str_has_prefix(name, "__") && name_is_bound(name))
			return TRUE;
	}
	return FALSE;
}

/* Called like a bound, and one of the values: the next one counts on from it. */
static gboolean is_counted_on(const struct model *model, const struct constant *constant)
{
	const struct enumeration *enumeration = &model->enumerations[constant->enumeration];

	if (!name_is_doubtful_bound(constant->name) ||
	    constant->ordinal + 1 >= enumeration->n_enumerators)
		return FALSE;
	const struct constant *next =
		&model->constants[enumeration->enumerators[constant->ordinal + 1]];
	return !next->text && next->value == constant->value + 1;
}

/* A bound of the others: by its name, or because it is the last one, counts
 * them, and has moved by as many as were put in front of it. */
static gboolean enumerator_is_bound(const struct diff *diff, const struct constant *old,
				    const struct constant *now)
{
	if ((name_is_bound(old->name) && !is_counted_on(diff->old_model, old)) ||
	    g_str_has_prefix(old->name, "__") || follows_bound(diff->new_model, now))
		return TRUE;
	const struct enumeration *before = &diff->old_model->enumerations[old->enumeration];
	const struct enumeration *after = &diff->new_model->enumerations[now->enumeration];
	return old->ordinal + 1 == before->n_enumerators &&
	       now->ordinal + 1 == after->n_enumerators &&
	       now->value - old->value == after->n_enumerators - before->n_enumerators &&
	       (is_plural_among(diff->new_model, after, now->name) ||
		g_str_has_suffix(now->name, "_SIZE") || strstr(now->name + 1, "__"));
}

/* The new enumerator before @now that took the value @now had. */
static const char *inserted_before(const struct diff *diff, const struct constant *old,
				   const struct constant *now)
{
	const struct enumeration *enumeration = &diff->new_model->enumerations[now->enumeration];

	for (guint32 i = now->ordinal; i-- > 0;) {
		const struct constant *other =
			&diff->new_model->constants[enumeration->enumerators[i]];
		if (other->value == old->value && !model_constant(diff->old_model, other->name))
			return other->name;
	}
	return NULL;
}

static struct change shift_change(const struct diff *diff, const struct enumeration *before,
				  const struct constant *old, const struct constant *now)
{
	struct change change = constant_change(CHANGE_ENUMERATORS_SHIFTED, old, now);

	change.old_enumeration = before;
	change.new_enumeration = &diff->new_model->enumerations[now->enumeration];
	change.successor = find_old_meaning(diff, old);
	if (!change.successor)
		change.successor = inserted_before(diff, old, now);
	return change;
}

/* One change speaks for all that shifted; at @index, unless this is the first.
 * A placeholder speaks for itself only. */
static guint add_shift(struct diff *diff, guint index, struct change shift)
{
	struct change *first = NULL;

	if (index == G_MAXUINT) {
		diff_add(diff, shift);
		return diff->changes->len - 1;
	}
	first = &g_array_index(diff->changes, struct change, index);
	shift.others = first->others + 1;
	if (name_is_placeholder(first->item_name) && !name_is_placeholder(shift.item_name))
		*first = shift;
	else
		first->others = shift.others;
	return index;
}

static void compare_enumerators(struct diff *diff, const struct enumeration *before)
{
	guint shift = G_MAXUINT;

	for (guint32 i = 0; i < before->n_enumerators; i++) {
		const struct constant *old = &diff->old_model->constants[before->enumerators[i]];
		const struct constant *now = model_constant(diff->new_model, old->name);
		if (!now || now->enumeration == MODEL_NONE || old->value == now->value ||
		    same_word(old, now) || now->command != MODEL_NONE ||
		    diff->old_model->enumerations[old->enumeration].name != before->name)
			continue;
		if (enumerator_is_bound(diff, old, now))
			diff_add(diff, constant_change(CHANGE_CONSTANT_VALUE, old, now))->is_bound =
				TRUE;
		else
			shift = add_shift(diff, shift, shift_change(diff, before, old, now));
	}
}

static struct change enumeration_change(enum change_kind kind, const struct enumeration *old,
					const struct enumeration *now)
{
	static const struct place nowhere = { .header = MODEL_NONE };
	const struct enumeration *any = now ? now : old;
	const char *space = strchr(any->name, ' ');

	return (struct change){
		.kind = kind,
		.item_kind = "enum",
		.item_name = space ? space + 1 : any->name,
		.old_place = old ? old->place : nowhere,
		.new_place = now ? now->place : nowhere,
		.old_enumeration = old,
		.new_enumeration = now,
	};
}

void diff_enumerations(struct diff *diff)
{
	for (guint32 i = 0; i < diff->old_model->n_enumerations; i++) {
		const struct enumeration *old = &diff->old_model->enumerations[i];
		if (!place_is_judged(diff->old_model, &old->place))
			continue;
		compare_enumerators(diff, old);
		const struct enumeration *now = model_enumeration(diff->new_model, old->name);
		if (old->is_anonymous)
			continue;
		if (!now && may_be_gone(diff, old->name, &old->place) &&
		    !header_is_gone(diff, &old->place))
			diff_add(diff, enumeration_change(CHANGE_ENUMERATION_REMOVED, old, NULL));
		else if (now && now->size != old->size)
			diff_add(diff, enumeration_change(CHANGE_ENUMERATION_RESIZED, old, now));
	}
	for (guint32 i = 0; i < diff->new_model->n_enumerations; i++) {
		const struct enumeration *now = &diff->new_model->enumerations[i];
		const char *path = diff->new_model->headers[now->place.header].path;
		if (!now->is_anonymous && place_is_judged(diff->new_model, &now->place) &&
		    !model_enumeration(diff->old_model, now->name) &&
		    !model_unjudged(diff->old_model, now->name, path))
			diff_add(diff, enumeration_change(CHANGE_ENUMERATION_ADDED, NULL, now));
	}
}

/* What a command takes: its record's name, or its type. */
static const char *argument_of(const struct model *model, const struct command *command)
{
	return command->record != MODEL_NONE ? model->records[command->record].name
					     : command->argument;
}

static gboolean is_same_scalar(const struct command *old, const struct command *now)
{
	return old->record == MODEL_NONE && now->record == MODEL_NONE && old->size == now->size;
}

static void compare_command(struct diff *diff, const struct command *old, const struct command *now)
{
	const struct constant *old_constant = &diff->old_model->constants[old->constant];
	const struct constant *new_constant = &diff->new_model->constants[now->constant];
	const char *old_argument = argument_of(diff->old_model, old);
	const char *new_argument = argument_of(diff->new_model, now);
	struct change change = constant_change(CHANGE_COMMAND_NUMBER, old_constant, new_constant);
	gboolean same_record = old->record != MODEL_NONE && now->record != MODEL_NONE &&
			       !strcmp(old_argument, new_argument);

	change.old_command = old;
	change.new_command = now;
	change.old_record =
		old->record == MODEL_NONE ? NULL : &diff->old_model->records[old->record];
	change.new_record =
		now->record == MODEL_NONE ? NULL : &diff->new_model->records[now->record];
	if (old->type != now->type || old->number != now->number) {
		diff_add(diff, change);
		return;
	}
	if (old->direction != now->direction) {
		change.kind = CHANGE_COMMAND_DIRECTION;
		diff_add(diff, change);
	}
	change.kind = old->size != now->size ? CHANGE_COMMAND_SIZE : CHANGE_COMMAND_ARGUMENT;
	/* With the same record, its own change tells it. */
	if (same_record || is_same_scalar(old, now) ||
	    (old->size == now->size &&
	     (!old_argument || !new_argument || !strcmp(old_argument, new_argument))))
		return;
	diff_add(diff, change);
}

/* A new command with the number of another one of its header. */
static void check_shared(struct diff *diff, const struct command *now)
{
	const struct constant *constant = &diff->new_model->constants[now->constant];

	if (model_constant(diff->old_model, constant->name))
		return;
	for (guint32 i = 0; i < diff->new_model->n_commands; i++) {
		const struct command *other = &diff->new_model->commands[i];
		const struct constant *its = &diff->new_model->constants[other->constant];
		/* Of two new ones the second, by name, has the number of the first. */
		if (its->value != constant->value ||
		    (!model_constant(diff->old_model, its->name) && other >= now) ||
		    its->place.header != constant->place.header ||
		    (constant->text && strstr(constant->text, its->name)) ||
		    (its->text && strstr(its->text, constant->name)))
			continue;
		struct change change = constant_change(CHANGE_COMMAND_SHARED, NULL, constant);
		change.new_command = now;
		change.successor = its->name;
		diff_add(diff, change);
		return;
	}
}

/* Only where bits are combined two equal ones collide. */
static gboolean is_flags_member(const struct record *record, guint32 member)
{
	return strstr(record->members[member].name, "flags") != NULL;
}

/* A flag that is new and has the bit of another one of the same member. */
static void check_flags(struct diff *diff)
{
	const struct model *model = diff->new_model;

	for (guint32 i = 0; i < model->n_flags; i++) {
		const struct constant *one = &model->constants[model->flags[i].constant];
		for (guint32 j = i + 1;
		     j < model->n_flags && model->flags[j].record == model->flags[i].record &&
		     model->flags[j].member == model->flags[i].member;
		     j++) {
			const struct constant *other = &model->constants[model->flags[j].constant];
			gboolean one_new = !model_constant(diff->old_model, one->name);
			gboolean other_new = !model_constant(diff->old_model, other->name);
			gboolean one_bit = one->value && !(one->value & (one->value - 1));
			if (one->value != other->value || !one_bit || one_new == other_new ||
			    !is_flags_member(&model->records[model->flags[i].record],
					     model->flags[i].member))
				continue;
			struct change change =
				constant_change(CHANGE_FLAG_COLLISION, NULL, one_new ? one : other);
			change.new_record = &model->records[model->flags[i].record];
			change.new_member = &change.new_record->members[model->flags[i].member];
			change.successor = one_new ? other->name : one->name;
			diff_add(diff, change);
		}
	}
}

void diff_commands(struct diff *diff)
{
	for (guint32 i = 0; i < diff->old_model->n_commands; i++) {
		const struct command *old = &diff->old_model->commands[i];
		const struct constant *constant = &diff->old_model->constants[old->constant];
		const struct constant *now = model_constant(diff->new_model, constant->name);
		if (now && now->command != MODEL_NONE &&
		    place_is_judged(diff->old_model, &constant->place))
			compare_command(diff, old, &diff->new_model->commands[now->command]);
	}
	for (guint32 i = 0; i < diff->new_model->n_commands; i++)
		check_shared(diff, &diff->new_model->commands[i]);
	check_flags(diff);
}
