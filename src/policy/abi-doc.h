/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The format of the kernel's Documentation/ABI: entries of fields, in folders that are named
 * after levels.
 *
 *	What:		/sys/class/leds/<led>/brightness
 *	Date:		March 2006
 *	KernelVersion:	2.6.17
 *	Description:
 *			Set the brightness of the LED.
 *
 * What that format has no field for stands at the end of the description, where the kernel's
 * own tools take it for text: "Reason: ...", "Removal: ...", "Entry: ...", "Level: ...".
 * A header is named as "<linux/gpio.h>", an item as "<linux/gpio.h> GPIO_V2_*"; an item of
 * any header as "<> GPIO_V2_*".
 */
#ifndef UNBROKEN_POLICY_ABI_DOC_H
#define UNBROKEN_POLICY_ABI_DOC_H

#include "policy/levels.h"

/*
 * Reads @text, the file @path in a folder for @level ("sysfs-class-leds"), and adds its
 * entries to @levels.  Any text has a meaning, if only none: what stands before the first
 * entry is a foreword.  The number of fields "What" that were found is added to @ret_whats.
 * FALSE with an error for what is no text, or over a limit.
 */
gboolean abi_doc_read(struct levels *levels, enum level level, const char *path, const char *text,
		      gsize size, gsize *ret_whats, GError **error);

/* A file to write. */
struct abi_doc {
	char *path; /* "testing/sysfs-class-leds" */
	GString *text;
};

/* All entries of @levels as files, by path: struct abi_doc; free with g_ptr_array_unref(). */
GPtrArray *abi_doc_write(const struct levels *levels);

#endif
