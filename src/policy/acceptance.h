/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Findings that a project has accepted, in .unbroken/accept (the syntax of git's
 * configuration), by their ids:
 *
 *	[accept "5f1c9a0b27e4"]
 *		rule = member/moved
 *		item = struct foo_cfg
 *		header = linux/foo.h
 *		reason = no program was built for it yet
 *		until = 6.14
 *
 * Only the reason has to be there; rule, item and header tell people what it is.
 */
#ifndef UNBROKEN_POLICY_ACCEPTANCE_H
#define UNBROKEN_POLICY_ACCEPTANCE_H

#include "policy/policy.h"

#define ACCEPT_PATH ".unbroken/accept"

struct acceptance {
	const char *id;
	const char *rule, *item, *header; /* NULL: not stated */
	struct finding_acceptance shown;
	guint line, last_line; /* where the section begins, and its last setting does */
};

/* In the order of the file. */
struct acceptances {
	const struct acceptance *entries;
	gsize n_entries;
	const char *file; /* what messages call it */
};

/*
 * Reads @text, which @file is the name of.  Every mistake is a POLICY_ERROR that names the
 * line and what was expected.  Free with acceptances_free().
 */
struct acceptances *acceptances_parse(const char *file, const char *text, gsize size,
				      GError **error);
void acceptances_free(struct acceptances *acceptances);
DEFINE_AUTO(acceptances, acceptances_free)

/* The entry for @id, or NULL; @acceptances may be. */
const struct acceptance *acceptances_find(const struct acceptances *acceptances, const char *id);

/*
 * @text (NULL: there is no file) with @entry in its place by the order of ids, or without the
 * entry for @id.  All else stays as it is.  @text must be one that acceptances_parse() takes;
 * free with g_free().
 */
char *acceptances_text_with(const char *text, const struct acceptance *entry);
char *acceptances_text_without(const char *text, const char *id);

/* "5f1c9a0b27e4": whether it is the id of a finding. */
gboolean acceptance_is_id(const char *text);

/* Whether @until is a version or a day; FALSE with a sentence. */
gboolean acceptance_check_until(const char *until, GError **error);

/* Whether it is a version, and not a day. */
gboolean acceptance_is_version(const char *until);

/*
 * Whether what is accepted until @until (NULL: for ever) is so no longer: that version or day
 * has come.  @release (NULL: not known) and @today ("2026-01-02") are those of what is judged;
 * without a release no version has come.
 */
gboolean acceptance_is_over(const char *until, const char *release, const char *today);

#endif
