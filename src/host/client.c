/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The processes that use our devices: known from their first call until they end.
 */
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/internal.h"

struct unbroken_client *unbroken_client_keep(struct unbroken_client *client)
{
	client->references++;
	return client;
}

void unbroken_client_drop(struct unbroken_client *client)
{
	if (!client || --client->references > 0)
		return;
	g_free(client->known);
	g_free(client);
}

int unbroken_client_is_32bit(const struct unbroken_client *client)
{
	return client->is_32bit;
}

void client_forget_files(struct unbroken_client *client)
{
	memset(client->known, 0, client->host->watched.size * sizeof(*client->known));
}

void client_know_number(struct unbroken_client *client, guint32 number, struct unbroken_file *file)
{
	client->known[number - client->host->watched.base] = file;
}

void client_forget_number(struct unbroken_client *client, guint32 number)
{
	if (range_has(&client->host->watched, number))
		client->known[number - client->host->watched.base] = NULL;
}

void clients_forget_file(struct host *host, const struct unbroken_file *file)
{
	GHashTableIter clients;
	gpointer value;

	g_hash_table_iter_init(&clients, host->clients);
	while (g_hash_table_iter_next(&clients, NULL, &value)) {
		struct unbroken_client *client = value;

		for (guint32 i = 0; i < host->watched.size; i++) {
			if (client->known[i] == file)
				client->known[i] = NULL;
		}
	}
}

static gboolean is_thread_of(gpointer thread, gpointer client, gpointer wanted)
{
	(void)thread;
	return client == wanted;
}

/* Calls wait no more, and what it had open may have been the last of its files. */
static void client_ended(void *data)
{
	struct unbroken_client *client = data;
	struct host *host = client->host;

	loop_cancel(host->loop, client->watch);
	close(client->pidfd);
	client->pidfd = -1;
	calls_cancel(host, client);
	g_hash_table_foreach_remove(host->threads, is_thread_of, client);
	g_hash_table_remove(host->clients, GINT_TO_POINTER(client->process));
	unbroken_client_drop(client);
	files_doubt_all(host);
	files_settle(host);
}

static struct unbroken_client *client_new(struct host *host, pid_t process, guint32 arch)
{
	struct unbroken_client *client;
	int pidfd = (int)syscall(SYS_pidfd_open, process, 0);

	if (pidfd < 0)
		return NULL;
	client = g_new0(struct unbroken_client, 1);
	client->host = host;
	client->references = 1;
	client->process = process;
	client->pidfd = pidfd;
	client->is_32bit = arch_is_32bit(arch);
	client->known = g_new0(struct unbroken_file *, host->watched.size);
	client->watch = loop_watch(host->loop, pidfd, client_ended, client);
	g_hash_table_insert(host->clients, GINT_TO_POINTER(process), client);
	return client;
}

/* The process that @thread belongs to; 0: it ended. */
static pid_t process_of(pid_t thread)
{
	char path[64], line[128];
	int process = 0;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/status", thread);
	status = fopen(path, "re");
	while (status && !process && fgets(line, sizeof(line), status)) {
		if (sscanf(line, "Tgid: %d", &process) != 1)
			process = 0;
	}
	if (status)
		fclose(status);
	return process;
}

/* The kernel answers this quickest: a thread of that number may be another's by now. */
static gboolean is_still_of(pid_t thread, const struct unbroken_client *client)
{
	return syscall(SYS_tgkill, client->process, thread, 0) == 0;
}

struct unbroken_client *client_of(struct host *host, pid_t thread, guint32 arch)
{
	struct unbroken_client *client =
		g_hash_table_lookup(host->threads, GINT_TO_POINTER(thread));
	pid_t process;

	if (!client || !is_still_of(thread, client)) {
		process = process_of(thread);
		if (!process)
			return NULL;
		client = g_hash_table_lookup(host->clients, GINT_TO_POINTER(process));
		if (!client)
			client = client_new(host, process, arch);
		if (!client)
			return NULL;
		g_hash_table_insert(host->threads, GINT_TO_POINTER(thread), client);
	}
	/* A process can become a program of the other kind. */
	client->is_32bit = arch_is_32bit(arch);
	return client;
}

void client_free_all(struct host *host)
{
	GHashTableIter clients;
	gpointer value;

	g_hash_table_remove_all(host->threads);
	g_hash_table_iter_init(&clients, host->clients);
	while (g_hash_table_iter_next(&clients, NULL, &value)) {
		struct unbroken_client *client = value;

		g_hash_table_iter_remove(&clients);
		loop_cancel(host->loop, client->watch);
		close(client->pidfd);
		client->pidfd = -1;
		unbroken_client_drop(client);
	}
}
