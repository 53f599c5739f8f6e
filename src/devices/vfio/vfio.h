/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The model "vfio": a PCI device that programs drive through VFIO, and that can migrate. */
#ifndef UNBROKEN_DEVICES_VFIO_VFIO_H
#define UNBROKEN_DEVICES_VFIO_VFIO_H

#include <glib.h>

#include "unbroken/device.h"

/* Numbers of /dev/vfio/devices/vfioN: N is the minor one. */
#define VFIO_DEVICE_MAJOR 511

extern const struct unbroken_device_model vfio_device_model;

/*
 * Makes the folder of the device whose @state the model gave, in the folder @parent: what a
 * program would find in /sys/bus/pci/devices.  FALSE with @error set.  Who owns @parent removes it.
 */
gboolean vfio_fill_sysfs(void *state, const char *parent, GError **error);

#endif
