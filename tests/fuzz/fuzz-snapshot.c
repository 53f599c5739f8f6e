/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a snapshot: an error, or models in which every index leads somewhere
 * and that, written and read again, are the same.
 */
#include <stddef.h>
#include <stdint.h>

#include "../unit/test-snapshot.h"
#include "compare/snapshot-tree.h"
#include "diff/diff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Comparing takes its time with the square of some numbers. */
#define MOST_TO_COMPARE 20000

static void check_indices(const struct model *model)
{
	for (guint32 i = 0; i < model->n_records; i++) {
		const struct record *record = &model->records[i];
		g_assert_true(i == 0 || strcmp(record[-1].name, record->name) < 0);
		g_assert_cmpuint(record->place.header, <, model->n_headers);
		for (guint32 j = 0; j < record->n_members; j++) {
			const struct member *member = &record->members[j];
			g_assert_true(member->parent == MODEL_NONE || member->parent < j);
			g_assert_true(member->type.record == MODEL_NONE ||
				      member->type.record < model->n_records);
			g_assert_cmpuint(member->place.header, <, model->n_headers);
		}
	}
	for (guint32 i = 0; i < model->n_constants; i++) {
		const struct constant *constant = &model->constants[i];
		g_assert_true(i == 0 || strcmp(constant[-1].name, constant->name) < 0);
		g_assert_cmpuint(constant->place.header, <, model->n_headers);
		if (constant->enumeration != MODEL_NONE)
			g_assert_cmpuint(model->enumerations[constant->enumeration]
						 .enumerators[constant->ordinal],
					 ==, i);
		if (constant->command != MODEL_NONE)
			g_assert_cmpuint(model->commands[constant->command].constant, ==, i);
	}
	for (guint32 i = 0; i < model->n_flags; i++)
		g_assert_cmpuint(model->flags[i].member, <,
				 model->records[model->flags[i].record].n_members);
	for (guint32 i = 0; i < model->n_headers; i++)
		g_free(model_reach(model, i));
}

static void check_models(const struct snapshot *snapshot, const struct snapshot *again)
{
	for (guint id = 0; id < TARGET_COUNT; id++) {
		const struct model *model = snapshot->models[id];
		g_assert_true(!model == !again->models[id]);
		if (!model)
			continue;
		check_indices(model);
		g_assert_cmpstr(compare_models(model, again->models[id]), ==, NULL);
	}
}

/* What judging does first: neither may crash on what was read. */
static void use(struct snapshot *snapshot, size_t size)
{
	g_autoptr(GError) error = NULL;
	AUTO(tree) tree = tree_of_snapshot(snapshot);
	const struct model *last = NULL;

	g_assert_true(snapshot_follow_tree(snapshot, tree, &error));
	for (guint id = 0; id < TARGET_COUNT && size < MOST_TO_COMPARE; id++) {
		const struct model *model = snapshot->models[id];
		if (model && last)
			diff_free(diff_models(last, model));
		last = model ? model : last;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) text = g_string_new(NULL), again = g_string_new(NULL);
	AUTO(snapshot) snapshot = snapshot_read("fuzz", (const char *)data, size, &error);

	g_assert_true(!snapshot == !!error);
	if (!snapshot)
		return 0;
	snapshot_write(snapshot, text);
	AUTO(snapshot) read = snapshot_read("fuzz", text->str, text->len, &error);
	g_assert_no_error(error);
	check_models(snapshot, read);
	snapshot_write(read, again);
	g_assert_cmpstr(text->str, ==, again->str);
	use(read, size);
	return 0;
}
