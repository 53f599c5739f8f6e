/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "devices/devices.h"

const struct unbroken_device_model *const device_models[] = {
	NULL,
};
