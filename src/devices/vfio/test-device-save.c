/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Saving the test device.
 *
 * A program that has mapped the memory writes to it without our knowing.  So a session that began
 * while the device was running keeps what it has sent, and compares when the device stands still;
 * what the device itself wrote in between is known, and sent before.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "devices/vfio/test-device-internal.h"

enum phase {
	PHASE_HEAD,
	PHASE_INITIAL, /* all of the memory, once */
	PHASE_DIRTY,   /* what was written since, as long as the device runs */
	PHASE_COMPARE, /* what is not as it was sent */
	PHASE_STATE,
	PHASE_CONFIG,
	PHASE_SUM,
	PHASE_OVER,
};

struct test_saving {
	enum phase phase;
	guint64 at;   /* in the memory, for phases that go through it */
	guint64 end;  /* of the data that are there, which is slow to find out */
	guint64 left; /* bytes of data from @at on: an estimate, since it was counted once */
	guint64 sum;  /* of what was put out */
	guint8 *sent; /* the memory as it was sent; NULL: the device stood still from the start */
	guint8 *touched; /* a bit for each page of it that was sent */
	GByteArray *out; /* what is ready, from @out_at on */
	gsize out_at;
};

static guint64 mix(guint64 sum, guint64 word)
{
	sum = (sum ^ word) * 0x9e3779b97f4a7c15;
	return sum << 29 | sum >> 35;
}

static guint64 word_at(const guint8 *bytes)
{
	guint64 word;

	memcpy(&word, bytes, sizeof(word));
	return GUINT64_FROM_LE(word);
}

/* Four sums side by side, for which a processor need not wait one for the other. */
guint64 test_stream_sum(guint64 sum, const void *part, gsize size)
{
	const guint8 *bytes = part;
	guint64 lanes[4] = { 1, 2, 3, 4 };
	gsize at = 0;

	for (; at + sizeof(lanes) <= size; at += sizeof(lanes)) {
		lanes[0] = mix(lanes[0], word_at(bytes + at));
		lanes[1] = mix(lanes[1], word_at(bytes + at + 8));
		lanes[2] = mix(lanes[2], word_at(bytes + at + 16));
		lanes[3] = mix(lanes[3], word_at(bytes + at + 24));
	}
	for (; at + sizeof(guint64) <= size; at += sizeof(guint64))
		lanes[0] = mix(lanes[0], word_at(bytes + at));
	for (guint i = 0; i < G_N_ELEMENTS(lanes); i++)
		sum = mix(sum, lanes[i]);
	return sum;
}

/* --- Putting out --- */

static void put_bytes(struct test_saving *saving, const void *bytes, gsize size)
{
	g_byte_array_append(saving->out, bytes, size);
	saving->sum = test_stream_sum(saving->sum, bytes, size);
}

static void put_record(struct test_saving *saving, enum test_record_type type, guint32 length,
		       guint64 offset)
{
	const struct test_record record = {
		.type = GUINT32_TO_LE(type),
		.length = GUINT32_TO_LE(length),
		.offset = GUINT64_TO_LE(offset),
	};

	put_bytes(saving, &record, sizeof(record));
}

static void put_head(struct test_device *device)
{
	const struct test_head head = {
		.magic = GUINT64_TO_LE(TEST_STREAM_MAGIC),
		.version = GUINT32_TO_LE(TEST_STREAM_VERSION),
		.n_values = GUINT32_TO_LE(test_state_n_values()),
		.memory_size = GUINT64_TO_LE(device->memory_size),
	};

	put_bytes(device->saving, &head, sizeof(head));
}

static void put_state(struct test_device *device)
{
	const guint n = test_state_n_values();
	g_autofree guint64 *values = g_new(guint64, n);

	for (guint i = 0; i < n; i++)
		values[i] = GUINT64_TO_LE(test_state_get(&device->state, i));
	put_record(device->saving, TEST_RECORD_STATE, n * sizeof(*values), 0);
	put_bytes(device->saving, values, n * sizeof(*values));
}

static void put_config(struct test_device *device)
{
	put_record(device->saving, TEST_RECORD_CONFIG, CONFIG_SPACE_SIZE, 0);
	put_bytes(device->saving, device->bus.config->bytes, CONFIG_SPACE_SIZE);
}

/* --- Memory --- */

static gboolean is_zero(const guint8 *bytes, gsize size)
{
	return !bytes[0] && !memcmp(bytes, bytes + 1, size - 1);
}

static gboolean was_touched(const struct test_saving *saving, guint64 page)
{
	return saving->touched && saving->touched[page / 8] >> (page % 8) & 1;
}

static void remember(struct test_saving *saving, guint64 offset, const guint8 *bytes, gsize size)
{
	if (!saving->sent)
		return;
	memcpy(saving->sent + offset, bytes, size);
	for (guint64 page = offset / TEST_PAGE; page < (offset + size) / TEST_PAGE; page++)
		saving->touched[page / 8] |= 1 << (page % 8);
}

/* Whether a page of the memory is other than the one who loads has it. */
static gboolean is_news(const struct test_saving *saving, guint64 offset, const guint8 *bytes)
{
	return was_touched(saving, offset / TEST_PAGE)
		       ? memcmp(bytes, saving->sent + offset, TEST_PAGE) != 0
		       : !is_zero(bytes, TEST_PAGE);
}

/* Puts out those pages of a block that are news, as runs of them. */
static void put_news(struct test_saving *saving, guint64 offset, const guint8 *bytes, gsize size)
{
	gsize start = 0;

	for (gsize at = 0; at <= size; at += TEST_PAGE) {
		if (at < size && is_news(saving, offset + at, bytes + at))
			continue;
		if (at > start) {
			put_record(saving, TEST_RECORD_MEMORY, at - start, offset + start);
			put_bytes(saving, bytes + start, at - start);
			remember(saving, offset + start, bytes + start, at - start);
		}
		start = at + TEST_PAGE;
	}
}

/* The first byte from @from on that the memory's file really has; the end if there is none. */
static guint64 seek_data(const struct test_device *device, guint64 from)
{
	const guint64 end = device->memory_size;
	off_t at = lseek(device->memory, device->memory_offset + from, SEEK_DATA);

	if (at < 0)
		return errno == ENXIO ? end : from;
	at -= device->memory_offset;
	return MIN((guint64)at, end) & ~(TEST_PAGE - 1);
}

/* Where the data that begin at @from, and are in the file, end. */
static guint64 seek_hole(const struct test_device *device, guint64 from)
{
	const guint64 end = device->memory_size;
	off_t at = lseek(device->memory, device->memory_offset + from, SEEK_HOLE);

	if (at < 0)
		return end;
	return CLAMP((guint64)at - device->memory_offset, from + TEST_PAGE, end);
}

/* The next page from @from on, below @end, that was sent and is a hole now; @end if none is. */
static guint64 seek_touched(const struct test_saving *saving, guint64 from, guint64 end)
{
	while (from < end && !was_touched(saving, from / TEST_PAGE))
		from += TEST_PAGE;
	return from;
}

static void put_zero(struct test_saving *saving, guint64 offset)
{
	if (is_zero(saving->sent + offset, TEST_PAGE))
		return;
	put_record(saving, TEST_RECORD_ZERO, TEST_PAGE, offset);
	memset(saving->sent + offset, 0, TEST_PAGE);
}

/* Goes on to the next data, or to a page that was sent and is a hole now, which it puts out. */
static void skip_hole(struct test_device *device)
{
	struct test_saving *saving = device->saving;
	const guint64 data = seek_data(device, saving->at);

	/* A page at a time, so that what is put out at once stays small. */
	if (saving->sent)
		saving->at = seek_touched(saving, saving->at, data);
	if (saving->sent && saving->at < data) {
		put_zero(saving, saving->at);
		saving->at += TEST_PAGE;
		return;
	}
	saving->at = data;
	saving->end = data < device->memory_size ? seek_hole(device, data) : data;
}

/* Puts out what is to be said of one block, or part of a hole; FALSE at the end. */
static gboolean put_memory(struct test_device *device)
{
	struct test_saving *saving = device->saving;
	gsize size;

	if (saving->at >= device->memory_size)
		return FALSE;
	if (saving->at >= saving->end) {
		skip_hole(device);
		return TRUE;
	}
	size = MIN(TEST_BLOCK, saving->end - saving->at);
	if (test_device_read_memory(device, saving->at, device->block, size))
		return FALSE;
	put_news(saving, saving->at, device->block, size);
	saving->at += size;
	saving->left -= MIN(saving->left, size);
	return TRUE;
}

/* Finds the first word of the log that has bits, and ends the report there. */
struct found_word {
	guint64 word, bits;
};

static int find_word(guint64 word, guint64 bits, void *data)
{
	*(struct found_word *)data = (struct found_word){ word, bits };
	return 1;
}

static int ignore_word(guint64 word G_GNUC_UNUSED, guint64 bits G_GNUC_UNUSED,
		       void *data G_GNUC_UNUSED)
{
	return 0;
}

/* Puts out the pages of one word of the log; FALSE if there is none. */
static gboolean put_dirty(struct test_device *device)
{
	struct found_word found;
	guint64 start;
	gsize size;

	if (!vfio_dirty_log_report(device->written, DIRTY_VIEW_DEVICE, 0, device->memory_size,
				   TEST_PAGE, find_word, &found))
		return FALSE;
	start = found.word * 64 * TEST_PAGE;
	size = MIN(64 * TEST_PAGE, device->memory_size - start);
	vfio_dirty_log_report(device->written, DIRTY_VIEW_DEVICE, start, size, TEST_PAGE,
			      ignore_word, NULL);
	for (gsize done = 0; done < size; done += TEST_BLOCK) {
		const gsize part = MIN(TEST_BLOCK, size - done);

		if (test_device_read_memory(device, start + done, device->block, part))
			return FALSE;
		put_news(device->saving, start + done, device->block, part);
	}
	return TRUE;
}

/* Bytes of the memory that are really there. */
static guint64 count_data(const struct test_device *device)
{
	guint64 total = 0, at = 0;

	while ((at = seek_data(device, at)) < device->memory_size) {
		const guint64 end = seek_hole(device, at);

		total += end - at;
		at = end;
	}
	return total;
}

/* --- Phases --- */

static void enter(struct test_device *device, enum phase phase)
{
	struct test_saving *saving = device->saving;

	saving->phase = phase;
	saving->at = 0;
	saving->end = 0;
	if (phase == PHASE_HEAD || phase == PHASE_COMPARE)
		saving->left = count_data(device);
}

/* Puts out something, or goes on to another phase.  FALSE if there is nothing now. */
static gboolean advance(struct test_device *device)
{
	struct test_saving *saving = device->saving;
	const gboolean stopped = device->activity == VFIO_ACTIVITY_STOPPED;

	switch (saving->phase) {
	case PHASE_HEAD:
		put_head(device);
		enter(device, PHASE_INITIAL);
		return TRUE;
	case PHASE_INITIAL:
		if (!put_memory(device))
			enter(device, saving->sent ? PHASE_DIRTY : PHASE_STATE);
		return TRUE;
	case PHASE_DIRTY:
		if (stopped)
			enter(device, PHASE_COMPARE);
		return stopped || put_dirty(device);
	case PHASE_COMPARE:
		if (!put_memory(device))
			enter(device, PHASE_STATE);
		return TRUE;
	case PHASE_STATE:
		/* A session that began with the device at a stand may see it run on. */
		if (!stopped)
			return FALSE;
		put_state(device);
		enter(device, PHASE_CONFIG);
		return TRUE;
	case PHASE_CONFIG:
		put_config(device);
		enter(device, PHASE_SUM);
		return TRUE;
	case PHASE_SUM:
		put_record(saving, TEST_RECORD_END, 0, saving->sum);
		enter(device, PHASE_OVER);
		return TRUE;
	default:
		return FALSE;
	}
}

/* --- What the migration calls --- */

/* Room for as much as the memory has, of which nothing is there before it is used. */
static guint8 *reserve(gsize size)
{
	void *room = mmap(NULL, size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return room == MAP_FAILED ? NULL : room;
}

int test_device_begin_save(void *data, gboolean precopy)
{
	struct test_device *device = data;
	struct test_saving *saving;
	guint8 *sent = precopy ? reserve(device->memory_size) : NULL;

	if (precopy && !sent)
		return -ENOMEM;
	test_device_end_save(device);
	saving = g_new0(struct test_saving, 1);
	saving->out = g_byte_array_new();
	saving->sent = sent;
	if (precopy) {
		saving->touched = g_malloc0(device->memory_size / TEST_PAGE / 8 + 1);
		vfio_dirty_log_start(device->written, DIRTY_VIEW_DEVICE, NULL, 0);
	}
	device->saving = saving;
	enter(device, PHASE_HEAD);
	return 0;
}

/* How many pages from @bytes on, of @size bytes, are not all zeroes. */
static gsize pages_with_data(const guint8 *bytes, gsize size)
{
	gsize at = 0;

	while (at < size && !is_zero(bytes + at, TEST_PAGE))
		at += TEST_PAGE;
	return at;
}

/*
 * The same as put_memory() for a device that stands still, where nothing has to be remembered: a
 * record of its memory is read to where it is wanted.  How many bytes it has; 0: that is not it.
 */
static gsize save_directly(struct test_device *device, guint8 *to, gsize room)
{
	struct test_saving *saving = device->saving;
	struct test_record record = { .type = GUINT32_TO_LE(TEST_RECORD_MEMORY) };
	gsize size;

	if (saving->phase != PHASE_INITIAL || saving->sent || room < sizeof(record) + TEST_PAGE)
		return 0;
	size = MIN((room - sizeof(record)) & ~(gsize)(TEST_PAGE - 1), TEST_BLOCK);
	size = MIN(size, saving->end - MIN(saving->end, saving->at));
	if (!size || test_device_read_memory(device, saving->at, to + sizeof(record), size))
		return 0;
	size = pages_with_data(to + sizeof(record), size);
	if (!size)
		return 0;
	record.length = GUINT32_TO_LE((guint32)size);
	record.offset = GUINT64_TO_LE(saving->at);
	memcpy(to, &record, sizeof(record));
	saving->sum = test_stream_sum(saving->sum, to, sizeof(record));
	saving->sum = test_stream_sum(saving->sum, to + sizeof(record), size);
	saving->at += size;
	saving->left -= MIN(saving->left, size);
	return sizeof(record) + size;
}

gssize test_device_save(void *data, void *to, gsize size)
{
	struct test_device *device = data;
	struct test_saving *saving = device->saving;
	gsize n, done = 0;

	if (!saving)
		return -EINVAL;
	while (done < size) {
		if (saving->out_at == saving->out->len) {
			n = save_directly(device, (guint8 *)to + done, size - done);
			done += n;
			if (n)
				continue;
			g_byte_array_set_size(saving->out, 0);
			saving->out_at = 0;
			if (!advance(device))
				break;
		}
		n = MIN(size - done, saving->out->len - saving->out_at);
		memcpy((guint8 *)to + done, saving->out->data + saving->out_at, n);
		saving->out_at += n;
		done += n;
	}
	return done;
}

void test_device_end_save(void *data)
{
	struct test_device *device = data;
	struct test_saving *saving = device->saving;

	if (!saving)
		return;
	if (saving->sent)
		munmap(saving->sent, device->memory_size);
	vfio_dirty_log_stop(device->written, DIRTY_VIEW_DEVICE);
	g_byte_array_unref(saving->out);
	g_free(saving->touched);
	g_free(saving);
	device->saving = NULL;
}

/* --- Estimates --- */

static guint64 fixed_size(void)
{
	return sizeof(struct test_head) + 3 * sizeof(struct test_record) + CONFIG_SPACE_SIZE +
	       test_state_n_values() * sizeof(guint64);
}

static guint64 count_left(const struct test_saving *saving)
{
	switch (saving->phase) {
	case PHASE_HEAD:
	case PHASE_INITIAL:
	case PHASE_COMPARE:
		return saving->left + fixed_size();
	case PHASE_OVER:
		return 0;
	default:
		return fixed_size();
	}
}

void test_device_count(void *data, struct vfio_migration_counts *counts)
{
	struct test_device *device = data;
	const struct test_saving *saving = device->saving;
	const guint64 dirty = vfio_dirty_log_count(device->written, DIRTY_VIEW_DEVICE) * TEST_PAGE;

	memset(counts, 0, sizeof(*counts));
	if (!saving) {
		counts->stop_copy = count_data(device) + fixed_size();
		return;
	}
	counts->dirty = dirty;
	counts->stop_copy = saving->out->len - saving->out_at + count_left(saving) + dirty;
	if (saving->phase <= PHASE_INITIAL) {
		counts->initial = saving->out->len - saving->out_at + saving->left;
		if (saving->phase == PHASE_HEAD)
			counts->initial += sizeof(struct test_head);
	}
}
