/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_TYPE_MASK 0x0f
#define FROB_COLOR_MASK 0x30
#define FROB_CMD_GET_ALL 7
