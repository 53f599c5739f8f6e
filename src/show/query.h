/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What somebody wants to see: a symbol, a number, or a header.
 */
#ifndef UNBROKEN_SHOW_QUERY_H
#define UNBROKEN_SHOW_QUERY_H

#include "model/model.h"
#include "util/auto.h"

enum query_kind {
	QUERY_SYMBOL,
	QUERY_NUMBER,
	QUERY_HEADER,
};

struct query {
	enum query_kind kind;
	char *text; /* as it was typed */

	char *tag;    /* QUERY_SYMBOL: "struct", "union", "enum", or NULL: any */
	char *name;   /* QUERY_SYMBOL: an identifier; QUERY_HEADER: the end of a path */
	char *member; /* QUERY_SYMBOL: "in.addr", or NULL */

	/* QUERY_NUMBER: a number, or the parts of one, which each target packs on its own. */
	gboolean has_parts;
	struct command parts;
	guint64 number;
	/* Look among the constants of this enumeration, or that begin so; "" for all
	 * constants, NULL for none. */
	char *family;
};

/*
 * Reads "struct foo", "foo.bar", "linux/foo.h", "0xc0104601", "107" or
 * "_IOC(_IOC_READ|_IOC_WRITE, 'F', 1, 16)", "_IOW('F', 1, 16)".  NULL with @error
 * set for anything else, and for a @family (may be NULL) of what is no number.
 * Free with query_free().
 */
struct query *query_parse(const char *text, const char *family, GError **error);
void query_free(struct query *query);
DEFINE_AUTO(query, query_free)

/* The number that is looked for on @target. */
guint64 query_number(const struct query *query, enum target_id target);

#endif
