/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "source/source.h"

#define VERSION_HEADER "linux/version.h"
#define VERSION_MACRO  "LINUX_VERSION_CODE"

char *tree_release(const struct tree *tree)
{
	const struct tree_file *file = NULL;
	const char *at = NULL;
	guint64 code;

	for (guint id = 0; id < TARGET_COUNT && !file; id++)
		file = tree_find(tree, VERSION_HEADER, id);
	if (file && file->text)
		at = strstr(file->text, VERSION_MACRO);
	if (!at)
		return NULL;
	code = g_ascii_strtoull(at + strlen(VERSION_MACRO), NULL, 10);
	if (!code || code > G_MAXUINT32)
		return NULL;
	return g_strdup_printf("%u.%u.%u", (guint)(code >> 16), (guint)(code >> 8) & 255,
			       (guint)code & 255);
}
