/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <asm/byteorder.h>
#include <linux/types.h>

struct frob_header {
#ifdef __LITTLE_ENDIAN_BITFIELD
	__u8 version:4, length:4;
#else
	__u8 length:4, version:4;
#endif
};
