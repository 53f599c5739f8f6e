/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a user names on the command line as something to read an interface from.
 */
#ifndef UNBROKEN_CLI_INPUTS_H
#define UNBROKEN_CLI_INPUTS_H

#include "cli/session.h"

struct input {
	struct tree *tree;         /* of types it is empty; of a snapshot it has no texts */
	struct snapshot *snapshot; /* or NULL */
	struct btf_types *types;   /* of a kernel, or NULL */
};

/*
 * A folder, header, package, archive or snapshot, or "btf:FILE"; else a revision of the
 * repository of the current folder: "REV", "REV:PATH", ":" (the index), "." (in the top
 * folder of a working tree, that).  End with input_clear() in any case.
 */
gboolean input_open(struct input *input, struct session *session, const char *name, GError **error);
void input_clear(struct input *input);

/*
 * Opens both sides of a comparison: @names are two inputs, of which one may be types, or one
 * "A..B" or "A...B".  One of them may be a folder without any header: then all headers of
 * the other were added or removed, which warn() says.
 */
gboolean inputs_open(struct input *old_input, struct input *new_input, struct session *session,
		     char **names, GError **error);

#endif
