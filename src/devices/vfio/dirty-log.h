/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which pages of a client's memory a device has written to.
 *
 * The device marks each write once.  Who wants to know has a view of its own: the container, for
 * VFIO_IOMMU_DIRTY_PAGES, and the device, for DMA logging.  A page that one view has reported is
 * still news to the other.
 *
 * Addresses are those that the device uses (IOVAs).  What is kept grows with the memory that was
 * written to, not with what a client asks for.
 */
#ifndef UNBROKEN_DEVICES_VFIO_DIRTY_LOG_H
#define UNBROKEN_DEVICES_VFIO_DIRTY_LOG_H

#include <glib.h>

#include "util/auto.h"

#define DIRTY_PAGE 4096 /* bytes: what a view remembers, whatever it is asked for */

struct vfio_dirty_log;

enum dirty_view {
	DIRTY_VIEW_CONTAINER,
	DIRTY_VIEW_DEVICE,
	DIRTY_VIEWS,
};

struct dirty_range {
	guint64 iova;
	guint64 length; /* not 0, and not beyond 2^64 */
};

/* Free with vfio_dirty_log_free(), which accepts NULL. Nothing is remembered at first. */
struct vfio_dirty_log *vfio_dirty_log_new(void);
void vfio_dirty_log_free(struct vfio_dirty_log *log);
DEFINE_AUTO(vfio_dirty_log, vfio_dirty_log_free)

/*
 * From now on the view remembers what is written to @ranges, or anywhere if there are none; what
 * it knew is gone.
 */
void vfio_dirty_log_start(struct vfio_dirty_log *log, enum dirty_view view,
			  const struct dirty_range *ranges, gsize n_ranges);
/* It remembers nothing, as before it was started. */
void vfio_dirty_log_stop(struct vfio_dirty_log *log, enum dirty_view view);
gboolean vfio_dirty_log_is_on(const struct vfio_dirty_log *log, enum dirty_view view);

/* The device wrote to these bytes. */
void vfio_dirty_log_mark(struct vfio_dirty_log *log, guint64 iova, guint64 length);
/* For one view only: what it is to be told in any case. */
void vfio_dirty_log_mark_for(struct vfio_dirty_log *log, enum dirty_view view, guint64 iova,
			     guint64 length);
/* The view forgets what it knows of these bytes, of which pages it knows whole: they are unmapped.
 */
void vfio_dirty_log_forget(struct vfio_dirty_log *log, enum dirty_view view, guint64 iova,
			   guint64 length);

/*
 * Gets the bits of a bitmap that are to be set, in ascending order, each word at most once: bit n
 * stands for the n-th @page_size bytes from the iova that was asked for.  A result that is not 0
 * ends the report.
 */
typedef int (*dirty_word_function)(guint64 word, guint64 bits, void *data);

/*
 * Reports what was written to in [@iova, @iova + @length), and forgets it.  @page_size is a power
 * of two, and at least DIRTY_PAGE; @length is not beyond 2^64.  0, or what @function returned;
 * then nothing is forgotten.
 */
int vfio_dirty_log_report(struct vfio_dirty_log *log, enum dirty_view view, guint64 iova,
			  guint64 length, guint64 page_size, dirty_word_function function,
			  void *data);
/* The same, but nothing is forgotten. */
int vfio_dirty_log_look(struct vfio_dirty_log *log, enum dirty_view view, guint64 iova,
			guint64 length, guint64 page_size, dirty_word_function function,
			void *data);
/* How many pages a view would tell of. */
guint64 vfio_dirty_log_count(const struct vfio_dirty_log *log, enum dirty_view view);

#endif
