/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A client of the probe device, honest and otherwise; speaks the Test Anything Protocol.
 *
 * It knows nothing of the host: to it this is a device like any other.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

#define PATH "/dev/unbroken-probe"

static int points, failures;
static int low_numbers; /* descriptors are served there, too */

static void check(int passed, const char *name)
{
	points++;
	failures += !passed;
	printf("%sok %d - %s\n", passed ? "" : "not ", points, name);
	if (!passed)
		printf("#   errno: %s\n", strerror(errno));
	fflush(stdout);
}

/* Whether @result is a failure with @code. */
static int fails(long result, int code)
{
	return result < 0 && errno == code;
}

static int open_probe(void)
{
	int file = open(PATH, O_RDWR);

	if (file < 0) {
		printf("Bail out! cannot open " PATH ": %s\n", strerror(errno));
		exit(1);
	}
	return file;
}

/* --- Names and descriptors ------------------------------------------------------------ */

static void test_names(void)
{
	struct stat status;
	struct statx extended;
	int file = open_probe(), other = open("/dev//./unbroken-probe", O_RDWR);

	check(access(PATH, F_OK) == 0, "access() finds it");
	check(fails(access(PATH "-not", F_OK), ENOENT), "and nothing else");
	check(other >= 0 && close(other) == 0, "a name with slashes and dots");
	check(stat(PATH, &status) == 0 && S_ISCHR(status.st_mode), "stat() by its name");
	check(fstat(file, &status) == 0 && S_ISCHR(status.st_mode) &&
		      major(status.st_rdev) == 240 && minor(status.st_rdev) == 7,
	      "fstat() says which device");
	check(statx(AT_FDCWD, PATH, 0, STATX_TYPE, &extended) == 0 && S_ISCHR(extended.stx_mode),
	      "statx() by its name");
	check(statx(file, "", AT_EMPTY_PATH, STATX_TYPE, &extended) == 0 &&
		      S_ISCHR(extended.stx_mode) && extended.stx_rdev_major == 240 &&
		      extended.stx_rdev_minor == 7,
	      "statx() of a descriptor");
	check(fails(statx(AT_FDCWD, PATH, 0, STATX_TYPE, (struct statx *)16), EFAULT),
	      "statx() to where nothing is: EFAULT");
	check(fails(open((const char *)16, O_RDWR), EFAULT), "a name that is not there: EFAULT");
	close(file);
}

static int works_in_child(int file)
{
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(ioctl(file, PROBE_VALUE, 1) != 2);
	return waitpid(child, &status, 0) == child && status == 0;
}

static void test_low_numbers(int file)
{
	char bytes[16];
	int lowest = dup(1), copy;

	close(lowest);
	copy = dup(file);
	check(copy == lowest && ioctl(copy, PROBE_VALUE, 4) == 5, "dup() gives the lowest number");
	close(copy);
	check(fails(ioctl(copy, PROBE_VALUE, 1), EBADF), "which is free then");
	check(dup2(file, 100) == 100 && ioctl(100, PROBE_VALUE, 1) == 2, "dup2() to a low number");
	check(pread(100, bytes, sizeof(bytes), 0) == sizeof(bytes), "which can be read");
	check(works_in_child(100), "and is a child's as well");
	check(dup3(file, 101, O_CLOEXEC) == 101 && (fcntl(101, F_GETFD) & FD_CLOEXEC),
	      "dup3() to one, to be closed on exec");
	check(dup2(1, 100) == 100 && fails(ioctl(100, PROBE_VALUE, 1), ENOTTY),
	      "another file may take its place");
	check(ioctl(101, PROBE_VALUE, 1) == 2, "and no other one's");
	close(100);
	close(101);
}

static void test_duplicates(void)
{
	int file = open_probe();
	int copy = dup(file), third = fcntl(file, F_DUPFD_CLOEXEC, 0);

	check(copy >= 0 && copy != file && ioctl(copy, PROBE_VALUE, 6) == 7, "dup()");
	check(third >= 0 && (fcntl(third, F_GETFD) & FD_CLOEXEC), "fcntl(F_DUPFD_CLOEXEC)");
	check(!(fcntl(copy, F_GETFD) & FD_CLOEXEC), "dup() does not close on exec");
	check(dup2(file, copy) == copy && ioctl(copy, PROBE_VALUE, 1) == 2, "dup2() among ours");
	if (low_numbers)
		test_low_numbers(file);
	else
		check(fails(dup2(file, 100), EMFILE), "dup2() to a number that would escape");
	check(fails(dup2(1, file + 100), EMFILE), "dup2() of another file to one of our numbers");
	close(file);
	check(fails(ioctl(file, PROBE_VALUE, 1), EBADF), "closed is closed");
	check(ioctl(copy, PROBE_VALUE, 1) == 2, "its copy is not");
	close(copy);
	close(third);
	file = open_probe();
	check(ioctl(file, PROBE_OPEN, 0) == 1, "the model was told of each last close");
	close(file);
}

static void test_limits(void)
{
	struct rlimit limit, low;
	int file, opened = 0;
	static int files[5000];

	getrlimit(RLIMIT_NOFILE, &limit);
	low = (struct rlimit){ 64, limit.rlim_max };
	setrlimit(RLIMIT_NOFILE, &low);
	file = open_probe();
	getrlimit(RLIMIT_NOFILE, &low);
	check(file >= 64 && low.rlim_cur == 64, "a low soft limit is no hindrance, and stays");
	setrlimit(RLIMIT_NOFILE, &limit);
	while (opened < 5000 && (files[opened] = open(PATH, O_RDWR)) >= 0)
		opened++;
	check(opened < 5000 && errno == EMFILE, "an end of descriptors: EMFILE");
	while (opened > 0)
		close(files[--opened]);
	check(ioctl(file, PROBE_OPEN, 0) == 1, "all of them were closed");
	close(file);
}

static void test_wild_numbers(void)
{
	static const int numbers[] = { -1, -2, 12345678, 0x7fffffff, (int)0x80000000 };
	int refused = 0, file = open_probe();

	for (unsigned int i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		refused += fails(ioctl(numbers[i], PROBE_VALUE, 1), EBADF);
	refused += fails(ioctl(file + 1, PROBE_VALUE, 1), EBADF);
	refused += fails(read(file + 2, &file, 1), EBADF);
	check(refused == 7, "numbers that nobody has: EBADF");
	/* Of a descriptor the kernel looks at 32 bits only. */
	check(syscall(SYS_ioctl, (long)file | 0x700000000L, PROBE_VALUE, 4L) == 5,
	      "the upper half of a register means nothing");
	close(file);
}

/* --- Arguments ---------------------------------------------------------------------------- */

static void test_sizes(void)
{
	_Alignas(8) unsigned char bytes[8192] = { 0 };
	struct probe_sized *sized = (struct probe_sized *)(void *)bytes;
	int file = open_probe(), right = 1;

	for (uint32_t size = 0; size <= 4096; size++) {
		memset(bytes, 1, sizeof(bytes));
		sized->argsz = size;
		int result = ioctl(file, PROBE_SIZED, sized);

		if (size < 16)
			right &= result < 0 && errno == EINVAL;
		else
			right &= result == 0 && sized->sum == size - 8 && bytes[16] == 1;
	}
	check(right, "argsz of every size up to a page");
	sized->argsz = 4097;
	check(fails(ioctl(file, PROBE_SIZED, sized), E2BIG), "more than is accepted: E2BIG");
	sized->argsz = UINT32_MAX;
	check(fails(ioctl(file, PROBE_SIZED, sized), E2BIG), "argsz of 2^32-1: E2BIG");
	check(fails(ioctl(file, PROBE_SIZED, 8), EFAULT), "an argument that is not there: EFAULT");
	check(fails(ioctl(file, PROBE_SIZED, NULL), EFAULT), "NULL: EFAULT");
	check(fails(ioctl(file, _IO('P', 99), 0), ENOTTY), "an unknown command: ENOTTY");
	close(file);
}

static void test_page_end(void)
{
	char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct probe_sized *at_end = (struct probe_sized *)(void *)(pages + 4096 - 16);
	int file = open_probe();

	munmap(pages + 4096, 4096);
	at_end->argsz = 16;
	check(ioctl(file, PROBE_SIZED, at_end) == 0, "an argument that ends with its page");
	at_end->argsz = 17;
	check(fails(ioctl(file, PROBE_SIZED, at_end), EFAULT), "one that goes beyond: EFAULT");
	mprotect(pages, 4096, PROT_READ);
	at_end = (struct probe_sized *)(void *)pages;
	check(fails(ioctl(file, PROBE_SIZED, at_end), EINVAL) || errno == EFAULT,
	      "an answer to where nothing can be written");
	munmap(pages, 4096);
	close(file);
}

static void test_numbered(void)
{
	struct probe_numbered number = { 5, 0 };
	unsigned char large[32] = { 7 };
	const unsigned int one = _IOC(_IOC_READ | _IOC_WRITE, 'P', 4, 8);
	const unsigned int more = _IOC(_IOC_READ | _IOC_WRITE, 'P', 4, 32);
	int file = open_probe();

	check(ioctl(file, PROBE_NUMBERED, &number) == 0 && number.two == 5,
	      "a command by its size");
	number = (struct probe_numbered){ 6, 1 };
	check(ioctl(file, one, &number) == 0 && number.two == 1, "an older program's: half of it");
	check(ioctl(file, more, large) == 0 && large[8] == 7, "a newer program's, with zeros");
	large[31] = 1;
	check(fails(ioctl(file, more, large), E2BIG), "and with what nobody knows: E2BIG");
	close(file);
}

/* --- Memory ------------------------------------------------------------------------------------
 */

static void test_transfer(void)
{
	char out[100], in[100] = { 0 };
	struct iovec parts[2] = { { in, 10 }, { in + 10, 20 } };
	char *volatile nowhere = (char *)8;
	int file = open_probe();

	memset(out, 'w', sizeof(out));
	check(pwrite(file, out, sizeof(out), 1000) == 100, "pwrite()");
	check(pread(file, in, 50, 1025) == 50 && memcmp(in, out, 50) == 0, "pread()");
	check(preadv(file, parts, 2, 1000) == 30 && in[29] == 'w', "preadv()");
	check(lseek(file, 1090, SEEK_SET) == 1090 && read(file, in, 20) == 20 && in[9] == 'w' &&
		      in[10] == 0 && lseek(file, 0, SEEK_CUR) == 1110,
	      "lseek() and read() move");
	check(pread(file, in, 10, PROBE_MEMORY + 5) == 0, "behind the end: 0");
	check(fails(pread(file, nowhere, 10, 0), EFAULT), "into nothing: EFAULT");
	check(fails(pwrite(file, nowhere, 10, 0), EFAULT), "out of nothing: EFAULT");
	check(fails(pread(file, in, 10, -5), EINVAL), "before the start: EINVAL");
	check(pread(file, in, 0, 0) == 0, "no bytes at all");
	close(file);
}

static void test_mapping(void)
{
	int file = open_probe();
	char *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 8192);
	char byte = 0;

	check(memory != MAP_FAILED, "mmap()");
	memory[5] = 'm';
	check(pread(file, &byte, 1, 8197) == 1 && byte == 'm', "the device sees what is written");
	check(mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, PROBE_MEMORY) == MAP_FAILED &&
		      errno == EINVAL,
	      "what the model does not let be mapped");
	munmap(memory, 4096);
	close(file);
}

static void test_dma(void)
{
	char bytes[64] = { 0 };
	int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), file = open_probe();
	struct probe_copy copy = { (uintptr_t)bytes, 32, 'd', event };
	uint64_t count = 0;

	check(ioctl(file, PROBE_FILL, &copy) == 32 && bytes[31] == 'd' && bytes[32] == 0,
	      "the device writes into our memory");
	check(read(event, &count, sizeof(count)) == 8 && count == 1, "and signals our eventfd");
	for (int i = 0; i < 200; i++)
		close(eventfd(0, EFD_CLOEXEC));
	check(ioctl(file, PROBE_FILL, &copy) == 32 && read(event, &count, sizeof(count)) == 8,
	      "also after many others came and went");
	copy.eventfd = 999;
	check(fails(ioctl(file, PROBE_FILL, &copy), EBADF), "an eventfd that is none: EBADF");
	copy = (struct probe_copy){ 4096, 32, 'd', -1 };
	check(fails(ioctl(file, PROBE_FILL, &copy), EFAULT), "memory that is none: EFAULT");
	copy = (struct probe_copy){ UINT64_MAX - 8, 32, 'd', -1 };
	check(fails(ioctl(file, PROBE_FILL, &copy), EFAULT), "memory at the end of all: EFAULT");
	close(event);
	close(file);
}

/* --- Waiting
 * -------------------------------------------------------------------------------------- */

static void test_stream(void)
{
	char bytes[100];
	int file = open_probe(), stream = ioctl(file, PROBE_STREAM, 0);
	struct pollfd polled = { .fd = stream, .events = POLLIN };

	check(stream > file, "a call gives a file");
	check(fcntl(stream, F_GETFD) & FD_CLOEXEC, "that is closed on exec");
	check(fails(pread(stream, bytes, 1, 0), ESPIPE), "it has no places: ESPIPE");
	check(fails(write(stream, bytes, 1), EBADF), "it cannot be written: EBADF");
	check(mmap(NULL, 4096, PROT_READ, MAP_SHARED, stream, 0) == MAP_FAILED && errno == ENODEV,
	      "it cannot be mapped: ENODEV");
	check(poll(&polled, 1, 0) == 0, "poll(): nothing yet");
	ioctl(file, PROBE_FEED, 30);
	check(read(stream, bytes, sizeof(bytes)) == 30, "read() waits");
	check(poll(&polled, 1, 0) == 0, "poll(): nothing any more");
	ioctl(file, PROBE_FEED, 20);
	check(poll(&polled, 1, 5000) == 1 && read(stream, bytes, 5) == 5, "poll() waits");
	check(poll(&polled, 1, 0) == 1 && read(stream, bytes, 50) == 15, "and sees what is left");
	fcntl(stream, F_SETFL, O_NONBLOCK);
	check(fails(read(stream, bytes, 1), EAGAIN), "O_NONBLOCK: EAGAIN");
	close(stream);
	close(file);
}

static void on_alarm(int signal)
{
	(void)signal;
}

/* Signals that come all the time neither repeat calls nor fail them. */
static void test_signals(void)
{
	const struct itimerval often = { { 0, 2000 }, { 0, 2000 } }, never = { { 0, 0 }, { 0, 0 } };
	int file = open_probe(), right = 1;

	signal(SIGALRM, on_alarm);
	setitimer(ITIMER_REAL, &often, NULL);
	for (long i = 0; i < 2000; i++)
		right &= ioctl(file, PROBE_VALUE, i) == i + 1;
	right &= ioctl(file, PROBE_WAIT, 20) == 0;
	setitimer(ITIMER_REAL, &never, NULL);
	check(right, "under a storm of signals");
	close(file);
}

struct worker {
	pthread_t thread;
	int file, right;
};

static void *work(void *data)
{
	struct worker *worker = data;

	worker->right = 1;
	for (long i = 0; i < 500; i++)
		worker->right &= ioctl(worker->file, PROBE_VALUE, i) == i + 1;
	return NULL;
}

static void test_threads(void)
{
	struct worker workers[8];
	int file = open_probe(), right = 1;
	struct timespec before, after;

	for (int i = 0; i < 8; i++) {
		workers[i].file = file;
		pthread_create(&workers[i].thread, NULL, work, &workers[i]);
	}
	clock_gettime(CLOCK_MONOTONIC, &before);
	right &= ioctl(file, PROBE_WAIT, 50) == 0;
	clock_gettime(CLOCK_MONOTONIC, &after);
	for (int i = 0; i < 8; i++) {
		pthread_join(workers[i].thread, NULL);
		right &= workers[i].right;
	}
	check(right, "eight threads, while one waits");
	close(file);
}

static void test_forks(void)
{
	int file = open_probe(), status = 0, right = 1;
	pid_t child = fork();

	if (child == 0)
		_exit(ioctl(file, PROBE_VALUE, 41) == 42 ? 0 : 1);
	waitpid(child, &status, 0);
	check(status == 0, "a child has what its parent had");
	for (int i = 0; i < 20; i++) {
		child = fork();
		if (child == 0) {
			open_probe();
			pause();
		}
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		right &= WIFSIGNALED(status);
	}
	check(right, "children that are killed at any moment");
	for (int i = 0; i < 100 && ioctl(file, PROBE_OPEN, 0) != 1; i++)
		usleep(10000);
	check(ioctl(file, PROBE_OPEN, 0) == 1, "leave nothing open");
	child = fork();
	if (child == 0) {
		ioctl(file, PROBE_WAIT, 60000);
		_exit(1);
	}
	usleep(20000);
	kill(child, SIGKILL);
	check(waitpid(child, &status, 0) == child && WIFSIGNALED(status), "also while they wait");
	close(file);
}

static void test_close_range(void)
{
	int file = open_probe(), other = open_probe();

	check(syscall(SYS_close_range, file, ~0U, 0) == 0 &&
		      fails(ioctl(other, PROBE_VALUE, 1), EBADF),
	      "close_range()");
	file = open_probe();
	check(ioctl(file, PROBE_OPEN, 0) == 1, "closes for the model, too");
	close(file);
}

/* --- Memory that changes under our reads -------------------------------------------------------
 */

static struct probe_sized racing;
static volatile int is_over;

static void *race(void *data)
{
	volatile uint32_t *argsz = data;

	while (!is_over) {
		*argsz = 16;
		*argsz = 4096;
		*argsz = UINT32_MAX;
		*argsz = 4;
	}
	return NULL;
}

static void test_race(void)
{
	pthread_t thread;
	int file = open_probe(), right = 1;

	pthread_create(&thread, NULL, race, &racing.argsz);
	for (int i = 0; i < 3000; i++) {
		int result = ioctl(file, PROBE_SIZED, &racing);

		right &= result == 0 || errno == EINVAL || errno == E2BIG || errno == EFAULT;
	}
	is_over = 1;
	pthread_join(thread, NULL);
	check(right && ioctl(file, PROBE_VALUE, 1) == 2, "a size that changes all the time");
	close(file);
}

int main(int argc, char **argv)
{
	low_numbers = argc > 1 && strcmp(argv[1], "--low-numbers") == 0;
	test_names();
	test_duplicates();
	test_limits();
	test_wild_numbers();
	test_sizes();
	test_page_end();
	test_numbered();
	test_transfer();
	test_mapping();
	test_dma();
	test_stream();
	test_signals();
	test_threads();
	test_forks();
	test_close_range();
	test_race();
	printf("1..%d\n", points);
	return failures > 0;
}
