/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Patches applied to a tree of a git repository, in memory.
 */
#ifndef UNBROKEN_SOURCE_GIT_APPLY_H
#define UNBROKEN_SOURCE_GIT_APPLY_H

#include "source/git-memory.h"
#include "source/hunks.h"

/*
 * Applies the @size bytes of the unified diff @diff to the tree @base_tree and
 * gives the tree that results.  It and its parts exist only in @repository,
 * which is one of git_memory_repository().
 *
 * Only what can matter to an interface is applied: headers of machines that we
 * judge, files called Kbuild, the top Makefile, and what .unbroken states.  The
 * rest of the diff is not looked at, so that a base which differs there does no harm,
 * and the resulting tree is not the one that git-am would make.  Where a hunk goes is decided as
 * git-apply does: its old lines must be there, but may have moved.  Names
 * are taken with a prefix ("a/", "i/" ...) or without one, whichever the base
 * has.
 *
 * FALSE with @error set when it does not apply, with @patch as what is to blame:
 * "series.mbox: 3/7 does not apply to include/uapi/linux/foo.h at line 120: the
 * base has other text".
 */
gboolean git_apply_patch(git_repository *repository, const git_oid *base_tree, const char *patch,
			 const char *diff, gsize size, git_oid *ret_tree, GError **error);

#endif
