/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* I/O address spaces: a tree of mappings that do not overlap, and what was written. */
#include "devices/vfio/iova.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "devices/vfio/dirty-log.h"

/* How much of a bitmap is made and copied out at once. */
#define BLOCK_WORDS ((guint64)2048)

struct vfio_iova {
	guint references;
	GTree *mappings; /* struct vfio_mapping, by their iova */
	struct vfio_dirty_log *dirty;
};

const struct vfio_iova_range vfio_iova_ranges[2] = {
	{ 0, 0xfedfffff },
	{ 0xfef00000, ((guint64)1 << 48) - 1 },
};

static guint64 last_of(const struct vfio_mapping *mapping)
{
	return mapping->iova + mapping->size - 1;
}

static gint compare_mappings(gconstpointer a, gconstpointer b, gpointer data G_GNUC_UNUSED)
{
	const struct vfio_mapping *one = a, *other = b;

	return one->iova < other->iova ? -1 : one->iova > other->iova;
}

static void free_mapping(gpointer data)
{
	struct vfio_mapping *mapping = data;

	unbroken_client_drop(mapping->client);
	if (mapping->file >= 0)
		close(mapping->file);
	g_free(mapping);
}

/* --- Spaces --- */

struct vfio_iova *vfio_iova_new(void)
{
	struct vfio_iova *space = g_new0(struct vfio_iova, 1);

	space->references = 1;
	space->mappings = g_tree_new_full(compare_mappings, NULL, free_mapping, NULL);
	space->dirty = vfio_dirty_log_new();
	return space;
}

struct vfio_iova *vfio_iova_ref(struct vfio_iova *space)
{
	space->references++;
	return space;
}

void vfio_iova_unref(struct vfio_iova *space)
{
	if (!space || --space->references)
		return;
	g_tree_unref(space->mappings);
	vfio_dirty_log_free(space->dirty);
	g_free(space);
}

guint vfio_iova_available(const struct vfio_iova *space)
{
	return VFIO_IOVA_MAPPINGS - g_tree_nnodes(space->mappings);
}

gboolean vfio_iova_is_valid(guint64 iova, guint64 size)
{
	const guint64 last = iova + size - 1;

	for (guint i = 0; i < G_N_ELEMENTS(vfio_iova_ranges); i++) {
		const struct vfio_iova_range *range = &vfio_iova_ranges[i];

		if (iova >= range->start && last <= range->end && iova <= last)
			return TRUE;
	}
	return FALSE;
}

/* --- Mappings --- */

const struct vfio_mapping *vfio_iova_first(const struct vfio_iova *space, guint64 iova,
					   guint64 last)
{
	const struct vfio_mapping key = { .iova = iova };
	GTreeNode *node = g_tree_upper_bound(space->mappings, &key);
	GTreeNode *before = node ? g_tree_node_previous(node) : g_tree_node_last(space->mappings);
	const struct vfio_mapping *mapping;

	if (iova > last)
		return NULL;
	if (before) {
		mapping = g_tree_node_key(before);
		if (last_of(mapping) >= iova)
			return mapping;
	}
	mapping = node ? g_tree_node_key(node) : NULL;
	return mapping && mapping->iova <= last ? mapping : NULL;
}

const struct vfio_mapping *vfio_iova_find(const struct vfio_iova *space, guint64 iova)
{
	return vfio_iova_first(space, iova, iova);
}

gboolean vfio_iova_bisects(const struct vfio_iova *space, guint64 iova, guint64 last)
{
	const struct vfio_mapping *first = vfio_iova_find(space, iova);
	const struct vfio_mapping *end = vfio_iova_find(space, last);

	return (first && first->iova != iova) || (end && last_of(end) != last);
}

int vfio_iova_map(struct vfio_iova *space, const struct vfio_mapping *mapping)
{
	struct vfio_mapping *copy;

	if (vfio_iova_first(space, mapping->iova, last_of(mapping)))
		return -EEXIST;
	if (!vfio_iova_available(space))
		return -ENOSPC;
	if (!vfio_iova_is_valid(mapping->iova, mapping->size))
		return -EINVAL;
	copy = g_memdup2(mapping, sizeof(*mapping));
	copy->client = unbroken_client_keep(mapping->client);
	g_tree_insert(space->mappings, copy, copy);
	return 0;
}

static void forget_dirty(struct vfio_iova *space, const struct vfio_mapping *mapping)
{
	vfio_dirty_log_forget(space->dirty, DIRTY_VIEW_CONTAINER, mapping->iova, mapping->size);
}

void vfio_iova_remove(struct vfio_iova *space, const struct vfio_mapping *mapping)
{
	forget_dirty(space, mapping);
	g_tree_remove(space->mappings, mapping);
}

void vfio_iova_clear(struct vfio_iova *space)
{
	g_tree_remove_all(space->mappings);
	vfio_iova_stop_tracking(space);
}

/* --- DMA --- */

/* The part of [@iova, +@size) that is in one mapping which allows @flag; 0 if there is none. */
static gsize find_part(struct vfio_iova *space, guint64 iova, gsize size, guint32 flag,
		       const struct vfio_mapping **ret)
{
	const struct vfio_mapping *mapping = vfio_iova_find(space, iova);

	if (!mapping || !(mapping->flags & flag))
		return 0;
	*ret = mapping;
	return MIN(size, mapping->size - (iova - mapping->iova));
}

static int read_part(const struct vfio_mapping *mapping, guint64 offset, void *to, gsize size)
{
	const guint64 address = mapping->address + offset;

	if (mapping->file < 0)
		return unbroken_client_read(mapping->client, address, to, size);
	return pread(mapping->file, to, size, address) == (gssize)size ? 0 : -EFAULT;
}

static int write_part(const struct vfio_mapping *mapping, guint64 offset, const void *from,
		      gsize size)
{
	const guint64 address = mapping->address + offset;

	if (mapping->file < 0)
		return unbroken_client_write(mapping->client, address, from, size);
	return pwrite(mapping->file, from, size, address) == (gssize)size ? 0 : -EFAULT;
}

int vfio_iova_read(struct vfio_iova *space, guint64 iova, void *to, gsize size)
{
	const struct vfio_mapping *mapping;
	char *bytes = to;

	while (size) {
		gsize part = find_part(space, iova, size, VFIO_DMA_MAP_FLAG_READ, &mapping);

		if (!part || read_part(mapping, iova - mapping->iova, bytes, part))
			return -EFAULT;
		bytes += part;
		iova += part;
		size -= part;
	}
	return 0;
}

int vfio_iova_write(struct vfio_iova *space, guint64 iova, const void *from, gsize size)
{
	const struct vfio_mapping *mapping;
	const char *bytes = from;

	while (size) {
		gsize part = find_part(space, iova, size, VFIO_DMA_MAP_FLAG_WRITE, &mapping);

		if (!part)
			return -EFAULT;
		/* Also where it fails: some of the bytes may be there. */
		vfio_dirty_log_mark(space->dirty, iova, part);
		if (write_part(mapping, iova - mapping->iova, bytes, part))
			return -EFAULT;
		bytes += part;
		iova += part;
		size -= part;
	}
	return 0;
}

/* --- What was written --- */

void vfio_iova_start_tracking(struct vfio_iova *space)
{
	if (!vfio_iova_is_tracking(space))
		vfio_dirty_log_start(space->dirty, DIRTY_VIEW_CONTAINER, NULL, 0);
}

void vfio_iova_stop_tracking(struct vfio_iova *space)
{
	vfio_dirty_log_stop(space->dirty, DIRTY_VIEW_CONTAINER);
}

gboolean vfio_iova_is_tracking(const struct vfio_iova *space)
{
	return vfio_dirty_log_is_on(space->dirty, DIRTY_VIEW_CONTAINER);
}

/* A bitmap in the memory of a client, word by word from its start on. */
struct bitmap_writer {
	struct unbroken_call *call;
	guint64 address;
	guint64 first; /* the word that words[0] is for */
	guint64 words[BLOCK_WORDS];
};

static int write_words(struct bitmap_writer *writer, gsize n_words)
{
	const guint64 address = writer->address + writer->first * sizeof(guint64);

	return unbroken_call_write(writer->call, address, writer->words, n_words * sizeof(guint64));
}

static int next_block(struct bitmap_writer *writer, guint64 first)
{
	int result = write_words(writer, BLOCK_WORDS);

	memset(writer->words, 0, sizeof(writer->words));
	writer->first = first;
	return result;
}

static int put_word(guint64 word, guint64 bits, void *data)
{
	struct bitmap_writer *writer = data;

	if (word >= writer->first + BLOCK_WORDS && next_block(writer, word))
		return -EFAULT;
	writer->words[word - writer->first] |= bits;
	return 0;
}

/* Zeroes in all words of the bitmap, but for the bits in words[0]. */
static int prepare_bitmap(struct bitmap_writer *writer, guint64 n_words)
{
	const guint64 kept = writer->words[0];

	for (; writer->first + BLOCK_WORDS < n_words;) {
		if (next_block(writer, writer->first + BLOCK_WORDS))
			return -EFAULT;
	}
	if (write_words(writer, n_words - writer->first))
		return -EFAULT;
	writer->first = 0;
	writer->words[0] = kept;
	return 0;
}

/*
 * As the kernel does: in the word that the mapping shares with what is before it, the bits of that
 * stay; all others are as we say.
 */
int vfio_iova_take_dirty(struct vfio_iova *space, const struct vfio_mapping *mapping, guint64 base,
			 struct unbroken_call *call, guint64 address)
{
	const guint64 bit = (mapping->iova - base) / VFIO_IOVA_PAGE_SIZE;
	const guint64 start = base + bit / 64 * 64 * VFIO_IOVA_PAGE_SIZE;
	const guint64 length = last_of(mapping) - start + 1;
	const guint64 n_words = (length / VFIO_IOVA_PAGE_SIZE + 63) / 64;
	struct bitmap_writer writer = {
		.call = call,
		.address = address + bit / 64 * sizeof(guint64),
	};

	if (bit % 64 && unbroken_call_read(call, writer.address, writer.words, sizeof(guint64)))
		return -EFAULT;
	writer.words[0] &= ((guint64)1 << bit % 64) - 1;
	if (prepare_bitmap(&writer, n_words))
		return -EFAULT;
	/* What is before the mapping in its first word was told already, or is not mapped. */
	if (vfio_dirty_log_report(space->dirty, DIRTY_VIEW_CONTAINER, start, length,
				  VFIO_IOVA_PAGE_SIZE, put_word, &writer))
		return -EFAULT;
	return write_words(&writer, MIN(BLOCK_WORDS, n_words - writer.first));
}
