/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Usage: migrate-pairs SYSFS ADDRESS ADDRESS ROUNDS SEED
 *
 * A device is used, and migrates between two places, at random, in either revision, while things
 * go wrong.  What it is must arrive once or stay, and it must run in one place only.
 *
 * After each hundredth round it says "checkpoint N", and waits for a line.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "devices/vfio/migration-states.h"
#include "pair-guest.h"

#define ERROR          VFIO_DEVICE_STATE_ERROR
#define STOP           VFIO_DEVICE_STATE_STOP
#define RUNNING        VFIO_DEVICE_STATE_RUNNING
#define STOP_COPY      VFIO_DEVICE_STATE_STOP_COPY
#define RESUMING       VFIO_DEVICE_STATE_RESUMING
#define RUNNING_P2P    VFIO_DEVICE_STATE_RUNNING_P2P
#define PRE_COPY       VFIO_DEVICE_STATE_PRE_COPY
#define PRE_COPY_P2P   VFIO_DEVICE_STATE_PRE_COPY_P2P
#define SECONDS        20
#define CHECKPOINT     100
#define LARGEST_PIECE  65536
#define name_of(state) migration_state_name(state)

enum outcome { ARRIVED, RETRIED, STAYED, BROKE, RESET, OUTCOMES };

static const char *const outcomes[OUTCOMES] = { "arrived", "arrived at the second try", "stayed",
						"broke as told", "were reset" };

struct pair {
	struct guest guest;
	struct side sides[2];
	guint owner; /* where the device is */
	guint counts[OUTCOMES];
};

/* One migration. */
struct migration {
	struct guest *guest;
	struct side *source, *target;
	GByteArray *stream;
	guint loaded;        /* bytes of it that the target has */
	gboolean is_loading; /* the target was told that it resumes */
	gboolean is_saved;   /* all of it is in the stream */
	gboolean may_run;    /* and in the target, which is told to run next */
	gboolean was_reset;  /* the program has reset its device */
	gboolean can_break;  /* the source was told to fail so that it cannot go on */
	gboolean has_print;  /* the source stands still */
	struct print print;  /* and is this */
};

/* --- What goes wrong ------------------------------------------------------------------ */

/* A fault, as text.  TRUE: it may leave a state that only a reset ends. */
static gboolean random_fault(struct guest *guest, char *text, gsize size)
{
	static const char *const effects[] = { "EIO",    "ENOSPC", "EINTR",   "EBUSY",
					       "ENOMEM", "broken", "delay=1", "delay=2" };
	static const char *const times[] = { "", "", "+" };
	const char *effect = effects[below(guest, G_N_ELEMENTS(effects))];
	const char *lasts = times[below(guest, G_N_ELEMENTS(times))];
	guint what = below(guest, 8), first = 1 + below(guest, 6);

	if (what == 0) {
		g_snprintf(text, size, "%s:cut=%u:1+", once_in(guest, 2) ? "read" : "write",
			   200 + below(guest, 5000));
		return FALSE;
	}
	if (what < 3)
		g_snprintf(text, size, "%s:%s:%u%s", what == 1 ? "read" : "write", effect, first,
			   lasts);
	else if (what < 6)
		g_snprintf(text, size, "any:%s:%u%s", effect, first, lasts);
	else
		g_snprintf(text, size, "any-%s:%s:1%s", name_of(1 + below(guest, 7)), effect,
			   lasts);
	return !strcmp(effect, "broken") || *lasts;
}

/*
 * Whether @side may break: it is told to, or, in revision 1, a request fails, and then the way back
 * as well.
 */
static gboolean add_faults(struct guest *guest, const struct side *side)
{
	guint n = below(guest, 3);
	gboolean can_break = side->is_v1 && n > 1;
	char text[64];

	for (; n; n--) {
		can_break |= random_fault(guest, text, sizeof(text));
		tell(guest, "%s:(%s)", side->name, text);
		claim(guest, !side_fault(side, text), "it cannot be told to fail: %s", text);
	}
	return can_break;
}

static int set(struct migration *migration, struct side *side, guint32 state)
{
	int result = side_set(side, state);

	tell(migration->guest, "%s->%s%s%s", side == migration->source ? "source" : "target",
	     name_of(state), result ? "=" : "", result ? strerrorname_np(-result) : "");
	return result;
}

/* --- Saving and loading --------------------------------------------------------------- */

static gsize random_piece(struct guest *guest)
{
	gsize scale = (gsize)1 << below(guest, 9);

	return once_in(guest, 50) ? 16 + below(guest, 100) : 240 * scale + below(guest, 255);
}

static gboolean begin_load(struct migration *migration)
{
	migration->is_loading = TRUE;
	return !set(migration, migration->target, RESUMING);
}

/* Loads what there is, or, where the rest may wait, some of it. */
static gboolean forward(struct migration *migration, gboolean all)
{
	const GByteArray *stream = migration->stream;
	gsize piece = random_piece(migration->guest);

	while (migration->loaded < stream->len && (all || !once_in(migration->guest, 4))) {
		gssize n = side_load(migration->target, stream->data + migration->loaded,
				     MIN(piece, stream->len - migration->loaded));

		if (n <= 0) {
			tell(migration->guest, "load=%s", strerrorname_np((int)-n));
			return FALSE;
		}
		migration->loaded += (guint)n;
	}
	return TRUE;
}

/* The rounds of pre-copy, while the program goes on. */
static gboolean precopy(struct migration *migration)
{
	struct guest *guest = migration->guest;
	struct side *source = migration->source;

	if (set(migration, source,
		once_in(guest, 4) && side_offers(source, PRE_COPY_P2P) ? PRE_COPY_P2P : PRE_COPY))
		return FALSE;
	for (guint n = below(guest, 12); n; n--) {
		if (side_save(source, migration->stream, random_piece(guest)) < 0)
			return FALSE;
		guest_work(guest, source);
		if (once_in(guest, 200)) {
			tell(guest, "reset by the program");
			claim(guest, !side_reset(source), "it cannot be reset");
			migration->was_reset = TRUE;
			return FALSE;
		}
		if (once_in(guest, 60))
			return FALSE;
		if (migration->is_loading && !forward(migration, FALSE))
			return FALSE;
	}
	return !side_offers(source, PRE_COPY_P2P) || once_in(guest, 2) ||
	       !set(migration, source, PRE_COPY_P2P);
}

/* Ways to stop that do not pre-copy: all at once, or one state after the other. */
static gboolean stop(struct migration *migration)
{
	struct guest *guest = migration->guest;
	struct side *source = migration->source;

	if (side_offers(source, RUNNING_P2P) && once_in(guest, 2) &&
	    set(migration, source, RUNNING_P2P))
		return FALSE;
	guest_work(guest, source);
	return once_in(guest, 2) || !set(migration, source, STOP);
}

static void check_print(struct migration *migration, struct side *side, const char *what)
{
	struct guest *guest = migration->guest;
	struct print now;

	side_print(side, &now);
	for (guint i = 0; i < PAIR_REGISTERS; i++)
		claim(guest, now.registers[i] == migration->print.registers[i],
		      "%s: byte 0x%x of the registers is %02x, not %02x", what, i, now.registers[i],
		      migration->print.registers[i]);
	for (guint i = 0; i < PAIR_CONFIG; i++)
		claim(guest, now.config[i] == migration->print.config[i],
		      "%s: byte 0x%x of the configuration is %02x, not %02x", what, i,
		      now.config[i], migration->print.config[i]);
	claim(guest, !memcmp(now.memory, migration->print.memory, PAIR_MEMORY),
	      "%s: the memory is another", what);
}

static gboolean save(struct migration *migration)
{
	struct guest *guest = migration->guest;
	struct side *source = migration->source;
	gssize n;

	if (once_in(guest, 3) && !begin_load(migration))
		return FALSE;
	if (side_offers(source, PRE_COPY) && !once_in(guest, 3) ? !precopy(migration)
								: !stop(migration))
		return FALSE;
	if (set(migration, source, STOP_COPY))
		return FALSE;
	side_print(source, &migration->print);
	migration->has_print = TRUE;
	do {
		n = side_save(source, migration->stream, random_piece(guest));
		if (n < 0 || once_in(guest, 250) ||
		    (migration->is_loading && !forward(migration, FALSE)))
			return FALSE;
	} while (n);
	migration->is_saved = TRUE;
	check_print(migration, source, "the source that stands still");
	return !once_in(guest, 30);
}

/* What is saved becomes what the target is; TRUE: it runs. */
static gboolean load(struct migration *migration)
{
	struct guest *guest = migration->guest;
	struct side *target = migration->target;

	if (!migration->is_loading && !begin_load(migration))
		return FALSE;
	if (!forward(migration, TRUE) || once_in(guest, 50))
		return FALSE;
	if (once_in(guest, 2)) {
		if (set(migration, target, STOP))
			return FALSE;
		check_print(migration, target, "the target");
		if (once_in(guest, 50))
			return FALSE;
	}
	migration->may_run = TRUE;
	if (side_offers(target, RUNNING_P2P) && once_in(guest, 3) &&
	    set(migration, target, RUNNING_P2P))
		return FALSE;
	return !set(migration, target, RUNNING);
}

/* --- One migration -------------------------------------------------------------------- */

static void forget_faults(struct migration *migration)
{
	side_fault(migration->source, "");
	side_fault(migration->target, "");
}

/* The target is left as a machine that was given up leaves it: nothing of it counts. */
static void give_up_target(struct migration *migration)
{
	claim(migration->guest, !side_reset(migration->target), "the target cannot be reset");
	side_interrupts(migration->target);
	claim(migration->guest, side_state(migration->target) == RUNNING,
	      "the target is %s after a reset", name_of(side_state(migration->target)));
}

/* What runs in part is not taken back: it goes all the way. */
static gboolean has_begun_to_run(struct migration *migration)
{
	if (!migration->may_run || migration->target->is_v1 ||
	    side_state(migration->target) != RUNNING_P2P)
		return FALSE;
	claim(migration->guest, !set(migration, migration->target, RUNNING),
	      "the target runs by half, and cannot go on");
	return TRUE;
}

static gboolean try_again(struct migration *migration)
{
	if (!migration->is_saved || migration->was_reset || !once_in(migration->guest, 2))
		return FALSE;
	tell(migration->guest, "again");
	migration->loaded = 0;
	claim(migration->guest,
	      begin_load(migration) && forward(migration, TRUE) &&
		      !set(migration, migration->target, RUNNING),
	      "the second try fails");
	return TRUE;
}

static void restart(struct guest *guest, struct side *device)
{
	claim(guest, !side_reset(device), "it cannot be reset");
	guest_restart(guest, device);
}

/* The source still has it. */
static enum outcome go_on(struct migration *migration)
{
	struct guest *guest = migration->guest;
	struct side *source = migration->source;

	if (migration->was_reset) {
		guest_restart(guest, source);
		return RESET;
	}
	if (migration->has_print && side_state(source) != ERROR)
		check_print(migration, source, "the source that has to go on");
	if (set(migration, source, RUNNING)) {
		claim(guest, migration->can_break && side_state(source) == ERROR,
		      "the source cannot go on, is %s, and was not told to break",
		      name_of(side_state(source)));
		restart(guest, source);
		return BROKE;
	}
	side_end_session(source);
	return STAYED;
}

/* The target has it; whatever is done with the source, it does nothing. */
static void leave_source(struct migration *migration)
{
	struct guest *guest = migration->guest;
	struct side *source = migration->source;

	check_print(migration, source, "the source that has left");
	if (once_in(guest, 2))
		set(migration, source, STOP);
	if (once_in(guest, 2))
		side_end_session(source);
	if (once_in(guest, 4))
		claim(guest, !side_reset(source), "the source cannot be reset");
}

static enum outcome migrate(struct migration *migration)
{
	gboolean has_arrived = save(migration) && load(migration);

	forget_faults(migration);
	if (!has_arrived && (migration->was_reset || !has_begun_to_run(migration))) {
		give_up_target(migration);
		if (!try_again(migration))
			return go_on(migration);
		leave_source(migration);
		return RETRIED;
	}
	leave_source(migration);
	return ARRIVED;
}

/* --- Rounds --------------------------------------------------------------------------- */

static void open_side(struct guest *guest, struct side *side)
{
	g_autoptr(GError) error = NULL;

	claim(guest, side_open(side, &error), "%s", error ? error->message : "");
}

/* Where it is to go, another machine may have been, or this one just have begun. */
static void prepare_target(struct guest *guest, struct side *target)
{
	if (once_in(guest, 10)) {
		tell(guest, "target reopened");
		side_close(target);
		open_side(guest, target);
	} else if (once_in(guest, 2) || side_state(target) == ERROR) {
		claim(guest, !side_reset(target), "the target cannot be reset");
	}
	side_end_session(target);
	side_interrupts(target);
}

/* The device does something where it is, and nothing where it is not. */
static void check_one_runs(struct guest *guest, struct side *owner, struct side *other)
{
	gint64 end = g_get_monotonic_time() + SECONDS * G_USEC_PER_SEC;
	guint64 still = side_get(other, TEST_WORK_64, 8);
	guint64 done = side_get(other, TEST_DONE_64, 8);
	guint64 work = side_get(owner, TEST_WORK_64, 8);

	while (side_get(owner, TEST_WORK_64, 8) < work + 2) {
		claim(guest, g_get_monotonic_time() < end, "it does not run at all");
		g_usleep(200);
	}
	claim(guest, side_get(other, TEST_WORK_64, 8) == still, "it runs in both places");
	claim(guest, side_get(other, TEST_DONE_64, 8) == done, "its job goes on in both places");
}

static void check_interrupts(struct pair *pair)
{
	struct guest *guest = &pair->guest;

	guest->interrupts += side_interrupts(&pair->sides[0]);
	guest->interrupts += side_interrupts(&pair->sides[1]);
	claim(guest, guest->job.is_active || guest->interrupts == guest->jobs,
	      "%" G_GUINT64_FORMAT " jobs were complete, with %" G_GUINT64_FORMAT " interrupts",
	      guest->jobs, guest->interrupts);
}

static void do_round(struct pair *pair)
{
	struct guest *guest = &pair->guest;
	struct migration migration = {
		.guest = guest,
		.source = &pair->sides[pair->owner],
		.target = &pair->sides[!pair->owner],
	};
	enum outcome outcome;

	g_string_truncate(guest->story, 0);
	for (guint n = below(guest, 6); n; n--)
		guest_work(guest, migration.source);
	check_interrupts(pair);
	migration.source->is_v1 = once_in(guest, 2);
	migration.target->is_v1 = once_in(guest, 2);
	tell(guest, "%s to %s", migration.source->is_v1 ? "v1" : "v2",
	     migration.target->is_v1 ? "v1" : "v2");
	prepare_target(guest, migration.target);
	migration.can_break = add_faults(guest, migration.source);
	add_faults(guest, migration.target);
	migration.stream = g_byte_array_new();
	outcome = migrate(&migration);
	g_byte_array_unref(migration.stream);
	tell(guest, "%s", outcomes[outcome]);
	pair->counts[outcome]++;
	if (outcome == ARRIVED || outcome == RETRIED)
		pair->owner = !pair->owner;
	guest_check(guest, &pair->sides[pair->owner]);
	guest_begin_job(guest, &pair->sides[pair->owner]);
	check_one_runs(guest, &pair->sides[pair->owner], &pair->sides[!pair->owner]);
	if (once_in(guest, 2))
		guest_settle(guest, &pair->sides[pair->owner]);
}

/* Others look at what is held; what a migration left behind by chance is not to count. */
static void wait_at(struct pair *pair, guint round)
{
	char line[8];

	side_end_session(&pair->sides[pair->owner]);
	claim(&pair->guest, !side_reset(&pair->sides[!pair->owner]), "it cannot be reset");
	printf("checkpoint %u\n", round);
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		exit(1);
}

static void run(struct pair *pair, guint rounds)
{
	struct guest *guest = &pair->guest;

	for (guint i = 0; i < 2; i++)
		open_side(guest, &pair->sides[i]);
	restart(guest, &pair->sides[0]);
	for (guest->round = 1; guest->round <= rounds; guest->round++) {
		do_round(pair);
		if (guest->round % CHECKPOINT == 0)
			wait_at(pair, guest->round);
	}
	guest_settle(guest, &pair->sides[pair->owner]);
	check_interrupts(pair);
	for (guint i = 0; i < 2; i++)
		side_close(&pair->sides[i]);
	for (guint i = 0; i < OUTCOMES; i++)
		printf("count %u %s\n", pair->counts[i], outcomes[i]);
}

int main(int argc, char **argv)
{
	struct pair *pair = g_new0(struct pair, 1);
	struct guest *guest = &pair->guest;

	if (argc != 6) {
		fprintf(stderr, "usage: migrate-pairs SYSFS ADDRESS ADDRESS ROUNDS SEED\n");
		return 2;
	}
	guest->bytes =
		mmap(NULL, PAIR_GUEST, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	guest->rand = g_rand_new_with_seed((guint32)strtoul(argv[5], NULL, 10));
	guest->story = g_string_new(NULL);
	for (guint i = 0; i < 2; i++) {
		pair->sides[i].sysfs = argv[1];
		pair->sides[i].name = argv[2 + i];
		pair->sides[i].guest = guest->bytes;
	}
	run(pair, (guint)strtoul(argv[4], NULL, 10));
	g_string_free(guest->story, TRUE);
	g_rand_free(guest->rand);
	munmap(guest->bytes, PAIR_GUEST);
	g_free(pair);
	return 0;
}
