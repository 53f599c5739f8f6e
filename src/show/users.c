/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "show/users.h"

#include <string.h>

const char *const user_kind_names[] = {
	[USER_COMMAND] = "command",
	[USER_MEMBER] = "member",
	[USER_POINTER] = "pointer",
	[USER_TYPEDEF] = "typedef",
};

struct using
{
	const struct model *model;
	const struct item *item;
	guint32 record; /* its index, or MODEL_NONE for an enumeration */
	GArray *users;
};

static void add_user(const struct using *using, struct user user, const struct place *place)
{
	user.header = using->model->headers[place->header].path;
	user.targets = TARGET_BIT(using->model->target);
	for (guint i = 0; i < using->users->len; i++) {
		struct user *known = &g_array_index(using->users, struct user, i);

		if (known->kind == user.kind && strcmp(known->name, user.name) == 0 &&
		    g_strcmp0(known->member, user.member) == 0) {
			known->targets |= user.targets;
			return;
		}
	}
	g_array_append_val(using->users, user);
}

static void find_commands(const struct using *using)
{
	const struct model *model = using->model;

	for (guint32 i = 0; i < model->n_commands && using->record != MODEL_NONE; i++) {
		const struct command *command = &model->commands[i];
		const struct constant *constant = &model->constants[command->constant];
		const struct user user = {
			.kind = USER_COMMAND,
			.name = constant->name,
			.command = *command,
		};

		if (command->record == using->record)
			add_user(using, user, &constant->place);
	}
}

/* "struct foo *" and "const struct foo **" point to "struct foo". */
static gboolean points_to(const struct type *type, const char *name)
{
	const char *at = type->canonical;
	const gsize length = strlen(name);

	if (g_str_has_prefix(at, "const "))
		at += strlen("const ");
	return strncmp(at, name, length) == 0 && g_str_has_prefix(at + length, " *");
}

static void find_in_record(const struct using *using, const struct record *record)
{
	for (guint32 i = 0; i < record->n_members; i++) {
		const struct member *member = &record->members[i];
		struct user user = {
			.kind = USER_MEMBER,
			.name = record->name,
			.member = member->name,
		};
		const gboolean embeds =
			using->record != MODEL_NONE
				? member->type.record == using->record
				: member->type.type_class == TYPE_ENUM &&
					  strcmp(member->type.canonical, using->item->name) == 0;

		if (!embeds && !points_to(&member->type, using->item->name))
			continue;
		user.kind = embeds ? USER_MEMBER : USER_POINTER;
		add_user(using, user, &member->place);
	}
}

static void find_typedefs(const struct using *using)
{
	for (guint32 i = 0; i < using->model->n_type_names; i++) {
		const struct type_name *type_name = &using->model->type_names[i];
		const struct user user = { .kind = USER_TYPEDEF, .name = type_name->name };
		const gboolean is_it =
			using->record != MODEL_NONE
				? type_name->record == using->record
				: strcmp(type_name->canonical, using->item->name) == 0;

		/* That of an untagged one is its own name. */
		if (is_it && strcmp(type_name->name, using->item->name) != 0)
			add_user(using, user, &type_name->place);
	}
}

static gint compare_users(gconstpointer left, gconstpointer right)
{
	const struct user *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return order ? order : g_strcmp0(a->member, b->member);
}

GArray *find_users(const struct models *models, const struct item *item)
{
	GArray *users = g_array_new(FALSE, FALSE, sizeof(struct user));

	for (guint id = 0; id < TARGET_COUNT; id++) {
		const struct model *model = models->of[id];
		struct using using = { model, item, MODEL_NONE, users };

		if (!item->in[id])
			continue;
		if (item->kind == ITEM_RECORD)
			using.record =
				(guint32)((const struct record *)item->in[id] - model->records);
		find_commands(&using);
		for (guint32 i = 0; i < model->n_records; i++)
			find_in_record(&using, &model->records[i]);
		find_typedefs(&using);
	}
	g_array_sort(users, compare_users);
	return users;
}
