/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the actions of unbroken level share. */
#ifndef UNBROKEN_CLI_LEVEL_H
#define UNBROKEN_CLI_LEVEL_H

#include "cli/session.h"
#include "cli/shelf.h"
#include "policy/levels.h"

struct level_options {
	struct session_options session;
	char *revision, *reason, *since, *removal, *name, *contact;
};

/* Each action: what stands behind its name, NULL-terminated; the exit status. */
int level_show(struct level_options *options, char **operands);
int level_set(struct level_options *options, char **operands);
int level_check(struct level_options *options, char **operands);
int level_import(struct level_options *options, char **operands);
int level_export(struct level_options *options, char **operands);

/* Enters --directory; FALSE with an error. */
gboolean level_enter(const struct level_options *options, GError **error);

/* The file that --output names, NULL for the standard output: of what is no report. */
const char *level_output(const struct level_options *options);

/* The file to work on: that of the repository that the current folder is in, else of the
 * current folder; free with g_free(). */
char *level_file(void);

/* What that file states: empty if it is not there.  NULL with an error. */
struct levels *level_load(GError **error);

/* What @revision, or without one the file, states. */
struct levels *level_load_of(const char *revision, GError **error);

/* Writes @text to the file @path, whose folder is made if need be: all of it, or nothing. */
gboolean level_store(const char *path, const GString *text, GError **error);

#endif
