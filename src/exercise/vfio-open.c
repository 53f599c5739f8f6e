/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "exercise/vfio-open.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "devices/vfio/migration-fault.h"
#include "devices/vfio/migration-states.h"
#include "devices/vfio/uapi.h"

/* Of a capability chain; no region of today has as much. */
#define MAX_INFO 65536

static gboolean fail(GError **error, int code, const char *what, const char *name)
{
	g_set_error(error, G_IO_ERROR, (int)g_io_error_from_errno(code), "%s %s: %s", what, name,
		    g_strerror(code));
	return FALSE;
}

/* --- The port ------------------------------------------------------------------------- */

static int call(int descriptor, guint32 number, void *argument)
{
	int result = ioctl(descriptor, number, argument);

	return result < 0 ? -errno : result;
}

static int port_ioctl(void *data, guint32 number, void *argument)
{
	const struct vfio_opened *opened = data;

	return call(opened->device, number, argument);
}

static gssize port_read(void *data, int session, void *to, gsize size)
{
	gssize n = read(session, to, size);

	(void)data;
	return n < 0 ? -errno : n;
}

static gssize port_write(void *data, int session, const void *from, gsize size)
{
	gssize n = write(session, from, size);

	(void)data;
	return n < 0 ? -errno : n;
}

static int port_session_ioctl(void *data, int session, guint32 number, void *argument)
{
	(void)data;
	return call(session, number, argument);
}

static void port_close(void *data, int session)
{
	(void)data;
	close(session);
}

static gssize port_region_read(void *data, guint64 offset, void *to, gsize size)
{
	const struct vfio_opened *opened = data;
	gssize n = pread(opened->device, to, size, (off_t)(opened->region + offset));

	return n < 0 ? -errno : n;
}

static gssize port_region_write(void *data, guint64 offset, const void *from, gsize size)
{
	const struct vfio_opened *opened = data;
	gssize n = pwrite(opened->device, from, size, (off_t)(opened->region + offset));

	return n < 0 ? -errno : n;
}

/* --- Devices that fail as they are told ----------------------------------------------- */

struct fault_request {
	struct vfio_device_feature header;
	char text[MIGRATION_FAULT_SIZE];
};

static int request_fault(const struct vfio_opened *opened, const char *text)
{
	struct fault_request request = {
		.header.argsz = sizeof(request),
		.header.flags = VFIO_DEVICE_FEATURE_SET | MIGRATION_FAULT_FEATURE,
	};

	g_strlcpy(request.text, text, sizeof(request.text));
	return call(opened->device, VFIO_DEVICE_FEATURE, &request);
}

static const char *state_or_any(guint32 state)
{
	return state < VFIO_DEVICE_STATE_NR ? migration_state_name(state) : "any";
}

static gboolean port_fail(void *data, enum migration_port_event event, guint32 from, guint32 to,
			  int error)
{
	g_autofree char *text = NULL;

	if (event == MIGRATION_PORT_ARC)
		text = g_strdup_printf("%s-%s:%d", state_or_any(from), state_or_any(to), error);
	else
		text = g_strdup_printf("%s:%d", event == MIGRATION_PORT_READ ? "read" : "write",
				       error);
	return !request_fault(data, text);
}

static void port_fail_no_more(void *data)
{
	request_fault(data, "");
}

/* --- What it has ---------------------------------------------------------------------- */

static gboolean has_feature(const struct vfio_opened *opened, guint32 feature)
{
	struct vfio_device_feature probe = {
		.argsz = sizeof(probe),
		.flags = VFIO_DEVICE_FEATURE_PROBE | feature,
	};

	return !call(opened->device, VFIO_DEVICE_FEATURE, &probe);
}

/* Whether the chain of capabilities in @info says that the region is that of revision 1. */
static gboolean is_migration(const guint8 *info, gsize size)
{
	struct vfio_region_info head;
	struct vfio_region_info_cap_type type;
	guint32 at;

	memcpy(&head, info, sizeof(head));
	if (!(head.flags & VFIO_REGION_INFO_FLAG_CAPS))
		return FALSE;
	for (at = head.cap_offset; at >= sizeof(head) && at + sizeof(type) <= size;
	     at = type.header.next) {
		memcpy(&type, info + at, sizeof(type));
		if (type.header.id == VFIO_REGION_INFO_CAP_TYPE)
			return type.type == VFIO_REGION_TYPE_MIGRATION &&
			       type.subtype == VFIO_REGION_SUBTYPE_MIGRATION;
		if (type.header.next <= at)
			break; /* the end, or no chain */
	}
	return FALSE;
}

/* All that there is to know of a region, with its capabilities; NULL if there is nothing. */
static guint8 *region_info(const struct vfio_opened *opened, guint32 index, gsize *size)
{
	struct vfio_region_info head = { .argsz = sizeof(head), .index = index };
	guint8 *info;

	if (call(opened->device, VFIO_DEVICE_GET_REGION_INFO, &head) || head.argsz > MAX_INFO)
		return NULL;
	*size = MAX(head.argsz, sizeof(head));
	info = g_malloc0(*size);
	head.argsz = (guint32)*size;
	memcpy(info, &head, sizeof(head));
	if (call(opened->device, VFIO_DEVICE_GET_REGION_INFO, info))
		g_clear_pointer(&info, g_free);
	return info;
}

static void find_region(struct vfio_opened *opened)
{
	struct vfio_device_info device = { .argsz = sizeof(device) };

	if (call(opened->device, VFIO_DEVICE_GET_INFO, &device))
		return;
	for (guint32 i = VFIO_PCI_NUM_REGIONS; i < device.num_regions; i++) {
		struct vfio_region_info head;
		gsize size;
		g_autofree guint8 *info = region_info(opened, i, &size);

		if (!info || !is_migration(info, size))
			continue;
		memcpy(&head, info, sizeof(head));
		opened->region = head.offset;
		opened->port.region_size = head.size;
		opened->port.region_read = port_region_read;
		opened->port.region_write = port_region_write;
		opened->has_v1 = TRUE;
		return;
	}
}

/* --- Opening -------------------------------------------------------------------------- */

static gboolean open_path(const char *path, int *descriptor, GError **error)
{
	*descriptor = open(path, O_RDWR | O_CLOEXEC);
	return *descriptor >= 0 || fail(error, errno, "cannot open", path);
}

struct bind_iommufd {
	guint32 argsz, flags;
	gint32 iommufd;
	guint32 out_devid;
};
G_STATIC_ASSERT(sizeof(struct bind_iommufd) == 16);

static gboolean open_cdev(struct vfio_opened *opened, const char *path, GError **error)
{
	struct bind_iommufd argument = { .argsz = sizeof(argument) };
	int result;

	if (!open_path(path, &opened->device, error) ||
	    !open_path("/dev/iommu", &opened->iommu, error))
		return FALSE;
	argument.iommufd = opened->iommu;
	result = call(opened->device, VFIO_DEVICE_BIND_IOMMUFD, &argument);
	return !result || fail(error, -result, "VFIO_DEVICE_BIND_IOMMUFD of", path);
}

/* The number of the group of a device, from the folder that tells of it. */
static char *group_path(const char *folder, GError **error)
{
	g_autofree char *link = g_build_filename(folder, "iommu_group", NULL);
	g_autofree char *target = g_file_read_link(link, error);
	g_autofree char *number = target ? g_path_get_basename(target) : NULL;

	return number ? g_build_filename("/dev/vfio", number, NULL) : NULL;
}

static gboolean join_group(struct vfio_opened *opened, const char *path, GError **error)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };
	int result;

	if (!open_path(path, &opened->group, error) ||
	    !open_path("/dev/vfio/vfio", &opened->container, error))
		return FALSE;
	result = call(opened->group, VFIO_GROUP_GET_STATUS, &status);
	if (!result && !(status.flags & VFIO_GROUP_FLAGS_VIABLE)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_BUSY,
			    "group %s is not viable: not all its devices are bound to VFIO", path);
		return FALSE;
	}
	if (!result)
		result = call(opened->group, VFIO_GROUP_SET_CONTAINER, &opened->container);
	if (!result)
		result = ioctl(opened->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU) < 0 ? -errno
											  : 0;
	return !result || fail(error, -result, "cannot set up the container of group", path);
}

static gboolean open_group(struct vfio_opened *opened, const char *folder, GError **error)
{
	g_autofree char *path = group_path(folder, error);
	g_autofree char *name = g_path_get_basename(folder);

	if (!path || !join_group(opened, path, error))
		return FALSE;
	opened->device = call(opened->group, VFIO_GROUP_GET_DEVICE_FD, name);
	return opened->device >= 0 ||
	       fail(error, -opened->device, "VFIO_GROUP_GET_DEVICE_FD of", name);
}

struct vfio_opened *vfio_open(const char *name, const char *sysfs, GError **error)
{
	AUTO(vfio_opened) opened = g_new0(struct vfio_opened, 1);
	g_autofree char *folder = strchr(name, '/') ? g_canonicalize_filename(name, NULL)
						    : g_build_filename(sysfs, name, NULL);

	opened->container = opened->group = opened->iommu = opened->device = -1;
	if (g_str_has_prefix(name, "/dev/") ? !open_cdev(opened, name, error)
					    : !open_group(opened, folder, error))
		return NULL;
	opened->port = (struct migration_port){
		.data = opened,
		.ioctl = port_ioctl,
		.read = port_read,
		.write = port_write,
		.session_ioctl = port_session_ioctl,
		.close = port_close,
	};
	opened->has_v2 = has_feature(opened, VFIO_DEVICE_FEATURE_MIGRATION);
	if (has_feature(opened, MIGRATION_FAULT_FEATURE)) {
		opened->port.fail = port_fail;
		opened->port.fail_no_more = port_fail_no_more;
	}
	find_region(opened);
	return g_steal_pointer(&opened);
}

/* The device first: its group is in use as long as it is open. */
void vfio_opened_free(struct vfio_opened *opened)
{
	if (!opened)
		return;
	for (guint i = 0; i < 4; i++) {
		int descriptors[] = { opened->device, opened->group, opened->container,
				      opened->iommu };

		if (descriptors[i] >= 0)
			close(descriptors[i]);
	}
	g_free(opened);
}
