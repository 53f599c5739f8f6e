/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The syntax of git's configuration, read without git: with the line of each setting, and
 * within bounds.  Values are texts; what they mean is for the caller.
 */
#ifndef UNBROKEN_POLICY_SYNTAX_H
#define UNBROKEN_POLICY_SYNTAX_H

#include <glib.h>

#include "util/auto.h"

/* A line of a section, or the line that begins one. */
struct setting {
	const char *section;   /* in lower case */
	const char *name;      /* of [section "name"], or NULL */
	const char *key;       /* in lower case; NULL: the section begins here */
	const char *value;     /* NULL: there is no '=' */
	guint line, last_line; /* a value may go on for several */
};

struct settings {
	GArray *all; /* struct setting, in order */
	GStringChunk *strings;
};

/*
 * Reads @text, which @file is the name of in messages.  Every mistake is a POLICY_ERROR that
 * names the line and what was expected.  Free with settings_free().
 */
struct settings *settings_parse(const char *file, const char *text, gsize size, gsize most,
				GError **error);
void settings_free(struct settings *settings);
DEFINE_AUTO(settings, settings_free)

/* "FILE:LINE: section "name": TEXT", in one line, as a POLICY_ERROR; FALSE. */
gboolean setting_refuse(const char *file, const struct setting *setting, GError **error,
			const char *format, ...) G_GNUC_PRINTF(4, 5);

/* That the key is none of @keys (NULL-terminated); FALSE. */
gboolean setting_refuse_key(const char *file, const struct setting *setting,
			    const char *const *keys, GError **error);

/* Appends "\t@key = @value" so that settings_parse() and git read the same value back. */
void settings_append(GString *out, const char *key, const char *value);

/* Appends "[@section "@name"]". */
void settings_append_section(GString *out, const char *section, const char *name);

#endif
