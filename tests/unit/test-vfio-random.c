/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Migration at random: nothing is lost, nothing runs twice, nothing leaks. */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "devices/vfio/migration-states.h"
#include "devices/vfio/migration-v1.h"
#include "sim-machine.h"

#define STEPS      10000
#define MIGRATIONS 1000
#define DATA_SIZE  8192

static GRand *rand_new(void)
{
	return g_rand_new_with_seed(20211129);
}

static guint below(GRand *rand, guint end)
{
	return (guint)g_rand_int_range(rand, 0, (gint32)end);
}

static guint count_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	guint n = 0;

	while (readdir(folder))
		n++;
	closedir(folder);
	return n;
}

static void add_random_fault(struct machine *machine, GRand *rand)
{
	static const char *const effects[] = { "EIO", "ENOSPC", "broken", "EINTR", "EIO" };
	static const char *const what[] = { "any", "any", "read", "write" };
	g_autofree char *text = g_strdup_printf("%s:%s:%u", what[below(rand, 4)],
						effects[below(rand, 5)], 1 + below(rand, 8));

	machine_add_fault(machine, text);
	if (!below(rand, 3))
		machine_add_fault(machine, below(rand, 2) ? "read:cut=5:1+" : "write:cut=3:1+");
}

/* --- Revision 2 ------------------------------------------------------------------------- */

/* What a client holds that does anything at all. */
struct chaos {
	struct machine machine;
	GRand *rand;
	GArray *descriptors; /* gint32, of which the newest may be of use */
};

static void chaos_transfer(struct chaos *chaos)
{
	guint8 bytes[2000] = { 0 };
	struct vfio_precopy_info info = { .argsz = sizeof(info) };
	gsize size = below(chaos->rand, sizeof(bytes));
	gint32 fd;

	if (!chaos->descriptors->len)
		return;
	fd = g_array_index(chaos->descriptors, gint32, below(chaos->rand, chaos->descriptors->len));
	g_assert_cmpint(fake_read(chaos->machine.host, fd, bytes, size), <=, (long)size);
	g_assert_cmpint(fake_write(chaos->machine.host, fd, bytes, size), <=, (long)size);
	fake_ioctl(chaos->machine.host, fd, VFIO_MIG_GET_PRECOPY_INFO, &info);
}

static void chaos_close(struct chaos *chaos)
{
	guint at;

	if (!chaos->descriptors->len)
		return;
	at = below(chaos->rand, chaos->descriptors->len);
	fake_close(chaos->machine.host, g_array_index(chaos->descriptors, gint32, at));
	g_array_remove_index_fast(chaos->descriptors, at);
}

static void chaos_set(struct chaos *chaos)
{
	guint32 before = machine_get(&chaos->machine);
	guint32 target = below(chaos->rand, VFIO_DEVICE_STATE_NR + 2);
	guint32 next;
	gint32 fd = -1;
	long result;

	chaos->machine.host->is_full = !below(chaos->rand, 20);
	result = machine_set(&chaos->machine, target, &fd);
	chaos->machine.host->is_full = FALSE;
	if (result == -EMFILE || !result)
		g_assert_cmpuint(machine_get(&chaos->machine), ==, target);
	if (migration_next_state(before, target, ALL, &next)) {
		g_assert_cmpint(result, ==, -EINVAL);
		g_assert_cmpuint(machine_get(&chaos->machine), ==, before);
	}
	if (!result && fd >= 0)
		g_array_append_val(chaos->descriptors, fd);
	else if (result != -EMFILE)
		g_assert_cmpint(fd, ==, -1);
}

static void chaos_step(struct chaos *chaos)
{
	switch (below(chaos->rand, 12)) {
	case 0:
		vfio_migration_reset(chaos->machine.migration);
		g_assert_cmpuint(machine_get(&chaos->machine), ==, RUNNING);
		break;
	case 1:
		migration_faults_clear(vfio_migration_faults(chaos->machine.migration));
		add_random_fault(&chaos->machine, chaos->rand);
		break;
	case 2:
		chaos_close(chaos);
		break;
	case 3:
		if (!below(chaos->rand, 10))
			vfio_migration_close(chaos->machine.migration);
		break;
	case 4:
	case 5:
	case 6:
		chaos_transfer(chaos);
		break;
	default:
		chaos_set(chaos);
	}
	sim_device_work(chaos->machine.device);
	machine_check(&chaos->machine);
}

static void test_requests(void)
{
	struct chaos chaos;

	machine_init(&chaos.machine, ALL);
	chaos.rand = rand_new();
	chaos.descriptors = g_array_new(FALSE, FALSE, sizeof(gint32));
	for (guint i = 0; i < STEPS; i++)
		chaos_step(&chaos);
	while (chaos.descriptors->len)
		chaos_close(&chaos);
	g_array_unref(chaos.descriptors);
	g_rand_free(chaos.rand);
	machine_clear(&chaos.machine);
}

/* --- Revision 1 ------------------------------------------------------------------------- */

static struct vfio_migration_v1 *v1_new(struct machine *machine, int *memory)
{
	*memory = memfd_create("data", MFD_CLOEXEC);
	g_assert_cmpint(ftruncate(*memory, DATA_SIZE), ==, 0);
	return vfio_migration_v1_new(machine->migration, *memory, 0, DATA_SIZE);
}

static guint32 v1_state(struct vfio_migration_v1 *v1)
{
	guint32 state = 77;

	g_assert_cmpint(vfio_migration_v1_read(v1, NULL, 0, &state, 4), ==, 4);
	return state;
}

/* Whether a state of revision 2 is what revision 1 shows; pre-copy may be one in name only. */
static gboolean agrees(guint64 flags, guint32 state, guint32 v1)
{
	static const guint8 shown[] = { 6, 0, 1, 2, 4, 1, 3, 3 };

	if (v1 == 3 && !(flags & VFIO_MIGRATION_PRE_COPY))
		return state == RUNNING;
	return v1 == 6 || shown[state] == v1;
}

static void v1_random_write(struct machine *machine, struct vfio_migration_v1 *v1, GRand *rand)
{
	guint32 before = v1_state(v1);
	guint32 wanted = below(rand, 10);
	long result = vfio_migration_v1_write(v1, NULL, 0, &wanted, 4);
	guint32 after = v1_state(v1);

	if (result < 0)
		g_assert_true(after == before || after == 6 || before == 4);
	else
		g_assert_cmpuint(after, ==, wanted);
	g_assert_true(agrees(vfio_migration_flags(machine->migration),
			     vfio_migration_state(machine->migration), after));
	/* It stays in no state of the middle. */
	if (after != 6) {
		g_assert_cmpuint(vfio_migration_state(machine->migration), !=, RUNNING_P2P);
		g_assert_cmpuint(vfio_migration_state(machine->migration), !=, PRE_COPY_P2P);
	}
}

static void v1_random_step(struct machine *machine, struct vfio_migration_v1 *v1, GRand *rand)
{
	static const guint8 registers[] = { 8, 16, 24 };
	guint8 bytes[64] = { 0 };
	guint64 value = below(rand, 9000);
	guint what = below(rand, 10);

	if (!what) {
		migration_faults_clear(vfio_migration_faults(machine->migration));
		add_random_fault(machine, rand);
	} else if (what == 1 && (!below(rand, 5) || v1_state(v1) == 6)) {
		vfio_migration_reset(machine->migration);
		g_assert_cmpuint(v1_state(v1), ==, 1);
	} else if (what == 2) {
		vfio_migration_v1_write(v1, NULL, 24, &value, 8);
	} else if (what == 3) {
		vfio_migration_v1_write(v1, NULL, below(rand, 14000), bytes, below(rand, 64));
	} else if (what == 4) {
		vfio_migration_v1_read(v1, NULL, below(rand, 14000), bytes, below(rand, 64));
	} else if (what < 8) {
		vfio_migration_v1_read(v1, NULL, registers[below(rand, 3)], &value, 8);
	} else {
		v1_random_write(machine, v1, rand);
	}
	sim_device_work(machine->device);
	machine_check(machine);
}

static void test_requests_v1(void)
{
	static const guint64 flag_sets[] = { 1, 3, 5, 7 };

	for (gsize i = 0; i < G_N_ELEMENTS(flag_sets); i++) {
		g_autoptr(GRand) rand = rand_new();
		AUTO(vfio_migration_v1) v1 = NULL;
		struct machine machine;
		int memory;

		machine_init(&machine, flag_sets[i]);
		v1 = v1_new(&machine, &memory);
		for (guint step = 0; step < STEPS; step++)
			v1_random_step(&machine, v1, rand);
		vfio_migration_v1_free(g_steal_pointer(&v1));
		machine_clear(&machine);
		close(memory);
	}
}

/* --- Migrations --------------------------------------------------------------------------- */

/* A client that takes care: it does what it must not to lose the device, whatever fails. */
struct side {
	struct machine machine;
	struct vfio_migration_v1 *v1; /* NULL: it speaks revision 2 */
	int memory;
	gint32 fd;
};

static void side_init(struct side *side, GRand *rand, gboolean is_v1)
{
	static const guint64 flag_sets[] = { 1, 3, 5, 7 };

	machine_init(&side->machine, flag_sets[below(rand, 4)]);
	side->memory = side->fd = -1;
	side->v1 = is_v1 ? v1_new(&side->machine, &side->memory) : NULL;
}

static void side_close_stream(struct side *side)
{
	if (side->fd >= 0)
		fake_close(side->machine.host, side->fd);
	side->fd = -1;
}

static void side_clear(struct side *side)
{
	side_close_stream(side);
	vfio_migration_v1_free(side->v1);
	if (side->memory >= 0)
		close(side->memory);
	machine_clear(&side->machine);
}

/* @state is of revision 2. */
static gboolean side_set(struct side *side, guint32 state)
{
	static const guint8 v1_states[] = { 6, 0, 1, 2, 4, 1, 3, 3 };
	guint32 value = v1_states[state];
	gint32 fd = -1;

	if (side->v1)
		return vfio_migration_v1_write(side->v1, NULL, 0, &value, 4) == 4;
	if (machine_set(&side->machine, state, &fd))
		return FALSE;
	if (fd >= 0) {
		side_close_stream(side);
		side->fd = fd;
	}
	return TRUE;
}

/* Appends one piece; -1: an error, 0: no more, or not now. */
static gssize side_read(struct side *side, GByteArray *stream, gsize piece)
{
	guint8 bytes[DATA_SIZE];
	guint64 value = 0;
	gssize n;

	if (!side->v1) {
		n = machine_read(&side->machine, side->fd, stream, piece, piece);
		return n == -ENOMSG ? 0 : n;
	}
	if (vfio_migration_v1_read(side->v1, NULL, 8, &value, 8) < 0)
		return -1;
	if (!value)
		return 0;
	if (vfio_migration_v1_read(side->v1, NULL, 16, &value, 8) < 0 ||
	    vfio_migration_v1_read(side->v1, NULL, 24, &value, 8) < 0)
		return -1;
	vfio_migration_v1_read(side->v1, NULL, VFIO_MIGRATION_V1_DATA, bytes, value);
	g_byte_array_append(stream, bytes, (guint)value);
	return (gssize)value;
}

static gboolean side_write(struct side *side, const GByteArray *stream, gsize piece)
{
	if (!side->v1)
		return machine_write(&side->machine, side->fd, stream, piece);
	for (gsize at = 0; at < stream->len; at += piece) {
		guint64 size = MIN(piece, stream->len - at);

		vfio_migration_v1_write(side->v1, NULL, VFIO_MIGRATION_V1_DATA, stream->data + at,
					size);
		if (vfio_migration_v1_write(side->v1, NULL, 24, &size, 8) < 0)
			return FALSE;
	}
	return TRUE;
}

/* A stream of all that the device is, while it stands still. */
static gboolean save(struct side *side, GRand *rand, GByteArray *stream)
{
	gboolean precopy = vfio_migration_flags(side->machine.migration) & VFIO_MIGRATION_PRE_COPY;
	gssize n = 1;

	if (precopy) {
		if (!side_set(side, PRE_COPY))
			return FALSE;
		for (guint i = below(rand, 10); i && n >= 0; i--) {
			n = side_read(side, stream, 1 + below(rand, 3000));
			sim_device_work(side->machine.device);
		}
	}
	if (n < 0 || !below(rand, 10) || !side_set(side, STOP_COPY))
		return FALSE;
	for (n = 1; n > 0;)
		n = side_read(side, stream, 1 + below(rand, 5000));
	return n == 0;
}

static gboolean loads(struct side *side, GRand *rand, const GByteArray *stream)
{
	if (below(rand, 2))
		vfio_migration_reset(side->machine.migration);
	return side_set(side, RESUMING) && side_write(side, stream, 1 + below(rand, DATA_SIZE)) &&
	       side_set(side, RUNNING);
}

/* The source goes on; an error state is the loss of a device that was stopped well before. */
static gboolean goes_on(struct side *side)
{
	return side_set(side, RUNNING) || side_set(side, RUNNING);
}

/* One migration, in which anything may fail. TRUE: the target has the device. */
static gboolean migrate(struct side *source, struct side *target, GRand *rand)
{
	g_autoptr(GByteArray) stream = g_byte_array_new();
	guint64 sum;

	if (below(rand, 2))
		add_random_fault(&source->machine, rand);
	if (below(rand, 2))
		add_random_fault(&target->machine, rand);
	if (!save(source, rand, stream))
		return FALSE;
	sum = sim_device_sum(source->machine.device);
	g_assert_cmpint(source->machine.device->activity, ==, VFIO_ACTIVITY_STOPPED);
	if (!loads(target, rand, stream))
		return FALSE;
	/* What arrived is what was saved, and what was saved does not go on. */
	g_assert_cmpuint(sim_device_sum(target->machine.device), ==, sum);
	g_assert_cmpuint(sim_device_sum(source->machine.device), ==, sum);
	g_assert_cmpint(source->machine.device->activity, ==, VFIO_ACTIVITY_STOPPED);
	g_assert_cmpint(target->machine.device->activity, ==, VFIO_ACTIVITY_RUNNING);
	return TRUE;
}

static void test_migrations(void)
{
	g_autoptr(GRand) rand = rand_new();
	struct side *source = g_new0(struct side, 1);
	guint arrived = 0, stayed = 0, lost = 0;

	side_init(source, rand, FALSE);
	for (guint i = 0; i < MIGRATIONS; i++) {
		struct side *target = g_new0(struct side, 1);
		guint64 ticks = source->machine.device->ticks;
		gboolean has_arrived;

		side_init(target, rand, below(rand, 2));
		sim_device_work(source->machine.device);
		has_arrived = migrate(source, target, rand);
		arrived += has_arrived;
		if (has_arrived) {
			g_assert_cmpuint(target->machine.device->ticks, >, ticks);
			side_clear(source);
			g_free(source);
			source = target;
			migration_faults_clear(vfio_migration_faults(source->machine.migration));
			continue;
		}
		/* The source still has it, and goes on, unless it was made to break. */
		migration_faults_clear(vfio_migration_faults(source->machine.migration));
		if (goes_on(source)) {
			g_assert_cmpint(source->machine.device->activity, ==,
					VFIO_ACTIVITY_RUNNING);
			stayed++;
		} else {
			g_assert_cmpuint(vfio_migration_state(source->machine.migration), ==, 0);
			vfio_migration_reset(source->machine.migration);
			lost++;
		}
		side_close_stream(source);
		side_clear(target);
		g_free(target);
	}
	side_clear(source);
	g_free(source);
	g_test_message("%u arrived, %u stayed, %u broke", arrived, stayed, lost);
	g_assert_cmpuint(arrived, >, 300);
	g_assert_cmpuint(stayed, >, 100);
	g_assert_cmpuint(lost, >, 5);
}

static void test_descriptors(void)
{
	guint before = count_descriptors();

	test_requests_v1();
	test_migrations();
	g_assert_cmpuint(count_descriptors(), ==, before);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vfio-random/requests", test_requests);
	g_test_add_func("/vfio-random/requests-v1", test_requests_v1);
	g_test_add_func("/vfio-random/migrations", test_migrations);
	g_test_add_func("/vfio-random/descriptors", test_descriptors);
	return g_test_run();
}
