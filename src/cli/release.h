/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which release something is, or comes before. */
#ifndef UNBROKEN_CLI_RELEASE_H
#define UNBROKEN_CLI_RELEASE_H

#include "source/git.h"

/*
 * The version of @revision: of a kernel what its Makefile says ("6.14.0-rc2"), else that of
 * the nearest tag which it comes from ("v1.2").  NULL if neither tells; free with g_free().
 */
char *release_of_revision(struct repository *repository, const struct revision *revision);

#endif
