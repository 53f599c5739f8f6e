/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /dev/vfio/N: a group, through which its devices are reached. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "devices/vfio/container.h"
#include "devices/vfio/device.h"

/* As long as a name of a device can be: a page, in the kernel. */
#define NAME_SIZE 4096

/* All groups of this process, by number. */
static GHashTable *groups;

/* --- Life --- */

struct vfio_group *vfio_group_add(guint number, struct vfio_device *device)
{
	struct vfio_group *group;

	if (!groups)
		groups = g_hash_table_new(NULL, NULL);
	group = g_hash_table_lookup(groups, GUINT_TO_POINTER(number));
	if (!group) {
		group = g_new0(struct vfio_group, 1);
		group->number = number;
		group->devices = g_ptr_array_new();
		g_hash_table_insert(groups, GUINT_TO_POINTER(number), group);
	}
	g_ptr_array_add(group->devices, device);
	return group;
}

void vfio_group_drop(struct vfio_group *group, struct vfio_device *device)
{
	g_ptr_array_remove(group->devices, device);
	if (group->devices->len)
		return;
	g_hash_table_remove(groups, GUINT_TO_POINTER(group->number));
	if (!g_hash_table_size(groups))
		g_clear_pointer(&groups, g_hash_table_unref);
	g_ptr_array_unref(group->devices);
	g_free(group);
}

gboolean vfio_group_exists(guint number)
{
	return groups && g_hash_table_contains(groups, GUINT_TO_POINTER(number));
}

struct vfio_iova *vfio_group_iova(const struct vfio_group *group)
{
	return group->container ? vfio_container_iova(group->container) : NULL;
}

static void leave_container(struct vfio_group *group)
{
	if (group->container)
		vfio_container_remove_group(group->container);
	group->container = NULL;
}

/* An open device holds its group open, as it does in a kernel. */
void vfio_group_release(struct vfio_group *group)
{
	group->users--;
	if (!group->users && !group->is_open)
		leave_container(group);
}

/* --- Commands --- */

static struct vfio_group *group_of(const struct unbroken_call *call)
{
	return unbroken_file_data(unbroken_call_file(call));
}

static long get_status(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	struct vfio_group_status *status = argument;

	if (status->argsz < sizeof(*status))
		return -EINVAL;
	status->flags = VFIO_GROUP_FLAGS_VIABLE;
	if (group_of(call)->container)
		status->flags |= VFIO_GROUP_FLAGS_CONTAINER_SET;
	return unbroken_call_write(call, unbroken_call_value(call), status, sizeof(*status));
}

/* What is wrong with a descriptor that is no container's. */
static long explain_descriptor(struct unbroken_call *call, int descriptor)
{
	int taken = unbroken_call_take_descriptor(call, descriptor);

	if (taken < 0)
		return -EBADF;
	close(taken);
	return -EBADFD;
}

static long set_container(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	const int descriptor = *(const int *)argument;
	struct unbroken_file *file;
	struct vfio_group *group = group_of(call);
	struct vfio_container *container;

	if (descriptor < 0)
		return -EBADF;
	file = unbroken_call_find_file(call, descriptor);
	container = file ? vfio_container_of(file) : NULL;
	if (!file)
		return explain_descriptor(call, descriptor);
	if (group->container)
		return -EINVAL;
	if (!container)
		return -EBADFD;
	group->container = container;
	vfio_container_add_group(container);
	return 0;
}

static long unset_container(struct unbroken_call *call, void *argument G_GNUC_UNUSED,
			    size_t size G_GNUC_UNUSED)
{
	struct vfio_group *group = group_of(call);

	if (!group->container)
		return -EINVAL;
	if (group->users)
		return -EBUSY;
	leave_container(group);
	return 0;
}

/* Reads a string of the client, a little at a time: what is behind it may not be there. */
static long read_name(struct unbroken_call *call, char *name)
{
	const guint64 address = unbroken_call_value(call);
	gsize n = 0;

	while (n < NAME_SIZE) {
		const gsize part = 32 - (address + n) % 32;
		const gsize size = MIN(part, NAME_SIZE - n);

		if (unbroken_call_read(call, address + n, name + n, size))
			return -EFAULT;
		if (memchr(name + n, '\0', size))
			return 0;
		n += size;
	}
	return -EINVAL;
}

/* A name may be followed by a token for virtual functions, which our devices are not. */
static struct vfio_device *find_device(const struct vfio_group *group, const char *name,
				       gboolean *has_more)
{
	const gsize length = strcspn(name, " ");

	*has_more = name[length] != '\0';
	for (guint i = 0; i < group->devices->len; i++) {
		struct vfio_device *device = group->devices->pdata[i];

		if (strlen(device->address) == length && !strncmp(device->address, name, length))
			return device;
	}
	return NULL;
}

static long get_device(struct unbroken_call *call, void *argument G_GNUC_UNUSED,
		       size_t size G_GNUC_UNUSED)
{
	struct vfio_group *group = group_of(call);
	struct vfio_device *device;
	char name[NAME_SIZE];
	gboolean has_more;
	long result = read_name(call, name);

	if (result)
		return result;
	device = find_device(group, name, &has_more);
	if (!device)
		return -ENODEV;
	if (has_more || !vfio_group_iova(group))
		return -EINVAL;
	return vfio_device_open(call, device, group,
				UNBROKEN_FILE_READ | UNBROKEN_FILE_WRITE | UNBROKEN_FILE_CLOEXEC);
}

static const struct unbroken_command commands[] = {
	{ VFIO_GROUP_GET_STATUS, UNBROKEN_SIZE_FIXED, 8, 8, 0, UNBROKEN_COMMAND_IN,
	  "VFIO_GROUP_GET_STATUS", get_status },
	{ VFIO_GROUP_SET_CONTAINER, UNBROKEN_SIZE_FIXED, 4, 4, 0, UNBROKEN_COMMAND_IN,
	  "VFIO_GROUP_SET_CONTAINER", set_container },
	{ VFIO_GROUP_UNSET_CONTAINER, UNBROKEN_SIZE_VALUE, 0, 0, 0, 0, "VFIO_GROUP_UNSET_CONTAINER",
	  unset_container },
	{ VFIO_GROUP_GET_DEVICE_FD, UNBROKEN_SIZE_VALUE, 0, 0, 0, 0, "VFIO_GROUP_GET_DEVICE_FD",
	  get_device },
};

static void end_file(struct vfio_group *group)
{
	group->is_open = FALSE;
	if (!group->users)
		leave_container(group);
}

static void close_group(struct unbroken_file *file)
{
	end_file(unbroken_file_data(file));
}

static const struct unbroken_file_operations operations = {
	.size = sizeof(operations),
	.name = "vfio-group",
	.commands = commands,
	.n_commands = G_N_ELEMENTS(commands),
	.close = close_group,
};

/* Whether a program has a device of it without the group. */
static gboolean is_bypassed(const struct vfio_group *group)
{
	for (guint i = 0; i < group->devices->len; i++) {
		const struct vfio_device *device = group->devices->pdata[i];

		if (device->binding)
			return TRUE;
	}
	return FALSE;
}

long vfio_group_open(struct unbroken_call *call, struct vfio_group *group, guint32 flags)
{
	long number;

	if (group->is_open || group->users || is_bypassed(group))
		return -EBUSY;
	group->is_open = TRUE;
	number = unbroken_call_open(call, &operations, group, -1, flags);
	if (number < 0)
		end_file(group);
	return number;
}
