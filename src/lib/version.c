/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "btf/btf.h"
#include "clang/clang.h"
#include "clang/fence.h"
#include "lib/internal.h"
#include "source/archive.h"
#include "source/git.h"

uint32_t unbroken_version_number(void)
{
	return UNBROKEN_VERSION_NUMBER;
}

const char *unbroken_version(void)
{
	return VERSION;
}

static gpointer make_versions(gpointer data)
{
	GPtrArray *versions = g_ptr_array_new();

	(void)data;
	g_ptr_array_add(versions, clang_library_version());
	g_ptr_array_add(versions, g_strdup_printf("GLib %u.%u.%u", glib_major_version,
						  glib_minor_version, glib_micro_version));
	g_ptr_array_add(versions, git_library_version());
	g_ptr_array_add(versions, archive_library_version());
	g_ptr_array_add(versions, btf_library_version());
	g_ptr_array_add(versions, fence_library_version());
	g_ptr_array_add(versions, NULL);
	return g_ptr_array_free(versions, FALSE);
}

const char *const *unbroken_library_versions(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, make_versions, NULL);
}
