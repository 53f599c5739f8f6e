/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a user names on the command line as something to read headers from.
 */
#ifndef UNBROKEN_CLI_INPUTS_H
#define UNBROKEN_CLI_INPUTS_H

#include "cli/session.h"

/* The two sides of a comparison. */
struct inputs {
	struct tree *old_tree, *new_tree;
	struct tree *before_tree; /* NULL: not given */
	/* Of a side that is the types of a kernel; its tree is empty. */
	struct btf_types *old_types, *new_types;
};

/*
 * A folder, header, package or archive; else a revision of the repository of the current
 * folder: "REV", "REV:PATH", ":" (the index), "." (in the top folder of a working tree, that).
 */
struct tree *input_open(struct session *session, const char *name, GError **error);

/*
 * Opens both sides: @names are two inputs, one of which may be "btf:FILE", or one "A..B" or
 * "A...B".  One of them may be a folder without any header: then all headers of the other were
 * added or removed, which warn() says.
 */
gboolean inputs_open(struct inputs *inputs, struct session *session, char **names, GError **error);

void inputs_clear(struct inputs *inputs);

#endif
