/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PCI configuration space: a header of type 0, and MSI. */
#include "devices/vfio/config-space.h"

#include <string.h>

/* Offsets in the header, and bits of command and status. */
enum {
	AT_VENDOR = 0x00,
	AT_DEVICE = 0x02,
	AT_COMMAND = 0x04,
	AT_STATUS = 0x06,
	AT_REVISION = 0x08,
	AT_CLASS = 0x09,
	AT_CACHE_LINE = 0x0c,
	AT_LATENCY = 0x0d,
	AT_BARS = 0x10,
	AT_SUBSYSTEM_VENDOR = 0x2c,
	AT_SUBSYSTEM = 0x2e,
	AT_CAPABILITIES = 0x34,
	AT_INTERRUPT_LINE = 0x3c,
	AT_INTERRUPT_PIN = 0x3d,
	AT_MSI = 0x40,
};

#define COMMAND_MEMORY     0x0002
#define COMMAND_MASTER     0x0004
#define COMMAND_NO_INTX    0x0400
#define COMMAND_WRITABLE   0x0546 /* and parity and system errors, for those who want them */
#define STATUS_INTX        0x08   /* in its first byte */
#define STATUS_HAS_LIST    0x10
#define BAR_64BIT          0x4
#define BAR_PREFETCHABLE   0x8
#define CAPABILITY_MSI     5
#define MSI_CONTROL        2 /* offsets in the capability */
#define MSI_ADDRESS        4
#define MSI_DATA           12
#define MSI_64BIT          0x80
#define MSI_VECTORS_LOG2   2
#define MSI_CONTROL_SWITCH 0x71 /* enable, and how many vectors */

G_STATIC_ASSERT(CONFIG_MSI_VECTORS == 1 << MSI_VECTORS_LOG2);

static void put(guint8 *bytes, guint offset, guint64 value, gsize size)
{
	for (gsize i = 0; i < size; i++)
		bytes[offset + i] = value >> (8 * i);
}

/* The bits below its size are fixed, which is how programs find out about it. */
static void add_bar(struct config_space *config, guint index, guint64 size, guint8 flags)
{
	const guint at = AT_BARS + 4 * index;

	put(config->bytes, at, flags, 4);
	put(config->writable, at, ~(size - 1), flags & BAR_64BIT ? 8 : 4);
}

static void add_msi(struct config_space *config)
{
	put(config->bytes, AT_CAPABILITIES, AT_MSI, 1);
	put(config->bytes, AT_MSI, CAPABILITY_MSI, 2); /* and nothing comes after it */
	put(config->bytes, AT_MSI + MSI_CONTROL, MSI_64BIT | MSI_VECTORS_LOG2 << 1, 2);
	put(config->writable, AT_MSI + MSI_CONTROL, MSI_CONTROL_SWITCH, 2);
	put(config->writable, AT_MSI + MSI_ADDRESS, ~(guint64)3, 8);
	put(config->writable, AT_MSI + MSI_DATA, 0xffff, 2);
}

void config_space_init(struct config_space *config, guint64 registers, guint64 memory)
{
	memset(config, 0, sizeof(*config));
	put(config->bytes, AT_VENDOR, CONFIG_VENDOR_ID, 2);
	put(config->bytes, AT_DEVICE, CONFIG_DEVICE_ID, 2);
	/* As a driver leaves a device that it has enabled and given away. */
	put(config->bytes, AT_COMMAND, COMMAND_MEMORY, 2);
	put(config->writable, AT_COMMAND, COMMAND_WRITABLE, 2);
	put(config->bytes, AT_STATUS, STATUS_HAS_LIST, 2);
	put(config->bytes, AT_REVISION, CONFIG_REVISION, 1);
	put(config->bytes, AT_CLASS, CONFIG_CLASS, 3);
	put(config->writable, AT_CACHE_LINE, 0xff, 1);
	put(config->writable, AT_LATENCY, 0xf8, 1);
	add_bar(config, 0, registers, 0);
	add_bar(config, 2, memory, BAR_64BIT | BAR_PREFETCHABLE);
	put(config->bytes, AT_SUBSYSTEM_VENDOR, CONFIG_VENDOR_ID, 2);
	put(config->bytes, AT_SUBSYSTEM, CONFIG_DEVICE_ID, 2);
	put(config->writable, AT_INTERRUPT_LINE, 0xff, 1);
	put(config->bytes, AT_INTERRUPT_PIN, 1, 1);
	add_msi(config);
}

void config_space_read(const struct config_space *config, guint offset, void *to, gsize size)
{
	memcpy(to, config->bytes + offset, size);
}

void config_space_write(struct config_space *config, guint offset, const void *from, gsize size)
{
	const guint8 *bytes = from;

	for (gsize i = 0; i < size; i++) {
		const guint8 mask = config->writable[offset + i];

		config->bytes[offset + i] = (config->bytes[offset + i] & ~mask) | (bytes[i] & mask);
	}
}

static gboolean has_command(const struct config_space *config, guint bits)
{
	return (config->bytes[AT_COMMAND] | config->bytes[AT_COMMAND + 1] << 8) & bits;
}

gboolean config_space_has_memory(const struct config_space *config)
{
	return has_command(config, COMMAND_MEMORY);
}

gboolean config_space_is_master(const struct config_space *config)
{
	return has_command(config, COMMAND_MASTER);
}

gboolean config_space_allows_intx(const struct config_space *config)
{
	return !has_command(config, COMMAND_NO_INTX);
}

void config_space_set_pending(struct config_space *config, gboolean pending)
{
	config->bytes[AT_STATUS] &= ~STATUS_INTX;
	if (pending)
		config->bytes[AT_STATUS] |= STATUS_INTX;
}
