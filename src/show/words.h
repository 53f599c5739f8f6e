/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Parts of items in words, as text and JSON both have them.  All free with g_free().
 */
#ifndef UNBROKEN_SHOW_WORDS_H
#define UNBROKEN_SHOW_WORDS_H

#include "show/find.h"

/* "3", "64 (0x40)", "-1", "\"a string\"", or the definition. */
char *constant_words(const struct constant *constant);

/* The definition; NULL when there is none, or when there are others on other
 * conditions and nothing says which one counts here.  Not to be freed. */
const char *constant_definition(const struct constant *constant);

/* "_IOWR('F', 0x01, 16)", with the size when there is a direction; without any when
 * @with_size is FALSE. */
char *command_words(const struct command *command, gboolean with_size);

/* "'F' (0x46)", "0xae" */
char *command_type_words(guint32 type);

/* "_IOWR", ... */
const char *command_macro(guint32 direction);

/* "struct foo", "enum { FOO, ... }" */
char *item_title(const struct item *item);

/* Where an item is, as messages name it: "linux/foo.h:3:8". */
char *place_words(const struct model *model, const struct place *place);

#endif
