/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Accepted findings in a run: which findings are accepted, and what accepts none, no longer,
 * or cannot be read.
 */
#ifndef UNBROKEN_CLI_ACCEPTING_H
#define UNBROKEN_CLI_ACCEPTING_H

#include "policy/acceptance.h"
#include "policy/policy.h"
#include "report/finding.h"

/* What there is to accept with. */
struct accepting;

/*
 * @stated: the entries of the project, or NULL; must outlive it, as must all commits.
 * @release: of what is judged, or NULL.  Free with accepting_free().
 */
struct accepting *accepting_new(const struct acceptances *stated, const char *release);
void accepting_free(struct accepting *accepting);
DEFINE_AUTO(accepting, accepting_free)

/* "2026-01-02", in UTC: today, or the day of $SOURCE_DATE_EPOCH.  Free with g_free(). */
char *accepting_today(void);

/* Whether it has to be known which release is judged. */
gboolean accepting_needs_release(const struct acceptances *stated);

/*
 * Which entries there were before what is judged; NULL: none.  Entries that are not among them
 * came with it, and so should what they accept.
 */
void accepting_set_old(struct accepting *accepting, const struct acceptances *old_stated);

/* The trailers in the message of @commit, a commit or a patch of what is judged. */
void accepting_add_message(struct accepting *accepting, const struct finding_commit *commit,
			   const char *message);
/* Forgets those of all commits. */
void accepting_forget_messages(struct accepting *accepting);

/* What was found besides what will be shown: what accepts that is not without use. */
void accepting_see(struct accepting *accepting, const struct report *report);

/* Whether it has to be seen what each step found: something is there that may be without use. */
gboolean accepting_asks_for_steps(const struct accepting *accepting, const struct report *report);

/*
 * Who accepts @finding, or NULL.  Where commits are told apart (@by_commit) only trailers of
 * its own count.
 */
const struct finding_acceptance *accepting_find(struct accepting *accepting,
						const struct finding *finding, gboolean by_commit);

/* The findings of @report with what is accepted marked, as below, without any remarks. */
GArray *accepting_mark(struct accepting *accepting, const struct report *report);

/*
 * @report with what is accepted marked and the remarks of @policy about the rest, which stand
 * before all or behind the findings of their commits: its findings as a new array of struct
 * finding.  Free with g_array_unref(); what they refer to ends with @accepting.
 */
GArray *accepting_apply(struct accepting *accepting, const struct report *report,
			const struct policy *policy);

#endif
