/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The library as a program meets it: include/unbroken.h, and nothing else of ours. */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unbroken.h>
#include <unistd.h>

/* A folder with both sides of a small interface, and one without headers. */
struct fixture {
	char *folder, *old_name, *new_name, *empty;
};

static void write_header(const char *side, const char *text)
{
	g_autofree char *folder = g_build_filename(side, "linux", NULL);
	g_autofree char *file = g_build_filename(folder, "lamp.h", NULL);

	g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
	g_assert_true(g_file_set_contents(file, text, -1, NULL));
}

static void setup(struct fixture *f, gconstpointer data)
{
	(void)data;
	f->folder = g_dir_make_tmp("unbroken-lib-XXXXXX", NULL);
	f->old_name = g_build_filename(f->folder, "old", NULL);
	f->new_name = g_build_filename(f->folder, "new", NULL);
	f->empty = g_build_filename(f->folder, "empty", NULL);
	g_assert_cmpint(g_mkdir(f->empty, 0755), ==, 0);
	write_header(f->old_name, "struct lamp {\n\tunsigned a;\n\tunsigned b;\n};\n"
				  "#define LAMP_ON 1\n");
	write_header(f->new_name, "struct lamp {\n\tunsigned c;\n\tunsigned a;\n\tunsigned b;\n};\n"
				  "#define LAMP_ON 1\n#define LAMP_DIM 2\n");
}

static void teardown(struct fixture *f, gconstpointer data)
{
	g_autofree char *command = g_strdup_printf("rm -r '%s'", f->folder);

	(void)data;
	g_assert_cmpint(system(command), ==, 0);
	g_free(f->folder);
	g_free(f->old_name);
	g_free(f->new_name);
	g_free(f->empty);
}

static struct unbroken_input *open_input(const char *name)
{
	struct unbroken_error *error = NULL;
	struct unbroken_input *input = unbroken_input_open(name, NULL, &error);

	g_assert_null(error);
	g_assert_nonnull(input);
	return input;
}

static struct unbroken_report *compare_names(const char *old_name, const char *new_name,
					     struct unbroken_compare_options *options)
{
	struct unbroken_input *old_input = open_input(old_name);
	struct unbroken_input *new_input = open_input(new_name);
	struct unbroken_error *error = NULL;
	struct unbroken_report *report = unbroken_compare(old_input, new_input, options, &error);

	g_assert_null(error);
	g_assert_nonnull(report);
	unbroken_input_free(old_input);
	unbroken_input_free(new_input);
	return report;
}

static const struct unbroken_finding *find(const struct unbroken_report *report, const char *rule)
{
	for (size_t i = 0; i < unbroken_report_finding_count(report); i++) {
		const struct unbroken_finding *finding = unbroken_report_finding(report, i);

		if (strcmp(finding->rule, rule) == 0)
			return finding;
	}
	g_assert_not_reached();
}

/* --- Versions, words, rules -------------------------------------------------- */

static void test_versions(void)
{
	g_autofree char *version = g_strdup_printf("%d.%d.%d", UNBROKEN_VERSION_MAJOR,
						   UNBROKEN_VERSION_MINOR, UNBROKEN_VERSION_MICRO);

	g_assert_cmpstr(unbroken_version(), ==, version);
	g_assert_cmpuint(unbroken_version_number(), ==, UNBROKEN_VERSION_NUMBER);
	g_assert_cmpuint(UNBROKEN_VERSION_ENCODE(1, 2, 3), ==, 0x10203);
	g_assert_true(g_str_has_prefix(unbroken_library_versions()[0], "libclang "));
	g_assert_cmpuint(g_strv_length((char **)unbroken_library_versions()), >=, 5);
}

static void test_words(void)
{
	g_assert_cmpstr(unbroken_dimension_name(UNBROKEN_DIMENSION_API), ==, "api");
	g_assert_cmpstr(unbroken_verdict_name(UNBROKEN_VERDICT_BREAKS), ==, "breaks");
	g_assert_cmpstr(unbroken_severity_name(UNBROKEN_SEVERITY_WARNING), ==, "warning");
	g_assert_cmpstr(unbroken_level_name(UNBROKEN_LEVEL_UNRELEASED), ==, "unreleased");
	g_assert_null(unbroken_dimension_name(4));
	g_assert_null(unbroken_verdict_name(3));
	g_assert_null(unbroken_severity_name(4));
	g_assert_null(unbroken_level_name(5));
	g_assert_true(g_strv_contains(unbroken_target_names(), "s390x"));
	g_assert_true(g_strv_contains(unbroken_format_names(), "json"));
}

static void test_rules(void)
{
	const struct unbroken_rule *rule = unbroken_rule_find("member/moved");

	g_assert_nonnull(rule);
	g_assert_cmpuint(rule->size, ==, sizeof(*rule));
	g_assert_cmpuint(rule->dimension, ==, UNBROKEN_DIMENSION_ABI);
	g_assert_nonnull(strstr(rule->why, "program"));
	g_assert_null(unbroken_rule_find("member/painted"));
	g_assert_null(unbroken_rule_find(NULL));
	g_assert_nonnull(unbroken_rule_at(unbroken_rule_count() - 1));
	g_assert_null(unbroken_rule_at(unbroken_rule_count()));
}

/* --- Comparing --------------------------------------------------------------- */

static void test_finding(struct fixture *f, gconstpointer data)
{
	struct unbroken_compare_options options = { .size = sizeof(options),
						    .targets = "x86_64,i386" };
	struct unbroken_report *report = compare_names(f->old_name, f->new_name, &options);
	const struct unbroken_finding *finding = find(report, "member/inserted");

	(void)data;
	g_assert_cmpuint(finding->size, ==, sizeof(*finding));
	g_assert_cmpuint(strlen(finding->id), ==, 12);
	g_assert_cmpuint(finding->dimension, ==, UNBROKEN_DIMENSION_ABI);
	g_assert_cmpuint(finding->verdict, ==, UNBROKEN_VERDICT_BREAKS);
	g_assert_cmpuint(finding->severity, ==, UNBROKEN_SEVERITY_ERROR);
	g_assert_cmpuint(finding->level, ==, UNBROKEN_LEVEL_STABLE);
	g_assert_cmpuint(finding->flags, ==, 0);
	g_assert_cmpstr(finding->item_kind, ==, "struct");
	g_assert_cmpstr(finding->item_name, ==, "lamp");
	g_assert_cmpstr(finding->header, ==, "linux/lamp.h");
	g_assert_true(g_str_has_suffix(finding->new_place->file, "new/linux/lamp.h"));
	g_assert_cmpuint(finding->new_place->line, ==, 2);
	g_assert_cmpuint(finding->new_place->size, ==, sizeof(struct unbroken_place));
	g_assert_nonnull(finding->old_place);
	g_assert_cmpstr(finding->targets[0], ==, "x86_64");
	g_assert_cmpstr(finding->targets[1], ==, "i386");
	g_assert_null(finding->targets[2]);
	g_assert_nonnull(strstr(finding->message, "'c'"));
	g_assert_nonnull(finding->why);
	g_assert_nonnull(finding->fix);
	g_assert_null(finding->fact);
	g_assert_nonnull(strstr(finding->old_map, "0 a:"));
	g_assert_nonnull(strstr(finding->new_map, "0 c:"));
	g_assert_nonnull(finding->evidence);
	g_assert_null(unbroken_report_finding(report, unbroken_report_finding_count(report)));
	g_assert_null(find(report, "constant/added")->old_place);
	unbroken_report_free(report);
}

static void test_summary(struct fixture *f, gconstpointer data)
{
	struct unbroken_report *report = compare_names(f->old_name, f->new_name, NULL);
	const struct unbroken_summary *summary = unbroken_report_summary(report);

	(void)data;
	g_assert_cmpuint(summary->size, ==, sizeof(*summary));
	g_assert_cmpuint(summary->errors, ==, 1);
	g_assert_cmpuint(summary->breaks, ==, 1);
	g_assert_cmpuint(summary->safe, >=, 1);
	g_assert_cmpuint(summary->headers_judged, ==, 1);
	g_assert_cmpuint(summary->not_judged, ==, 0);
	g_assert_cmpuint(summary->status, ==, 1);
	g_assert_cmpstr(summary->old_name, ==, f->old_name);
	g_assert_nonnull(summary->targets[0]);
	unbroken_report_free(report);

	struct unbroken_compare_options info = { .size = sizeof(info), .profile = "info" };

	report = compare_names(f->old_name, f->new_name, &info);
	g_assert_cmpuint(unbroken_report_summary(report)->status, ==, 0);
	unbroken_report_free(report);
}

static void test_not_judged(struct fixture *f, gconstpointer data)
{
	struct unbroken_compare_options options = { .size = sizeof(options), .targets = "x86_64" };
	struct unbroken_report *report;
	const struct unbroken_not_judged *part;

	(void)data;
	write_header(f->new_name, "struct lamp { nonsense a; };\n");
	report = compare_names(f->old_name, f->new_name, &options);
	g_assert_cmpuint(unbroken_report_not_judged_count(report), ==, 1);
	part = unbroken_report_not_judged(report, 0);
	g_assert_cmpuint(part->size, ==, sizeof(*part));
	g_assert_cmpstr(part->header, ==, "linux/lamp.h");
	g_assert_cmpstr(part->targets[0], ==, "x86_64");
	g_assert_nonnull(strstr(part->reason, "nonsense"));
	g_assert_cmpuint(part->flags, ==, 0);
	g_assert_null(unbroken_report_not_judged(report, 1));
	g_assert_cmpuint(unbroken_report_summary(report)->status, ==, 3);
	unbroken_report_free(report);
}

/* Comparing changes trees and snapshots; those of the caller stay as they are. */
static void test_inputs_stay(struct fixture *f, gconstpointer data)
{
	g_autofree char *old_header = g_build_filename(f->old_name, "linux", "lamp.h", NULL);
	g_autofree char *other = g_build_filename(f->folder, "torch.h", NULL);
	struct unbroken_input *old_input = open_input(old_header), *renamed;
	struct unbroken_report *first, *second;
	g_autofree char *text = NULL, *again = NULL;

	(void)data;
	g_assert_true(g_file_set_contents(other, "struct lamp { unsigned b; };\n", -1, NULL));
	renamed = open_input(other);
	first = unbroken_compare(old_input, old_input, NULL, NULL);
	g_assert_cmpuint(unbroken_report_finding_count(first), ==, 0);
	unbroken_report_free(first);
	/* Single headers are paired, whatever they are called. */
	first = unbroken_compare(old_input, renamed, NULL, NULL);
	second = unbroken_compare(old_input, renamed, NULL, NULL);
	unbroken_input_free(old_input);
	unbroken_input_free(renamed);
	g_assert_cmpuint(unbroken_report_summary(first)->errors, >=, 1);
	text = unbroken_report_write(first, NULL, NULL, NULL);
	again = unbroken_report_write(second, NULL, NULL, NULL);
	g_assert_cmpstr(text, ==, again);
	unbroken_report_free(first);
	unbroken_report_free(second);
}

static void test_snapshot(struct fixture *f, gconstpointer data)
{
	struct unbroken_snapshot_options options = { .size = sizeof(options),
						     .name = "lamps",
						     .targets = "x86_64" };
	g_autofree char *file = g_build_filename(f->folder, "old.unb", NULL);
	struct unbroken_input *input = open_input(f->old_name), *snapshot;
	struct unbroken_error *error = NULL;
	struct unbroken_report *report;
	g_autofree char *text = NULL;
	size_t length = 0;

	(void)data;
	text = unbroken_input_snapshot(input, &options, &length, NULL);
	g_assert_cmpuint(strlen(text), ==, length);
	g_assert_nonnull(strstr(text, "tree lamps "));
	g_assert_true(g_file_set_contents(file, text, (gssize)length, NULL));
	unbroken_input_free(input);

	snapshot = open_input(file);
	g_assert_null(unbroken_input_snapshot(snapshot, &options, NULL, &error));
	g_assert_cmpint(unbroken_error_code(error), ==, UNBROKEN_ERROR_ARGUMENT);
	unbroken_error_free(error);
	for (guint i = 0; i < 2; i++) {
		input = open_input(f->new_name);
		report = unbroken_compare(snapshot, input, NULL, NULL);
		g_assert_cmpuint(find(report, "member/inserted")->severity, ==,
				 UNBROKEN_SEVERITY_ERROR);
		unbroken_input_free(input);
		unbroken_report_free(report);
	}
	unbroken_input_free(snapshot);
}

static void run_git(const char *folder, const char *arguments)
{
	g_autofree char *command = g_strdup_printf(
		"cd '%s' && git -c user.name=A -c user.email=a@b -c init.defaultBranch=main %s",
		folder, arguments);

	g_assert_cmpint(system(command), ==, 0);
}

static void test_revision(struct fixture *f, gconstpointer data)
{
	struct unbroken_open_options options = { .size = sizeof(options),
						 .repository = f->old_name };
	struct unbroken_input *old_input, *work;
	struct unbroken_error *error = NULL;
	struct unbroken_report *report;

	(void)data;
	run_git(f->old_name, "init -q . && git add .");
	run_git(f->old_name, "commit -q -m one");
	old_input = unbroken_input_open("HEAD", &options, &error);
	g_assert_null(error);
	g_assert_cmpuint(unbroken_input_header_count(old_input), ==, 1);
	write_header(f->old_name, "struct lamp { unsigned b; };\n");
	work = unbroken_input_open(".", &options, &error);
	g_assert_null(error);
	report = unbroken_compare(old_input, work, NULL, &error);
	g_assert_null(error);
	g_assert_cmpuint(unbroken_report_summary(report)->errors, >=, 1);
	unbroken_report_free(report);
	g_assert_null(unbroken_input_open("no-such-tag", &options, &error));
	g_assert_cmpint(unbroken_error_code(error), ==, UNBROKEN_ERROR_NOT_FOUND);
	unbroken_error_free(error);
	unbroken_input_free(old_input);
	unbroken_input_free(work);
}

/* --- Writing ----------------------------------------------------------------- */

static void test_write(struct fixture *f, gconstpointer data)
{
	struct unbroken_report *report = compare_names(f->old_name, f->new_name, NULL);
	struct unbroken_write_options options = { .size = sizeof(options) };
	struct unbroken_error *error = NULL;
	size_t length;

	(void)data;
	for (const char *const *name = unbroken_format_names(); *name; name++) {
		g_autofree char *text = NULL;

		options.format = *name;
		text = unbroken_report_write(report, &options, &length, &error);
		g_assert_null(error);
		g_assert_cmpuint(strlen(text), ==, length);
		g_assert_cmpuint(length, >, 0);
	}
	options.format = "sarif";
	g_autofree char *sarif = unbroken_report_write(report, &options, NULL, NULL);
	g_assert_nonnull(strstr(sarif, "\"fullDescription\""));
	g_assert_nonnull(strstr(sarif, unbroken_version()));
	options.format = "runes";
	g_assert_null(unbroken_report_write(report, &options, NULL, &error));
	g_assert_cmpint(unbroken_error_code(error), ==, UNBROKEN_ERROR_ARGUMENT);
	g_assert_nonnull(strstr(unbroken_error_message(error), "runes"));
	g_clear_pointer(&error, unbroken_error_free);
	options.format = NULL;
	options.flags = 64;
	g_assert_null(unbroken_report_write(report, &options, NULL, &error));
	g_assert_cmpint(unbroken_error_code(error), ==, UNBROKEN_ERROR_ARGUMENT);
	unbroken_error_free(error);
	unbroken_report_free(report);
}

static void test_write_fd(struct fixture *f, gconstpointer data)
{
	struct unbroken_report *report = compare_names(f->old_name, f->new_name, NULL);
	struct unbroken_write_options quiet = { .size = sizeof(quiet),
						.flags = UNBROKEN_WRITE_QUIET };
	struct unbroken_error *error = NULL;
	char line[256] = "";
	int ends[2];

	(void)data;
	g_assert_cmpint(pipe(ends), ==, 0);
	g_assert_cmpint(unbroken_report_write_fd(report, &quiet, ends[1], &error), ==, 0);
	g_assert_cmpint(read(ends[0], line, sizeof(line) - 1), >, 0);
	g_assert_true(g_str_has_prefix(line, "unbroken: 1 error"));
	/* The reader goes away: with a SIGPIPE of the default kind this test would end here. */
	close(ends[0]);
	signal(SIGPIPE, SIG_DFL);
	g_assert_cmpint(unbroken_report_write_fd(report, NULL, ends[1], &error), ==, -1);
	g_assert_cmpint(unbroken_error_code(error), ==, UNBROKEN_ERROR_WRITE);
	unbroken_error_free(error);
	close(ends[1]);
	unbroken_report_free(report);
}

/* --- Options and errors ------------------------------------------------------ */

static int code_of_compare(const struct fixture *f, const void *options)
{
	struct unbroken_input *old_input = open_input(f->old_name);
	struct unbroken_input *new_input = open_input(f->new_name);
	struct unbroken_error *error = NULL;
	struct unbroken_report *report = unbroken_compare(old_input, new_input, options, &error);
	int code = 0;

	g_assert_true(!report == !!error);
	if (error) {
		code = unbroken_error_code(error);
		g_assert_cmpuint(strlen(unbroken_error_message(error)), >, 0);
	}
	unbroken_error_free(error);
	unbroken_report_free(report);
	unbroken_input_free(old_input);
	unbroken_input_free(new_input);
	return code;
}

/* What a program of another time passes. */
static void test_sizes_of_options(struct fixture *f, gconstpointer data)
{
	struct {
		struct unbroken_compare_options known;
		guint64 more;
	} newer = { { .size = sizeof(newer) }, 0 };
	struct {
		size_t size;
		const char *targets;
	} older = { sizeof(older), "vax" };

	(void)data;
	g_assert_cmpint(code_of_compare(f, &newer), ==, 0);
	newer.more = 1;
	g_assert_cmpint(code_of_compare(f, &newer), ==, UNBROKEN_ERROR_TOO_NEW);
	g_assert_cmpint(code_of_compare(f, &older), ==, UNBROKEN_ERROR_ARGUMENT);
	older.size = sizeof(older.size);
	g_assert_cmpint(code_of_compare(f, &older), ==, 0);
	older.size = 0;
	g_assert_cmpint(code_of_compare(f, &older), ==, UNBROKEN_ERROR_ARGUMENT);
}

static void test_bad_options(struct fixture *f, gconstpointer data)
{
	static const char *const nowhere[] = { "/nowhere/conventions", NULL };
	const struct unbroken_compare_options bad[] = {
		{ .targets = "vax" },
		{ .profile = "sloppy" },
		{ .flags = 2 },
		{ .reserved = 1 },
	};
	struct unbroken_compare_options options;

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		options = bad[i];
		options.size = sizeof(options);
		g_assert_cmpint(code_of_compare(f, &options), ==, UNBROKEN_ERROR_ARGUMENT);
	}
	options = (struct unbroken_compare_options){ .size = sizeof(options),
						     .conventions = nowhere };
	g_assert_cmpint(code_of_compare(f, &options), ==, UNBROKEN_ERROR_SETUP);
	options =
		(struct unbroken_compare_options){ .size = sizeof(options), .sysroot = "/nowhere" };
	g_assert_cmpint(code_of_compare(f, &options), ==, UNBROKEN_ERROR_NOT_FOUND);
}

static void test_bad_inputs(struct fixture *f, gconstpointer data)
{
	g_autofree char *broken = g_build_filename(f->folder, "broken.deb", NULL);
	struct unbroken_input *empty = open_input(f->empty);
	struct unbroken_error *error = NULL;

	(void)data;
	g_assert_cmpstr(unbroken_input_name(empty), ==, f->empty);
	g_assert_cmpuint(unbroken_input_header_count(empty), ==, 0);
	g_assert_null(unbroken_compare(empty, empty, NULL, &error));
	g_assert_cmpint(unbroken_error_code(error), ==, UNBROKEN_ERROR_EMPTY);
	g_clear_pointer(&error, unbroken_error_free);
	g_assert_null(unbroken_compare(empty, NULL, NULL, &error));
	g_assert_cmpint(unbroken_error_code(error), ==, UNBROKEN_ERROR_ARGUMENT);
	g_clear_pointer(&error, unbroken_error_free);
	unbroken_input_free(empty);
	g_assert_null(unbroken_input_open("/nowhere", NULL, &error));
	g_assert_cmpint(unbroken_error_code(error), ==, UNBROKEN_ERROR_NOT_FOUND);
	g_clear_pointer(&error, unbroken_error_free);
	g_assert_null(unbroken_input_open(NULL, NULL, NULL));
	g_assert_true(g_file_set_contents(broken, "!<arch>\nrubbish", -1, NULL));
	g_assert_null(unbroken_input_open(broken, NULL, &error));
	g_assert_cmpint(unbroken_error_code(error), ==, UNBROKEN_ERROR_UNREADABLE);
	unbroken_error_free(error);
	unbroken_error_free(NULL);
	unbroken_input_free(NULL);
	unbroken_report_free(NULL);
	unbroken_free(NULL);
}

/* --- Progress ---------------------------------------------------------------- */

struct steps {
	size_t calls, total, stop_after;
};

static int count_step(size_t done, size_t total, void *data)
{
	struct steps *steps = data;

	steps->calls++;
	g_assert_cmpuint(done, <=, total);
	steps->total = total;
	return steps->stop_after && steps->calls >= steps->stop_after;
}

static void test_progress(struct fixture *f, gconstpointer data)
{
	struct steps steps = { 0 };
	struct unbroken_compare_options options = { .size = sizeof(options),
						    .targets = "all",
						    .jobs = 1,
						    .progress = count_step,
						    .progress_data = &steps };

	(void)data;
	g_assert_cmpint(code_of_compare(f, &options), ==, 0);
	g_assert_cmpuint(steps.calls, >=, 7);
	steps = (struct steps){ .stop_after = 1 };
	g_assert_cmpint(code_of_compare(f, &options), ==, UNBROKEN_ERROR_STOPPED);
	g_assert_cmpuint(steps.calls, <=, steps.total);
}

/* --- Programs of all kinds --------------------------------------------------- */

static gint n_wrong;

static gpointer compare_often(gpointer data)
{
	const struct fixture *f = data;

	for (guint i = 0; i < 3; i++) {
		struct unbroken_report *report = compare_names(f->old_name, f->new_name, NULL);

		if (unbroken_report_summary(report)->errors != 1)
			g_atomic_int_inc(&n_wrong);
		unbroken_report_free(report);
	}
	return NULL;
}

/* Others that use memory and GLib's locks at the moment of a fork. */
static gint is_over;

static gpointer keep_busy(gpointer data)
{
	(void)data;
	while (!g_atomic_int_get(&is_over)) {
		g_autofree char *name = g_strdup_printf("busy-%d", g_random_int_range(0, 64));

		g_intern_string(name);
	}
	return NULL;
}

static void test_threads(struct fixture *f, gconstpointer data)
{
	GThread *threads[4], *busy;

	(void)data;
	g_atomic_int_set(&is_over, 0);
	g_atomic_int_set(&n_wrong, 0);
	busy = g_thread_new("busy", keep_busy, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
		threads[i] = g_thread_new("compare", compare_often, f);
	for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
		g_thread_join(threads[i]);
	g_atomic_int_set(&is_over, 1);
	g_thread_join(busy);
	g_assert_cmpint(n_wrong, ==, 0);
}

/* One input, many threads. */
static gpointer compare_shared(gpointer data)
{
	struct unbroken_input *const *inputs = data;
	struct unbroken_report *report = unbroken_compare(inputs[0], inputs[1], NULL, NULL);

	if (unbroken_report_summary(report)->errors != 1)
		g_atomic_int_inc(&n_wrong);
	unbroken_report_free(report);
	return NULL;
}

static void test_shared_inputs(struct fixture *f, gconstpointer data)
{
	struct unbroken_open_options options = { .size = sizeof(options),
						 .repository = f->old_name };
	struct unbroken_input *inputs[2];
	GThread *threads[4];

	(void)data;
	run_git(f->old_name, "init -q . && git add .");
	run_git(f->old_name, "commit -q -m one");
	g_atomic_int_set(&n_wrong, 0);
	inputs[0] = unbroken_input_open("HEAD", &options, NULL);
	inputs[1] = open_input(f->new_name);
	for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
		threads[i] = g_thread_new("compare", compare_shared, inputs);
	for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
		g_thread_join(threads[i]);
	unbroken_input_free(inputs[0]);
	unbroken_input_free(inputs[1]);
	g_assert_cmpint(n_wrong, ==, 0);
}

static void ring(int number)
{
	(void)number;
	n_wrong++;
}

/* Waits for every child there is, as a daemon does. */
static void reap(int number)
{
	int code = errno;

	(void)number;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	errno = code;
}

/* Whatever a program does with signals, its handlers are not called by parsers. */
static void test_signals(struct fixture *f, gconstpointer data)
{
	void (*const of_children[])(int) = { SIG_IGN, reap, SIG_DFL };
	sigset_t all, before;

	(void)data;
	n_wrong = 0;
	signal(SIGSEGV, ring);
	signal(SIGPROF, ring);
	signal(SIGTERM, ring);
	for (guint i = 0; i < G_N_ELEMENTS(of_children); i++) {
		signal(SIGCHLD, of_children[i]);
		g_assert_cmpint(code_of_compare(f, NULL), ==, 0);
	}
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	g_assert_cmpint(code_of_compare(f, NULL), ==, 0);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	signal(SIGSEGV, SIG_DFL);
	signal(SIGPROF, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	g_assert_cmpint(n_wrong, ==, 0);
}

/* A daemon has closed its standard files; the numbers go to what is opened next. */
static void test_closed_files(struct fixture *f, gconstpointer data)
{
	pid_t child = fork();
	int status;

	(void)data;
	if (child == 0) {
		struct unbroken_report *report;

		for (int fd = 0; fd < 3; fd++)
			close(fd);
		report = compare_names(f->old_name, f->new_name, NULL);
		_exit((int)unbroken_report_summary(report)->errors);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 1);
}

/* Neither the folder nor the locale nor the mask is another afterwards. */
static void test_leaves_process_alone(struct fixture *f, gconstpointer data)
{
	g_autofree char *folder = g_get_current_dir(), *after = NULL;
	g_autofree char *locale = g_strdup(setlocale(LC_ALL, NULL));
	struct sigaction action;
	sigset_t mask;

	(void)data;
	signal(SIGPIPE, SIG_DFL);
	g_assert_cmpint(code_of_compare(f, NULL), ==, 0);
	after = g_get_current_dir();
	g_assert_cmpstr(after, ==, folder);
	g_assert_cmpstr(setlocale(LC_ALL, NULL), ==, locale);
	sigaction(SIGPIPE, NULL, &action);
	g_assert_true(action.sa_handler == SIG_DFL);
	pthread_sigmask(SIG_BLOCK, NULL, &mask);
	g_assert_cmpint(sigismember(&mask, SIGPIPE), ==, 0);
	g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
}

static void add(const char *path, void (*test)(struct fixture *f, gconstpointer data))
{
	g_test_add(path, struct fixture, NULL, setup, test, teardown);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/lib/versions", test_versions);
	g_test_add_func("/lib/words", test_words);
	g_test_add_func("/lib/rules", test_rules);
	add("/lib/finding", test_finding);
	add("/lib/summary", test_summary);
	add("/lib/not-judged", test_not_judged);
	add("/lib/inputs-stay", test_inputs_stay);
	add("/lib/snapshot", test_snapshot);
	add("/lib/revision", test_revision);
	add("/lib/write", test_write);
	add("/lib/write-fd", test_write_fd);
	add("/lib/sizes-of-options", test_sizes_of_options);
	add("/lib/bad-options", test_bad_options);
	add("/lib/bad-inputs", test_bad_inputs);
	add("/lib/progress", test_progress);
	add("/lib/threads", test_threads);
	add("/lib/shared-inputs", test_shared_inputs);
	add("/lib/signals", test_signals);
	add("/lib/closed-files", test_closed_files);
	add("/lib/leaves-process-alone", test_leaves_process_alone);
	return g_test_run();
}
