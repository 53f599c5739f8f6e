/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Exercises of migration: nothing is found in a device that keeps all promises, and every flaw. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "devices/vfio/migration-states.h"
#include "devices/vfio/migration-v1.h"
#include "exercise/vfio-migration.h"
#include "sim-machine.h"

#define DATA_SIZE 4096

/* What may be wrong with a device. */
enum flaw {
	NO_FLAW,
	/* VFIO_DEVICE_FEATURE */
	SHORT_HEADER,
	ANY_FLAG,
	UNKNOWN_IS_EINVAL,
	GET_AND_SET,
	PROBE_WRITES,
	LONG_IS_E2BIG,
	FLAGS_CHANGE,
	/* states */
	BEGINS_STOPPED,
	RESET_DOES_NOTHING,
	STOP_IS_BUSY,
	STOPS_BEFORE_TARGET,
	BACK_TO_PRECOPY,
	SAME_IS_EINVAL,
	FD_ON_FAILURE,
	FAILS_AND_IS_THERE,
	STAYS_FAILED,
	/* sessions */
	NO_SESSION,
	NEW_SESSION,
	SESSION_LOST,
	DEAD_IS_EOF,
	ANY_DIRECTION,
	ANY_COMMAND,
	ENDS_WITH_ENOMSG,
	PRECOPY_ENDS,
	ERROR_STAYS,
	NOTHING_INITIAL,
	INFO_WHEN_STOPPED,
	/* streams */
	LOSES_ODD_BYTES,
	WANTS_LARGE_WRITES,
	TAKES_HALF,
	LOADS_WRONG,
	NEEDS_RESET,
	ANY_RANGES,
	/* revision 1 */
	V1_ANY_ACCESS,
	V1_NO_STOPPED_SAVE,
	V1_SAME_IS_EINVAL,
	V1_SAME_RESTARTS,
	V1_ANY_STATE,
	V1_SHOWS_MIDDLE,
	V1_LEAVES_ERROR,
	V1_PENDING_STOPPED,
	V1_UNSTABLE,
	V1_DATA_OUTSIDE,
	V1_TAKES_HALF,
	V1_NEEDS_RESET,
	V1_RESET_FORGOTTEN,
};

struct model {
	struct machine machine;
	struct vfio_migration_v1 *v1;
	int memory;
	enum flaw flaw;
	gboolean breaks; /* what fails leaves the error state */
	guint calls;
	gboolean has_failed, was_reset, is_forgetful;
	guint32 shown; /* a state of revision 1 that is none */
};

static guint32 state_of(const struct model *model)
{
	return vfio_migration_state(model->machine.migration);
}

static gboolean is_set(const guint32 *argument)
{
	return argument[1] == (VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE);
}

/* --- Flaws of requests --------------------------------------------------------------------- */

static int flawed_set(struct model *model, guint32 *argument)
{
	guint32 before = state_of(model), target = argument[2];
	gint32 fd;
	int result;

	if (model->flaw == STOP_IS_BUSY && before == RUNNING && target == STOP)
		return argument[3] = (guint32)-1, -EBUSY;
	if (model->flaw == SAME_IS_EINVAL && before == target)
		return argument[3] = (guint32)-1, -EINVAL;
	if (model->flaw == STAYS_FAILED && model->has_failed)
		return argument[3] = (guint32)-1, -EIO;
	if (model->flaw == BACK_TO_PRECOPY && before == STOP_COPY && target == PRE_COPY)
		vfio_migration_set_state(model->machine.migration, RUNNING, NULL);
	if (model->flaw == TAKES_HALF && before == RESUMING && target == STOP) {
		vfio_migration_reset(model->machine.migration);
	}
	if (model->flaw == STOPS_BEFORE_TARGET && before == RESUMING && target == RUNNING)
		argument[2] = RUNNING_P2P;
	result = (int)machine_feature(&model->machine, argument);
	argument[2] = target;
	fd = (gint32)argument[3];
	model->has_failed |= result == -EDQUOT;
	if (result == -EDQUOT && model->flaw == FAILS_AND_IS_THERE) {
		migration_faults_clear(vfio_migration_faults(model->machine.migration));
		vfio_migration_set_state(model->machine.migration, target, NULL);
	}
	if (result < 0 && model->flaw == FD_ON_FAILURE)
		argument[3] = 0;
	if (!result && fd >= 0 && model->flaw == NO_SESSION && target == PRE_COPY) {
		fake_close(model->machine.host, fd);
		argument[3] = (guint32)-1;
	}
	if (!result && model->flaw == NEW_SESSION && before == PRE_COPY && target == STOP_COPY) {
		vfio_migration_set_state(model->machine.migration, STOP, NULL);
		machine_set(&model->machine, STOP_COPY, (gint32 *)&argument[3]);
	}
	if (!result && before == RESUMING && target == RUNNING &&
	    (model->flaw == LOADS_WRONG || (model->flaw == NEEDS_RESET && !model->was_reset)))
		model->machine.device->ticks++;
	if (!result && target == RUNNING)
		model->was_reset = FALSE;
	return result;
}

static int flawed_feature(struct model *model, guint32 *argument)
{
	gboolean probes = argument[1] & VFIO_DEVICE_FEATURE_PROBE;
	guint32 index = argument[1] & 0xffff;
	int result;

	if (model->flaw == SHORT_HEADER && argument[0] < 8)
		return 0;
	if (model->flaw == ANY_FLAG)
		argument[1] &= 0x7ffff;
	if (model->flaw == GET_AND_SET && argument[1] == (3u << 16 | 2))
		return 0;
	if (model->flaw == PROBE_WRITES && probes && argument[0] > 8)
		argument[2] = 0;
	if (model->flaw == LONG_IS_E2BIG && argument[0] > 64)
		return -E2BIG;
	if (model->flaw == ANY_RANGES && index == 6 && !probes) {
		vfio_dirty_log_stop(model->machine.log, DIRTY_VIEW_DEVICE);
		return 0;
	}
	if (is_set(argument))
		return flawed_set(model, argument);
	result = (int)machine_feature(&model->machine, argument);
	if (model->flaw == UNKNOWN_IS_EINVAL && result == -ENOTTY)
		return -EINVAL;
	if (model->flaw == FLAGS_CHANGE && !result && index == 1 && !probes)
		argument[2] ^= model->calls++ << 8;
	return result;
}

static int port_ioctl(void *data, guint32 number, void *argument)
{
	struct model *model = data;

	if (number == VFIO_DEVICE_FEATURE)
		return flawed_feature(model, argument);
	if (number != VFIO_DEVICE_RESET)
		return -ENOTTY;
	if (model->flaw == RESET_DOES_NOTHING && state_of(model) == STOP)
		return 0;
	vfio_migration_reset(model->machine.migration);
	model->has_failed = FALSE;
	model->was_reset = TRUE;
	model->shown = 0;
	if (model->flaw == V1_RESET_FORGOTTEN && model->calls++ == 5)
		vfio_migration_set_state(model->machine.migration, PRE_COPY, NULL);
	return 0;
}

/* --- Flaws of sessions --------------------------------------------------------------------- */

static gssize port_read(void *data, int session, void *to, gsize size)
{
	struct model *model = data;
	gssize n;

	if (model->flaw == ERROR_STAYS && model->has_failed)
		return -EIO;
	n = fake_read(model->machine.host, session, to, size);
	model->has_failed |= n == -EDQUOT;
	if (n == -ENODEV && model->flaw == DEAD_IS_EOF)
		return 0;
	if (n == -EBADF && model->flaw == ANY_DIRECTION)
		return 1;
	if (n == 0 && model->flaw == ENDS_WITH_ENOMSG)
		return -ENOMSG;
	if (n == -ENOMSG && model->flaw == PRECOPY_ENDS)
		return 0;
	if (n > 2 && n % 2 && model->flaw == LOSES_ODD_BYTES)
		return n - 1;
	return n;
}

static gssize port_write(void *data, int session, const void *from, gsize size)
{
	struct model *model = data;

	if (model->flaw == WANTS_LARGE_WRITES && size > 1 && size < 16)
		return -EINVAL;
	if (model->flaw == TAKES_HALF)
		model->calls++;
	return fake_write(model->machine.host, session, from, size);
}

static int port_session_ioctl(void *data, int session, guint32 number, void *argument)
{
	struct model *model = data;
	int result = (int)fake_ioctl(model->machine.host, session, number, argument);
	struct vfio_precopy_info *info = argument;

	if (model->flaw == ANY_COMMAND && result == -ENOTTY)
		return 0;
	if (model->flaw == SESSION_LOST && state_of(model) == PRE_COPY_P2P)
		return -ENODEV;
	if (model->flaw == NOTHING_INITIAL)
		info->initial_bytes = 0;
	if (model->flaw == INFO_WHEN_STOPPED && state_of(model) == STOP_COPY)
		return 0;
	return result;
}

static void port_close(void *data, int session)
{
	struct model *model = data;

	fake_close(model->machine.host, session);
}

/* --- Flaws of revision 1 ---------------------------------------------------------------------- */

static gssize port_region_read(void *data, guint64 offset, void *to, gsize size)
{
	struct model *model = data;
	guint64 value = 0;
	gssize n;

	if (model->flaw == V1_UNSTABLE && offset == 16)
		vfio_migration_v1_read(model->v1, NULL, 8, &value, 8);
	n = vfio_migration_v1_read(model->v1, NULL, offset, to, size);
	if (n < 0 && model->flaw == V1_ANY_ACCESS)
		return (gssize)size;
	if (!offset && model->shown)
		memcpy(to, &model->shown, 4);
	if (offset == 8 && model->flaw == V1_PENDING_STOPPED && state_of(model) == STOP)
		*(guint8 *)to = 5;
	if (offset == 24 && model->flaw == V1_DATA_OUTSIDE)
		((guint8 *)to)[4] = 1;
	return n;
}

static gssize flawed_state_write(struct model *model, guint32 value)
{
	guint32 state = 0;
	gssize n;

	vfio_migration_v1_read(model->v1, NULL, 0, &state, 4);
	if (model->flaw == V1_NO_STOPPED_SAVE && !state && value == 2)
		return -EINVAL;
	if (model->flaw == V1_SAME_IS_EINVAL && state == value)
		return -EINVAL;
	if (model->flaw == V1_SAME_RESTARTS && state == 2 && value == 2) {
		vfio_migration_set_state(model->machine.migration, STOP, NULL);
		return vfio_migration_v1_write(model->v1, NULL, 0, &value, 4);
	}
	if (model->flaw == V1_ANY_STATE && value > 4)
		return 4;
	if (model->flaw == V1_LEAVES_ERROR && state == 6)
		vfio_migration_reset(model->machine.migration);
	if (model->flaw == V1_TAKES_HALF && state == 4)
		vfio_migration_reset(model->machine.migration);
	n = vfio_migration_v1_write(model->v1, NULL, 0, &value, 4);
	if (n < 0 && model->flaw == V1_SHOWS_MIDDLE)
		model->shown = 5;
	if (n > 0 && state == 4 && value == 1 && model->flaw == V1_NEEDS_RESET && !model->was_reset)
		model->machine.device->ticks++;
	if (n > 0 && value == 1)
		model->was_reset = FALSE;
	return n;
}

static gssize port_region_write(void *data, guint64 offset, const void *from, gsize size)
{
	struct model *model = data;
	guint32 value;

	if (offset || size != 4)
		return vfio_migration_v1_write(model->v1, NULL, offset, from, size);
	memcpy(&value, from, sizeof(value));
	return flawed_state_write(model, value);
}

/* --- The rest of the port --------------------------------------------------------------------- */

static gboolean port_fail(void *data, enum migration_port_event event, guint32 from, guint32 to,
			  int error)
{
	struct model *model = data;
	struct migration_fault fault = {
		.event = (enum migration_event)event,
		.from = from,
		.to = to,
		.first = 1,
		.error = error,
		.breaks = model->breaks && event == MIGRATION_PORT_ARC,
	};

	migration_faults_add(vfio_migration_faults(model->machine.migration), &fault);
	return TRUE;
}

static void port_fail_no_more(void *data)
{
	struct model *model = data;

	migration_faults_clear(vfio_migration_faults(model->machine.migration));
}

static void port_work(void *data)
{
	struct model *model = data;

	for (guint i = 0; i < 3; i++)
		sim_device_work(model->machine.device);
}

static guint64 port_fingerprint(void *data)
{
	struct model *model = data;

	return sim_device_sum(model->machine.device);
}

static struct exercise_report *run(guint64 flags, guint revision, enum flaw flaw, gboolean breaks)
{
	struct model model = { .flaw = flaw, .breaks = breaks };
	struct migration_port port = {
		.data = &model,
		.ioctl = port_ioctl,
		.read = port_read,
		.write = port_write,
		.session_ioctl = port_session_ioctl,
		.close = port_close,
		.region_read = port_region_read,
		.region_write = port_region_write,
		.region_size = VFIO_MIGRATION_V1_DATA + DATA_SIZE,
		.fail = port_fail,
		.fail_no_more = port_fail_no_more,
		.work = port_work,
		.fingerprint = port_fingerprint,
	};
	struct exercise_options options = {
		.revision = revision,
		.seed = 5,
		.rounds = 20,
		.length = flaw ? 2 : 3,
		.blocked_arcs = TRUE,
	};
	struct exercise_report *report;

	machine_init(&model.machine, flags);
	model.memory = memfd_create("data", MFD_CLOEXEC);
	g_assert_cmpint(ftruncate(model.memory, DATA_SIZE), ==, 0);
	model.v1 = vfio_migration_v1_new(model.machine.migration, model.memory, 0, DATA_SIZE);
	if (flaw == BEGINS_STOPPED)
		vfio_migration_set_state(model.machine.migration, STOP, NULL);
	report = exercise_vfio_migration(&port, &options);
	vfio_migration_v1_free(model.v1);
	close(model.memory);
	machine_clear(&model.machine);
	return report;
}

/* --- Tests --------------------------------------------------------------------------------- */

static void check_clean(guint64 flags, guint revision, gboolean breaks)
{
	AUTO(exercise_report) report = run(flags, revision, NO_FLAW, breaks);
	g_autofree char *text = exercise_report_text(report);

	if (report->deviations->len)
		g_test_message("%s", text);
	g_assert_cmpuint(report->deviations->len, ==, 0);
	g_assert_cmpuint(report->checks, >, 1000);
	g_assert_cmpuint(report->loaded, >, 10000);
	g_assert_nonnull(strstr(text, "deviations: 0\n"));
}

static void test_clean(void)
{
	for (guint64 flags = 1; flags < 8; flags += 2) {
		check_clean(flags, 2, FALSE);
		check_clean(flags, 2, TRUE);
	}
}

static void test_clean_v1(void)
{
	for (guint64 flags = 1; flags < 8; flags += 2) {
		check_clean(flags, 1, FALSE);
		check_clean(flags, 1, TRUE);
	}
}

/* All arcs and all pairs of states were gone through. */
static void test_coverage(void)
{
	AUTO(exercise_report) two = run(ALL, 2, NO_FLAW, FALSE);
	AUTO(exercise_report) one = run(ALL, 1, NO_FLAW, FALSE);
	g_autofree char *text = exercise_report_text(two);
	struct exercise_report *const both[] = { two, one };
	g_autofree char *page = exercise_report_html("<0000:01:00.0>", both, 2);
	guint32 next;

	for (guint32 from = 1; from < EXERCISE_STATES; from++) {
		for (guint32 to = 1; to < EXERCISE_STATES; to++) {
			const struct exercise_coverage *cell = &two->coverage[from][to];
			gboolean has_way = !migration_next_state(from, to, ALL, &next);

			g_assert_cmpint(cell->done > 0, ==, has_way);
			g_assert_cmpint(cell->refused > 0, ==, !has_way);
			g_assert_cmpint(cell->failed > 0, ==, has_way && from != to);
			if (from <= 5 && to <= 5)
				g_assert_cmpuint(one->coverage[from - 1][to - 1].done, >, 0);
		}
	}
	g_assert_nonnull(strstr(text, "arcs: 15 of 15\n"));
	g_assert_nonnull(strstr(page, "&lt;0000:01:00.0&gt;"));
	g_assert_nonnull(strstr(page, "PRE_COPY_P2P to STOP_COPY: asked for"));
	g_assert_nonnull(strstr(page, "stop-and-copy to pre-copy: asked for"));
	g_assert_null(strstr(page, "class=\"open"));
}

struct expectation {
	enum flaw flaw;
	guint revision;
	const char *rule;
	gboolean breaks;
};

static const struct expectation expectations[] = {
	{ SHORT_HEADER, 2, "feature/header", FALSE },
	{ ANY_FLAG, 2, "feature/header", FALSE },
	{ UNKNOWN_IS_EINVAL, 2, "feature/unknown", FALSE },
	{ GET_AND_SET, 2, "feature/operation", FALSE },
	{ PROBE_WRITES, 2, "feature/probe", FALSE },
	{ LONG_IS_E2BIG, 2, "feature/size", FALSE },
	{ FLAGS_CHANGE, 2, "feature/flags", FALSE },
	{ BEGINS_STOPPED, 2, "state/initial", FALSE },
	{ RESET_DOES_NOTHING, 2, "state/reset", FALSE },
	{ STOP_IS_BUSY, 2, "state/request", FALSE },
	{ STOPS_BEFORE_TARGET, 2, "state/request", FALSE },
	{ BACK_TO_PRECOPY, 2, "state/refused", FALSE },
	{ SAME_IS_EINVAL, 2, "state/same", FALSE },
	{ FD_ON_FAILURE, 2, "state/fields", FALSE },
	{ FAILS_AND_IS_THERE, 2, "state/failure", FALSE },
	{ STAYS_FAILED, 2, "state/recovery", FALSE },
	{ NO_SESSION, 2, "session/begins", FALSE },
	{ NEW_SESSION, 2, "session/begins", FALSE },
	{ SESSION_LOST, 2, "session/goes-on", FALSE },
	{ DEAD_IS_EOF, 2, "session/ends", FALSE },
	{ ANY_DIRECTION, 2, "session/direction", FALSE },
	{ ANY_COMMAND, 2, "session/commands", FALSE },
	{ ENDS_WITH_ENOMSG, 2, "stream/end", FALSE },
	{ PRECOPY_ENDS, 2, "stream/pre-copy", FALSE },
	{ ERROR_STAYS, 2, "stream/error", FALSE },
	{ NOTHING_INITIAL, 2, "pre-copy/info", FALSE },
	{ INFO_WHEN_STOPPED, 2, "pre-copy/info", FALSE },
	{ LOSES_ODD_BYTES, 2, "load/any-size", FALSE },
	{ WANTS_LARGE_WRITES, 2, "load/any-size", FALSE },
	{ TAKES_HALF, 2, "load/incomplete", FALSE },
	{ LOADS_WRONG, 2, "load/result", FALSE },
	{ NEEDS_RESET, 2, "load/without-reset", FALSE },
	{ ANY_RANGES, 2, "dma/logging", FALSE },
	{ V1_ANY_ACCESS, 1, "v1/registers", FALSE },
	{ V1_NO_STOPPED_SAVE, 1, "v1/request", FALSE },
	{ V1_SAME_IS_EINVAL, 1, "v1/same", FALSE },
	{ V1_SAME_RESTARTS, 1, "v1/loading", FALSE },
	{ V1_ANY_STATE, 1, "v1/refused", FALSE },
	{ V1_SHOWS_MIDDLE, 1, "v1/failure", FALSE },
	{ V1_LEAVES_ERROR, 1, "v1/error-state", TRUE },
	{ V1_PENDING_STOPPED, 1, "v1/pending", FALSE },
	{ V1_UNSTABLE, 1, "v1/stable", FALSE },
	{ V1_DATA_OUTSIDE, 1, "v1/saving", FALSE },
	{ V1_TAKES_HALF, 1, "v1/loading", FALSE },
	{ V1_NEEDS_RESET, 1, "v1/loading", FALSE },
	{ V1_RESET_FORGOTTEN, 1, "v1/reset", FALSE },
};

static gboolean tells(const struct exercise_report *report, const char *rule)
{
	for (guint i = 0; i < report->deviations->len; i++) {
		const struct exercise_deviation *deviation = report->deviations->pdata[i];

		if (!strcmp(deviation->rule->id, rule))
			return TRUE;
	}
	return FALSE;
}

static void test_flaws(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(expectations); i++) {
		const struct expectation *expected = &expectations[i];
		AUTO(exercise_report)
		report = run(ALL, expected->revision, expected->flaw, expected->breaks);
		g_autofree char *text = exercise_report_text(report);

		if (!tells(report, expected->rule))
			g_test_message("%s, flaw %d:\n%s", expected->rule, expected->flaw, text);
		g_assert_true(tells(report, expected->rule));
		g_assert_nonnull(strstr(text, "deviates: "));
	}
}

/* Each promise is one that a flaw of these breaks. */
static void test_all_rules(void)
{
	gsize n;
	const struct exercise_rule *rules = exercise_rules(&n);

	for (gsize i = 0; i < n; i++) {
		gboolean found = FALSE;

		for (gsize j = 0; j < G_N_ELEMENTS(expectations); j++)
			found |= !strcmp(expectations[j].rule, rules[i].id);
		g_test_message("%s", rules[i].id);
		g_assert_true(found);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vfio-exercise/clean", test_clean);
	g_test_add_func("/vfio-exercise/clean-v1", test_clean_v1);
	g_test_add_func("/vfio-exercise/coverage", test_coverage);
	g_test_add_func("/vfio-exercise/flaws", test_flaws);
	g_test_add_func("/vfio-exercise/all-rules", test_all_rules);
	return g_test_run();
}
