/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is wrong with accepted findings.  Who sees it makes remarks of it.
 */
#include "rules/rule.h"

const struct rule rule_accept_expired = {
	.id = "accept/expired",
	.dimension = DIMENSION_EVOLVE,
	.change = CHANGE_NONE,
	.since = 2,
	.summary = "an accepted finding was accepted until a version or day that has come",
	.why = "whoever accepted it meant it to be settled by now; from here on the finding counts "
	       "again",
	.fix = "settle it and remove the entry with 'unbroken accept --remove ID', or state a "
	       "later 'until' with the reason for it",
};

const struct rule rule_accept_malformed = {
	.id = "accept/malformed",
	.dimension = DIMENSION_EVOLVE,
	.change = CHANGE_NONE,
	.since = 2,
	.summary = "a UAPI-change: trailer cannot be read, or gives no reason",
	.why = "it accepts nothing, and nobody who reads the history learns why the interface was "
	       "changed",
	.fix = "write 'UAPI-change: ID REASON' or 'UAPI-change: RULE ITEM REASON'",
};

const struct rule rule_accept_unused = {
	.id = "accept/unused",
	.dimension = DIMENSION_EVOLVE,
	.change = CHANGE_NONE,
	.since = 2,
	.summary = "an entry or trailer accepts a finding that there is not",
	.why = "it was meant for another change, or the change is another by now: it would hide "
	       "the same finding if that ever came about",
	.fix = "correct its id, or remove it with 'unbroken accept --remove ID'",
};
