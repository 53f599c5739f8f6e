/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken accept ID... -m REASON: takes findings on, in .unbroken/accept.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/options.h"
#include "cli/project.h"
#include "cli/recent.h"
#include "cli/release.h"
#include "cli/verbs.h"
#include "report/wrap.h"

struct accept_options {
	char *directory, *reason, *until;
	gboolean list, remove, prune;
};

struct accept {
	const struct accept_options *options;
	struct repository *repository; /* NULL: there is none here */
	char *path;                    /* of the file */
	char *text;                    /* of it; NULL: it is not there */
	struct acceptances *accepted;  /* the same; NULL as well */
	GString *said;
	guint changed;
};

static gboolean fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean fail(GError **error, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, text);
	return FALSE;
}

/* --- The file --------------------------------------------------------------- */

/* That of the project: in the top folder of a working tree, else here. */
static void find_file(struct accept *accept)
{
	const char *top;

	accept->repository = repository_open(".", NULL);
	top = accept->repository ? repository_top(accept->repository) : NULL;
	accept->path = g_build_filename(top ? top : "", ACCEPT_PATH, NULL);
	if (top) {
		g_autofree char *here = g_get_current_dir();
		g_autofree char *folder = g_strconcat(here, "/", NULL);

		if (g_str_has_prefix(accept->path, folder))
			memmove(accept->path, accept->path + strlen(folder),
				strlen(accept->path + strlen(folder)) + 1);
	}
}

static gboolean parse(struct accept *accept, GError **error)
{
	acceptances_free(accept->accepted);
	accept->accepted =
		acceptances_parse(accept->path, accept->text, strlen(accept->text), error);
	return accept->accepted != NULL;
}

static gboolean read_file(struct accept *accept, GError **error)
{
	g_autoptr(GError) failure = NULL;
	gsize size;

	if (!g_file_get_contents(accept->path, &accept->text, &size, &failure)) {
		if (g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
			return TRUE;
		return fail(error, "%s: cannot be read: %s", accept->path, failure->message);
	}
	if (strlen(accept->text) != size)
		return fail(error, "%s: expected a text, without NUL bytes", accept->path);
	return parse(accept, error);
}

/* The whole file at once, or not at all. */
static gboolean write_file(const struct accept *accept, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(accept->path);

	if (mkdir(folder, 0777) < 0 && errno != EEXIST)
		return fail(error, "cannot make the folder '%s': %s", folder, g_strerror(errno));
	return g_file_set_contents_full(accept->path, accept->text, -1,
					G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}

static gboolean set_text(struct accept *accept, char *text, GError **error)
{
	g_free(accept->text);
	accept->text = text;
	return parse(accept, error);
}

/* --- Accepting -------------------------------------------------------------- */

/* "struct foo_cfg", "FOO_SET_CFG" */
static char *item_of(const struct finding *finding)
{
	static const char *const kinds[] = { "struct", "union", "enum", NULL };

	if (g_strv_contains(kinds, finding->item_kind))
		return g_strdup_printf("%s %s", finding->item_kind, finding->item_name);
	return g_strdup(finding->item_name);
}

static gboolean accept_one(struct accept *accept, struct recent *recent, const char *id,
			   GError **error)
{
	const struct recent_finding *found = recent_get(recent, id, error);
	const struct finding *finding = found ? &found->finding : NULL;
	g_autofree char *item = finding ? item_of(finding) : NULL;
	const char *word = "accepted";

	if (!finding)
		return FALSE;
	if (g_str_has_prefix(finding->rule, "accept/"))
		return fail(error, "%s is about what is accepted [%s], and not accepted itself: %s",
			    finding->id, finding->rule, finding->fix ? finding->fix : "mend it");
	if (acceptances_find(accept->accepted, finding->id))
		word = "accepted anew";

	const struct acceptance entry = {
		.id = finding->id,
		.rule = finding->rule,
		.item = item,
		.header = finding->header,
		.shown = { accept->options->reason, accept->options->until, "" },
	};

	g_string_append_printf(accept->said, "%s %s: ", finding->id, word);
	append_printable(accept->said, finding->message);
	g_string_append_printf(accept->said, " [%s]\n", finding->rule);
	accept->changed++;
	return set_text(accept, acceptances_text_with(accept->text, &entry), error);
}

static gboolean accept_all(struct accept *accept, char **ids, GError **error)
{
	AUTO(recent) recent = recent_open();

	for (; *ids; ids++) {
		if (!accept_one(accept, recent, *ids, error))
			return FALSE;
	}
	return TRUE;
}

/* --- Removing --------------------------------------------------------------- */

static const struct acceptance *find_entry(const struct accept *accept, const char *id,
					   GError **error)
{
	const struct acceptance *found = NULL;

	for (gsize i = 0; accept->accepted && i < accept->accepted->n_entries; i++) {
		const struct acceptance *entry = &accept->accepted->entries[i];

		if (!g_str_has_prefix(entry->id, id))
			continue;
		if (found) {
			fail(error, "'%s' means both %s and %s; write more of it", id, found->id,
			     entry->id);
			return NULL;
		}
		found = entry;
	}
	if (!found)
		fail(error, "%s has no entry for '%s'; 'unbroken accept --list' shows all",
		     accept->path, id);
	return found;
}

static gboolean remove_one(struct accept *accept, const char *id, const char *why, GError **error)
{
	const struct acceptance *entry = find_entry(accept, id, error);

	if (!entry)
		return FALSE;
	g_string_append_printf(accept->said, "%s removed%s: ", entry->id, why);
	append_printable(accept->said, entry->shown.reason);
	g_string_append_c(accept->said, '\n');
	accept->changed++;
	return set_text(accept, acceptances_text_without(accept->text, entry->id), error);
}

static gboolean remove_all(struct accept *accept, char **ids, GError **error)
{
	for (; *ids; ids++) {
		if (!remove_one(accept, *ids, "", error))
			return FALSE;
	}
	return TRUE;
}

/* --- What is over ----------------------------------------------------------- */

/* Of what is checked out: NULL if that is not known, or does not matter. */
static char *current_release(const struct accept *accept)
{
	struct revision head = { 0 };
	char *release = NULL;

	if (!accept->repository || !accepting_needs_release(accept->accepted))
		return NULL;
	if (repository_resolve(accept->repository, "HEAD", &head, NULL))
		release = release_of_revision(accept->repository, &head);
	revision_clear(&head);
	return release;
}

static gboolean prune(struct accept *accept, GError **error)
{
	g_autofree char *release = current_release(accept);
	g_autofree char *today = accepting_today();
	gsize i = 0;

	while (accept->accepted && i < accept->accepted->n_entries) {
		const struct acceptance *entry = &accept->accepted->entries[i];

		if (!acceptance_is_over(entry->shown.until, release, today)) {
			i++;
			continue;
		}
		if (!remove_one(accept, entry->id, ", as it has expired", error))
			return FALSE;
	}
	return TRUE;
}

static void append_known(GString *out, const char *text)
{
	if (!text)
		return;
	g_string_append(out, "  ");
	append_printable(out, text);
}

static void list(struct accept *accept)
{
	g_autofree char *release = current_release(accept);
	g_autofree char *today = accepting_today();
	const gsize n = accept->accepted ? accept->accepted->n_entries : 0;
	GString *out = accept->said;

	for (gsize i = 0; i < n; i++) {
		const struct acceptance *entry = &accept->accepted->entries[i];
		const char *until = entry->shown.until;

		g_string_append(out, entry->id);
		append_known(out, entry->rule);
		append_known(out, entry->item);
		append_known(out, entry->header);
		g_string_append_c(out, '\n');
		append_wrapped(out, "    reason: ", 12, output_width(STDOUT_FILENO),
			       entry->shown.reason);
		if (until)
			g_string_append_printf(out, "    until:  %s%s\n", until,
					       acceptance_is_over(until, release, today)
						       ? " (expired)"
						       : "");
	}
	if (!n)
		g_string_append_printf(out, "nothing is accepted in %s\n", accept->path);
}

/* --- The verb --------------------------------------------------------------- */

static gboolean is_blank(const char *text)
{
	return !text[strspn(text, " \t\r\n")];
}

static gboolean check_accepting(const struct accept_options *options, GError **error)
{
	if (!options->reason || is_blank(options->reason))
		return fail(error, "accept needs a reason that will convince the next reader: -m "
				   "REASON");
	if (!g_utf8_validate(options->reason, -1, NULL))
		return fail(error, "the reason is no valid UTF-8");
	return !options->until || acceptance_check_until(options->until, error);
}

static gboolean check_options(const struct accept_options *options, char **ids, GError **error)
{
	const int modes = options->list + options->remove + options->prune;

	if (modes > 1)
		return fail(error, "--list, --remove and --prune exclude each other");
	if (modes && (options->reason || options->until))
		return fail(error, "-m and --until are for what is being accepted");
	if ((options->list || options->prune) && ids[0])
		return fail(error, "--list and --prune take no id");
	if (!options->list && !options->prune && !ids[0])
		return fail(error,
			    "accept needs the id of a finding, as its last line shows it; see "
			    "'unbroken help accept'");
	return modes || check_accepting(options, error);
}

static gboolean act(struct accept *accept, char **ids, GError **error)
{
	const struct accept_options *options = accept->options;

	if (options->list)
		list(accept);
	else if (options->remove)
		return remove_all(accept, ids, error);
	else if (options->prune)
		return prune(accept, error);
	else
		return accept_all(accept, ids, error);
	return TRUE;
}

static gboolean act_on_file(struct accept *accept, char **ids, GError **error)
{
	find_file(accept);
	if (!read_file(accept, error) || !act(accept, ids, error))
		return FALSE;
	if (accept->options->list)
		return TRUE;
	if (accept->changed && !write_file(accept, error))
		return FALSE;
	g_string_append_printf(accept->said, "unbroken: %u %s changed in %s\n", accept->changed,
			       accept->changed == 1 ? "entry" : "entries", accept->path);
	return TRUE;
}

static int accept_run(const struct accept_options *options, char **ids)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) said = g_string_new(NULL);
	struct accept accept = { .options = options, .said = said };
	int status = STATUS_ERROR;

	if (check_options(options, ids, &error) && session_enter(options->directory, &error) &&
	    act_on_file(&accept, ids, &error))
		status = output_finish(NULL, said, STATUS_CLEAN);
	if (error)
		complain(error->message);
	acceptances_free(accept.accepted);
	repository_free(accept.repository);
	g_free(accept.path);
	g_free(accept.text);
	return status;
}

static const char description[] =
	"An ID is what a finding ends with (the first digits do, if no other has them), of a\n"
	"finding that 'check', 'diff', 'am-check' or 'log' showed lately.  The entries stand in\n"
	".unbroken/accept in the top folder of the working tree, or of the current folder; what\n"
	"is accepted there counts once it is part of what is judged.\n"
	"\n"
	"A commit can accept what it does by itself, with a line in its message:\n"
	"  UAPI-change: ID REASON\n"
	"  UAPI-change: RULE ITEM REASON\n"
	"\n"
	"Exit status: 0, or 2 for a usage or environment error; nothing is changed then.";

int cmd_accept(int argc, char **argv)
{
	struct accept_options options = { 0 };
	const GOptionEntry entries[] = {
		{ "message", 'm', 0, G_OPTION_ARG_STRING, &options.reason,
		  "why nobody is harmed, or why that is right", "REASON" },
		{ "until", 0, 0, G_OPTION_ARG_STRING, &options.until,
		  "accept it only before this version or day", "VERSION|DATE" },
		{ "list", 0, 0, G_OPTION_ARG_NONE, &options.list, "show what is accepted", NULL },
		{ "remove", 0, 0, G_OPTION_ARG_NONE, &options.remove, "accept these no longer",
		  NULL },
		{ "prune", 0, 0, G_OPTION_ARG_NONE, &options.prune,
		  "remove the entries that have expired", NULL },
		{ "directory", 'C', 0, G_OPTION_ARG_FILENAME, &options.directory,
		  "run as if started in this folder", "DIR" },
		G_OPTION_ENTRY_NULL,
	};
	const struct usage usage = {
		.verb = "accept",
		.parameters = "[ID...]",
		.summary = "Takes findings on for a project, with the reason for it.",
		.description = description,
		.max_parameters = G_MAXUINT,
		.entries = entries,
	};
	g_auto(GStrv) ids = NULL;
	int status = STATUS_CLEAN;

	(void)argc;
	ids = usage_parse(&usage, argv, &status);
	if (ids)
		status = accept_run(&options, ids);
	g_free(options.directory);
	g_free(options.reason);
	g_free(options.until);
	return status;
}
