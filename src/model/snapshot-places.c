/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the items of a header stand: a line of numbers for all of them, so that a
 * line put in at the top of a header is one line of the snapshot.
 */
#include "model/snapshot-writer.h"

static struct slot *new_slot(struct writer *writer, target_set set)
{
	struct slot slot = { .targets = set };

	g_array_append_val(writer->slots, slot);
	return &g_array_index(writer->slots, struct slot, writer->slots->len - 1);
}

static guint first_of(target_set set)
{
	return (guint)g_bit_nth_lsf(set, -1);
}

static void add_constant(struct writer *writer, const guint32 *indices, target_set set)
{
	struct slot *slot = new_slot(writer, set);

	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (!(set & TARGET_BIT(id)))
			continue;
		const struct constant *constant = &writer->models[id]->constants[indices[id]];
		slot->places[id] = constant->place;
		slot->ordinals[id] = constant->ordinal;
		slot->has_ordinal = !constant_is_listed(writer->models[id], indices[id]);
	}
}

static const struct place *place_of(const struct model *model, enum named_kind kind, guint32 index)
{
	switch (kind) {
	case NAMED_MACRO:
		return &model->function_macros[index].place;
	case NAMED_TYPE:
		return &model->type_names[index].place;
	case NAMED_FUNCTION:
		return &model->functions[index].place;
	case NAMED_RECORD:
		return &model->records[index].place;
	default:
		return &model->enumerations[index].place;
	}
}

static void add_item(struct writer *writer, enum named_kind kind, const struct named *named,
		     target_set set)
{
	struct slot *slot = new_slot(writer, set);

	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (set & TARGET_BIT(id))
			slot->places[id] = *place_of(writer->models[id], kind, named->of[id]);
	}
}

static void add_members(struct writer *writer, const struct named *named, target_set set)
{
	guint first = first_of(set);
	guint32 n = writer->models[first]->records[named->of[first]].n_members;

	for (guint32 i = 0; i < n; i++) {
		struct slot *slot = new_slot(writer, set);
		for (guint id = 0; id < TARGET_COUNT; id++) {
			if (set & TARGET_BIT(id))
				slot->places[id] =
					writer->models[id]->records[named->of[id]].members[i].place;
		}
	}
}

static void add_enumerators(struct writer *writer, const struct named *named, target_set set)
{
	guint first = first_of(set);
	const struct enumeration *enumeration =
		&writer->models[first]->enumerations[named->of[first]];

	for (guint32 i = 0; i < enumeration->n_enumerators; i++) {
		guint32 indices[TARGET_COUNT] = { 0 };
		const struct constant *constant =
			&writer->models[first]->constants[enumeration->enumerators[i]];
		if (constant->enumeration != named->of[first] || constant->ordinal != i)
			continue; /* it only refers to one */
		for (guint id = 0; id < TARGET_COUNT; id++) {
			if (set & TARGET_BIT(id))
				indices[id] = writer->models[id]
						      ->enumerations[named->of[id]]
						      .enumerators[i];
		}
		add_constant(writer, indices, set);
	}
}

void writer_add_slots(struct writer *writer, enum named_kind kind, const struct named *named,
		      target_set set)
{
	if (kind == NAMED_CONSTANT)
		add_constant(writer, named->of, set);
	else
		add_item(writer, kind, named, set);
	if (kind == NAMED_RECORD)
		add_members(writer, named, set);
	if (kind == NAMED_ENUMERATION)
		add_enumerators(writer, named, set);
}

/* The target of @set that speaks for it in @slot. */
static guint speaker(const struct slot *slot, target_set set)
{
	return first_of(slot->targets & set);
}

/* Whether all that @target has stands where it does for those of @set that have it. */
static gboolean agrees(const struct writer *writer, enum target_id target, target_set set)
{
	for (guint i = 0; i < writer->slots->len; i++) {
		const struct slot *slot = &g_array_index(writer->slots, struct slot, i);
		if (!(slot->targets & TARGET_BIT(target)) || !(slot->targets & set))
			continue;
		guint other = speaker(slot, set);
		if (slot->places[target].line != slot->places[other].line ||
		    slot->places[target].column != slot->places[other].column ||
		    slot->ordinals[target] != slot->ordinals[other])
			return FALSE;
	}
	return TRUE;
}

static void append_delta(GString *out, guint32 value, guint32 *before)
{
	g_string_append_printf(out, "%" G_GINT64_FORMAT, (gint64)value - (gint64)*before);
	*before = value;
}

static void write_group(struct writer *writer, const char *path, target_set set, target_set usual)
{
	GString *out = writer->places;
	struct place last = { .column = 1 };
	guint32 ordinal = 0;

	g_string_append(out, "places ");
	snapshot_append_word(out, path);
	if (set != usual)
		snapshot_append_targets(out, set);
	for (guint i = 0; i < writer->slots->len; i++) {
		const struct slot *slot = &g_array_index(writer->slots, struct slot, i);
		if (!(slot->targets & set))
			continue;
		guint id = speaker(slot, set);
		g_string_append_c(out, ' ');
		append_delta(out, slot->places[id].line, &last.line);
		if (slot->places[id].column != last.column)
			g_string_append_printf(out, ":%u", slot->places[id].column);
		last.column = slot->places[id].column;
		if (!slot->has_ordinal)
			continue;
		g_string_append_c(out, ',');
		append_delta(out, slot->ordinals[id], &ordinal);
	}
	g_string_append_c(out, '\n');
}

void writer_write_places(struct writer *writer, const char *path, target_set usual)
{
	target_set groups[TARGET_COUNT] = { 0 };
	target_set all = 0;
	guint n = 0;

	for (guint i = 0; i < writer->slots->len; i++)
		all |= g_array_index(writer->slots, struct slot, i).targets;
	for (guint id = 0; id < TARGET_COUNT; id++) {
		guint group = 0;
		if (!(all & TARGET_BIT(id)))
			continue;
		while (group < n && !agrees(writer, id, groups[group]))
			group++;
		groups[group] |= TARGET_BIT(id);
		n = MAX(n, group + 1);
	}
	/* Where all that is there agrees, who has nothing need not be told apart. */
	if (n == 1)
		groups[0] = usual;
	for (guint group = 0; group < n; group++)
		write_group(writer, path, groups[group], usual);
	g_array_set_size(writer->slots, 0);
}
