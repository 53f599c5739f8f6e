/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Opinions: what a difference between two models does to programs.
 */
#ifndef UNBROKEN_RULES_JUDGE_H
#define UNBROKEN_RULES_JUDGE_H

#include "model/model.h"
#include "policy/policy.h"
#include "policy/standing.h"
#include "report/finding.h"
#include "source/source.h"
#include "util/auto.h"

struct judge_input {
	const struct tree *old_tree, *new_tree;
	/* One pair a target, in the order of enum target_id. */
	const struct model *const *old_models, *const *new_models;
	/* The release before the old one, to tell repairs; before_tree may be NULL. */
	const struct tree *before_tree;
	const struct model *const *before_models;
	gsize n_models;
	const char *const *headers; /* globs of those to tell of; NULL: all.  NULL-terminated */
	const struct policy *policy;
	enum level level;                /* of the header set */
	const struct standing *standing; /* NULL: nothing is stated of its parts */
};

/*
 * Compares and judges.  One change is one finding, however many targets and
 * headers share it.  The report is deterministic and owns its strings, but
 * refers to the names of the trees; free with judge_free() before them.
 */
struct report *judge(const struct judge_input *input);
void judge_free(struct report *report);
DEFINE_AUTO(report, judge_free)

/* Whether the header @path matches one of the globs @headers; NULL: any does. */
gboolean judge_wants(const char *const *headers, const char *path);

#endif
