/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A guard before loose objects: libgit2 (1.5 at least) reads for ever in one whose file was
 * cut short.
 */
#ifndef UNBROKEN_SOURCE_GIT_GUARD_H
#define UNBROKEN_SOURCE_GIT_GUARD_H

#include <git2.h>

/* Lets no damaged loose object of @repository be read through @odb; 0, or libgit2's error. */
int git_guard_loose(git_odb *odb, git_repository *repository);

#endif
