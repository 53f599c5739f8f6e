/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/syscalls.h"

#include <linux/audit.h>
#include <seccomp.h>

#define LIST_SYSCALL(name, condition) [CALL_##name] = { #name, condition },
const struct syscall_entry syscalls[SYSCALL_COUNT] = { HOST_SYSCALLS(LIST_SYSCALL) };

/* Larger numbers are none of those that we look for. */
#define NUMBERS 512

static guint8 of_native[NUMBERS], of_other[NUMBERS];

static void fill(guint8 *table, guint32 arch)
{
	for (guint nr = 0; nr < NUMBERS; nr++)
		table[nr] = SYSCALL_COUNT;
	for (guint8 call = 0; call < SYSCALL_COUNT; call++) {
		int nr = seccomp_syscall_resolve_name_arch(arch, syscalls[call].name);

		if (nr >= 0 && nr < NUMBERS)
			table[nr] = call;
	}
}

/* libseccomp's words for an architecture are the kernel's. */
static guint32 native_arch(void)
{
	return seccomp_arch_native();
}

static guint32 other_arch(void)
{
	return native_arch() == SCMP_ARCH_X86_64 ? SCMP_ARCH_X86 : SCMP_ARCH_ARM;
}

enum syscall syscall_find(guint32 arch, int nr)
{
	static gsize filled;

	if (g_once_init_enter(&filled)) {
		fill(of_native, native_arch());
		fill(of_other, other_arch());
		g_once_init_leave(&filled, 1);
	}
	if (nr < 0 || nr >= NUMBERS)
		return SYSCALL_COUNT;
	return arch == native_arch() ? of_native[nr] : of_other[nr];
}

gboolean arch_is_32bit(guint32 arch)
{
	return !(arch & __AUDIT_ARCH_64BIT);
}
