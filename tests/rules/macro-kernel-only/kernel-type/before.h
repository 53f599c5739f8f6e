/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_SHIFT 16
#define FROB_CATEGORY(action) ((1 << (action)) << FROB_SHIFT)
#define FROB_QUEUE (1 | FROB_CATEGORY(2))
#define FROB_MERGE (2 | FROB_CATEGORY(3))
