/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Findings that a commit accepts in its own message:
 *
 *	UAPI-change: 5f1c9a0b27e4 no program was built for it yet
 *	UAPI-change: member/renamed struct foo_cfg the old name said something else
 */
#ifndef UNBROKEN_POLICY_TRAILER_H
#define UNBROKEN_POLICY_TRAILER_H

#include <glib.h>

#define TRAILER_NAME "UAPI-change"

struct trailer {
	char *text;        /* all of it behind the colon, in one line */
	char *id;          /* of the finding, else NULL */
	char *rule, *item; /* which findings, else NULL; the item without struct and its like */
	char *reason;      /* "" if there is none */
	const char *flaw;  /* why it cannot be used; NULL: it can */
};

/*
 * The trailers of @message (bytes; NULL: none), in its order: struct trailer.  They may stand
 * in any paragraph, at the beginning of a line; lines that begin with a blank go on with the one
 * before.  At most 1,000 of them.  Free with g_ptr_array_unref().
 */
GPtrArray *trailers_parse(const char *message);

/* Whether @trailer speaks of a finding with that id, rule and item. */
gboolean trailer_matches(const struct trailer *trailer, const char *id, const char *rule,
			 const char *item);

#endif
