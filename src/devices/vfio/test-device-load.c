/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Loading the test device: bytes that anybody may have written.  Memory is taken as it comes, into
 * a device that was reset for it; registers wait until the end was seen, with the right sum.
 */
#include <errno.h>
#include <string.h>

#include "devices/vfio/test-device-internal.h"

struct test_loading {
	guint8 part[TEST_BLOCK]; /* what is there of the part that comes next */
	gsize have, need;
	gboolean has_head, has_state, has_config, is_complete;
	struct test_record record; /* whose bytes come next; type 0: a record is next */
	guint64 sum;
	struct test_state state;
	guint8 config[CONFIG_SPACE_SIZE];
};

static void expect(struct test_loading *loading, gsize size)
{
	loading->have = 0;
	loading->need = size;
}

static void expect_record(struct test_loading *loading)
{
	loading->record.type = 0;
	expect(loading, sizeof(struct test_record));
}

/* --- Parts of a stream --- */

static int take_head(struct test_device *device)
{
	struct test_loading *loading = device->loading;
	struct test_head head;

	memcpy(&head, loading->part, sizeof(head));
	if (GUINT64_FROM_LE(head.magic) != TEST_STREAM_MAGIC ||
	    GUINT32_FROM_LE(head.version) != TEST_STREAM_VERSION ||
	    GUINT32_FROM_LE(head.n_values) != test_state_n_values() ||
	    GUINT64_FROM_LE(head.memory_size) != device->memory_size)
		return -EINVAL;
	loading->has_head = TRUE;
	expect_record(loading);
	return 0;
}

static gboolean is_in_memory(const struct test_device *device, const struct test_record *record)
{
	return record->length && !((record->offset | record->length) % TEST_PAGE) &&
	       record->offset < device->memory_size &&
	       record->length <= device->memory_size - record->offset;
}

static int take_zeroes(struct test_device *device, const struct test_record *record)
{
	static const guint8 zeroes[TEST_PAGE];

	if (!is_in_memory(device, record))
		return -EINVAL;
	for (guint32 done = 0; done < record->length; done += TEST_PAGE) {
		if (test_device_write_memory(device, record->offset + done, zeroes, TEST_PAGE))
			return -EIO;
	}
	expect_record(device->loading);
	return 0;
}

/* The sum in it is of what came before, and nothing comes after it. */
static int take_end(struct test_loading *loading, const struct test_record *record, guint64 sum)
{
	if (record->length || record->offset != sum || !loading->has_state || !loading->has_config)
		return -EINVAL;
	loading->is_complete = TRUE;
	expect(loading, 0);
	return 0;
}

static int take_record(struct test_device *device, guint64 sum_before)
{
	struct test_loading *loading = device->loading;
	struct test_record *record = &loading->record;
	const gsize state_size = test_state_n_values() * sizeof(guint64);

	memcpy(record, loading->part, sizeof(*record));
	record->type = GUINT32_FROM_LE(record->type);
	record->length = GUINT32_FROM_LE(record->length);
	record->offset = GUINT64_FROM_LE(record->offset);
	expect(loading, record->length);
	switch (record->type) {
	case TEST_RECORD_MEMORY:
		return is_in_memory(device, record) && record->length <= TEST_BLOCK ? 0 : -EINVAL;
	case TEST_RECORD_ZERO:
		return take_zeroes(device, record);
	case TEST_RECORD_STATE:
		return record->length == state_size && !loading->has_state ? 0 : -EINVAL;
	case TEST_RECORD_CONFIG:
		return record->length == CONFIG_SPACE_SIZE && !loading->has_config ? 0 : -EINVAL;
	case TEST_RECORD_END:
		return take_end(loading, record, sum_before);
	default:
		return -EINVAL;
	}
}

/* Values that the device could not have had by itself are refused. */
static int take_state(const struct test_device *device, struct test_loading *loading)
{
	struct test_state *state = &loading->state;

	for (guint i = 0; i < test_state_n_values(); i++) {
		guint64 value;

		memcpy(&value, loading->part + i * sizeof(value), sizeof(value));
		value = GUINT64_FROM_LE(value);
		test_state_set(state, i, value);
		if (test_state_get(state, i) != value)
			return -EINVAL;
	}
	if (state->control & ~TEST_CONTROL_ENABLE ||
	    state->status & ~(TEST_STATUS_BUSY | TEST_STATUS_DONE | TEST_STATUS_FAULT) ||
	    state->done > state->length)
		return -EINVAL;
	if (state->status & TEST_STATUS_BUSY && !test_state_is_possible(state, device->memory_size))
		return -EINVAL;
	loading->has_state = TRUE;
	return 0;
}

static int take_data(struct test_device *device)
{
	struct test_loading *loading = device->loading;
	const struct test_record record = loading->record;

	expect_record(loading);
	switch (record.type) {
	case TEST_RECORD_MEMORY:
		return test_device_write_memory(device, record.offset, loading->part,
						record.length);
	case TEST_RECORD_STATE:
		return take_state(device, loading);
	default:
		memcpy(loading->config, loading->part, CONFIG_SPACE_SIZE);
		loading->has_config = TRUE;
		return 0;
	}
}

/* A part is complete. */
static int take_part(struct test_device *device)
{
	struct test_loading *loading = device->loading;
	const guint64 sum_before = loading->sum;

	loading->sum = test_stream_sum(loading->sum, loading->part, loading->have);
	if (!loading->has_head)
		return take_head(device);
	return loading->record.type ? take_data(device) : take_record(device, sum_before);
}

/* --- What the migration calls --- */

int test_device_begin_load(void *data)
{
	struct test_device *device = data;

	test_device_drop_load(device);
	test_device_clear(device);
	device->loading = g_new0(struct test_loading, 1);
	expect(device->loading, sizeof(struct test_head));
	return 0;
}

gssize test_device_load(void *data, const void *from, gsize size)
{
	struct test_device *device = data;
	struct test_loading *loading = device->loading;
	gsize done = 0;

	if (!loading)
		return -EINVAL;
	while (done < size) {
		const gsize n = MIN(size - done, loading->need - loading->have);
		int result;

		if (loading->is_complete)
			return -EINVAL;
		memcpy(loading->part + loading->have, (const guint8 *)from + done, n);
		loading->have += n;
		done += n;
		if (loading->have < loading->need)
			break;
		result = take_part(device);
		if (result)
			return result;
	}
	return done;
}

/* The work that was under way is not begun here: the device stands still until it is told. */
int test_device_end_load(void *data)
{
	struct test_device *device = data;
	const struct test_loading *loading = device->loading;

	if (!loading || !loading->is_complete)
		return -EINVAL;
	device->state = loading->state;
	config_space_write(device->bus.config, 0, loading->config, CONFIG_SPACE_SIZE);
	test_device_drop_load(device);
	return 0;
}

void test_device_drop_load(struct test_device *device)
{
	g_clear_pointer(&device->loading, g_free);
}
