/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-host.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/uio.h>
#include <unistd.h>

struct unbroken_device *fake_host_new(void)
{
	struct unbroken_device *host = g_new0(struct unbroken_device, 1);

	host->files = g_ptr_array_new();
	host->timers = g_array_new(FALSE, FALSE, sizeof(struct fake_timer));
	host->watches = g_array_new(FALSE, FALSE, sizeof(struct fake_watch));
	host->options = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return host;
}

void fake_host_free(struct unbroken_device *host)
{
	g_assert_cmpuint(host->open_files, ==, 0);
	g_assert_cmpuint(host->waiting_calls, ==, 0);
	g_assert_cmpuint(host->client.references, ==, 0);
	g_assert_cmpuint(host->watches->len, ==, 0);
	g_ptr_array_unref(host->files);
	g_array_unref(host->timers);
	g_array_unref(host->watches);
	g_hash_table_unref(host->options);
	g_free(host->complaint);
	g_free(host);
}

struct unbroken_file *fake_file(const struct unbroken_device *host, int descriptor)
{
	guint index = (guint)(descriptor - FAKE_FIRST_DESCRIPTOR);

	return index < host->files->len ? host->files->pdata[index] : NULL;
}

void fake_close(struct unbroken_device *host, int descriptor)
{
	struct unbroken_file *file = fake_file(host, descriptor);

	g_assert_nonnull(file);
	host->files->pdata[descriptor - FAKE_FIRST_DESCRIPTOR] = NULL;
	host->open_files--;
	if (file->operations->close)
		file->operations->close(file);
	if (file->memory >= 0)
		close(file->memory);
	g_free(file);
}

/* --- Calls ---------------------------------------------------------------------------- */

struct unbroken_call *fake_call_new(struct unbroken_device *host, int descriptor, uint64_t value)
{
	struct unbroken_call *call = g_new0(struct unbroken_call, 1);

	call->device = host;
	call->file = descriptor < 0 ? NULL : fake_file(host, descriptor);
	call->value = value;
	call->opened = -1;
	return call;
}

void fake_call_free(struct unbroken_call *call)
{
	g_assert_false(call->is_waiting);
	g_free(call);
}

static void finish(struct unbroken_call *call, long result)
{
	if (result < 0 && call->opened >= 0)
		fake_close(call->device, call->opened);
	call->is_done = TRUE;
	call->result = result;
}

long fake_call_end(struct unbroken_call *call, long result)
{
	if (result == UNBROKEN_LATER) {
		call->is_waiting = TRUE;
		call->device->waiting_calls++;
		return result;
	}
	finish(call, result);
	fake_call_free(call);
	return result;
}

static void end_wait(struct unbroken_call *call)
{
	g_assert_true(call->is_waiting);
	call->is_waiting = FALSE;
	call->device->waiting_calls--;
}

void fake_call_cancel(struct unbroken_call *call)
{
	end_wait(call);
	if (call->cancel)
		call->cancel(call, call->cancel_data);
	finish(call, -EINTR);
}

void unbroken_call_finish(struct unbroken_call *call, long result)
{
	end_wait(call);
	finish(call, result);
}

void unbroken_call_on_cancel(struct unbroken_call *call,
			     void (*cancel)(struct unbroken_call *call, void *data), void *data)
{
	call->cancel = cancel;
	call->cancel_data = data;
}

struct unbroken_file *unbroken_call_file(const struct unbroken_call *call)
{
	return call->file;
}

uint64_t unbroken_call_value(const struct unbroken_call *call)
{
	return call->value;
}

static gboolean is_theirs(const struct unbroken_client *client, uint64_t address, size_t size)
{
	return !client->to ||
	       (address >= client->from && address <= client->to && size <= client->to - address);
}

/* Through the kernel, so that an address that is none is an error. */
int unbroken_client_read(struct unbroken_client *client, uint64_t address, void *to, size_t size)
{
	struct iovec here = { to, size };
	struct iovec there = { (void *)(uintptr_t)address, size };

	if (!is_theirs(client, address, size))
		return -EFAULT;
	return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == (ssize_t)size ? 0 : -EFAULT;
}

int unbroken_client_write(struct unbroken_client *client, uint64_t address, const void *from,
			  size_t size)
{
	struct iovec here = { (void *)from, size };
	struct iovec there = { (void *)(uintptr_t)address, size };

	if (!is_theirs(client, address, size))
		return -EFAULT;
	return process_vm_writev(getpid(), &here, 1, &there, 1, 0) == (ssize_t)size ? 0 : -EFAULT;
}

int unbroken_call_read(struct unbroken_call *call, uint64_t address, void *to, size_t size)
{
	return unbroken_client_read(&call->device->client, address, to, size);
}

int unbroken_call_write(struct unbroken_call *call, uint64_t address, const void *from, size_t size)
{
	return unbroken_client_write(&call->device->client, address, from, size);
}

long unbroken_call_open(struct unbroken_call *call,
			const struct unbroken_file_operations *operations, void *data, int memory,
			uint32_t flags)
{
	struct unbroken_file *file;

	if (call->device->is_full) {
		if (memory >= 0)
			close(memory);
		return -EMFILE;
	}
	file = g_new0(struct unbroken_file, 1);
	*file = (struct unbroken_file){
		.operations = operations,
		.data = data,
		.memory = memory,
		.flags = flags,
	};
	g_ptr_array_add(call->device->files, file);
	call->device->open_files++;
	call->opened = FAKE_FIRST_DESCRIPTOR + (int)call->device->files->len - 1;
	return call->opened;
}

struct unbroken_file *unbroken_call_find_file(struct unbroken_call *call, int descriptor)
{
	return fake_file(call->device, descriptor);
}

/* --- Files ---------------------------------------------------------------------------- */

void *unbroken_file_data(const struct unbroken_file *file)
{
	return file->data;
}

int unbroken_file_is_nonblocking(const struct unbroken_file *file)
{
	return (file->flags & UNBROKEN_FILE_NONBLOCK) != 0;
}

void unbroken_file_set_ready(struct unbroken_file *file, uint32_t events)
{
	file->events = events;
}

long fake_read(struct unbroken_device *host, int descriptor, void *to, size_t size)
{
	struct unbroken_call *call = fake_call_new(host, descriptor, 0);
	long result = -EBADF;

	if (call->file && call->file->flags & UNBROKEN_FILE_READ)
		result = call->file->operations->read(call, to, size, -1);
	g_assert_cmpint(result, !=, UNBROKEN_LATER);
	return fake_call_end(call, result);
}

long fake_write(struct unbroken_device *host, int descriptor, const void *from, size_t size)
{
	struct unbroken_call *call = fake_call_new(host, descriptor, 0);
	long result = -EBADF;

	if (call->file && call->file->flags & UNBROKEN_FILE_WRITE)
		result = call->file->operations->write(call, from, size, -1);
	g_assert_cmpint(result, !=, UNBROKEN_LATER);
	return fake_call_end(call, result);
}

static long transfer(struct unbroken_device *host, int descriptor, void *to, const void *from,
		     size_t size, int64_t offset)
{
	struct unbroken_call *call = fake_call_new(host, descriptor, 0);
	long result = -EBADF;

	g_assert_nonnull(call->file);
	if (to && call->file->flags & UNBROKEN_FILE_READ)
		result = call->file->operations->read(call, to, size, offset);
	if (from && call->file->flags & UNBROKEN_FILE_WRITE)
		result = call->file->operations->write(call, from, size, offset);
	g_assert_cmpint(result, !=, UNBROKEN_LATER);
	return fake_call_end(call, result);
}

long fake_pread(struct unbroken_device *host, int descriptor, void *to, size_t size, int64_t offset)
{
	return transfer(host, descriptor, to, NULL, size, offset);
}

long fake_pwrite(struct unbroken_device *host, int descriptor, const void *from, size_t size,
		 int64_t offset)
{
	return transfer(host, descriptor, NULL, from, size, offset);
}

/* How large the argument is, as far as the rules here go. */
static long size_of_argument(struct unbroken_call *call, const struct unbroken_command *command)
{
	uint32_t told;

	if (command->rule == UNBROKEN_SIZE_FIXED)
		return command->known;
	g_assert_cmpuint(command->rule, ==, UNBROKEN_SIZE_FIRST);
	if (unbroken_call_read(call, call->value, &told, sizeof(told)))
		return -EFAULT;
	if (told < command->minimum)
		return -EINVAL;
	return told > command->maximum ? -E2BIG : (long)told;
}

/* Copies the argument in, and out. */
static long run_command(struct unbroken_call *call, const struct unbroken_command *command)
{
	g_autofree guint8 *argument = NULL;
	long size, result;

	if (command->rule == UNBROKEN_SIZE_VALUE)
		return command->run(call, NULL, 0);
	size = size_of_argument(call, command);
	if (size < 0)
		return size;
	argument = g_malloc0(MAX((size_t)size, command->known));
	if (unbroken_call_read(call, call->value, argument, size))
		return -EFAULT;
	for (long i = command->known; i < size; i++) {
		if (argument[i])
			return -E2BIG;
	}
	result = command->run(call, argument, size);
	if (result >= 0 && command->flags & UNBROKEN_COMMAND_OUT &&
	    unbroken_call_write(call, call->value, argument, MIN((size_t)size, command->known)))
		return -EFAULT;
	return result;
}

static long run_ioctl(struct unbroken_call *call, uint32_t number)
{
	const struct unbroken_file_operations *operations = call->file->operations;

	for (size_t i = 0; i < operations->n_commands; i++) {
		if (operations->commands[i].number == number)
			return run_command(call, &operations->commands[i]);
	}
	return operations->ioctl ? operations->ioctl(call, number, call->value) : -ENOTTY;
}

long fake_ioctl(struct unbroken_device *host, int descriptor, uint32_t number, void *argument)
{
	struct unbroken_call *call = fake_call_new(host, descriptor, (uint64_t)(uintptr_t)argument);
	long result = call->file ? run_ioctl(call, number) : -ENOTTY;

	g_assert_cmpint(result, !=, UNBROKEN_LATER);
	return fake_call_end(call, result);
}

/* --- Time ----------------------------------------------------------------------------- */

uint32_t unbroken_device_after(struct unbroken_device *device, uint32_t milliseconds,
			       void (*work)(void *data), void *data)
{
	struct fake_timer timer = { ++device->last_timer, device->now + milliseconds, work, data };

	g_array_append_val(device->timers, timer);
	return timer.id;
}

void unbroken_device_cancel(struct unbroken_device *device, uint32_t work)
{
	for (guint i = 0; i < device->timers->len; i++) {
		if (g_array_index(device->timers, struct fake_timer, i).id == work) {
			g_array_remove_index(device->timers, i);
			return;
		}
	}
	for (guint i = 0; i < device->watches->len; i++) {
		if (g_array_index(device->watches, struct fake_watch, i).id == work) {
			g_array_remove_index(device->watches, i);
			return;
		}
	}
}

/* The timer that is due next, not later than @until; -1: none. */
static int next_timer(const struct unbroken_device *host, guint64 until)
{
	int next = -1;

	for (guint i = 0; i < host->timers->len; i++) {
		guint64 due = g_array_index(host->timers, struct fake_timer, i).due;

		if (due <= until) {
			until = due;
			next = (int)i;
		}
	}
	return next;
}

void fake_wait(struct unbroken_device *host, guint32 milliseconds)
{
	guint64 until = host->now + milliseconds;
	int next;

	while ((next = next_timer(host, until)) >= 0) {
		struct fake_timer timer =
			g_array_index(host->timers, struct fake_timer, (guint)next);

		g_array_remove_index(host->timers, (guint)next);
		host->now = timer.due;
		timer.work(timer.data);
	}
	host->now = until;
}

/* --- Models --------------------------------------------------------------------------- */

void *unbroken_call_state(const struct unbroken_call *call)
{
	return call->state;
}

int unbroken_call_take_descriptor(struct unbroken_call *call, int descriptor)
{
	int taken = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);

	(void)call;
	return taken < 0 ? -EBADF : taken;
}

void unbroken_call_give(struct unbroken_call *call, size_t size)
{
	(void)call;
	(void)size;
	g_assert_not_reached();
}

void unbroken_file_set_device_number(struct unbroken_file *file, uint32_t major, uint32_t minor)
{
	file->major = major;
	file->minor = minor;
}

void fake_option(struct unbroken_device *host, const char *name, const char *value)
{
	g_hash_table_insert(host->options, g_strdup(name), g_strdup(value));
}

const char *unbroken_device_get(const struct unbroken_device *device, const char *option)
{
	const char *given = g_hash_table_lookup(device->options, option);

	for (size_t i = 0; !given && i < device->model->n_options; i++) {
		if (g_str_equal(device->model->options[i].name, option))
			return device->model->options[i].initial;
	}
	return given;
}

int unbroken_device_get_number(const struct unbroken_device *device, const char *option,
			       uint64_t *value)
{
	return g_ascii_string_to_unsigned(unbroken_device_get(device, option), 10, 0, G_MAXUINT64,
					  value, NULL)
		       ? 0
		       : -EINVAL;
}

/* "64K", "1M", "2G" */
int unbroken_device_get_size(const struct unbroken_device *device, const char *option,
			     uint64_t *value)
{
	char *end;

	*value = g_ascii_strtoull(unbroken_device_get(device, option), &end, 0);
	if (*end == 'K')
		*value <<= 10;
	if (*end == 'M')
		*value <<= 20;
	if (*end == 'G')
		*value <<= 30;
	return *end && end[1] ? -EINVAL : 0;
}

void unbroken_device_complain(const struct unbroken_device *device, const char *format, ...)
{
	struct unbroken_device *host = (struct unbroken_device *)device;
	va_list arguments;

	va_start(arguments, format);
	g_free(host->complaint);
	host->complaint = g_strdup_vprintf(format, arguments);
	va_end(arguments);
}

void unbroken_device_note(const struct unbroken_device *device, const char *format, ...)
{
	(void)device;
	(void)format;
}

int fake_create(struct unbroken_device *host, const struct unbroken_device_model *model,
		void **state)
{
	host->model = model;
	return model->create(host, state);
}

long fake_open(struct unbroken_device *host, void *state, const char *path, int flags)
{
	struct unbroken_call *call;

	if (!host->model->has_path(state, path))
		return -ENXIO;
	call = fake_call_new(host, -1, 0);
	call->state = state;
	return fake_call_end(call, host->model->open(call, path, flags));
}

/* --- Clients -------------------------------------------------------------------------- */

struct unbroken_client *unbroken_call_client(const struct unbroken_call *call)
{
	return &call->device->client;
}

struct unbroken_client *unbroken_client_keep(struct unbroken_client *client)
{
	client->references++;
	return client;
}

void unbroken_client_drop(struct unbroken_client *client)
{
	g_assert_cmpuint(client->references, >, 0);
	client->references--;
}

int unbroken_client_is_32bit(const struct unbroken_client *client)
{
	return client->is_32bit;
}

/* --- Watching ------------------------------------------------------------------------- */

uint32_t unbroken_device_watch(struct unbroken_device *device, int descriptor,
			       void (*ready)(void *data), void *data)
{
	struct fake_watch watch = { ++device->last_timer, descriptor, ready, data };

	g_array_append_val(device->watches, watch);
	return watch.id;
}

void fake_poll(struct unbroken_device *host)
{
	for (guint i = 0; i < host->watches->len; i++) {
		struct fake_watch watch = g_array_index(host->watches, struct fake_watch, i);
		struct pollfd poller = { .fd = watch.descriptor, .events = POLLIN };

		if (poll(&poller, 1, 0) == 1)
			watch.ready(watch.data);
	}
}
