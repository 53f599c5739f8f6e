/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/review-remarks.h"

#include <string.h>

#include "rules/level.h"
#include "source/tree.h"
#include "util/words.h"

/* --- What was there already ------------------------------------------------- */

static char *words_of_file(const struct tree *tree, const struct tree_file *file)
{
	const char *reason;
	GBytes *bytes;
	char *words;

	if (file->words)
		return g_strdup(file->words);
	if (file->text)
		return words_of(file->text);
	bytes = tree_read(tree, file, &reason);
	if (!bytes)
		return NULL;
	words = words_of(g_bytes_get_data(bytes, NULL));
	g_bytes_unref(bytes);
	return words;
}

/* "struct foo" is the word "foo" of a text. */
static const char *word_of(const char *item)
{
	const char *blank = strrchr(item, ' ');

	return blank ? blank + 1 : item;
}

static gboolean file_has(const struct tree *tree, const struct tree_file *file, const char *item)
{
	const char *const globs[] = { word_of(item), NULL };
	g_autofree char *words = words_of_file(tree, file);
	g_auto(GStrv) list = words ? g_strsplit(words, " ", -1) : NULL;

	for (char **word = list; word && *word; word++)
		if (level_globs_match(globs, *word))
			return TRUE;
	return FALSE;
}

static gboolean tree_has(const struct tree *tree, const char *header, const char *item)
{
	const char *const globs[] = { header, NULL };

	for (gsize i = 0; i < tree->n_files; i++) {
		const struct tree_file *file = &tree->files[i];

		if (file->judged && (!header || level_globs_match(globs, file->path)) &&
		    (!item || file_has(tree, file, item)))
			return TRUE;
	}
	return FALSE;
}

static gboolean had(gpointer data, const char *header, const char *item)
{
	const struct step_facts *facts = data;

	for (gsize i = 0; i < facts->n_sets; i++)
		if (tree_has(facts->sets[i].old_tree, header, item))
			return TRUE;
	return FALSE;
}

/* --- Header sets ------------------------------------------------------------ */

struct header_set config_header_set(const struct config_set *set)
{
	return (struct header_set){
		.name = set->name,
		.roots = set->roots,
		.targets = set->targets,
		.includes = set->includes[0] ? set->includes : NULL,
		.defines = set->defines[0] ? set->defines : NULL,
		.pre_includes = set->pre_includes[0] ? set->pre_includes : NULL,
	};
}

static const struct config_set *find_set(const struct config *config, const char *name)
{
	for (gsize i = 0; i < config->n_sets; i++)
		if (strcmp(config->sets[i].name, name) == 0)
			return &config->sets[i];
	return NULL;
}

static void compare_sets(struct remarks *remarks, const struct step_facts *facts)
{
	for (gsize i = 0; facts->old_config && facts->new_config && i < facts->new_config->n_sets;
	     i++) {
		const struct config_set *set = &facts->new_config->sets[i];
		const struct config_set *old_set = find_set(facts->old_config, set->name);
		const struct finding_place place = { .file = facts->config_name,
						     .line = set->line };

		if (old_set)
			level_compare_sets(remarks, set->name, old_set->level, set->level, &place);
	}
}

struct remarks *review_remark(const struct step_facts *facts)
{
	struct remarks *remarks = remarks_new(facts->policy);
	target_set set = 0;
	const struct level_past past = { had, (gpointer)facts };

	for (gsize i = 0; i < facts->n_sets; i++)
		set |= facts->sets[i].report ? facts->sets[i].report->targets : 0;
	remarks_set_targets(remarks, set);
	level_compare(remarks, facts->standing, &past);
	compare_sets(remarks, facts);
	for (gsize i = 0; i < facts->n_sets; i++)
		if (facts->sets[i].set)
			version_compare(remarks, &facts->sets[i]);
	if (facts->standing->matched)
		level_review(remarks, facts->standing);
	return remarks;
}
