/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How firmly what changed was promised, and what that does to an opinion. */
#ifndef UNBROKEN_RULES_STANDING_H
#define UNBROKEN_RULES_STANDING_H

#include "policy/standing.h"
#include "rules/judging.h"

/*
 * The level of what @change is about; @set_level is that of its header set.  What decides it
 * goes to the evidence of @opinion, which is the better for it where an obsolete item is
 * removed when that was announced.
 */
enum level standing_apply(struct judging *judging, const struct standing *standing,
			  enum level set_level, const struct change *change,
			  struct opinion *opinion);

#endif
