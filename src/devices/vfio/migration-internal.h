/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of the migration's revision 2 share. */
#ifndef UNBROKEN_DEVICES_VFIO_MIGRATION_INTERNAL_H
#define UNBROKEN_DEVICES_VFIO_MIGRATION_INTERNAL_H

#include "devices/vfio/migration.h"

struct vfio_migration {
	const struct vfio_migration_operations *operations;
	void *device;
	struct vfio_migration_config config;
	struct vfio_dirty_log *log;
	struct unbroken_device *host;
	struct migration_faults *faults;
	guint32 state;
	struct vfio_migration_session *session; /* a reference, or NULL */
	GPtrArray *sessions;                    /* all that there still are; no references */
	guint resets;
	gboolean is_moving;
	gboolean is_entered;      /* a call that waited is at work, and others after it may wait */
	gboolean is_broken;       /* the arc that goes on, or the next one, ends in ERROR */
	gboolean has_to_reset;    /* once no arc goes on or waits */
	gboolean wants_precopy_2; /* the client knows flags of VFIO_MIG_GET_PRECOPY_INFO */
	GQueue waiting;           /* struct waiting: calls, of which the first one is delayed */
	guint32 timer;            /* of that one */
};

struct vfio_migration_session {
	guint references;
	struct vfio_migration *migration; /* NULL: it is gone */
	struct unbroken_file *file;       /* NULL: not open in a client */
	gboolean is_open;                 /* a file has a reference */
	gboolean is_over;
	gboolean loads;
	gboolean is_at_end; /* all was read */
	gboolean is_spoilt; /* the device did not take what was written */
};

/* --- migration-session.c --- */

struct vfio_migration_session *vfio_migration_session_new(struct vfio_migration *migration,
							  gboolean loads);
/* From now on it is of no use, whoever refers to it. */
void vfio_migration_session_end(struct vfio_migration_session *session);

/* --- migration-file.c --- */

/* Gives the client a descriptor for it. Its number, or a negative errno. */
long vfio_migration_session_open(struct vfio_migration_session *session,
				 struct unbroken_call *call);
/* What poll() says of its file may have changed. */
void vfio_migration_session_tell(const struct vfio_migration_session *session);

/* --- migration-logging.c --- */

/* Features 6 to 8; @payload is what the client gave, and @address where it came from. */
long vfio_migration_start_logging(struct vfio_migration *migration, struct unbroken_call *call,
				  guint64 address, void *payload);
long vfio_migration_stop_logging(struct vfio_migration *migration, struct unbroken_call *call,
				 guint64 address, void *payload);
long vfio_migration_report_logging(struct vfio_migration *migration, struct unbroken_call *call,
				   guint64 address, void *payload);

/* --- migration-wait.c --- */

/* Calls that wait are answered with ENODEV. */
void vfio_migration_drop_waiting(struct vfio_migration *migration);

/* --- migration.c --- */

/* Resets the device if that has been put off, and may be done now. */
void vfio_migration_settle(struct vfio_migration *migration);

#endif
