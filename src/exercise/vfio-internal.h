/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the exercises of VFIO migration share. */
#ifndef UNBROKEN_EXERCISE_VFIO_INTERNAL_H
#define UNBROKEN_EXERCISE_VFIO_INTERNAL_H

#include "exercise/vfio-migration.h"

enum rule {
	RULE_FEATURE_HEADER,
	RULE_FEATURE_UNKNOWN,
	RULE_FEATURE_OPERATION,
	RULE_FEATURE_PROBE,
	RULE_FEATURE_SIZE,
	RULE_FLAGS,
	RULE_INITIAL_STATE,
	RULE_RESET,
	RULE_STATE_REQUEST,
	RULE_STATE_REFUSED,
	RULE_STATE_SAME,
	RULE_STATE_FIELDS,
	RULE_STATE_FAILURE,
	RULE_STATE_RECOVERY,
	RULE_SESSION_BEGINS,
	RULE_SESSION_GOES_ON,
	RULE_SESSION_ENDS,
	RULE_SESSION_DIRECTION,
	RULE_SESSION_COMMANDS,
	RULE_STREAM_END,
	RULE_STREAM_PRECOPY,
	RULE_STREAM_ERROR,
	RULE_LOAD_ANY_SIZE,
	RULE_LOAD_INCOMPLETE,
	RULE_LOAD_RESULT,
	RULE_LOAD_WITHOUT_RESET,
	RULE_PRECOPY_INFO,
	RULE_LOGGING,
	RULE_V1_REGISTERS,
	RULE_V1_REQUEST,
	RULE_V1_REFUSED,
	RULE_V1_SAME,
	RULE_V1_FAILURE,
	RULE_V1_ERROR_STATE,
	RULE_V1_PENDING,
	RULE_V1_STABLE,
	RULE_V1_SAVING,
	RULE_V1_LOADING,
	RULE_V1_RESET,
	RULES,
};

struct exercise {
	const struct migration_port *port;
	const struct exercise_options *options;
	struct exercise_report *report;
	GRand *rand;
	guint64 flags;
	gint32 session;     /* the descriptor that we hold; -1: none */
	GByteArray *stream; /* a whole one of this device, once one was saved */
	guint64 print;      /* what the device was then */
};

/* Counts a check; if @is_kept is not so, says why the rule is broken. Returns @is_kept. */
gboolean exercise_check(struct exercise *exercise, gboolean is_kept, enum rule rule,
			const char *format, ...) G_GNUC_PRINTF(4, 5);
/* Something could not be tried. */
void exercise_note(struct exercise *exercise, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* "0", "5", "EINVAL", of what a call returned. */
const char *exercise_result(glong result);

/* --- Requests of revision 2 (vfio-requests.c) ------------------------------------------- */

/* VFIO_DEVICE_FEATURE with @n bytes of payload. */
int exercise_feature(struct exercise *exercise, guint32 flags, gpointer payload, gsize n);

/*
 * Asks for a state, and checks what is written back.  *fd is the descriptor that came, or -1; it
 * is not exercise->session yet.
 */
int exercise_set(struct exercise *exercise, guint32 state, gint32 *fd);
/* The state; EXERCISE_STATES if it cannot be had. */
guint32 exercise_get(struct exercise *exercise);
/* Closes the session's descriptor, and holds @fd instead, which may be -1. */
void exercise_hold(struct exercise *exercise, gint32 fd);
/* Resets the device; FALSE, with a deviation, if it does not run then. */
gboolean exercise_reset(struct exercise *exercise);
/* Resets, and goes to a state with one request; FALSE if the device does not get there. */
gboolean exercise_bring(struct exercise *exercise, guint32 state);
/*
 * Asks for @to from @from, where the device is, and checks all that is promised; what the session
 * is afterwards is held.  Whether the device is in @to then.
 */
gboolean exercise_request(struct exercise *exercise, guint32 from, guint32 to);

/* --- Streams (vfio-streams.c) ----------------------------------------------------------- */

/*
 * Reads the session to its end, or while there is something, in pieces of @piece bytes, or of
 * random sizes with 0.  The result is that of the last read: 0, or an errno.
 */
gssize exercise_read(struct exercise *exercise, GByteArray *stream, gsize piece);
/* Writes all of it in pieces; FALSE, with a deviation, if it is not taken. */
gboolean exercise_write(struct exercise *exercise, const guint8 *bytes, gsize size, gsize piece);

/* --- Chapters --------------------------------------------------------------------------- */

void exercise_features(struct exercise *exercise);
void exercise_logging(struct exercise *exercise);
void exercise_arcs(struct exercise *exercise);
void exercise_sequences(struct exercise *exercise);
void exercise_streams(struct exercise *exercise);
void exercise_faults(struct exercise *exercise);
void exercise_walks(struct exercise *exercise);
void exercise_revision_1(struct exercise *exercise);

#endif
