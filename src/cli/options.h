/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the verbs share: options, output, diagnostics.
 */
#ifndef UNBROKEN_CLI_OPTIONS_H
#define UNBROKEN_CLI_OPTIONS_H

#include <glib.h>

#include "report/finding.h"
#include "util/suggest.h"

/* Every verb's; DESIGN promises these numbers to scripts. */
enum exit_status {
	STATUS_CLEAN = 0,      /* nothing at or above the gate */
	STATUS_FINDINGS = 1,   /* findings; wins over STATUS_INCOMPLETE */
	STATUS_ERROR = 2,      /* usage or environment: nothing was judged */
	STATUS_INCOMPLETE = 3, /* something asked for could not be judged */
};

/* How a verb is called. */
struct usage {
	const char *verb;
	const char *parameters; /* "OLD NEW", or NULL */
	const char *summary;
	const char *description; /* below the options, or NULL */
	guint min_parameters, max_parameters;
	const GOptionEntry *entries; /* without --help */
};

/*
 * Parses @argv.  Returns what is left, without options and without the verb;
 * free with g_strfreev().  NULL when there is nothing more to do: help was
 * shown, or the mistake was told; @status is set then.
 */
char **usage_parse(const struct usage *usage, char **argv, int *status);

/* "unbroken: error: ..." and "unbroken: warning: ..." on stderr. */
void complain(const char *message);
void warn(const char *format, ...) G_GNUC_PRINTF(1, 2);

/*
 * Writes all of @text to the file @path, or to stdout when @path is NULL or
 * "-".  A reader that closes the pipe early has what it wanted: no error.
 */
gboolean output_write(const char *path, const GString *text, GError **error);

/* The same for a part of an output; @more: behind what the file holds already. */
gboolean output_append(const char *path, gboolean more, const GString *text, GError **error);

/* Whether the reader of our output has gone, so that nothing more is worth writing. */
gboolean output_is_over(void);

/* For a verb's last step: writes, tells what failed, and gives the status. */
int output_finish(const char *path, const GString *text, int status);

/*
 * Reads "auto", "always" or "never"; NULL is "auto": when @fd is a terminal
 * and NO_COLOR is not set.
 */
gboolean color_parse(const char *when, int fd, enum color_mode *ret, GError **error);

/* Columns to wrap at: COLUMNS, or those of the terminal @fd; at most 100. */
guint output_width(int fd);

#endif
