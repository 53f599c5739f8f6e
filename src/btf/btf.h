/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a kernel was built with: BTF, the types that a kernel carries with it.
 *
 * BTF holds records and enumerations as the kernel's compiler laid them out.  It
 * holds no macros, no headers and no places, and it does not say which of the
 * kernel's hundred thousand types programs may see.  So it is never read alone,
 * but for what a model of headers defines.
 */
#ifndef UNBROKEN_BTF_BTF_H
#define UNBROKEN_BTF_BTF_H

#include "model/model.h"
#include "util/auto.h"

/* The library in use, "libbpf 1.1"; free with g_free(). */
char *btf_library_version(void);

/* An opened file; it refers to nothing outside of itself. */
struct btf_types;

/*
 * Opens @file: a vmlinux, another ELF file with a section .BTF, or the bare BTF
 * that a running kernel offers as /sys/kernel/btf/vmlinux.  NULL with @error set
 * when it cannot be read or holds no BTF that stands alone, as that of a module
 * does not.  Close with btf_close().
 */
struct btf_types *btf_open(const char *file, GError **error);

/* The same for @size bytes, which messages call @name. */
struct btf_types *btf_open_memory(const char *name, gconstpointer bytes, gsize size,
				  GError **error);

void btf_close(struct btf_types *types);
DEFINE_AUTO(btf_types, btf_close)

/*
 * The targets whose kernel this can be.  An ELF file names its machine; bare BTF
 * only tells byte order and size of pointers, which several share.
 */
target_set btf_targets(const struct btf_types *types);

/*
 * What @types have of what @like defines, in @arena.
 *
 * Each record and enumeration of @like that the kernel has too gets the kernel's
 * members, offsets, sizes and values.  Whatever BTF cannot have (macros,
 * commands, functions, typedefs, flags, alignment) is taken over from @like, so
 * that a comparison of the two shows nothing but differences of records and
 * enumerations.  Their places are those of @like, in headers that are shown as
 * "btf:FILE".
 *
 * BTF tells what bytes are, not what sources may call them: a member or an
 * enumerator whose bytes or value the kernel only knows by another name, as
 * behind #ifdef __KERNEL__ or with a macro for the old name, is no difference,
 * unless one of the two names says that the bytes are reserved.
 *
 * What the kernel lacks, or has as something else by the same name, is taken over
 * as well and listed as unjudged and expected.
 *
 * @like must live as long as the model.  NULL with @error set when the target of
 * @like is not in btf_targets().
 */
const struct model *btf_model(const struct btf_types *types, const struct model *like,
			      struct arena *arena, GError **error);

#endif
