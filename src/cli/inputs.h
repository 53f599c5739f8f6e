/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a user names on the command line as something to read an interface from.
 */
#ifndef UNBROKEN_CLI_INPUTS_H
#define UNBROKEN_CLI_INPUTS_H

#include "cli/session.h"
#include "compare/input.h"

/* input_open_at() with the current folder and the repository of the session. */
gboolean input_open(struct input *input, struct session *session, const char *name, GError **error);

/*
 * Opens both sides of a comparison: @names are two inputs, of which one may be types, or one
 * "A..B" or "A...B".  One of them may be a folder without any header: then all headers of
 * the other were added or removed, which warn() says.
 */
gboolean inputs_open(struct input *old_input, struct input *new_input, struct session *session,
		     char **names, GError **error);

#endif
