/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the two inputs of a comparison state about levels, beside their headers.
 */
#ifndef UNBROKEN_CLI_SIDES_H
#define UNBROKEN_CLI_SIDES_H

#include "cli/inputs.h"
#include "cli/shelf.h"

struct sides_standing {
	struct standing standing;
	struct shelf *shelf;
	struct levels *own[2]; /* read from files */
	struct kernel_bars *bars;
	char *release;
};

/*
 * Reads what @old_input and @new_input state; for both what the folder of --config does, if
 * that is given.  End with sides_standing_clear() in any case.
 */
gboolean sides_standing_init(struct sides_standing *sides, struct session *session,
			     const struct input *old_input, const struct input *new_input,
			     GError **error);
void sides_standing_clear(struct sides_standing *sides);

#endif
