/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The interrupts of a device, which programs get through eventfds: INTx, MSI, and a request. */
#ifndef UNBROKEN_DEVICES_VFIO_INTERRUPT_H
#define UNBROKEN_DEVICES_VFIO_INTERRUPT_H

#include <glib.h>

#include "devices/vfio/config-space.h"
#include "devices/vfio/uapi.h"
#include <unbroken/device.h>

struct interrupts;

/*
 * @is_pending tells whether the device holds its INTx line now.  Free with interrupts_free(),
 * which accepts NULL.
 */
struct interrupts *interrupts_new(struct unbroken_device *host, gboolean (*is_pending)(void *data),
				  void *data);
void interrupts_free(struct interrupts *interrupts);

/* Gives back all eventfds: the device is used no more. */
void interrupts_disable(struct interrupts *interrupts);

/* VFIO_DEVICE_GET_IRQ_INFO, of an info whose argsz was checked: 0 or -EINVAL. */
long interrupts_describe(struct vfio_irq_info *info);

/* VFIO_DEVICE_SET_IRQS: @set is what comes before the data, which are read here. */
long interrupts_set(struct interrupts *interrupts, struct unbroken_call *call,
		    const struct vfio_irq_set *set);

/*
 * Something happened for which the device has vector @vector: it is signalled, or with INTx the
 * line, unless that is masked.
 */
void interrupts_raise(struct interrupts *interrupts, guint vector);
/* What is_pending() says may be something else now. */
void interrupts_update(struct interrupts *interrupts);

#endif
