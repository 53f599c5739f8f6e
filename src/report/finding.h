/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a rule says of a change, ready to be shown.  Findings are plain text
 * and places: a reporter knows no rule and no model.
 */
#ifndef UNBROKEN_REPORT_FINDING_H
#define UNBROKEN_REPORT_FINDING_H

#include <glib.h>
#include <stdio.h>

#include "report/layout.h"
#include "util/target.h"

enum dimension {
	DIMENSION_ABI,       /* programs already built */
	DIMENSION_API,       /* sources built against the new headers */
	DIMENSION_BEHAVIOUR, /* errno and acceptance, never from headers alone */
	DIMENSION_EVOLVE,    /* can it ever be extended? */
};

enum verdict {
	VERDICT_SAFE,
	VERDICT_DEPENDS,
	VERDICT_BREAKS,
};

enum severity {
	SEVERITY_NONE, /* shown with -v only */
	SEVERITY_NOTE,
	SEVERITY_WARNING,
	SEVERITY_ERROR,
};

enum level {
	LEVEL_STABLE,
	LEVEL_TESTING,
	LEVEL_OBSOLETE,
	LEVEL_REMOVED,
	LEVEL_UNRELEASED,
};

/* The words used in every output, indexed by the enumerations above. */
extern const char *const dimension_names[];
extern const char *const verdict_names[];
extern const char *const severity_names[];
extern const char *const level_names[];

/* line 0: the place is not known or does not exist on that side. */
struct finding_place {
	const char *file; /* NULL if there is none */
	guint line, column;
};

/* The mail that a patch came by: what an answer needs, as headers have it; "" for nothing. */
struct finding_mail {
	const char *author;     /* for people: "Jane Doe <jane@example.org>" */
	const char *subject;    /* "Re: [PATCH v2 3/7] uapi: add foo" */
	const char *to, *cc;    /* addresses, separated by ", " */
	const char *message_id; /* of that mail, without angles */
	const char *references; /* "<id> <id>": what that mail itself refers to */
};

/* A commit, as far as a report names it. */
struct finding_commit {
	const char *id;                  /* full; "" for what is not committed yet */
	const char *subject;             /* one line */
	const struct finding_mail *mail; /* NULL: it did not come by mail */
};

/* A name that has another one now, in a finding that tells of several. */
struct finding_renaming {
	const char *old_name;
	const char *value;    /* "3"; NULL for what has none */
	const char *new_name; /* what has the old meaning */
	const char *now;      /* what the old name means now: "1 (enum foo)"; NULL: it is gone */
};

/* That somebody accepted a finding. */
struct finding_acceptance {
	const char *reason; /* one line */
	const char *until;  /* the version or day on which that ends; NULL: never */
	const char *where;  /* ".unbroken/accept:12", or "commit 5616c8c8a1b2"; never NULL */
};

/* All strings are owned by the report that the finding is in. */
struct finding {
	const char *id;   /* 12 hexadecimal digits, the same as long as the change is */
	const char *rule; /* "member/moved" */
	enum dimension dimension;
	enum verdict verdict;
	enum severity severity;
	enum level level;
	const char *item_kind; /* struct, union, enum, typedef, constant, command, macro,
				* function, header; of remarks also entry, trailer, set */
	const char *item_name; /* "vfio_device_info", "VFIO_DEVICE_RESET" */
	const char *header;    /* as programs include it */
	struct finding_place old_place, new_place;
	target_set targets;
	const char *message; /* one line, no full stop */
	const char *why;     /* what it does to programs */
	const char *fix;     /* NULL for a safe one */
	const char *fact;    /* the deciding fact of a "depends", NULL otherwise */
	/* Byte maps, one line each, NULL if none: "0 a:__u64 | 8 b:__u32". */
	const char *old_map, *new_map;
	/* Where the record of it has its members, both or neither NULL.  Findings about one
	 * record share them. */
	const struct finding_layout *old_layout, *new_layout;
	/* Cited knowledge and consequences, each one line; NULL-terminated, never NULL. */
	const char *const *evidence;
	gboolean is_repair; /* it returns to what the release before the old one had */
	const struct finding_renaming *renamings; /* in the order of the old header */
	gsize n_renamings;
	/* The id of the finding that tells this one along with others; NULL if it stands for
	 * itself.  It has no severity then, is not counted, and only programs are shown it. */
	const char *part_of;
	/* NULL: nobody did.  Else it has no severity. */
	const struct finding_acceptance *accepted;
	/* Where commits are told apart, else NULL: the one that brought it, */
	const struct finding_commit *commit;
	/* the later one of the same range that takes it back, */
	const struct finding_commit *healed;
	/* the earlier one of the same range that this takes back. */
	const struct finding_commit *heals;
	/* The hunk of a unified diff that makes the change, from its "@@" line on, bounded;
	 * NULL where a format has not asked for it (needs_excerpts) or it was not found. */
	const char *excerpt;
};

/*
 * What could not be judged.
 *
 * @expected: it was never meant to be in the inputs (a folder that another
 * package owns, a header that only a build generates, a target nobody asked
 * for), or the same bytes fail on both sides in the same way.  It is said, but
 * the run counts as complete.
 */
struct not_judged {
	const char *header; /* as programs include it; a folder ends in "/" */
	target_set targets;
	const char *reason; /* one line, without the header */
	gboolean expected;
};

struct report {
	const struct finding *findings; /* in the order to show them */
	gsize n_findings;
	const struct not_judged *not_judged; /* sorted by header */
	gsize n_not_judged;
	/* For the summary. */
	const char *old_name, *new_name;
	gboolean shows_names; /* the user did not type them: the summary says what was compared */
	gsize headers_judged; /* distinct headers of the new tree (or only in the old) */
	target_set targets;
	gboolean by_commit; /* the findings stand commit by commit, oldest first */
	double seconds;     /* wall time; not shown where output must be reproducible */
};

/* What a rule says in general: all that a format knows of rules. */
struct report_rule {
	const char *id;
	enum dimension dimension;
	enum severity severity; /* of its findings, unless they say otherwise */
	const char *summary;    /* what it finds, one line */
	const char *why;
	const char *fix;  /* or NULL */
	const char *link; /* an absolute URI that tells more */
};

enum color_mode {
	COLOR_NEVER,
	COLOR_ALWAYS,
};

struct report_options {
	gboolean verbose;       /* also safe changes, and every not judged header */
	gboolean quiet;         /* the summary line only */
	gboolean show_accepted; /* in full; verbose does so, too */
	enum color_mode color;
	gboolean show_time;        /* the summary names the seconds */
	guint width;               /* columns to wrap sentences at; 0: 100 */
	gboolean allow_incomplete; /* what could not be judged is no failure */
	const char *version;       /* of this program; NULL: not told */
	const char *home;          /* the page that tells of the rules; NULL: there is none */
	/* All rules, sorted by id. */
	const struct report_rule *rules;
	gsize n_rules;
	/* Where the program runs: formats that are read elsewhere name files below it by the
	 * path from here, and others that are absolute not at all.  NULL: not known. */
	const char *folder;
};

/* What a report holds, counted; without what another finding tells along. */
struct report_counts {
	gsize severities[SEVERITY_ERROR + 1]; /* findings that are not accepted */
	gsize accepted;                       /* findings that are */
	gsize verdicts[VERDICT_BREAKS + 1];   /* findings */
	gsize safe;                           /* findings that are safe and of no severity */
	gsize headers;                        /* distinct ones with a finding */
	gsize incomplete;                     /* not judged, and not expected to be so */
};

void report_count(const struct report *report, struct report_counts *counts);

/* A format.  The list of them is report_formats[]. */
struct report_format {
	const char *name;
	const char *summary;     /* for --help */
	gboolean needs_all;      /* it shows every finding, safe ones too, with its commit */
	gboolean needs_excerpts; /* it shows finding.excerpt */
	/* Appends the whole report to @out. */
	void (*write)(const struct report *report, const struct report_options *options,
		      GString *out);
};

extern const struct report_format *const report_formats[]; /* NULL-terminated */
const struct report_format *report_format_find(const char *name);

#endif
