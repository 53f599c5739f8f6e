/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a user names as something to read an interface from.
 */
#ifndef UNBROKEN_COMPARE_INPUT_H
#define UNBROKEN_COMPARE_INPUT_H

#include "btf/btf.h"
#include "model/snapshot.h"
#include "source/git.h"

struct input {
	struct tree *tree;         /* of types it is empty; of a snapshot it has no texts */
	struct snapshot *snapshot; /* or NULL */
	struct btf_types *types;   /* of a kernel, or NULL */
	struct revision revision;  /* if it is one: its name is set then */
};

/*
 * A folder, header, package, archive or snapshot, or "btf:FILE"; else a revision of the
 * repository that @folder is in: "REV", "REV:PATH", ":" (the index), "." (where @folder is the
 * top of a working tree, that).  *@repository is opened when it is NULL and needed; it must
 * outlive the input.  End with input_clear() in any case.
 */
gboolean input_open_at(struct input *input, struct repository **repository, const char *folder,
		       const char *name, GError **error);
void input_clear(struct input *input);

#endif
