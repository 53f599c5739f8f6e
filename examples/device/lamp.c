/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A device model of a lamp, as docs/howto-add-device.md explains it. */
#include "lamp.h"

#include <stdlib.h>

#include "unbroken/device.h"
#include "unbroken/struct.h"

struct lamp {
	struct unbroken_device *device;
	struct lamp_settings now;
	uint32_t fading; /* the timer that ends LAMP_FADING, or 0 */
};

static void faded(void *data)
{
	struct lamp *lamp = data;

	lamp->now.state = lamp->now.flags & LAMP_FLAG_DARK ? LAMP_OFF : LAMP_ON;
	lamp->fading = 0;
}

/* What an older program does not have is 0; what a newer one has more the host saw to be 0. */
static long set(struct unbroken_call *call, void *argument, size_t size)
{
	struct lamp *lamp = unbroken_call_state(call);
	const struct lamp_settings *wanted = argument;

	(void)size;
	if (unbroken_flags_check(wanted->flags, LAMP_FLAG_DARK) < 0 || wanted->state != 0 ||
	    unbroken_reserved_check(&wanted->reserved, sizeof(wanted->reserved)) < 0)
		return -EINVAL;
	unbroken_device_cancel(lamp->device, lamp->fading);
	lamp->now = *wanted;
	lamp->now.state = LAMP_FADING;
	if (wanted->fade_ms)
		lamp->fading = unbroken_device_after(lamp->device, wanted->fade_ms, faded, lamp);
	else
		faded(lamp);
	return 0;
}

static long get(struct unbroken_call *call, void *argument, size_t size)
{
	const struct lamp *lamp = unbroken_call_state(call);
	struct lamp_settings *settings = argument;

	*settings = lamp->now;
	settings->size = (uint32_t)size;
	return 0;
}

static const struct unbroken_command commands[] = {
	{ LAMP_SET, UNBROKEN_SIZE_FIRST, LAMP_SIZE_VER0, sizeof(struct lamp_settings), 4096,
	  UNBROKEN_COMMAND_IN, "LAMP_SET", set },
	{ LAMP_GET, UNBROKEN_SIZE_FIRST, LAMP_SIZE_VER0, sizeof(struct lamp_settings), 4096,
	  UNBROKEN_COMMAND_OUT, "LAMP_GET", get },
};

static const struct unbroken_file_operations operations = {
	.size = sizeof(operations),
	.name = "lamp",
	.commands = commands,
	.n_commands = sizeof(commands) / sizeof(*commands),
};

static long open_lamp(struct unbroken_call *call, const char *path, int flags)
{
	(void)path, (void)flags;
	return unbroken_call_open(call, &operations, NULL, -1, UNBROKEN_FILE_STREAM);
}

static int has_path(void *state, const char *path)
{
	return strcmp(path, unbroken_device_get(((struct lamp *)state)->device, "path")) == 0;
}

static int create(struct unbroken_device *device, void **state)
{
	struct lamp *lamp = *state = calloc(1, sizeof(*lamp));

	if (!lamp)
		return -ENOMEM;
	lamp->device = device;
	return 0;
}

const struct unbroken_device_model unbroken_device_model = {
	.size = sizeof(unbroken_device_model),
	.name = "lamp",
	.options = &(const struct unbroken_device_option){ "path", "FILE", "/dev/lamp",
							   "what programs open" },
	.n_options = 1,
	.create = create,
	.destroy = free,
	.has_path = has_path,
	.open = open_lamp,
};
