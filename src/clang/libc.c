/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/libc.h"

#include "clang/clang.h"

#include <string.h>

const struct libc_header libc_headers[] = {
	{ "stddef.h", "#pragma once\n"
		      "typedef __SIZE_TYPE__ size_t;\n"
		      "typedef __PTRDIFF_TYPE__ ptrdiff_t;\n"
		      "typedef __WCHAR_TYPE__ wchar_t;\n"
		      "#define NULL ((void *)0)\n"
		      "#define offsetof(type, member) __builtin_offsetof(type, member)\n" },
	{ "stdint.h", "#pragma once\n"
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
		      "#define UINT64_MAX __UINT64_MAX__\n" },
	{ "inttypes.h", "#include <stdint.h>\n" },
	{ "stdbool.h", "#pragma once\n"
		       "#define bool _Bool\n"
		       "#define true 1\n"
		       "#define false 0\n" },
	{ "stdarg.h", "#pragma once\n"
		      "typedef __builtin_va_list va_list;\n" },
	{ "limits.h", "#pragma once\n"
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
		      "#endif\n" },
	{ "sys/types.h", "#pragma once\n"
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
			 "typedef uint64_t u_int64_t;\n" },
	{ "time.h", "#pragma once\n"
		    "#include <sys/types.h>\n"
		    "#if __has_include(<linux/time.h>)\n"
		    "#include <linux/time.h>\n"
		    "#endif\n" },
	{ "sys/time.h", "#include <time.h>\n" },
	{ "sys/socket.h", "#pragma once\n"
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
			  "#endif\n" },
	{ "netinet/in.h", "#pragma once\n"
			  "#include <sys/socket.h>\n"
			  "#if __has_include(<linux/in.h>)\n"
			  "#include <linux/in.h>\n"
			  "#endif\n"
			  "#if __has_include(<linux/in6.h>)\n"
			  "#include <linux/in6.h>\n"
			  "#endif\n" },
	{ "netinet/if_ether.h", "#if __has_include(<linux/if_ether.h>)\n"
				"#include <linux/if_ether.h>\n"
				"#endif\n" },
	{ "arpa/inet.h", "#include <netinet/in.h>\n" },
	{ "net/if.h", "#include <sys/socket.h>\n"
		      "#if __has_include(<linux/if.h>)\n"
		      "#include <linux/if.h>\n"
		      "#endif\n" },
	{ "sys/ioctl.h", "#if __has_include(<asm/ioctls.h>)\n"
			 "#include <asm/ioctls.h>\n"
			 "#elif __has_include(<linux/ioctl.h>)\n"
			 "#include <linux/ioctl.h>\n"
			 "#endif\n" },
	{ "endian.h", "#pragma once\n"
		      "#define __LITTLE_ENDIAN 1234\n"
		      "#define __BIG_ENDIAN 4321\n"
		      "#define __BYTE_ORDER __BYTE_ORDER__\n"
		      "#define LITTLE_ENDIAN __LITTLE_ENDIAN\n"
		      "#define BIG_ENDIAN __BIG_ENDIAN\n"
		      "#define BYTE_ORDER __BYTE_ORDER\n" },
	{ "byteswap.h", "#pragma once\n" },
	{ "errno.h", "#if __has_include(<linux/errno.h>)\n"
		     "#include <linux/errno.h>\n"
		     "#endif\n" },
	{ "signal.h", "#pragma once\n"
		      "#include <sys/types.h>\n"
		      "#if __has_include(<linux/signal.h>)\n"
		      "#include <linux/signal.h>\n"
		      "#endif\n" },
	{ "fcntl.h", "#if __has_include(<linux/fcntl.h>)\n"
		     "#include <linux/fcntl.h>\n"
		     "#endif\n" },
	{ "string.h", "#pragma once\n"
		      "#include <stddef.h>\n"
		      "void *memcpy(void *to, const void *from, size_t size);\n"
		      "void *memset(void *to, int byte, size_t size);\n"
		      "int memcmp(const void *one, const void *other, size_t size);\n"
		      "size_t strlen(const char *text);\n"
		      "int strcmp(const char *one, const char *other);\n" },
	{ "strings.h", "#include <string.h>\n" },
	{ "stdlib.h", "#include <stddef.h>\n" },
	{ "stdio.h", "#include <stddef.h>\n" },
	{ "unistd.h", "#include <sys/types.h>\n" },
	{ "features.h", "#pragma once\n" },
	{ "assert.h", "#pragma once\n#define assert(condition) ((void)0)\n" },
	{ NULL, NULL },
};

gboolean parse_provides(const char *path)
{
	for (const struct libc_header *header = libc_headers; header->path; header++) {
		if (!strcmp(header->path, path))
			return TRUE;
	}
	return FALSE;
}
