/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_EXIT_SIGNAL_WINDOW 7
#define FROB_EXIT_SATURDAY 8
#define FROB_EXIT_DEBUG_DEPRECATED 9
