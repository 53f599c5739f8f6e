/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/accepting.h"

#include <string.h>

#include "policy/trailer.h"
#include "rules/remark.h"
#include "util/suggest.h"

/* A trailer of a commit. */
struct stated_trailer {
	const struct finding_commit *commit;
	struct trailer *trailer; /* of the list */
	GPtrArray *list;         /* struct trailer; a reference */
	char *flaw;              /* why it cannot be used; NULL: it can */
	gboolean is_used;
	struct finding_acceptance shown;
};

struct accepting {
	const struct acceptances *stated; /* or NULL */
	char *release;                    /* or NULL */
	char *today;
	GHashTable *old;     /* ids that were accepted before; NULL: it does not matter */
	GHashTable *seen;    /* ids of all findings, owned */
	GPtrArray *trailers; /* struct stated_trailer */
	struct remarks *remarks;
};

static void trailer_end(gpointer data)
{
	struct stated_trailer *stated = data;

	g_free((char *)stated->shown.where);
	g_free(stated->flaw);
	g_ptr_array_unref(stated->list);
	g_free(stated);
}

char *accepting_today(void)
{
	const char *epoch = g_getenv("SOURCE_DATE_EPOCH");
	gint64 seconds =
		epoch ? g_ascii_strtoll(epoch, NULL, 10) : g_get_real_time() / G_USEC_PER_SEC;
	g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(seconds);

	return date ? g_date_time_format(date, "%Y-%m-%d") : g_strdup("0000-00-00");
}

struct accepting *accepting_new(const struct acceptances *stated, const char *release)
{
	struct accepting *accepting = g_new0(struct accepting, 1);

	accepting->stated = stated;
	accepting->release = g_strdup(release);
	accepting->today = accepting_today();
	accepting->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	accepting->trailers = g_ptr_array_new_with_free_func(trailer_end);
	return accepting;
}

void accepting_free(struct accepting *accepting)
{
	if (!accepting)
		return;
	g_free(accepting->release);
	g_free(accepting->today);
	g_clear_pointer(&accepting->old, g_hash_table_unref);
	g_hash_table_unref(accepting->seen);
	g_ptr_array_unref(accepting->trailers);
	remarks_free(accepting->remarks);
	g_free(accepting);
}

gboolean accepting_needs_release(const struct acceptances *stated)
{
	for (gsize i = 0; stated && i < stated->n_entries; i++) {
		const char *until = stated->entries[i].shown.until;

		if (until && acceptance_is_version(until))
			return TRUE;
	}
	return FALSE;
}

void accepting_set_old(struct accepting *accepting, const struct acceptances *old_stated)
{
	g_clear_pointer(&accepting->old, g_hash_table_unref);
	accepting->old = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (gsize i = 0; old_stated && i < old_stated->n_entries; i++)
		g_hash_table_add(accepting->old, g_strdup(old_stated->entries[i].id));
}

/* --- Trailers --------------------------------------------------------------- */

static char *unknown_rule(const char *id)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autofree char *meant = NULL;

	for (gsize i = 0; rules[i]; i++)
		g_ptr_array_add(ids, (gpointer)rules[i]->id);
	g_ptr_array_add(ids, NULL);
	meant = suggest(id, (const char *const *)ids->pdata);
	return g_strdup_printf("there is no rule '%s'%s", id, meant);
}

static char *where_of(const struct finding_commit *commit)
{
	if (!commit->id[0])
		return g_strdup(commit->subject);
	return g_strdup_printf("commit %.12s", commit->id);
}

void accepting_add_message(struct accepting *accepting, const struct finding_commit *commit,
			   const char *message)
{
	g_autoptr(GPtrArray) list = trailers_parse(message);

	for (guint i = 0; i < list->len; i++) {
		struct trailer *trailer = list->pdata[i];
		struct stated_trailer *stated = g_new0(struct stated_trailer, 1);

		stated->commit = commit;
		stated->trailer = trailer;
		stated->list = g_ptr_array_ref(list);
		stated->shown.reason = trailer->reason;
		stated->shown.where = where_of(commit);
		if (trailer->flaw)
			stated->flaw = g_strdup(trailer->flaw);
		else if (trailer->rule && !rule_find(trailer->rule))
			stated->flaw = unknown_rule(trailer->rule);
		g_ptr_array_add(accepting->trailers, stated);
	}
}

void accepting_forget_messages(struct accepting *accepting)
{
	g_ptr_array_set_size(accepting->trailers, 0);
}

static gboolean is_of(const struct stated_trailer *stated, const struct finding *finding)
{
	return finding->commit && strcmp(stated->commit->id, finding->commit->id) == 0 &&
	       strcmp(stated->commit->subject, finding->commit->subject) == 0;
}

static struct stated_trailer *find_trailer(const struct accepting *accepting,
					   const struct finding *finding, gboolean by_commit)
{
	for (guint i = 0; i < accepting->trailers->len; i++) {
		struct stated_trailer *stated = accepting->trailers->pdata[i];

		if (!stated->flaw && (!by_commit || is_of(stated, finding)) &&
		    trailer_matches(stated->trailer, finding->id, finding->rule,
				    finding->item_name))
			return stated;
	}
	return NULL;
}

/* --- Findings --------------------------------------------------------------- */

static gboolean is_over(const struct accepting *accepting, const struct acceptance *entry)
{
	return acceptance_is_over(entry->shown.until, accepting->release, accepting->today);
}

/* That somebody accepts what is no harm is no mistake, but there is nothing to accept. */
static gboolean can_be_accepted(const struct finding *finding)
{
	return finding->verdict != VERDICT_SAFE || finding->severity != SEVERITY_NONE;
}

const struct finding_acceptance *accepting_find(struct accepting *accepting,
						const struct finding *finding, gboolean by_commit)
{
	const struct acceptance *entry;
	struct stated_trailer *stated;

	if (!can_be_accepted(finding))
		return NULL;
	entry = acceptances_find(accepting->stated, finding->id);
	if (entry && !is_over(accepting, entry))
		return &entry->shown;
	stated = find_trailer(accepting, finding, by_commit);
	return stated ? &stated->shown : NULL;
}

static void see(struct accepting *accepting, const struct finding *finding)
{
	g_hash_table_add(accepting->seen, g_strdup(finding->id));
	for (guint i = 0; i < accepting->trailers->len; i++) {
		struct stated_trailer *stated = accepting->trailers->pdata[i];

		if (!stated->flaw && trailer_matches(stated->trailer, finding->id, finding->rule,
						     finding->item_name))
			stated->is_used = TRUE;
	}
}

void accepting_see(struct accepting *accepting, const struct report *report)
{
	for (gsize i = 0; i < report->n_findings; i++)
		see(accepting, &report->findings[i]);
}

/* Whether @entry came with what is judged, and accepts nothing of it. */
static gboolean is_unused(const struct accepting *accepting, const struct acceptance *entry)
{
	return accepting->old && !g_hash_table_contains(accepting->old, entry->id) &&
	       !g_hash_table_contains(accepting->seen, entry->id);
}

gboolean accepting_asks_for_steps(const struct accepting *accepting, const struct report *report)
{
	g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);

	if (accepting->trailers->len)
		return TRUE;
	for (gsize i = 0; i < report->n_findings; i++)
		g_hash_table_add(ids, (gpointer)report->findings[i].id);
	for (gsize i = 0; accepting->stated && i < accepting->stated->n_entries; i++) {
		const struct acceptance *entry = &accepting->stated->entries[i];

		if (is_unused(accepting, entry) && !g_hash_table_contains(ids, entry->id))
			return TRUE;
	}
	return FALSE;
}

/* --- Remarks ---------------------------------------------------------------- */

static struct remark entry_remark(const struct accepting *accepting, const struct acceptance *entry,
				  target_set all)
{
	return (struct remark){
		.item_kind = "entry",
		.item_name = entry->id,
		.header = ACCEPT_PATH,
		.new_place = { accepting->stated->file, entry->line, 1 },
		.targets = all,
	};
}

/* "'struct foo' [member/moved]", as far as it is stated. */
static char *what_of(const struct acceptance *entry)
{
	g_autoptr(GString) text = g_string_new(entry->id);

	if (entry->item)
		g_string_append_printf(text, ", '%s'", entry->item);
	if (entry->rule)
		g_string_append_printf(text, " [%s]", entry->rule);
	return g_strdup(text->str);
}

static void remark_over(struct accepting *accepting, const struct acceptance *entry, target_set all)
{
	struct remark remark = entry_remark(accepting, entry, all);
	g_autofree char *what = what_of(entry);
	const gboolean is_version = acceptance_is_version(entry->shown.until);
	g_autofree char *message =
		g_strdup_printf("%s was accepted until %s, and this is %s", what,
				entry->shown.until,
				is_version ? accepting->release : accepting->today);
	g_autofree char *reason = g_strconcat("the reason given was: ", entry->shown.reason, NULL);
	const char *const evidence[] = { reason, NULL };

	remark.rule = rule_find("accept/expired");
	remark.verdict = VERDICT_BREAKS;
	remark.message = message;
	remark.evidence = evidence;
	remarks_add(accepting->remarks, &remark);
}

/* What @entry may have been meant for: the same rule and item, with another id. */
static const struct finding *find_alike(const struct acceptance *entry, const struct report *report)
{
	for (gsize i = 0; entry->rule && entry->item && i < report->n_findings; i++) {
		const struct finding *finding = &report->findings[i];
		const char *space = strrchr(entry->item, ' ');

		if (can_be_accepted(finding) && strcmp(finding->rule, entry->rule) == 0 &&
		    strcmp(finding->item_name, space ? space + 1 : entry->item) == 0)
			return finding;
	}
	return NULL;
}

static void remark_unused(struct accepting *accepting, const struct acceptance *entry,
			  const struct report *report)
{
	struct remark remark = entry_remark(accepting, entry, report->targets);
	const struct finding *alike = find_alike(entry, report);
	g_autofree char *what = what_of(entry);
	g_autofree char *message =
		g_strdup_printf("%s is accepted, and nothing of that id is found", what);
	g_autofree char *near =
		alike ? g_strdup_printf("'%s' has a finding of that rule with the id %s",
					alike->item_name, alike->id)
		      : NULL;
	g_autofree char *fact =
		g_strdup_printf("whether what it accepts was changed before %s", report->old_name);
	const char *const evidence[] = { near, NULL };

	remark.rule = rule_find("accept/unused");
	remark.verdict = VERDICT_DEPENDS;
	remark.message = message;
	remark.evidence = evidence;
	remark.fact = fact;
	remarks_add(accepting->remarks, &remark);
}

static void remark_trailer(struct accepting *accepting, const struct stated_trailer *stated,
			   const struct report *report)
{
	g_autofree char *key = g_strconcat(stated->commit->id, stated->commit->subject, NULL);
	g_autofree char *message =
		stated->flaw ? g_strdup_printf("'" TRAILER_NAME ": %s': %s", stated->trailer->text,
					       stated->flaw)
			     : g_strdup_printf("'" TRAILER_NAME ": %s' accepts nothing that the "
					       "commit does",
					       stated->trailer->text);
	const struct remark remark = {
		.rule = rule_find(stated->flaw ? "accept/malformed" : "accept/unused"),
		.verdict = VERDICT_BREAKS,
		.item_kind = "trailer",
		.item_name = stated->trailer->text,
		.header = stated->shown.where,
		.key = key,
		.targets = report->targets,
		.message = message,
		.fix = stated->flaw ? NULL
				    : "write the id that is shown, or 'RULE ITEM', or leave it out",
		.commit = stated->commit,
	};

	remarks_add(accepting->remarks, &remark);
}

static void remark_all(struct accepting *accepting, const struct report *report)
{
	for (gsize i = 0; accepting->stated && i < accepting->stated->n_entries; i++) {
		const struct acceptance *entry = &accepting->stated->entries[i];

		if (is_over(accepting, entry))
			remark_over(accepting, entry, report->targets);
		else if (is_unused(accepting, entry))
			remark_unused(accepting, entry, report);
	}
	for (guint i = 0; i < accepting->trailers->len; i++) {
		const struct stated_trailer *stated = accepting->trailers->pdata[i];

		if (stated->flaw || !stated->is_used)
			remark_trailer(accepting, stated, report);
	}
}

/* --- Reports ---------------------------------------------------------------- */

static gboolean is_same_commit(const struct finding_commit *one, const struct finding_commit *other)
{
	return one == other || (one && other && strcmp(one->id, other->id) == 0 &&
				strcmp(one->subject, other->subject) == 0);
}

/* Moves the remarks about @commit to the end of @findings. */
static void append_remarks(GArray *findings, const struct report *remarks, gboolean *said,
			   const struct finding_commit *commit)
{
	for (gsize i = 0; i < remarks->n_findings; i++) {
		if (said[i] || !is_same_commit(remarks->findings[i].commit, commit))
			continue;
		g_array_append_val(findings, remarks->findings[i]);
		/* One heading stands above both. */
		g_array_index(findings, struct finding, findings->len - 1).commit = commit;
		said[i] = TRUE;
	}
}

/*
 * A finding that tells others along is accepted if all of them are: they may have been before
 * there was a rule that told them together.
 */
static const struct finding_acceptance *
find_by_parts(struct accepting *accepting, const struct report *report, const struct finding *whole)
{
	const struct finding_acceptance *first = NULL;

	for (gsize i = 0; whole->n_renamings && i < report->n_findings; i++) {
		const struct finding *part = &report->findings[i];
		const struct finding_acceptance *found;

		if (g_strcmp0(part->part_of, whole->id) != 0 || part->commit != whole->commit ||
		    part->verdict == VERDICT_SAFE)
			continue;
		found = accepting_find(accepting, part, report->by_commit);
		if (!found)
			return NULL;
		first = first ? first : found;
	}
	return first;
}

static void append_finding(struct accepting *accepting, GArray *findings,
			   const struct report *report, const struct finding *finding)
{
	struct finding copy = *finding;

	copy.accepted = accepting_find(accepting, finding, report->by_commit);
	if (!copy.accepted)
		copy.accepted = find_by_parts(accepting, report, finding);
	if (copy.accepted)
		copy.severity = SEVERITY_NONE;
	g_array_append_val(findings, copy);
}

static GArray *combine(struct accepting *accepting, const struct report *report,
		       const struct report *remarks)
{
	GArray *findings = g_array_new(FALSE, FALSE, sizeof(struct finding));
	g_autofree gboolean *said = g_new0(gboolean, remarks->n_findings + 1);

	append_remarks(findings, remarks, said, NULL);
	for (gsize i = 0; i < report->n_findings; i++) {
		const struct finding_commit *commit = report->findings[i].commit;

		append_finding(accepting, findings, report, &report->findings[i]);
		if (i + 1 == report->n_findings || report->findings[i + 1].commit != commit)
			append_remarks(findings, remarks, said, commit);
	}
	for (gsize i = 0; i < remarks->n_findings; i++)
		append_remarks(findings, remarks, said, remarks->findings[i].commit);
	return findings;
}

GArray *accepting_mark(struct accepting *accepting, const struct report *report)
{
	static const struct report nothing;

	return combine(accepting, report, &nothing);
}

GArray *accepting_apply(struct accepting *accepting, const struct report *report,
			const struct policy *policy)
{
	accepting_see(accepting, report);
	remarks_free(accepting->remarks);
	accepting->remarks = remarks_new(policy);
	remark_all(accepting, report);
	return combine(accepting, report, remarks_report(accepting->remarks));
}
