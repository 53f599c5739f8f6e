/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-host.h"

#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>

struct unbroken_device *fake_host_new(void)
{
	struct unbroken_device *host = g_new0(struct unbroken_device, 1);

	host->files = g_ptr_array_new();
	host->timers = g_array_new(FALSE, FALSE, sizeof(struct fake_timer));
	return host;
}

void fake_host_free(struct unbroken_device *host)
{
	g_assert_cmpuint(host->open_files, ==, 0);
	g_assert_cmpuint(host->waiting_calls, ==, 0);
	g_ptr_array_unref(host->files);
	g_array_unref(host->timers);
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

/* Through the kernel, so that an address that is none is an error. */
int unbroken_call_read(struct unbroken_call *call, uint64_t address, void *to, size_t size)
{
	struct iovec here = { to, size };
	struct iovec there = { (void *)(uintptr_t)address, size };

	(void)call;
	return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == (ssize_t)size ? 0 : -EFAULT;
}

int unbroken_call_write(struct unbroken_call *call, uint64_t address, const void *from, size_t size)
{
	struct iovec here = { (void *)from, size };
	struct iovec there = { (void *)(uintptr_t)address, size };

	(void)call;
	return process_vm_writev(getpid(), &here, 1, &there, 1, 0) == (ssize_t)size ? 0 : -EFAULT;
}

long unbroken_call_open(struct unbroken_call *call,
			const struct unbroken_file_operations *operations, void *data, int memory,
			uint32_t flags)
{
	struct unbroken_file *file;

	g_assert_cmpint(memory, ==, -1);
	if (call->device->is_full)
		return -EMFILE;
	file = g_new0(struct unbroken_file, 1);
	*file = (struct unbroken_file){ operations, data, flags, 0 };
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

/* Only commands whose argument is a number, since no other is needed yet. */
long fake_ioctl(struct unbroken_device *host, int descriptor, uint32_t number, void *argument)
{
	struct unbroken_call *call = fake_call_new(host, descriptor, (uint64_t)(uintptr_t)argument);
	long result = -ENOTTY;

	for (size_t i = 0; call->file && i < call->file->operations->n_commands; i++) {
		const struct unbroken_command *command = &call->file->operations->commands[i];

		if (command->number != number)
			continue;
		g_assert_cmpuint(command->rule, ==, UNBROKEN_SIZE_VALUE);
		result = command->run(call, NULL, 0);
	}
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
