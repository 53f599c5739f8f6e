/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From changes of every target to one list of findings.
 */
#include "rules/judge.h"

#include <string.h>

#include "rules/finding.h"
#include "rules/judging.h"
#include "util/glob.h"
#include "rules/level.h"
#include "rules/standing.h"

/* A report and what it owns. */
struct owned_report {
	struct report report; /* first: judge_free() is given its address */
	GStringChunk *strings;
	GArray *findings;   /* struct finding */
	GArray *not_judged; /* struct not_judged */
	GPtrArray *lists;   /* arrays that findings refer to */
};

struct collecting {
	const struct judge_input *input;
	struct owned_report *out;
	struct judging judging;
	GHashTable *index_of; /* id -> index of the finding + 1 */
	GHashTable *leaks;    /* those of the old model, "outer\ninner" */
	enum target_id target;
};

static const char *make_id(struct collecting *collecting, const struct rule *rule,
			   const struct change *change)
{
	/* Which member moves first may differ between targets. */
	gboolean moves =
		change->kind == CHANGE_MEMBER_MOVED || change->kind == CHANGE_MEMBER_INSERTED;
	const char *const parts[] = {
		rule->id,
		change->item_kind,
		change->item_name,
		change->old_member && !moves ? change->old_member->name : "",
		change->new_member && change->kind != CHANGE_MEMBER_MOVED ? change->new_member->name
									  : "",
		change->kind == CHANGE_CONSTANT_ADDED
			? ""
			: (change->successor ? change->successor : ""),
	};

	return finding_id(collecting->out->strings, parts, G_N_ELEMENTS(parts));
}

static struct finding_place show_place(const struct model *model, const struct place *place)
{
	if (place->header == MODEL_NONE)
		return (struct finding_place){ 0 };
	return (struct finding_place){
		.file = model->headers[place->header].shown,
		.line = place->line,
		.column = place->column,
	};
}

static const char *const *keep_evidence(struct owned_report *out, const GPtrArray *evidence)
{
	const char **list = g_new0(const char *, evidence->len + 1);

	for (guint i = 0; i < evidence->len; i++)
		list[i] = evidence->pdata[i];
	g_ptr_array_add(out->lists, list);
	return list;
}

static void keep_renamings(struct owned_report *out, GArray *renamings, struct finding *finding)
{
	finding->n_renamings = renamings->len;
	if (!renamings->len)
		return;
	finding->renamings = (const struct finding_renaming *)
		g_memdup2(renamings->data, renamings->len * sizeof(struct finding_renaming));
	g_ptr_array_add(out->lists, (gpointer)finding->renamings);
}

/* What models say lives as long as they do; a report outlives them. */
static const char *keep(struct collecting *collecting, const char *text)
{
	return text ? g_string_chunk_insert_const(collecting->out->strings, text) : NULL;
}

static struct finding make_finding(struct collecting *collecting, const struct rule *rule,
				   const struct change *change, const struct opinion *opinion,
				   enum level level, const char *id)
{
	const struct diff *diff = collecting->judging.diff;
	gboolean safe = opinion->verdict == VERDICT_SAFE;
	const struct layout_pair *layouts = change_layouts(&collecting->judging, change);
	struct finding finding = {
		.id = id,
		.rule = rule->id,
		.dimension = rule->dimension,
		.verdict = opinion->verdict,
		.level = level,
		.item_kind = change->item_kind,
		.item_name = keep(collecting, change->item_name),
		.header = keep(collecting, change_header(&collecting->judging, change)),
		.old_place = show_place(diff->old_model, &change->old_place),
		.new_place = show_place(diff->new_model, &change->new_place),
		.targets = TARGET_BIT(diff->new_model->target),
		.message = opinion->message,
		.why = opinion->why ? opinion->why : rule->why,
		.fix = safe ? NULL : (opinion->fix ? opinion->fix : rule->fix),
		.fact = opinion->verdict == VERDICT_DEPENDS ? opinion->fact : NULL,
		.old_map = opinion->old_map,
		.new_map = opinion->new_map,
		.evidence = keep_evidence(collecting->out, opinion->evidence),
		.is_repair = opinion->is_repair,
	};

	finding.severity = finding_severity(&finding, rule, collecting->input->policy);
	finding.old_place.file = keep(collecting, finding.old_place.file);
	finding.new_place.file = keep(collecting, finding.new_place.file);
	keep_renamings(collecting->out, opinion->renamings, &finding);
	if (layouts) {
		finding.old_layout = layouts->old_layout;
		finding.new_layout = layouts->new_layout;
	}
	return finding;
}

/* The same change on another target is the same finding; where targets differ
 * in the verdict, the worst one is told, with the targets that have it. */
static void merge(struct collecting *collecting, const struct finding *finding)
{
	GArray *findings = collecting->out->findings;
	guint known = GPOINTER_TO_UINT(g_hash_table_lookup(collecting->index_of, finding->id));

	if (!known) {
		g_array_append_val(findings, *finding);
		g_hash_table_insert(collecting->index_of, (gpointer)finding->id,
				    GUINT_TO_POINTER(findings->len));
		return;
	}
	struct finding *old = &g_array_index(findings, struct finding, known - 1);
	if (old->verdict == finding->verdict)
		old->targets |= finding->targets;
	else if (old->verdict < finding->verdict)
		*old = *finding;
}

/* Most changes are additions, which are the same on every target. */
static gboolean is_known_addition(struct collecting *collecting, const struct change *change,
				  const char *id)
{
	guint known = GPOINTER_TO_UINT(g_hash_table_lookup(collecting->index_of, id));

	if (!known || change->kind != CHANGE_CONSTANT_ADDED)
		return FALSE;
	g_array_index(collecting->out->findings, struct finding, known - 1).targets |=
		TARGET_BIT(collecting->judging.diff->new_model->target);
	return TRUE;
}

/* The id of the finding that tells @change along, NULL if it is told by itself.  What it does
 * to programs already built always is. */
static const char *told_by(struct collecting *collecting, const struct rule *rule,
			   const struct change *change)
{
	const struct diff *diff = collecting->judging.diff;
	const struct replacement *replacement = change->replacement;

	if (!replacement || change->kind == CHANGE_NAMES_REPLACED ||
	    rule->dimension != DIMENSION_API)
		return NULL;
	return make_id(collecting, &rule_header_names_replaced,
		       &g_array_index(diff->changes, struct change, replacement->change));
}

gboolean judge_wants(const char *const *headers, const char *path)
{
	for (gsize i = 0; headers && headers[i]; i++) {
		if (glob_matches(headers[i], path))
			return TRUE;
	}
	return !headers;
}

static void apply(struct collecting *collecting, const struct rule *rule,
		  const struct change *change)
{
	g_autoptr(GPtrArray) evidence = g_ptr_array_new();
	g_autoptr(GArray) renamings = g_array_new(FALSE, FALSE, sizeof(struct finding_renaming));
	struct opinion opinion = {
		.verdict = VERDICT_SAFE,
		.evidence = evidence,
		.renamings = renamings,
	};

	const char *id = make_id(collecting, rule, change);
	if (is_known_addition(collecting, change, id) ||
	    !rule->judge(&collecting->judging, change, &opinion))
		return;
	if (opinion.verdict != VERDICT_SAFE)
		opinion_note_repair(&collecting->judging, change, &opinion);
	enum level level = standing_apply(&collecting->judging, collecting->input->standing,
					  collecting->input->level, change, &opinion);
	struct finding finding = make_finding(collecting, rule, change, &opinion, level, id);
	finding.part_of = told_by(collecting, rule, change);
	merge(collecting, &finding);
}

static void judge_target(struct collecting *collecting, const struct model *old_model,
			 const struct model *new_model)
{
	struct diff *diff = diff_models(old_model, new_model);
	g_autoptr(GHashTable) layout_pairs = g_hash_table_new_full(NULL, NULL, NULL, g_free);

	collecting->judging.diff = diff;
	collecting->judging.layout_pairs = layout_pairs;
	for (guint i = 0; i < diff->changes->len; i++) {
		const struct change *change = &g_array_index(diff->changes, struct change, i);

		if (!judge_wants(collecting->input->headers,
				 change_header(&collecting->judging, change)))
			continue;
		for (gsize j = 0; rules[j]; j++) {
			if (rules[j]->change == change->kind)
				apply(collecting, rules[j], change);
		}
	}
	diff_free(diff);
}

static void note_leak(gpointer data, const struct level_leak *leak)
{
	g_hash_table_add(data, g_strconcat(leak->outer_name, "\n", leak->inner_name, NULL));
}

/* What leaked before is no news. */
static void tell_leak(gpointer data, const struct level_leak *leak)
{
	struct collecting *collecting = data;
	g_autofree char *key = g_strconcat(leak->outer_name, "\n", leak->inner_name, NULL);
	struct remark remark;
	struct finding finding;

	if (g_hash_table_contains(collecting->leaks, key) ||
	    !judge_wants(collecting->input->headers, leak->header))
		return;
	remark = level_leak_remark(leak, TARGET_BIT(collecting->target));
	finding = remark_finding(&remark, collecting->input->policy, collecting->out->strings);
	g_ptr_array_add(collecting->out->lists, (gpointer)finding.evidence);
	g_free((char *)remark.message);
	merge(collecting, &finding);
}

/* What levels say of whole models: parts that are promised less than what they are in. */
static void judge_levels(struct collecting *collecting, const struct model *old_model,
			 const struct model *new_model)
{
	const struct standing *standing = collecting->input->standing;
	enum level level = collecting->input->level;
	g_autoptr(GHashTable) leaks = NULL;

	if (!standing || !standing->new_levels)
		return;
	leaks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	collecting->leaks = leaks;
	collecting->target = new_model->target;
	level_find_leaks(old_model, standing->old_levels, level, note_leak, leaks);
	level_find_leaks(new_model, standing->new_levels, level, tell_leak, collecting);
	if (standing->matched)
		level_match(new_model, standing->new_levels, standing->matched);
}

/* The finding of which @part is told along, or NULL. */
static struct finding *whole_of(const struct collecting *collecting, const struct finding *part)
{
	gpointer known =
		part->part_of ? g_hash_table_lookup(collecting->index_of, part->part_of) : NULL;

	return known ? &g_array_index(collecting->out->findings, struct finding,
				      GPOINTER_TO_UINT(known) - 1)
		     : NULL;
}

/* A finding that tells others along is as grave as the gravest of them. */
static void join_part(struct finding *whole, struct finding *part, gboolean is_first)
{
	if (is_first || part->verdict > whole->verdict) {
		whole->verdict = part->verdict;
		whole->fact = part->fact;
	}
	whole->severity = is_first ? part->severity : MAX(whole->severity, part->severity);
	part->severity = SEVERITY_NONE;
}

static void join_parts(struct collecting *collecting)
{
	GArray *findings = collecting->out->findings;
	g_autoptr(GHashTable) joined = g_hash_table_new(g_direct_hash, g_direct_equal);

	for (guint i = 0; i < findings->len; i++) {
		struct finding *part = &g_array_index(findings, struct finding, i);
		struct finding *whole = whole_of(collecting, part);

		if (whole)
			join_part(whole, part, g_hash_table_add(joined, whole));
	}
	for (guint i = 0; i < findings->len; i++) {
		struct finding *whole = &g_array_index(findings, struct finding, i);

		if (whole->verdict == VERDICT_SAFE)
			whole->fix = NULL;
		/* What is stated of the rule itself counts more than what it is made of. */
		if (g_hash_table_contains(joined, whole))
			policy_stated_severity(collecting->input->policy, whole, &whole->severity);
	}
}

static int compare_findings(gconstpointer a, gconstpointer b)
{
	const struct finding *x = a, *y = b;
	guint x_line = x->new_place.file ? x->new_place.line : x->old_place.line;
	guint y_line = y->new_place.file ? y->new_place.line : y->old_place.line;
	int order = strcmp(x->header, y->header);

	if (!order)
		order = (x_line > y_line) - (x_line < y_line);
	if (!order)
		order = strcmp(x->item_name, y->item_name);
	if (!order)
		order = strcmp(x->rule, y->rule);
	return order ? order : strcmp(x->id, y->id);
}

/* The same bytes on both sides: whatever is wrong with them, nothing changed. */
static gboolean is_unchanged(const struct collecting *collecting, const char *path,
			     enum target_id target)
{
	return tree_file_equal(tree_find(collecting->input->old_tree, path, target),
			       tree_find(collecting->input->new_tree, path, target));
}

static void note_unjudged(struct collecting *collecting, const struct model *model)
{
	GArray *list = collecting->out->not_judged;
	target_set target = TARGET_BIT(model->target);

	for (guint32 i = 0; i < model->n_unjudged; i++) {
		const struct unjudged *unjudged = &model->unjudged[i];
		g_autofree char *reason =
			unjudged->item ? g_strdup_printf("%s: %s", unjudged->item, unjudged->reason)
				       : g_strdup(unjudged->reason);
		struct not_judged new = {
			.header = keep(collecting, unjudged->path),
			.targets = target,
			.reason = keep(collecting, reason),
			.expected = unjudged->expected ||
				    is_unchanged(collecting, unjudged->path, model->target),
		};
		gboolean known = !judge_wants(collecting->input->headers, unjudged->path);
		for (guint j = 0; j < list->len && !known; j++) {
			struct not_judged *old = &g_array_index(list, struct not_judged, j);
			known = old->header == new.header && old->reason == new.reason;
			if (!known)
				continue;
			old->targets |= target;
			old->expected = old->expected && new.expected;
		}
		if (!known)
			g_array_append_val(list, new);
	}
}

static int compare_not_judged(gconstpointer a, gconstpointer b)
{
	const struct not_judged *x = a, *y = b;
	int order = strcmp(x->header, y->header);

	return order ? order : strcmp(x->reason, y->reason);
}

static gsize count_judged_headers(const struct judge_input *input)
{
	g_autoptr(GHashTable) paths = g_hash_table_new(g_str_hash, g_str_equal);

	for (gsize i = 0; i < input->n_models; i++) {
		const struct model *both[] = { input->old_models[i], input->new_models[i] };
		for (gsize j = 0; j < 2; j++) {
			for (guint32 k = 0; k < both[j]->n_headers; k++) {
				if (both[j]->headers[k].judged &&
				    judge_wants(input->headers, both[j]->headers[k].path))
					g_hash_table_add(paths, (gpointer)both[j]->headers[k].path);
			}
		}
	}
	return g_hash_table_size(paths);
}

static struct owned_report *new_report(void)
{
	struct owned_report *out = g_new0(struct owned_report, 1);

	out->strings = g_string_chunk_new(64 * 1024);
	out->findings = g_array_new(FALSE, FALSE, sizeof(struct finding));
	out->not_judged = g_array_new(FALSE, FALSE, sizeof(struct not_judged));
	out->lists = g_ptr_array_new_with_free_func(g_free);
	return out;
}

struct report *judge(const struct judge_input *input)
{
	struct owned_report *out = new_report();
	g_autoptr(GHashTable) index_of = g_hash_table_new(g_str_hash, g_str_equal);
	struct collecting collecting = {
		.input = input,
		.out = out,
		.judging = { .policy = input->policy,
			     .strings = out->strings,
			     .old_tree = input->old_tree,
			     .layouts = out->lists,
			     .new_tree = input->new_tree,
			     .before_tree = input->before_tree },
		.index_of = index_of,
	};

	for (gsize i = 0; i < input->n_models; i++) {
		collecting.judging.before = input->before_tree ? input->before_models[i] : NULL;
		judge_target(&collecting, input->old_models[i], input->new_models[i]);
		judge_levels(&collecting, input->old_models[i], input->new_models[i]);
		note_unjudged(&collecting, input->old_models[i]);
		note_unjudged(&collecting, input->new_models[i]);
		out->report.targets |= TARGET_BIT(input->new_models[i]->target);
	}
	join_parts(&collecting);
	g_array_sort(out->findings, compare_findings);
	g_array_sort(out->not_judged, compare_not_judged);
	out->report.findings = (const struct finding *)out->findings->data;
	out->report.n_findings = out->findings->len;
	out->report.not_judged = (const struct not_judged *)out->not_judged->data;
	out->report.n_not_judged = out->not_judged->len;
	out->report.old_name = input->old_tree->name;
	out->report.new_name = input->new_tree->name;
	out->report.headers_judged = count_judged_headers(input);
	return &out->report;
}

void judge_free(struct report *report)
{
	struct owned_report *out = (struct owned_report *)report;

	if (!out)
		return;
	g_string_chunk_free(out->strings);
	g_array_free(out->findings, TRUE);
	g_array_free(out->not_judged, TRUE);
	g_ptr_array_free(out->lists, TRUE);
	g_free(out);
}
