/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The test device: its commands, its interrupts, and that all of it arrives where it migrates. */
#include "test-vfio.h"

#define IOVA  ((guint64)0x100000)
#define BYTES ((gsize)64 * 4096)

/* A program with memory that the device can reach. */
struct scene {
	struct program program;
	guint8 *memory;
};

static struct scene scene_open(void)
{
	struct scene scene = { .program = program_open(), .memory = map_memory(BYTES) };

	g_assert_cmpint(map_dma(&scene.program, IOVA, scene.memory, BYTES, BOTH), ==, 0);
	enable(&scene.program);
	return scene;
}

static void scene_end(struct scene *scene)
{
	program_end(&scene->program);
	munmap(scene->memory, BYTES);
}

static guint64 word_at(const guint8 *bytes, guint64 offset)
{
	guint64 word;

	memcpy(&word, bytes + offset, sizeof(word));
	return GUINT64_FROM_LE(word);
}

static guint64 sum_of(const guint8 *bytes, gsize size)
{
	guint64 sum = 0xcbf29ce484222325;

	for (gsize i = 0; i < size; i++)
		sum = (sum ^ bytes[i]) * 0x100000001b3;
	return sum;
}

static void read_bar(const struct program *program, guint64 offset, void *to, gsize size)
{
	g_assert_cmpint(fake_pread(program->host, program->device, to, size, BAR2 + offset), ==,
			size);
}

/* --- Commands --- */

static void test_copies(void)
{
	struct scene scene = scene_open();
	struct program *program = &scene.program;
	g_autofree guint8 *copy = g_malloc(BYTES);

	for (gsize i = 0; i < BYTES; i++)
		scene.memory[i] = i * 7 + i / 251;
	/* Odd places, more than a block. */
	start_command(program, TEST_COMMAND_READ, IOVA + 3, 4099, 100001);
	g_assert_cmphex(get_32(program, TEST_STATUS), ==, TEST_STATUS_DONE);
	g_assert_cmpuint(get_64(program, TEST_DONE_64), ==, 100001);
	read_bar(program, 4099, copy, 100001);
	g_assert_cmpmem(copy, 100001, scene.memory + 3, 100001);
	start_command(program, TEST_COMMAND_CHECKSUM, 0, 4099, 100001);
	g_assert_cmphex(get_64(program, TEST_CHECKSUM_64), ==, sum_of(copy, 100001));
	memset(scene.memory, 0, BYTES);
	start_command(program, TEST_COMMAND_WRITE, IOVA + 1, 4099, 100001);
	g_assert_cmpmem(copy, 100001, scene.memory + 1, 100001);
	g_assert_cmpuint(scene.memory[0] | scene.memory[100002], ==, 0);
	put_64(program, TEST_PATTERN_64, 0x100);
	start_command(program, TEST_COMMAND_FILL, IOVA + 8, 0, 24);
	g_assert_cmphex(word_at(scene.memory, 16), ==, 0x108);
	start_command(program, TEST_COMMAND_FILL_MEMORY, 0, 8, 24);
	read_bar(program, 8, copy, 24);
	g_assert_cmpmem(copy, 24, scene.memory + 8, 24);
	/* Nothing to do is done. */
	start_command(program, TEST_COMMAND_FILL, IOVA, 0, 0);
	g_assert_cmphex(get_32(program, TEST_STATUS), ==, TEST_STATUS_DONE);
	scene_end(&scene);
}

static void check_fault(const struct program *program, guint64 iova)
{
	static guint32 faults;

	g_assert_cmphex(get_32(program, TEST_STATUS), ==, TEST_STATUS_FAULT);
	g_assert_cmphex(get_64(program, TEST_FAULT_IOVA_64), ==, iova);
	g_assert_cmphex(get_32(program, TEST_INTERRUPT_STATUS) & TEST_CAUSE_FAULT, ==,
			TEST_CAUSE_FAULT);
	g_assert_cmpuint(get_32(program, TEST_FAULTS), ==, ++faults);
}

static void test_faults(void)
{
	struct scene scene = scene_open();
	struct program *program = &scene.program;
	guint8 *gone = map_memory(2 * PAGE);

	start_command(program, 99, IOVA, 0, 8);
	check_fault(program, IOVA);
	start_command(program, TEST_COMMAND_READ, 0x5000, 0, 8);
	check_fault(program, 0x5000);
	/* Over the end of the mapping, of the memory, of all addresses. */
	start_command(program, TEST_COMMAND_READ, IOVA + BYTES - 8, 0, 9);
	check_fault(program, IOVA + BYTES - 8);
	start_command(program, TEST_COMMAND_READ, IOVA, MEMORY_SIZE - 8, 9);
	check_fault(program, IOVA);
	start_command(program, TEST_COMMAND_WRITE, IOVA, MEMORY_SIZE + 1, 0);
	check_fault(program, IOVA);
	start_command(program, TEST_COMMAND_CHECKSUM, IOVA, G_MAXUINT64, G_MAXUINT64);
	check_fault(program, IOVA);
	start_command(program, TEST_COMMAND_FILL, G_MAXUINT64 - 7, 0, 9);
	check_fault(program, G_MAXUINT64 - 7);
	/* Not for this direction. */
	g_assert_cmpint(map_dma(program, 0x8000, gone, PAGE, VFIO_DMA_MAP_FLAG_READ), ==, 0);
	g_assert_cmpint(map_dma(program, 0x9000, gone + PAGE, PAGE, VFIO_DMA_MAP_FLAG_WRITE), ==,
			0);
	start_command(program, TEST_COMMAND_FILL, 0x8000, 0, 8);
	check_fault(program, 0x8000);
	start_command(program, TEST_COMMAND_READ, 0x9000, 0, 8);
	check_fault(program, 0x9000);
	/* Mapped, and the program gave its memory back. */
	munmap(gone, 2 * PAGE);
	start_command(program, TEST_COMMAND_FILL, 0x9000, 0, 8);
	check_fault(program, 0x9000);
	/* Not a master of its bus. */
	put_config(program, 4, 2, 2);
	start_command(program, TEST_COMMAND_FILL, IOVA, 0, 8);
	check_fault(program, IOVA);
	scene_end(&scene);
}

static void test_rate(void)
{
	struct scene scene = scene_open();
	struct program *program = &scene.program;
	guint64 done;

	put_32(program, TEST_RATE, 1000);
	put_64(program, TEST_PATTERN_64, 0x1000);
	start_command(program, TEST_COMMAND_FILL, IOVA, 0, 8000);
	g_assert_cmphex(get_32(program, TEST_STATUS), ==, TEST_STATUS_BUSY);
	g_assert_cmpuint(get_64(program, TEST_DONE_64), ==, 0);
	fake_wait(program->host, 3);
	done = get_64(program, TEST_DONE_64);
	g_assert_cmpuint(done, >, 1000);
	g_assert_cmpuint(done, <, 8000);
	g_assert_cmphex(word_at(scene.memory, done - 8), ==, 0x1000 + done - 8);
	g_assert_cmphex(word_at(scene.memory, done), ==, 0);
	/* What it works with cannot be changed; another command is not heard. */
	put_64(program, TEST_IOVA_64, 0);
	put_32(program, TEST_COMMAND, TEST_COMMAND_READ);
	g_assert_cmphex(get_64(program, TEST_IOVA_64), ==, IOVA);
	g_assert_cmphex(get_32(program, TEST_COMMAND), ==, TEST_COMMAND_FILL);
	fake_wait(program->host, 100);
	g_assert_cmphex(get_32(program, TEST_STATUS), ==, TEST_STATUS_DONE);
	g_assert_cmphex(word_at(scene.memory, 7992), ==, 0x1000 + 7992);
	g_assert_cmphex(word_at(scene.memory, 8000), ==, 0);
	scene_end(&scene);
}

static void test_repeat(void)
{
	struct scene scene = scene_open();
	struct program *program = &scene.program;
	guint32 pass;

	put_32(program, TEST_RATE, PAGE);
	start_command(program, TEST_COMMAND_FILL | TEST_COMMAND_REPEAT, IOVA, 0, 2 * PAGE);
	fake_wait(program->host, 20);
	pass = get_32(program, TEST_PASS);
	g_assert_cmpuint(pass, >, 5);
	g_assert_cmphex(get_32(program, TEST_STATUS), ==, TEST_STATUS_BUSY);
	g_assert_cmphex(get_32(program, TEST_INTERRUPT_STATUS), ==, TEST_CAUSE_PASS);
	/* Disabled it stands still, and goes on from there. */
	put_32(program, TEST_CONTROL, 0);
	fake_wait(program->host, 100);
	g_assert_cmpuint(get_32(program, TEST_PASS), ==, pass);
	put_32(program, TEST_CONTROL, TEST_CONTROL_ENABLE);
	fake_wait(program->host, 20);
	g_assert_cmpuint(get_32(program, TEST_PASS), >, pass);
	put_32(program, TEST_COMMAND, TEST_COMMAND_ABORT);
	g_assert_cmphex(get_32(program, TEST_STATUS), ==, 0);
	pass = get_32(program, TEST_PASS);
	fake_wait(program->host, 20);
	g_assert_cmpuint(get_32(program, TEST_PASS), ==, pass);
	/* Only its work goes on. */
	g_assert_cmpuint(get_64(program, TEST_WORK_64), >, 20);
	put_32(program, TEST_CONTROL, TEST_CONTROL_RESET);
	g_assert_cmpuint(get_64(program, TEST_WORK_64), ==, 0);
	g_assert_cmpuint(program->host->timers->len, ==, 0);
	scene_end(&scene);
}

/* More than one turn: others have theirs in between. */
static void test_long_command(void)
{
	struct unbroken_device *host = fake_host_new();
	struct program program;

	fake_option(host, "memory", "16M");
	program = program_new(host);
	open_iommu(&program, VFIO_TYPE1v2_IOMMU);
	open_device(&program);
	enable(&program);
	start_command(&program, TEST_COMMAND_FILL_MEMORY, 0, 0, 16 << 20);
	g_assert_cmphex(get_32(&program, TEST_STATUS), ==, TEST_STATUS_BUSY);
	fake_wait(host, 100);
	g_assert_cmphex(get_32(&program, TEST_STATUS), ==, TEST_STATUS_DONE);
	program_end(&program);
}

/* --- Migration --- */

static long set_state(const struct program *program, guint32 state, int *session)
{
	struct {
		struct vfio_device_feature head;
		struct vfio_device_feature_mig_state state;
	} feature = {
		{ sizeof(feature), VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE },
		{ state, 12345 },
	};
	long result = fake_ioctl(program->host, program->device, VFIO_DEVICE_FEATURE, &feature);

	if (session)
		*session = feature.state.data_fd;
	return result;
}

static void go(const struct program *program, guint32 state)
{
	g_assert_cmpint(set_state(program, state, NULL), ==, 0);
}

static int go_with_session(const struct program *program, guint32 state)
{
	int session;

	g_assert_cmpint(set_state(program, state, &session), ==, 0);
	g_assert_cmpint(session, >=, FAKE_FIRST_DESCRIPTOR);
	return session;
}

/* Reads until there is nothing, now or any more. */
static void drain(const struct program *program, int session, GByteArray *stream, gsize piece)
{
	g_autofree guint8 *bytes = g_malloc(piece);
	long n;

	while ((n = fake_read(program->host, session, bytes, piece)) > 0)
		g_byte_array_append(stream, bytes, n);
	g_assert_true(n == 0 || n == -ENOMSG);
}

static long feed(const struct program *program, int session, const guint8 *bytes, gsize size,
		 gsize piece)
{
	for (gsize done = 0; done < size;) {
		long n = fake_write(program->host, session, bytes + done, MIN(piece, size - done));

		if (n < 0)
			return n;
		done += n;
	}
	return 0;
}

/* The other end: a device in the same host, in a program that has nothing open but it. */
static struct program open_other(struct unbroken_device *host)
{
	struct program other = program_new(host);
	char name[] = "0000:06:0e.0";

	open_container(&other);
	other.group = fake_open(host, other.state, "/dev/vfio/27", O_RDWR);
	g_assert_cmpint(set_container(&other), ==, 0);
	g_assert_cmpint(fake_ioctl(host, other.container, VFIO_SET_IOMMU, number(3)), ==, 0);
	other.device = fake_ioctl(host, other.group, VFIO_GROUP_GET_DEVICE_FD, name);
	g_assert_cmpint(other.device, >=, FAKE_FIRST_DESCRIPTOR);
	return other;
}

static void close_other(struct program *other)
{
	program_close_files(other);
	vfio_device_model.destroy(other->state);
}

static void check_same_memory(const struct program *one, const struct program *other)
{
	g_autofree guint8 *first = g_malloc(MEMORY_SIZE);
	g_autofree guint8 *second = g_malloc(MEMORY_SIZE);

	read_bar(one, 0, first, MEMORY_SIZE);
	read_bar(other, 0, second, MEMORY_SIZE);
	g_assert_cmpmem(first, MEMORY_SIZE, second, MEMORY_SIZE);
}

static void check_same_registers(const struct program *one, const struct program *other)
{
	guint8 first[256], second[256];

	g_assert_cmpint(fake_pread(one->host, one->device, first, 256, BAR0), ==, 256);
	g_assert_cmpint(fake_pread(other->host, other->device, second, 256, BAR0), ==, 256);
	g_assert_cmpmem(first, 256, second, 256);
}

/* A device in the midst of its work. */
static void prepare(struct program *program)
{
	put_64(program, TEST_PATTERN_64, 0xabc);
	start_command(program, TEST_COMMAND_FILL_MEMORY, 0, 10 * PAGE + 8, 3 * PAGE);
	put_64(program, TEST_SCRATCH_64 + 16, 0x1234567890abcdef);
	put_32(program, TEST_DOORBELL, 1);
	put_32(program, TEST_RATE, 1000);
	put_64(program, TEST_PATTERN_64, 0x1000);
	start_command(program, TEST_COMMAND_FILL, IOVA, 0, 40000);
	fake_wait(program->host, 5);
	g_assert_cmphex(get_32(program, TEST_STATUS), ==, TEST_STATUS_BUSY);
}

/* What was under way goes on at the other end, from where it was, into memory that moved along. */
static void check_goes_on(struct scene *scene, struct program *other, guint64 done)
{
	g_autofree guint8 *moved = g_memdup2(scene->memory, BYTES);
	guint8 *memory = map_memory(BYTES);

	memcpy(memory, moved, BYTES);
	g_assert_cmpint(map_dma(other, IOVA, memory, BYTES, BOTH), ==, 0);
	g_assert_cmpuint(get_64(other, TEST_DONE_64), ==, done);
	fake_wait(other->host, 5);
	g_assert_cmpuint(get_64(other, TEST_DONE_64), ==, done);
	go(other, VFIO_DEVICE_STATE_RUNNING);
	fake_wait(other->host, 100);
	g_assert_cmphex(get_32(other, TEST_STATUS), ==, TEST_STATUS_DONE);
	for (gsize at = 0; at < 40000; at += 8)
		g_assert_cmphex(word_at(memory, at), ==, 0x1000 + at);
	/* And nowhere else: there are not two of it. */
	g_assert_cmpmem(moved, BYTES, scene->memory, BYTES);
	close_other(other);
	munmap(memory, BYTES);
}

static void load(const struct program *other, const GByteArray *stream, gsize piece)
{
	int session = go_with_session(other, VFIO_DEVICE_STATE_RESUMING);

	g_assert_cmpint(feed(other, session, stream->data, stream->len, piece), ==, 0);
	go(other, VFIO_DEVICE_STATE_STOP);
	fake_close(other->host, session);
}

static void check_stop_copy(gsize read_piece, gsize write_piece)
{
	struct scene scene = scene_open();
	struct program *program = &scene.program;
	g_autoptr(GByteArray) stream = g_byte_array_new();
	struct program other;
	guint64 done;
	int session;

	prepare(program);
	go(program, VFIO_DEVICE_STATE_STOP);
	done = get_64(program, TEST_DONE_64);
	fake_wait(program->host, 50);
	g_assert_cmpuint(get_64(program, TEST_DONE_64), ==, done);
	session = go_with_session(program, VFIO_DEVICE_STATE_STOP_COPY);
	drain(program, session, stream, read_piece);
	g_assert_cmpuint(stream->len, <, 8 * PAGE);
	other = open_other(program->host);
	load(&other, stream, write_piece);
	check_same_registers(program, &other);
	check_same_memory(program, &other);
	g_assert_cmphex(get_config(&other, 4, 2), ==, 6);
	fake_close(program->host, session);
	check_goes_on(&scene, &other, done);
	scene_end(&scene);
}

static void test_stop_copy(void)
{
	check_stop_copy(1 << 20, 1 << 20);
	check_stop_copy(1, 4096);
	check_stop_copy(65536, 1);
	check_stop_copy(1000, 77777);
}

/* While the device and the program, which has it mapped, go on writing to the memory. */
static void test_precopy(void)
{
	struct scene scene = scene_open();
	struct program *program = &scene.program;
	const int file = fake_file(program->host, program->device)->memory;
	guint8 *mapped = mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, BAR2);
	g_autoptr(GByteArray) stream = g_byte_array_new();
	struct vfio_precopy_info info = { .argsz = sizeof(info) };
	struct program other = open_other(program->host);
	guint before;
	guint64 done;
	int session, load_session;

	g_assert_true(mapped != MAP_FAILED);
	prepare(program);
	session = go_with_session(program, VFIO_DEVICE_STATE_PRE_COPY);
	g_assert_cmpint(fake_ioctl(program->host, session, VFIO_MIG_GET_PRECOPY_INFO, &info), ==,
			0);
	g_assert_cmpuint(info.initial_bytes, >=, 3 * PAGE);
	g_assert_cmpuint(info.dirty_bytes, ==, 0);
	drain(program, session, stream, 10000);
	g_assert_cmpint(fake_ioctl(program->host, session, VFIO_MIG_GET_PRECOPY_INFO, &info), ==,
			0);
	g_assert_cmpuint(info.initial_bytes + info.dirty_bytes, ==, 0);
	/* Trapped, by the device itself, and behind our back. */
	g_assert_cmpint(fake_pwrite(program->host, program->device, "trapped", 8, BAR2 + 20 * PAGE),
			==, 8);
	g_assert_cmpint(fake_ioctl(program->host, session, VFIO_MIG_GET_PRECOPY_INFO, &info), ==,
			0);
	g_assert_cmpuint(info.dirty_bytes, ==, PAGE);
	before = stream->len;
	drain(program, session, stream, 10000);
	g_assert_cmpuint(stream->len, ==, before + PAGE + 16);
	strcpy((char *)mapped + 30 * PAGE + 17, "mapped");
	strcpy((char *)mapped + 20 * PAGE, "again");
	memset(mapped + 10 * PAGE, 0, 2 * PAGE);
	fake_wait(program->host, 5);
	go(program, VFIO_DEVICE_STATE_PRE_COPY_P2P);
	done = get_64(program, TEST_DONE_64);
	g_assert_cmpuint(done, >, 0);
	fake_wait(program->host, 20);
	g_assert_cmpuint(get_64(program, TEST_DONE_64), ==, done);
	drain(program, session, stream, 10000);
	before = stream->len;
	go(program, VFIO_DEVICE_STATE_STOP_COPY);
	drain(program, session, stream, 10000);
	/* Four pages, and what is small: not all of it again. */
	g_assert_cmpuint(stream->len - before, >=, 4 * PAGE);
	g_assert_cmpuint(stream->len - before, <, 6 * PAGE);
	load_session = go_with_session(&other, VFIO_DEVICE_STATE_RESUMING);
	g_assert_cmpint(feed(&other, load_session, stream->data, stream->len, 3333), ==, 0);
	go(&other, VFIO_DEVICE_STATE_STOP);
	check_same_registers(program, &other);
	check_same_memory(program, &other);
	fake_close(program->host, load_session);
	fake_close(program->host, session);
	check_goes_on(&scene, &other, done);
	munmap(mapped, MEMORY_SIZE);
	scene_end(&scene);
}

/* A pre-copy that is given up leaves a device that goes on. */
static void test_cancel(void)
{
	struct scene scene = scene_open();
	struct program *program = &scene.program;
	g_autoptr(GByteArray) stream = g_byte_array_new();
	int session;

	prepare(program);
	session = go_with_session(program, VFIO_DEVICE_STATE_PRE_COPY);
	drain(program, session, stream, 1000);
	go(program, VFIO_DEVICE_STATE_RUNNING);
	g_assert_cmpint(fake_read(program->host, session, stream->data, 1), ==, -ENODEV);
	fake_close(program->host, session);
	fake_wait(program->host, 100);
	g_assert_cmphex(get_32(program, TEST_STATUS), ==, TEST_STATUS_DONE);
	g_assert_cmphex(word_at(scene.memory, 39992), ==, 0x1000 + 39992);
	scene_end(&scene);
}

/* Writes a page of each kind, and what becomes zeroes again is zeroes at the other end. */
static void test_zeroes(void)
{
	struct scene scene = scene_open();
	struct program *program = &scene.program;
	const int file = fake_file(program->host, program->device)->memory;
	struct program other = open_other(program->host);
	g_autoptr(GByteArray) stream = g_byte_array_new();
	int session;

	start_command(program, TEST_COMMAND_FILL_MEMORY, 0, 0, 100 * PAGE);
	session = go_with_session(program, VFIO_DEVICE_STATE_PRE_COPY);
	drain(program, session, stream, 1 << 20);
	g_assert_cmpint(fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, BAR2 + 5 * PAGE,
				  90 * PAGE),
			==, 0);
	go(program, VFIO_DEVICE_STATE_STOP_COPY);
	drain(program, session, stream, 1 << 20);
	g_assert_cmpuint(stream->len, <, 104 * PAGE);
	load(&other, stream, 1 << 20);
	check_same_memory(program, &other);
	fake_close(program->host, session);
	close_other(&other);
	scene_end(&scene);
}

/* --- Streams that nobody saved --- */

static GByteArray *good_stream(const struct program *program)
{
	GByteArray *stream = g_byte_array_new();
	int session = go_with_session(program, VFIO_DEVICE_STATE_STOP_COPY);

	drain(program, session, stream, 1 << 20);
	fake_close(program->host, session);
	return stream;
}

/* Whether a device takes the bytes for a state. */
static gboolean is_taken(const struct program *other, const guint8 *bytes, gsize size)
{
	int session = go_with_session(other, VFIO_DEVICE_STATE_RESUMING);
	gboolean taken = feed(other, session, bytes, size, 4000) == 0;

	taken &= set_state(other, VFIO_DEVICE_STATE_STOP, NULL) == 0;
	fake_close(other->host, session);
	g_assert_cmpint(fake_ioctl(other->host, other->device, VFIO_DEVICE_RESET, NULL), ==, 0);
	g_assert_cmpuint(get_64(other, TEST_WORK_64), ==, 0);
	return taken;
}

static void test_bad_streams(void)
{
	struct scene scene = scene_open();
	struct program *program = &scene.program;
	struct program other = open_other(program->host);
	g_autoptr(GByteArray) stream = NULL;

	put_64(program, TEST_PATTERN_64, 1);
	start_command(program, TEST_COMMAND_FILL_MEMORY, 0, PAGE, 8);
	stream = good_stream(program);
	g_assert_cmpuint(stream->len, >, PAGE);
	g_assert_true(is_taken(&other, stream->data, stream->len));
	/* Any byte that is another one; those of the page only the sum notices. */
	for (guint i = 0; i < stream->len; i++) {
		stream->data[i] ^= 0x41;
		g_assert_false(is_taken(&other, stream->data, stream->len));
		stream->data[i] ^= 0x41;
	}
	/* Any end that comes early, and one byte too many. */
	for (guint i = 0; i < stream->len; i++)
		g_assert_false(is_taken(&other, stream->data, i));
	g_byte_array_append(stream, (const guint8 *)"", 1);
	g_assert_false(is_taken(&other, stream->data, stream->len));
	close_other(&other);
	scene_end(&scene);
}

/* A device of another size takes nothing. */
static void test_other_size(void)
{
	struct scene scene = scene_open();
	struct program *program = &scene.program;
	g_autoptr(GByteArray) stream = NULL;
	struct program other;

	fake_option(program->host, "memory", "2M");
	other = open_other(program->host);
	stream = good_stream(program);
	g_assert_false(is_taken(&other, stream->data, stream->len));
	close_other(&other);
	scene_end(&scene);
}

/* Without a migration there are no features, and they are refused in the order of the kernel. */
static void test_no_migration(void)
{
	static const struct {
		guint32 argsz, flags;
		long result;
	} cases[] = {
		{ 7, 0, -EINVAL },
		{ 8, 1u << 19, -EINVAL },
		{ 8, VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_SET | 1, -EINVAL },
		{ 8, VFIO_DEVICE_FEATURE_PROBE | VFIO_DEVICE_FEATURE_GET | 1, -ENOTTY },
		{ 16, VFIO_DEVICE_FEATURE_GET | 1, -ENOTTY },
		{ 16, VFIO_DEVICE_FEATURE_SET | 2, -ENOTTY },
		{ 16, VFIO_DEVICE_FEATURE_SET | 0xffff, -ENOTTY },
	};
	struct unbroken_device *host = fake_host_new();
	struct program program;

	fake_option(host, "revision", "none");
	program = program_new(host);
	open_iommu(&program, VFIO_TYPE1v2_IOMMU);
	open_device(&program);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		guint64 feature[4] = { cases[i].argsz | (guint64)cases[i].flags << 32 };

		g_assert_cmpint(fake_ioctl(host, program.device, VFIO_DEVICE_FEATURE, feature), ==,
				cases[i].result);
	}
	g_assert_cmpint(fake_ioctl(host, program.device, VFIO_DEVICE_RESET, NULL), ==, 0);
	program_end(&program);
}

/* What goes wrong is said when the device is made, or by the program, if it may. */
static void test_faults_of_migration(void)
{
	struct unbroken_device *host = fake_host_new();
	struct {
		struct vfio_device_feature head;
		char text[MIGRATION_FAULT_SIZE];
	} feature = { { sizeof(feature), VFIO_DEVICE_FEATURE_SET | MIGRATION_FAULT_FEATURE },
		      "any-stop:EPERM" };
	struct program program;
	void *state;

	fake_option(host, "migration-fault", "nonsense");
	g_assert_cmpint(fake_create(host, &vfio_device_model, &state), ==, -EINVAL);
	g_assert_nonnull(host->complaint);
	fake_option(host, "migration-fault", "running-running_p2p:ENOSPC:1");
	fake_option(host, "fault-feature", "yes");
	program = program_new(host);
	open_iommu(&program, VFIO_TYPE1v2_IOMMU);
	open_device(&program);
	g_assert_cmpint(set_state(&program, VFIO_DEVICE_STATE_RUNNING_P2P, NULL), ==, -ENOSPC);
	g_assert_cmpint(set_state(&program, VFIO_DEVICE_STATE_RUNNING_P2P, NULL), ==, 0);
	g_assert_cmpint(fake_ioctl(host, program.device, VFIO_DEVICE_FEATURE, &feature), ==, 0);
	g_assert_cmpint(set_state(&program, VFIO_DEVICE_STATE_STOP, NULL), ==, -EPERM);
	program_end(&program);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vfio-work/copies", test_copies);
	g_test_add_func("/vfio-work/faults", test_faults);
	g_test_add_func("/vfio-work/rate", test_rate);
	g_test_add_func("/vfio-work/repeat", test_repeat);
	g_test_add_func("/vfio-work/long-command", test_long_command);
	g_test_add_func("/vfio-work/stop-copy", test_stop_copy);
	g_test_add_func("/vfio-work/precopy", test_precopy);
	g_test_add_func("/vfio-work/cancel", test_cancel);
	g_test_add_func("/vfio-work/zeroes", test_zeroes);
	g_test_add_func("/vfio-work/bad-streams", test_bad_streams);
	g_test_add_func("/vfio-work/other-size", test_other_size);
	g_test_add_func("/vfio-work/no-migration", test_no_migration);
	g_test_add_func("/vfio-work/faults-of-migration", test_faults_of_migration);
	return g_test_run();
}
