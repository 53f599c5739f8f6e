/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is known beside the headers: conventions of subsystems, and the profile
 * that turns verdicts into severities.
 */
#ifndef UNBROKEN_POLICY_POLICY_H
#define UNBROKEN_POLICY_POLICY_H

#include <glib.h>

#include "report/finding.h"
#include "util/auto.h"

#define POLICY_ERROR policy_error_quark()
GQuark policy_error_quark(void);

enum policy_error {
	POLICY_ERROR_SYNTAX,  /* file, line and what was expected */
	POLICY_ERROR_UNKNOWN, /* an unknown profile, topic or key */
};

/* What a convention can settle.  The names are those of the file. */
enum topic {
	TOPIC_TAIL_GROWTH,       /* "tail-growth": a record gains members behind its end */
	TOPIC_EMBEDDED_GROWTH,   /* "embedded-growth": a container's members move because what it
				  * embeds grew */
	TOPIC_COMMAND_SIZE,      /* "command-size": only the size bits of a command changed */
	TOPIC_COMMAND_DIRECTION, /* "command-direction": only the direction bits changed */
	TOPIC_COMMAND_NUMBER,    /* "command-number": type or number changed */
	TOPIC_RESERVED_USE,      /* "reserved-use": reserved bytes become a member */
	TOPIC_MEMBER_CHANGE,     /* "member-change": moved, resized, replaced members */
	TOPIC_VALUE_CHANGE,      /* "value-change": a constant or enumerator has another value */
	TOPIC_REMOVAL,           /* "removal": a name is gone */
	TOPIC_RENAME,            /* "rename": a name is another */
	TOPIC_COUNT,
};

/* A cited fact about a subsystem: what a change of this kind does there. */
struct convention {
	const char *id;      /* "drm-dispatch" */
	const char *summary; /* one sentence */
	const char *cite;    /* "drivers/gpu/drm/drm_ioctl.c drm_ioctl(), Linux 6.12" */
	const char *file;    /* where it was read, for messages */
	enum verdict verdict;
};

struct policy;

/*
 * Reads conventions from @files (in order; a later definition of the same id
 * replaces the earlier one; a folder stands for its files, by name), and takes
 * the profile named @profile ("kernel", "distro", "vendor", "info").  Free with
 * policy_free().
 */
struct policy *policy_load(const char *const *files, const char *profile, GError **error);
void policy_free(struct policy *policy);
DEFINE_AUTO(policy, policy_free)

/*
 * The convention that settles @topic for an item, or NULL.  @header is the
 * path as programs include it, @kind one of "record", "command", "constant"
 * (enumerators too), "enum", "macro"; @name without the word struct, union or
 * enum.  Where several match, the more specific one wins: named items before
 * globs, globs before whole headers, later before earlier.
 */
const struct convention *policy_convention(const struct policy *policy, enum topic topic,
					   const char *header, const char *kind, const char *name);

/* What the profile makes of a verdict. */
enum severity policy_severity(const struct policy *policy, enum dimension dimension,
			      enum verdict verdict, enum level level);

struct config;

/*
 * Takes over what a project states of rules, and its profile unless @keeps_profile; @config
 * (NULL: nothing is stated) must outlive the policy or the next call.
 */
void policy_set_config(struct policy *policy, const struct config *config, gboolean keeps_profile);

/*
 * What the project states of the severity of @finding, whose rule, header, verdict and level
 * are set; FALSE if it states nothing.  More than its level allows it is never.
 */
gboolean policy_stated_severity(const struct policy *policy, const struct finding *finding,
				enum severity *ret);

/* The rule set that the project asks for, 0: the newest. */
guint policy_rule_set(const struct policy *policy);

#endif
