/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The system calls of clients that we want to see: one list, for the filter and for who answers.
 */
#ifndef UNBROKEN_HOST_SYSCALLS_H
#define UNBROKEN_HOST_SYSCALLS_H

#include <glib.h>

/* clang-format off */
#define HOST_SYSCALLS(call) \
	/* name, what makes it ours */ \
	call(ioctl, WHEN_FIRST) \
	call(read, WHEN_FIRST) \
	call(write, WHEN_FIRST) \
	call(pread64, WHEN_FIRST) \
	call(pwrite64, WHEN_FIRST) \
	call(readv, WHEN_FIRST) \
	call(writev, WHEN_FIRST) \
	call(preadv, WHEN_FIRST) \
	call(pwritev, WHEN_FIRST) \
	call(preadv2, WHEN_FIRST) \
	call(pwritev2, WHEN_FIRST) \
	call(lseek, WHEN_FIRST) \
	call(mmap, WHEN_FIFTH) \
	call(mmap2, WHEN_FIFTH) \
	call(fstat, WHEN_FIRST) \
	call(fstat64, WHEN_FIRST) \
	call(dup, WHEN_FIRST) \
	call(dup2, WHEN_FIRST_OR_SECOND) \
	call(dup3, WHEN_FIRST_OR_SECOND) \
	call(fcntl, WHEN_DUPLICATES) \
	call(fcntl64, WHEN_DUPLICATES) \
	call(close, WHEN_FIRST) \
	call(close_range, WHEN_REACHED) \
	call(open, ALWAYS) \
	call(openat, ALWAYS) \
	call(openat2, ALWAYS) \
	call(access, ALWAYS) \
	call(faccessat, ALWAYS) \
	call(faccessat2, ALWAYS) \
	call(stat, ALWAYS) \
	call(lstat, ALWAYS) \
	call(newfstatat, ALWAYS) \
	call(statx, ALWAYS) \
	call(eventfd, WHEN_MAKING) \
	call(eventfd2, WHEN_MAKING) \
	call(execve, ALWAYS) \
	call(execveat, ALWAYS)
/* clang-format on */

/* When a call concerns us: by which of its arguments is a descriptor of ours. */
enum syscall_condition {
	ALWAYS,
	WHEN_FIRST,
	WHEN_FIRST_OR_SECOND,
	WHEN_FIFTH,
	WHEN_DUPLICATES, /* the first, or a wish for a number in our range */
	WHEN_MAKING,     /* if eventfds are made by us, see event.h */
	WHEN_REACHED,    /* the second is not below them */
};

#define DECLARE_SYSCALL(name, condition) CALL_##name,
enum syscall { HOST_SYSCALLS(DECLARE_SYSCALL) SYSCALL_COUNT };
#undef DECLARE_SYSCALL

struct syscall_entry {
	const char *name;
	enum syscall_condition condition;
};

extern const struct syscall_entry syscalls[SYSCALL_COUNT];

/* Which one the number @nr of the architecture @arch (AUDIT_ARCH_*) is; SYSCALL_COUNT: none. */
enum syscall syscall_find(guint32 arch, int nr);

/* Whether programs of @arch have pointers of four bytes. */
gboolean arch_is_32bit(guint32 arch);

#endif
