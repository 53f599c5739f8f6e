/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "show/number.h"

#include <string.h>

#include "model/number.h"

/* Of constants that merely have the value, when no family was named. */
#define MOST_VALUES  12
#define MOST_OF_TYPE 5

static GArray *new_items(void)
{
	return g_array_new(FALSE, FALSE, sizeof(struct item));
}

static gboolean is_32_bit(guint64 number)
{
	return number <= G_MAXUINT32 || number >= (guint64)G_MININT32;
}

typedef gboolean (*command_test)(const struct query *query, const struct model *model,
				 const struct command *command);

static gboolean has_number(const struct query *query, const struct model *model,
			   const struct command *command)
{
	return (guint32)model->constants[command->constant].value ==
	       (guint32)query_number(query, model->target);
}

static struct command parts_of(const struct query *query, enum target_id target)
{
	struct command parts = { 0 };

	command_decode(target, (guint32)query_number(query, target), &parts);
	return parts;
}

static gboolean has_type_and_number(const struct query *query, const struct model *model,
				    const struct command *command)
{
	const struct command parts = parts_of(query, model->target);

	return command->type == parts.type && command->number == parts.number;
}

static gboolean has_type(const struct query *query, const struct model *model,
			 const struct command *command)
{
	return command->type == parts_of(query, model->target).type;
}

static void add_commands(const struct models *models, const struct query *query, command_test test,
			 GArray *items)
{
	for (guint id = 0; id < TARGET_COUNT; id++) {
		const struct model *model = models->of[id];

		for (guint32 i = 0; model && i < model->n_commands; i++) {
			const struct command *command = &model->commands[i];
			const struct constant *constant = &model->constants[command->constant];

			if (test(query, model, command))
				items_add(items, ITEM_COMMAND, constant->name, constant, id);
		}
	}
}

struct distance {
	const struct models *models;
	guint32 number;
};

static guint32 distance_of(const struct distance *distance, const struct item *item)
{
	const enum target_id first = item_first(item);
	const struct constant *constant = item->in[first];
	const guint32 number = distance->models->of[first]->commands[constant->command].number;

	return number > distance->number ? number - distance->number : distance->number - number;
}

static gint compare_distances(gconstpointer left, gconstpointer right, gpointer data)
{
	const guint32 one = distance_of(data, left);
	const guint32 other = distance_of(data, right);

	if (one != other)
		return one < other ? -1 : 1;
	return strcmp(((const struct item *)left)->name, ((const struct item *)right)->name);
}

static void find_same_type(const struct models *models, const struct query *query, GArray *items)
{
	struct distance distance = { models, (guint32)query_number(query, TARGET_X86_64) & 0xff };

	add_commands(models, query, has_type, items);
	g_array_sort_with_data(items, compare_distances, &distance);
	if (items->len > MOST_OF_TYPE)
		g_array_set_size(items, MOST_OF_TYPE);
}

/* "" is every constant's; an enumeration is named with or without its tag. */
static gboolean is_of_family(const struct model *model, const struct constant *constant,
			     const char *family)
{
	const char *name;

	if (!family || g_str_has_prefix(constant->name, family))
		return TRUE;
	if (constant->enumeration == MODEL_NONE)
		return FALSE;
	name = model->enumerations[constant->enumeration].name;
	return strcmp(name, family) == 0 ||
	       (g_str_has_prefix(name, "enum ") && strcmp(name + strlen("enum "), family) == 0);
}

/* A number of 32 bits may be meant for a negative constant. */
static gboolean has_value(const struct constant *constant, guint64 number)
{
	if (constant->value == number)
		return TRUE;
	return constant->is_negative && number <= G_MAXUINT32 && number > G_MAXINT32 &&
	       constant->value == (guint64)(gint64)(gint32)number;
}

static gboolean is_bit_of(const struct constant *constant, guint64 number)
{
	return constant->value && !constant->is_negative && (constant->value & ~number) == 0;
}

/* items_add() looks through all: for a long list by name. */
static void add_value(GArray *items, GHashTable *index, const struct constant *constant,
		      enum target_id target)
{
	guint number = GPOINTER_TO_UINT(g_hash_table_lookup(index, constant->name));
	struct item item = { .kind = ITEM_CONSTANT, .name = constant->name };

	if (!number) {
		g_array_append_val(items, item);
		number = items->len;
		g_hash_table_insert(index, (gpointer)constant->name, GUINT_TO_POINTER(number));
	}
	g_array_index(items, struct item, number - 1).in[target] = constant;
}

static void find_values(const struct models *models, const struct query *query, gboolean bits,
			GArray *items)
{
	g_autoptr(GHashTable) index = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint id = 0; id < TARGET_COUNT; id++) {
		const struct model *model = models->of[id];
		const guint64 number = query_number(query, id);

		for (guint32 i = 0; model && i < model->n_constants; i++) {
			const struct constant *constant = &model->constants[i];

			if (constant->value_kind != VALUE_INTEGER ||
			    constant->command != MODEL_NONE ||
			    !is_of_family(model, constant, query->family))
				continue;
			if (bits ? is_bit_of(constant, number) : has_value(constant, number))
				add_value(items, index, constant, id);
		}
	}
}

/* What the bits leave over. */
static guint64 unnamed_bits(const GArray *bits, guint64 number)
{
	for (guint i = 0; i < bits->len; i++) {
		const struct item *item = &g_array_index(bits, struct item, i);

		number &= ~((const struct constant *)item->in[item_first(item)])->value;
	}
	return number;
}

static void look_up_values(struct number_answer *answer, const struct models *models,
			   const struct query *query)
{
	if (!query->family && (answer->exact->len || query->number < NUMBER_LEAST_VALUE))
		return;
	find_values(models, query, FALSE, answer->values);
	if (query->family && *query->family && !answer->values->len)
		find_values(models, query, TRUE, answer->bits);
	answer->unnamed = unnamed_bits(answer->bits, query_number(query, TARGET_X86_64));
	if (!query->family && answer->values->len > MOST_VALUES) {
		answer->n_more_values = answer->values->len - MOST_VALUES;
		g_array_set_size(answer->values, MOST_VALUES);
	}
}

struct number_answer *number_look_up(const struct models *models, const struct query *query)
{
	struct number_answer *answer = g_new0(struct number_answer, 1);

	answer->exact = new_items();
	answer->near = new_items();
	answer->same_type = new_items();
	answer->values = new_items();
	answer->bits = new_items();
	answer->is_command = !query->family && is_32_bit(query_number(query, TARGET_X86_64));
	if (answer->is_command)
		add_commands(models, query, has_number, answer->exact);
	if (answer->is_command && !answer->exact->len)
		add_commands(models, query, has_type_and_number, answer->near);
	if (answer->is_command && !answer->exact->len && !answer->near->len)
		find_same_type(models, query, answer->same_type);
	look_up_values(answer, models, query);
	return answer;
}

void number_answer_free(struct number_answer *answer)
{
	if (!answer)
		return;
	g_array_unref(answer->exact);
	g_array_unref(answer->near);
	g_array_unref(answer->same_type);
	g_array_unref(answer->values);
	g_array_unref(answer->bits);
	g_free(answer);
}
