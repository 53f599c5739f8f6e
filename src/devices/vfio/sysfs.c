/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The folder of a device, as programs that look for one in /sys/bus/pci/devices want it. */
#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "devices/vfio/device.h"
#include "devices/vfio/vfio.h"

static gboolean put_text(const char *folder, const char *name, const char *text, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);

	if (g_mkdir_with_parents(parent, 0755)) {
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno),
			    "Cannot make the folder '%s': %s", parent, g_strerror(errno));
		return FALSE;
	}
	return g_file_set_contents(path, text, -1, error);
}

static gboolean put_number(const char *folder, const char *name, const char *format, guint value,
			   GError **error)
{
	g_autofree char *text = g_strdup_printf(format, value);

	return put_text(folder, name, text, error);
}

static gboolean put_link(const char *folder, const char *name, const char *target, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	if (!symlink(target, path))
		return TRUE;
	g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno),
		    "Cannot make the link '%s': %s", path, g_strerror(errno));
	return FALSE;
}

/* Numbers that a driver would have read from the configuration space. */
static gboolean put_identity(const char *folder, GError **error)
{
	static const struct {
		const char *name;
		const char *format;
		guint value;
	} files[] = {
		{ "vendor", "0x%04x\n", CONFIG_VENDOR_ID },
		{ "device", "0x%04x\n", CONFIG_DEVICE_ID },
		{ "subsystem_vendor", "0x%04x\n", CONFIG_VENDOR_ID },
		{ "subsystem_device", "0x%04x\n", CONFIG_DEVICE_ID },
		{ "class", "0x%06x\n", CONFIG_CLASS },
		{ "revision", "0x%02x\n", CONFIG_REVISION },
		{ "irq", "%u\n", 0 },
		{ "enable", "%u\n", 1 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		if (!put_number(folder, files[i].name, files[i].format, files[i].value, error))
			return FALSE;
	}
	return put_text(folder, "numa_node", "-1\n", error);
}

static gboolean put_config(const struct vfio_device *device, const char *folder, GError **error)
{
	g_autofree char *path = g_build_filename(folder, "config", NULL);

	return g_file_set_contents(path, (const char *)device->config.bytes, CONFIG_SPACE_SIZE,
				   error);
}

/*
 * The targets of links are within the folder: the last part of their names is what programs look
 * at, and here a program that goes there finds something, too.
 */
static gboolean put_group(const struct vfio_device *device, const char *folder, GError **error)
{
	g_autofree char *group = g_strdup_printf("kernel/iommu_groups/%u", device->group->number);
	g_autofree char *name = g_build_filename(group, "type", NULL);
	g_autofree char *devices = g_build_filename(folder, group, "devices", NULL);

	if (!put_text(folder, name, "DMA\n", error) ||
	    !put_link(folder, "iommu_group", group, error))
		return FALSE;
	if (g_mkdir_with_parents(devices, 0755)) {
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno),
			    "Cannot make the folder '%s': %s", devices, g_strerror(errno));
		return FALSE;
	}
	return put_link(devices, device->address, "../../../..", error);
}

static gboolean put_driver(const char *folder, GError **error)
{
	return put_text(folder, "bus/pci/drivers/vfio-pci/module", "vfio_pci\n", error) &&
	       put_link(folder, "driver", "bus/pci/drivers/vfio-pci", error) &&
	       put_link(folder, "subsystem", "bus/pci", error);
}

static gboolean put_character_device(const struct vfio_device *device, const char *folder,
				     GError **error)
{
	g_autofree char *name = g_strdup_printf("vfio-dev/vfio%u/dev", device->number);
	g_autofree char *text = g_strdup_printf("%u:%u\n", VFIO_DEVICE_MAJOR, device->number);

	return put_text(folder, name, text, error);
}

char *vfio_sysfs_make(const struct vfio_device *device, const char *parent, GError **error)
{
	g_autofree char *folder = g_build_filename(parent, device->address, NULL);

	if (g_mkdir_with_parents(parent, 0755) || g_mkdir(folder, 0755)) {
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno),
			    "Cannot make the folder '%s': %s", folder, g_strerror(errno));
		return NULL;
	}
	if (put_identity(folder, error) && put_config(device, folder, error) &&
	    put_group(device, folder, error) && put_driver(folder, error) &&
	    put_character_device(device, folder, error))
		return g_steal_pointer(&folder);
	vfio_sysfs_remove(folder);
	return NULL;
}

void vfio_sysfs_remove(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_DIR) &&
		    !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
			vfio_sysfs_remove(path);
		else
			g_unlink(path);
	}
	g_rmdir(folder);
}

int vfio_fill_folder(void *state, const char *stand_in)
{
	const struct vfio_device *device = state;
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = NULL;

	/* With a folder of the user's it is found there. */
	if (device->sysfs_folder)
		return 0;
	folder = vfio_sysfs_make(device, stand_in, &error);
	if (folder)
		return 0;
	unbroken_device_complain(device->host, "%s", error->message);
	return -EIO;
}
