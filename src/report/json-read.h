/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Findings read back from JSON: from what json_finding() makes, with the byte maps.
 *
 * The bytes are foreign by then: what is not a finding is refused, and of what is one nothing
 * is taken that a finding could not have.
 */
#ifndef UNBROKEN_REPORT_JSON_READ_H
#define UNBROKEN_REPORT_JSON_READ_H

#include <jansson.h>

#include "report/finding.h"
#include "util/arena.h"

/* json_finding(), and all else that json_read_finding() takes. */
json_t *json_whole_finding(const struct finding *finding);

/*
 * Fills @finding, with its strings in @arena.  FALSE if @object is no finding.  Its rule may be
 * one that there is no longer.
 */
gboolean json_read_finding(const json_t *object, struct arena *arena, struct finding *finding);

/* A set of targets from their names; FALSE if it is none, or empty. */
gboolean json_read_targets(const json_t *names, target_set *ret);

#endif
