/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /dev/iommu: address spaces that devices are attached to by their own files. */
#ifndef UNBROKEN_DEVICES_VFIO_IOMMUFD_H
#define UNBROKEN_DEVICES_VFIO_IOMMUFD_H

#include <glib.h>

#include "devices/vfio/iova.h"
#include <unbroken/device.h>

struct iommufd;
struct iommufd_binding;

/* Opens one; the result as of a model's open(). */
long iommufd_open(struct unbroken_call *call, guint32 flags);

/* The one behind a file; NULL if it is another kind of file. */
struct iommufd *iommufd_of(struct unbroken_file *file);

/*
 * Makes a device known to @iommufd, which stays until iommufd_unbind().  *id is what programs call
 * the device.
 */
struct iommufd_binding *iommufd_bind(struct iommufd *iommufd, guint32 *id);
/* Accepts NULL. */
void iommufd_unbind(struct iommufd_binding *binding);

/*
 * Attaches the device to an address space or a table made for one, in place of what it was attached
 * to; *id becomes that of a table.  0 or -ENOENT, -EINVAL.
 */
long iommufd_attach(struct iommufd_binding *binding, guint32 *id);
void iommufd_detach(struct iommufd_binding *binding);

/* What the DMA of the device goes through; NULL if it is attached to nothing. */
struct vfio_iova *iommufd_binding_iova(const struct iommufd_binding *binding);

#endif
