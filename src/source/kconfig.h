/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What keeps programs from a kernel's interface by default: the driver that serves a header is
 * not built, because its option depends on BROKEN or STAGING.  Kconfig, make files and sources
 * are read, not run, and only what they say for certain counts:
 *
 *	linux/ntsync.h  <-  #include in drivers/misc/ntsync.c
 *	                <-  obj-$(CONFIG_NTSYNC) += ntsync.o in drivers/misc/Makefile
 *	                <-  config NTSYNC, depends on BROKEN, in drivers/misc/Kconfig
 */
#ifndef UNBROKEN_SOURCE_KCONFIG_H
#define UNBROKEN_SOURCE_KCONFIG_H

#include <glib.h>

#include "util/auto.h"

/* How the files of a kernel's source are had. */
struct kernel_files {
	/* What is in the folder @path, "drivers/misc/", NULL-terminated: files, and folders with
	 * a slash at their end; NULL if it is not there.  Free with g_strfreev(). */
	char **(*list)(gpointer data, const char *path);
	/* The text of a file, or NULL.  Free with g_free(). */
	char *(*read)(gpointer data, const char *path);
	gpointer data;
};

/* One kernel's source, of which is remembered what was asked. */
struct kernel_bars;

struct kernel_bars *kernel_bars_new(const struct kernel_files *files);
void kernel_bars_free(struct kernel_bars *bars);
DEFINE_AUTO(kernel_bars, kernel_bars_free)

/*
 * Why programs cannot use @header ("linux/ntsync.h") by default, in one line that names file
 * and line; NULL: nothing of the kind is known.
 */
const char *kernel_bars_find(struct kernel_bars *bars, const char *header);

/* The files of the folder @root, which must outlive it; free with g_free(). */
struct kernel_files *kernel_files_of_folder(const char *root);

#endif
