/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * forbid COMMAND...: runs it as containers do that forbid to look into other processes: neither
 * process_vm_readv() and its counterpart, nor pidfd_getfd().
 */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);
	int code = context && argc > 1 ? 0 : -EINVAL;

	if (code == 0)
		code = seccomp_rule_add(context, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(process_vm_readv),
					0);
	if (code == 0)
		code = seccomp_rule_add(context, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(process_vm_writev),
					0);
	if (code == 0)
		code = seccomp_rule_add(context, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(pidfd_getfd), 0);
	if (code == 0)
		code = seccomp_load(context);
	if (code == 0)
		execvp(argv[1], argv + 1);
	perror("forbid");
	return 126;
}
