/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lib/internal.h"

const char *unbroken_dimension_name(uint32_t dimension)
{
	return dimension <= DIMENSION_EVOLVE ? dimension_names[dimension] : NULL;
}

const char *unbroken_verdict_name(uint32_t verdict)
{
	return verdict <= VERDICT_BREAKS ? verdict_names[verdict] : NULL;
}

const char *unbroken_severity_name(uint32_t severity)
{
	return severity <= SEVERITY_ERROR ? severity_names[severity] : NULL;
}

const char *unbroken_level_name(uint32_t level)
{
	return level <= LEVEL_UNRELEASED ? level_names[level] : NULL;
}

const char **target_names_of(target_set set)
{
	const char **names = g_new0(const char *, TARGET_COUNT + 1);
	guint n = 0;

	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (set & TARGET_BIT(id))
			names[n++] = targets[id].name;
	}
	return names;
}

static gpointer make_target_names(gpointer data)
{
	(void)data;
	return target_names_of(TARGET_ALL);
}

const char *const *unbroken_target_names(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, make_target_names, NULL);
}

static gpointer make_format_names(gpointer data)
{
	GPtrArray *names = g_ptr_array_new();

	(void)data;
	for (gsize i = 0; report_formats[i]; i++)
		g_ptr_array_add(names, (gpointer)report_formats[i]->name);
	g_ptr_array_add(names, NULL);
	return g_ptr_array_free(names, FALSE);
}

const char *const *unbroken_format_names(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, make_format_names, NULL);
}

/* The numbers that callers see are those of the core. */
G_STATIC_ASSERT((int)UNBROKEN_DIMENSION_ABI == (int)DIMENSION_ABI);
G_STATIC_ASSERT((int)UNBROKEN_DIMENSION_API == (int)DIMENSION_API);
G_STATIC_ASSERT((int)UNBROKEN_DIMENSION_BEHAVIOUR == (int)DIMENSION_BEHAVIOUR);
G_STATIC_ASSERT((int)UNBROKEN_DIMENSION_EVOLVE == (int)DIMENSION_EVOLVE);
G_STATIC_ASSERT((int)UNBROKEN_VERDICT_SAFE == (int)VERDICT_SAFE);
G_STATIC_ASSERT((int)UNBROKEN_VERDICT_DEPENDS == (int)VERDICT_DEPENDS);
G_STATIC_ASSERT((int)UNBROKEN_VERDICT_BREAKS == (int)VERDICT_BREAKS);
G_STATIC_ASSERT((int)UNBROKEN_SEVERITY_NONE == (int)SEVERITY_NONE);
G_STATIC_ASSERT((int)UNBROKEN_SEVERITY_NOTE == (int)SEVERITY_NOTE);
G_STATIC_ASSERT((int)UNBROKEN_SEVERITY_WARNING == (int)SEVERITY_WARNING);
G_STATIC_ASSERT((int)UNBROKEN_SEVERITY_ERROR == (int)SEVERITY_ERROR);
G_STATIC_ASSERT((int)UNBROKEN_LEVEL_STABLE == (int)LEVEL_STABLE);
G_STATIC_ASSERT((int)UNBROKEN_LEVEL_TESTING == (int)LEVEL_TESTING);
G_STATIC_ASSERT((int)UNBROKEN_LEVEL_OBSOLETE == (int)LEVEL_OBSOLETE);
G_STATIC_ASSERT((int)UNBROKEN_LEVEL_REMOVED == (int)LEVEL_REMOVED);
G_STATIC_ASSERT((int)UNBROKEN_LEVEL_UNRELEASED == (int)LEVEL_UNRELEASED);
