/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A host for device models without a client and without a kernel: the test is the client, its own
 * memory is the client's, and time passes when the test says so.
 */
#ifndef UNBROKEN_TEST_FAKE_HOST_H
#define UNBROKEN_TEST_FAKE_HOST_H

#include <glib.h>

#include <unbroken/device.h>
#include "util/auto.h"

#define FAKE_FIRST_DESCRIPTOR 100

struct fake_timer {
	uint32_t id;
	guint64 due;
	void (*work)(void *data);
	void *data;
};

struct fake_watch {
	uint32_t id;
	int descriptor;
	void (*ready)(void *data);
	void *data;
};

struct unbroken_file {
	const struct unbroken_file_operations *operations;
	void *data;
	int memory; /* for mmap(), or -1 */
	uint32_t flags;
	uint32_t events; /* what poll() says */
	uint32_t major, minor;
};

/* Who calls: there is one. */
struct unbroken_client {
	gboolean is_32bit;
	guint64 from, to; /* the memory it has; 0: all of ours */
	guint references;
};

struct unbroken_device {
	GPtrArray *files; /* by descriptor; NULL: closed */
	GArray *timers;   /* struct fake_timer */
	guint64 now;      /* milliseconds */
	uint32_t last_timer;
	guint open_files;
	guint waiting_calls;
	gboolean is_full; /* no descriptor is free any more */

	/* For models, of which each device here is one: what the options say, by name. */
	const struct unbroken_device_model *model;
	GHashTable *options;
	char *complaint; /* what the model complained about last */
	GArray *watches; /* struct fake_watch */
	struct unbroken_client client;
};

struct unbroken_call {
	struct unbroken_device *device;
	struct unbroken_file *file;
	void *state; /* of the model, in open() */
	uint64_t value;
	int opened; /* the descriptor that it made, or -1 */
	gboolean is_waiting, is_done;
	long result;
	void (*cancel)(struct unbroken_call *call, void *data);
	void *cancel_data;
};

struct unbroken_device *fake_host_new(void);
/* All files must have been closed, no call may wait, and nobody may keep the client. */
void fake_host_free(struct unbroken_device *host);

/* A call on @descriptor, or -1, with a number as argument. */
struct unbroken_call *fake_call_new(struct unbroken_device *host, int descriptor, uint64_t value);
/*
 * Ends the call with what a function returned: that is the result, unless it is UNBROKEN_LATER.
 * Then the call goes on until is_done, and the caller frees it.
 */
long fake_call_end(struct unbroken_call *call, long result);
void fake_call_free(struct unbroken_call *call);
/* The client is gone. */
void fake_call_cancel(struct unbroken_call *call);

/* Calls on a descriptor, which must not wait; errors are negative. */
long fake_read(struct unbroken_device *host, int descriptor, void *to, size_t size);
long fake_write(struct unbroken_device *host, int descriptor, const void *from, size_t size);
long fake_ioctl(struct unbroken_device *host, int descriptor, uint32_t number, void *argument);
void fake_close(struct unbroken_device *host, int descriptor);
struct unbroken_file *fake_file(const struct unbroken_device *host, int descriptor);

/* The same at an offset. */
long fake_pread(struct unbroken_device *host, int descriptor, void *to, size_t size,
		int64_t offset);
long fake_pwrite(struct unbroken_device *host, int descriptor, const void *from, size_t size,
		 int64_t offset);

/* Sets an option for the devices that come.  Values are as unbroken_device_get_size() reads them.
 */
void fake_option(struct unbroken_device *host, const char *name, const char *value);
/* Makes a device of a model: 0 or what its create() returned, whose complaint is in the host. */
int fake_create(struct unbroken_device *host, const struct unbroken_device_model *model,
		void **state);
/* Opens a path of such a device: a descriptor, or an errno; -ENXIO if it has no such path. */
long fake_open(struct unbroken_device *host, void *state, const char *path, int flags);

/* Calls who watches descriptors that are ready. */
void fake_poll(struct unbroken_device *host);

/* Lets time pass, and what waited for it happen. */
void fake_wait(struct unbroken_device *host, guint32 milliseconds);

#endif
