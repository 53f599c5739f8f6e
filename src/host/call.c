/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls of clients, from the notification to the answer.
 */
#include <errno.h>
#include <string.h>
#include <sys/resource.h>

#include "host/fault.h"
#include "host/internal.h"

static enum answer (*const handlers[SYSCALL_COUNT])(struct unbroken_call *call) = {
	[CALL_ioctl] = call_ioctl,
	[CALL_read] = call_read,
	[CALL_write] = call_write,
	[CALL_pread64] = call_read,
	[CALL_pwrite64] = call_write,
	[CALL_readv] = call_read,
	[CALL_writev] = call_write,
	[CALL_preadv] = call_read,
	[CALL_pwritev] = call_write,
	[CALL_preadv2] = call_read,
	[CALL_pwritev2] = call_write,
	[CALL_lseek] = call_seek,
	[CALL_mmap] = call_map,
	[CALL_mmap2] = call_map,
	[CALL_fstat] = call_status,
	[CALL_fstat64] = call_status,
	[CALL_dup] = call_duplicate,
	[CALL_dup2] = call_duplicate,
	[CALL_dup3] = call_duplicate,
	[CALL_fcntl] = call_duplicate,
	[CALL_fcntl64] = call_duplicate,
	[CALL_close] = call_close,
	[CALL_close_range] = call_close_range,
	[CALL_open] = call_open,
	[CALL_openat] = call_open,
	[CALL_openat2] = call_open,
	[CALL_access] = call_path_exists,
	[CALL_faccessat] = call_path_exists,
	[CALL_faccessat2] = call_path_exists,
	[CALL_stat] = call_status,
	[CALL_lstat] = call_status,
	[CALL_newfstatat] = call_status,
	[CALL_statx] = call_status,
	[CALL_execve] = call_execute,
	[CALL_execveat] = call_execute,
	[CALL_eventfd] = call_make_event,
	[CALL_eventfd2] = call_make_event,
};

static struct unbroken_call *call_new(struct host *host, struct unbroken_client *client,
				      enum syscall syscall)
{
	const struct seccomp_notif *request = host->notifier.request;
	struct unbroken_call *call = g_new0(struct unbroken_call, 1);

	call->host = host;
	call->id = request->id;
	call->thread = (pid_t)request->pid;
	call->client = unbroken_client_keep(client);
	call->syscall = syscall;
	call->name = syscalls[syscall].name;
	for (gsize i = 0; i < G_N_ELEMENTS(call->arguments); i++)
		call->arguments[i] = request->data.args[i];
	if (host_is_noting(host))
		call->begun = g_get_monotonic_time();
	return call;
}

/* Large ones would be fetched from the kernel each time, page by page. */
void call_take_buffer(struct unbroken_call *call)
{
	struct host *host = call->host;

	call->has_spare = TRUE;
	call->buffer = host->spare ? host->spare : g_malloc(TRANSFER_BYTES);
	host->spare = NULL;
}

static void drop_buffer(struct unbroken_call *call)
{
	if (call->has_spare && !call->host->spare)
		call->host->spare = call->buffer;
	else
		g_free(call->buffer);
}

static void call_free(struct unbroken_call *call)
{
	drop_buffer(call);
	g_free(call->told);
	g_free(call->left);
	g_clear_pointer(&call->parts, g_array_unref);
	g_clear_pointer(&call->gifts, g_array_unref);
	unbroken_client_drop(call->client);
	g_free(call);
}

enum answer call_return(struct unbroken_call *call, gint64 result)
{
	call->result = result;
	return ANSWER_RESULT;
}

/* What has nothing of ours there any more must not reach what was behind it. */
enum answer call_of_others(struct unbroken_call *call)
{
	return range_has(&call->host->given, call->arguments[0]) ? call_return(call, -EBADF)
								 : ANSWER_CONTINUE;
}

/* --- Descriptors that are given -------------------------------------------------- */

gint64 call_give_file(struct unbroken_call *call, struct unbroken_file *file, gboolean is_new,
		      gboolean close_on_exec)
{
	guint32 number = file_free_number(call->client);
	const struct gift gift = { file, number, is_new, close_on_exec };

	if (!number)
		return -EMFILE;
	if (!call->gifts)
		call->gifts = g_array_new(FALSE, FALSE, sizeof(struct gift));
	g_array_append_val(call->gifts, gift);
	client_know_number(call->client, number, file);
	return number;
}

/* Even we can give only what the soft limit of its own lets a client have. */
static gboolean add_beyond_limit(const struct unbroken_call *call, const struct gift *gift)
{
	const pid_t process = call->client->process;
	struct rlimit limit, raised;
	gboolean done;

	if (prlimit(process, RLIMIT_NOFILE, NULL, &limit) < 0)
		return FALSE;
	raised = (struct rlimit){ limit.rlim_max, limit.rlim_max };
	if (limit.rlim_cur <= gift->number && prlimit(process, RLIMIT_NOFILE, &raised, NULL) < 0)
		return FALSE;
	done = notifier_add(&call->host->notifier, call->id, gift->file->backing, gift->number,
			    gift->close_on_exec);
	if (limit.rlim_cur <= gift->number)
		prlimit(process, RLIMIT_NOFILE, &limit, NULL);
	return done;
}

static void note_number(struct unbroken_file *file, guint32 number)
{
	for (guint i = 0; i < file->numbers->len; i++) {
		if (g_array_index(file->numbers, guint32, i) == number)
			return;
	}
	g_array_append_val(file->numbers, number);
}

void call_note_number(struct unbroken_call *call, struct unbroken_file *file, guint32 number)
{
	note_number(file, number);
	if (range_has(&call->host->watched, number))
		client_know_number(call->client, number, file);
}

static gint64 hand_over(struct unbroken_call *call, gint64 result)
{
	for (guint i = 0; call->gifts && i < call->gifts->len; i++) {
		struct gift *gift = &g_array_index(call->gifts, struct gift, i);

		if (result >= 0 && !add_beyond_limit(call, gift))
			result = -EMFILE;
		if (result >= 0) {
			note_number(gift->file, gift->number);
			continue;
		}
		client_forget_number(call->client, gift->number);
		if (gift->is_new)
			file_close(gift->file);
	}
	return result;
}

long unbroken_call_open(struct unbroken_call *call,
			const struct unbroken_file_operations *operations, void *data, int memory,
			uint32_t flags)
{
	struct unbroken_file *file = file_new(call->device, operations, data, memory, flags);
	gint64 number;

	if (!file)
		return -EMFILE;
	number = call_give_file(call, file, TRUE, (flags & UNBROKEN_FILE_CLOEXEC) != 0);
	if (number < 0)
		file_drop(file);
	return (long)number;
}

/* --- Answers ------------------------------------------------------------------------ */

void call_complete(struct unbroken_call *call, gint64 result)
{
	struct host *host = call->host;

	if (call->finish)
		result = call->finish(call, result);
	result = hand_over(call, result);
	host_keep_result(call, result);
	notifier_answer(&host->notifier, call->id, result);
	host_note_call(call, result);
	call_free(call);
}

enum answer call_take_result(struct unbroken_call *call, gint64 result)
{
	return result == UNBROKEN_LATER ? ANSWER_LATER : call_return(call, result);
}

static void finish_waiting(struct unbroken_call *call, gint64 result)
{
	g_ptr_array_remove_fast(call->host->waiting, call);
	call_complete(call, result);
}

void unbroken_call_finish(struct unbroken_call *call, long result)
{
	finish_waiting(call, result);
}

void unbroken_call_on_cancel(struct unbroken_call *call,
			     void (*cancel)(struct unbroken_call *call, void *data), void *data)
{
	call->cancel = cancel;
	call->cancel_data = data;
}

static void drop_gifts(struct unbroken_call *call)
{
	for (guint i = 0; call->gifts && i < call->gifts->len; i++) {
		const struct gift *gift = &g_array_index(call->gifts, struct gift, i);

		if (gift->is_new)
			file_close(gift->file);
	}
}

void calls_cancel(struct host *host, const struct unbroken_client *client)
{
	for (guint i = 0; i < host->waiting->len;) {
		struct unbroken_call *call = host->waiting->pdata[i];

		if (client && call->client != client) {
			i++;
			continue;
		}
		g_ptr_array_remove_index_fast(host->waiting, i);
		loop_cancel(host->loop, call->delay);
		if (call->cancel)
			call->cancel(call, call->cancel_data);
		drop_gifts(call);
		call_free(call);
		i = 0;
	}
}

static void answer(struct unbroken_call *call, enum answer answer)
{
	switch (answer) {
	case ANSWER_CONTINUE:
		notifier_continue(&call->host->notifier, call->id);
		call_free(call);
		return;
	case ANSWER_LATER:
		g_ptr_array_add(call->host->waiting, call);
		return;
	case ANSWER_RESULT:
	default:
		call_complete(call, call->result);
	}
}

void call_handle(struct host *host)
{
	const struct seccomp_notif *request = host->notifier.request;
	enum syscall syscall = syscall_find(request->data.arch, request->data.nr);
	struct unbroken_client *client;
	struct unbroken_call *call;

	client = client_of(host, (pid_t)request->pid, request->data.arch);
	/* Whoever ended gets no answer; what we do not know is none of ours. */
	if (!client || syscall == SYSCALL_COUNT) {
		notifier_continue(&host->notifier, request->id);
		return;
	}
	if (host->doubtful->len)
		files_settle(host);
	call = call_new(host, client, syscall);
	answer(call, handlers[syscall](call));
}

/* --- For models ------------------------------------------------------------------------ */

struct unbroken_file *unbroken_call_file(const struct unbroken_call *call)
{
	return call->file;
}

void *unbroken_call_state(const struct unbroken_call *call)
{
	return call->device->state;
}

struct unbroken_client *unbroken_call_client(const struct unbroken_call *call)
{
	return call->client;
}

struct unbroken_file *unbroken_call_find_file(struct unbroken_call *call, int descriptor)
{
	return file_find(call->client, (guint32)descriptor);
}

/* --- Asking a model, with faults ----------------------------------------------------------- */

static void ask_now(void *data)
{
	struct unbroken_call *call = data;
	gint64 result;

	call->delay = 0;
	result = call->ask(call);
	if (result != UNBROKEN_LATER)
		finish_waiting(call, result);
}

enum answer call_ask(struct unbroken_call *call, gint64 (*ask)(struct unbroken_call *call))
{
	struct fault_effect effect = { 0 };

	if (fault_strikes(call->device, call->name, &effect)) {
		host_note(call->host, "fault: %s of %s", call->name, call->device->name);
		if (effect.error)
			return call_return(call, -effect.error);
		if (effect.cuts)
			call->size = MIN(call->size, effect.cut);
	}
	if (!effect.milliseconds)
		return call_take_result(call, ask(call));
	call->ask = ask;
	call->delay = loop_after(call->host->loop, effect.milliseconds, ask_now, call);
	return ANSWER_LATER;
}
