/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file of a device, and the device that is behind all of its files. */
#include "devices/vfio/device.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "devices/vfio/capability.h"
#include "devices/vfio/uapi-iommufd.h"
#include "devices/vfio/vfio.h"

/*
 * An open file: a device may have several.  One that was opened by itself is good for nothing until
 * it is bound to an iommufd.
 */
struct vfio_open {
	struct vfio_device *device;
	struct vfio_group *group; /* through which it was opened; NULL: by itself */
	gboolean is_bound;
};

static struct vfio_open *open_of(const struct unbroken_call *call)
{
	return unbroken_file_data(unbroken_call_file(call));
}

/* The device of a file that may be used; else NULL. */
static struct vfio_device *device_of(const struct unbroken_call *call)
{
	const struct vfio_open *open = open_of(call);

	return open->group || open->is_bound ? open->device : NULL;
}

/* --- Commands --- */

static long get_info(struct vfio_device *device, struct unbroken_call *call, void *argument)
{
	struct vfio_device_info info = {
		.argsz = *(const guint32 *)argument,
		.flags = VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET,
		.num_regions = vfio_region_count(device),
		.num_irqs = VFIO_PCI_NUM_IRQS,
	};
	struct vfio_answer answer = {
		.bytes = &info,
		.size = sizeof(info),
		.minimum = offsetof(struct vfio_device_info, cap_offset),
		.cap_offset = offsetof(struct vfio_device_info, cap_offset),
		.flags_caps = VFIO_DEVICE_FLAGS_CAPS,
	};

	return vfio_answer_give(call, &answer, NULL);
}

static long get_region_info(struct vfio_device *device, struct unbroken_call *call, void *argument)
{
	struct vfio_region_info info = *(const struct vfio_region_info *)argument;
	struct vfio_answer answer = {
		.bytes = &info,
		.size = sizeof(info),
		.minimum = sizeof(info),
		.cap_offset = offsetof(struct vfio_region_info, cap_offset),
		.flags_caps = VFIO_REGION_INFO_FLAG_CAPS,
	};
	g_autoptr(GByteArray) chain = NULL;

	if (info.argsz < sizeof(info) || vfio_region_describe(device, &info))
		return -EINVAL;
	chain = vfio_region_capabilities(device, info.index);
	return vfio_answer_give(call, &answer, chain);
}

static long get_irq_info(struct vfio_device *device G_GNUC_UNUSED, struct unbroken_call *call,
			 void *argument)
{
	struct vfio_irq_info *info = argument;

	if (info->argsz < sizeof(*info) || interrupts_describe(info))
		return -EINVAL;
	return unbroken_call_write(call, unbroken_call_value(call), info, sizeof(*info));
}

static long set_irqs(struct vfio_device *device, struct unbroken_call *call, void *argument)
{
	return interrupts_set(device->interrupts, call, argument);
}

static void reset_device(struct vfio_device *device)
{
	if (device->migration)
		vfio_migration_reset(device->migration);
	else
		test_device_migration.reset(device->test);
}

/* The configuration space is saved before and restored after, as a kernel does. */
static long reset(struct vfio_device *device, struct unbroken_call *call G_GNUC_UNUSED,
		  void *argument G_GNUC_UNUSED)
{
	reset_device(device);
	return 0;
}

/* Nothing else is on its bus, and the bus cannot be reset. */
static long hot_reset(struct vfio_device *device G_GNUC_UNUSED,
		      struct unbroken_call *call G_GNUC_UNUSED, void *argument)
{
	const struct vfio_pci_hot_reset_info *info = argument;

	return info->argsz < sizeof(*info) ? -EINVAL : -ENODEV;
}

/* What a device without migration knows of features: how to refuse them. */
static long refuse_feature(const struct vfio_device_feature *feature)
{
	const guint32 both = VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_SET;
	const guint32 known = VFIO_DEVICE_FEATURE_MASK | both | VFIO_DEVICE_FEATURE_PROBE;

	if (feature->argsz < sizeof(*feature) || feature->flags & ~known)
		return -EINVAL;
	if ((feature->flags & both) == both && !(feature->flags & VFIO_DEVICE_FEATURE_PROBE))
		return -EINVAL;
	return -ENOTTY;
}

static long use_feature(struct vfio_device *device, struct unbroken_call *call, void *argument)
{
	if (!device->migration || !device->options.has_v2)
		return refuse_feature(argument);
	return vfio_migration_feature(device->migration, call, unbroken_call_value(call));
}

/* --- By itself: through an iommufd in place of a group --- */

static long bind(struct vfio_open *open, struct unbroken_call *call, void *argument)
{
	struct vfio_device_bind_iommufd *bind = argument;
	struct vfio_device *device = open->device;
	struct unbroken_file *file;

	if (bind->argsz < sizeof(*bind) || bind->flags || bind->iommufd < 0 || open->group)
		return -EINVAL;
	if (device->group->is_open || device->group->users)
		return -EBUSY;
	if (device->users)
		return -EINVAL;
	file = unbroken_call_find_file(call, bind->iommufd);
	if (!file || !iommufd_of(file))
		return file ? -EBADFD : -EBADF;
	device->binding = iommufd_bind(iommufd_of(file), &bind->out_devid);
	if (!device->binding)
		return -ENOMEM;
	open->is_bound = TRUE;
	device->users++;
	return unbroken_call_write(call, unbroken_call_value(call), bind, sizeof(*bind));
}

static long attach(struct vfio_open *open, struct unbroken_call *call, void *argument)
{
	struct vfio_device_attach_iommufd_pt *attach = argument;
	long result;

	if (!open->is_bound || attach->argsz < sizeof(*attach) ||
	    attach->flags & ~VFIO_DEVICE_ATTACH_PASID)
		return -EINVAL;
	if (attach->flags & VFIO_DEVICE_ATTACH_PASID)
		return -EOPNOTSUPP;
	result = iommufd_attach(open->device->binding, &attach->pt_id);
	if (result)
		return result;
	return unbroken_call_write(call, unbroken_call_value(call), attach, sizeof(*attach));
}

static long detach(struct vfio_open *open, struct unbroken_call *call G_GNUC_UNUSED, void *argument)
{
	const struct vfio_device_detach_iommufd_pt *detach = argument;

	if (!open->is_bound || detach->argsz < sizeof(*detach) ||
	    detach->flags & ~VFIO_DEVICE_ATTACH_PASID)
		return -EINVAL;
	if (detach->flags & VFIO_DEVICE_ATTACH_PASID)
		return -EOPNOTSUPP;
	iommufd_detach(open->device->binding);
	return 0;
}

/* --- All commands --- */

/* Whether a file may be used is asked before anything else. */
#define DEVICE_COMMAND(function)                                                   \
	static long function##_command(struct unbroken_call *call, void *argument, \
				       size_t size G_GNUC_UNUSED)                  \
	{                                                                          \
		struct vfio_device *device = device_of(call);                      \
                                                                                   \
		return device ? function(device, call, argument) : -EINVAL;        \
	}

#define FILE_COMMAND(function)                                                     \
	static long function##_command(struct unbroken_call *call, void *argument, \
				       size_t size G_GNUC_UNUSED)                  \
	{                                                                          \
		return function(open_of(call), call, argument);                    \
	}

DEVICE_COMMAND(get_info)
DEVICE_COMMAND(get_region_info)
DEVICE_COMMAND(get_irq_info)
DEVICE_COMMAND(set_irqs)
DEVICE_COMMAND(reset)
DEVICE_COMMAND(hot_reset)
DEVICE_COMMAND(use_feature)
FILE_COMMAND(bind)
FILE_COMMAND(attach)
FILE_COMMAND(detach)

#define INPUT_COMMAND(command, size, run)                                                   \
	{                                                                                   \
		command, UNBROKEN_SIZE_FIXED, size, size, 0, UNBROKEN_COMMAND_IN, #command, \
			run##_command                                                       \
	}

static const struct unbroken_command commands[] = {
	INPUT_COMMAND(VFIO_DEVICE_GET_INFO, 16, get_info),
	INPUT_COMMAND(VFIO_DEVICE_GET_REGION_INFO, 32, get_region_info),
	INPUT_COMMAND(VFIO_DEVICE_GET_IRQ_INFO, 16, get_irq_info),
	INPUT_COMMAND(VFIO_DEVICE_SET_IRQS, 20, set_irqs),
	{ VFIO_DEVICE_RESET, UNBROKEN_SIZE_VALUE, 0, 0, 0, 0, "VFIO_DEVICE_RESET", reset_command },
	INPUT_COMMAND(VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, 12, hot_reset),
	INPUT_COMMAND(VFIO_DEVICE_PCI_HOT_RESET, 12, hot_reset),
	INPUT_COMMAND(VFIO_DEVICE_FEATURE, 8, use_feature),
	INPUT_COMMAND(VFIO_DEVICE_BIND_IOMMUFD, 16, bind),
	INPUT_COMMAND(VFIO_DEVICE_ATTACH_IOMMUFD_PT, 12, attach),
	INPUT_COMMAND(VFIO_DEVICE_DETACH_IOMMUFD_PT, 8, detach),
};

static long unknown_command(struct unbroken_call *call, uint32_t number G_GNUC_UNUSED,
			    uint64_t argument G_GNUC_UNUSED)
{
	return device_of(call) ? -ENOTTY : -EINVAL;
}

/* --- Files --- */

static long read_file(struct unbroken_call *call, void *to, size_t size, int64_t offset)
{
	struct vfio_device *device = device_of(call);

	return device && offset >= 0 ? vfio_region_read(device, call, to, size, offset) : -EINVAL;
}

static long write_file(struct unbroken_call *call, const void *from, size_t size, int64_t offset)
{
	struct vfio_device *device = device_of(call);

	return device && offset >= 0 ? vfio_region_write(device, call, from, size, offset)
				     : -EINVAL;
}

static long map_file(struct unbroken_call *call, uint64_t offset, uint64_t length,
		     int protection G_GNUC_UNUSED)
{
	const struct vfio_device *device = device_of(call);

	return device ? vfio_region_map(device, offset, length) : -EINVAL;
}

/* Whoever comes next finds the device as if it had just been switched on. */
static void end_use(struct vfio_device *device)
{
	interrupts_disable(device->interrupts);
	if (device->migration)
		vfio_migration_close(device->migration);
	else
		test_device_migration.reset(device->test);
	config_space_init(&device->config, TEST_DEVICE_REGISTERS, device->options.memory);
}

static void close_open(struct vfio_open *open)
{
	struct vfio_device *device = open->device;

	if ((open->group || open->is_bound) && !--device->users)
		end_use(device);
	if (open->is_bound) {
		iommufd_unbind(device->binding);
		device->binding = NULL;
	}
	if (open->group)
		vfio_group_release(open->group);
	g_free(open);
}

static void close_file(struct unbroken_file *file)
{
	close_open(unbroken_file_data(file));
}

static const struct unbroken_file_operations operations = {
	.size = sizeof(operations),
	.name = "vfio-device",
	.commands = commands,
	.n_commands = G_N_ELEMENTS(commands),
	.ioctl = unknown_command,
	.read = read_file,
	.write = write_file,
	.mmap = map_file,
	.close = close_file,
};

long vfio_device_open(struct unbroken_call *call, struct vfio_device *device,
		      struct vfio_group *group, guint32 flags)
{
	struct vfio_open *open = g_new0(struct vfio_open, 1);
	struct unbroken_file *file;
	long number;

	open->device = device;
	open->group = group;
	if (group) {
		group->users++;
		device->users++;
	}
	number = unbroken_call_open(call, &operations, open,
				    fcntl(device->memory, F_DUPFD_CLOEXEC, 0), flags);
	if (number < 0) {
		close_open(open);
		return number;
	}
	file = unbroken_call_find_file(call, (int)number);
	if (file && flags & UNBROKEN_FILE_CHARACTER)
		unbroken_file_set_device_number(file, VFIO_DEVICE_MAJOR, device->number);
	return number;
}

/* --- What the test device is connected to --- */

struct vfio_iova *vfio_device_iova(const struct vfio_device *device)
{
	return device->binding ? iommufd_binding_iova(device->binding)
			       : vfio_group_iova(device->group);
}

static struct vfio_iova *bus_iova(void *data)
{
	return vfio_device_iova(data);
}

static void bus_raise(void *data, guint vector)
{
	const struct vfio_device *device = data;

	interrupts_raise(device->interrupts, vector);
}

static void bus_changed(void *data)
{
	const struct vfio_device *device = data;

	interrupts_update(device->interrupts);
}

static gboolean bus_is_pending(void *data)
{
	const struct vfio_device *device = data;

	return test_device_is_pending(device->test);
}

static void make_test_device(struct vfio_device *device)
{
	const struct test_device_bus bus = {
		.host = device->host,
		.config = &device->config,
		.log = device->log,
		.iova = bus_iova,
		.raise = bus_raise,
		.changed = bus_changed,
		.data = device,
	};

	config_space_init(&device->config, TEST_DEVICE_REGISTERS, device->options.memory);
	device->interrupts = interrupts_new(device->host, bus_is_pending, device);
	device->test = test_device_new(&bus, device->memory,
				       vfio_region_offset(VFIO_PCI_BAR2_REGION_INDEX),
				       device->options.memory);
}

static gboolean make_migration(struct vfio_device *device)
{
	const struct vfio_options *options = &device->options;
	guint64 flags = VFIO_MIGRATION_STOP_COPY;
	struct vfio_migration_config config;
	g_autoptr(GError) error = NULL;

	if (!options->has_v1 && !options->has_v2)
		return TRUE;
	if (options->has_precopy)
		flags |= VFIO_MIGRATION_PRE_COPY;
	if (options->has_p2p)
		flags |= VFIO_MIGRATION_P2P;
	config = vfio_migration_config_full(flags);
	config.has_faults = options->has_fault_feature;
	config.name = options->address;
	device->migration = vfio_migration_new(&test_device_migration, device->test, &config,
					       device->log, device->host);
	if (options->has_v1)
		device->migration_v1 =
			vfio_migration_v1_new(device->migration, device->memory,
					      vfio_region_offset(VFIO_REGION_MIGRATION) +
						      VFIO_MIGRATION_V1_DATA,
					      VFIO_REGION_MIGRATION_DATA);
	if (!options->fault || migration_faults_parse(vfio_migration_faults(device->migration),
						      options->fault, &error))
		return TRUE;
	unbroken_device_complain(device->host, "%s", error->message);
	return FALSE;
}

static gboolean make_folder(struct vfio_device *device)
{
	g_autoptr(GError) error = NULL;

	if (!device->options.sysfs)
		return TRUE;
	device->sysfs_folder = vfio_sysfs_make(device, device->options.sysfs, &error);
	if (!device->sysfs_folder)
		unbroken_device_complain(device->host, "%s", error->message);
	return device->sysfs_folder != NULL;
}

/* --- Life --- */

void vfio_options_clear(struct vfio_options *options)
{
	g_free(options->address);
	g_free(options->sysfs);
	g_free(options->fault);
}

struct vfio_device *vfio_device_new(struct unbroken_device *host, struct vfio_options *options)
{
	struct vfio_device *device = g_new0(struct vfio_device, 1);

	device->host = host;
	device->options = *options;
	memset(options, 0, sizeof(*options));
	device->address = device->options.address;
	device->number = device->options.number;
	device->group = vfio_group_add(device->options.group, device);
	device->log = vfio_dirty_log_new();
	device->memory = vfio_region_make_memory(&device->options);
	if (device->memory < 0)
		unbroken_device_complain(host, "Cannot get memory for the device: %s",
					 g_strerror(errno));
	if (device->memory >= 0)
		make_test_device(device);
	if (device->memory >= 0 && make_migration(device) && make_folder(device))
		return device;
	vfio_device_free(device);
	return NULL;
}

void vfio_device_free(struct vfio_device *device)
{
	if (!device)
		return;
	if (device->sysfs_folder)
		vfio_sysfs_remove(device->sysfs_folder);
	g_free(device->sysfs_folder);
	vfio_migration_v1_free(device->migration_v1);
	vfio_migration_free(device->migration);
	test_device_free(device->test);
	interrupts_free(device->interrupts);
	if (device->memory >= 0)
		close(device->memory);
	vfio_dirty_log_free(device->log);
	vfio_group_drop(device->group, device);
	vfio_options_clear(&device->options);
	g_free(device);
}
