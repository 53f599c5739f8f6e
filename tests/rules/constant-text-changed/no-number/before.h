/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_HAVE_ERASE 1
#define FROB_NAME "frob"
