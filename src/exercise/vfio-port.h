/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A VFIO device that is exercised, as a table of what can be done to it: by system calls, to one
 * that a kernel or a host has, or in this process.
 */
#ifndef UNBROKEN_EXERCISE_VFIO_PORT_H
#define UNBROKEN_EXERCISE_VFIO_PORT_H

#include <glib.h>
#include <sys/types.h>

enum migration_port_event {
	MIGRATION_PORT_ARC,
	MIGRATION_PORT_READ,
	MIGRATION_PORT_WRITE,
};

/* All have @data as first parameter; results are 0 or more, or a negative errno. */
struct migration_port {
	void *data;
	/* An ioctl() of the device; @argument is memory of ours, or NULL. */
	int (*ioctl)(void *data, guint32 number, void *argument);
	/* Calls on the descriptor of a session. */
	gssize (*read)(void *data, int session, void *to, gsize size);
	gssize (*write)(void *data, int session, const void *from, gsize size);
	int (*session_ioctl)(void *data, int session, guint32 number, void *argument);
	void (*close)(void *data, int session);
	/* The region of revision 1, from its start; NULL: there is none. */
	gssize (*region_read)(void *data, guint64 offset, void *to, gsize size);
	gssize (*region_write)(void *data, guint64 offset, const void *from, gsize size);
	guint64 region_size;
	/*
	 * The next such event fails with @error: an arc between two states of revision 2, a read,
	 * a write.  FALSE: that cannot be arranged.  NULL: no event can be made to fail.
	 */
	gboolean (*fail)(void *data, enum migration_port_event event, guint32 from, guint32 to,
			 int error);
	void (*fail_no_more)(void *data);
	/* Has the device do something, so that its state changes; NULL: it does what it does. */
	void (*work)(void *data);
	/* What its state is, as a number; NULL: nobody knows. */
	guint64 (*fingerprint)(void *data);
};

#endif
