/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files of the library share.  include/unbroken.h has its contracts.
 */
#ifndef UNBROKEN_LIB_INTERNAL_H
#define UNBROKEN_LIB_INTERNAL_H

#include <unbroken.h>

#include "compare/compare.h"
#include "compare/input.h"
#include "policy/policy.h"
#include "report/finding.h"

/* --- Errors --- */

/* Makes *@error of a sentence; FALSE. */
gboolean fail(struct unbroken_error **error, enum unbroken_error_code code, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

/* Makes *@error of @failure, which it takes; FALSE. */
gboolean fail_with(struct unbroken_error **error, GError *failure);

/* FALSE with *@error set for a NULL. */
gboolean is_given(const void *argument, const char *name, struct unbroken_error **error);

/* --- Options --- */

/*
 * Takes the options at @given (NULL: all 0), which begin with their size, as those of @size bytes
 * at @options.  FALSE with *@error set for a size that cannot be, and for what is not known.
 */
gboolean options_take(void *options, gsize size, const void *given, struct unbroken_error **error);

/* FALSE with *@error set for flags that are not @known. */
gboolean flags_take(guint32 flags, guint32 known, struct unbroken_error **error);

/* Reads names of targets (NULL: none) into *@set. */
gboolean targets_take(const char *names, target_set *set, struct unbroken_error **error);

/* --- Progress --- */

/* What the caller wants to be told. */
struct progress {
	int (*tell)(size_t done, size_t total, void *data);
	void *data;
	gboolean is_stopped;
};

/* Lets @options tell @progress, which must outlive them, and ask it. */
void progress_connect(struct compare_options *options, struct progress *progress);

/* fail_with(), or what it is when the caller has stopped the work. */
gboolean fail_unless_stopped(struct unbroken_error **error, const struct progress *progress,
			     GError *failure);

/* --- Inputs --- */

struct unbroken_input {
	gatomicrefcount references;
	char *name;
	GMutex lock; /* held to read from what follows */
	struct repository *repository;
	struct input input;
};

/* One reference more, for unbroken_input_free() to give back. */
struct unbroken_input *input_ref(const struct unbroken_input *input);

/*
 * A copy to work with, for comparing changes what it compares; all its bytes are read.  Refers to
 * @input.  FALSE with @error set when there is no memory.  End with input_clear() in any case.
 */
gboolean input_copy(const struct unbroken_input *input, struct input *copy, GError **error);

/* --- Words --- */

/* The names of the targets in @set; ends in NULL, free with g_free(). */
const char **target_names_of(target_set set);

/* --- Reports --- */

enum side {
	SIDE_OLD,
	SIDE_NEW,
	SIDE_BEFORE, /* may be there or not */
	SIDE_COUNT,
};

struct unbroken_report {
	struct unbroken_input *inputs[SIDE_COUNT];
	struct input copies[SIDE_COUNT];
	struct policy *policy;
	struct comparison comparison;
	GHashTable *target_names; /* target_set -> names */
	struct unbroken_summary summary;
	struct unbroken_finding *findings;
	struct unbroken_place *places; /* two for each finding */
	struct unbroken_not_judged *not_judged;
};

/* Makes what callers see of report->comparison. */
void report_fill(struct unbroken_report *report);

#endif
