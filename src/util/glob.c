/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/glob.h"

#include <string.h>

gboolean glob_is_one(const char *text)
{
	return strpbrk(text, "*?") != NULL;
}

gboolean glob_matches(const char *glob, const char *text)
{
	const char *star = NULL;  /* behind the last one, */
	const char *tried = NULL; /* which has taken what stands before this */

	while (*text) {
		if (*glob == '*') {
			star = ++glob;
			tried = text;
		} else if (*glob == '?' || *glob == *text) {
			glob++;
			text++;
		} else if (star) {
			/* Only the last one has to take more: what is before it fits as it is. */
			glob = star;
			text = ++tried;
		} else {
			return FALSE;
		}
	}
	return !glob[strspn(glob, "*")];
}
