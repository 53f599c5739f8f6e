/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The log of pages that a device writes to. */
#include <errno.h>
#include <string.h>

#include "devices/vfio/dirty-log.h"

#define WORDS 64

struct report {
	guint64 words[WORDS];
	guint64 last; /* the last word that was set, and one more */
	int result;   /* what to answer */
};

static int take_word(guint64 word, guint64 bits, void *data)
{
	struct report *report = data;

	g_assert_cmpuint(word, <, WORDS);
	g_assert_cmpuint(word, >=, report->last);
	report->words[word] |= bits;
	report->last = word + 1;
	return report->result;
}

static struct report report(struct vfio_dirty_log *log, enum dirty_view view, guint64 iova,
			    guint64 length, guint64 page_size)
{
	struct report all = { .result = 0 };

	g_assert_cmpint(vfio_dirty_log_report(log, view, iova, length, page_size, take_word, &all),
			==, 0);
	return all;
}

static void test_off(void)
{
	AUTO(vfio_dirty_log) log = vfio_dirty_log_new();

	vfio_dirty_log_mark(log, 0, 4096);
	g_assert_cmpuint(vfio_dirty_log_count(log, DIRTY_VIEW_DEVICE), ==, 0);
	g_assert_false(vfio_dirty_log_is_on(log, DIRTY_VIEW_DEVICE));
}

static void test_views(void)
{
	AUTO(vfio_dirty_log) log = vfio_dirty_log_new();
	struct dirty_range range = { 0x10000, 0x2000 };

	vfio_dirty_log_start(log, DIRTY_VIEW_CONTAINER, NULL, 0);
	vfio_dirty_log_start(log, DIRTY_VIEW_DEVICE, &range, 1);
	vfio_dirty_log_mark(log, 0xffff, 2); /* two pages, of which one is in the range */
	g_assert_cmpuint(vfio_dirty_log_count(log, DIRTY_VIEW_CONTAINER), ==, 2);
	g_assert_cmpuint(vfio_dirty_log_count(log, DIRTY_VIEW_DEVICE), ==, 1);
	g_assert_cmphex(report(log, DIRTY_VIEW_DEVICE, 0x10000, 0x2000, 4096).words[0], ==, 1);
	g_assert_cmpuint(vfio_dirty_log_count(log, DIRTY_VIEW_DEVICE), ==, 0);
	g_assert_cmpuint(vfio_dirty_log_count(log, DIRTY_VIEW_CONTAINER), ==, 2);
	vfio_dirty_log_mark_for(log, DIRTY_VIEW_DEVICE, 0x11fff, 0x100000);
	g_assert_cmphex(report(log, DIRTY_VIEW_DEVICE, 0x10000, 0x2000, 4096).words[0], ==, 2);
	vfio_dirty_log_stop(log, DIRTY_VIEW_CONTAINER);
	g_assert_cmpuint(vfio_dirty_log_count(log, DIRTY_VIEW_CONTAINER), ==, 0);
}

static void test_page_sizes(void)
{
	AUTO(vfio_dirty_log) log = vfio_dirty_log_new();
	const guint64 iova = 0x7f000;

	for (guint shift = 12; shift < 64; shift++) {
		struct report all;

		vfio_dirty_log_start(log, DIRTY_VIEW_DEVICE, NULL, 0);
		vfio_dirty_log_mark(log, iova + 100 * 4096 + 5, 1);
		vfio_dirty_log_mark(log, iova, 1);
		vfio_dirty_log_mark(log, iova - 1, 1);
		vfio_dirty_log_mark(log, iova + 200 * 4096, 1);
		all = report(log, DIRTY_VIEW_DEVICE, iova, 200 * 4096, 1ULL << shift);
		g_assert_cmphex(all.words[0] & 1, ==, 1);
		for (guint i = 1; i < 200; i++) {
			gboolean wanted = (100ULL * 4096) >> shift == i;

			g_assert_cmpint(all.words[i / 64] >> (i % 64) & 1, ==, wanted);
		}
		g_assert_cmpuint(vfio_dirty_log_count(log, DIRTY_VIEW_DEVICE), ==, 2);
	}
}

static void test_whole_memory(void)
{
	AUTO(vfio_dirty_log) log = vfio_dirty_log_new();
	struct report all;

	vfio_dirty_log_start(log, DIRTY_VIEW_DEVICE, NULL, 0);
	vfio_dirty_log_mark(log, G_MAXUINT64, 1);
	vfio_dirty_log_mark(log, G_MAXUINT64 - 4096, 1 << 20); /* ends where memory does */
	vfio_dirty_log_mark(log, 0, 1);
	vfio_dirty_log_mark(log, 5, 0);
	g_assert_cmpuint(vfio_dirty_log_count(log, DIRTY_VIEW_DEVICE), ==, 3);
	all = report(log, DIRTY_VIEW_DEVICE, 0, G_MAXUINT64, 1ULL << 60);
	g_assert_cmphex(all.words[0], ==, 0x8001);
	g_assert_cmpuint(vfio_dirty_log_count(log, DIRTY_VIEW_DEVICE), ==, 0);
}

static void test_failure_keeps(void)
{
	AUTO(vfio_dirty_log) log = vfio_dirty_log_new();
	struct report all = { .result = -EFAULT };

	vfio_dirty_log_start(log, DIRTY_VIEW_DEVICE, NULL, 0);
	vfio_dirty_log_mark(log, 0, 65 * 4096);
	g_assert_cmpint(vfio_dirty_log_report(log, DIRTY_VIEW_DEVICE, 0, 65 * 4096, 4096, take_word,
					      &all),
			==, -EFAULT);
	g_assert_cmpuint(vfio_dirty_log_count(log, DIRTY_VIEW_DEVICE), ==, 65);
}

static void test_forget(void)
{
	AUTO(vfio_dirty_log) log = vfio_dirty_log_new();

	vfio_dirty_log_start(log, DIRTY_VIEW_CONTAINER, NULL, 0);
	vfio_dirty_log_mark(log, 0, 4 * 4096);
	vfio_dirty_log_forget(log, DIRTY_VIEW_CONTAINER, 1, 2 * 4096); /* only page 1 is whole */
	g_assert_cmphex(report(log, DIRTY_VIEW_CONTAINER, 0, 4 * 4096, 4096).words[0], ==, 0xd);
	vfio_dirty_log_mark(log, 0, 300 * 4096);
	vfio_dirty_log_forget(log, DIRTY_VIEW_CONTAINER, 0, G_MAXUINT64);
	g_assert_cmpuint(vfio_dirty_log_count(log, DIRTY_VIEW_CONTAINER), ==, 0);
}

/* Against a plain array, at random. */
static void test_random(void)
{
	AUTO(vfio_dirty_log) log = vfio_dirty_log_new();
	g_autoptr(GRand) rand = g_rand_new_with_seed(1);
	gboolean pages[1024] = { 0 };

	vfio_dirty_log_start(log, DIRTY_VIEW_DEVICE, NULL, 0);
	for (guint step = 0; step < 5000; step++) {
		guint from = (guint)g_rand_int_range(rand, 0, 1024);
		guint n = (guint)g_rand_int_range(rand, 1, 1025 - (gint32)from);
		guint shift = (guint)g_rand_int_range(rand, 0, 4);
		struct report all;

		if (g_rand_boolean(rand)) {
			n = MIN(n, 40);
			vfio_dirty_log_mark(log, from * 4096 + 7, n * 4096 - 7);
			for (guint i = 0; i < n; i++)
				pages[from + i] = TRUE;
			continue;
		}
		all = report(log, DIRTY_VIEW_DEVICE, from * 4096, n * 4096, 4096ULL << shift);
		for (guint bit = 0; bit <= (n - 1) >> shift; bit++) {
			gboolean wanted = FALSE;

			for (guint i = bit << shift; i < MIN((bit + 1) << shift, n); i++) {
				wanted |= pages[from + i];
				pages[from + i] = FALSE;
			}
			g_assert_cmpint(all.words[bit / 64] >> (bit % 64) & 1, ==, wanted);
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vfio-dirty-log/off", test_off);
	g_test_add_func("/vfio-dirty-log/views", test_views);
	g_test_add_func("/vfio-dirty-log/page-sizes", test_page_sizes);
	g_test_add_func("/vfio-dirty-log/whole-memory", test_whole_memory);
	g_test_add_func("/vfio-dirty-log/failure-keeps", test_failure_keeps);
	g_test_add_func("/vfio-dirty-log/forget", test_forget);
	g_test_add_func("/vfio-dirty-log/random", test_random);
	return g_test_run();
}
