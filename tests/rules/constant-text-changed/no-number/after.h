/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_HAVE_ERASE
#define FROB_NAME 3
