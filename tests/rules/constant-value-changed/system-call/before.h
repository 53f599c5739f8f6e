/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define __NR_frob_open 300
#define __NR_frob_max_rate 301
#define __NR_syscalls 302
