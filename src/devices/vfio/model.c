/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The model "vfio": its options, and the files that a program opens. */
#include "devices/vfio/vfio.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "devices/vfio/device.h"

#define MEMORY_MINIMUM ((guint64)4096)
#define MEMORY_MAXIMUM ((guint64)64 << 30)

/* What devices that are not told get: the first that is free. */
#define FIRST_GROUP 26
#define FIRST_SLOT  0x0d

static const struct unbroken_device_option options[] = {
	{ "revision", "WHICH", "both", "revisions of migration: v1, v2, both or none" },
	{ "memory", "SIZE", "1M", "memory of the device (BAR 2), a power of two" },
	{ "address", "BDF", NULL, "PCI address, 0000:06:0d.0 for the first one" },
	{ "group", "NUMBER", NULL, "IOMMU group, that is /dev/vfio/NUMBER; 26 for the first one" },
	{ "sysfs", "FOLDER", NULL, "make FOLDER/BDF, for -device vfio-pci,sysfsdev=FOLDER/BDF" },
	{ "precopy", "yes|no", "yes", "offer to migrate while the device runs" },
	{ "p2p", "yes|no", "yes", "offer to be quiet towards other devices" },
	{ "v1-map", "yes|no", "yes", "let programs map the data of revision v1" },
	{ "fault-feature", "yes|no", "no", "let the program say what goes wrong, for exercises" },
	{ "migration-fault", "FAULT", NULL, "what goes wrong, such as pre_copy-stop_copy:EIO:1" },
};

/* All devices there are, so that each finds a place of its own. */
static GPtrArray *devices;

/* --- Options --- */

static gboolean read_revision(const struct unbroken_device *device, struct vfio_options *ret)
{
	const char *value = unbroken_device_get(device, "revision");
	const gboolean both = g_str_equal(value, "both");

	ret->has_v1 = both || g_str_equal(value, "v1");
	ret->has_v2 = both || g_str_equal(value, "v2");
	if (ret->has_v1 || ret->has_v2 || g_str_equal(value, "none"))
		return TRUE;
	unbroken_device_complain(device, "revision=%s: must be v1, v2, both or none", value);
	return FALSE;
}

static gboolean read_switch(const struct unbroken_device *device, const char *name, gboolean *ret)
{
	const char *value = unbroken_device_get(device, name);

	*ret = g_str_equal(value, "yes");
	if (*ret || g_str_equal(value, "no"))
		return TRUE;
	unbroken_device_complain(device, "%s=%s: must be yes or no", name, value);
	return FALSE;
}

static gboolean read_memory(const struct unbroken_device *device, guint64 *ret)
{
	if (unbroken_device_get_size(device, "memory", ret))
		return FALSE;
	if (*ret >= MEMORY_MINIMUM && *ret <= MEMORY_MAXIMUM && !(*ret & (*ret - 1)))
		return TRUE;
	unbroken_device_complain(device, "memory=%s: must be a power of two from 4K to 64G",
				 unbroken_device_get(device, "memory"));
	return FALSE;
}

static gboolean has_address(const char *address)
{
	for (guint i = 0; devices && i < devices->len; i++) {
		const struct vfio_device *device = devices->pdata[i];

		if (g_str_equal(device->address, address))
			return TRUE;
	}
	return FALSE;
}

static char *free_address(void)
{
	for (guint bus = 6;; bus++) {
		for (guint slot = FIRST_SLOT; slot < 32; slot++) {
			g_autofree char *address = g_strdup_printf("0000:%02x:%02x.0", bus, slot);

			if (!has_address(address))
				return g_steal_pointer(&address);
		}
	}
}

/* "0000:06:0d.0": four, two and two hexadecimal digits and one octal one. */
static gboolean is_address(const char *text)
{
	static const char pattern[] = "xxxx:xx:xx.o";

	if (strlen(text) != strlen(pattern))
		return FALSE;
	for (guint i = 0; text[i]; i++) {
		const gboolean is_digit =
			g_ascii_isdigit(text[i]) || (text[i] >= 'a' && text[i] <= 'f');

		if (pattern[i] == 'x'   ? !is_digit
		    : pattern[i] == 'o' ? text[i] < '0' || text[i] > '7'
					: text[i] != pattern[i])
			return FALSE;
	}
	return TRUE;
}

static gboolean read_address(const struct unbroken_device *device, char **ret)
{
	const char *value = unbroken_device_get(device, "address");

	*ret = value ? g_ascii_strdown(value, -1) : free_address();
	if (!is_address(*ret)) {
		unbroken_device_complain(device, "address=%s: must be like 0000:06:0d.0", value);
		return FALSE;
	}
	if (has_address(*ret)) {
		unbroken_device_complain(device, "address=%s: another device has it", *ret);
		return FALSE;
	}
	return TRUE;
}

static gboolean read_group(const struct unbroken_device *device, guint *ret)
{
	guint64 number = FIRST_GROUP;

	if (!unbroken_device_get(device, "group")) {
		while (vfio_group_exists(number))
			number++;
	} else if (unbroken_device_get_number(device, "group", &number)) {
		return FALSE;
	}
	*ret = number;
	if (number <= G_MAXINT32)
		return TRUE;
	unbroken_device_complain(device, "group=%s: must be less than 2147483648",
				 unbroken_device_get(device, "group"));
	return FALSE;
}

static gboolean read_options(const struct unbroken_device *device, struct vfio_options *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (!read_revision(device, ret) || !read_memory(device, &ret->memory) ||
	    !read_switch(device, "precopy", &ret->has_precopy) ||
	    !read_switch(device, "p2p", &ret->has_p2p) ||
	    !read_switch(device, "v1-map", &ret->has_v1_map) ||
	    !read_switch(device, "fault-feature", &ret->has_fault_feature) ||
	    !read_group(device, &ret->group) || !read_address(device, &ret->address))
		return FALSE;
	ret->sysfs = g_strdup(unbroken_device_get(device, "sysfs"));
	ret->fault = g_strdup(unbroken_device_get(device, "migration-fault"));
	if (!ret->fault || ret->has_v1 || ret->has_v2)
		return TRUE;
	unbroken_device_complain(device,
				 "migration-fault: there is no migration with revision=none");
	return FALSE;
}

/* --- Life --- */

/* The lowest number that no other device has. */
static guint free_number(void)
{
	guint number = 0;

	for (guint i = 0; devices && i < devices->len; i++) {
		const struct vfio_device *device = devices->pdata[i];

		number = MAX(number, device->number + 1);
	}
	return number;
}

static int create(struct unbroken_device *host, void **state)
{
	struct vfio_options read;
	struct vfio_device *device;

	if (!read_options(host, &read)) {
		vfio_options_clear(&read);
		return -EINVAL;
	}
	read.number = free_number();
	device = vfio_device_new(host, &read);
	if (!device)
		return -EINVAL;
	if (!devices)
		devices = g_ptr_array_new();
	g_ptr_array_add(devices, device);
	*state = device;
	return 0;
}

static void destroy(void *state)
{
	g_ptr_array_remove(devices, state);
	if (!devices->len)
		g_clear_pointer(&devices, g_ptr_array_unref);
	vfio_device_free(state);
}

/* --- Files --- */

enum path {
	PATH_NONE,
	PATH_CONTAINER,
	PATH_GROUP,
	PATH_DEVICE,
	PATH_IOMMU,
};

static enum path path_of(const struct vfio_device *device, const char *path)
{
	g_autofree char *group = g_strdup_printf("/dev/vfio/%u", device->group->number);

	g_autofree char *by_itself = g_strdup_printf("/dev/vfio/devices/vfio%u", device->number);

	if (g_str_equal(path, "/dev/vfio/vfio"))
		return PATH_CONTAINER;
	if (g_str_equal(path, group))
		return PATH_GROUP;
	if (g_str_equal(path, by_itself))
		return PATH_DEVICE;
	return g_str_equal(path, "/dev/iommu") ? PATH_IOMMU : PATH_NONE;
}

static int has_path(void *state, const char *path)
{
	return path_of(state, path) != PATH_NONE;
}

/* What open() of a program says, as flags of the file. */
static guint32 file_flags(int flags)
{
	const int mode = flags & O_ACCMODE;
	guint32 result = 0;

	if (mode != O_WRONLY)
		result |= UNBROKEN_FILE_READ;
	if (mode != O_RDONLY)
		result |= UNBROKEN_FILE_WRITE;
	if (flags & O_NONBLOCK)
		result |= UNBROKEN_FILE_NONBLOCK;
	if (flags & O_CLOEXEC)
		result |= UNBROKEN_FILE_CLOEXEC;
	return result;
}

static long open_path(struct unbroken_call *call, const char *path, int flags)
{
	struct vfio_device *device = unbroken_call_state(call);

	switch (path_of(device, path)) {
	case PATH_CONTAINER:
		return vfio_container_open(call, file_flags(flags));
	case PATH_GROUP:
		return vfio_group_open(call, device->group, file_flags(flags));
	case PATH_DEVICE:
		return vfio_device_open(call, device, NULL,
					file_flags(flags) | UNBROKEN_FILE_CHARACTER);
	case PATH_IOMMU:
		return iommufd_open(call, file_flags(flags));
	default:
		return -ENOENT;
	}
}

const struct unbroken_device_model vfio_device_model = {
	.size = sizeof(vfio_device_model),
	.name = "vfio",
	.summary = "a PCI device with registers, memory and DMA, which can migrate",
	.options = options,
	.n_options = G_N_ELEMENTS(options),
	.create = create,
	.destroy = destroy,
	.has_path = has_path,
	.open = open_path,
	.folder = "/sys/bus/pci/devices",
	.fill_folder = vfio_fill_folder,
};
