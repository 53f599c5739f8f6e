/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken --version: with the libraries that read what we judge, for a wrong answer may be
 * theirs.
 */
#include <jansson.h>

#include "btf/btf.h"
#include "clang/clang.h"
#include "clang/fence.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "mail/mail.h"
#include "source/archive.h"
#include "source/git.h"

static char *glib_library_version(void)
{
	return g_strdup_printf("GLib %u.%u.%u", glib_major_version, glib_minor_version,
			       glib_micro_version);
}

static char *json_library_version(void)
{
	return g_strdup_printf("jansson %s", jansson_version_str());
}

int show_version(void)
{
	static char *(*const libraries[])(void) = {
		clang_library_version,   glib_library_version,  git_library_version,
		archive_library_version, mail_library_version,  btf_library_version,
		json_library_version,    fence_library_version,
	};
	g_autoptr(GString) text = g_string_new("unbroken " VERSION "\n");

	for (gsize i = 0; i < G_N_ELEMENTS(libraries); i++) {
		g_autofree char *library = libraries[i]();

		g_string_append_printf(text, "%s\n", library);
	}
	return output_finish(NULL, text, STATUS_CLEAN);
}
