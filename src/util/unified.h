/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Unified diffs, as git and diff -u write them, found in whatever text is
 * around them: a commit's message before, a mail's signature behind.
 *
 * A diff is foreign bytes.  What is scanned is told, not believed: a hunk has
 * as many lines as it says, and nothing is known of the files that it changes.
 */
#ifndef UNBROKEN_UTIL_UNIFIED_H
#define UNBROKEN_UTIL_UNIFIED_H

#include <glib.h>

#define UNIFIED_ERROR unified_error_quark()
GQuark unified_error_quark(void);

enum unified_error {
	UNIFIED_ERROR_MALFORMED, /* a hunk that is cut off, a header that makes no sense */
	UNIFIED_ERROR_LIMIT,     /* more than 100,000 files or 1,000,000 hunks */
};

enum unified_change {
	UNIFIED_MODIFY,
	UNIFIED_ADD,
	UNIFIED_DELETE,
	UNIFIED_RENAME,
	UNIFIED_COPY,
};

struct unified_hunk {
	guint old_start, old_count;
	guint new_start, new_count;
	/* The lines with their marks, in the text that was scanned; a line may be
	 * empty, which is an empty line of context whose space a mailer took. */
	const char *text;
	gsize size;
};

/* What a diff does to one file. */
struct unified_file {
	enum unified_change change;
	char *old_name; /* as it is written, prefix and all; NULL: there is none */
	char *new_name;
	gboolean prefixed; /* FALSE: a rename or copy, whose names have no "a/" and "b/" */
	guint old_mode;    /* 0: not told */
	guint new_mode;
	gboolean binary; /* changes that are no lines of text; there are no hunks then */
	gboolean crlf;   /* every line that is not a file's own ends in "\r\n" */
	GArray *hunks;   /* struct unified_hunk */
	/* All of it, in the text that was scanned. */
	const char *text;
	gsize size;
	gsize line; /* of that text, from 1 */
};

/*
 * Finds the parts of a diff in the @size bytes of @text, which must outlive the
 * result: struct unified_file, in order; free with g_ptr_array_unref().  An
 * empty array when there is no diff.  NULL with @error set for one that is
 * damaged; the message names the line.
 */
GPtrArray *unified_scan(const char *text, gsize size, GError **error);

#endif
