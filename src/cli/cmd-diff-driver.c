/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken diff-driver: what git calls for each file that differs when it is its external
 * diff.  The texts are shown as git would show them, and those of headers judged.  What
 * cannot be judged is said and no failure: git would stop in the middle of its output.
 */
#include <string.h>

#include "cli/options.h"
#include "cli/pager.h"
#include "cli/review.h"
#include "cli/session.h"
#include "cli/verbs.h"
#include "source/path.h"

/* More safe changes than this are only counted: the text above shows them. */
#define SAFE_MAX 20

#define FILE_BYTES_MAX ((gsize)64 << 20)

/* git's arguments, see gitattributes(5) and git(1), GIT_EXTERNAL_DIFF. */
enum {
	PATH,
	OLD_FILE,
	OLD_ID,
	OLD_MODE,
	NEW_FILE,
	NEW_ID,
	NEW_MODE,
	NEW_PATH, /* only where it was renamed */
	ARGUMENTS
};

/* One side; a text of NULL: no such file. */
struct side {
	const char *path;
	char *text;
	gsize size;
};

static gboolean read_side(struct side *side, const char *path, const char *file, const char *mode,
			  GError **error)
{
	side->path = path;
	if (strcmp(file, "/dev/null") == 0 || strcmp(mode, ".") == 0)
		return TRUE;
	if (!g_file_get_contents(file, &side->text, &side->size, error))
		return FALSE;
	if (side->size <= FILE_BYTES_MAX)
		return TRUE;
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_LIMIT, "'%s' has more than %zu bytes", path,
		    FILE_BYTES_MAX);
	return FALSE;
}

static gboolean has_header(const struct tree *tree, const char *prefix, const char *path)
{
	g_autofree char *shown = g_strconcat(prefix, path, NULL);

	for (gsize i = 0; i < tree->n_files; i++) {
		if (strcmp(tree->files[i].shown, shown) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The rest of the repository is that of HEAD: it is only there for what is included. */
static struct tree *surround(const struct review *review, const struct header_set *set,
			     const struct side *side, const char *prefix, GError **error)
{
	const struct file_replacement replacement = { side->path, side->text, side->size };
	struct revision head;
	struct tree *tree = NULL;

	if (repository_resolve(review->repository, "HEAD", &head, error)) {
		g_free(head.name);
		head.name = g_strdup(prefix);
		tree = repository_tree_with(review->repository, &head, set, &replacement, error);
	}
	revision_clear(&head);
	return tree;
}

static void append_report(const struct session *session, const struct report *judged, GString *out)
{
	g_autoptr(GArray) findings = accepting_mark(session->accepting, judged);
	struct report report = *judged;
	const struct output *output = &g_array_index(session->outputs, struct output, 0);
	struct report_options shown = output->shown;

	report.findings = (const struct finding *)(void *)findings->data;
	shown.verbose = report.n_findings <= SAFE_MAX;
	output->format->write(&report, &shown, out);
}

/* Whether the header belongs to the set @index; what it does is appended then. */
static gboolean judge_in_set(struct review *review, guint index, const struct side *sides,
			     GString *out, GError **error)
{
	struct comparison comparison = { .targets = review->session->targets };
	const struct header_set *set = review_set(review, index, &comparison.level);
	AUTO(tree) old_tree = surround(review, set, &sides[0], "a/", error);
	AUTO(tree) new_tree = old_tree ? surround(review, set, &sides[1], "b/", error) : NULL;
	gboolean done;

	if (!new_tree)
		return FALSE;
	if (!has_header(old_tree, "a/", sides[0].path) &&
	    !has_header(new_tree, "b/", sides[1].path))
		return TRUE;
	comparison.old_tree = old_tree;
	comparison.new_tree = new_tree;
	done = compare(review->comparer, &comparison, 1, error);
	if (done)
		append_report(review->session, comparison.report, out);
	comparison_clear(&comparison);
	return done;
}

static gboolean judge_sides(struct session *session, const struct side *sides, GString *out,
			    GError **error)
{
	struct repository *repository = session_repository(session, error);
	struct revision head = { 0 };
	struct review review = { 0 };
	gboolean done = FALSE;

	if (repository && repository_resolve(repository, "HEAD", &head, error) &&
	    review_init(&review, session, &head, error)) {
		done = TRUE;
		for (guint i = 0; done && i < review_n_sets(&review); i++)
			done = judge_in_set(&review, i, sides, out, error);
	}
	review_clear(&review);
	revision_clear(&head);
	return done;
}

static void append_unjudged(GString *out, const GError *error)
{
	g_string_append_printf(out, "unbroken: not judged: %s\n", error->message);
}

/* git's pager shows what a terminal would. */
static const char *color_of(void)
{
	return g_strcmp0(g_getenv("GIT_PAGER_IN_USE"), "true") == 0 && !g_getenv("NO_COLOR")
		       ? "always"
		       : "auto";
}

static void show_sides(const struct side *sides, GString *out)
{
	g_autoptr(GError) error = NULL;
	struct session_options options = { .color = (char *)color_of() };
	struct session session;
	g_autofree char *text = NULL;
	gboolean done;

	/* Whatever else fails, what git would show is shown. */
	text = repository_text_diff(sides[1].path, sides[0].text, sides[0].size, sides[1].text,
				    sides[1].size, &error);
	g_string_append(out, text ? text : "");
	if (text && !path_is_header(sides[1].path))
		return;
	done = session_init(&session, &options, text ? &error : NULL) && text;
	if (done) {
		session.compare.only_changes = TRUE;
		session.compare.keeps_models = TRUE;
		session.compare.progress = NULL;
		done = judge_sides(&session, sides, out, &error);
	}
	if (!done)
		append_unjudged(out, error);
	session_clear(&session);
}

/* @n of @arguments: 1 or at least NEW_PATH. */
static int drive(char **arguments, guint n)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	struct side sides[2] = { 0 };
	const char *new_path = arguments[n > NEW_PATH ? NEW_PATH : PATH];

	if (n < NEW_PATH)
		g_string_append_printf(out, "* Unmerged path %s\n", arguments[PATH]);
	else if (read_side(&sides[0], arguments[PATH], arguments[OLD_FILE], arguments[OLD_MODE],
			   &error) &&
		 read_side(&sides[1], new_path, arguments[NEW_FILE], arguments[NEW_MODE], &error))
		show_sides(sides, out);
	else
		append_unjudged(out, error);
	g_free(sides[0].text);
	g_free(sides[1].text);
	return output_finish(NULL, out, STATUS_CLEAN);
}

static const char description[] =
	"git calls it: 'git config diff.external \"unbroken diff-driver\"' makes 'git diff' and, "
	"with\n"
	"--ext-diff, 'git log -p' and 'git show' judge headers.  For headers alone: 'git config\n"
	"diff.unbroken.command \"unbroken diff-driver\"' and the line '*.h diff=unbroken' in\n"
	".gitattributes or .git/info/attributes.\n"
	"\n"
	"Exit status: 0, also when something could not be judged, which is said then; 2 for a\n"
	"usage error.";

int cmd_diff_driver(int argc, char **argv)
{
	static const struct usage usage = {
		.verb = "diff-driver",
		.parameters = "PATH [OLD-FILE OLD-ID OLD-MODE NEW-FILE NEW-ID NEW-MODE [...]]",
		.summary = "Judges a header that git shows the change of.",
		.description = description,
		.min_parameters = 1,
		.max_parameters = ARGUMENTS + 1,
	};
	g_auto(GStrv) arguments = NULL;
	guint n;
	int status = STATUS_CLEAN;

	(void)argc;
	/* It is called for one file after the other. */
	pager_forbid();
	arguments = usage_parse(&usage, argv, &status);
	if (!arguments)
		return status;
	n = g_strv_length(arguments);
	if (n == 1 || n >= NEW_PATH)
		return drive(arguments, n);
	complain("diff-driver is called by git, with one, seven or more arguments; see 'unbroken "
		 "help diff-driver'");
	return STATUS_ERROR;
}
