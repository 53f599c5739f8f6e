/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a parser child may do: compute, for a while, within some memory.
 */
#ifndef UNBROKEN_CLANG_FENCE_H
#define UNBROKEN_CLANG_FENCE_H

#include <glib.h>
#include <sys/types.h>

/* The library in use, "libseccomp 2.5.4"; free with g_free(). */
char *fence_library_version(void);

/*
 * For the calling process and for good: it ends with @parent, after @seconds
 * of CPU time or @memory_bytes of address space beyond what it has, dumps no core, and can
 * open no file.  All that it may read is in its memory already.  Each of these
 * is best effort: a kernel without seccomp only loses that layer.
 */
void fence_enter(pid_t parent, guint seconds, gsize memory_bytes);

/* Behind fence_enter(): the process ends when it has used @seconds of CPU time from now
 * on; the next call sets this anew. */
void fence_limit_job(guint seconds);

#endif
