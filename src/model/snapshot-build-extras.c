/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a model has besides items: commands, flags, what is not judged; and whether it
 * is sound.
 */
#include <stdlib.h>
#include <string.h>

#include "model/number.h"
#include "model/snapshot-build.h"

static int compare_members(const void *a, const void *b, void *data)
{
	const struct record *record = data;
	guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
	int order = strcmp(record->members[x].name, record->members[y].name);

	return order ? order : (x > y) - (x < y);
}

/* The members of a record sorted by name, made once. */
static const guint32 *member_order(struct build *build, const struct record *record)
{
	guint32 *order = g_hash_table_lookup(build->member_orders, record);

	if (order)
		return order;
	order = g_new(guint32, record->n_members + 1);
	for (guint32 i = 0; i < record->n_members; i++)
		order[i] = i;
	qsort_r(order, record->n_members, sizeof(guint32), compare_members, (void *)record);
	g_hash_table_insert(build->member_orders, (gpointer)record, order);
	return order;
}

/* The first member of a name, as record_member() gives it; in a time that does not
 * let a hostile file multiply flags by members. */
static guint32 flag_member(struct build *build, const struct record *record,
			   const struct flag_line *line)
{
	const guint32 *order = member_order(build, record);
	guint32 low = 0, high = record->n_members;

	if (!line->member)
		return line->index < record->n_members ? line->index : MODEL_NONE;
	while (low < high) {
		guint32 middle = low + (high - low) / 2;
		if (strcmp(record->members[order[middle]].name, line->member) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < record->n_members && !strcmp(record->members[order[low]].name, line->member)
		       ? order[low]
		       : MODEL_NONE;
}

static gboolean add_flag(struct build *build, guint32 constant, const struct flag_line *line)
{
	struct flag flag = { .constant = constant, .evidence = line->evidence };

	if (!build_find_record(build, &line->record, &flag.record))
		return FALSE;
	flag.member = flag_member(build, &build->records[flag.record], line);
	if (flag.member == MODEL_NONE)
		return lex_fail_at(&build->reader->lex, line->record.line,
				   "'%s' has no such member", line->record.name);
	g_array_append_val(build->flags, flag);
	return TRUE;
}

static gboolean add_command(struct build *build, guint32 constant, const struct command_line *line)
{
	struct command *command = &build->commands[build->model->n_commands];

	*command = line->command;
	command->constant = constant;
	build->constants[constant].command = build->model->n_commands++;
	if (!line->is_exact)
		build->constants[constant].value = command_number(build->model->target, command);
	return build_find_record(build, &line->record, &command->record);
}

/* What goes with a constant: a command, and flags. */
static gboolean take_extra(struct build *build, const struct item *item, guint32 index)
{
	struct reader *reader = build->reader;
	const struct constant_extra *extra =
		&g_array_index(reader->extras, struct constant_extra, item->more - 1);

	if (extra->command &&
	    !add_command(build, index,
			 &g_array_index(reader->commands, struct command_line, extra->command - 1)))
		return FALSE;
	for (guint32 i = extra->flags.first; i < extra->flags.first + extra->flags.n; i++) {
		if (!add_flag(build, index, &g_array_index(reader->flags, struct flag_line, i)))
			return FALSE;
	}
	return TRUE;
}

/* The line of an item, from its index in the array of its kind. */
static guint32 line_of(const struct build *build, enum item_kind kind, guint32 index)
{
	const GArray *sorted = build->reader->sorted[kind];

	for (guint i = 0; i < sorted->len; i++) {
		guint32 number = g_array_index(sorted, guint32, i);
		const struct item *item = reader_item(build->reader, number);
		if (build_has(build, item->targets) && build->index_of[number] == index)
			return item->line;
	}
	return 0;
}

static int compare_flags(const void *a, const void *b)
{
	const struct flag *x = a, *y = b;

	if (x->record != y->record)
		return x->record < y->record ? -1 : 1;
	if (x->member != y->member)
		return x->member < y->member ? -1 : 1;
	return (x->constant > y->constant) - (x->constant < y->constant);
}

static gboolean take_flags(struct build *build)
{
	struct flag *flags = NULL;
	guint n = build->flags->len;

	if (n)
		qsort(build->flags->data, n, sizeof(struct flag), compare_flags);
	flags = reader_alloc(build->reader, n + 1, sizeof(struct flag));
	if (!flags)
		return FALSE;
	if (n)
		memcpy(flags, build->flags->data, n * sizeof(struct flag));
	build->model->flags = flags;
	build->model->n_flags = n;
	for (guint i = 1; i < n; i++) {
		if (!compare_flags(&flags[i - 1], &flags[i]))
			return lex_fail_at(&build->reader->lex,
					   line_of(build, ITEM_CONSTANT, flags[i].constant),
					   "'%s' is a flag twice",
					   build->constants[flags[i].constant].name);
	}
	return TRUE;
}

gboolean build_take_extras(struct build *build)
{
	struct reader *reader = build->reader;
	const GArray *sorted = reader->sorted[ITEM_CONSTANT];

	build->commands = reader_alloc(reader, reader->commands->len + 1, sizeof(struct command));
	if (!build->commands)
		return FALSE;
	build->model->commands = build->commands;
	for (guint i = 0; i < sorted->len; i++) {
		guint32 number = g_array_index(sorted, guint32, i);
		const struct item *item = reader_item(reader, number);
		if (item->more && build_has(build, item->targets) &&
		    !take_extra(build, item, build->index_of[number]))
			return FALSE;
	}
	return take_flags(build);
}

gboolean build_take_unjudged(struct build *build)
{
	struct reader *reader = build->reader;

	build->unjudged = reader_alloc(reader, reader->unjudged->len + 1, sizeof(struct unjudged));
	if (!build->unjudged)
		return FALSE;
	build->model->unjudged = build->unjudged;
	for (guint i = 0; i < reader->unjudged->len; i++) {
		const struct unjudged_line *line =
			&g_array_index(reader->unjudged, struct unjudged_line, i);
		guint32 path = reader_find_path(reader, line->unjudged.path);
		if (!build_has(build, line->targets))
			continue;
		struct unjudged *unjudged = &build->unjudged[build->model->n_unjudged++];
		*unjudged = line->unjudged;
		unjudged->header = path == MODEL_NONE ? MODEL_NONE : build->header_of[path];
	}
	return TRUE;
}

/* A record on the way from one to those that it holds by value. */
struct step {
	guint32 record, member; /* the member to look at next */
};

enum visit { UNSEEN, ENTERED, LEFT };

/* Goes into what @record holds; FALSE if that leads back to where it came from. */
static gboolean walk_down(const struct model *model, guint32 record, guint8 *seen, GArray *way)
{
	struct step first = { record, 0 };

	seen[record] = ENTERED;
	g_array_append_val(way, first);
	while (way->len) {
		struct step *step = &g_array_index(way, struct step, way->len - 1);
		const struct record *holder = &model->records[step->record];
		if (step->member == holder->n_members) {
			seen[step->record] = LEFT;
			g_array_set_size(way, way->len - 1);
			continue;
		}
		struct step next = { holder->members[step->member++].type.record, 0 };
		if (next.record == MODEL_NONE || seen[next.record] == LEFT)
			continue;
		if (seen[next.record] == ENTERED)
			return FALSE;
		seen[next.record] = ENTERED;
		g_array_append_val(way, next);
	}
	return TRUE;
}

gboolean build_check_cycles(struct build *build)
{
	const struct model *model = build->model;
	g_autofree guint8 *seen = g_new0(guint8, model->n_records + 1);
	g_autoptr(GArray) way = g_array_new(FALSE, FALSE, sizeof(struct step));

	for (guint32 i = 0; i < model->n_records; i++) {
		if (seen[i] == UNSEEN && !walk_down(model, i, seen, way))
			return lex_fail_at(&build->reader->lex, line_of(build, ITEM_RECORD, i),
					   "'%s' holds itself", model->records[i].name);
	}
	return TRUE;
}
