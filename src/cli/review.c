/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/review.h"

#include <string.h>

#include "cli/release.h"
#include "cli/review-remarks.h"

struct review_set {
	struct header_set set;
	const struct config_set *stated; /* NULL of one that is implied */
	gboolean is_implied;             /* found by its layout, not stated */
	enum level level;
};

/* What a step does to one header set. */
struct review_part {
	struct tree *old_tree, *new_tree;
	struct tree *before_tree; /* or NULL */
	gboolean owns_old, owns_new;
	struct standing standing;
	char *release;
	struct remarks *remarks; /* of a part that has no trees */
	struct comparison comparison;
};

static void part_free(gpointer data)
{
	struct review_part *part = data;

	comparison_clear(&part->comparison);
	remarks_free(part->remarks);
	if (part->owns_old)
		tree_free(part->old_tree);
	if (part->owns_new)
		tree_free(part->new_tree);
	tree_free(part->before_tree);
	g_free(part->release);
	g_free(part);
}

/* Stated sets stand beside a kernel's exported headers, and instead of a guess. */
static gboolean collect_sets(struct review *review, const struct revision *revision, GError **error)
{
	const struct config *config = review->project.config;
	const struct review_set implied = { .is_implied = TRUE };
	gboolean is_kernel;

	if (!repository_is_kernel(review->repository, revision, &is_kernel, error))
		return FALSE;
	if (is_kernel || !config || !config->n_sets)
		g_array_append_val(review->sets, implied);
	for (gsize i = 0; config && i < config->n_sets; i++) {
		const struct config_set *stated = &config->sets[i];
		const struct review_set set = {
			.set = config_header_set(stated),
			.stated = stated,
			.level = stated->level,
		};

		g_array_append_val(review->sets, set);
	}
	return TRUE;
}

static gboolean find_sets(struct review *review, struct session *session,
			  const struct revision *revision, GError **error)
{
	*review = (struct review){ .session = session, .repository = session->repository };
	review->sets = g_array_new(FALSE, FALSE, sizeof(struct review_set));
	review->shelf = shelf_new(review->repository, session->options->config);
	return project_read(&review->project, session, revision, error) &&
	       collect_sets(review, revision, error);
}

gboolean review_init(struct review *review, struct session *session,
		     const struct revision *revision, GError **error)
{
	gboolean done = find_sets(review, session, revision, error);

	if (done)
		project_apply(&review->project, session);
	review->comparer = comparer_new(&session->compare);
	return done;
}

char **review_find_paths(struct session *session, const struct revision *revision, GError **error)
{
	struct review review;
	char **paths = NULL;

	if (find_sets(&review, session, revision, error))
		paths = review_paths(&review, revision, error);
	review_clear(&review);
	return paths;
}

void review_clear(struct review *review)
{
	if (!review->sets)
		return;
	comparer_free(review->comparer);
	shelf_free(review->shelf);
	if (review->comparer)
		policy_set_config(review->session->policy, NULL, FALSE);
	project_clear(&review->project);
	g_array_unref(review->sets);
}

static const struct header_set *set_of(const struct review *review, guint index)
{
	const struct review_set *set = &g_array_index(review->sets, struct review_set, index);

	return set->is_implied ? NULL : &set->set;
}

guint review_n_sets(const struct review *review)
{
	return review->sets->len;
}

const struct header_set *review_set(const struct review *review, guint index, enum level *ret_level)
{
	*ret_level = g_array_index(review->sets, struct review_set, index).level;
	return set_of(review, index);
}

char **review_paths(const struct review *review, const struct revision *revision, GError **error)
{
	g_autoptr(GStrvBuilder) all = g_strv_builder_new();

	for (guint i = 0; i < review->sets->len; i++) {
		g_auto(GStrv) paths =
			repository_paths(review->repository, revision, set_of(review, i), error);

		if (!paths)
			return NULL;
		g_strv_builder_addv(all, (const char **)paths);
	}
	g_strv_builder_add(all, CONFIG_PATH);
	return g_strv_builder_end(all);
}

/* --- Steps ------------------------------------------------------------------ */

void review_step_clear(struct review_step *step)
{
	g_clear_pointer(&step->parts, g_ptr_array_unref);
}

static struct tree *open_tree(const struct review *review, const struct revision *revision,
			      guint set, GError **error)
{
	if (revision->kind == REVISION_OBJECT && !revision->tree[0])
		return tree_open_nothing(revision->name ? revision->name : "nothing");
	return repository_tree(review->repository, revision, set_of(review, set), NULL, error);
}

static gboolean same_revision(const struct revision *one, const struct revision *other)
{
	return one->kind == REVISION_OBJECT && other->kind == REVISION_OBJECT && one->tree[0] &&
	       strcmp(one->tree, other->tree) == 0 && g_strcmp0(one->path, other->path) == 0 &&
	       strcmp(one->name, other->name) == 0;
}

/* What an earlier step of the same run has opened: a commit is the parent of the next. */
static struct tree *find_opened(const struct review_step *steps, gsize n, guint set,
				const struct revision *revision)
{
	while (n--) {
		struct review_part *part;

		if (!steps[n].parts || steps[n].parts->len <= set)
			continue;
		part = steps[n].parts->pdata[set];
		if (same_revision(&steps[n].old_revision, revision) && part->old_tree)
			return part->old_tree;
		if (same_revision(&steps[n].new_revision, revision) && part->new_tree)
			return part->new_tree;
	}
	return NULL;
}

/* What was asked for, else what is stated of the set, else of the project. */
static target_set targets_of(const struct session *session, const struct header_set *set)
{
	if (session->targets)
		return session->targets;
	return set->targets ? set->targets : session->usual_targets;
}

/* What deployed programs were promised is what the old revision says of the set. */
static enum level level_of_set(const struct review *review, const struct review_step *step,
			       const struct review_set *stated)
{
	const struct config *config = shelf_config(review->shelf, &step->old_revision);

	for (gsize i = 0; !stated->is_implied && config && i < config->n_sets; i++) {
		if (strcmp(config->sets[i].name, stated->set.name) == 0)
			return config->sets[i].level;
	}
	return stated->level;
}

static gboolean find_standing(const struct review *review, const struct review_step *step,
			      const struct review_set *stated, struct review_part *part,
			      GError **error)
{
	struct standing *standing = &part->standing;
	const struct revision *old_revision = &step->old_revision;
	g_autoptr(GError) failure = NULL;

	standing->old_levels = shelf_levels(review->shelf, old_revision, TRUE, NULL);
	standing->new_levels = shelf_levels(review->shelf, &step->new_revision, FALSE, &failure);
	part->release = g_strdup(review->session->options->release);
	if (!part->release && (standing->old_levels || standing->new_levels))
		part->release = release_of_revision(review->repository, &step->new_revision);
	standing->release = part->release;
	standing->matched = review->matched;
	if (review->asks_kconfig && stated->is_implied && old_revision->kind == REVISION_OBJECT &&
	    old_revision->tree[0] && part->old_tree->layout == TREE_KERNEL_SOURCE) {
		standing->bar = shelf_bar;
		standing->bar_data = shelf_bars(review->shelf, old_revision);
	}
	if (!failure)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&failure));
	return FALSE;
}

static struct review_part *open_part(const struct review *review, const struct review_step *steps,
				     gsize n, guint set, GError **error)
{
	const struct review_step *step = &steps[n];
	const struct review_set *stated = &g_array_index(review->sets, struct review_set, set);
	struct review_part *part = g_new0(struct review_part, 1);

	part->old_tree = find_opened(steps, n, set, &step->old_revision);
	part->owns_old = !part->old_tree;
	if (part->owns_old)
		part->old_tree = open_tree(review, &step->old_revision, set, error);
	part->new_tree = part->old_tree ? find_opened(steps, n, set, &step->new_revision) : NULL;
	part->owns_new = !part->new_tree;
	if (part->owns_new && part->old_tree)
		part->new_tree = open_tree(review, &step->new_revision, set, error);
	if (step->before && part->new_tree)
		part->before_tree = open_tree(review, step->before, set, error);
	if (!part->new_tree || (step->before && !part->before_tree) ||
	    !find_standing(review, step, stated, part, error)) {
		part_free(part);
		return NULL;
	}
	part->comparison = (struct comparison){
		.old_tree = part->old_tree,
		.new_tree = part->new_tree,
		.before_tree = part->before_tree,
		.level = level_of_set(review, step, stated),
		.standing = &part->standing,
		.targets = targets_of(review->session, &stated->set),
	};
	return part;
}

static gboolean open_parts(const struct review *review, struct review_step *steps, gsize n,
			   GError **error)
{
	steps[n].parts = g_ptr_array_new_with_free_func(part_free);
	for (guint set = 0; set < review->sets->len; set++) {
		struct review_part *part = open_part(review, steps, n, set, error);

		if (!part)
			return FALSE;
		g_ptr_array_add(steps[n].parts, part);
	}
	return TRUE;
}

/* What is said of levels is a part of its own, behind those of the sets. */
static void add_remarks(struct review *review, struct review_step *step)
{
	guint n = step->parts->len;
	g_autofree struct versioned_set *sets = g_new0(struct versioned_set, n + 1);
	g_autofree char *config_name = g_strconcat(step->new_revision.name, CONFIG_PATH, NULL);
	struct review_part *part = g_new0(struct review_part, 1);
	const struct step_facts facts = {
		.policy = review->session->policy,
		.standing = &((struct review_part *)step->parts->pdata[0])->standing,
		.old_config = shelf_config(review->shelf, &step->old_revision),
		.new_config = shelf_config(review->shelf, &step->new_revision),
		.config_name = config_name,
		.sets = sets,
		.n_sets = n,
	};

	for (guint i = 0; i < n; i++) {
		const struct review_part *of = step->parts->pdata[i];

		sets[i].set = g_array_index(review->sets, struct review_set, i).stated;
		sets[i].level = of->comparison.level;
		sets[i].old_tree = of->old_tree;
		sets[i].new_tree = of->new_tree;
		sets[i].report = of->comparison.report;
	}
	part->remarks = review_remark(&facts);
	part->comparison.report = (struct report *)remarks_report(part->remarks);
	g_ptr_array_add(step->parts, part);
}

gboolean review_steps(struct review *review, struct review_step *steps, gsize n, GError **error)
{
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct comparison));
	gboolean done = TRUE;
	guint next = 0;

	for (gsize i = 0; i < n; i++)
		steps[i].parts = NULL;
	for (gsize i = 0; done && i < n; i++)
		done = open_parts(review, steps, i, error);
	for (gsize i = 0; done && i < n; i++) {
		for (guint set = 0; set < steps[i].parts->len; set++)
			g_array_append_val(all, ((struct review_part *)steps[i].parts->pdata[set])
							->comparison);
	}
	if (done)
		done = compare(review->comparer, (struct comparison *)(void *)all->data, all->len,
			       error);
	for (gsize i = 0; i < n && next < all->len; i++) {
		for (guint set = 0; set < steps[i].parts->len; set++)
			((struct review_part *)steps[i].parts->pdata[set])->comparison =
				g_array_index(all, struct comparison, next++);
	}
	for (gsize i = 0; done && i < n; i++) {
		if (steps[i].parts->len)
			add_remarks(review, &steps[i]);
	}
	return done;
}

const struct report **review_reports(const struct review_step *step)
{
	const struct report **reports = g_new0(const struct report *, step->parts->len + 1);

	for (guint i = 0; i < step->parts->len; i++)
		reports[i] = ((struct review_part *)step->parts->pdata[i])->comparison.report;
	return reports;
}

struct series_step *review_series(const struct review_step *steps, gsize n)
{
	struct series_step *series = g_new0(struct series_step, n + 1);

	for (gsize i = 0; i < n; i++) {
		series[i].commit = steps[i].commit;
		series[i].reports = review_reports(&steps[i]);
		series[i].n_reports = steps[i].parts->len;
	}
	return series;
}

void review_series_free(struct series_step *series, gsize n)
{
	for (gsize i = 0; i < n; i++)
		g_free((gpointer)series[i].reports);
	g_free(series);
}
