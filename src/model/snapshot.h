/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Models as a text that lasts: one file for all targets of one tree, sorted, an
 * item a line or block, made to be kept in git and read in a diff.  The format
 * is described in docs/snapshot.md; every version of it stays readable.
 *
 * A snapshot keeps all that comparing, judging and showing use of a tree and of
 * its models, and no text of a header.
 */
#ifndef UNBROKEN_MODEL_SNAPSHOT_H
#define UNBROKEN_MODEL_SNAPSHOT_H

#include <glib.h>

#include "model/model.h"
#include "util/auto.h"

#define SNAPSHOT_ERROR snapshot_error_quark()
GQuark snapshot_error_quark(void);

enum snapshot_error {
	SNAPSHOT_ERROR_MALFORMED,
	SNAPSHOT_ERROR_VERSION, /* of a newer program */
	SNAPSHOT_ERROR_LIMIT,   /* too large, or would take too much memory */
};

/* What is read at most. */
#define SNAPSHOT_BYTES   ((gsize)256 << 20)
#define SNAPSHOT_MEMORY  ((gsize)4 << 30)
#define SNAPSHOT_MEMBERS 65536 /* of one record */

/* One header of the tree; several for one path where targets have their own. */
struct snapshot_header {
	const char *path;   /* as programs include it */
	const char *shown;  /* as messages name it */
	target_set targets; /* not empty; those of one path have none in common */
	gboolean judged;    /* FALSE: only here to resolve includes */
	const char *digest; /* of its bytes; NULL: not known */
	const char *words;  /* the identifiers in it, sorted, a blank between two; NULL: not
			     * kept, since no rule looks for any */
};

/* A header that should be in the tree and whose content is not known. */
struct snapshot_refusal {
	const char *path, *reason;
	target_set targets;
	gboolean expected; /* an input of this kind cannot have it */
};

struct snapshot {
	const char *name;   /* what the user called the tree */
	const char *layout; /* "installed", "kernel-source" or "header" */
	/* FALSE where other packages may own parts of the tree. */
	gboolean complete;
	target_set targets; /* those whose asm headers the tree itself carries */
	/* Sorted by path, then by targets. */
	const struct snapshot_header *headers;
	gsize n_headers;
	/* Sorted by path, then by targets. */
	const struct snapshot_refusal *refusals;
	gsize n_refusals;
	/* NULL for a target that is not in it.  Otherwise the headers of the model are
	 * those of @headers for this target, in the same order. */
	const struct model *models[TARGET_COUNT];
};

/*
 * An empty snapshot with an arena that holds at most @limit bytes, for whoever
 * makes one of a tree.  What it points to may be in the arena or elsewhere.
 * NULL with @error set when there is no memory.  Free with snapshot_free().
 */
struct snapshot *snapshot_new(gsize limit, GError **error);
struct arena *snapshot_arena(struct snapshot *snapshot);

void snapshot_free(struct snapshot *snapshot);
DEFINE_AUTO(snapshot, snapshot_free)

/* Appends the text of @snapshot, which is the same for equal snapshots. */
void snapshot_write(const struct snapshot *snapshot, GString *out);

/*
 * Reads what snapshot_write() wrote, now or in any version before; @text need not
 * end in NUL.  @name is for messages.  NULL with @error set: "'x.unb': line 12:
 * ...".  The models are sound: every index leads to something, names are in
 * order, records do not hold themselves.  Owns all that it points to.
 */
struct snapshot *snapshot_read(const char *name, const char *text, gsize size, GError **error);

/* Whether @text begins like a snapshot, of whatever version. */
gboolean snapshot_recognise(const char *text, gsize size);

#endif
