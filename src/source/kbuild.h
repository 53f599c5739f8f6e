/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The few things that Kbuild files and the top Makefile say about exported
 * headers.  These are read, not run.
 */
#ifndef UNBROKEN_SOURCE_KBUILD_H
#define UNBROKEN_SOURCE_KBUILD_H

#include <glib.h>

/*
 * The words that @text adds to the variables @names (NULL-terminated), in
 * order, as in "generic-y += a.h b.h".
 */
GPtrArray *kbuild_words(const char *text, const char *const *names);

/* A header that is exported for some architectures only. */
struct kbuild_condition {
	char *header;   /* "linux/kvm.h" */
	char *asm_name; /* only with this in asm/: "kvm.h"; NULL: never */
};

/* What "no-export-headers" in include/uapi/Kbuild says. */
GArray *kbuild_conditions(const char *text);

/* linux/version.h for the top Makefile @text; NULL when that names no version. */
char *kbuild_version_header(const char *text);

#endif
