/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A device model that tries everything that a host does: files that can be mapped, streams that
 * have to be waited for, arguments of every size rule, interrupts. */
#include "probe.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "unbroken/device.h"

struct probe {
	struct unbroken_device *device;
	int n_files;
	/* The stream: what is to be read, and who waits for it. */
	struct unbroken_file *stream;
	size_t fed;
	uint32_t feeding;
	size_t coming;
	struct unbroken_call *reader;
	void *to;
	size_t size;
};

/* --- The stream ------------------------------------------------------------------ */

static size_t take(struct probe *probe, void *to, size_t size)
{
	size_t n = size < probe->fed ? size : probe->fed;

	memset(to, 's', n);
	probe->fed -= n;
	if (probe->fed == 0)
		unbroken_file_set_ready(probe->stream, 0);
	return n;
}

static void reader_gone(struct unbroken_call *call, void *data)
{
	struct probe *probe = data;

	(void)call;
	probe->reader = NULL;
}

static long read_stream(struct unbroken_call *call, void *to, size_t size, int64_t offset)
{
	struct probe *probe = unbroken_call_state(call);

	if (offset != -1 || probe->reader)
		return -EBUSY;
	if (probe->fed > 0)
		return (long)take(probe, to, size);
	if (unbroken_file_is_nonblocking(unbroken_call_file(call)))
		return -EAGAIN;
	probe->reader = call;
	probe->to = to;
	probe->size = size;
	unbroken_call_on_cancel(call, reader_gone, probe);
	return UNBROKEN_LATER;
}

static void feed(void *data)
{
	struct probe *probe = data;
	struct unbroken_call *reader = probe->reader;

	probe->feeding = 0;
	if (!probe->stream)
		return;
	probe->fed += probe->coming;
	unbroken_file_set_ready(probe->stream, POLLIN);
	if (!reader)
		return;
	probe->reader = NULL;
	unbroken_call_finish(reader, (long)take(probe, probe->to, probe->size));
}

static void close_stream(struct unbroken_file *file)
{
	struct probe *probe = unbroken_file_data(file);

	probe->n_files--;
	probe->stream = NULL;
	probe->fed = 0;
}

static const struct unbroken_file_operations stream_operations = {
	.size = sizeof(stream_operations),
	.name = "stream",
	.read = read_stream,
	.close = close_stream,
};

static long open_stream(struct unbroken_call *call, void *argument, size_t size)
{
	struct probe *probe = unbroken_call_state(call);
	long number;

	(void)argument;
	(void)size;
	if (probe->stream)
		return -EBUSY;
	number = unbroken_call_open(call, &stream_operations, probe, -1,
				    UNBROKEN_FILE_STREAM | UNBROKEN_FILE_READ |
					    UNBROKEN_FILE_CLOEXEC);
	if (number < 0)
		return number;
	probe->n_files++;
	probe->stream = unbroken_call_find_file(call, (int)number);
	return number;
}

static long feed_stream(struct unbroken_call *call, void *argument, size_t size)
{
	struct probe *probe = unbroken_call_state(call);

	(void)argument;
	(void)size;
	probe->coming = unbroken_call_value(call);
	unbroken_device_cancel(probe->device, probe->feeding);
	probe->feeding = unbroken_device_after(probe->device, (uint32_t)probe->coming, feed, probe);
	return 0;
}

/* --- The file itself ---------------------------------------------------------------- */

static long value(struct unbroken_call *call, void *argument, size_t size)
{
	(void)argument;
	(void)size;
	return (long)(unbroken_call_value(call) + 1);
}

static long sized(struct unbroken_call *call, void *argument, size_t size)
{
	struct probe_sized *given = argument;
	const unsigned char *bytes = argument;
	uint64_t sum = 0;

	(void)call;
	for (size_t i = 8; i < size; i++)
		sum += bytes[i];
	given->sum = sum;
	return 0;
}

static long fill(struct unbroken_call *call, void *argument, size_t size)
{
	const struct probe_copy *copy = argument;
	char bytes[4096];
	uint64_t one = 1;
	int event = -1;

	(void)size;
	if (copy->eventfd >= 0) {
		event = unbroken_call_take_descriptor(call, copy->eventfd);
		if (event < 0)
			return event;
	}
	memset(bytes, (int)copy->fill, sizeof(bytes));
	if (copy->size > sizeof(bytes) ||
	    unbroken_client_write(unbroken_call_client(call), copy->address, bytes, copy->size) <
		    0) {
		close(event);
		return -EFAULT;
	}
	if (event >= 0 && write(event, &one, sizeof(one)) < 0)
		return -EIO;
	close(event);
	return (long)copy->size;
}

static long numbered(struct unbroken_call *call, void *argument, size_t size)
{
	struct probe_numbered *number = argument;

	(void)call;
	(void)size;
	number->two = number->one;
	return 0;
}

static long count(struct unbroken_call *call, void *argument, size_t size)
{
	const struct probe *probe = unbroken_call_state(call);

	(void)argument;
	(void)size;
	return probe->n_files;
}

struct waiting {
	struct unbroken_device *device;
	struct unbroken_call *call;
	uint32_t timer;
};

static void waited(void *data)
{
	struct waiting *waiting = data;
	struct unbroken_call *call = waiting->call;

	free(waiting);
	unbroken_call_finish(call, 0);
}

static void waiter_gone(struct unbroken_call *call, void *data)
{
	struct waiting *waiting = data;

	(void)call;
	unbroken_device_cancel(waiting->device, waiting->timer);
	free(waiting);
}

static long wait_a_while(struct unbroken_call *call, void *argument, size_t size)
{
	const struct probe *probe = unbroken_call_state(call);
	struct waiting *waiting = calloc(1, sizeof(*waiting));

	(void)argument;
	(void)size;
	if (!waiting)
		return -ENOMEM;
	waiting->device = probe->device;
	waiting->call = call;
	waiting->timer = unbroken_device_after(probe->device, (uint32_t)unbroken_call_value(call),
					       waited, waiting);
	unbroken_call_on_cancel(call, waiter_gone, waiting);
	return UNBROKEN_LATER;
}

static const struct unbroken_command commands[] = {
	{ PROBE_VALUE, UNBROKEN_SIZE_VALUE, 0, 0, 0, 0, "PROBE_VALUE", value },
	{ PROBE_SIZED, UNBROKEN_SIZE_ARGSZ, 16, 16, 4096,
	  UNBROKEN_COMMAND_IN | UNBROKEN_COMMAND_OUT, "PROBE_SIZED", sized },
	{ PROBE_FILL, UNBROKEN_SIZE_FIXED, 0, sizeof(struct probe_copy), 0, UNBROKEN_COMMAND_IN,
	  "PROBE_FILL", fill },
	{ PROBE_NUMBERED, UNBROKEN_SIZE_NUMBER, 8, sizeof(struct probe_numbered), 4096,
	  UNBROKEN_COMMAND_IN | UNBROKEN_COMMAND_OUT, "PROBE_NUMBERED", numbered },
	{ PROBE_STREAM, UNBROKEN_SIZE_VALUE, 0, 0, 0, 0, "PROBE_STREAM", open_stream },
	{ PROBE_FEED, UNBROKEN_SIZE_VALUE, 0, 0, 0, 0, "PROBE_FEED", feed_stream },
	{ PROBE_OPEN, UNBROKEN_SIZE_VALUE, 0, 0, 0, 0, "PROBE_OPEN", count },
	{ PROBE_WAIT, UNBROKEN_SIZE_VALUE, 0, 0, 0, 0, "PROBE_WAIT", wait_a_while },
};

static long read_memory(struct unbroken_call *call, void *to, size_t size, int64_t offset)
{
	int memory = (int)(intptr_t)unbroken_file_data(unbroken_call_file(call));

	return pread(memory, to, size, offset);
}

static long write_memory(struct unbroken_call *call, const void *from, size_t size, int64_t offset)
{
	int memory = (int)(intptr_t)unbroken_file_data(unbroken_call_file(call));

	return pwrite(memory, from, size, offset);
}

static long map_memory(struct unbroken_call *call, uint64_t offset, uint64_t length, int protection)
{
	(void)call;
	(void)protection;
	return offset + length <= PROBE_MEMORY ? 0 : -EINVAL;
}

/* Closing a file says nothing of the call that opened it: the device is what counts. */
static struct probe *the_probe;

static void close_file(struct unbroken_file *file)
{
	(void)file;
	the_probe->n_files--;
}

static const struct unbroken_file_operations operations = {
	.size = sizeof(operations),
	.name = "probe",
	.commands = commands,
	.n_commands = sizeof(commands) / sizeof(*commands),
	.read = read_memory,
	.write = write_memory,
	.mmap = map_memory,
	.close = close_file,
};

static long open_probe(struct unbroken_call *call, const char *path, int flags)
{
	struct probe *probe = unbroken_call_state(call);
	int memory = memfd_create("probe", MFD_CLOEXEC);
	long number;

	(void)path;
	(void)flags;
	if (memory < 0 || ftruncate(memory, PROBE_MEMORY) < 0)
		return -ENOMEM;
	number = unbroken_call_open(call, &operations, (void *)(intptr_t)memory, memory,
				    UNBROKEN_FILE_READ | UNBROKEN_FILE_WRITE |
					    UNBROKEN_FILE_CHARACTER);
	if (number < 0)
		return number;
	unbroken_file_set_device_number(unbroken_call_find_file(call, (int)number), 240, 7);
	probe->n_files++;
	return number;
}

static int has_path(void *state, const char *path)
{
	(void)state;
	return strcmp(path, "/dev/unbroken-probe") == 0;
}

static int create(struct unbroken_device *device, void **state)
{
	struct probe *probe = calloc(1, sizeof(*probe));

	if (!probe)
		return -ENOMEM;
	probe->device = device;
	*state = the_probe = probe;
	return 0;
}

const struct unbroken_device_model unbroken_device_model = {
	.size = sizeof(unbroken_device_model),
	.name = "probe",
	.summary = "tries everything that a host does",
	.create = create,
	.destroy = free,
	.has_path = has_path,
	.open = open_probe,
};
