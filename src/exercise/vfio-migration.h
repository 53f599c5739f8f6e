/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Exercises the migration of a VFIO device: asks for every arc and every sequence of states that
 * the interface allows, not only for those that one program uses, and reports where the device
 * deviates from what the interface promises.
 *
 * What the device is, it is not any more afterwards: it is reset, stopped and loaded.
 */
#ifndef UNBROKEN_EXERCISE_VFIO_MIGRATION_H
#define UNBROKEN_EXERCISE_VFIO_MIGRATION_H

#include "exercise/vfio-port.h"
#include "util/auto.h"

#define EXERCISE_STATES 8 /* of revision 2; those of revision 1 are the first 7 */

struct exercise_options {
	guint revision; /* 1 or 2 */
	guint32 seed;
	guint rounds; /* of random walks, each of some dozen steps */
	guint length; /* of the sequences of states that are all tried, 1 to 4 */
	/*
	 * Also asks for STOP_COPY to PRE_COPY.  Linux 6.18 never returns from that, so it is for
	 * devices whose answer is known to come.
	 */
	gboolean blocked_arcs;
};

/* What is promised, and where. */
struct exercise_rule {
	const char *id;        /* "session/ends" */
	const char *reference; /* where it is written */
	const char *promise;
};

struct exercise_deviation {
	const struct exercise_rule *rule;
	char *message; /* what was done, what came of it */
	guint count;   /* how often the same */
};

/* What was asked for from one state to another. */
struct exercise_coverage {
	guint asked, done, refused, failed; /* failed: as it was made to */
};

struct exercise_report {
	guint revision;
	guint64 flags;         /* VFIO_MIGRATION_*, of revision 2 */
	GPtrArray *deviations; /* struct exercise_deviation */
	guint checks;          /* promises that were looked at */
	guint sequences;
	guint64 saved, loaded; /* bytes */
	struct exercise_coverage coverage[EXERCISE_STATES][EXERCISE_STATES];
	GPtrArray *notes; /* char *: what could not be tried, and why */
};

/* Free with exercise_report_free(). */
struct exercise_report *exercise_vfio_migration(const struct migration_port *port,
						const struct exercise_options *options);
void exercise_report_free(struct exercise_report *report);
DEFINE_AUTO(exercise_report, exercise_report_free)

/* All promises; *n is how many. */
const struct exercise_rule *exercise_rules(gsize *n);

/* As the revision calls it. */
const char *exercise_state_name(guint revision, guint32 state);

/* A page about all of them, with the states as a picture; @device is what it is called. Free it. */
char *exercise_report_html(const char *device, struct exercise_report *const *reports, gsize n);

/* The report, for people: what deviates, then which requests were covered. Free it. */
char *exercise_report_text(const struct exercise_report *report);

#endif
