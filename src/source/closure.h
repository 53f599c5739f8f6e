/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The headers that a tree's headers include, directly or not, and that the
 * tree lacks.
 */
#ifndef UNBROKEN_SOURCE_CLOSURE_H
#define UNBROKEN_SOURCE_CLOSURE_H

#include "source/source.h"

struct closure;

struct closure_source {
	/*
	 * Offers to @tree, not judged, what there is for the included @path
	 * and the targets in @missing; returns those that it is for.
	 */
	target_set (*fetch)(const struct closure_source *source, struct closure *closure,
			    const char *path, target_set missing);
	const char *(*provided)(const char *path); /* may be NULL */
	gboolean quoted_only;                      /* follow #include "x", not <x> */
	/* Where fetch() looks: see there. */
	const char *root;
	const char *inside;
	const char *shown;
	const char *prefix;
};

/* Adds to @tree all that @source has of what is included. */
void closure_complete(struct tree *tree, const struct closure_source *source);

/*
 * For fetch(): reads the file @name below source->root, offers it as @path
 * with the targets @claims and returns those of them in @missing.
 */
target_set closure_add_file(const struct closure_source *source, struct closure *closure,
			    const char *name, const char *path, target_set missing,
			    target_set claims);

#endif
