/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One input, and models of the part of it that is asked for.
 */
#ifndef UNBROKEN_CLI_LOOK_UP_H
#define UNBROKEN_CLI_LOOK_UP_H

#include "clang/clang.h"
#include "cli/inputs.h"
#include "show/find.h"
#include "show/select.h"

struct look_up {
	struct input input;
	struct tree
		*read; /* the tree of the input with its bytes, where it has them not; or NULL */
	struct tree *whole; /* one of these two */
	char *sysroot;      /* NULL: none */
	target_set targets; /* that are asked for */
	struct parse_limits limits;

	/* Of the last look_up_parse(). */
	struct tree *part;
	struct parse_job jobs[TARGET_COUNT];
	gsize n_jobs;
	struct models models;
};

/*
 * Takes @input, whatever comes of it.  @sysroot: a folder, "none", or NULL for
 * /usr/include when the input lacks <linux/types.h>.  @asked: targets, or 0 for those
 * whose asm headers the input carries, else those of the sysroot, else x86_64.  End with
 * look_up_clear() in any case.
 */
gboolean look_up_open(struct look_up *look_up, const struct input *input, const char *sysroot,
		      target_set asked, GError **error);

/*
 * Parses what is selected, for those targets of @set that have a part in it.  The
 * models of the call before are freed.
 */
gboolean look_up_parse(struct look_up *look_up, const struct selection *selection, target_set set,
		       GError **error);

void look_up_clear(struct look_up *look_up);

#endif
