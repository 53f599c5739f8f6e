/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/standin.h"

#include "clang/clang.h"

#include <string.h>

const struct standin standins[] = {
	{ "stddef.h",
	  "#pragma once\n"
	  "typedef __SIZE_TYPE__ size_t;\n"
	  "typedef __PTRDIFF_TYPE__ ptrdiff_t;\n"
	  "typedef __WCHAR_TYPE__ wchar_t;\n"
	  "#define NULL ((void *)0)\n"
	  "#define offsetof(type, member) __builtin_offsetof(type, member)\n",
	  FALSE },
	{ "stdint.h",
	  "#pragma once\n"
	  "typedef __INT8_TYPE__ int8_t;\n"
	  "typedef __INT16_TYPE__ int16_t;\n"
	  "typedef __INT32_TYPE__ int32_t;\n"
	  "typedef __INT64_TYPE__ int64_t;\n"
	  "typedef __UINT8_TYPE__ uint8_t;\n"
	  "typedef __UINT16_TYPE__ uint16_t;\n"
	  "typedef __UINT32_TYPE__ uint32_t;\n"
	  "typedef __UINT64_TYPE__ uint64_t;\n"
	  "typedef __INTPTR_TYPE__ intptr_t;\n"
	  "typedef __UINTPTR_TYPE__ uintptr_t;\n"
	  "typedef __INTMAX_TYPE__ intmax_t;\n"
	  "typedef __UINTMAX_TYPE__ uintmax_t;\n"
	  "#define INT8_MAX 127\n"
	  "#define INT16_MAX 32767\n"
	  "#define INT32_MAX 2147483647\n"
	  "#define INT64_MAX __INT64_MAX__\n"
	  "#define UINT8_MAX 255\n"
	  "#define UINT16_MAX 65535\n"
	  "#define UINT32_MAX 4294967295U\n"
	  "#define UINT64_MAX __UINT64_MAX__\n",
	  FALSE },
	{ "inttypes.h", "#include <stdint.h>\n", FALSE },
	{ "stdbool.h",
	  "#pragma once\n"
	  "#define bool _Bool\n"
	  "#define true 1\n"
	  "#define false 0\n",
	  FALSE },
	{ "stdarg.h",
	  "#pragma once\n"
	  "typedef __builtin_va_list va_list;\n",
	  FALSE },
	{ "limits.h",
	  "#pragma once\n"
	  "#define CHAR_BIT 8\n"
	  "#define SCHAR_MAX 127\n"
	  "#define UCHAR_MAX 255\n"
	  "#define SHRT_MAX 32767\n"
	  "#define USHRT_MAX 65535\n"
	  "#define INT_MAX __INT_MAX__\n"
	  "#define INT_MIN (-INT_MAX - 1)\n"
	  "#define UINT_MAX (INT_MAX * 2U + 1)\n"
	  "#define LONG_MAX __LONG_MAX__\n"
	  "#define LONG_MIN (-LONG_MAX - 1L)\n"
	  "#define ULONG_MAX (LONG_MAX * 2UL + 1)\n"
	  "#define LLONG_MAX __LONG_LONG_MAX__\n"
	  "#define LLONG_MIN (-LLONG_MAX - 1LL)\n"
	  "#define ULLONG_MAX (LLONG_MAX * 2ULL + 1)\n"
	  "#if __has_include(<linux/limits.h>)\n"
	  "#include <linux/limits.h>\n"
	  "#endif\n",
	  FALSE },
	{ "sys/types.h",
	  "#pragma once\n"
	  "#include <stddef.h>\n"
	  "#include <stdint.h>\n"
	  "typedef long ssize_t;\n"
	  "typedef long off_t;\n"
	  "typedef long long loff_t;\n"
	  "typedef long long off64_t;\n"
	  "typedef int pid_t;\n"
	  "typedef unsigned int uid_t;\n"
	  "typedef unsigned int gid_t;\n"
	  "typedef unsigned int id_t;\n"
	  "typedef unsigned int mode_t;\n"
	  "typedef unsigned long ino_t;\n"
	  "typedef unsigned long long dev_t;\n"
	  "typedef unsigned long nlink_t;\n"
	  "typedef int key_t;\n"
	  "typedef long time_t;\n"
	  "typedef long clock_t;\n"
	  "typedef int clockid_t;\n"
	  "typedef int timer_t;\n"
	  "typedef long suseconds_t;\n"
	  "typedef unsigned int useconds_t;\n"
	  "typedef char *caddr_t;\n"
	  "typedef unsigned char u_char;\n"
	  "typedef unsigned short u_short;\n"
	  "typedef unsigned int u_int;\n"
	  "typedef unsigned long u_long;\n"
	  "typedef uint8_t u_int8_t;\n"
	  "typedef uint16_t u_int16_t;\n"
	  "typedef uint32_t u_int32_t;\n"
	  "typedef uint64_t u_int64_t;\n",
	  FALSE },
	{ "time.h",
	  "#pragma once\n"
	  "#include <sys/types.h>\n"
	  "#if __has_include(<linux/time.h>)\n"
	  "#include <linux/time.h>\n"
	  "#endif\n",
	  FALSE },
	{ "sys/time.h", "#include <time.h>\n", FALSE },
	{ "sys/socket.h",
	  "#pragma once\n"
	  "#include <sys/types.h>\n"
	  "typedef unsigned short sa_family_t;\n"
	  "typedef unsigned int socklen_t;\n"
	  "struct sockaddr {\n"
	  "	sa_family_t sa_family;\n"
	  "	char sa_data[14];\n"
	  "};\n"
	  "struct sockaddr_storage {\n"
	  "	sa_family_t ss_family;\n"
	  "	char __ss_padding[128 - sizeof(sa_family_t) - sizeof(long)];\n"
	  "	unsigned long __ss_align;\n"
	  "};\n"
	  "enum {\n"
	  "	MSG_OOB = 0x01,\n"
	  "	MSG_PEEK = 0x02,\n"
	  "	MSG_CTRUNC = 0x08,\n"
	  "	MSG_TRUNC = 0x20,\n"
	  "	MSG_DONTWAIT = 0x40,\n"
	  "	MSG_EOR = 0x80,\n"
	  "	MSG_WAITALL = 0x100,\n"
	  "	MSG_FIN = 0x200,\n"
	  "	MSG_NOSIGNAL = 0x4000,\n"
	  "	MSG_MORE = 0x8000,\n"
	  "};\n"
	  "#define AF_UNIX 1\n"
	  "#define AF_INET 2\n"
	  "#define AF_INET6 10\n"
	  "#if __has_include(<linux/socket.h>)\n"
	  "#include <linux/socket.h>\n"
	  "#endif\n",
	  FALSE },
	{ "netinet/in.h",
	  "#pragma once\n"
	  "#include <sys/socket.h>\n"
	  "#if __has_include(<linux/in.h>)\n"
	  "#include <linux/in.h>\n"
	  "#endif\n"
	  "#if __has_include(<linux/in6.h>)\n"
	  "#include <linux/in6.h>\n"
	  "#endif\n",
	  FALSE },
	{ "netinet/if_ether.h",
	  "#if __has_include(<linux/if_ether.h>)\n"
	  "#include <linux/if_ether.h>\n"
	  "#endif\n",
	  FALSE },
	{ "arpa/inet.h", "#include <netinet/in.h>\n", FALSE },
	{ "net/if.h",
	  "#include <sys/socket.h>\n"
	  "#if __has_include(<linux/if.h>)\n"
	  "#include <linux/if.h>\n"
	  "#endif\n",
	  FALSE },
	{ "sys/ioctl.h",
	  "#if __has_include(<asm/ioctls.h>)\n"
	  "#include <asm/ioctls.h>\n"
	  "#elif __has_include(<linux/ioctl.h>)\n"
	  "#include <linux/ioctl.h>\n"
	  "#endif\n",
	  FALSE },
	{ "endian.h",
	  "#pragma once\n"
	  "#define __LITTLE_ENDIAN 1234\n"
	  "#define __BIG_ENDIAN 4321\n"
	  "#define __BYTE_ORDER __BYTE_ORDER__\n"
	  "#define LITTLE_ENDIAN __LITTLE_ENDIAN\n"
	  "#define BIG_ENDIAN __BIG_ENDIAN\n"
	  "#define BYTE_ORDER __BYTE_ORDER\n",
	  FALSE },
	{ "byteswap.h", "#pragma once\n", FALSE },
	{ "errno.h",
	  "#if __has_include(<linux/errno.h>)\n"
	  "#include <linux/errno.h>\n"
	  "#endif\n",
	  FALSE },
	{ "signal.h",
	  "#pragma once\n"
	  "#include <sys/types.h>\n"
	  "#if __has_include(<linux/signal.h>)\n"
	  "#include <linux/signal.h>\n"
	  "#endif\n",
	  FALSE },
	{ "fcntl.h",
	  "#if __has_include(<linux/fcntl.h>)\n"
	  "#include <linux/fcntl.h>\n"
	  "#endif\n",
	  FALSE },
	{ "string.h",
	  "#pragma once\n"
	  "#include <stddef.h>\n"
	  "void *memcpy(void *to, const void *from, size_t size);\n"
	  "void *memset(void *to, int byte, size_t size);\n"
	  "int memcmp(const void *one, const void *other, size_t size);\n"
	  "size_t strlen(const char *text);\n"
	  "int strcmp(const char *one, const char *other);\n",
	  FALSE },
	{ "strings.h", "#include <string.h>\n", FALSE },
	{ "stdlib.h", "#include <stddef.h>\n", FALSE },
	{ "stdio.h", "#include <stddef.h>\n", FALSE },
	{ "unistd.h", "#include <sys/types.h>\n", FALSE },
	{ "features.h", "#pragma once\n", FALSE },
	{ "assert.h", "#pragma once\n#define assert(condition) ((void)0)\n", FALSE },
	{ "linux/types.h",
	  "#pragma once\n"
	  "#include <asm/types.h>\n"
	  "#include <linux/stddef.h>\n"
	  "typedef __u16 __le16, __be16, __sum16;\n"
	  "typedef __u32 __le32, __be32, __wsum;\n"
	  "typedef __u64 __le64, __be64;\n"
	  "typedef unsigned __poll_t;\n"
	  "#define __bitwise\n"
	  "#define __bitwise__\n"
	  "#define __aligned_u64 __u64 __attribute__((aligned(8)))\n"
	  "#define __aligned_s64 __s64 __attribute__((aligned(8)))\n"
	  "#define __aligned_be64 __be64 __attribute__((aligned(8)))\n"
	  "#define __aligned_le64 __le64 __attribute__((aligned(8)))\n"
	  "typedef int __kernel_pid_t, __kernel_key_t, __kernel_mqd_t;\n"
	  "typedef unsigned __kernel_uid32_t, __kernel_gid32_t;\n"
	  "typedef long __kernel_long_t, __kernel_off_t, __kernel_old_time_t, __kernel_time_t;\n"
	  "typedef unsigned long __kernel_ulong_t, __kernel_ino_t;\n"
	  "typedef __SIZE_TYPE__ __kernel_size_t;\n"
	  "typedef __PTRDIFF_TYPE__ __kernel_ssize_t;\n"
	  "typedef long long __kernel_loff_t, __kernel_time64_t;\n"
	  "typedef int __kernel_clockid_t, __kernel_timer_t;\n"
	  "typedef unsigned short __kernel_sa_family_t;\n",
	  TRUE },
	{ "asm/types.h",
	  "#pragma once\n"
	  "typedef signed char __s8;\n"
	  "typedef unsigned char __u8;\n"
	  "typedef short __s16;\n"
	  "typedef unsigned short __u16;\n"
	  "typedef int __s32;\n"
	  "typedef unsigned int __u32;\n"
	  "typedef long long __s64;\n"
	  "typedef unsigned long long __u64;\n",
	  TRUE },
	{ "linux/stddef.h",
	  "#pragma once\n"
	  "#define __struct_group(tag, name, attributes, members...) \\\n"
	  "	union { struct { members } attributes; struct tag { members } attributes name; }\n"
	  "#define __DECLARE_FLEX_ARRAY(type, name) \\\n"
	  "	struct { struct { } __empty_##name; type name[]; }\n"
	  "#define __counted_by(member)\n"
	  "#define __counted_by_le(member)\n"
	  "#define __counted_by_be(member)\n",
	  TRUE },
	{ "asm/bitsperlong.h", "#define __BITS_PER_LONG (8 * __SIZEOF_LONG__)\n", TRUE },
	{ "asm/byteorder.h",
	  "#pragma once\n"
	  "#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__\n"
	  "#define __BIG_ENDIAN 4321\n"
	  "#define __BIG_ENDIAN_BITFIELD\n"
	  "#else\n"
	  "#define __LITTLE_ENDIAN 1234\n"
	  "#define __LITTLE_ENDIAN_BITFIELD\n"
	  "#endif\n",
	  TRUE },
	{ "linux/ioctl.h", "#include <asm/ioctl.h>\n", TRUE },
	{ "asm/ioctl.h",
	  "#pragma once\n"
	  "#ifdef __powerpc__\n"
	  "#define _IOC_NONE 1U\n"
	  "#define _IOC_READ 2U\n"
	  "#define _IOC_WRITE 4U\n"
	  "#define _IOC_SIZEBITS 13\n"
	  "#else\n"
	  "#define _IOC_NONE 0U\n"
	  "#define _IOC_WRITE 1U\n"
	  "#define _IOC_READ 2U\n"
	  "#define _IOC_SIZEBITS 14\n"
	  "#endif\n"
	  "#define _IOC_NRBITS 8\n"
	  "#define _IOC_TYPEBITS 8\n"
	  "#define _IOC_NRSHIFT 0\n"
	  "#define _IOC_TYPESHIFT 8\n"
	  "#define _IOC_SIZESHIFT 16\n"
	  "#define _IOC_DIRSHIFT (16 + _IOC_SIZEBITS)\n"
	  "#define _IOC(direction, type, number, size) \\\n"
	  "	(((direction) << _IOC_DIRSHIFT) | ((type) << 8) | (number) | ((size) << 16))\n"
	  "#define _IO(type, number) _IOC(_IOC_NONE, (type), (number), 0)\n"
	  "#define _IOR(type, number, argument) \\\n"
	  "	_IOC(_IOC_READ, (type), (number), sizeof(argument))\n"
	  "#define _IOW(type, number, argument) \\\n"
	  "	_IOC(_IOC_WRITE, (type), (number), sizeof(argument))\n"
	  "#define _IOWR(type, number, argument) \\\n"
	  "	_IOC(_IOC_READ | _IOC_WRITE, (type), (number), sizeof(argument))\n",
	  TRUE },
	{ "linux/const.h",
	  "#pragma once\n"
	  "#define _AC(value, suffix) value##suffix\n"
	  "#define _AT(type, value) ((type)(value))\n"
	  "#define _UL(value) value##UL\n"
	  "#define _ULL(value) value##ULL\n"
	  "#define _BITUL(bit) (1UL << (bit))\n"
	  "#define _BITULL(bit) (1ULL << (bit))\n",
	  TRUE },
	/* What headers_install takes out of a source tree's headers. */
	{ "linux/compiler.h", "#include <linux/compiler_types.h>\n", TRUE },
	{ "linux/compiler_types.h",
	  "#define __user\n"
	  "#define __force\n"
	  "#define __iomem\n"
	  "#define __packed __attribute__((packed))\n",
	  TRUE },
	/* The frame of every DRM driver's commands; Debian 12 has it in libdrm-dev. */
	{ "drm/drm.h",
	  "#pragma once\n"
	  "#include <linux/types.h>\n"
	  "#include <linux/ioctl.h>\n"
	  "#define DRM_IOCTL_BASE 'd'\n"
	  "#define DRM_COMMAND_BASE 0x40\n"
	  "#define DRM_COMMAND_END 0xa0\n"
	  "#define DRM_IO(number) _IO(DRM_IOCTL_BASE, number)\n"
	  "#define DRM_IOR(number, type) _IOR(DRM_IOCTL_BASE, number, type)\n"
	  "#define DRM_IOW(number, type) _IOW(DRM_IOCTL_BASE, number, type)\n"
	  "#define DRM_IOWR(number, type) _IOWR(DRM_IOCTL_BASE, number, type)\n",
	  TRUE },
	{ "drm.h", "#include <drm/drm.h>\n", TRUE },
	{ NULL, NULL, FALSE },
};

const char *parse_provides(const char *path)
{
	for (const struct standin *header = standins; header->path; header++) {
		if (!header->is_fallback && !strcmp(header->path, path))
			return header->text;
	}
	return NULL;
}
