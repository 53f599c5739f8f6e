/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "devices/devices.h"

#include "devices/vfio/vfio.h"

const struct unbroken_device_model *const device_models[] = {
	&vfio_device_model,
	NULL,
};
