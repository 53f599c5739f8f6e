/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One of two test devices between which a state goes to and fro, by system calls. */
#ifndef PAIR_DEVICE_H
#define PAIR_DEVICE_H

#include "devices/vfio/test-device.h"
#include "devices/vfio/uapi.h"
#include "exercise/vfio-open.h"

#define PAIR_MEMORY    32768 /* bytes of the device's memory */
#define PAIR_GUEST     32768 /* and of what it reaches by DMA */
#define PAIR_IOVA      0x100000
#define PAIR_REGISTERS 0xa0 /* bytes of BAR 0 that have registers */
#define PAIR_CONFIG    256

struct side {
	const char *name, *sysfs;
	guint8 *guest; /* the memory of programs, the same for both devices */
	struct vfio_opened *opened;
	guint64 registers, config, bar; /* where they are in the device's file */
	guint8 *memory;                 /* BAR 2, mapped */
	guint8 *section;                /* data of revision 1, mapped; NULL: it cannot be */
	guint64 flags;                  /* of revision 2 */
	int event;                      /* of MSI vector 0 */
	gboolean is_v1;                 /* how it is driven */
	gint32 session;                 /* of revision 2; -1: none */
};

/* All that can be seen of a device, while it stands still. */
struct print {
	guint8 registers[PAIR_REGISTERS];
	guint8 config[PAIR_CONFIG];
	guint8 memory[PAIR_MEMORY];
};

/* Opens @side->name, with memory and an interrupt.  FALSE, with a sentence in @error. */
gboolean side_open(struct side *side, GError **error);
void side_close(struct side *side);

/* A register of @size bytes. */
guint64 side_get(const struct side *side, guint offset, gsize size);
void side_put(const struct side *side, guint offset, guint64 value, gsize size);
/* Enables it after a reset: it may reach memory, works, and tells when it is done. */
void side_enable(const struct side *side);
void side_print(const struct side *side, struct print *print);
/* How many interrupts came since this was last asked. */
guint64 side_interrupts(const struct side *side);

/* States are those of revision 2, also where revision 1 is spoken. */
gboolean side_offers(const struct side *side, guint32 state);
guint32 side_state(const struct side *side);
/* 0 or a negative errno. */
int side_set(struct side *side, guint32 state);
int side_reset(struct side *side);
/* Closes the descriptor of the session, if there is one. */
void side_end_session(struct side *side);

/* Appends one piece to @stream: its size, 0 if there is no more (now), or a negative errno. */
gssize side_save(const struct side *side, GByteArray *stream, gsize piece);
/* How many of @size bytes were loaded, or a negative errno. */
gssize side_load(const struct side *side, const guint8 *bytes, gsize size);

/* Has something go wrong, see devices/vfio/migration-fault.h; "": nothing any more. */
int side_fault(const struct side *side, const char *text);

#endif
