/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The log of DMA that a device keeps itself: features 6 to 8. */
#include <errno.h>

#include "devices/vfio/migration-internal.h"
#include "devices/vfio/uapi.h"

/* As many as kernels take: those that fit in a page. */
#define MAX_RANGES 256

static gboolean is_power_of_two(guint64 number)
{
	return number && !(number & (number - 1));
}

/* As kernels count: a range that ends with the last byte there is does. */
static gboolean overflows(guint64 iova, guint64 length)
{
	return length > G_MAXUINT64 - iova;
}

static gboolean overlaps(const struct dirty_range *ranges, gsize n, const struct dirty_range *one)
{
	for (gsize i = 0; i < n; i++) {
		if (one->iova < ranges[i].iova + ranges[i].length &&
		    ranges[i].iova < one->iova + one->length)
			return TRUE;
	}
	return FALSE;
}

/* Ranges as the client gave them, checked one after the other. 0 or an errno. */
static int read_ranges(struct unbroken_call *call,
		       const struct vfio_device_feature_dma_logging_control *control,
		       struct dirty_range *ranges)
{
	for (guint32 i = 0; i < control->num_ranges; i++) {
		struct vfio_device_feature_dma_logging_range range;

		if (unbroken_call_read(call, control->ranges + i * sizeof(range), &range,
				       sizeof(range)))
			return -EFAULT;
		if (!range.length || (range.iova | range.length) & (control->page_size - 1))
			return -EINVAL;
		if (overflows(range.iova, range.length))
			return -EOVERFLOW;
		ranges[i] = (struct dirty_range){ range.iova, range.length };
		if (overlaps(ranges, i, &ranges[i]))
			return -EINVAL;
	}
	return 0;
}

long vfio_migration_start_logging(struct vfio_migration *migration, struct unbroken_call *call,
				  guint64 address, void *payload)
{
	struct vfio_device_feature_dma_logging_control *control = payload;
	struct dirty_range ranges[MAX_RANGES];
	int result;

	if (!control->num_ranges)
		return -EINVAL;
	if (control->num_ranges > MAX_RANGES)
		return -E2BIG;
	if (!is_power_of_two(control->page_size))
		return -EINVAL;
	result = read_ranges(call, control, ranges);
	if (result)
		return result;
	if (vfio_dirty_log_is_on(migration->log, DIRTY_VIEW_DEVICE))
		return -EINVAL;
	vfio_dirty_log_start(migration->log, DIRTY_VIEW_DEVICE, ranges, control->num_ranges);
	control->page_size = DIRTY_PAGE;
	result = unbroken_call_write(call, address, control, sizeof(*control));
	if (result)
		vfio_dirty_log_stop(migration->log, DIRTY_VIEW_DEVICE);
	return result;
}

long vfio_migration_stop_logging(struct vfio_migration *migration, struct unbroken_call *call,
				 guint64 address, void *payload)
{
	(void)call;
	(void)address;
	(void)payload;
	vfio_dirty_log_stop(migration->log, DIRTY_VIEW_DEVICE);
	return 0;
}

/* --- Reports -------------------------------------------------------------------------- */

#define WINDOW 512 /* words of the client's bitmap that are changed together */

struct bitmap {
	struct unbroken_call *call;
	guint64 address;
	guint64 last;  /* its last word */
	guint64 first; /* the first word in the window */
	gsize size;    /* of the window, in words; 0: there is none yet */
	guint64 words[WINDOW];
};

static guint64 window_address(const struct bitmap *bitmap)
{
	return bitmap->address + bitmap->first * sizeof(guint64);
}

static int bitmap_flush(struct bitmap *bitmap)
{
	gsize bytes = bitmap->size * sizeof(guint64);

	if (!bytes)
		return 0;
	return unbroken_call_write(bitmap->call, window_address(bitmap), bitmap->words, bytes);
}

static int bitmap_set(guint64 word, guint64 bits, void *data)
{
	struct bitmap *bitmap = data;
	int result = 0;

	if (!bitmap->size || word - bitmap->first >= bitmap->size) {
		result = bitmap_flush(bitmap);
		bitmap->first = word;
		bitmap->size = (gsize)MIN(WINDOW - 1, bitmap->last - word) + 1;
		if (!result)
			result = unbroken_call_read(bitmap->call, window_address(bitmap),
						    bitmap->words, bitmap->size * sizeof(guint64));
	}
	if (!result)
		bitmap->words[word - bitmap->first] |= bits;
	return result;
}

static int ignore(guint64 word, guint64 bits, void *data)
{
	(void)word;
	(void)bits;
	(void)data;
	return 0;
}

long vfio_migration_report_logging(struct vfio_migration *migration, struct unbroken_call *call,
				   guint64 address, void *payload)
{
	const struct vfio_device_feature_dma_logging_report *report = payload;
	struct bitmap bitmap = { .call = call, .address = report->bitmap };
	int result;

	(void)address;
	if (report->page_size < DIRTY_PAGE || !is_power_of_two(report->page_size))
		return -EINVAL;
	if (overflows(report->iova, report->length))
		return -EOVERFLOW;
	if (!vfio_dirty_log_is_on(migration->log, DIRTY_VIEW_DEVICE))
		return -EINVAL;
	if (!report->length)
		return 0;
	bitmap.last = (report->length - 1) / report->page_size / 64;
	result = vfio_dirty_log_look(migration->log, DIRTY_VIEW_DEVICE, report->iova,
				     report->length, report->page_size, bitmap_set, &bitmap);
	if (!result)
		result = bitmap_flush(&bitmap);
	/* What could not be told is told the next time. */
	return result ? result
		      : vfio_dirty_log_report(migration->log, DIRTY_VIEW_DEVICE, report->iova,
					      report->length, report->page_size, ignore, NULL);
}
