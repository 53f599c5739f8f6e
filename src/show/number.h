/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which commands and constants have a number, and which nearly have it.
 */
#ifndef UNBROKEN_SHOW_NUMBER_H
#define UNBROKEN_SHOW_NUMBER_H

#include "show/find.h"

/* Smaller values are had by thousands of constants: only a family makes sense of them. */
#define NUMBER_LEAST_VALUE 256

struct number_answer {
	gboolean is_command; /* it can be the number of a command */
	/* Of struct item.  Each holds those targets for which it is true. */
	GArray *exact;       /* commands that have the number */
	GArray *near;        /* same type and nr; only when none is exact */
	GArray *same_type;   /* the next ones of that type; only when none is near */
	GArray *values;      /* constants with the value */
	GArray *bits;        /* of the family: constants that are bits of it, when none has it */
	guint64 unnamed;     /* what the bits leave over */
	guint n_more_values; /* that were left out */
};

/* Free with number_answer_free(). */
struct number_answer *number_look_up(const struct models *models, const struct query *query);
void number_answer_free(struct number_answer *answer);
DEFINE_AUTO(number_answer, number_answer_free)

#endif
