/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "exercise/vfio-migration.h"

#include <stdarg.h>
#include <string.h>

#include "devices/vfio/migration-states.h"
#include "devices/vfio/uapi.h"
#include "exercise/vfio-internal.h"

#define HEADER "include/uapi/linux/vfio.h"
#define MAIN   "drivers/vfio/vfio_main.c"
#define V1     HEADER " of Linux 5.10, struct vfio_device_migration_info"

static const struct exercise_rule rules[RULES] = {
	[RULE_FEATURE_HEADER] = { "feature/header", HEADER ", struct vfio_device_feature",
				  "a header that is too short, or has flags that nobody knows, is "
				  "EINVAL" },
	[RULE_FEATURE_UNKNOWN] = { "feature/unknown", MAIN ", vfio_ioctl_device_feature()",
				   "a feature that the device does not have is ENOTTY" },
	[RULE_FEATURE_OPERATION] = { "feature/operation", MAIN ", vfio_check_feature()",
				     "GET or SET that a feature does not have, or neither, is "
				     "EINVAL" },
	[RULE_FEATURE_PROBE] = { "feature/probe", MAIN ", vfio_check_feature()",
				 "PROBE succeeds for what there is, and touches no payload" },
	[RULE_FEATURE_SIZE] = { "feature/size", MAIN ", vfio_check_feature()",
				"a payload that is too short is EINVAL, a longer one is accepted" },
	[RULE_FLAGS] = { "feature/flags", HEADER ", VFIO_DEVICE_FEATURE_MIGRATION",
			 "a device that migrates has STOP_COPY, and flags do not change" },
	[RULE_INITIAL_STATE] = { "state/initial", HEADER ", enum vfio_device_mig_state",
				 "a device runs when it is opened" },
	[RULE_RESET] = { "state/reset", HEADER ", VFIO_DEVICE_RESET and RUNNING",
			 "after a reset the device runs, whatever its state was" },
	[RULE_STATE_REQUEST] = { "state/request", MAIN ", vfio_mig_get_next_state()",
				 "a request succeeds if there is a way, and the device is there "
				 "then" },
	[RULE_STATE_REFUSED] = { "state/refused", MAIN ", vfio_mig_get_next_state()",
				 "a request without a way is EINVAL, and changes nothing" },
	[RULE_STATE_SAME] = { "state/same", MAIN ", vfio_mig_get_next_state()",
			      "to ask for the state in which a device is succeeds, and does "
			      "nothing" },
	[RULE_STATE_FIELDS] = { "state/fields", HEADER ", struct vfio_device_feature_mig_state",
				"data_fd is written back as -1 if no session begins, also on "
				"failure" },
	[RULE_STATE_FAILURE] = { "state/failure", HEADER ", VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE",
				 "a request that fails leaves the device where it was, on the way, "
				 "or in ERROR" },
	[RULE_STATE_RECOVERY] = { "state/recovery", HEADER ", VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE",
				  "after a failure the device can go elsewhere, or be reset" },
	[RULE_SESSION_BEGINS] = { "session/begins", HEADER ", enum vfio_device_mig_state",
				  "a descriptor comes where a session begins, and nowhere else" },
	[RULE_SESSION_GOES_ON] = { "session/goes-on", HEADER ", PRE_COPY to STOP_COPY",
				   "between saving states the session goes on" },
	[RULE_SESSION_ENDS] = { "session/ends", HEADER ", enum vfio_device_mig_state",
				"the descriptor of a session that is over gives ENODEV" },
	[RULE_SESSION_DIRECTION] = { "session/direction", HEADER ", data_fd",
				     "what saves can be read only, what loads written only: "
				     "EBADF" },
	[RULE_SESSION_COMMANDS] = { "session/commands", HEADER ", VFIO_MIG_GET_PRECOPY_INFO",
				    "other commands of a session's descriptor are ENOTTY" },
	[RULE_STREAM_END] = { "stream/end", HEADER ", STOP_COPY",
			      "in STOP_COPY a stream ends with 0, for good" },
	[RULE_STREAM_PRECOPY] = { "stream/pre-copy", HEADER ", PRE_COPY",
				  "in PRE_COPY there is data at first, and ENOMSG when there is "
				  "none "
				  "now" },
	[RULE_STREAM_ERROR] = { "stream/error", HEADER ", data_fd",
				"a read or write that fails has done nothing: it may be tried "
				"again" },
	[RULE_LOAD_ANY_SIZE] = { "load/any-size", HEADER ", data_fd",
				 "a stream may be read and written in pieces of any size" },
	[RULE_LOAD_INCOMPLETE] = { "load/incomplete", HEADER ", RESUMING to STOP",
				   "to leave RESUMING without a whole stream fails" },
	[RULE_LOAD_RESULT] = { "load/result", HEADER ", RESUMING to STOP",
			       "the device is what was saved" },
	[RULE_LOAD_WITHOUT_RESET] = { "load/without-reset", HEADER ", STOP to RESUMING",
				      "RESUMING needs no reset before: the device sees to that" },
	[RULE_PRECOPY_INFO] = { "pre-copy/info", HEADER ", struct vfio_precopy_info",
				"the counts are true, and there in the pre-copy states only" },
	[RULE_LOGGING] = { "dma/logging", HEADER ", VFIO_DEVICE_FEATURE_DMA_LOGGING_START",
			   "ranges are checked, and reports need a log that was started" },
	[RULE_V1_REGISTERS] = { "v1/registers", V1,
				"registers are accessed as a whole; anything else is an error" },
	[RULE_V1_REQUEST] = { "v1/request", V1, "any valid state can be asked for in any other" },
	[RULE_V1_REFUSED] = { "v1/refused", V1,
			      "a state that is not valid is refused, and nothing changes" },
	[RULE_V1_SAME] = { "v1/same", V1,
			   "to write the state that is read does nothing, to a stream also" },
	[RULE_V1_FAILURE] = { "v1/failure", V1,
			      "a request that fails leaves the state before, or the error state" },
	[RULE_V1_ERROR_STATE] = { "v1/error-state", V1, "only reset ends the error state" },
	[RULE_V1_PENDING] = { "v1/pending", V1,
			      "pending_bytes is 0 where nothing is saved, and when all was read" },
	[RULE_V1_STABLE] = { "v1/stable", V1,
			     "registers and data stay until the next read of pending_bytes" },
	[RULE_V1_SAVING] = { "v1/saving", V1, "what is pending can be read, in the data section" },
	[RULE_V1_LOADING] = { "v1/loading", V1, "what was saved can be loaded, and runs then" },
	[RULE_V1_RESET] = { "v1/reset", V1, "after a reset the device runs, and saves nothing" },
};

const struct exercise_rule *exercise_rules(gsize *n)
{
	*n = RULES;
	return rules;
}

/* --- The report ------------------------------------------------------------------------ */

static void deviation_free(gpointer data)
{
	struct exercise_deviation *deviation = data;

	g_free(deviation->message);
	g_free(deviation);
}

static struct exercise_report *report_new(guint revision)
{
	struct exercise_report *report = g_new0(struct exercise_report, 1);

	report->revision = revision;
	report->deviations = g_ptr_array_new_with_free_func(deviation_free);
	report->notes = g_ptr_array_new_with_free_func(g_free);
	return report;
}

void exercise_report_free(struct exercise_report *report)
{
	if (!report)
		return;
	g_ptr_array_unref(report->deviations);
	g_ptr_array_unref(report->notes);
	g_free(report);
}

static void add_deviation(struct exercise_report *report, enum rule rule, const char *message)
{
	struct exercise_deviation *deviation;

	for (guint i = 0; i < report->deviations->len; i++) {
		deviation = report->deviations->pdata[i];
		if (deviation->rule == &rules[rule] && !strcmp(deviation->message, message)) {
			deviation->count++;
			return;
		}
	}
	deviation = g_new0(struct exercise_deviation, 1);
	deviation->rule = &rules[rule];
	deviation->message = g_strdup(message);
	deviation->count = 1;
	g_ptr_array_add(report->deviations, deviation);
}

gboolean exercise_check(struct exercise *exercise, gboolean is_kept, enum rule rule,
			const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	exercise->report->checks++;
	if (is_kept)
		return TRUE;
	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	add_deviation(exercise->report, rule, message);
	return FALSE;
}

void exercise_note(struct exercise *exercise, const char *format, ...)
{
	g_autofree char *note = NULL;
	va_list arguments;

	va_start(arguments, format);
	note = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	for (guint i = 0; i < exercise->report->notes->len; i++) {
		if (!strcmp(exercise->report->notes->pdata[i], note))
			return;
	}
	g_ptr_array_add(exercise->report->notes, g_steal_pointer(&note));
}

const char *exercise_result(glong result)
{
	const char *name = result < 0 ? strerrorname_np((int)-result) : NULL;

	return name ? name : result < 0 ? "an unknown error" : result ? "success" : "0";
}

/* --- All chapters ---------------------------------------------------------------------- */

static void exercise_revision_2(struct exercise *exercise)
{
	exercise_features(exercise);
	if (!(exercise->flags & VFIO_MIGRATION_STOP_COPY)) {
		exercise_note(exercise, "the device does not migrate: nothing else was tried");
		return;
	}
	exercise_streams(exercise);
	exercise_arcs(exercise);
	exercise_sequences(exercise);
	exercise_faults(exercise);
	exercise_walks(exercise);
	exercise_logging(exercise);
	exercise_reset(exercise);
}

struct exercise_report *exercise_vfio_migration(const struct migration_port *port,
						const struct exercise_options *options)
{
	struct exercise exercise = {
		.port = port,
		.options = options,
		.report = report_new(options->revision),
		.rand = g_rand_new_with_seed(options->seed),
		.session = -1,
		.stream = g_byte_array_new(),
	};

	if (options->revision == 1)
		exercise_revision_1(&exercise);
	else
		exercise_revision_2(&exercise);
	exercise_hold(&exercise, -1);
	exercise.report->flags = exercise.flags;
	g_byte_array_unref(exercise.stream);
	g_rand_free(exercise.rand);
	return exercise.report;
}
