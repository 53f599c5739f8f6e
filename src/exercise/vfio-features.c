/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* VFIO_DEVICE_FEATURE itself, and the features that are no states. */
#include <errno.h>
#include <string.h>

#include "devices/vfio/uapi.h"
#include "exercise/vfio-internal.h"

#define GET   VFIO_DEVICE_FEATURE_GET
#define SET   VFIO_DEVICE_FEATURE_SET
#define PROBE VFIO_DEVICE_FEATURE_PROBE

/* No kernel has given it away. */
#define UNASSIGNED 0xfedcu

/* The answer to a header as it is given, with @argsz as it is. */
static int raw(struct exercise *exercise, guint32 argsz, guint32 flags, guint32 *payload)
{
	const struct migration_port *port = exercise->port;
	guint32 argument[32] = { argsz, flags };
	int result;

	memset(argument + 2, 0x5a, sizeof(argument) - 8);
	result = port->ioctl(port->data, VFIO_DEVICE_FEATURE, argument);
	if (payload)
		*payload = argument[2];
	return result;
}

static void check_header(struct exercise *exercise)
{
	for (guint32 argsz = 0; argsz < 8; argsz++) {
		int result = raw(exercise, argsz, PROBE | VFIO_DEVICE_FEATURE_MIGRATION, NULL);

		exercise_check(exercise, result == -EINVAL, RULE_FEATURE_HEADER,
			       "argsz %u is %s, not EINVAL", argsz, exercise_result(result));
	}
	for (guint bit = 19; bit < 32; bit++) {
		int result =
			raw(exercise, 16, GET | 1u << bit | VFIO_DEVICE_FEATURE_MIGRATION, NULL);

		exercise_check(exercise, result == -EINVAL, RULE_FEATURE_HEADER,
			       "flag %u, which nobody knows, is %s, not EINVAL", bit,
			       exercise_result(result));
	}
}

struct operation {
	guint32 flags;
	int result;
	enum rule rule;
	const char *what;
};

static void check_operations(struct exercise *exercise)
{
	static const struct operation operations[] = {
		{ GET | UNASSIGNED, -ENOTTY, RULE_FEATURE_UNKNOWN, "GET of feature 0xfedc" },
		{ SET | UNASSIGNED, -ENOTTY, RULE_FEATURE_UNKNOWN, "SET of feature 0xfedc" },
		{ PROBE | UNASSIGNED, -ENOTTY, RULE_FEATURE_UNKNOWN, "PROBE of feature 0xfedc" },
		{ UNASSIGNED, -ENOTTY, RULE_FEATURE_UNKNOWN, "nothing of feature 0xfedc" },
		{ SET | 1, -EINVAL, RULE_FEATURE_OPERATION, "SET of MIGRATION" },
		{ 1, -EINVAL, RULE_FEATURE_OPERATION, "neither GET nor SET of MIGRATION" },
		{ GET | SET | 2, -EINVAL, RULE_FEATURE_OPERATION,
		  "GET and SET of MIG_DEVICE_STATE" },
		{ PROBE | 1, 0, RULE_FEATURE_PROBE, "PROBE of MIGRATION" },
		{ PROBE | GET | 1, 0, RULE_FEATURE_PROBE, "PROBE of GET of MIGRATION" },
		{ PROBE | SET | 1, -EINVAL, RULE_FEATURE_PROBE, "PROBE of SET of MIGRATION" },
		{ PROBE | GET | SET | 2, 0, RULE_FEATURE_PROBE,
		  "PROBE of GET and SET of MIG_DEVICE_STATE" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(operations); i++) {
		guint32 payload;
		int result = raw(exercise, 16, operations[i].flags, &payload);

		exercise_check(exercise, result == operations[i].result, operations[i].rule,
			       "%s is %s, not %s", operations[i].what, exercise_result(result),
			       exercise_result(operations[i].result));
		exercise_check(exercise, payload == 0x5a5a5a5a, operations[i].rule,
			       "%s wrote to the payload", operations[i].what);
	}
}

static void check_sizes(struct exercise *exercise)
{
	static const guint32 longer[] = { 16, 17, 24, 4096, G_MAXUINT32 };
	int result;

	for (guint32 argsz = 8; argsz < 16; argsz++) {
		result = raw(exercise, argsz, GET | VFIO_DEVICE_FEATURE_MIGRATION, NULL);
		exercise_check(exercise, result == -EINVAL, RULE_FEATURE_SIZE,
			       "GET of MIGRATION with argsz %u is %s, not EINVAL", argsz,
			       exercise_result(result));
	}
	for (gsize i = 0; i < G_N_ELEMENTS(longer); i++) {
		result = raw(exercise, longer[i], GET | VFIO_DEVICE_FEATURE_MIGRATION, NULL);
		exercise_check(exercise, !result, RULE_FEATURE_SIZE,
			       "GET of MIGRATION with argsz %u is %s", longer[i],
			       exercise_result(result));
	}
}

static guint64 get_flags(struct exercise *exercise)
{
	struct vfio_device_feature_migration payload = { 0 };
	int result = exercise_feature(exercise, GET | VFIO_DEVICE_FEATURE_MIGRATION, &payload,
				      sizeof(payload));

	return result ? 0 : payload.flags;
}

void exercise_features(struct exercise *exercise)
{
	exercise->flags = get_flags(exercise);
	if (!exercise->flags)
		return;
	exercise_check(exercise, (exercise->flags & VFIO_MIGRATION_STOP_COPY) != 0, RULE_FLAGS,
		       "the flags are %#" G_GINT64_MODIFIER "x", exercise->flags);
	exercise_check(exercise, get_flags(exercise) == exercise->flags, RULE_FLAGS,
		       "the flags are other ones when they are read again");
	check_header(exercise);
	check_operations(exercise);
	check_sizes(exercise);
	exercise_check(exercise, exercise_get(exercise) == VFIO_DEVICE_STATE_RUNNING,
		       RULE_INITIAL_STATE, "the state at first is %u", exercise_get(exercise));
}

/* --- The log of DMA ------------------------------------------------------------------- */

static int start_log(struct exercise *exercise, guint64 page_size, guint32 n,
		     const struct vfio_device_feature_dma_logging_range *ranges)
{
	struct vfio_device_feature_dma_logging_control control = {
		.page_size = page_size,
		.num_ranges = n,
		.ranges = (guint64)(guintptr)ranges,
	};

	return exercise_feature(exercise, SET | VFIO_DEVICE_FEATURE_DMA_LOGGING_START, &control,
				sizeof(control));
}

static int report_log(struct exercise *exercise, guint64 iova, guint64 length, guint64 page_size,
		      guint64 *bitmap)
{
	struct vfio_device_feature_dma_logging_report report = {
		.iova = iova,
		.length = length,
		.page_size = page_size,
		.bitmap = (guint64)(guintptr)bitmap,
	};

	return exercise_feature(exercise, GET | VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT, &report,
				sizeof(report));
}

static int stop_log(struct exercise *exercise)
{
	return exercise_feature(exercise, SET | VFIO_DEVICE_FEATURE_DMA_LOGGING_STOP, NULL, 0);
}

static void check_log(struct exercise *exercise, const char *what, int result, int wanted)
{
	exercise_check(exercise, result == wanted, RULE_LOGGING, "%s is %s, not %s", what,
		       exercise_result(result), exercise_result(wanted));
}

static void check_ranges(struct exercise *exercise)
{
	static const struct vfio_device_feature_dma_logging_range overlapping[] = {
		{ 0x10000, 0x2000 }, { 0x11000, 0x1000 }
	};
	static const struct vfio_device_feature_dma_logging_range beyond[] = { { ~(guint64)0xfff,
										 0x2000 } };
	static const struct vfio_device_feature_dma_logging_range odd[] = { { 0x10000, 0x1001 } };

	check_log(exercise, "a log of no ranges", start_log(exercise, 4096, 0, odd), -EINVAL);
	check_log(exercise, "a log of 2^32 - 1 ranges", start_log(exercise, 4096, G_MAXUINT32, odd),
		  -E2BIG);
	check_log(exercise, "a log of ranges that overlap",
		  start_log(exercise, 4096, 2, overlapping), -EINVAL);
	check_log(exercise, "a log of a range beyond all memory",
		  start_log(exercise, 4096, 1, beyond), -EOVERFLOW);
	check_log(exercise, "a log of a part of a page", start_log(exercise, 4096, 1, odd),
		  -EINVAL);
}

void exercise_logging(struct exercise *exercise)
{
	static const struct vfio_device_feature_dma_logging_range range = { 0x100000, 0x40000 };
	guint64 bitmap[2] = { 0 };
	int result = exercise_feature(exercise, PROBE | SET | VFIO_DEVICE_FEATURE_DMA_LOGGING_START,
				      NULL, 0);

	if (result) {
		exercise_note(exercise, "the device logs no DMA: not tried");
		return;
	}
	check_ranges(exercise);
	result = start_log(exercise, 4096, 1, &range);
	check_log(exercise, "a log of one range", result, 0);
	if (result)
		return;
	check_log(exercise, "a report",
		  report_log(exercise, range.iova, range.length, 4096, bitmap), 0);
	check_log(exercise, "a report with pages of 2048 bytes",
		  report_log(exercise, range.iova, range.length, 2048, bitmap), -EINVAL);
	check_log(exercise, "a report with pages of 12288 bytes",
		  report_log(exercise, range.iova, range.length, 12288, bitmap), -EINVAL);
	check_log(exercise, "a report of more than all memory",
		  report_log(exercise, ~(guint64)0xfff, 0x2000, 4096, bitmap), -EOVERFLOW);
	exercise_check(exercise, !bitmap[1], RULE_LOGGING, "a report wrote beyond its bitmap");
	check_log(exercise, "the end of the log", stop_log(exercise), 0);
}
