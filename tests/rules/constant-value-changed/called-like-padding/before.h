/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_SEEK_HOLE 4
#define FROB_MODE_ZERO 3
#define FROB_KEY_RELEASE 1
