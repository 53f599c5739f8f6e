/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looks for what a query asks for in one input.
 */
#ifndef UNBROKEN_CLI_SEEK_H
#define UNBROKEN_CLI_SEEK_H

#include "cli/look-up.h"
#include "show/show.h"

struct seek {
	struct query *query;
	struct look_up look_up;
	struct selection *selection;
	/* What was found; see struct shown. */
	GArray *items, *missing;
	struct number_answer *number;
	GPtrArray *contents;    /* struct contents */
	GPtrArray *paths;       /* of the headers that may tell */
	GPtrArray *included_by; /* GPtrArray, one a header of contents */
};

/*
 * Fills in what is found; query and look_up are there, the latter open.  FALSE with
 * @error set when there is nothing of the kind: it suggests what was meant.
 */
gboolean seek(struct seek *seek, GError **error);

/* Whether something that was asked for could not be judged. */
gboolean seek_is_incomplete(const struct seek *seek);

void seek_clear(struct seek *seek);

#endif
