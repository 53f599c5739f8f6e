/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken am-check MBOX|PATCH...: a series from mail, applied in memory and judged patch by
 * patch.
 */
#include <string.h>

#include "cli/options.h"
#include "cli/review.h"
#include "cli/session.h"
#include "cli/verbs.h"
#include "mail/mail.h"
#include "report/excerpt.h"
#include "util/unified.h"

struct am_check {
	struct session session;
	struct review review;
	struct series *series;
	struct revision base;
	GArray *states;   /* struct revision: the base, then what each patch leaves */
	GPtrArray *names; /* of the patches, for findings */
	struct finding_mail *mails;
	GPtrArray *diffs;  /* arrays of struct unified_file, one a patch; see quote_patches() */
	GPtrArray *quotes; /* char *, of findings */
	GArray *steps;     /* struct review_step, one a patch */
	struct review_step whole;
};

/* "[3/7] uapi: add foo", or what else there is to call it. */
static char *patch_name(const struct patch *patch)
{
	if (!patch->subject[0])
		return g_strdup(patch->shown);
	if (!patch->total)
		return g_strdup_printf("patch: %s", patch->subject);
	return g_strdup_printf("[%u/%u] %s", patch->number, patch->total, patch->subject);
}

/* Before the old places of the patch that comes after @patch: "2/7:". */
static char *state_name(const struct patch *patch)
{
	g_autofree char *base = g_path_get_basename(patch->shown);

	return patch->total ? g_strdup_printf("%u/%u:", patch->number, patch->total)
			    : g_strconcat(base, ":", NULL);
}

static gboolean apply_patch(struct am_check *am, const struct patch *patch, GError **error)
{
	const struct revision *before =
		&g_array_index(am->states, struct revision, am->states->len - 1);
	struct revision after;

	if (!repository_apply(am->review.repository, before, patch->shown, patch->diff,
			      patch->diff_size, &after, error))
		return FALSE;
	after.name = state_name(patch);
	g_array_append_val(am->states, after);
	return TRUE;
}

static gboolean apply_all(struct am_check *am, GError **error)
{
	struct revision base = am->base;

	base.name = g_strdup(am->base.name);
	g_array_append_val(am->states, base);
	for (gsize i = 0; i < am->series->n_patches; i++) {
		if (!apply_patch(am, &am->series->patches[i], error))
			return FALSE;
	}
	return TRUE;
}

/* From one state to another; findings are placed in the patched files. */
static struct review_step step_between(const struct am_check *am, guint from, guint to)
{
	struct review_step step = {
		.old_revision = g_array_index(am->states, struct revision, from),
		.new_revision = g_array_index(am->states, struct revision, to),
	};

	step.new_revision.name = (char *)"";
	return step;
}

static struct finding_mail mail_of(const struct patch *patch)
{
	return (struct finding_mail){
		.author = patch->author,
		.subject = patch->reply_subject,
		.to = patch->reply_to,
		.cc = patch->reply_cc,
		.message_id = patch->message_id,
		.references = patch->references,
	};
}

static gboolean judge_all(struct am_check *am, GError **error)
{
	guint last = am->states->len - 1;

	am->mails = g_new0(struct finding_mail, last + 1);
	for (guint i = 0; i < last; i++)
		am->mails[i] = mail_of(&am->series->patches[i]);
	for (guint i = 0; i < last; i++) {
		struct review_step step = step_between(am, i, i + 1);
		char *name = patch_name(&am->series->patches[i]);

		g_ptr_array_add(am->names, name);
		step.commit = (struct finding_commit){
			.id = "",
			.subject = name,
			.mail = am->series->patches[i].reply_to[0] ? &am->mails[i] : NULL,
		};
		g_array_append_val(am->steps, step);
	}
	am->review.asks_kconfig = TRUE;
	am->whole = step_between(am, 0, last);
	return review_steps(&am->review, (struct review_step *)(void *)am->steps->data,
			    am->steps->len, error) &&
	       review_steps(&am->review, &am->whole, 1, error);
}

/* What the patches accept, in the file and in their messages. */
static gboolean take_accepted(struct am_check *am, GError **error)
{
	struct revision last = g_array_index(am->states, struct revision, am->states->len - 1);

	last.name = (char *)"";
	return project_advance_accepted(&am->review.project, &am->session, &last, error);
}

static void take_messages(struct am_check *am)
{
	for (guint i = 0; i < am->steps->len; i++) {
		const struct review_step *step = &g_array_index(am->steps, struct review_step, i);

		accepting_add_message(am->session.accepting, &step->commit,
				      am->series->patches[i].message);
	}
}

/* What an answer quotes is the patch itself, and not what became of it. */
static void quote_finding(struct am_check *am, struct finding *finding,
			  const struct series_step *series)
{
	char *quote = NULL;

	for (guint i = 0; i < am->diffs->len; i++) {
		if (finding->commit == &series[i].commit && am->diffs->pdata[i])
			quote = excerpt_find(am->diffs->pdata[i], finding);
	}
	if (!quote)
		return;
	g_ptr_array_add(am->quotes, quote);
	finding->excerpt = quote;
}

static void quote_patches(struct am_check *am, struct merged_report *list,
			  const struct series_step *series)
{
	if (!am->session.compare.wants_excerpts)
		return;
	for (guint i = 0; i < am->steps->len; i++) {
		const struct patch *patch = &am->series->patches[i];

		g_ptr_array_add(am->diffs, unified_scan(patch->diff, patch->diff_size, NULL));
	}
	for (guint i = 0; i < list->findings->len; i++) {
		struct finding *finding = &g_array_index(list->findings, struct finding, i);

		if (finding->severity != SEVERITY_NONE)
			quote_finding(am, finding, series);
	}
}

static void unref_files(gpointer files)
{
	if (files)
		g_ptr_array_unref(files);
}

static int show(struct am_check *am)
{
	const struct report **reports = review_reports(&am->whole);
	AUTO(merged_report) whole = report_merge(reports, am->whole.parts->len);
	struct series_step *series =
		review_series((const struct review_step *)(void *)am->steps->data, am->steps->len);
	AUTO(merged_report) list = series_list(whole, series, am->steps->len);
	int status;

	take_messages(am);
	accepting_see(am->session.accepting, &whole->report);
	quote_patches(am, list, series);
	list->report.new_name = "the patches";
	status = session_finish(&am->session, &list->report);

	g_free((gpointer)reports);
	review_series_free(series, am->steps->len);
	return status;
}

static void tell_notes(const struct am_check *am)
{
	for (gsize i = 0; i < am->series->n_notes; i++)
		warn("%s", am->series->notes[i]);
}

static gboolean open_base(struct am_check *am, const char *base, GError **error)
{
	am->session.repository = repository_open_memory(".", error);
	if (!am->session.repository ||
	    !repository_resolve(am->session.repository, base ? base : "HEAD", &am->base, error))
		return FALSE;
	if (am->base.kind == REVISION_OBJECT && !am->base.path)
		return TRUE;
	g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_NO_REVISION,
		    "'%s' is neither a commit nor a tree: patches are for all of one", base);
	return FALSE;
}

static void am_check_clear(struct am_check *am)
{
	for (guint i = am->steps->len; i > 0; i--)
		review_step_clear(&g_array_index(am->steps, struct review_step, i - 1));
	review_step_clear(&am->whole);
	for (guint i = 0; i < am->states->len; i++)
		revision_clear(&g_array_index(am->states, struct revision, i));
	g_array_unref(am->steps);
	g_array_unref(am->states);
	g_ptr_array_unref(am->names);
	g_ptr_array_unref(am->diffs);
	g_ptr_array_unref(am->quotes);
	g_free(am->mails);
	review_clear(&am->review);
	revision_clear(&am->base);
	series_free(am->series);
	session_clear(&am->session);
}

static int am_check_run(const struct session_options *options, const char *base, char **files)
{
	g_autoptr(GError) error = NULL;
	struct am_check am = {
		.states = g_array_new(FALSE, FALSE, sizeof(struct revision)),
		.steps = g_array_new(FALSE, FALSE, sizeof(struct review_step)),
		.names = g_ptr_array_new_with_free_func(g_free),
		.diffs = g_ptr_array_new_with_free_func(unref_files),
		.quotes = g_ptr_array_new_with_free_func(g_free),
	};
	int status = STATUS_ERROR;

	if (session_init(&am.session, options, &error) &&
	    (am.series = series_read((const char *const *)files, g_strv_length(files), &error)) &&
	    open_base(&am, base, &error)) {
		am.session.compare.only_changes = TRUE;
		am.session.compare.keeps_models = TRUE;
		tell_notes(&am);
		if (review_init(&am.review, &am.session, &am.base, &error) &&
		    apply_all(&am, &error) && take_accepted(&am, &error) && judge_all(&am, &error))
			status = show(&am);
	}
	if (error)
		complain(error->message);
	am_check_clear(&am);
	return status;
}

static const char description[] = "Each file is an mbox, a mail, the output of git format-patch, a "
				  "maildir, a plain diff, or -\n"
				  "for standard input.  The patches are applied in memory, in the "
				  "order of their numbers, to\n"
				  "REV (default: HEAD); nothing is written to the repository, and "
				  "only headers are looked at.\n"
				  "A break that a later patch of the series heals is told apart.\n"
				  "\n" SESSION_STATUS;

int cmd_am_check(int argc, char **argv)
{
	struct session_options options = { 0 };
	g_autofree char *base = NULL;
	const GOptionEntry own[] = {
		{ "base", 0, 0, G_OPTION_ARG_STRING, &base,
		  "apply the patches to this revision (default: HEAD)", "REV" },
		G_OPTION_ENTRY_NULL,
	};
	g_autofree GOptionEntry *entries = session_entries(&options, own);
	const struct usage usage = {
		.verb = "am-check",
		.parameters = "MBOX|PATCH...",
		.summary = "Says what a series of patches does to deployed programs.",
		.description = description,
		.min_parameters = 1,
		.max_parameters = G_MAXUINT,
		.entries = entries,
	};
	g_auto(GStrv) files = NULL;
	int status = STATUS_CLEAN;

	(void)argc;
	files = usage_parse(&usage, argv, &status);
	if (files)
		status = am_check_run(&options, base, files);
	session_options_clear(&options);
	return status;
}
