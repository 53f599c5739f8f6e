/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/error.h"
#include "host/syscalls.h"

/* Linux 5.19; headers of Debian 12 have it, older ones may not. */
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	g_free(filter->program.filter);
	g_free(filter);
}

/* Of an argument that is a descriptor the kernel looks at 32 bits. */
static struct scmp_arg_cmp is_ours(const struct descriptor_range *range, guint argument)
{
	return SCMP_CMP64(argument, SCMP_CMP_MASKED_EQ, (guint32) ~(range->size - 1), range->base);
}

static int add_for(scmp_filter_ctx context, int nr, const struct descriptor_range *range,
		   guint argument)
{
	return seccomp_rule_add(context, SCMP_ACT_NOTIFY, nr, 1, is_ours(range, argument));
}

/* F_DUPFD and F_DUPFD_CLOEXEC of ours, and of whatever may come to be in our range. */
static int add_duplicates(scmp_filter_ctx context, int nr, const struct descriptor_range *range)
{
	static const int commands[] = { F_DUPFD, F_DUPFD_CLOEXEC };
	int code = 0;

	for (gsize i = 0; code == 0 && i < G_N_ELEMENTS(commands); i++) {
		const struct scmp_arg_cmp wish =
			SCMP_CMP64(1, SCMP_CMP_MASKED_EQ, G_MAXUINT32, (guint32)commands[i]);

		code = seccomp_rule_add(context, SCMP_ACT_NOTIFY, nr, 2, is_ours(range, 0), wish);
		if (code == 0)
			code = seccomp_rule_add(context, SCMP_ACT_NOTIFY, nr, 2, wish,
						is_ours(range, 2));
	}
	return code;
}

static int add_call(scmp_filter_ctx context, const struct syscall_entry *entry,
		    const struct descriptor_range *range, gboolean makes_events)
{
	const int nr = seccomp_syscall_resolve_name(entry->name);
	int code;

	if (nr == __NR_SCMP_ERROR)
		return 0;
	switch (entry->condition) {
	case ALWAYS:
		return seccomp_rule_add(context, SCMP_ACT_NOTIFY, nr, 0);
	case WHEN_FIRST_OR_SECOND:
		code = add_for(context, nr, range, 1);
		return code ? code : add_for(context, nr, range, 0);
	case WHEN_FIFTH:
		return add_for(context, nr, range, 4);
	case WHEN_DUPLICATES:
		return add_duplicates(context, nr, range);
	case WHEN_MAKING:
		return makes_events ? seccomp_rule_add(context, SCMP_ACT_NOTIFY, nr, 0) : 0;
	case WHEN_REACHED:
		return seccomp_rule_add(context, SCMP_ACT_NOTIFY, nr, 1,
					SCMP_CMP32(1, SCMP_CMP_GE, range->base));
	case WHEN_FIRST:
	default:
		return add_for(context, nr, range, 0);
	}
}

static int fill(scmp_filter_ctx context, const struct descriptor_range *range,
		gboolean makes_events)
{
	int code = seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS));

	/* The 32-bit programs of the machine; it may know none. */
	if (code == 0 && seccomp_arch_native() == SCMP_ARCH_X86_64)
		code = seccomp_arch_add(context, SCMP_ARCH_X86);
	/* Its requests would come past the filter. */
	if (code == 0)
		code = seccomp_rule_add(context, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(io_uring_setup),
					0);
	for (guint call = 0; code == 0 && call < SYSCALL_COUNT; call++)
		code = add_call(context, &syscalls[call], range, makes_events);
	return code;
}

/* libseccomp writes programs to files only. */
static gboolean export(scmp_filter_ctx context, struct filter *filter, GError **error)
{
	int file = memfd_create("unbroken-filter", MFD_CLOEXEC);
	struct stat status;
	int code = file < 0 ? -errno : seccomp_export_bpf(context, file);

	if (code == 0 && fstat(file, &status) == 0) {
		filter->program.filter = g_malloc((gsize)status.st_size);
		filter->program.len =
			(unsigned short)((gsize)status.st_size / sizeof(struct sock_filter));
		if (pread(file, filter->program.filter, (gsize)status.st_size, 0) != status.st_size)
			code = -EIO;
	}
	if (file >= 0)
		close(file);
	return code == 0 || host_fail(error, -code, "cannot write the filter");
}

struct filter *filter_new(const struct descriptor_range *range, gboolean makes_events,
			  GError **error)
{
	AUTO(filter) filter = g_new0(struct filter, 1);
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);
	int code = context ? fill(context, range, makes_events) : -ENOMEM;
	gboolean done;

	done = code == 0 ? export(context, filter, error)
			 : host_fail(error, -code, "libseccomp cannot make the filter");
	if (context)
		seccomp_release(context);
	return done ? g_steal_pointer(&filter) : NULL;
}

int filter_load(const struct filter *filter)
{
	long listener;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	/* Without the second flag a signal would begin calls again that we have answered. */
	listener =
		syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
			SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
			&filter->program);
	return listener < 0 ? -errno : (int)listener;
}
