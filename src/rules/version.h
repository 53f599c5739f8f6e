/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The versions that header sets state of themselves, held against what changed. */
#ifndef UNBROKEN_RULES_VERSION_H
#define UNBROKEN_RULES_VERSION_H

#include "policy/config.h"
#include "rules/remark.h"
#include "source/source.h"

/* A header set of which both sides were compared. */
struct versioned_set {
	const struct config_set *set;
	enum level level;
	const struct tree *old_tree, *new_tree; /* as they are before anything is selected */
	const struct report *report;            /* on them */
};

/* Adds headers whose contents changed without their version, and the other way round. */
void version_compare(struct remarks *remarks, const struct versioned_set *set);

/*
 * The version that @text states as @version says, and the line of it; NULL if it states none.
 * Free with g_free().
 */
char *version_find(const struct config_version *version, const char *text, guint *ret_line);

#endif
