/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any calls on the files of a VFIO device, with any arguments: errors or answers, never a byte
 * outside of what the program has.  The input is a list of actions, see struct action.
 */
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "devices/vfio/uapi.h"
#include "devices/vfio/vfio.h"
#include "fake-host.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The program's memory: at one place, so that inputs can have pointers; a guard on each side. */
#define ARENA      ((guint64)0x10000000)
#define ARENA_SIZE ((gsize)65536)
#define GUARD      ((gsize)4096)
/* A number that is an eventfd. */
#define EVENTFD 50

enum { IOCTL, POKE, READ, WRITE, WAIT, CLOSE, OPEN, MAP, ACTIONS };

/* An action: for POKE as many bytes follow as @size says. */
struct action {
	guint8 what;   /* IOCTL, ... */
	guint8 file;   /* which of those that are open */
	guint8 number; /* of a command: in the table; of a path likewise */
	guint8 size;   /* of bytes, in some way, or milliseconds */
	guint64 value; /* an argument, an offset */
} __attribute__((packed));

static const guint8 numbers[] = { 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110,
				  111, 112, 113, 114, 117, 118, 119, 120, 121, 128, 129,
				  130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 143 };

static const char *const paths[] = {
	"/dev/vfio/vfio",
	"/dev/vfio/26",
	"/dev/vfio/devices/vfio0",
	"/dev/iommu",
};

struct fuzz {
	struct unbroken_device *host;
	void *state;
};

static void make_arena(void)
{
	static gboolean made;
	void *arena;

	if (!made) {
		arena = mmap((void *)(uintptr_t)(ARENA - GUARD), ARENA_SIZE + 2 * GUARD,
			     PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
		g_assert_true(arena != MAP_FAILED);
		g_assert_cmpint(dup2(eventfd(0, EFD_NONBLOCK), EVENTFD), ==, EVENTFD);
	}
	made = TRUE;
	memset((void *)(uintptr_t)(ARENA - GUARD), 0, ARENA_SIZE + 2 * GUARD);
}

static void check_guards(void)
{
	const guint8 *before = (const guint8 *)(uintptr_t)(ARENA - GUARD);
	const guint8 *after = (const guint8 *)(uintptr_t)(ARENA + ARENA_SIZE);

	for (gsize i = 0; i < GUARD; i++)
		g_assert_true(!before[i] && !after[i]);
}

/* The descriptor of the n-th file that is open; -1: none is. */
static int descriptor_of(const struct fuzz *fuzz, guint n)
{
	const GPtrArray *files = fuzz->host->files;

	for (guint i = 0; i < files->len; i++) {
		guint at = (n + i) % files->len;

		if (files->pdata[at])
			return FAKE_FIRST_DESCRIPTOR + at;
	}
	return -1;
}

/* As a kernel: a descriptor for reading only cannot be written, and the other way round. */
static void transfer(const struct fuzz *fuzz, const struct action *action, int descriptor)
{
	const gboolean is_stream = fake_file(fuzz->host, descriptor)->flags & UNBROKEN_FILE_STREAM;
	const gsize size = action->size < 32 ? action->size : (action->size - 31) * 16;
	g_autofree guint8 *bytes = g_malloc0(size);
	long result;

	if (!fake_file(fuzz->host, descriptor)->operations->read)
		return;
	if (action->what == READ)
		result = is_stream ? fake_read(fuzz->host, descriptor, bytes, size)
				   : fake_pread(fuzz->host, descriptor, bytes, size, action->value);
	else
		result = is_stream ? fake_write(fuzz->host, descriptor, (void *)(uintptr_t)ARENA,
						size)
				   : fake_pwrite(fuzz->host, descriptor, (void *)(uintptr_t)ARENA,
						 size, action->value);
	g_assert_cmpint(result, <=, (long)size);
}

static void map(const struct fuzz *fuzz, const struct action *action, int descriptor)
{
	struct unbroken_call *call = fake_call_new(fuzz->host, descriptor, 0);
	const struct unbroken_file_operations *operations = call->file->operations;
	long result = -1;

	if (operations->mmap)
		result = operations->mmap(call, action->value, (guint64)action->size << 12,
					  PROT_READ);
	fake_call_end(call, result);
}

static void act(struct fuzz *fuzz, const struct action *action)
{
	const int descriptor = descriptor_of(fuzz, action->file);

	switch (action->what) {
	case WAIT:
		fake_poll(fuzz->host);
		fake_wait(fuzz->host, action->size);
		return;
	case OPEN:
		if (fuzz->host->open_files < 20)
			fake_open(fuzz->host, fuzz->state,
				  paths[action->number % G_N_ELEMENTS(paths)], O_RDWR);
		return;
	default:
		break;
	}
	if (descriptor < 0)
		return;
	switch (action->what) {
	case IOCTL:
		fake_ioctl(fuzz->host, descriptor,
			   VFIO_NUMBER(numbers[action->number % sizeof(numbers)]),
			   (void *)(uintptr_t)action->value);
		return;
	case READ:
	case WRITE:
		transfer(fuzz, action, descriptor);
		return;
	case CLOSE:
		fake_close(fuzz->host, descriptor);
		return;
	case MAP:
		map(fuzz, action, descriptor);
		return;
	default:
		return;
	}
}

static gsize poke(const struct action *action, const uint8_t *bytes, gsize size)
{
	const gsize n = MIN(action->size, size);
	const gsize offset = action->value % (ARENA_SIZE - 256);

	memcpy((void *)(uintptr_t)(ARENA + offset), bytes, n);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = { .host = fake_host_new() };
	struct action action;
	int descriptor;

	make_arena();
	fake_option(fuzz.host, "memory", "64K");
	g_assert_cmpint(fake_create(fuzz.host, &vfio_device_model, &fuzz.state), ==, 0);
	fuzz.host->client.from = ARENA;
	fuzz.host->client.to = ARENA + ARENA_SIZE;
	fuzz.host->client.is_32bit = size && data[0] & 0x80;
	while (size >= sizeof(action)) {
		memcpy(&action, data, sizeof(action));
		data += sizeof(action);
		size -= sizeof(action);
		action.what = (action.what & 0x7f) % ACTIONS;
		if (action.what == POKE) {
			gsize n = poke(&action, data, size);

			data += n;
			size -= n;
		} else {
			act(&fuzz, &action);
		}
	}
	while ((descriptor = descriptor_of(&fuzz, 0)) >= 0)
		fake_close(fuzz.host, descriptor);
	vfio_device_model.destroy(fuzz.state);
	fake_host_free(fuzz.host);
	check_guards();
	return 0;
}
