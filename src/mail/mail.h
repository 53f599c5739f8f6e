/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Patches as they come by mail.
 *
 * Mails are foreign bytes: at most 256 MiB and 10,000 mails together, 1 MiB of
 * headers and 100 parts in each, nested 16 deep.
 */
#ifndef UNBROKEN_MAIL_MAIL_H
#define UNBROKEN_MAIL_MAIL_H

#include <glib.h>

#include "util/auto.h"

#define MAIL_ERROR mail_error_quark()
GQuark mail_error_quark(void);

/* The library in use, "GMime 3.2.13"; free with g_free(). */
char *mail_library_version(void);

enum mail_error {
	MAIL_ERROR_UNREADABLE, /* no such file, or it cannot be read */
	MAIL_ERROR_UNKNOWN,    /* neither a mail nor a diff */
	MAIL_ERROR_EMPTY,      /* mails, but no patch in them */
	MAIL_ERROR_MALFORMED,  /* a patch that was damaged, as by format=flowed */
	MAIL_ERROR_MISSING,    /* a series that lacks a patch */
	MAIL_ERROR_LIMIT,      /* more bytes, mails or parts than allowed */
};

/* All strings are UTF-8 without control characters but those of lines, and never NULL. */
struct patch {
	const char *subject;    /* without "[PATCH v2 3/7] "; "" for a plain diff */
	const char *author;     /* "Jane Doe <jane@example.org>", or "" */
	const char *message_id; /* without angles, or "" */
	/* What stands before the diff, as far as the line "---", with its line ends; at most
	 * 64 KiB. */
	const char *message;
	/* For an answer to all, as headers have it, in ASCII; "" where there is nothing. */
	const char *reply_subject; /* "Re: [PATCH v2 3/7] uapi: add foo" */
	const char *reply_to;      /* who sent it */
	const char *reply_cc;      /* everybody else whom it went to, separated by ", " */
	const char *references;    /* "<id> <id>": what the mail itself refers to */
	guint number, total;       /* 3, 7; 0 where not told */
	guint version;             /* 1 where not told */
	/* The diff alone, in lines that end in "\n" if they are not a file's own;
	 * the bytes of files are as they were sent, whatever their charset. */
	const char *diff;
	gsize diff_size;
	const char *shown; /* "series.mbox: 3/7", or the file's name if it is one mail */
};

struct series {
	const struct patch *patches; /* in the order in which to apply them; at least one */
	gsize n_patches;
	gsize skipped; /* cover letters, replies, mails without a diff, second copies */
	/* What was left out that the user may not expect, a sentence each:
	 * "version 1 of 'uapi: add foo' is left out, as version 2 is there". */
	const char *const *notes;
	gsize n_notes;
};

/*
 * Reads each of @files ("-" is standard input): an mbox, one mail, the output of
 * git-format-patch, a folder that is a maildir, or a diff.
 *
 * A series is ordered by the numbers of its patches, series and other patches
 * by their first mail.  Of several versions of a series (same thread, or a
 * subject in common) the newest is taken.  A reply that carries a diff is taken
 * only if there is nothing else.  That a number is missing is an error, unless
 * the one patch is all there is.
 *
 * NULL with @error set otherwise.  Free with series_free().
 */
struct series *series_read(const char *const *files, gsize n, GError **error);

/* The same for the @size bytes of one file in memory, called @name in messages. */
struct series *series_read_memory(const char *name, const void *bytes, gsize size, GError **error);

void series_free(struct series *series);
DEFINE_AUTO(series, series_free)

#endif
