/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A section of an ELF file.  Not libelf, to which libbpf would leave this: it gives
 * sections without bytes, as files of debug information have, as if they had some.
 */
#ifndef UNBROKEN_BTF_ELF_H
#define UNBROKEN_BTF_ELF_H

#include <glib.h>

/* Where the bytes of a file come from. */
struct image {
	int fd;              /* -1: from memory */
	const guint8 *bytes; /* in memory; unused with fd */
	guint64 size;
};

/* FALSE if the file does not have all of it, or cannot be read. */
gboolean image_read(const struct image *image, guint64 offset, gpointer into, gsize size);

gboolean image_is_elf(const struct image *image);

/*
 * The bytes of section @name, and what the machine is (e_machine, and whether it is of
 * 64 bits and big-endian).  NULL with @error set; messages call the file @file.
 */
struct elf_section {
	guint machine;
	gboolean is_64, is_big_endian;
	GBytes *bytes; /* free with g_bytes_unref() */
};
gboolean elf_find_section(const struct image *image, const char *file, const char *name,
			  struct elf_section *ret, GError **error);

#endif
