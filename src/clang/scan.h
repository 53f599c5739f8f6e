/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the compiler does not tell about headers: their #defines with places
 * and texts, what they include, and comments that document commands.
 *
 * A tree is scanned once, whatever the number of targets.  The scanner knows
 * lines, comments, strings and directives; it evaluates no condition except
 * "#ifdef __KERNEL__", which is never true for a program.
 */
#ifndef UNBROKEN_CLANG_SCAN_H
#define UNBROKEN_CLANG_SCAN_H

#include <glib.h>

#include "source/source.h"
#include "util/auto.h"

struct scan_define {
	const char *name;
	const char *parameters; /* "(a, b)", NULL for a macro without */
	const char *text;       /* the replacement, comments gone, single blanks */
	guint line, column;     /* of the name */
	gboolean certain;       /* under no condition but the include guard */
	guint32 file;           /* index into scan.files */
};

struct scan_include {
	const char *path; /* as written */
	gboolean quoted;
};

/* "NAME - _IOWR(X, 1, struct foo)" in a comment. */
struct scan_command_comment {
	const char *name;
	const char *argument; /* "struct foo" */
};

/* "@flags: of enum foo_flags" in the comment of struct foo. */
struct scan_flag_comment {
	const char *record; /* "struct foo" */
	const char *member; /* "flags" */
	const char *set;    /* "enum foo_flags" */
};

/* "NAME = _IOWR(...)," in an enumeration. */
struct scan_enumerator {
	const char *name;
	const char *text; /* the initialiser */
};

/* "#if ... __USE_TIME_BITS64": what follows depends on the C library. */
struct scan_libc_condition {
	const char *macro;
	guint line;
};

struct scan_file {
	const struct tree_file *file;
	const char *guard;        /* name of the include guard, NULL if none */
	GArray *defines;          /* struct scan_define, in order */
	GPtrArray *undefines;     /* names that some #undef in it names */
	GArray *includes;         /* struct scan_include */
	GArray *command_comments; /* struct scan_command_comment */
	GArray *flag_comments;    /* struct scan_flag_comment */
	GArray *enumerators;      /* struct scan_enumerator */
	GArray *libc_conditions;  /* struct scan_libc_condition */
	gboolean open_ended;      /* a declaration may go on behind its end */
	gboolean searches;        /* it may include, or ask for, more than includes says */
	const char *obstacle; /* why no compiler is given it, NULL if nothing stands against it */
};

struct scan {
	const struct tree *tree;
	struct scan_file *files; /* one a file of the tree, same order */
	gsize n_files;
	GHashTable *undefined;   /* set of names that some #undef names */
	GHashTable *definitions; /* name -> number of #defines of it in the tree */
	GHashTable *sole;        /* name -> struct scan_define: the only one, not conditional */
	GHashTable *io_macros;   /* set of macros with parameters that compose commands */
	GHashTable *pure_macros; /* those of them that are nothing but a call of another one */
	GStringChunk *strings;
};

struct scan *scan_tree(const struct tree *tree);
void scan_free(struct scan *scan);
DEFINE_AUTO(scan, scan_free)

/* Whether @text is nothing but a call of _IO(), _IOR(), _IOW(), _IOWR() or of a
 * macro that is. */
gboolean scan_is_pure_command(const struct scan *scan, const char *text);

/* Whether @text calls a macro that composes commands. */
gboolean scan_composes_command(const struct scan *scan, const char *text);

/*
 * @text with comments removed and every run of blanks made one; used for what
 * is compared or shown.  Free with g_free().
 */
char *scan_normalise(const char *text, gsize length);

#endif
