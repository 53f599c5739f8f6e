/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_REVISION_1 0x100
#define FROB_REVISION_2 0x200
#define FROB_REVISION FROB_REVISION_2
