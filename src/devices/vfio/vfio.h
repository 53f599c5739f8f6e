/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The model "vfio": a PCI device that programs drive through VFIO, and that can migrate. */
#ifndef UNBROKEN_DEVICES_VFIO_VFIO_H
#define UNBROKEN_DEVICES_VFIO_VFIO_H

#include <glib.h>

#include <unbroken/device.h>

/* Numbers of /dev/vfio/devices/vfioN: N is the minor one. */
#define VFIO_DEVICE_MAJOR 511

extern const struct unbroken_device_model vfio_device_model;

/* fill_folder() of the model: what a program would find in /sys/bus/pci/devices. */
int vfio_fill_folder(void *state, const char *stand_in);

#endif
