/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From a tree to the text of a snapshot.
 */
#ifndef UNBROKEN_COMPARE_TAKE_H
#define UNBROKEN_COMPARE_TAKE_H

#include "compare/compare.h"

/*
 * Appends the snapshot of @tree for the targets of @set to @out, called @name if that
 * is not NULL.  An empty set: those that a comparison of @tree with itself is for.  Of
 * @options the sysroot, the limits of parsers and the progress count.  FALSE with @error
 * set if the sysroot cannot be read or the machine itself fails us.
 */
gboolean snapshot_take(const struct compare_options *options, struct tree *tree, target_set set,
		       const char *name, GString *out, GError **error);

#endif
