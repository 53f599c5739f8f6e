/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/profile.h"

#include "policy/policy.h"

struct profile {
	const char *name;
	enum severity of_safe; /* whatever the dimension */
	enum severity of_depends[DIMENSION_EVOLVE + 1];
	enum severity of_breaks[DIMENSION_EVOLVE + 1];
};

/*
 * The kernel promises that binaries keep working and lets sources be adapted;
 * a distribution that rebuilds everything suffers from both.  What an
 * interface may become (evolve) breaks nobody today, so it is never an error.
 */
#define FOR_KERNEL                                                \
	.of_depends = { [DIMENSION_ABI] = SEVERITY_WARNING,       \
			[DIMENSION_API] = SEVERITY_NOTE,          \
			[DIMENSION_BEHAVIOUR] = SEVERITY_WARNING, \
			[DIMENSION_EVOLVE] = SEVERITY_NOTE },     \
	.of_breaks = { [DIMENSION_ABI] = SEVERITY_ERROR,          \
		       [DIMENSION_API] = SEVERITY_WARNING,        \
		       [DIMENSION_BEHAVIOUR] = SEVERITY_ERROR,    \
		       [DIMENSION_EVOLVE] = SEVERITY_WARNING }

#define ALWAYS(severity)                               \
	{                                              \
		severity, severity, severity, severity \
	}

static const struct profile profiles[] = {
	{ .name = "kernel", .of_safe = SEVERITY_NONE, FOR_KERNEL },
	{ .name = "distro",
	  .of_safe = SEVERITY_NONE,
	  .of_depends = { [DIMENSION_ABI] = SEVERITY_WARNING,
			  [DIMENSION_API] = SEVERITY_WARNING,
			  [DIMENSION_BEHAVIOUR] = SEVERITY_WARNING,
			  [DIMENSION_EVOLVE] = SEVERITY_NOTE },
	  .of_breaks = { [DIMENSION_ABI] = SEVERITY_ERROR,
			 [DIMENSION_API] = SEVERITY_ERROR,
			 [DIMENSION_BEHAVIOUR] = SEVERITY_ERROR,
			 [DIMENSION_EVOLVE] = SEVERITY_WARNING } },
	{ .name = "vendor", .of_safe = SEVERITY_NOTE, FOR_KERNEL },
	{ .name = "info",
	  .of_safe = SEVERITY_NONE,
	  .of_depends = ALWAYS(SEVERITY_NOTE),
	  .of_breaks = ALWAYS(SEVERITY_NOTE) },
};

const char *const profile_names[] = { "kernel", "distro", "vendor", "info", NULL };

/* An interface that is announced as unfinished may change, but not unseen; one
 * that is already gone can only be remembered. */
static const enum severity most_of_level[] = {
	[LEVEL_STABLE] = SEVERITY_ERROR,       [LEVEL_TESTING] = SEVERITY_WARNING,
	[LEVEL_OBSOLETE] = SEVERITY_ERROR,     [LEVEL_REMOVED] = SEVERITY_NOTE,
	[LEVEL_UNRELEASED] = SEVERITY_WARNING,
};

const struct profile *profile_find(const char *name, GError **error)
{
	g_autofree char *known = g_strjoinv(", ", (char **)profile_names);

	for (gsize i = 0; i < G_N_ELEMENTS(profiles); i++) {
		if (g_str_equal(profiles[i].name, name))
			return &profiles[i];
	}
	g_set_error(error, POLICY_ERROR, POLICY_ERROR_UNKNOWN,
		    "There is no profile '%s'; expected one of %s", name, known);
	return NULL;
}

enum severity profile_cap(enum severity severity, enum level level)
{
	return MIN(severity, most_of_level[level]);
}

enum severity profile_severity(const struct profile *profile, enum dimension dimension,
			       enum verdict verdict, enum level level)
{
	enum severity severity = profile->of_safe;

	if (verdict == VERDICT_BREAKS)
		severity = profile->of_breaks[dimension];
	else if (verdict == VERDICT_DEPENDS)
		severity = profile->of_depends[dimension];
	return profile_cap(severity, level);
}
