/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What uses a record or an enumeration.
 */
#ifndef UNBROKEN_SHOW_USERS_H
#define UNBROKEN_SHOW_USERS_H

#include "show/find.h"

enum user_kind {
	USER_COMMAND, /* passes it */
	USER_MEMBER,  /* embeds it */
	USER_POINTER, /* points to it */
	USER_TYPEDEF, /* is another name of it */
};

extern const char *const user_kind_names[];

struct user {
	enum user_kind kind;
	const char *name;   /* of the command, of the record around, of the typedef */
	const char *member; /* USER_MEMBER, USER_POINTER: path in that record */
	const char *header; /* as programs include it */
	/* USER_COMMAND: on the first target; the direction has the same bits on all. */
	struct command command;
	target_set targets;
};

/* The users of an ITEM_RECORD or ITEM_ENUMERATION, by kind, then by name: struct
 * user; free with g_array_unref(). */
GArray *find_users(const struct models *models, const struct item *item);

#endif
