/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "sim-device.h"

#include <errno.h>
#include <string.h>

#define MAGIC 0x73696d31u

/* A record of the stream: a page, or (page SIM_PAGES) the end with the register and a sum. */
struct record {
	guint32 magic;
	guint32 page;
	guint64 ticks;
	guint64 sum;
	guint8 bytes[SIM_PAGE_SIZE];
};

struct sim_device *sim_device_new(guint32 seed)
{
	struct sim_device *device = g_new0(struct sim_device, 1);

	device->random = seed ? seed : 1;
	device->activity = VFIO_ACTIVITY_RUNNING;
	device->out = g_byte_array_new();
	device->in = g_byte_array_new();
	return device;
}

void sim_device_free(struct sim_device *device)
{
	if (!device)
		return;
	g_byte_array_unref(device->out);
	g_byte_array_unref(device->in);
	g_free(device);
}

static guint32 next_random(struct sim_device *device)
{
	device->random ^= device->random << 13;
	device->random ^= device->random >> 17;
	device->random ^= device->random << 5;
	return device->random;
}

gboolean sim_device_work(struct sim_device *device)
{
	guint page = next_random(device) % SIM_PAGES;
	guint at = next_random(device) % SIM_PAGE_SIZE;

	if (device->activity == VFIO_ACTIVITY_STOPPED)
		return FALSE;
	device->memory[page][at]++;
	device->dirty[page] = TRUE;
	device->ticks++;
	return TRUE;
}

guint64 sim_device_sum(const struct sim_device *device)
{
	const guint8 *bytes = &device->memory[0][0];
	guint64 sum = device->ticks;

	for (gsize i = 0; i < sizeof(device->memory); i++)
		sum = (sum ^ bytes[i]) * 1099511628211u;
	return sum;
}

/* --- Saving --------------------------------------------------------------------------- */

static int set_activity(void *data, enum vfio_activity activity)
{
	struct sim_device *device = data;

	device->activity = activity;
	return 0;
}

static int begin_save(void *data, gboolean precopy)
{
	struct sim_device *device = data;

	g_assert_false(device->saves || device->loads);
	device->saves = TRUE;
	device->precopy = precopy;
	device->saves_begun++;
	device->initial = SIM_PAGES;
	memset(device->dirty, 0, sizeof(device->dirty));
	g_byte_array_set_size(device->out, 0);
	device->out_at = 0;
	device->is_finished = FALSE;
	return 0;
}

static void put_record(struct sim_device *device, guint page)
{
	struct record record = { .magic = MAGIC, .page = page };

	if (page < SIM_PAGES) {
		memcpy(record.bytes, device->memory[page], SIM_PAGE_SIZE);
		device->dirty[page] = FALSE;
	} else {
		record.ticks = device->ticks;
		record.sum = sim_device_sum(device);
	}
	g_byte_array_set_size(device->out, 0);
	device->out_at = 0;
	g_byte_array_append(device->out, (const guint8 *)&record, sizeof(record));
}

/* Puts the next record into the stream; FALSE: there is none now. */
static gboolean put_next(struct sim_device *device)
{
	if (device->initial) {
		put_record(device, SIM_PAGES - device->initial--);
		return TRUE;
	}
	for (guint i = 0; i < SIM_PAGES; i++) {
		if (device->dirty[i]) {
			put_record(device, i);
			return TRUE;
		}
	}
	if (device->activity != VFIO_ACTIVITY_STOPPED || device->is_finished)
		return FALSE;
	device->is_finished = TRUE;
	put_record(device, SIM_PAGES);
	return TRUE;
}

static gssize save(void *data, void *to, gsize size)
{
	struct sim_device *device = data;
	gsize done = 0;

	g_assert_true(device->saves);
	while (done < size) {
		gsize left = device->out->len - device->out_at;
		gsize n = MIN(left, size - done);

		if (!left && !put_next(device))
			break;
		memcpy((guint8 *)to + done, device->out->data + device->out_at, n);
		device->out_at += (guint)n;
		done += n;
	}
	return (gssize)done;
}

static void count(void *data, struct vfio_migration_counts *counts)
{
	const struct sim_device *device = data;
	guint64 left = device->out->len - device->out_at;

	counts->initial = device->initial * sizeof(struct record) + (device->initial ? left : 0);
	counts->dirty = device->initial ? 0 : left;
	for (guint i = 0; i < SIM_PAGES; i++)
		counts->dirty += device->dirty[i] ? sizeof(struct record) : 0;
	counts->stop_copy =
		counts->initial + counts->dirty + (device->is_finished ? 0 : sizeof(struct record));
	if (!device->saves)
		counts->stop_copy = (SIM_PAGES + 1) * sizeof(struct record);
}

static void end_save(void *data)
{
	struct sim_device *device = data;

	g_assert_true(device->saves);
	device->saves = FALSE;
}

/* --- Loading ------------------------------------------------------------------------- */

static void reset(void *data)
{
	struct sim_device *device = data;

	memset(device->memory, 0, sizeof(device->memory));
	device->ticks = 0;
	device->saves = device->loads = FALSE;
	device->activity = VFIO_ACTIVITY_RUNNING;
	device->resets++;
}

static int begin_load(void *data)
{
	struct sim_device *device = data;

	g_assert_false(device->saves || device->loads);
	g_assert_cmpint(device->activity, ==, VFIO_ACTIVITY_STOPPED);
	memset(device->memory, 0xee, sizeof(device->memory));
	device->ticks = 0;
	device->loads = TRUE;
	device->loads_begun++;
	g_byte_array_set_size(device->in, 0);
	device->is_complete = device->is_strange = FALSE;
	return 0;
}

static gboolean take_record(struct sim_device *device, const struct record *record)
{
	if (device->is_complete || record->magic != MAGIC || record->page > SIM_PAGES)
		return FALSE;
	if (record->page < SIM_PAGES) {
		memcpy(device->memory[record->page], record->bytes, SIM_PAGE_SIZE);
		return TRUE;
	}
	device->ticks = record->ticks;
	device->is_complete = TRUE;
	return record->sum == sim_device_sum(device);
}

static gssize load(void *data, const void *from, gsize size)
{
	struct sim_device *device = data;
	gsize n = MIN(size, sizeof(struct record) - device->in->len);
	struct record record;

	g_assert_true(device->loads);
	if (device->is_strange)
		return -EINVAL;
	g_byte_array_append(device->in, from, (guint)n);
	if (device->in->len == sizeof(record)) {
		memcpy(&record, device->in->data, sizeof(record));
		g_byte_array_set_size(device->in, 0);
		device->is_strange = !take_record(device, &record);
	}
	return device->is_strange ? -EINVAL : (gssize)n;
}

static int end_load(void *data)
{
	struct sim_device *device = data;

	g_assert_true(device->loads);
	if (!device->is_complete || device->is_strange || device->in->len)
		return -EINVAL;
	device->loads = FALSE;
	return 0;
}

const struct vfio_migration_operations sim_operations = {
	.set_activity = set_activity,
	.begin_save = begin_save,
	.save = save,
	.count = count,
	.end_save = end_save,
	.begin_load = begin_load,
	.load = load,
	.end_load = end_load,
	.reset = reset,
};
