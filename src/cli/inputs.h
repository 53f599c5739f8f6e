/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The two sides of a comparison, and the targets to compare them for.
 */
#ifndef UNBROKEN_CLI_INPUTS_H
#define UNBROKEN_CLI_INPUTS_H

#include "report/finding.h"
#include "source/source.h"

struct inputs {
	struct tree *old_tree, *new_tree;
	struct tree *before_tree; /* NULL: not given */
	char *sysroot;            /* NULL: none */
	target_set targets;
	/* Targets that only one side carries: struct not_judged. */
	GArray *not_judged;
};

/*
 * Opens both sides.  One of them may be a folder without any header: then all
 * headers of the other were added or removed, which warn() says.
 */
gboolean inputs_open(struct inputs *inputs, const char *old_name, const char *new_name,
		     GError **error);

/* Opens the release before the old side, for repairs; after inputs_open(). */
gboolean inputs_open_before(struct inputs *inputs, const char *name, GError **error);

/*
 * Completes both sides from @sysroot: a folder, "none", or NULL for
 * /usr/include when a side lacks <linux/types.h> and that folder has it.
 */
gboolean inputs_resolve(struct inputs *inputs, const char *sysroot, GError **error);

/*
 * Chooses inputs->targets: those that @list names, or with NULL every one whose
 * asm headers both sides carry.  A side without asm headers takes the other's;
 * when neither has any, the sysroot's count, and at last x86_64.
 */
gboolean inputs_choose_targets(struct inputs *inputs, const char *list, GError **error);

void inputs_clear(struct inputs *inputs);

#endif
