/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What revisions state about levels, each read once.
 */
#ifndef UNBROKEN_CLI_SHELF_H
#define UNBROKEN_CLI_SHELF_H

#include "policy/config.h"
#include "policy/standing.h"
#include "source/git.h"
#include "source/kconfig.h"

struct shelf;

/* The levels of the file @path; NULL with an error. */
struct levels *levels_read(const char *path, GError **error);

/*
 * @repository may be NULL, and must outlive it, as must @config: the folder of --config, which
 * then speaks for every revision; "none"; or NULL.  Free with shelf_free().
 */
struct shelf *shelf_new(struct repository *repository, const char *config);
void shelf_free(struct shelf *shelf);
DEFINE_AUTO(shelf, shelf_free)

/* The levels that --config states; NULL without an error if it states none, or is not given. */
const struct levels *shelf_given_levels(struct shelf *shelf, GError **error);

/*
 * The levels that @revision states, the shelf's own; NULL without an error if it states none.
 * A file with a mistake in it is an error, but of an @old revision a warning: who mends the
 * mistake must not be stopped by it.
 */
const struct levels *shelf_levels(struct shelf *shelf, const struct revision *revision,
				  gboolean old, GError **error);

/* The configuration of @revision; NULL if it has none, or one with a mistake in it, or if
 * --config is given. */
const struct config *shelf_config(struct shelf *shelf, const struct revision *revision);

/* What keeps programs from headers of @revision, an object; the shelf's own. */
struct kernel_bars *shelf_bars(struct shelf *shelf, const struct revision *revision);

/* For struct standing: @data is a struct kernel_bars. */
char *shelf_bar(gpointer data, const char *header);

#endif
