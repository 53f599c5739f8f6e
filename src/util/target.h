/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The machines an interface is judged for.  A target is one C ABI: its layout
 * rules and the asm headers of one kernel architecture.
 */
#ifndef UNBROKEN_UTIL_TARGET_H
#define UNBROKEN_UTIL_TARGET_H

#include <glib.h>

enum target_id {
	TARGET_X86_64,
	TARGET_I386,
	TARGET_AARCH64,
	TARGET_ARM,
	TARGET_RISCV64,
	TARGET_S390X,
	TARGET_POWERPC64LE,
	TARGET_COUNT,
};

struct target {
	const char *name;      /* as on the command line: "x86_64" */
	const char *triple;    /* for the compiler: "x86_64-linux-gnu" */
	const char *arch;      /* arch/<arch> in a kernel tree: "x86" */
	const char *multiarch; /* Debian's folder in usr/include */
	guint pointer_bits;
	gboolean big_endian;
};

/* Indexed by enum target_id. */
extern const struct target targets[TARGET_COUNT];

/* A set of targets; bit n is enum target_id n. */
typedef guint32 target_set;

#define TARGET_BIT(id) ((target_set)1 << (id))
#define TARGET_ALL     (TARGET_BIT(TARGET_COUNT) - 1)

/* How many targets are in @set. */
guint target_set_count(target_set set);

/*
 * Reads "x86_64,i386" or "all" into @ret.  FALSE with @error set, naming the
 * unknown word and the known ones.
 */
gboolean target_set_parse(const char *text, target_set *ret, GError **error);

/* "x86_64, i386"; free with g_free(). */
char *target_set_format(target_set set);

/* The targets whose asm headers live in arch/@arch; 0 when there is none. */
target_set target_set_of_arch(const char *arch);

#endif
