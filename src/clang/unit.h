/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The translation unit that is parsed: it includes headers, and asks questions
 * about their macros at its end, where every include has been seen.
 *
 *	#ifdef FOO_MAX
 *	__auto_type __unbroken_17 = (FOO_MAX);
 *	#endif
 *
 * Asking in the middle would make the answer depend on the order of headers.
 */
#ifndef UNBROKEN_CLANG_UNIT_H
#define UNBROKEN_CLANG_UNIT_H

#include "clang/scan.h"

/* Where the compiler is told that the files are.  Nothing is on disk. */
#define UNIT_ROOT     "/.unbroken"
#define UNIT_TREE     UNIT_ROOT "/tree/"
#define UNIT_STANDINS UNIT_ROOT "/standins/"
#define UNIT_FILE     UNIT_ROOT "/unit.c"
#define UNIT_PROBE    "__unbroken_"

enum probe_kind {
	PROBE_VALUE,        /* of a macro without parameters */
	PROBE_DEFINED,      /* whether a macro that expands to nothing is there */
	PROBE_SAMPLE,       /* a macro with parameters, called */
	PROBE_COMMAND_TYPE, /* the type argument of a command */
	PROBE_SIZEOF_TYPE,  /* what a raw _IOC() takes the size of */
};

struct probe {
	enum probe_kind kind;
	gsize file;  /* index into scan.files */
	guint index; /* into the file's defines, or its enumerators */
	gboolean is_enumerator;
	gboolean is_pure;  /* PROBE_COMMAND_TYPE: the number is to be composed from the type */
	guint sample;      /* PROBE_SAMPLE: which */
	gboolean is_known; /* it is not in the text: the answer is known */
	/* The answer is the same for all macros with this meaning; NULL if it may differ. */
	const char *meaning;
};

struct unit {
	GString *text;
	GArray *probes; /* struct probe; number n is asked as UNIT_PROBE n */
	/* Macros whose value needs no compiler: indices into known, by name. */
	GArray *known; /* struct known_value */
	GStringChunk *strings;
};

/* What earlier units told. */
struct unit_memory {
	GHashTable *answers; /* set of names and meanings that need not be asked for */
	GHashTable *fixed_macros, *fixed_types; /* see struct meaning_context */
};

/* What the parts of a command become before they are packed for a target. */
#define UNIT_CODE(type, number, direction) ((((type) << 8 | (number)) * 4) + (direction) + 1)

struct known_value {
	gsize file;
	guint index;
	guint64 value;
	gboolean is_negative;
	gboolean is_command; /* value is a UNIT_CODE() */
};

/*
 * The unit for the headers @files (indices into @scan->files, @n of them).  It
 * asks for the macros of the files for which @asked (one
 * element a file of the scan) is TRUE; @asked may be NULL for none.
 */
struct unit *unit_new(const struct scan *scan, const guint32 *files, gsize n,
		      const gboolean *asked);
/* The same; what is in @memory, which may be NULL, is not asked for in its text. */
struct unit *unit_new_knowing(const struct scan *scan, const guint32 *files, gsize n,
			      const gboolean *asked, const struct unit_memory *memory);
void unit_free(struct unit *unit);
DEFINE_AUTO(unit, unit_free)

/*
 * The headers that a unit for @target includes by name, in order: judged ones
 * but those which only ever are included by others.  Indices into @scan->files.
 */
GArray *unit_choose_headers(const struct scan *scan, enum target_id target);

#endif
