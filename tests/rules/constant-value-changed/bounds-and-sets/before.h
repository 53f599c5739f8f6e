/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_F_READ 1
#define FROB_F_WRITE 2
#define FROB_KNOWN (FROB_F_READ | FROB_F_WRITE)
#define FROB_MAX_QUEUES 8
#define FROB_MIN_CHUNK 64
#define FROB_VERSION 3
#define FROB_MINOR 7
