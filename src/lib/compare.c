/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "compare/compare.h"

#include "lib/internal.h"
#include "policy/profile.h"
#include "policy/shipped.h"

static gboolean find_policy(const struct unbroken_compare_options *how, struct policy **policy,
			    struct unbroken_error **error)
{
	const char *name = how->profile ? how->profile : "kernel";
	GError *failure = NULL;
	enum unbroken_error_code code = UNBROKEN_ERROR_SETUP;

	if (!profile_find(name, &failure))
		code = UNBROKEN_ERROR_ARGUMENT;
	else
		*policy = policy_load_shipped(how->conventions, name, &failure);
	if (*policy)
		return TRUE;
	fail(error, code, "%s", failure->message);
	g_error_free(failure);
	return FALSE;
}

static gboolean has_headers(const struct unbroken_input *input)
{
	return input->input.tree->n_files > 0 || input->input.tree->n_refusals > 0;
}

static gboolean do_fit(const struct unbroken_input *old_input,
		       const struct unbroken_input *new_input, const struct unbroken_input *before,
		       struct unbroken_error **error)
{
	if (old_input->input.types && new_input->input.types)
		return fail(error, UNBROKEN_ERROR_ARGUMENT,
			    "'%s' and '%s' are both types of a kernel: one side must be headers",
			    old_input->name, new_input->name);
	if (before && before->input.types)
		return fail(error, UNBROKEN_ERROR_ARGUMENT,
			    "the release before needs headers, not the types of a kernel");
	if (!has_headers(old_input) && !has_headers(new_input))
		return fail(error, UNBROKEN_ERROR_EMPTY, "neither '%s' nor '%s' holds any header",
			    old_input->name, new_input->name);
	return TRUE;
}

static gboolean take_inputs(struct unbroken_report *report, const struct unbroken_input *old_input,
			    const struct unbroken_input *new_input,
			    const struct unbroken_input *before, GError **error)
{
	const struct unbroken_input *const given[SIDE_COUNT] = { old_input, new_input, before };

	for (guint side = 0; side < SIDE_COUNT; side++) {
		if (!given[side])
			continue;
		report->inputs[side] = input_ref(given[side]);
		if (!input_copy(given[side], &report->copies[side], error))
			return FALSE;
	}
	return TRUE;
}

static void set_up(struct unbroken_report *report, target_set set)
{
	report->comparison = (struct comparison){
		.old_tree = report->copies[SIDE_OLD].tree,
		.new_tree = report->copies[SIDE_NEW].tree,
		.before_tree = report->copies[SIDE_BEFORE].tree,
		.old_types = report->inputs[SIDE_OLD]->input.types,
		.new_types = report->inputs[SIDE_NEW]->input.types,
		.targets = set,
	};
	for (guint side = 0; side < SIDE_COUNT; side++)
		report->comparison.snapshots[side] = report->copies[side].snapshot;
}

static gboolean run(struct unbroken_report *report, const struct unbroken_compare_options *how,
		    struct unbroken_error **error)
{
	struct progress progress = { how->progress, how->progress_data, FALSE };
	struct compare_options options = {
		.sysroot = how->sysroot,
		.policy = report->policy,
		.cache = how->flags & UNBROKEN_COMPARE_CACHE ? cache_open(0) : NULL,
		.timeout = how->timeout,
		.workers = how->jobs,
	};
	struct comparer *comparer;
	GError *failure = NULL;
	gboolean done;

	progress_connect(&options, &progress);
	comparer = comparer_new(&options);
	done = compare(comparer, &report->comparison, 1, &failure);
	comparer_free(comparer);
	cache_close(options.cache);
	return done || fail_unless_stopped(error, &progress, failure);
}

struct unbroken_report *unbroken_compare(const struct unbroken_input *old_input,
					 const struct unbroken_input *new_input,
					 const struct unbroken_compare_options *options,
					 struct unbroken_error **error)
{
	struct unbroken_compare_options how;
	struct unbroken_report *report;
	GError *failure = NULL;
	target_set set;

	if (!is_given(old_input, "the old input", error) ||
	    !is_given(new_input, "the new input", error) ||
	    !options_take(&how, sizeof(how), options, error) ||
	    !flags_take(how.flags, UNBROKEN_COMPARE_CACHE, error) ||
	    !flags_take(how.reserved, 0, error) || !targets_take(how.targets, &set, error) ||
	    !do_fit(old_input, new_input, how.before, error))
		return NULL;
	report = g_new0(struct unbroken_report, 1);
	if (!find_policy(&how, &report->policy, error)) {
		unbroken_report_free(report);
		return NULL;
	}
	if (!take_inputs(report, old_input, new_input, how.before, &failure)) {
		fail_with(error, failure);
		unbroken_report_free(report);
		return NULL;
	}
	set_up(report, set);
	if (run(report, &how, error)) {
		report_fill(report);
		return report;
	}
	unbroken_report_free(report);
	return NULL;
}

void unbroken_report_free(struct unbroken_report *report)
{
	if (!report)
		return;
	comparison_clear(&report->comparison);
	for (guint side = 0; side < SIDE_COUNT; side++) {
		input_clear(&report->copies[side]);
		unbroken_input_free(report->inputs[side]);
	}
	policy_free(report->policy);
	g_clear_pointer(&report->target_names, g_hash_table_unref);
	g_free(report->findings);
	g_free(report->places);
	g_free(report->not_judged);
	g_free(report);
}
