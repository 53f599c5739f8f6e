/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The reports that a run writes: where to, and how.
 */
#ifndef UNBROKEN_CLI_OUTPUTS_H
#define UNBROKEN_CLI_OUTPUTS_H

#include "report/finding.h"

struct output {
	const struct report_format *format;
	const char *path; /* of the options; NULL: standard output */
	struct report_options shown;
};

/* What was asked for. */
struct outputs_request {
	const char *format;         /* --format, or NULL */
	const char *const *outputs; /* --output: "FILE" or "FORMAT=FILE"; or NULL */
	const char *color;          /* --color, or NULL */
	/* Formats that the verb knows, NULL-terminated; NULL: all. */
	const char *const *formats;
};

/*
 * The outputs to write, at least one; struct output, free with g_array_unref().
 * @shown has what all of them have in common.  There is one in --format, to the plain FILE
 * or standard output, and one for each FORMAT=FILE; the former only if somebody asked for
 * it or nothing else goes to standard output.  NULL with an error for an unknown format and
 * for two that would go to the same place.
 */
GArray *outputs_parse(const struct outputs_request *request, const struct report_options *shown,
		      GError **error);

/* "text, json or sarif": the formats, or those of @formats; free with g_free(). */
char *outputs_formats(const char *const *formats);

/*
 * Writes all of @text to the file @path, which gets it as a whole or keeps what it had: it is
 * written beside it, and then takes its name.  What is no regular file is written as it is.
 * NULL: standard output.
 */
gboolean output_replace(const char *path, const GString *text, GError **error);

#endif
