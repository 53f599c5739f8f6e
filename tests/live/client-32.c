/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A 32-bit client of the probe device.  It has no C library, so that it can be built wherever the
 * compiler is for x86_64: -m32 -nostdlib -static -ffreestanding.
 */
#include <linux/stat.h>

#include "probe.h"

#define NR_EXIT     1
#define NR_READ     3
#define NR_WRITE    4
#define NR_OPEN     5
#define NR_IOCTL    54
#define NR_READV    145
#define NR_PREAD64  180
#define NR_PWRITE64 181
#define NR_MMAP2    192
#define NR_STATX    383

#define RDWR       2
#define EMPTY_PATH 0x1000

static long call(long number, long a, long b, long c, long d, long e, long f)
{
	long result;

	/* No operand can be in %ebp while it is an argument. */
	__asm__ volatile("push %[f]\n\tpush %%ebp\n\tmov 4(%%esp), %%ebp\n\t"
			 "int $0x80\n\tpop %%ebp\n\tadd $4, %%esp"
			 : "=a"(result)
			 : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e), [f] "rm"(f)
			 : "memory", "cc");
	return result;
}

static long length(const char *text)
{
	long n = 0;

	while (text[n])
		n++;
	return n;
}

static void say(const char *text)
{
	call(NR_WRITE, 1, (long)text, length(text), 0, 0, 0);
}

static int failures;

static void check(int passed, const char *name)
{
	say(passed ? "ok - " : "not ok - ");
	say(name);
	say("\n");
	failures += !passed;
}

struct vector {
	__u32 address, length;
};

void _start(void);

void _start(void)
{
	static char bytes[64], in[64];
	struct probe_sized sized = { 16, 0x01010101, 0 };
	struct probe_copy copy = { (__u32)in, 8, 'x', -1 };
	struct vector vectors[2] = { { (__u32)in, 4 }, { (__u32)in + 8, 4 } };
	struct statx status = { 0 };
	char *memory;
	long file = call(NR_OPEN, (long)"/dev/unbroken-probe", RDWR, 0, 0, 0, 0);

	check(file > 0, "open()");
	check(call(NR_STATX, file, (long)"", EMPTY_PATH, 0, (long)&status, 0) == 0 &&
		      S_ISCHR(status.stx_mode) && status.stx_rdev_major == 240,
	      "statx() says which device");
	check(call(NR_IOCTL, file, PROBE_VALUE, 4, 0, 0, 0) == 5, "a command with a number");
	check(call(NR_IOCTL, file, PROBE_SIZED, (long)&sized, 0, 0, 0) == 0 && sized.sum == 0,
	      "a command with a struct");
	for (int i = 0; i < 64; i++)
		bytes[i] = (char)i;
	check(call(NR_PWRITE64, file, (long)bytes, 64, 4096, 0, 0) == 64, "pwrite64()");
	check(call(NR_PREAD64, file, (long)in, 8, 4100, 0, 0) == 8 && in[0] == 4, "pread64()");
	check(call(NR_PREAD64, file, (long)in, 8, 4100, 1, 0) == 0, "an offset in two registers");
	check(call(NR_READV, file, (long)vectors, 2, 0, 0, 0) == 8, "readv()");
	check(call(NR_IOCTL, file, PROBE_FILL, (long)&copy, 0, 0, 0) == 8 && in[7] == 'x',
	      "the device writes into our memory");
	memory = (char *)call(NR_MMAP2, 0, 4096, 3, 1, file, 1);
	check((unsigned long)memory < 0xfffff000UL && memory[5] == 5, "mmap2()");
	say("1..9\n");
	call(NR_EXIT, failures, 0, 0, 0, 0, 0);
	__builtin_unreachable();
}
