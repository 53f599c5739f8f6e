/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program for the lamp: lamp-ctl [-o] [COLOUR [FADE_MS]].  It knows nothing of any host.  With -o
 * it is the old program, which knows the first version of the struct only.
 */
#include "lamp.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

static const char *const states[] = { "off", "on", "fading" };

static int fail(const char *what)
{
	perror(what);
	return 1;
}

int main(int argc, char **argv)
{
	const int is_old = argc > 1 && strcmp(argv[1], "-o") == 0;
	struct lamp_settings lamp = { .size = is_old ? LAMP_SIZE_VER0 : sizeof(lamp) };
	int file = open("/dev/lamp", O_RDWR);

	argv += is_old;
	argc -= is_old;
	if (file < 0)
		return fail("/dev/lamp");
	lamp.colour = argc > 1 ? (__u32)strtoul(argv[1], NULL, 0) : 0;
	lamp.fade_ms = argc > 2 ? (__u32)strtoul(argv[2], NULL, 0) : 0;
	if (argc > 1 && ioctl(file, LAMP_SET, &lamp) < 0)
		return fail("LAMP_SET");
	if (ioctl(file, LAMP_GET, &lamp) < 0)
		return fail("LAMP_GET");
	printf("%s, colour 0x%x\n", lamp.state < 3 ? states[lamp.state] : "?", lamp.colour);
	return 0;
}
