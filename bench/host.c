/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What bench-host measures, each as one line with a number:
 *
 *	bare [copy]	microseconds of an ioctl() whose notification is answered at once, by a
 *			supervisor that does nothing else (or copies 16 bytes in and out as well)
 *	calls PATH	the same of PROBE_VALUE, and of PROBE_SIZED, under a host
 *	pipe BYTES MEMORY
 *			MB/s of reading from a pipe, 1 MiB a read, into which another process writes
 *			a memory of so many bytes, again and again
 *	save GROUP DEVICE BYTES
 *			MB/s of reading the state of a stopped VFIO device (migration v2)
 *	save-v1 GROUP DEVICE BYTES
 *			the same by revision 1: 8 bytes a read, and through a mapping
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../tests/live/probe.h"

#define ROUNDS 30000
#define CHUNK  (1 << 20)

/* Linux 5.19 and 6.6 */
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif
#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS      SECCOMP_IOW(4, __u64)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

static void __attribute__((noreturn)) die(const char *what)
{
	fprintf(stderr, "bench-host: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void say(double value)
{
	printf("%.3f\n", value);
	fflush(stdout);
}

/* --- A bare notification ------------------------------------------------------------- */

#define BARE_DESCRIPTOR 999

static int load_filter(void)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, BARE_DESCRIPTOR, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { sizeof(program) / sizeof(*program), program };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
			    SECCOMP_FILTER_FLAG_NEW_LISTENER |
				    SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
			    &filter);
}

static void send_descriptor(int channel, int descriptor)
{
	char byte = 0, space[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec data = { &byte, 1 };
	struct msghdr message = { .msg_iov = &data,
				  .msg_iovlen = 1,
				  .msg_control = space,
				  .msg_controllen = sizeof(space) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
	if (sendmsg(channel, &message, 0) < 0)
		die("sendmsg");
}

static int receive_descriptor(int channel)
{
	int descriptor;
	char byte, space[CMSG_SPACE(sizeof(int))];
	struct iovec data = { &byte, 1 };
	struct msghdr message = { .msg_iov = &data,
				  .msg_iovlen = 1,
				  .msg_control = space,
				  .msg_controllen = sizeof(space) };

	if (recvmsg(channel, &message, 0) < 0 || !CMSG_FIRSTHDR(&message))
		die("no seccomp notification here");
	memcpy(&descriptor, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(int));
	return descriptor;
}

static void be_called(int channel)
{
	struct probe_sized argument = { 16, 0, 0 };
	int listener = load_filter();
	double begun;

	if (listener < 0)
		exit(1);
	send_descriptor(channel, listener);
	begun = now();
	for (int i = 0; i < ROUNDS; i++)
		syscall(SYS_ioctl, BARE_DESCRIPTOR, PROBE_SIZED, &argument);
	say((now() - begun) / ROUNDS * 1e6);
	exit(0);
}

static void copy(pid_t process, uint64_t address)
{
	char bytes[16];
	struct iovec here = { bytes, sizeof(bytes) }, there = { (void *)address, sizeof(bytes) };

	if (process_vm_readv(process, &here, 1, &there, 1, 0) < 0 ||
	    process_vm_writev(process, &here, 1, &there, 1, 0) < 0)
		die("process_vm_readv");
}

static void answer(int listener, int copies)
{
	struct seccomp_notif request;
	struct seccomp_notif_resp response;

	for (;;) {
		memset(&request, 0, sizeof(request));
		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request) < 0)
			return;
		if (copies)
			copy((pid_t)request.pid, request.data.args[2]);
		memset(&response, 0, sizeof(response));
		response.id = request.id;
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
	}
}

static void on_child(int signal)
{
	(void)signal;
}

static int bare(int copies)
{
	const struct sigaction action = { .sa_handler = on_child };
	int channel[2], listener;
	pid_t child;

	sigaction(SIGCHLD, &action, NULL);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, channel) < 0)
		die("socketpair");
	child = fork();
	if (child == 0)
		be_called(channel[1]);
	listener = receive_descriptor(channel[0]);
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
	answer(listener, copies);
	waitpid(child, NULL, 0);
	return 0;
}

/* --- Under a host -------------------------------------------------------------------------- */

static int calls(const char *path)
{
	struct probe_sized argument = { 16, 0, 0 };
	int file = open(path, O_RDWR);
	double begun;

	if (file < 0)
		die(path);
	begun = now();
	for (long i = 0; i < ROUNDS; i++) {
		if (ioctl(file, PROBE_VALUE, i) != i + 1)
			die("PROBE_VALUE");
	}
	say((now() - begun) / ROUNDS * 1e6);
	begun = now();
	for (int i = 0; i < ROUNDS; i++) {
		if (ioctl(file, PROBE_SIZED, &argument) != 0)
			die("PROBE_SIZED");
	}
	say((now() - begun) / ROUNDS * 1e6);
	return 0;
}

/* --- Transfers ------------------------------------------------------------------------------- */

static void read_all(int file, uint64_t least)
{
	char *bytes = malloc(CHUNK);
	uint64_t total = 0;
	double begun = now();
	ssize_t n;

	while ((n = read(file, bytes, CHUNK)) > 0)
		total += (uint64_t)n;
	if (n < 0 || total < least)
		die("read");
	say((double)total / 1e6 / (now() - begun));
	free(bytes);
}

/* Both ends on one processor: for most machines that is a pipe's best. */
static void stay_here(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(sched_getcpu(), &set);
	sched_setaffinity(0, sizeof(set), &set);
}

static void write_chunk(int file, const char *chunk)
{
	for (size_t at = 0; at < CHUNK;) {
		ssize_t n = write(file, chunk + at, CHUNK - at);

		if (n < 0)
			_exit(1);
		at += (size_t)n;
	}
}

static int through_pipe(uint64_t size, uint64_t memory_size)
{
	char *memory = malloc(memory_size);
	int ends[2];
	pid_t child;

	if (!memory || pipe(ends) < 0)
		die("pipe");
	memset(memory, 1, memory_size);
	stay_here();
	child = fork();
	if (child == 0) {
		close(ends[0]);
		for (uint64_t done = 0; done < size; done += CHUNK)
			write_chunk(ends[1], memory + done % memory_size);
		_exit(0);
	}
	close(ends[1]);
	read_all(ends[0], size);
	waitpid(child, NULL, 0);
	return 0;
}

/* The few names of VFIO that are needed; headers of Debian 12 lack none, others may. */
#define VFIO(number) _IO(';', 100 + (number))

struct feature {
	uint32_t argsz, flags, state;
	int32_t file;
};

#define FEATURE_SET_STATE (1u << 17 | 2)

static int set_state(int device, uint32_t state)
{
	struct feature feature = { sizeof(feature), FEATURE_SET_STATE, state, -1 };

	if (ioctl(device, VFIO(17), &feature) < 0)
		die("VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE");
	return feature.file;
}

static int open_device(const char *group_path, const char *name)
{
	int container = open("/dev/vfio/vfio", O_RDWR), group = open(group_path, O_RDWR), device;

	if (container < 0 || group < 0)
		die(group_path);
	if (ioctl(group, VFIO(4), &container) < 0 || ioctl(container, VFIO(2), 3) < 0)
		die("VFIO_SET_IOMMU");
	device = ioctl(group, VFIO(6), name);
	if (device < 0)
		die("VFIO_GROUP_GET_DEVICE_FD");
	return device;
}

/* Memory that nobody has written to is not worth a transfer. */
static void fill(int device, uint64_t size)
{
	const off_t memory_region = (off_t)2 << 40;
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, device, memory_region);

	if (memory == MAP_FAILED)
		die("mmap");
	for (uint64_t at = 0; at < size; at += 64)
		memset(memory + at, (int)(at >> 6 & 0xff) | 1, 64);
	munmap(memory, size);
}

static int save(const char *group, const char *name, uint64_t size)
{
	int device = open_device(group, name);

	fill(device, size);
	set_state(device, 1);
	read_all(set_state(device, 3), size);
	return 0;
}

/* --- Revision 1 ------------------------------------------------------------------------------- */

/* struct vfio_device_migration_info, at the start of region 9 */
#define MIGRATION_REGION ((off_t)9 << 40)
#define DEVICE_STATE     (MIGRATION_REGION + 0)
#define PENDING_BYTES    (MIGRATION_REGION + 8)
#define DATA_OFFSET      (MIGRATION_REGION + 16)
#define DATA_SIZE        (MIGRATION_REGION + 24)

static uint64_t get(int device, off_t offset)
{
	uint64_t value = 0;

	if (pread(device, &value, sizeof(value), offset) != sizeof(value))
		die("a register of the migration region");
	return value;
}

static void put_state(int device, uint32_t state)
{
	if (pwrite(device, &state, sizeof(state), DEVICE_STATE) != sizeof(state))
		die("device_state");
}

static void read_words(int device, uint64_t offset, uint64_t size, char *to)
{
	for (uint64_t at = 0; at < size; at += 8) {
		uint64_t n = size - at < 8 ? size - at : 8;

		if (pread(device, to + at, n, MIGRATION_REGION + (off_t)(offset + at)) !=
		    (ssize_t)n)
			die("the data section");
	}
}

static void read_mapped(int device, uint64_t offset, uint64_t size, char *to)
{
	void *mapped =
		mmap(NULL, size, PROT_READ, MAP_SHARED, device, MIGRATION_REGION + (off_t)offset);

	if (mapped == MAP_FAILED)
		die("mmap of the data section");
	memcpy(to, mapped, size);
	munmap(mapped, size);
}

/* All of the state, once; MB/s. */
static double transfer(int device, void (*read_data)(int, uint64_t, uint64_t, char *))
{
	uint64_t total = 0, size;
	char *bytes = malloc(64 << 20);
	double begun;

	put_state(device, 0);
	put_state(device, 2);
	begun = now();
	while (get(device, PENDING_BYTES) > 0) {
		uint64_t offset = get(device, DATA_OFFSET);

		size = get(device, DATA_SIZE);
		if (size == 0)
			break;
		if (size > 64 << 20)
			die("data_size");
		read_data(device, offset, size, bytes);
		total += size;
	}
	begun = now() - begun;
	put_state(device, 0);
	put_state(device, 1);
	free(bytes);
	return (double)total / 1e6 / begun;
}

static int save_v1(const char *group, const char *name, uint64_t size)
{
	int device = open_device(group, name);

	fill(device, size);
	say(transfer(device, read_words));
	say(transfer(device, read_mapped));
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (strcmp(what, "bare") == 0)
		return bare(argc > 2);
	if (strcmp(what, "calls") == 0 && argc == 3)
		return calls(argv[2]);
	if (strcmp(what, "pipe") == 0 && argc == 4)
		return through_pipe(strtoull(argv[2], NULL, 0), strtoull(argv[3], NULL, 0));
	if (strcmp(what, "save") == 0 && argc == 5)
		return save(argv[2], argv[3], strtoull(argv[4], NULL, 0));
	if (strcmp(what, "save-v1") == 0 && argc == 5)
		return save_v1(argv[2], argv[3], strtoull(argv[4], NULL, 0));
	fprintf(stderr, "usage: see the top of bench/host.c\n");
	return 2;
}
