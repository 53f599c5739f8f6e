/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A run: from the start of the program until it and all it started have ended.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/filter.h"
#include "host/internal.h"
#include "host/start.h"

static guint key_hash(gconstpointer data)
{
	const struct file_key *key = data;

	return (guint)(key->inode ^ key->device << 16);
}

static gboolean key_equal(gconstpointer left, gconstpointer right)
{
	const struct file_key *a = left, *b = right;

	return a->device == b->device && a->inode == b->inode;
}

struct host *host_new(const struct host_voice *voice)
{
	struct host *host = g_new0(struct host, 1);

	host->voice = *voice;
	pthread_mutex_init(&host->lock, NULL);
	host->loop = loop_new(&host->lock);
	host->devices = g_ptr_array_new_with_free_func((GDestroyNotify)device_free);
	host->files = g_hash_table_new(key_hash, key_equal);
	host->clients = g_hash_table_new(g_direct_hash, g_direct_equal);
	host->threads = g_hash_table_new(g_direct_hash, g_direct_equal);
	host->doubtful = g_ptr_array_new();
	host->waiting = g_ptr_array_new();
	host->notifier.listener = -1;
	return host;
}

static void close_all_files(struct host *host)
{
	GHashTableIter files;
	gpointer file;

	for (;;) {
		g_hash_table_iter_init(&files, host->files);
		if (!g_hash_table_iter_next(&files, NULL, &file))
			return;
		file_close(file);
	}
}

void host_free(struct host *host)
{
	if (!host)
		return;
	calls_cancel(host, NULL);
	close_all_files(host);
	client_free_all(host);
	g_ptr_array_unref(host->devices);
	g_hash_table_unref(host->files);
	g_hash_table_unref(host->clients);
	g_hash_table_unref(host->threads);
	g_ptr_array_unref(host->doubtful);
	g_ptr_array_unref(host->waiting);
	notifier_clear(&host->notifier);
	g_free(host->spare);
	events_free(host->events);
	loop_free(host->loop);
	pthread_mutex_destroy(&host->lock);
	g_free(host);
}

/* --- What can happen --------------------------------------------------------------- */

/* Also what others left behind becomes a child of ours. */
static void reap(struct host *host)
{
	int status;
	pid_t process;

	while ((process = waitpid(-1, &status, WNOHANG)) > 0) {
		if (process == host->root)
			host->status = status;
	}
	if (process < 0 && errno == ECHILD)
		loop_stop(host->loop);
}

struct signals {
	struct host *host;
	int descriptor;
};

static void on_signal(void *data)
{
	const struct signals *signals = data;
	struct signalfd_siginfo info;

	while (read(signals->descriptor, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			reap(signals->host);
		else if (signals->host->status < 0)
			kill(signals->host->root, (int)info.ssi_signo);
	}
}

/* --- The run ----------------------------------------------------------------------------- */

/* The program gets those of the user's signals that we get in its place. */
static gboolean catch_signals(struct signals *signals, sigset_t *before, GError **error)
{
	sigset_t caught;

	sigemptyset(&caught);
	sigaddset(&caught, SIGCHLD);
	sigaddset(&caught, SIGTERM);
	sigaddset(&caught, SIGHUP);
	sigaddset(&caught, SIGINT);
	sigprocmask(SIG_BLOCK, &caught, before);
	signals->descriptor = signalfd(-1, &caught, SFD_CLOEXEC | SFD_NONBLOCK);
	return signals->descriptor >= 0 || host_fail(error, errno, "cannot wait for signals");
}

/* --- Calls ------------------------------------------------------------------------------- */

static gpointer receive_calls(gpointer data)
{
	struct host *host = data;

	host->receiver = pthread_self();
	g_atomic_int_set(&host->receives, TRUE);
	while (!g_atomic_int_get(&host->is_over)) {
		if (notifier_receive(&host->notifier)) {
			pthread_mutex_lock(&host->lock);
			call_handle(host);
			pthread_mutex_unlock(&host->lock);
		} else if ((errno != EINTR && errno != ENOENT) ||
			   notifier_is_left(&host->notifier)) {
			break;
		}
	}
	g_atomic_int_set(&host->receives, FALSE);
	return NULL;
}

static void on_end(int signal)
{
	(void)signal;
}

/* It may be waiting for a call that nobody makes any more: a signal ends that, if it comes while
 * it waits. */
static void end_receiver(struct host *host, GThread *receiver)
{
	const struct sigaction action = { .sa_handler = on_end };
	struct sigaction before;

	sigaction(SIGUSR1, &action, &before);
	g_atomic_int_set(&host->is_over, TRUE);
	while (g_atomic_int_get(&host->receives)) {
		pthread_kill(host->receiver, SIGUSR1);
		g_usleep(1000);
	}
	g_thread_join(receiver);
	sigaction(SIGUSR1, &before, NULL);
}

static int shell_status(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static gboolean serve(struct host *host, const struct started *started, struct signals *signals,
		      char *const *arguments, GError **error)
{
	GThread *receiver;
	guint32 children;

	host->root = started->process;
	host->status = -1;
	if (!notifier_init(&host->notifier, started->listener, error))
		return FALSE;
	pthread_mutex_lock(&host->lock);
	children = loop_watch(host->loop, signals->descriptor, on_signal, signals);
	/* One may have come before it was watched for. */
	reap(host);
	receiver = g_thread_new("calls", receive_calls, host);
	loop_run(host->loop);
	loop_cancel(host->loop, children);
	pthread_mutex_unlock(&host->lock);
	end_receiver(host, receiver);
	return start_succeeded(started, arguments[0], error);
}

void host_watch_all_descriptors(struct host *host)
{
	host->watches_all = TRUE;
}

gboolean host_run(struct host *host, char *const *arguments, int *ret_status, GError **error)
{
	struct signals signals = { .host = host, .descriptor = -1 };
	struct started started = { .listener = -1, .report = -1 };
	AUTO(filter) filter = NULL;
	GPtrArray *overlays;
	sigset_t before;
	gboolean done;

	if (!range_choose(host->watches_all, &host->given, &host->watched, error))
		return FALSE;
	if (!events_can_take())
		host->events = events_new();
	filter = filter_new(&host->watched, host->events != NULL, error);
	if (!filter || !catch_signals(&signals, &before, error))
		return FALSE;
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	overlays = overlays_new(host, error);
	done = overlays && start_client(&started, arguments, filter, overlays, error) &&
	       serve(host, &started, &signals, arguments, error);
	overlays_free(overlays);
	if (started.report >= 0)
		close(started.report);
	close(signals.descriptor);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (done)
		*ret_status = shell_status(host->status);
	return done;
}
