/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pair-device.h"

#include <errno.h>
#include <gio/gio.h>
#include <stddef.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "devices/vfio/migration-fault.h"
#include "devices/vfio/migration-v1.h"

#define COMMAND        4 /* register of the configuration space */
#define COMMAND_MASTER 6 /* it may reach memory, and its own can be reached */

#define V1(member) offsetof(struct vfio_device_migration_info, member)

static int device_ioctl(const struct side *side, guint32 number, void *argument)
{
	return side->opened->port.ioctl(side->opened->port.data, number, argument);
}

/* --- Opening -------------------------------------------------------------------------- */

static guint64 region_offset(const struct side *side, guint32 index)
{
	struct vfio_region_info info = { .argsz = sizeof(info), .index = index };

	device_ioctl(side, VFIO_DEVICE_GET_REGION_INFO, &info);
	return info.offset;
}

static guint8 *map(const struct side *side, guint64 offset, gsize size)
{
	void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, side->opened->device,
			   (off_t)offset);

	return bytes == MAP_FAILED ? NULL : bytes;
}

static int map_guest(const struct side *side)
{
	struct vfio_iommu_type1_dma_map argument = {
		.argsz = sizeof(argument),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)side->guest,
		.iova = PAIR_IOVA,
		.size = PAIR_GUEST,
	};

	return ioctl(side->opened->container, VFIO_IOMMU_MAP_DMA, &argument);
}

static int set_interrupt(struct side *side)
{
	_Alignas(8) guint8 bytes[sizeof(struct vfio_irq_set) + sizeof(gint32)];
	struct vfio_irq_set *argument = (struct vfio_irq_set *)(void *)bytes;

	side->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	*argument = (struct vfio_irq_set){
		.argsz = sizeof(bytes),
		.flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
		.index = VFIO_PCI_MSI_IRQ_INDEX,
		.count = 1,
	};
	memcpy(argument->data, &side->event, sizeof(side->event));
	return device_ioctl(side, VFIO_DEVICE_SET_IRQS, bytes);
}

static void get_flags(struct side *side)
{
	_Alignas(8) guint8 bytes[sizeof(struct vfio_device_feature) +
				 sizeof(struct vfio_device_feature_migration)];
	struct vfio_device_feature *header = (struct vfio_device_feature *)(void *)bytes;

	*header = (struct vfio_device_feature){
		.argsz = sizeof(bytes),
		.flags = VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_MIGRATION,
	};
	side->flags = 0;
	if (!device_ioctl(side, VFIO_DEVICE_FEATURE, bytes))
		memcpy(&side->flags, bytes + sizeof(*header), sizeof(side->flags));
}

gboolean side_open(struct side *side, GError **error)
{
	side->session = side->event = -1;
	side->opened = vfio_open(side->name, side->sysfs, error);
	if (!side->opened)
		return FALSE;
	side->registers = region_offset(side, VFIO_PCI_BAR0_REGION_INDEX);
	side->bar = region_offset(side, VFIO_PCI_BAR2_REGION_INDEX);
	side->config = region_offset(side, VFIO_PCI_CONFIG_REGION_INDEX);
	side->memory = map(side, side->bar, PAIR_MEMORY);
	side->section = map(side, side->opened->region + VFIO_MIGRATION_V1_DATA,
			    side->opened->port.region_size - VFIO_MIGRATION_V1_DATA);
	get_flags(side);
	if (!side->opened->has_v1 || !side->flags || !side->memory || map_guest(side) ||
	    set_interrupt(side)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
			    "%s is no device of both revisions with memory and MSI", side->name);
		return FALSE;
	}
	return TRUE;
}

void side_close(struct side *side)
{
	side_end_session(side);
	if (side->section)
		munmap(side->section, side->opened->port.region_size - VFIO_MIGRATION_V1_DATA);
	munmap(side->memory, PAIR_MEMORY);
	close(side->event);
	g_clear_pointer(&side->opened, vfio_opened_free);
}

/* --- Registers ------------------------------------------------------------------------ */

guint64 side_get(const struct side *side, guint offset, gsize size)
{
	guint64 value = 0;

	if (pread(side->opened->device, &value, size, (off_t)(side->registers + offset)) !=
	    (gssize)size)
		g_error("%s: register 0x%x cannot be read: %s", side->name, offset,
			g_strerror(errno));
	return value;
}

void side_put(const struct side *side, guint offset, guint64 value, gsize size)
{
	if (pwrite(side->opened->device, &value, size, (off_t)(side->registers + offset)) !=
	    (gssize)size)
		g_error("%s: register 0x%x cannot be written: %s", side->name, offset,
			g_strerror(errno));
}

void side_enable(const struct side *side)
{
	const guint16 command = COMMAND_MASTER;

	if (pwrite(side->opened->device, &command, sizeof(command),
		   (off_t)(side->config + COMMAND)) != sizeof(command))
		g_error("%s: the configuration cannot be written", side->name);
	side_put(side, TEST_INTERRUPT_MASK, TEST_CAUSE_DONE, 4);
	side_put(side, TEST_CONTROL, TEST_CONTROL_ENABLE, 4);
}

void side_print(const struct side *side, struct print *print)
{
	int device = side->opened->device;

	memset(print, 0, sizeof(*print));
	if (pread(device, print->registers, PAIR_REGISTERS, (off_t)side->registers) < 0 ||
	    pread(device, print->config, PAIR_CONFIG, (off_t)side->config) < 0)
		g_error("%s: cannot be read: %s", side->name, g_strerror(errno));
	memcpy(print->memory, side->memory, PAIR_MEMORY);
}

guint64 side_interrupts(const struct side *side)
{
	guint64 count = 0;

	return read(side->event, &count, sizeof(count)) == sizeof(count) ? count : 0;
}

/* --- States --------------------------------------------------------------------------- */

static gboolean is_p2p(guint32 state)
{
	return state == VFIO_DEVICE_STATE_RUNNING_P2P || state == VFIO_DEVICE_STATE_PRE_COPY_P2P;
}

gboolean side_offers(const struct side *side, guint32 state)
{
	gboolean precopies =
		state == VFIO_DEVICE_STATE_PRE_COPY || state == VFIO_DEVICE_STATE_PRE_COPY_P2P;

	if (side->is_v1)
		return !is_p2p(state);
	return (!is_p2p(state) || side->flags & VFIO_MIGRATION_P2P) &&
	       (!precopies || side->flags & VFIO_MIGRATION_PRE_COPY);
}

/* A request of revision 2 that sets, or gets, the state. */
static int request(const struct side *side, guint32 flag,
		   struct vfio_device_feature_mig_state *state)
{
	_Alignas(8) guint8 bytes[sizeof(struct vfio_device_feature) + sizeof(*state)];
	struct vfio_device_feature *header = (struct vfio_device_feature *)(void *)bytes;
	int result;

	*header = (struct vfio_device_feature){
		.argsz = sizeof(bytes),
		.flags = flag | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
	};
	memcpy(bytes + sizeof(*header), state, sizeof(*state));
	result = device_ioctl(side, VFIO_DEVICE_FEATURE, bytes);
	memcpy(state, bytes + sizeof(*header), sizeof(*state));
	return result;
}

static gssize v1_read(const struct side *side, guint64 offset, void *to, gsize size)
{
	const struct migration_port *port = &side->opened->port;

	return port->region_read(port->data, offset, to, size);
}

static gssize v1_write(const struct side *side, guint64 offset, const void *from, gsize size)
{
	const struct migration_port *port = &side->opened->port;

	return port->region_write(port->data, offset, from, size);
}

guint32 side_state(const struct side *side)
{
	static const guint8 shown[] = {
		[VFIO_DEVICE_STATE_V1_STOP] = VFIO_DEVICE_STATE_STOP,
		[VFIO_DEVICE_STATE_V1_RUNNING] = VFIO_DEVICE_STATE_RUNNING,
		[VFIO_DEVICE_STATE_V1_SAVING] = VFIO_DEVICE_STATE_STOP_COPY,
		[VFIO_DEVICE_STATE_V1_SAVING | VFIO_DEVICE_STATE_V1_RUNNING] =
			VFIO_DEVICE_STATE_PRE_COPY,
		[VFIO_DEVICE_STATE_V1_RESUMING] = VFIO_DEVICE_STATE_RESUMING,
		[VFIO_DEVICE_STATE_V1_ERROR] = VFIO_DEVICE_STATE_ERROR,
	};
	struct vfio_device_feature_mig_state payload = { 0 };
	guint32 value = VFIO_DEVICE_STATE_V1_ERROR;

	if (side->is_v1) {
		v1_read(side, V1(device_state), &value, sizeof(value));
		return value < G_N_ELEMENTS(shown) ? shown[value] : VFIO_DEVICE_STATE_ERROR;
	}
	if (request(side, VFIO_DEVICE_FEATURE_GET, &payload))
		return VFIO_DEVICE_STATE_NR;
	return payload.device_state;
}

void side_end_session(struct side *side)
{
	if (side->session >= 0)
		close(side->session);
	side->session = -1;
}

int side_set(struct side *side, guint32 state)
{
	static const guint8 v1_states[] = {
		[VFIO_DEVICE_STATE_STOP] = VFIO_DEVICE_STATE_V1_STOP,
		[VFIO_DEVICE_STATE_RUNNING] = VFIO_DEVICE_STATE_V1_RUNNING,
		[VFIO_DEVICE_STATE_STOP_COPY] = VFIO_DEVICE_STATE_V1_SAVING,
		[VFIO_DEVICE_STATE_RESUMING] = VFIO_DEVICE_STATE_V1_RESUMING,
		[VFIO_DEVICE_STATE_PRE_COPY] =
			VFIO_DEVICE_STATE_V1_SAVING | VFIO_DEVICE_STATE_V1_RUNNING,
		[VFIO_DEVICE_STATE_PRE_COPY_P2P] = 0,
	};
	struct vfio_device_feature_mig_state payload = { state, -1 };
	int result;

	if (side->is_v1) {
		guint32 value = v1_states[state];
		gssize n = v1_write(side, V1(device_state), &value, sizeof(value));

		return n < 0 ? (int)n : 0;
	}
	result = request(side, VFIO_DEVICE_FEATURE_SET, &payload);
	if (!result && payload.data_fd >= 0) {
		side_end_session(side);
		side->session = payload.data_fd;
	}
	return result;
}

int side_reset(struct side *side)
{
	int result = device_ioctl(side, VFIO_DEVICE_RESET, NULL);

	side_end_session(side);
	return result;
}

/* --- Streams -------------------------------------------------------------------------- */

static gssize save_v1(const struct side *side, GByteArray *stream)
{
	guint64 pending = 0, offset = 0, size = 0;
	gssize n = v1_read(side, V1(pending_bytes), &pending, sizeof(pending));
	guint at = stream->len;

	if (n < 0 || !pending)
		return MIN(n, 0);
	n = v1_read(side, V1(data_offset), &offset, sizeof(offset));
	if (n >= 0)
		n = v1_read(side, V1(data_size), &size, sizeof(size));
	if (n < 0)
		return n;
	g_byte_array_set_size(stream, at + (guint)size);
	if (!side->section || size % 16)
		n = v1_read(side, offset, stream->data + at, size);
	else
		memcpy(stream->data + at, side->section + offset - VFIO_MIGRATION_V1_DATA, size);
	return n < 0 ? n : (gssize)size;
}

gssize side_save(const struct side *side, GByteArray *stream, gsize piece)
{
	guint at = stream->len;
	gssize n;

	if (side->is_v1)
		return save_v1(side, stream);
	g_byte_array_set_size(stream, at + (guint)piece);
	n = read(side->session, stream->data + at, piece);
	n = n < 0 ? -errno : n;
	g_byte_array_set_size(stream, at + (guint)MAX(n, 0));
	return n == -ENOMSG ? 0 : n;
}

gssize side_load(const struct side *side, const guint8 *bytes, gsize size)
{
	gssize n;
	guint64 count;

	if (!side->is_v1) {
		n = write(side->session, bytes, size);
		return n < 0 ? -errno : n;
	}
	count = MIN(size, side->opened->port.region_size - VFIO_MIGRATION_V1_DATA);
	n = v1_write(side, VFIO_MIGRATION_V1_DATA, bytes, count);
	if (n >= 0)
		n = v1_write(side, V1(data_size), &count, sizeof(count));
	return n < 0 ? n : (gssize)count;
}

int side_fault(const struct side *side, const char *text)
{
	struct {
		struct vfio_device_feature header;
		char text[MIGRATION_FAULT_SIZE];
	} argument = {
		.header.argsz = sizeof(argument),
		.header.flags = VFIO_DEVICE_FEATURE_SET | MIGRATION_FAULT_FEATURE,
	};

	g_strlcpy(argument.text, text, sizeof(argument.text));
	return device_ioctl(side, VFIO_DEVICE_FEATURE, &argument);
}
