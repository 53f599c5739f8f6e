/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file of a device, and the device that is behind all of its files. */
#include "devices/vfio/device.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "devices/vfio/capability.h"

/* An open file: a device may have several. */
struct vfio_open {
	struct vfio_device *device;
	struct vfio_group *group; /* through which it was opened; NULL: /dev/vfio/devices/vfioN */
};

static struct vfio_device *device_of(const struct unbroken_call *call)
{
	const struct vfio_open *open = unbroken_file_data(unbroken_call_file(call));

	return open->device;
}

/* --- Commands --- */

static long get_info(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	struct vfio_device_info info = {
		.argsz = *(const guint32 *)argument,
		.flags = VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET,
		.num_regions = vfio_region_count(device_of(call)),
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

static long get_region_info(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	struct vfio_device *device = device_of(call);
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

static long get_irq_info(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	struct vfio_irq_info *info = argument;

	if (info->argsz < sizeof(*info) || interrupts_describe(info))
		return -EINVAL;
	return unbroken_call_write(call, unbroken_call_value(call), info, sizeof(*info));
}

static long set_irqs(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	return interrupts_set(device_of(call)->interrupts, call, argument);
}

static void reset_device(struct vfio_device *device)
{
	if (device->migration)
		vfio_migration_reset(device->migration);
	else
		test_device_migration.reset(device->test);
}

/* The configuration space is saved before and restored after, as a kernel does. */
static long reset(struct unbroken_call *call, void *argument G_GNUC_UNUSED,
		  size_t size G_GNUC_UNUSED)
{
	reset_device(device_of(call));
	return 0;
}

/* Nothing else is on its bus, and the bus cannot be reset. */
static long hot_reset(struct unbroken_call *call G_GNUC_UNUSED, void *argument,
		      size_t size G_GNUC_UNUSED)
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

static long use_feature(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	struct vfio_device *device = device_of(call);

	if (!device->migration || !device->options.has_v2)
		return refuse_feature(argument);
	return vfio_migration_feature(device->migration, call, unbroken_call_value(call));
}

#define INPUT_COMMAND(command, size, run)                                                       \
	{                                                                                       \
		command, UNBROKEN_SIZE_FIXED, size, size, 0, UNBROKEN_COMMAND_IN, #command, run \
	}

static const struct unbroken_command commands[] = {
	INPUT_COMMAND(VFIO_DEVICE_GET_INFO, 16, get_info),
	INPUT_COMMAND(VFIO_DEVICE_GET_REGION_INFO, 32, get_region_info),
	INPUT_COMMAND(VFIO_DEVICE_GET_IRQ_INFO, 16, get_irq_info),
	INPUT_COMMAND(VFIO_DEVICE_SET_IRQS, 20, set_irqs),
	{ VFIO_DEVICE_RESET, UNBROKEN_SIZE_VALUE, 0, 0, 0, 0, "VFIO_DEVICE_RESET", reset },
	INPUT_COMMAND(VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, 12, hot_reset),
	INPUT_COMMAND(VFIO_DEVICE_PCI_HOT_RESET, 12, hot_reset),
	INPUT_COMMAND(VFIO_DEVICE_FEATURE, 8, use_feature),
};

/* --- Files --- */

static long read_file(struct unbroken_call *call, void *to, size_t size, int64_t offset)
{
	return offset < 0 ? -EINVAL : vfio_region_read(device_of(call), call, to, size, offset);
}

static long write_file(struct unbroken_call *call, const void *from, size_t size, int64_t offset)
{
	return offset < 0 ? -EINVAL : vfio_region_write(device_of(call), call, from, size, offset);
}

static long map_file(struct unbroken_call *call, uint64_t offset, uint64_t length,
		     int protection G_GNUC_UNUSED)
{
	return vfio_region_map(device_of(call), offset, length);
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

static void close_file(struct unbroken_file *file)
{
	struct vfio_open *open = unbroken_file_data(file);

	if (!--open->device->users)
		end_use(open->device);
	if (open->group)
		vfio_group_release(open->group);
	g_free(open);
}

static const struct unbroken_file_operations operations = {
	.size = sizeof(operations),
	.name = "vfio-device",
	.commands = commands,
	.n_commands = G_N_ELEMENTS(commands),
	.read = read_file,
	.write = write_file,
	.mmap = map_file,
	.close = close_file,
};

long vfio_device_open(struct unbroken_call *call, struct vfio_device *device,
		      struct vfio_group *group)
{
	const guint32 flags = UNBROKEN_FILE_READ | UNBROKEN_FILE_WRITE | UNBROKEN_FILE_CLOEXEC;
	struct vfio_open *open = g_new0(struct vfio_open, 1);

	open->device = device;
	open->group = group;
	device->users++;
	return unbroken_call_open(call, &operations, open,
				  fcntl(device->memory, F_DUPFD_CLOEXEC, 0), flags);
}

/* --- What the test device is connected to --- */

struct vfio_iova *vfio_device_iova(const struct vfio_device *device)
{
	return vfio_group_iova(device->group);
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
