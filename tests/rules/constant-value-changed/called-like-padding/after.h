/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_SEEK_HOLE 5
#define FROB_MODE_ZERO 4
#define FROB_KEY_RELEASE 2
