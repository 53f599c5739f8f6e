/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rules/rule.h"

#include <string.h>
#include <unbroken.h>

/* All rules as callers see them, in the order of the table. */
struct rule_list {
	struct unbroken_rule *rules;
	gsize n;
};

static gpointer make_list(gpointer data)
{
	struct rule_list *list = g_new0(struct rule_list, 1);

	(void)data;
	while (rules[list->n])
		list->n++;
	list->rules = g_new0(struct unbroken_rule, list->n);
	for (gsize i = 0; i < list->n; i++) {
		list->rules[i] = (struct unbroken_rule){
			.size = sizeof(struct unbroken_rule),
			.id = rules[i]->id,
			.summary = rules[i]->summary,
			.why = rules[i]->why,
			.fix = rules[i]->fix,
			.dimension = rules[i]->dimension,
		};
	}
	return list;
}

static const struct rule_list *rule_list(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, make_list, NULL);
}

size_t unbroken_rule_count(void)
{
	return rule_list()->n;
}

const struct unbroken_rule *unbroken_rule_at(size_t index)
{
	const struct rule_list *list = rule_list();

	return index < list->n ? &list->rules[index] : NULL;
}

const struct unbroken_rule *unbroken_rule_find(const char *id)
{
	const struct rule_list *list = rule_list();

	for (gsize i = 0; id && i < list->n; i++) {
		if (strcmp(list->rules[i].id, id) == 0)
			return &list->rules[i];
	}
	return NULL;
}
