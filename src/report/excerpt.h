/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The part of a diff that a finding is about. */
#ifndef UNBROKEN_REPORT_EXCERPT_H
#define UNBROKEN_REPORT_EXCERPT_H

#include "report/finding.h"

/*
 * The hunk that makes the change of @finding, among @files (struct unified_file, see
 * util/unified.h): of the file that the finding points to, and changing what the message names, or
 * else the finding's line.  As struct finding.excerpt has it, at most 18 lines of it around the
 * first such line; what was cut is marked by "[...]".  NULL if there is none.  Free with g_free().
 */
char *excerpt_find(const GPtrArray *files, const struct finding *finding);

#endif
