/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * iommufd: objects with ids, of three kinds.  A device is attached to a table, a table belongs to
 * an address space.  Tables have nothing of their own here: they stand for their space.
 */
#include "devices/vfio/iommufd.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "devices/vfio/uapi-iommufd.h"

#define PAGE_MASK (VFIO_IOVA_PAGE_SIZE - 1)
#define MAP_FLAGS (IOMMU_IOAS_MAP_FIXED_IOVA | IOMMU_IOAS_MAP_WRITEABLE | IOMMU_IOAS_MAP_READABLE)
/* How large an argument may be: a kernel has no limit, as long as what it does not know is 0. */
#define ARGUMENT_MAXIMUM 65536
/* How many objects a program may have. */
#define OBJECTS_MAXIMUM 65536

enum kind { KIND_SPACE, KIND_TABLE, KIND_DEVICE };

struct object {
	enum kind kind;
	guint32 id;
	guint users;            /* objects that refer to it */
	struct vfio_iova *iova; /* of a space */
	struct object *parent; /* the space of a table, the table of a device; NULL: not attached */
	gboolean is_automatic; /* a table that goes with its last device */
};

struct iommufd {
	guint references; /* its file, and bound devices */
	guint32 last_id;
	GHashTable *objects; /* by id */
};

struct iommufd_binding {
	struct iommufd *iommufd;
	struct object *device;
};

/* Files are told apart by what they carry: only an iommufd's is in here. */
static GHashTable *iommufds;

/* --- Objects --- */

static struct object *object_new(struct iommufd *iommufd, enum kind kind)
{
	struct object *object;

	if (g_hash_table_size(iommufd->objects) >= OBJECTS_MAXIMUM)
		return NULL;
	object = g_new0(struct object, 1);
	object->kind = kind;
	object->id = ++iommufd->last_id;
	g_hash_table_insert(iommufd->objects, GUINT_TO_POINTER(object->id), object);
	return object;
}

static void object_free(gpointer data)
{
	struct object *object = data;

	vfio_iova_unref(object->iova);
	g_free(object);
}

static struct object *find(const struct iommufd *iommufd, guint32 id)
{
	return g_hash_table_lookup(iommufd->objects, GUINT_TO_POINTER(id));
}

static struct object *find_kind(const struct iommufd *iommufd, guint32 id, enum kind kind)
{
	struct object *object = find(iommufd, id);

	return object && object->kind == kind ? object : NULL;
}

static void set_parent(struct object *object, struct object *parent)
{
	object->parent = parent;
	parent->users++;
}

static void destroy(struct iommufd *iommufd, struct object *object)
{
	if (object->parent)
		object->parent->users--;
	g_hash_table_remove(iommufd->objects, GUINT_TO_POINTER(object->id));
}

static struct object *table_new(struct iommufd *iommufd, struct object *space)
{
	struct object *table = object_new(iommufd, KIND_TABLE);

	if (table)
		set_parent(table, space);
	return table;
}

/* --- Life --- */

static struct iommufd *iommufd_new(void)
{
	struct iommufd *iommufd = g_new0(struct iommufd, 1);

	iommufd->references = 1;
	iommufd->objects = g_hash_table_new_full(NULL, NULL, NULL, object_free);
	if (!iommufds)
		iommufds = g_hash_table_new(NULL, NULL);
	g_hash_table_add(iommufds, iommufd);
	return iommufd;
}

static void iommufd_unref(struct iommufd *iommufd)
{
	if (--iommufd->references)
		return;
	g_hash_table_remove(iommufds, iommufd);
	if (!g_hash_table_size(iommufds))
		g_clear_pointer(&iommufds, g_hash_table_unref);
	g_hash_table_unref(iommufd->objects);
	g_free(iommufd);
}

struct iommufd *iommufd_of(struct unbroken_file *file)
{
	void *data = unbroken_file_data(file);

	return iommufds && g_hash_table_contains(iommufds, data) ? data : NULL;
}

/* --- Devices --- */

struct iommufd_binding *iommufd_bind(struct iommufd *iommufd, guint32 *id)
{
	struct object *device = object_new(iommufd, KIND_DEVICE);
	struct iommufd_binding *binding;

	if (!device)
		return NULL;
	device->users = 1; /* the binding: nobody destroys it */
	binding = g_new0(struct iommufd_binding, 1);
	binding->iommufd = iommufd;
	binding->device = device;
	iommufd->references++;
	*id = device->id;
	return binding;
}

void iommufd_detach(struct iommufd_binding *binding)
{
	struct object *table = binding->device->parent;

	if (!table)
		return;
	binding->device->parent = NULL;
	if (!--table->users && table->is_automatic)
		destroy(binding->iommufd, table);
}

void iommufd_unbind(struct iommufd_binding *binding)
{
	if (!binding)
		return;
	iommufd_detach(binding);
	destroy(binding->iommufd, binding->device);
	iommufd_unref(binding->iommufd);
	g_free(binding);
}

/* A space has one table of its own accord, for all devices that are attached to it. */
static struct object *table_of_space(struct iommufd *iommufd, struct object *space)
{
	GHashTableIter objects;
	gpointer value;
	struct object *table;

	g_hash_table_iter_init(&objects, iommufd->objects);
	while (g_hash_table_iter_next(&objects, NULL, &value)) {
		table = value;
		if (table->kind == KIND_TABLE && table->is_automatic && table->parent == space)
			return table;
	}
	table = table_new(iommufd, space);
	if (table)
		table->is_automatic = TRUE;
	return table;
}

long iommufd_attach(struct iommufd_binding *binding, guint32 *id)
{
	struct object *table = find(binding->iommufd, *id);

	if (!table)
		return -ENOENT;
	if (table->kind == KIND_DEVICE)
		return -EINVAL;
	if (table->kind == KIND_SPACE)
		table = table_of_space(binding->iommufd, table);
	if (!table)
		return -ENOMEM;
	if (binding->device->parent != table) {
		iommufd_detach(binding);
		set_parent(binding->device, table);
	}
	*id = table->id;
	return 0;
}

struct vfio_iova *iommufd_binding_iova(const struct iommufd_binding *binding)
{
	const struct object *table = binding->device->parent;

	return table ? table->parent->iova : NULL;
}

/* --- Commands --- */

static struct iommufd *iommufd_of_call(const struct unbroken_call *call)
{
	return unbroken_file_data(unbroken_call_file(call));
}

static long destroy_object(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	const struct iommu_destroy *command = argument;
	struct iommufd *iommufd = iommufd_of_call(call);
	struct object *object = find(iommufd, command->id);

	if (!object)
		return -ENOENT;
	if (object->users)
		return -EBUSY;
	destroy(iommufd, object);
	return 0;
}

static long allocate_space(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	struct iommu_ioas_alloc *command = argument;
	struct object *space;

	if (command->flags)
		return -EOPNOTSUPP;
	space = object_new(iommufd_of_call(call), KIND_SPACE);
	if (!space)
		return -ENOMEM;
	space->iova = vfio_iova_new();
	command->out_ioas_id = space->id;
	return 0;
}

/* With too little room the program is told how much it takes, although it is an error. */
static long get_ranges(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	struct iommu_ioas_iova_ranges *command = argument;
	const guint32 room = command->num_iovas, n = G_N_ELEMENTS(vfio_iova_ranges);

	if (command->reserved)
		return -EOPNOTSUPP;
	if (!find_kind(iommufd_of_call(call), command->ioas_id, KIND_SPACE))
		return -ENOENT;
	command->num_iovas = n;
	command->out_iova_alignment = VFIO_IOVA_PAGE_SIZE;
	if (unbroken_call_write(call, command->allowed_iovas, vfio_iova_ranges,
				MIN(room, n) * sizeof(vfio_iova_ranges[0])))
		return -EFAULT;
	if (room >= n)
		return 0;
	if (unbroken_call_write(call, unbroken_call_value(call), command, sizeof(*command)))
		return -EFAULT;
	return -EMSGSIZE;
}

/* A place for @length bytes that nothing is mapped at; FALSE if there is none. */
static gboolean find_room(const struct vfio_iova *space, guint64 length, guint64 *iova)
{
	for (guint i = 0; i < G_N_ELEMENTS(vfio_iova_ranges); i++) {
		guint64 at = vfio_iova_ranges[i].start;
		const struct vfio_mapping *there;

		while (vfio_iova_is_valid(at, length)) {
			there = vfio_iova_first(space, at, at + length - 1);
			if (!there) {
				*iova = at;
				return TRUE;
			}
			at = there->iova + there->size;
		}
	}
	return FALSE;
}

/* What both commands that map have in common: all but what is mapped. */
static long map(struct unbroken_call *call, guint32 space_id, guint32 flags, guint64 *iova,
		struct vfio_mapping *mapping)
{
	struct object *space = find_kind(iommufd_of_call(call), space_id, KIND_SPACE);

	if (!space)
		return -ENOENT;
	if (!(flags & IOMMU_IOAS_MAP_FIXED_IOVA) && !find_room(space->iova, mapping->size, iova))
		return -ENOSPC;
	if (*iova & PAGE_MASK)
		return -EINVAL;
	if (*iova + (mapping->size - 1) < *iova)
		return -EOVERFLOW;
	mapping->iova = *iova;
	mapping->client = unbroken_call_client(call);
	if (flags & IOMMU_IOAS_MAP_READABLE)
		mapping->flags |= VFIO_DMA_MAP_FLAG_READ;
	if (flags & IOMMU_IOAS_MAP_WRITEABLE)
		mapping->flags |= VFIO_DMA_MAP_FLAG_WRITE;
	return vfio_iova_map(space->iova, mapping);
}

static long check_map(guint32 flags, guint64 start, guint64 length)
{
	if (flags & ~MAP_FLAGS)
		return -EOPNOTSUPP;
	if (!(flags & (IOMMU_IOAS_MAP_WRITEABLE | IOMMU_IOAS_MAP_READABLE)))
		return -EINVAL;
	if (!length || (start | length) & PAGE_MASK)
		return -EINVAL;
	return start + (length - 1) < start ? -EOVERFLOW : 0;
}

static long map_memory(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	struct iommu_ioas_map *command = argument;
	struct vfio_mapping mapping = {
		.address = command->user_va,
		.size = command->length,
		.file = -1,
	};
	long result = check_map(command->flags, command->user_va, command->length);
	char byte;

	if (result || command->reserved)
		return result ? result : -EOPNOTSUPP;
	if (unbroken_call_read(call, command->user_va, &byte, 1) ||
	    unbroken_call_read(call, command->user_va + command->length - 1, &byte, 1))
		return -EFAULT;
	return map(call, command->ioas_id, command->flags, &command->iova, &mapping);
}

/* Of files only those made of memory alone. */
static long map_file(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	struct iommu_ioas_map_file *command = argument;
	struct vfio_mapping mapping = { .address = command->start, .size = command->length };
	long result = check_map(command->flags, command->start, command->length);

	if (result)
		return result;
	mapping.file = unbroken_call_take_descriptor(call, command->fd);
	if (mapping.file < 0)
		return -EBADF;
	if (fcntl(mapping.file, F_GET_SEALS) < 0)
		result = -EINVAL;
	else
		result = map(call, command->ioas_id, command->flags, &command->iova, &mapping);
	if (result)
		close(mapping.file);
	return result;
}

static long unmap(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	struct iommu_ioas_unmap *command = argument;
	const struct object *space = find_kind(iommufd_of_call(call), command->ioas_id, KIND_SPACE);
	const guint64 last = command->iova + (command->length - 1);
	const struct vfio_mapping *mapping;

	if (!space)
		return -ENOENT;
	if (!command->length)
		return -EINVAL;
	if (last < command->iova)
		return -EOVERFLOW;
	if (vfio_iova_bisects(space->iova, command->iova, last))
		return -ENOENT;
	command->length = 0;
	while ((mapping = vfio_iova_first(space->iova, command->iova, last))) {
		command->length += mapping->size;
		vfio_iova_remove(space->iova, mapping);
	}
	return command->length ? 0 : -ENOENT;
}

static long allocate_table(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	struct iommu_hwpt_alloc *command = argument;
	struct iommufd *iommufd = iommufd_of_call(call);
	struct object *table, *space = find(iommufd, command->pt_id);

	if (command->flags || command->reserved || command->reserved2)
		return -EOPNOTSUPP;
	if (!find_kind(iommufd, command->dev_id, KIND_DEVICE) || !space)
		return -ENOENT;
	if (command->data_type != IOMMU_HWPT_DATA_NONE)
		return -EOPNOTSUPP;
	if (space->kind != KIND_SPACE || command->data_len)
		return -EINVAL;
	table = table_new(iommufd, space);
	if (!table)
		return -ENOMEM;
	command->out_hwpt_id = table->id;
	return 0;
}

/* There is no hardware that it could tell about. */
static long get_hardware(struct unbroken_call *call, void *argument, size_t size G_GNUC_UNUSED)
{
	struct iommu_hw_info *command = argument;
	static const guint8 zeroes[4096];

	if (command->flags || command->reserved[0] || command->reserved[1] || command->reserved[2])
		return -EOPNOTSUPP;
	if (!find_kind(iommufd_of_call(call), command->dev_id, KIND_DEVICE))
		return -ENOENT;
	for (guint32 done = 0; done < command->data_len; done += sizeof(zeroes)) {
		const gsize part = MIN(command->data_len - done, sizeof(zeroes));

		if (unbroken_call_write(call, command->data_uptr + done, zeroes, part))
			return -EFAULT;
		if (done > G_MAXUINT32 - sizeof(zeroes))
			break;
	}
	command->data_len = 0;
	command->out_data_type = 0;
	command->out_max_pasid_log2 = 0;
	command->out_capabilities = 0;
	return 0;
}

#define BOTH (UNBROKEN_COMMAND_IN | UNBROKEN_COMMAND_OUT)
#define COMMAND(command, minimum, known, run)                                                   \
	{                                                                                       \
		command, UNBROKEN_SIZE_FIRST, minimum, known, ARGUMENT_MAXIMUM, BOTH, #command, \
			run                                                                     \
	}

static const struct unbroken_command commands[] = {
	COMMAND(IOMMU_DESTROY, 8, sizeof(struct iommu_destroy), destroy_object),
	COMMAND(IOMMU_IOAS_ALLOC, 12, sizeof(struct iommu_ioas_alloc), allocate_space),
	COMMAND(IOMMU_IOAS_IOVA_RANGES, 32, sizeof(struct iommu_ioas_iova_ranges), get_ranges),
	COMMAND(IOMMU_IOAS_MAP, 40, sizeof(struct iommu_ioas_map), map_memory),
	COMMAND(IOMMU_IOAS_UNMAP, 24, sizeof(struct iommu_ioas_unmap), unmap),
	COMMAND(IOMMU_HWPT_ALLOC, 24, sizeof(struct iommu_hwpt_alloc), allocate_table),
	COMMAND(IOMMU_GET_HW_INFO, 32, sizeof(struct iommu_hw_info), get_hardware),
	COMMAND(IOMMU_IOAS_MAP_FILE, 40, sizeof(struct iommu_ioas_map_file), map_file),
};

static void close_iommufd(struct unbroken_file *file)
{
	iommufd_unref(unbroken_file_data(file));
}

static const struct unbroken_file_operations operations = {
	.size = sizeof(operations),
	.name = "iommufd",
	.commands = commands,
	.n_commands = G_N_ELEMENTS(commands),
	.close = close_iommufd,
};

long iommufd_open(struct unbroken_call *call, guint32 flags)
{
	struct iommufd *iommufd = iommufd_new();
	long number = unbroken_call_open(call, &operations, iommufd, -1, flags);

	if (number < 0)
		iommufd_unref(iommufd);
	return number;
}
