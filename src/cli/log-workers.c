/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A long history, shared out among processes.  Each worker walks all of it, claims a few
 * batches at a time, and judges them; what it has to tell goes through a pipe of its own, and
 * is told in the order of the history.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/log.h"
#include "util/fd.h"

#define WORKERS_MAX 16

/* Neighbouring batches share models: so many make a run, which stays with a worker. */
#define RUN 2

/* What is told too early is kept; beyond this much, who is early has to wait. */
#define HELD_BYTES_MAX ((gsize)16 << 20)

/* An entry of a report is far smaller; a frame of a worker that went wrong need not be. */
#define FRAME_BYTES_MAX ((guint32)1 << 30)

enum frame_kind {
	FRAME_RUN,   /* what follows is of this run, a guint; the one before is over */
	FRAME_ENTRY, /* a byte, whether something in it could not be judged, and its text */
	FRAME_END,   /* there are no more batches */
	FRAME_CUT,   /* the history cannot be followed any further: why */
	FRAME_ERROR, /* the run cannot be judged: why */
};

struct frame {
	guint32 kind;
	guint32 size; /* bytes that follow */
};

struct worker {
	pid_t pid;
	int in;    /* -1 when it has ended */
	guint run; /* the one that it has told of last; G_MAXUINT: none yet */
};

/* A run as far as it has been heard of. */
struct run {
	GPtrArray
		*entries; /* GBytes, held until it is their turn; NULL as long as there are none */
	gboolean is_over;
};

struct sharing {
	struct log *log;
	struct worker workers[WORKERS_MAX];
	guint n_workers;
	gint *next;      /* shared with the workers: the first run that nobody has claimed */
	GArray *runs;    /* struct run, by number */
	guint due;       /* the run that is being told */
	gsize held;      /* bytes */
	GBytes *failure; /* why the run failed could not be judged; NULL if all went well */
	guint failed;    /* G_MAXUINT: what comes behind all runs */
};

/* --- In a worker ------------------------------------------------------------ */

/* Who cannot be heard any more has nothing left to do. */
static void send(int out, enum frame_kind kind, gconstpointer bytes, gsize size)
{
	const struct frame frame = { kind, (guint32)size };

	if (!fd_write_all(out, &frame, sizeof(frame)) || !fd_write_all(out, bytes, size))
		_exit(0);
}

static gboolean send_entry(struct log *log, const char *text, gsize size, GError **error)
{
	g_autoptr(GString) entry = g_string_new(NULL);

	(void)error;
	g_string_append_c(entry, (char)log->is_incomplete);
	g_string_append_len(entry, text, (gssize)size);
	send(log->out, FRAME_ENTRY, entry->str, entry->len);
	log->is_incomplete = FALSE;
	return TRUE;
}

static guint claim(const struct sharing *sharing)
{
	return (guint)g_atomic_int_add(sharing->next, 1);
}

/* What remains to be said when all that could be told has been. */
static enum frame_kind tell_share(const struct sharing *sharing, struct history *history,
				  GError **error)
{
	g_autoptr(GPtrArray) commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);
	struct log *log = sharing->log;
	guint mine = claim(sharing);

	for (guint batch = 0;; batch++) {
		if (!log_next_batch(history, commits, error))
			return FRAME_CUT;
		if (!commits->len)
			return FRAME_END;
		if (batch / RUN != mine)
			continue;
		if (batch % RUN == 0)
			send(log->out, FRAME_RUN, &mine, sizeof(mine));
		if (!log_tell_batch(log, commits, error))
			return FRAME_ERROR;
		if (batch % RUN == RUN - 1)
			mine = claim(sharing);
	}
}

static void run_worker(const struct sharing *sharing, struct history *history, int out)
{
	g_autoptr(GError) error = NULL;
	struct log *log = sharing->log;
	enum frame_kind kind;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	log->emit = send_entry;
	log->out = out;
	log->session.compare.workers = 1;
	recent_run_forget(log->session.recent);
	kind = tell_share(sharing, history, &error);
	send(out, kind, error ? error->message : NULL, error ? strlen(error->message) : 0);
	recent_run_end(log->session.recent);
	/* What else is kept between runs is the parent's to write. */
	_exit(0);
}

/* --- Around them ------------------------------------------------------------ */

static gboolean start_worker(struct sharing *sharing, struct history *history, GError **error)
{
	struct worker *worker = &sharing->workers[sharing->n_workers];
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0) {
		g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno),
			    "cannot make a pipe: %s", g_strerror(errno));
		return FALSE;
	}
	*worker = (struct worker){ .in = ends[0], .run = G_MAXUINT };
	worker->pid = fork();
	if (worker->pid == 0) {
		for (guint i = 0; i <= sharing->n_workers; i++)
			close(sharing->workers[i].in);
		run_worker(sharing, history, ends[1]);
	}
	close(ends[1]);
	if (worker->pid > 0) {
		sharing->n_workers++;
		return TRUE;
	}
	close(ends[0]);
	g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno),
		    "cannot start a process: %s", g_strerror(errno));
	return FALSE;
}

static gboolean fail_lost(GError **error)
{
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
		    "a process that judged a part of the history ended early");
	return FALSE;
}

static struct run *run_at(struct sharing *sharing, guint number)
{
	if (number >= sharing->runs->len)
		g_array_set_size(sharing->runs, number + 1);
	return &g_array_index(sharing->runs, struct run, number);
}

static void run_clear(gpointer data)
{
	struct run *run = data;

	g_clear_pointer(&run->entries, g_ptr_array_unref);
}

static void hold(struct sharing *sharing, struct run *run, GBytes *entry)
{
	if (!run->entries)
		run->entries = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_ptr_array_add(run->entries, g_bytes_ref(entry));
	sharing->held += g_bytes_get_size(entry);
}

static gboolean print_entry(struct log *log, GBytes *entry, GError **error)
{
	gsize size;
	const char *text = g_bytes_get_data(entry, &size);

	if (log_is_full(log))
		return TRUE;
	log->is_incomplete |= text[0];
	return log_print(log, text + 1, size - 1, error);
}

/* Tells what was held of the run that is due now, and of those behind it. */
static gboolean tell_due(struct sharing *sharing, GError **error)
{
	while (sharing->due < sharing->runs->len) {
		struct run *run = run_at(sharing, sharing->due);

		for (guint i = 0; run->entries && i < run->entries->len; i++) {
			sharing->held -= g_bytes_get_size(run->entries->pdata[i]);
			if (!print_entry(sharing->log, run->entries->pdata[i], error))
				return FALSE;
		}
		run_clear(run);
		if (!run->is_over)
			return TRUE;
		sharing->due++;
	}
	return TRUE;
}

static gboolean take_entry(struct sharing *sharing, const struct worker *worker, GBytes *entry,
			   GError **error)
{
	if (worker->run == G_MAXUINT || g_bytes_get_size(entry) == 0)
		return fail_lost(error);
	if (worker->run == sharing->due)
		return print_entry(sharing->log, entry, error);
	hold(sharing, run_at(sharing, worker->run), entry);
	return TRUE;
}

/* A run ends when its worker begins another one, or has none left. */
static void end_run(struct sharing *sharing, const struct worker *worker)
{
	if (worker->run != G_MAXUINT)
		run_at(sharing, worker->run)->is_over = TRUE;
}

static gboolean begin_run(struct sharing *sharing, struct worker *worker, GBytes *number,
			  GError **error)
{
	gsize size;
	gconstpointer bytes = g_bytes_get_data(number, &size);

	if (size != sizeof(worker->run))
		return fail_lost(error);
	end_run(sharing, worker);
	memcpy(&worker->run, bytes, size);
	run_at(sharing, worker->run);
	return tell_due(sharing, error);
}

static void end_hearing(struct worker *worker)
{
	close(worker->in);
	worker->in = -1;
}

/* Told when it is its turn, like all that comes before it. */
static void take_failure(struct sharing *sharing, GBytes *message, guint run)
{
	if (sharing->failure && sharing->failed <= run)
		return;
	g_clear_pointer(&sharing->failure, g_bytes_unref);
	sharing->failure = g_bytes_ref(message);
	sharing->failed = run;
}

static gboolean fail_as_told(const struct sharing *sharing, GError **error)
{
	gsize size;
	const char *text = g_bytes_get_data(sharing->failure, &size);

	g_set_error(error, GIT_ERROR_QUARK, GIT_ERROR_OTHER, "%.*s", (int)size, text);
	return FALSE;
}

static gboolean take_frame(struct sharing *sharing, struct worker *worker, enum frame_kind kind,
			   GBytes *bytes, GError **error)
{
	switch (kind) {
	case FRAME_RUN:
		return begin_run(sharing, worker, bytes, error);
	case FRAME_ENTRY:
		return take_entry(sharing, worker, bytes, error);
	case FRAME_CUT:
		take_failure(sharing, bytes, G_MAXUINT);
		/* fall through */
	case FRAME_END:
		end_run(sharing, worker);
		end_hearing(worker);
		return tell_due(sharing, error);
	case FRAME_ERROR:
		take_failure(sharing, bytes, worker->run);
		end_hearing(worker);
		return TRUE;
	}
	return fail_lost(error);
}

static gboolean hear(struct sharing *sharing, struct worker *worker, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	struct frame frame;
	gpointer memory;
	gboolean done;

	if (!fd_read_all(worker->in, &frame, sizeof(frame)) || frame.size > FRAME_BYTES_MAX)
		return fail_lost(error);
	memory = g_malloc(frame.size + 1);
	done = fd_read_all(worker->in, memory, frame.size);
	bytes = g_bytes_new_take(memory, frame.size);
	return done ? take_frame(sharing, worker, frame.kind, bytes, error) : fail_lost(error);
}

/* Waits until somebody has something to tell; how many are left. */
static guint wait_for_any(const struct sharing *sharing, struct pollfd *fds)
{
	guint n_left = 0;

	for (guint i = 0; i < sharing->n_workers; i++) {
		const struct worker *worker = &sharing->workers[i];
		gboolean is_early = sharing->held > HELD_BYTES_MAX && worker->run != G_MAXUINT &&
				    worker->run != sharing->due;

		n_left += worker->in >= 0;
		fds[i] = (struct pollfd){ .fd = is_early ? -1 : worker->in, .events = POLLIN };
	}
	if (n_left)
		poll(fds, sharing->n_workers, -1);
	return n_left;
}

static gboolean has_failed(const struct sharing *sharing)
{
	return sharing->failure && sharing->due >= sharing->failed;
}

static gboolean take_all(struct sharing *sharing, GError **error)
{
	struct pollfd fds[WORKERS_MAX];

	while (!log_is_full(sharing->log) && !has_failed(sharing) && wait_for_any(sharing, fds)) {
		session_progress(&sharing->log->session, "%u commits told", sharing->log->told);
		for (guint i = 0; i < sharing->n_workers; i++) {
			if (fds[i].revents && !hear(sharing, &sharing->workers[i], error))
				return FALSE;
		}
	}
	if (log_is_full(sharing->log) || !sharing->failure)
		return TRUE;
	return fail_as_told(sharing, error);
}

static void end_worker(const struct worker *worker)
{
	kill(worker->pid, SIGKILL);
	while (waitpid(worker->pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (worker->in >= 0)
		close(worker->in);
}

static guint count_workers(const struct log *log)
{
	guint n = log->session.compare.workers ? log->session.compare.workers
					       : g_get_num_processors();

	return MIN(n, WORKERS_MAX);
}

static gboolean tell_alone(struct log *log, struct history *history, GError **error)
{
	g_autoptr(GPtrArray) commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);

	do {
		session_progress(&log->session, "%u commits told", log->told);
		if (!log_next_batch(history, commits, error))
			return FALSE;
		if (!commits->len)
			return TRUE;
		if (!log_tell_batch(log, commits, error))
			return FALSE;
	} while (!log_is_full(log));
	return TRUE;
}

static gboolean share_among(struct sharing *sharing, struct history *history, guint n,
			    GError **error)
{
	gboolean done = TRUE;

	while (done && sharing->n_workers < n)
		done = start_worker(sharing, history, error);
	done = done && take_all(sharing, error);
	for (guint i = 0; i < sharing->n_workers; i++)
		end_worker(&sharing->workers[i]);
	return done;
}

gboolean log_share(struct log *log, struct history *history, GError **error)
{
	const guint n = count_workers(log);
	struct sharing sharing = { .log = log };
	gboolean done;

	if (n < 2)
		return tell_alone(log, history, error);
	sharing.next = mmap(NULL, sizeof(*sharing.next), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (sharing.next == MAP_FAILED) {
		g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno),
			    "cannot share memory: %s", g_strerror(errno));
		return FALSE;
	}
	sharing.runs = g_array_new(FALSE, TRUE, sizeof(struct run));
	g_array_set_clear_func(sharing.runs, run_clear);
	done = share_among(&sharing, history, n, error);
	g_array_unref(sharing.runs);
	g_clear_pointer(&sharing.failure, g_bytes_unref);
	munmap(sharing.next, sizeof(*sharing.next));
	return done;
}
