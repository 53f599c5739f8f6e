/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/release.h"

#include <string.h>

#include "policy/acceptance.h"

#define MAKEFILE "Makefile"

/* The value of "NAME = VALUE" in @text, "" if it has none; NULL: it is not there. */
static char *variable(const char *text, const char *name)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", 50);

	for (char **line = lines; *line; line++) {
		const gsize length = strlen(name);
		const char *rest = *line + length;

		if (strncmp(*line, name, length) != 0)
			continue;
		rest += strspn(rest, " \t");
		if (*rest == '=')
			return g_strstrip(g_strdup(rest + 1));
	}
	return NULL;
}

static char *makefile_release(const char *text)
{
	g_autofree char *version = variable(text, "VERSION");
	g_autofree char *level = variable(text, "PATCHLEVEL");
	g_autofree char *sublevel = variable(text, "SUBLEVEL");
	g_autofree char *extra = variable(text, "EXTRAVERSION");

	if (!version || !level || !*version || !*level)
		return NULL;
	return g_strdup_printf("%s.%s%s%s%s", version, level, sublevel && *sublevel ? "." : "",
			       sublevel ? sublevel : "", extra ? extra : "");
}

/* "v1.2" of "v1.2-5-g5616c8c8a1b2" */
static char *tag_release(char *name)
{
	char *hash = name ? strrchr(name, '-') : NULL;

	if (hash && hash[1] == 'g') {
		*hash = '\0';
		hash = strrchr(name, '-');
		if (hash)
			*hash = '\0';
	}
	if (name && acceptance_is_version(name))
		return name;
	g_free(name);
	return NULL;
}

char *release_of_revision(struct repository *repository, const struct revision *revision)
{
	struct revision whole = *revision;
	g_autofree char *text = NULL;
	char *release;
	gsize size;

	whole.path = NULL;
	text = repository_file(repository, &whole, MAKEFILE, &size, NULL);
	release = text ? makefile_release(text) : NULL;
	return release ? release : tag_release(repository_describe(repository, revision));
}
