/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The test device: a PCI device whose state is real.  It has registers, a memory, moves bytes
 * between that and the memory of programs, and goes on with it while it migrates.
 * docs/vfio-test-device.md describes it for those who drive it.
 */
#ifndef UNBROKEN_DEVICES_VFIO_TEST_DEVICE_H
#define UNBROKEN_DEVICES_VFIO_TEST_DEVICE_H

#include <glib.h>

#include "devices/vfio/config-space.h"
#include "devices/vfio/iova.h"
#include "devices/vfio/migration.h"

#define TEST_DEVICE_REGISTERS 4096 /* bytes of BAR 0 */

/* Where registers are in BAR 0; those that end in _64 have 64 bits, all others 32. */
enum {
	TEST_ID = 0x00,
	TEST_VERSION = 0x04,
	TEST_CONTROL = 0x08,
	TEST_STATUS = 0x0c,
	TEST_INTERRUPT_STATUS = 0x10,
	TEST_INTERRUPT_MASK = 0x14,
	TEST_DOORBELL = 0x18,
	TEST_DOORBELLS = 0x1c,
	TEST_IOVA_64 = 0x20,
	TEST_OFFSET_64 = 0x28,
	TEST_LENGTH_64 = 0x30,
	TEST_COMMAND = 0x38,
	TEST_RATE = 0x3c,
	TEST_DONE_64 = 0x40,
	TEST_PASS = 0x48,
	TEST_FAULTS = 0x4c,
	TEST_FAULT_IOVA_64 = 0x50,
	TEST_CHECKSUM_64 = 0x58,
	TEST_PATTERN_64 = 0x60,
	TEST_WORK_64 = 0x68,
	TEST_MEMORY_SIZE_64 = 0x70,
	TEST_SCRATCH_64 = 0x80, /* four of them */
};

#define TEST_ID_VALUE      0x52424e55 /* "UNBR" */
#define TEST_VERSION_VALUE 1

#define TEST_CONTROL_ENABLE 1
#define TEST_CONTROL_RESET  2

#define TEST_STATUS_BUSY  1
#define TEST_STATUS_DONE  2
#define TEST_STATUS_FAULT 4

/* Causes of interrupts; number n has vector n. */
#define TEST_CAUSE_DONE     1
#define TEST_CAUSE_FAULT    2
#define TEST_CAUSE_PASS     4
#define TEST_CAUSE_DOORBELL 8

#define TEST_COMMAND_ABORT       0
#define TEST_COMMAND_READ        1 /* IOVA -> OFFSET */
#define TEST_COMMAND_WRITE       2 /* OFFSET -> IOVA */
#define TEST_COMMAND_CHECKSUM    3 /* of what is at OFFSET */
#define TEST_COMMAND_FILL        4 /* a pattern -> IOVA */
#define TEST_COMMAND_FILL_MEMORY 5 /* a pattern -> OFFSET */
#define TEST_COMMAND_REPEAT      0x100

struct test_device;

/* What a device is connected to; all must outlive it. */
struct test_device_bus {
	struct unbroken_device *host;
	struct config_space *config;
	struct vfio_dirty_log *log; /* of what it writes to memory of programs */
	/* The address space of its DMA; NULL if it has none. */
	struct vfio_iova *(*iova)(void *data);
	/* Vector @vector is to be signalled, of a line that is held or not. */
	void (*raise)(void *data, guint vector);
	/* Whether the line is held is something else now. */
	void (*changed)(void *data);
	void *data;
};

/*
 * Its memory is @size bytes at @offset of the file @memory, which may be mapped by others at the
 * same time.  Free with test_device_free(), which accepts NULL; the file stays open.
 */
struct test_device *test_device_new(const struct test_device_bus *bus, int memory, guint64 offset,
				    guint64 size);
void test_device_free(struct test_device *device);

/* Accesses of a program: any range within BAR 0, of any alignment. */
void test_device_read(struct test_device *device, guint offset, void *to, gsize size);
void test_device_write(struct test_device *device, guint offset, const void *from, gsize size);

/* Accesses to its memory, in range.  0, or -EIO where the file cannot be had. */
int test_device_read_memory(struct test_device *device, guint64 offset, void *to, gsize size);
int test_device_write_memory(struct test_device *device, guint64 offset, const void *from,
			     gsize size);

/* Whether it holds its INTx line. */
gboolean test_device_is_pending(const struct test_device *device);
/* What the configuration space says may be something else now. */
void test_device_reconsider(struct test_device *device);

/* How it migrates; the device is what the functions get. */
extern const struct vfio_migration_operations test_device_migration;

#endif
