/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A git repository to which nothing is ever written.
 */
#ifndef UNBROKEN_SOURCE_GIT_MEMORY_H
#define UNBROKEN_SOURCE_GIT_MEMORY_H

#include <git2.h>
#include <glib.h>

/*
 * Opens the repository that the folder @path is in.  Objects written to it
 * stay in memory, at most 512 MiB of them, and are read from there; all others
 * are read from the repository's own, which are left alone to the time of their
 * last use.  NULL with @error (APPLY_ERROR_GIT) set when there is none.  Free
 * with git_repository_free().  The caller keeps libgit2 initialised.
 */
git_repository *git_memory_repository(const char *path, GError **error);

#endif
