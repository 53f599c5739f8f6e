/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_F_READ 1
#define FROB_F_WRITE 2
#define FROB_F_ERASE 4
#define FROB_KNOWN (FROB_F_READ | FROB_F_WRITE | FROB_F_ERASE)
#define FROB_MAX_QUEUES 16
#define FROB_MIN_CHUNK 32
#define FROB_VERSION 4
#define FROB_MINOR 0
