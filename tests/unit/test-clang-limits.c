/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A parser that crashes, hangs or eats all memory costs one header, not the run. */
#include "test-clang.h"
#include "test-hostile.h"

static const struct parse_limits one_second = { .seconds = 1, .workers = 2 };

static void test_hang(void)
{
	g_autofree char *bomb = make_bomb();
	const struct piece pieces[] = {
		{ "a.h", "struct a { int a; };\n", 0 },
		{ "b.h", "struct b { int a; };\n", 0 },
		{ "bomb.h", bomb, 0 },
		{ "c.h", "#include <bomb.h>\nstruct c { int a; };\n", 0 },
		{ "d.h", "struct d { int a; };\n#define D 4\n", 0 },
	};
	gint64 start = g_get_monotonic_time();
	AUTO(parsed)
	parsed = parse_within(pieces, G_N_ELEMENTS(pieces), TARGET_X86_64, &one_second);

	check_unjudged(parsed, NULL, "bomb.h", "hung");
	check_unjudged(parsed, NULL, "c.h", "bomb.h");
	check_size(parsed, "struct a", 4, 4);
	check_size(parsed, "struct b", 4, 4);
	check_size(parsed, "struct d", 4, 4);
	check_integer(parsed, "D", 4);
	g_assert_null(model_unjudged(parsed->model, NULL, "d.h"));
	g_assert_cmpint(g_get_monotonic_time() - start, <, 60 * G_USEC_PER_SEC);
}

/* More of them than anybody looks for: none is judged, and that is said. */
static void test_many_hang(void)
{
	g_autofree char *bomb = make_bomb();
	const struct piece pieces[] = {
		{ "1.h", bomb, 0 },
		{ "2.h", bomb, 0 },
		{ "3.h", bomb, 0 },
		{ "4.h", bomb, 0 },
		{ "5.h", bomb, 0 },
		{ "6.h", bomb, 0 },
		{ "7.h", "struct seven { int a; };\n", 0 },
	};
	AUTO(parsed)
	parsed = parse_within(pieces, G_N_ELEMENTS(pieces), TARGET_X86_64, &one_second);

	check_unjudged(parsed, NULL, "6.h", "hung");
	check_unjudged(parsed, NULL, "7.h", "on this tree");
	g_assert_cmpuint(parsed->model->n_records, ==, 0);
}

/* What hung in one job is not waited for in the others. */
static void test_several_jobs(void)
{
	g_autofree char *bomb = make_bomb();
	const struct piece pieces[] = {
		{ "a.h", "struct a { void *a; };\n", 0 },
		{ "bomb.h", bomb, 0 },
	};
	struct tree *tree = make_tree(pieces, G_N_ELEMENTS(pieces));
	struct parse_job jobs[] = {
		{ .tree = tree, .target = TARGET_X86_64 },
		{ .tree = tree, .target = TARGET_I386 },
		{ .tree = tree, .target = TARGET_S390X },
	};

	g_assert_true(parse_trees(jobs, G_N_ELEMENTS(jobs), &one_second, NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(jobs); i++) {
		g_assert_nonnull(model_unjudged(jobs[i].model, NULL, "bomb.h"));
		g_assert_cmpuint(model_record(jobs[i].model, "struct a")->size, ==,
				 targets[jobs[i].target].pointer_bits / 8);
	}
	parse_jobs_free(jobs, G_N_ELEMENTS(jobs));
	tree_free(tree);
}

static void test_memory(void)
{
	const struct parse_limits limits = { .seconds = 20,
					     .memory_bytes = (gsize)1200 * 1024 * 1024,
					     .workers = 1 };
	g_autofree char *flood = make_flood();
	const struct piece pieces[] = {
		{ "flood.h", flood, 0 },
		{ "good.h", "struct good { int a; };\n", 0 },
	};

	if (!limits_memory) {
		g_test_skip("memory is not limited under AddressSanitizer");
		return;
	}

	AUTO(parsed) parsed = parse_within(pieces, G_N_ELEMENTS(pieces), TARGET_X86_64, &limits);

	check_unjudged(parsed, NULL, "flood.h", "out of memory");
	check_size(parsed, "struct good", 4, 4);
}

static void test_no_memory(void)
{
	const struct parse_limits limits = { .seconds = 5, .memory_bytes = 1024 * 1024 };
	static const struct piece pieces[] = { { "good.h", "struct good { int a; };\n", 0 } };

	if (!limits_memory) {
		g_test_skip("memory is not limited under AddressSanitizer");
		return;
	}

	AUTO(parsed) parsed = parse_within(pieces, G_N_ELEMENTS(pieces), TARGET_X86_64, &limits);

	check_unjudged(parsed, NULL, "good.h", "out of memory");
	g_assert_cmpuint(parsed->model->n_records, ==, 0);
	g_assert_nonnull(model_header(parsed->model, "good.h"));
}

static void count_progress(gsize done, gsize total, gpointer data)
{
	guint *calls = data;

	g_assert_cmpuint(done, ==, ++*calls);
	g_assert_cmpuint(total, ==, 2);
}

static void test_progress(void)
{
	guint calls = 0;
	const struct parse_limits limits = { .progress = count_progress, .progress_data = &calls };
	struct tree *tree = make_tree(NULL, 0);
	struct parse_job jobs[] = {
		{ .tree = tree, .target = TARGET_X86_64 },
		{ .tree = tree, .target = TARGET_ARM },
	};

	g_assert_true(parse_trees(jobs, 2, &limits, NULL));
	g_assert_cmpuint(calls, ==, 2);
	parse_jobs_free(jobs, 2);
	tree_free(tree);
}

static void test_nothing(void)
{
	struct tree *tree = tree_new("empty", TREE_INSTALLED);
	struct parse_job job = { .tree = tree, .target = TARGET_X86_64 };

	g_assert_true(parse_trees(NULL, 0, NULL, NULL));
	g_assert_true(parse_trees(&job, 1, NULL, NULL));
	g_assert_cmpuint(job.model->n_headers, ==, 0);
	g_assert_cmpuint(job.model->n_unjudged, ==, 0);
	parse_jobs_free(&job, 1);
	tree_free(tree);
}

/* A parser is a process of its own: whoever asks, no matter how, gets the same. */
static void test_provides(void)
{
	g_assert_true(parse_provides("stddef.h"));
	g_assert_true(parse_provides("sys/time.h"));
	g_assert_false(parse_provides("linux/types.h"));
	g_assert_false(parse_provides(""));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clang/limits/hang", test_hang);
	g_test_add_func("/clang/limits/many-hang", test_many_hang);
	g_test_add_func("/clang/limits/several-jobs", test_several_jobs);
	g_test_add_func("/clang/limits/memory", test_memory);
	g_test_add_func("/clang/limits/no-memory", test_no_memory);
	g_test_add_func("/clang/limits/progress", test_progress);
	g_test_add_func("/clang/limits/nothing", test_nothing);
	g_test_add_func("/clang/limits/provides", test_provides);
	return g_test_run();
}
