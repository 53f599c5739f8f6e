/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The device models that come with the program.  Each is written against include/unbroken/device.h
 * alone, as one outside would be; docs/howto-add-device.md tells how.
 */
#ifndef UNBROKEN_DEVICES_DEVICES_H
#define UNBROKEN_DEVICES_DEVICES_H

#include <unbroken/device.h>

/* All of them, NULL-terminated. */
extern const struct unbroken_device_model *const device_models[];

#endif
