/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of the test device share. */
#ifndef UNBROKEN_DEVICES_VFIO_TEST_DEVICE_INTERNAL_H
#define UNBROKEN_DEVICES_VFIO_TEST_DEVICE_INTERNAL_H

#include "devices/vfio/test-device.h"

#define TEST_PAGE ((guint64)4096)
/* The most that is moved, saved or loaded in one piece. */
#define TEST_BLOCK ((gsize)65536)

/* All that migrates but for the memory; what of it is a register stands in the table. */
struct test_state {
	guint32 control, status, interrupt_status, interrupt_mask;
	guint32 doorbells, command, rate, pass, faults;
	guint64 iova, offset, length, done, fault_iova;
	guint64 checksum, pattern, work;
	guint64 scratch[4];
	/* No registers: */
	guint32 unsent; /* causes that came while it stood still */
};

struct test_saving;
struct test_loading;

struct test_device {
	struct test_device_bus bus;
	int memory;
	guint64 memory_offset, memory_size;
	struct test_state state;
	enum vfio_activity activity;
	guint32 timer; /* 0: none */
	/* Pages of the memory that we wrote to since the saving session saw them. */
	struct vfio_dirty_log *written;
	struct test_saving *saving;   /* NULL: no session */
	struct test_loading *loading; /* likewise */
	guint8 block[TEST_BLOCK];
};

/* --- Registers: test-device.c --- */

/* How many values the state has, and all of them in the order in which they are saved. */
guint test_state_n_values(void);
guint64 test_state_get(const struct test_state *state, guint n);
void test_state_set(struct test_state *state, guint n, guint64 value);

/* Notes causes, and signals those that are not masked. */
void test_device_cause(struct test_device *device, guint32 causes);
/* Signals what had to wait until the device runs. */
void test_device_send(struct test_device *device);
/* State as after power-on; the memory is all zeroes. */
void test_device_clear(struct test_device *device);

/* --- Work: test-device-work.c --- */

/* Whether there is such a command, and it reaches no further than there is memory, or addresses. */
gboolean test_state_is_possible(const struct test_state *state, guint64 memory_size);
/* Begins the command that is in the registers. */
void test_device_begin(struct test_device *device);
/* Does at once what can be done, and sets the timer for the rest. */
void test_device_go_on(struct test_device *device);
void test_device_halt(struct test_device *device);

/* --- Streams: test-device-save.c, test-device-load.c --- */

int test_device_begin_save(void *device, gboolean precopy);
gssize test_device_save(void *device, void *to, gsize size);
void test_device_count(void *device, struct vfio_migration_counts *counts);
void test_device_end_save(void *device);
int test_device_begin_load(void *device);
gssize test_device_load(void *device, const void *from, gsize size);
int test_device_end_load(void *device);
/* Gives up a stream that is not complete. */
void test_device_drop_load(struct test_device *device);

/*
 * A stream is a head and records, each of which begins with a struct test_record and has a length
 * that is a multiple of 8.  Numbers are little-endian.
 */
#define TEST_STREAM_MAGIC   0x4f49465652424e55 /* "UNBRVFIO" */
#define TEST_STREAM_VERSION 1

struct test_head {
	guint64 magic;
	guint32 version;
	guint32 n_values; /* of the state */
	guint64 memory_size;
};
G_STATIC_ASSERT(sizeof(struct test_head) == 24);

enum test_record_type {
	TEST_RECORD_MEMORY = 1, /* @length bytes of memory at @offset, whole pages */
	TEST_RECORD_ZERO = 2,   /* the same, all of it zeroes, and none of them is here */
	TEST_RECORD_STATE = 3,  /* values of 8 bytes each */
	TEST_RECORD_CONFIG = 4, /* the configuration space */
	TEST_RECORD_END = 5,    /* @offset: the sum of all that came before */
};

struct test_record {
	guint32 type;
	guint32 length;
	guint64 offset;
};
G_STATIC_ASSERT(sizeof(struct test_record) == 16);

/*
 * Goes on with a sum over the parts of a stream: its head, a record, the data of one.  All have a
 * multiple of 8 bytes.
 */
guint64 test_stream_sum(guint64 sum, const void *part, gsize size);

#endif
