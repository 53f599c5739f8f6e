/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many small trees share a process: each gives what it gives alone. */
#include "model-text.h"
#include "test-clang.h"
#include "test-hostile.h"

#define N_JOBS 200
#define MIDDLE 100

static const char ioctl_h[] =
	"#ifndef IOCTL_H\n"
	"#define IOCTL_H\n"
	"#include <linux/bits.h>\n"
	"#ifndef SIZE_BITS\n"
	"#define SIZE_BITS 14\n"
	"#endif\n"
	"#define SIZE_MASK ((1UL << SIZE_BITS) - 1)\n"
	"#define PACK(d, t, n, s) (((d) << 30U) | ((t) << 8) | (n) | ((s) << 16))\n"
	"#define _IOC(d, t, n, s) PACK(d, t, n, s)\n"
	"#define _IO(t, n) _IOC(0U, t, n, 0)\n"
	"#define _IOR(t, n, a) _IOC(2U, t, n, sizeof(a))\n"
	"#define SHIFTED (SIZE_MASK << EXTRA)\n"
	"#define LATER later\n"
	"#define NAME \"ioctl\"\n"
	"#define EMPTY\n"
	"#endif\n";
static const char bits_h[] = "#ifndef BITS_H\n#define BITS_H\n#define EXTRA 3\n#endif\n";

/* What slices of one history may look like. */
static const struct variant {
	const char *ioctl_h, *bits_h, *x_h;
} variants[] = {
	{ ioctl_h, bits_h, "#define X _IOR('X', 1, int)\n" },
	{ ioctl_h, bits_h, "#define X _IOR('X', 2, long)\nstruct x { long a[SIZE_BITS]; };\n" },
	/* What the first headers say changes. */
	{ ioctl_h, "#ifndef BITS_H\n#define BITS_H\n#define EXTRA 4\n#endif\n", "#define X 1\n" },
	{ "#ifndef IOCTL_H\n#define IOCTL_H\n#define _IO(t, n) 7\n#define EMPTY 1\n#endif\n",
	  bits_h, "#define X _IO(1, 2)\n" },
	{ ioctl_h, bits_h, "#define X _IOR('X', 1, int)\n" },
	/* Others change what it means. */
	{ ioctl_h, bits_h, "#undef EXTRA\n#define EXTRA 9\n" },
	{ ioctl_h, bits_h, "#undef PACK\n" },
	{ ioctl_h, bits_h, "#undef NAME\n#undef EMPTY\n#define NAME 5\n" },
	{ ioctl_h, bits_h, "#include <linux/ioctl.h>\n#undef SIZE_BITS\n#define SIZE_BITS 13\n" },
	{ ioctl_h, bits_h, "enum { later = 12 };\n" },
	{ ioctl_h, bits_h, "#define later 13\n" },
	{ ioctl_h, bits_h, "#define sizeof(x) 1\n" },
	{ ioctl_h, bits_h,
	  "#define __KERNEL__\n#ifdef __KERNEL__\n#undef EXTRA\n#define EXTRA 8\n#endif\n" },
	{ ioctl_h, bits_h,
	  "#undef IOCTL_H\n#undef SIZE_BITS\n#define SIZE_BITS 12\n#include <linux/ioctl.h>\n" },
	/* The same texts, and what they stand for is not the same. */
	{ ioctl_h, bits_h, "#define F(a) ((__u32)(a) | 1ULL << 40)\n#define V F(~0)\n" },
	{ ioctl_h, bits_h, "#define F(a) ((__u64)(a) | 1ULL << 40)\n#define V F(~0)\n" },
	{ ioctl_h, bits_h, "#define V F(~0)\n#define F(a) ((__u32)(a) | 1ULL << 40)\n#undef V\n" },
	{ ioctl_h, bits_h,
	  "#define F(a) ((__u32)(a) | 1ULL << 40)\n#define W F(~0)\n#define __u32 __u64\n" },
	{ ioctl_h, bits_h, "#define F(a) ((width)(a))\n#define V F(~0)\ntypedef short width;\n" },
	{ ioctl_h, bits_h, "#define F(a) ((width)(a))\n#define V F(~0)\ntypedef __u64 width;\n" },
	{ ioctl_h, bits_h, "enum { V = 2U, W };\n#define V V\n#define X (W - 1U)\n" },
	{ ioctl_h, bits_h, "enum { V = 3U, W };\n#define V V\n#define X (W - 1U)\n" },
	{ ioctl_h, bits_h, "#ifdef NEVER\n#define V (1U << 31)\n#endif\n#define W V\n" },
	{ ioctl_h, bits_h, "#define V (1U << 31)\n#define W V\n" },
	/* Without guards, without what is included, torn, and in error. */
	{ ioctl_h, "#ifdef AGAIN\n#define EXTRA 6\n#else\n#define EXTRA 5\n#endif\n",
	  "#define AGAIN\n#include <linux/bits.h>\n" },
	{ ioctl_h, "#ifdef AGAIN\n#define EXTRA 6\n#else\n#define EXTRA 5\n#endif\n", "" },
	{ ioctl_h, NULL, "#define X 1\n" },
	{ NULL, bits_h, "#define X _IO('X', 1)\n" },
	{ ioctl_h, bits_h, "struct x {\n" },
	{ ioctl_h, bits_h, "#include <missing.h>\nstruct x { unknown a; };\n" },
	{ ioctl_h, bits_h, "#define X _IOR('X', 1, int)\n" },
};

static struct tree *make_variant(const struct variant *variant)
{
	struct piece pieces[4];
	gsize n = 0;

	pieces[n++] = (struct piece){ "linux/x.h", variant->x_h, 0 };
	if (variant->ioctl_h)
		pieces[n++] = (struct piece){ "linux/ioctl.h", variant->ioctl_h, 0 };
	if (variant->bits_h)
		pieces[n++] = (struct piece){ "linux/bits.h", variant->bits_h, 0 };
	return make_tree(pieces, n);
}

/* The model that @tree has when nothing comes before it; free with g_free(). */
static char *text_alone(const struct tree *tree, enum target_id target)
{
	struct parse_job job = { .tree = tree, .target = target };

	g_assert_true(parse_trees(&job, 1, NULL, NULL));
	char *text = model_text(job.model);
	parse_jobs_free(&job, 1);
	return text;
}

static void check_alike(const struct parse_job *job)
{
	g_autofree char *expected = text_alone(job->tree, job->target);
	g_autofree char *text = model_text(job->model);
	g_auto(GStrv) expected_lines = g_strsplit(expected, "\n", -1);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (gsize i = 0; lines[i] && expected_lines[i]; i++)
		g_assert_cmpstr(lines[i], ==, expected_lines[i]);
	g_assert_cmpuint(g_strv_length(lines), ==, g_strv_length(expected_lines));
}

/* In either order: what is kept from one must not show in the next. */
static void test_variants(void)
{
	const struct parse_limits limits = { .workers = 1 };
	struct parse_job jobs[4 * G_N_ELEMENTS(variants)];
	struct tree *trees[G_N_ELEMENTS(variants)];
	gsize n = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(variants); i++)
		trees[i] = make_variant(&variants[i]);
	for (gsize i = 0; i < 2 * G_N_ELEMENTS(variants); i++) {
		gsize back = 2 * G_N_ELEMENTS(variants) - 1 - i;
		const struct tree *tree = trees[MIN(i, back)];
		jobs[n++] = (struct parse_job){ .tree = tree, .target = TARGET_X86_64 };
		jobs[n++] = (struct parse_job){ .tree = tree, .target = TARGET_ARM };
	}
	g_assert_true(parse_trees(jobs, n, &limits, NULL));
	for (gsize i = 0; i < n; i++)
		check_alike(&jobs[i]);
	parse_jobs_free(jobs, n);
	for (gsize i = 0; i < G_N_ELEMENTS(variants); i++)
		tree_free(trees[i]);
}

/* The tree number @i; @hostile may be NULL. */
static struct tree *make_numbered(gsize i, const char *hostile)
{
	g_autofree char *text = g_strdup_printf("#define N %" G_GSIZE_FORMAT
						"\nstruct numbered { int a[N + 1]; };\n",
						i);
	const struct piece pieces[] = { { "linux/n.h", text, 0 }, { "hostile.h", hostile, 0 } };

	return make_tree(pieces, hostile ? 2 : 1);
}

static void check_number(const struct model *model, gsize i)
{
	const struct constant *constant = model_constant(model, "N");
	const struct record *record = model_record(model, "struct numbered");

	g_assert_nonnull(constant);
	g_assert_nonnull(record);
	g_assert_cmpuint(constant->value, ==, i);
	g_assert_cmpuint(record->size, ==, 4 * (i + 1));
}

static void count_progress(gsize done, gsize total, gpointer data)
{
	gsize *calls = data;

	g_assert_cmpuint(done, ==, ++*calls);
	g_assert_cmpuint(total, ==, N_JOBS);
}

/* 200 jobs, the one in the middle with @hostile in it. */
static void check_one_hostile(const char *hostile, const char *reason, gsize memory_bytes)
{
	gsize calls = 0;
	const struct parse_limits limits = { .seconds = 2,
					     .workers = 2,
					     .memory_bytes = memory_bytes,
					     .progress = count_progress,
					     .progress_data = &calls };
	struct parse_job jobs[N_JOBS] = { 0 };

	for (gsize i = 0; i < N_JOBS; i++) {
		jobs[i].tree = make_numbered(i, i == MIDDLE ? hostile : NULL);
		jobs[i].target = (enum target_id)(i % TARGET_COUNT);
	}
	g_assert_true(parse_trees(jobs, N_JOBS, &limits, NULL));
	g_assert_cmpuint(calls, ==, N_JOBS);
	for (gsize i = 0; i < N_JOBS; i++) {
		const struct unjudged *left = model_unjudged(jobs[i].model, NULL, "hostile.h");
		check_number(jobs[i].model, i);
		if (i % 20 == 1)
			check_alike(&jobs[i]);
		if (reason && i == MIDDLE)
			g_assert_nonnull(strstr(left->reason, reason));
		else
			g_assert_cmpuint(jobs[i].model->n_unjudged, ==, 0);
	}
	for (gsize i = 0; i < N_JOBS; i++)
		tree_free((struct tree *)jobs[i].tree);
	parse_jobs_free(jobs, N_JOBS);
}

static void test_none_hostile(void)
{
	check_one_hostile(NULL, NULL, 0);
}

static void test_hang(void)
{
	g_autofree char *bomb = make_bomb();

	check_one_hostile(bomb, "hung", 0);
}

static void test_crash(void)
{
	g_autofree char *pit = make_pit();

	check_one_hostile(pit, "crashed", 0);
}

static void test_memory(void)
{
	g_autofree char *flood = make_flood();

	if (!limits_memory) {
		g_test_skip("memory is not limited under AddressSanitizer");
		return;
	}
	check_one_hostile(flood, "out of memory", (gsize)400 * 1024 * 1024);
}

/* A model that is too large for what a small job gets is one of a job alone. */
static void test_large_model(void)
{
	const struct parse_limits limits = { .workers = 1 };
	g_autoptr(GString) text = g_string_new("enum large {");
	struct parse_job jobs[3] = { 0 };

	for (guint i = 0; i < 150 * 1000; i++)
		g_string_append_printf(text, "E%x,", i);
	g_string_append(text, "};\n");
	g_assert_cmpuint(text->len, <, 1024 * 1024);
	for (gsize i = 0; i < G_N_ELEMENTS(jobs); i++) {
		jobs[i].tree = make_numbered(i, i == 1 ? text->str : NULL);
		jobs[i].target = TARGET_AARCH64;
	}
	g_assert_true(parse_trees(jobs, G_N_ELEMENTS(jobs), &limits, NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(jobs); i++) {
		check_number(jobs[i].model, i);
		tree_free((struct tree *)jobs[i].tree);
	}
	g_assert_nonnull(model_constant(jobs[1].model, "E249ef"));
	g_assert_cmpuint(arena_used(jobs[1].arena), >, 8 * 1024 * 1024);
	parse_jobs_free(jobs, G_N_ELEMENTS(jobs));
}

/* Small and large trees in one call, in any order. */
static void test_mixture(void)
{
	g_autofree char *blanks = g_strnfill(2 * 1024 * 1024, '\n');
	struct parse_job jobs[12] = { 0 };

	for (gsize i = 0; i < G_N_ELEMENTS(jobs); i++) {
		jobs[i].tree = make_numbered(i, i == 0 || i == 5 || i == 6 ? blanks : NULL);
		jobs[i].target = TARGET_RISCV64;
	}
	g_assert_true(parse_trees(jobs, G_N_ELEMENTS(jobs), NULL, NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(jobs); i++) {
		check_number(jobs[i].model, i);
		tree_free((struct tree *)jobs[i].tree);
	}
	parse_jobs_free(jobs, G_N_ELEMENTS(jobs));
}

/* However a header gets at a stand-in, it is there. */
static void test_standins(void)
{
	static const char *const texts[] = {
		"#include <stdbool.h>\nstruct x { bool a; };\n",
		"#define H <stdbool.h>\n#include H\nstruct x { bool a; };\n",
		"#if __has_include(<stdbool.h>)\nstruct x { char a; };\n#endif\n",
		"#import <stdbool.h>\nstruct x { bool a; };\n",
		"#define __KERNEL__\n#ifdef __KERNEL__\n#include <stdbool.h>\n#endif\n"
		"struct x { bool a; };\n",
		/* Through other stand-ins: net/if.h, sys/socket.h, sys/types.h. */
		"#include <net/if.h>\nstruct x { sa_family_t a; u_char b; };\n",
		"#include <arpa/inet.h>\nstruct x { struct sockaddr a; };\n",
	};
	static const guint sizes[] = { 1, 1, 1, 1, 1, 4, 16 };

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		AUTO(parsed) parsed = parse_text(texts[i], TARGET_X86_64);
		g_assert_cmpuint(need_record(parsed, "struct x")->size, ==, sizes[i]);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clang/batch/variants", test_variants);
	g_test_add_func("/clang/batch/none-hostile", test_none_hostile);
	g_test_add_func("/clang/batch/hang", test_hang);
	g_test_add_func("/clang/batch/crash", test_crash);
	g_test_add_func("/clang/batch/memory", test_memory);
	g_test_add_func("/clang/batch/large-model", test_large_model);
	g_test_add_func("/clang/batch/mixture", test_mixture);
	g_test_add_func("/clang/batch/standins", test_standins);
	return g_test_run();
}
