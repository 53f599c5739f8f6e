/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The compiler and the files that it is given.
 */
#ifndef UNBROKEN_CLANG_COMPILE_H
#define UNBROKEN_CLANG_COMPILE_H

#include "clang/walk.h"

/* The compiler's view of a target: the same files for every unit. */
struct compiler {
	const struct scan *scan;
	enum target_id target;
	CXIndex index;
	GArray *files;    /* struct CXUnsavedFile; the first is the unit */
	GPtrArray *names; /* owned */
};

/* For the tree and target of @walk; @wanted (per file of the scan) says what the
 * compiler can include at all. */
void compiler_init(struct compiler *compiler, const struct walk *walk, const gboolean *wanted);
void compiler_clear(struct compiler *compiler);

/*
 * @bodies: CXTranslationUnit_SkipFunctionBodies, or 0 to read them.  NULL if the compiler
 * gave up.
 */
CXTranslationUnit compiler_run(struct compiler *compiler, const struct unit *unit, unsigned bodies);

#endif
