/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of types: what each spelling means, once, so that a member needs only
 * the spelling.
 */
#include <string.h>

#include "model/snapshot-writer.h"

/* The record that a type leads to where nothing else is said. */
static guint32 usual_record(const struct model *model, const struct type *type)
{
	const struct record *record =
		type->type_class == TYPE_RECORD ? model_record(model, type->canonical) : NULL;

	return record ? (guint32)(record - model->records) : MODEL_NONE;
}

/* All of a line but its spelling and number. */
static void render_type(GString *out, const struct model *model, const struct type *type)
{
	if (strcmp(type->spelled, type->canonical))
		snapshot_append_word(out, type->canonical);
	else
		g_string_append_c(out, '=');
	g_string_append_printf(out, " %s %" G_GUINT64_FORMAT, snapshot_classes[type->type_class],
			       type->size);
	if (type->is_signed)
		g_string_append(out, " signed");
	if (type->record == usual_record(model, type))
		return;
	g_string_append(out, " record ");
	if (type->record == MODEL_NONE)
		g_string_append_c(out, '-');
	else
		snapshot_append_word(out, model->records[type->record].name);
}

static struct tally_line *find_type(struct writer *writer, enum target_id target,
				    const struct type *type)
{
	g_autoptr(GString) text = g_string_new(NULL);

	snapshot_append_word(text, type->spelled);
	g_string_append_c(text, '\n'); /* makes room for the number */
	render_type(text, writer->models[target], type);
	return tally_add(&writer->types, type->spelled, NULL, text->str, target);
}

/* Two types that some target has both get different numbers; @lines are those of
 * one spelling. */
static void number_lines(struct tally_line *const *lines, guint n)
{
	for (guint i = 0; i < n; i++) {
		for (guint j = 0; j < i; j++) {
			if (lines[j]->targets & lines[i]->targets)
				lines[i]->variant = MAX(lines[i]->variant, lines[j]->variant);
		}
		lines[i]->variant++;
	}
}

static gint compare_variants(gconstpointer a, gconstpointer b)
{
	const struct tally_line *x = *(struct tally_line *const *)a;
	const struct tally_line *y = *(struct tally_line *const *)b;
	int order = strcmp(x->first, y->first);

	if (!order)
		order = (x->variant > y->variant) - (x->variant < y->variant);
	return order ? order : strcmp(x->text, y->text);
}

static void number_types(struct writer *writer)
{
	GPtrArray *lines = writer->types.lines;

	tally_sort(&writer->types);
	for (guint i = 0, n; i < lines->len; i += n) {
		const struct tally_line *first = lines->pdata[i];
		for (n = 1; i + n < lines->len; n++) {
			const struct tally_line *other = lines->pdata[i + n];
			if (strcmp(first->first, other->first))
				break;
		}
		number_lines((struct tally_line *const *)&lines->pdata[i], n);
	}
	g_ptr_array_sort(lines, compare_variants);
}

static void write_type(struct writer *writer, const struct tally_line *line)
{
	const char *rest = strchr(line->text, '\n'); /* a word has none */

	g_string_append(writer->out, "type ");
	g_string_append_len(writer->out, line->text, rest - line->text);
	if (line->variant > 1)
		g_string_append_printf(writer->out, " ~%u", line->variant);
	g_string_append_printf(writer->out, " %s", rest + 1);
	if (line->targets != writer->modelled)
		snapshot_append_targets(writer->out, line->targets);
	g_string_append_c(writer->out, '\n');
}

/* Most types of a spelling are one, and most spellings one string. */
struct known_type {
	struct type type;
	struct tally_line *line;
};

static gboolean same_type(const struct type *one, const struct type *other)
{
	return one->size == other->size && one->record == other->record &&
	       one->type_class == other->type_class && one->is_signed == other->is_signed &&
	       (one->canonical == other->canonical || !strcmp(one->canonical, other->canonical));
}

static struct tally_line *known_line(struct writer *writer, enum target_id target,
				     const struct type *type)
{
	struct known_type *known = g_hash_table_lookup(writer->known_types[target], type->spelled);

	if (known && same_type(&known->type, type))
		return known->line;
	struct tally_line *line = find_type(writer, target, type);
	if (!known) {
		known = g_new(struct known_type, 1);
		*known = (struct known_type){ *type, line };
		g_hash_table_insert(writer->known_types[target], (gpointer)type->spelled, known);
	}
	return line;
}

static void collect_record(struct writer *writer, enum target_id target,
			   const struct record *record)
{
	for (guint32 i = 0; i < record->n_members; i++) {
		const struct member *member = &record->members[i];
		if (member->kind != MEMBER_STRUCT && member->kind != MEMBER_UNION)
			known_line(writer, target, &member->type);
	}
}

void writer_collect_types(struct writer *writer)
{
	tally_init(&writer->types);
	for (guint id = 0; id < TARGET_COUNT; id++) {
		const struct model *model = writer->models[id];
		writer->known_types[id] =
			g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
		for (guint32 i = 0; model && i < model->n_records; i++)
			collect_record(writer, id, &model->records[i]);
	}
	number_types(writer);
	for (guint i = 0; i < writer->types.lines->len; i++)
		write_type(writer, writer->types.lines->pdata[i]);
}

guint writer_type_variant(struct writer *writer, enum target_id target, const struct type *type)
{
	return known_line(writer, target, type)->variant;
}
