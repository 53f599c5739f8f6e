/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "devices/vfio/dirty-log.h"

#define PAGE_SHIFT  12
#define BLOCK_PAGES 64 /* pages that one word has a bit for */
G_STATIC_ASSERT(1 << PAGE_SHIFT == DIRTY_PAGE);

struct view {
	gboolean is_on;
	GArray *ranges; /* struct dirty_range; empty: all of memory */
	GTree *blocks;  /* struct block, by number */
};

struct vfio_dirty_log {
	struct view views[DIRTY_VIEWS];
};

/* Pages next to each other, of which at least one was written to. */
struct block {
	guint64 number; /* of its first page, by BLOCK_PAGES */
	guint64 bits;
};

static gint compare_blocks(gconstpointer a, gconstpointer b, gpointer data)
{
	const struct block *one = a;
	const struct block *other = b;

	(void)data;
	return (one->number > other->number) - (one->number < other->number);
}

struct vfio_dirty_log *vfio_dirty_log_new(void)
{
	struct vfio_dirty_log *log = g_new0(struct vfio_dirty_log, 1);

	for (guint i = 0; i < DIRTY_VIEWS; i++) {
		log->views[i].ranges = g_array_new(FALSE, FALSE, sizeof(struct dirty_range));
		log->views[i].blocks = g_tree_new_full(compare_blocks, NULL, g_free, NULL);
	}
	return log;
}

void vfio_dirty_log_free(struct vfio_dirty_log *log)
{
	for (guint i = 0; log && i < DIRTY_VIEWS; i++) {
		g_array_unref(log->views[i].ranges);
		g_tree_unref(log->views[i].blocks);
	}
	g_free(log);
}

void vfio_dirty_log_stop(struct vfio_dirty_log *log, enum dirty_view view)
{
	log->views[view].is_on = FALSE;
	g_array_set_size(log->views[view].ranges, 0);
	g_tree_remove_all(log->views[view].blocks);
}

void vfio_dirty_log_start(struct vfio_dirty_log *log, enum dirty_view view,
			  const struct dirty_range *ranges, gsize n_ranges)
{
	vfio_dirty_log_stop(log, view);
	log->views[view].is_on = TRUE;
	if (n_ranges)
		g_array_append_vals(log->views[view].ranges, ranges, (guint)n_ranges);
}

gboolean vfio_dirty_log_is_on(const struct vfio_dirty_log *log, enum dirty_view view)
{
	return log->views[view].is_on;
}

/* The bits of pages @from to @to, both included, in the block @number. */
static guint64 bits_in(guint64 number, guint64 from, guint64 to)
{
	guint64 first = number * BLOCK_PAGES;
	guint64 low = MAX(from, first) - first;
	guint64 high = MIN(to, first + BLOCK_PAGES - 1) - first;

	return (G_MAXUINT64 << low) & (G_MAXUINT64 >> (BLOCK_PAGES - 1 - high));
}

static void set_bits(struct view *view, guint64 number, guint64 bits)
{
	struct block *block = g_tree_lookup(view->blocks, &number);

	if (!block) {
		block = g_new0(struct block, 1);
		block->number = number;
		g_tree_insert(view->blocks, block, block);
	}
	block->bits |= bits;
}

/* From the byte @first to the byte @last, both included. */
static void mark_bytes(struct view *view, guint64 first, guint64 last)
{
	guint64 from = first >> PAGE_SHIFT;
	guint64 to = last >> PAGE_SHIFT;

	for (guint64 i = from / BLOCK_PAGES; i <= to / BLOCK_PAGES; i++)
		set_bits(view, i, bits_in(i, from, to));
}

/* The last byte of a range, which ends where memory does if it would end beyond. */
static guint64 last_byte(guint64 iova, guint64 length)
{
	return length - 1 > G_MAXUINT64 - iova ? G_MAXUINT64 : iova + length - 1;
}

void vfio_dirty_log_mark_for(struct vfio_dirty_log *log, enum dirty_view which, guint64 iova,
			     guint64 length)
{
	struct view *view = &log->views[which];
	guint64 last = last_byte(iova, length);

	if (!view->is_on || !length)
		return;
	if (!view->ranges->len)
		mark_bytes(view, iova, last);
	for (guint i = 0; i < view->ranges->len; i++) {
		const struct dirty_range *range =
			&g_array_index(view->ranges, struct dirty_range, i);
		guint64 end = last_byte(range->iova, range->length);

		if (iova <= end && last >= range->iova)
			mark_bytes(view, MAX(iova, range->iova), MIN(last, end));
	}
}

void vfio_dirty_log_mark(struct vfio_dirty_log *log, guint64 iova, guint64 length)
{
	for (guint i = 0; i < DIRTY_VIEWS; i++)
		vfio_dirty_log_mark_for(log, i, iova, length);
}

/* The first block from @number on, or NULL. */
static struct block *block_from(struct view *view, guint64 number)
{
	struct block key = { .number = number };
	GTreeNode *node = g_tree_lower_bound(view->blocks, &key);

	return node ? g_tree_node_value(node) : NULL;
}

/* Pages @from to @to, both included. */
static void forget_pages(struct view *view, guint64 from, guint64 to)
{
	struct block *block = block_from(view, from / BLOCK_PAGES);

	while (block && block->number <= to / BLOCK_PAGES) {
		guint64 number = block->number;

		block->bits &= ~bits_in(number, from, to);
		if (!block->bits)
			g_tree_remove(view->blocks, block);
		block = block_from(view, number + 1);
	}
}

void vfio_dirty_log_forget(struct vfio_dirty_log *log, enum dirty_view view, guint64 iova,
			   guint64 length)
{
	guint64 from = (iova >> PAGE_SHIFT) + ((iova & (DIRTY_PAGE - 1)) != 0);
	guint64 last = last_byte(iova, length);
	guint64 after = (last >> PAGE_SHIFT) + ((last & (DIRTY_PAGE - 1)) == DIRTY_PAGE - 1);

	if (length && after > from)
		forget_pages(&log->views[view], from, after - 1);
}

/* --- Reports -------------------------------------------------------------------------- */

/* A word of the bitmap that is being put together. */
struct word {
	guint64 number;
	guint64 bits;
	dirty_word_function function;
	void *data;
};

static int word_flush(struct word *word)
{
	int result = word->bits ? word->function(word->number, word->bits, word->data) : 0;

	word->bits = 0;
	return result;
}

static int word_add(struct word *word, guint64 bit)
{
	int result = 0;

	if (bit / 64 != word->number)
		result = word_flush(word);
	word->number = bit / 64;
	word->bits |= 1ULL << (bit % 64);
	return result;
}

/* @bits of a block, as bits of the bitmap that begins at @iova. */
static int report_block(struct word *word, guint64 number, guint64 bits, guint64 iova,
			guint64 page_size)
{
	int result = 0;

	for (guint i = 0; !result && i < BLOCK_PAGES; i++) {
		guint64 page = (number * BLOCK_PAGES + i) << PAGE_SHIFT;

		if (bits >> i & 1)
			result = word_add(word, (MAX(page, iova) - iova) / page_size);
	}
	return result;
}

int vfio_dirty_log_look(struct vfio_dirty_log *log, enum dirty_view which, guint64 iova,
			guint64 length, guint64 page_size, dirty_word_function function, void *data)
{
	struct view *view = &log->views[which];
	struct word word = { .function = function, .data = data };
	guint64 from = iova >> PAGE_SHIFT;
	guint64 to = last_byte(iova, length) >> PAGE_SHIFT;
	struct block *block = length ? block_from(view, from / BLOCK_PAGES) : NULL;
	int result = 0;

	while (!result && block && block->number <= to / BLOCK_PAGES) {
		guint64 bits = block->bits & bits_in(block->number, from, to);

		result = report_block(&word, block->number, bits, iova, page_size);
		block = block_from(view, block->number + 1);
	}
	return result ? result : word_flush(&word);
}

int vfio_dirty_log_report(struct vfio_dirty_log *log, enum dirty_view view, guint64 iova,
			  guint64 length, guint64 page_size, dirty_word_function function,
			  void *data)
{
	int result = vfio_dirty_log_look(log, view, iova, length, page_size, function, data);

	if (!result && length)
		forget_pages(&log->views[view], iova >> PAGE_SHIFT,
			     last_byte(iova, length) >> PAGE_SHIFT);
	return result;
}

static gboolean count_block(gpointer key, gpointer value, gpointer data)
{
	const struct block *block = value;

	(void)key;
	*(guint64 *)data += (guint64)__builtin_popcountll(block->bits);
	return FALSE;
}

guint64 vfio_dirty_log_count(const struct vfio_dirty_log *log, enum dirty_view view)
{
	guint64 pages = 0;

	g_tree_foreach(log->views[view].blocks, count_block, &pages);
	return pages;
}
