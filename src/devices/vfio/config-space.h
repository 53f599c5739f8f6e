/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The PCI configuration space of a device: 256 bytes, of which some bits can be written. */
#ifndef UNBROKEN_DEVICES_VFIO_CONFIG_SPACE_H
#define UNBROKEN_DEVICES_VFIO_CONFIG_SPACE_H

#include <glib.h>

#define CONFIG_SPACE_SIZE 256

/* What the device is; ours, and in no list of ids. */
#define CONFIG_VENDOR_ID 0x6e75
#define CONFIG_DEVICE_ID 0x7e57
#define CONFIG_REVISION  1
#define CONFIG_CLASS     0xff0000 /* of no class that anybody defined */

/* Vectors of MSI that it has. */
#define CONFIG_MSI_VECTORS 4

struct config_space {
	guint8 bytes[CONFIG_SPACE_SIZE];
	guint8 writable[CONFIG_SPACE_SIZE]; /* which bits are */
};

/* With BAR 0 of @registers bytes, and BAR 2, of 64 bits, of @memory: powers of two. */
void config_space_init(struct config_space *config, guint64 registers, guint64 memory);

/* [@offset, @offset + @size) must be within the space. */
void config_space_read(const struct config_space *config, guint offset, void *to, gsize size);
void config_space_write(struct config_space *config, guint offset, const void *from, gsize size);

/* What is in the command register. */
gboolean config_space_has_memory(const struct config_space *config);
gboolean config_space_is_master(const struct config_space *config);
gboolean config_space_allows_intx(const struct config_space *config);

/* What the status register says of INTx. */
void config_space_set_pending(struct config_space *config, gboolean pending);

#endif
