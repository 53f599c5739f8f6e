/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The history of an interface as a text: per commit or release, what was added, extended,
 * broken, repaired.
 */
#ifndef UNBROKEN_REPORT_HISTORY_H
#define UNBROKEN_REPORT_HISTORY_H

#include "report/finding.h"

/* What a finding means in a history, the gravest first. */
enum event {
	EVENT_BREAKS,
	EVENT_DEPENDS,
	EVENT_REPAIRS,
	EVENT_EXTENDS, /* more members, room or arms, without harm */
	EVENT_ADDS,    /* a new name */
	EVENT_CHANGES, /* any other safe change */
	EVENT_COUNT,
};

/* "breaks", "depends", "repairs", "extends", "adds", "changes" */
extern const char *const event_names[EVENT_COUNT];
enum event event_of(const struct finding *finding);

/* A commit or a release. */
struct history_entry {
	const char *id;                        /* full; "" for a release */
	const char *name;                      /* subject, or the tag */
	const char *date;                      /* "2026-01-02"; "" if there is none */
	const char *author;                    /* NULL for a release */
	const struct finding *const *findings; /* to be told; in the order of the report */
	gsize n_findings;
	const struct not_judged *not_judged;
	gsize n_not_judged;
	target_set targets;
};

/* As text: a heading, then a line an event. */
void history_append_text(GString *out, const struct history_entry *entry,
			 const struct report_options *options);

/* As one JSON object, without a line end. */
void history_append_json(GString *out, const struct history_entry *entry);

#endif
