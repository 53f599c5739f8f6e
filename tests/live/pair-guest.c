/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pair-guest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS 20 /* after which what did not happen is lost */

void claim(const struct guest *guest, gboolean holds, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	if (holds)
		return;
	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	printf("violation: round %u: %s\nstory:%s\n", guest->round, text, guest->story->str);
	fflush(stdout);
	exit(1);
}

void tell(struct guest *guest, const char *format, ...)
{
	va_list arguments;

	g_string_append_c(guest->story, ' ');
	va_start(arguments, format);
	g_string_append_vprintf(guest->story, format, arguments);
	va_end(arguments);
}

guint below(struct guest *guest, guint end)
{
	return (guint)g_rand_int_range(guest->rand, 0, (gint32)end);
}

gboolean once_in(struct guest *guest, guint times)
{
	return !below(guest, times);
}

static void make_random(struct guest *guest, guint8 *bytes, gsize size)
{
	for (gsize i = 0; i < size; i++)
		bytes[i] = (guint8)below(guest, 256);
}

/* --- Jobs ----------------------------------------------------------------------------- */

/* What a pattern is, as docs/vfio-test-device.md has it; in the first pass. */
static void make_pattern(const struct job *job, guint8 *to)
{
	for (guint64 i = 0; i < job->length; i++)
		to[i] = (guint8)((job->pattern + (i & ~(guint64)7)) >> 8 * (i & 7));
}

static guint64 sum_of(const guint8 *bytes, guint64 size)
{
	guint64 sum = 0xcbf29ce484222325;

	for (guint64 i = 0; i < size; i++)
		sum = (sum ^ bytes[i]) * 0x100000001b3;
	return sum;
}

/* What there has to be once the job is complete. */
static void apply_job(struct guest *guest)
{
	const struct job *job = &guest->job;
	guint8 *memory = guest->memory + job->offset;
	guint8 *bytes = guest->expected + job->from_guest;

	switch (job->command) {
	case TEST_COMMAND_READ:
		memcpy(memory, bytes, job->length);
		break;
	case TEST_COMMAND_WRITE:
		memcpy(bytes, memory, job->length);
		break;
	case TEST_COMMAND_CHECKSUM:
		guest->checksum = sum_of(memory, job->length);
		break;
	case TEST_COMMAND_FILL:
		make_pattern(job, bytes);
		break;
	default:
		make_pattern(job, memory);
	}
}

static void begin(struct guest *guest, const struct side *device, guint32 rate)
{
	struct job *job = &guest->job;

	*job = (struct job){
		.is_active = TRUE,
		.command = 1 + below(guest, 5),
		.length = 1 + below(guest, GUEST_HALF),
		.pattern = (guint64)g_rand_int(guest->rand) << 32 | g_rand_int(guest->rand),
	};
	job->offset = GUEST_HALF + below(guest, (guint)(GUEST_HALF - job->length + 1));
	job->from_guest = GUEST_HALF + below(guest, (guint)(GUEST_HALF - job->length + 1));
	tell(guest, "job-%u:%" G_GUINT64_FORMAT "/%u", job->command, job->length, rate);
	side_put(device, TEST_IOVA_64, PAIR_IOVA + job->from_guest, 8);
	side_put(device, TEST_OFFSET_64, job->offset, 8);
	side_put(device, TEST_LENGTH_64, job->length, 8);
	side_put(device, TEST_PATTERN_64, job->pattern, 8);
	side_put(device, TEST_RATE, rate, 4);
	side_put(device, TEST_COMMAND, job->command, 4);
}

/* Whether no job is under way any more; the one that ended is looked at. */
static gboolean is_idle(struct guest *guest, const struct side *device)
{
	const struct job *job = &guest->job;
	guint32 status = (guint32)side_get(device, TEST_STATUS, 4);

	if (!job->is_active || status & TEST_STATUS_BUSY)
		return !job->is_active;
	claim(guest, status == TEST_STATUS_DONE, "the status of a job that ended is %u", status);
	claim(guest, side_get(device, TEST_DONE_64, 8) == job->length, "a job ended too early");
	apply_job(guest);
	guest->job.is_active = FALSE;
	guest->jobs++;
	tell(guest, "done");
	return TRUE;
}

void guest_begin_job(struct guest *guest, const struct side *device)
{
	if (is_idle(guest, device))
		begin(guest, device, once_in(guest, 3) ? 400 : 1000 + below(guest, 8000));
}

/* --- Work ----------------------------------------------------------------------------- */

void guest_restart(struct guest *guest, const struct side *device)
{
	side_enable(device);
	side_interrupts(device);
	memset(guest->memory, 0, PAIR_MEMORY);
	memset(guest->scratch, 0, sizeof(guest->scratch));
	guest->doorbells = 0;
	guest->work = guest->checksum = 0;
	guest->jobs = guest->interrupts = 0;
	guest->job.is_active = FALSE;
	/* What a job that was under way wrote is anything. */
	memcpy(guest->expected, guest->bytes, PAIR_GUEST);
}

/* Writes to memory that no job uses, in both ways. */
static void write_memory(struct guest *guest, const struct side *device)
{
	guint size = 1 + below(guest, once_in(guest, 4) ? GUEST_HALF : 64);
	guint at = below(guest, GUEST_HALF - size + 1);
	guint8 *bytes = guest->memory + at;

	make_random(guest, bytes, size);
	if (once_in(guest, 2)) {
		memcpy(device->memory + at, bytes, size);
		return;
	}
	claim(guest,
	      pwrite(device->opened->device, bytes, size, (off_t)(device->bar + at)) ==
		      (gssize)size,
	      "%u bytes cannot be written to the memory", size);
}

void guest_work(struct guest *guest, const struct side *device)
{
	guint what = below(guest, 8), n = below(guest, 4);

	if (what < 2) {
		guest->scratch[n] = (guint64)g_rand_int(guest->rand) << 32 | guest->round;
		side_put(device, TEST_SCRATCH_64 + 8 * n, guest->scratch[n], 8);
	} else if (what < 4) {
		side_put(device, TEST_DOORBELL, n, 4);
		guest->doorbells++;
	} else if (what < 6) {
		write_memory(guest, device);
	} else if (is_idle(guest, device)) {
		/* Nothing that reads what the program has may be under way while it changes. */
		make_random(guest, guest->bytes + below(guest, PAIR_GUEST - 256), 256);
		memcpy(guest->expected, guest->bytes, PAIR_GUEST);
		begin(guest, device, once_in(guest, 4) ? 0 : 500 + below(guest, 8000));
	}
}

/* --- Checks --------------------------------------------------------------------------- */

void guest_check(struct guest *guest, const struct side *device)
{
	guint64 work = side_get(device, TEST_WORK_64, 8);

	claim(guest, work >= guest->work, "its counter went back");
	guest->work = work;
	for (guint i = 0; i < G_N_ELEMENTS(guest->scratch); i++)
		claim(guest, side_get(device, TEST_SCRATCH_64 + 8 * i, 8) == guest->scratch[i],
		      "register %u is not what was written", i);
	claim(guest, side_get(device, TEST_DOORBELLS, 4) == guest->doorbells,
	      "the doorbell rang %u times, not %u", (guint)side_get(device, TEST_DOORBELLS, 4),
	      guest->doorbells);
	claim(guest, !side_get(device, TEST_FAULTS, 4), "a job ended in a fault");
	claim(guest, !memcmp(device->memory, guest->memory, GUEST_HALF),
	      "the memory is not what was written");
}

void guest_settle(struct guest *guest, const struct side *device)
{
	gint64 end = g_get_monotonic_time() + SECONDS * G_USEC_PER_SEC;

	while (!is_idle(guest, device)) {
		claim(guest, g_get_monotonic_time() < end, "a job never ends");
		g_usleep(300);
	}
	guest_check(guest, device);
	claim(guest, !memcmp(device->memory, guest->memory, PAIR_MEMORY),
	      "the memory is not what jobs made of it");
	claim(guest, !memcmp(guest->bytes, guest->expected, PAIR_GUEST),
	      "what jobs wrote to the program is not there");
	claim(guest, side_get(device, TEST_CHECKSUM_64, 8) == guest->checksum,
	      "the checksum is another");
}
