/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all our JSON is made of. */
#ifndef UNBROKEN_REPORT_JSON_PARTS_H
#define UNBROKEN_REPORT_JSON_PARTS_H

#include <jansson.h>

#include "report/finding.h"

/* Names come from headers, and JSON has no place for invalid UTF-8: it is made valid. */
json_t *json_text_or_null(const char *text);

void json_set_text(json_t *object, const char *key, const char *text);
void json_set_count(json_t *object, const char *key, guint64 count);

/* The names of the targets in @set, in order. */
json_t *json_target_names(target_set set);

/* As in data/schema/unbroken-findings-1.json. */
json_t *json_finding(const struct finding *finding);
json_t *json_summary(const struct report *report);
/* An array: one entry a header and target. */
json_t *json_not_judged(const struct not_judged *parts, gsize n);

/* Appends @value, which is let go, as text; @flags: jansson's for json_dumps(). */
void json_append(GString *out, json_t *value, size_t flags);

#endif
