/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_EXIT_PENDING_SIGNAL 7
#define FROB_EXIT_SATERDAY 8
#define FROB_EXIT_DEBUG 9
