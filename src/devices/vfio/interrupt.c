/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Interrupts: what VFIO_DEVICE_SET_IRQS sets up, in the order of checks that the kernel has. */
#include "devices/vfio/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define SET_FLAGS (VFIO_IRQ_SET_DATA_TYPE_MASK | VFIO_IRQ_SET_ACTION_TYPE_MASK)
#define NONE      (-1)

/* One of these at a time: a device that has begun with MSI must end that before INTx. */
enum kind { KIND_NONE, KIND_INTX, KIND_MSI };

struct interrupts {
	struct unbroken_device *host;
	gboolean (*is_pending)(void *data);
	void *data;

	enum kind kind;
	guint n_vectors;                  /* that are enabled */
	int triggers[CONFIG_MSI_VECTORS]; /* eventfds; INTx has the first */
	gboolean is_masked;               /* INTx: until somebody says it was seen to */
	int unmask;                       /* the eventfd that says it */
	guint32 watch;                    /* of it */
	int request;                      /* the eventfd that asks a program to let go */
};

/* The data of a SET_IRQS, copied in. */
struct irq_data {
	guint start, count;
	guint32 type;          /* VFIO_IRQ_SET_DATA_* */
	const guint8 *bools;   /* @count, or NULL */
	const gint32 *numbers; /* @count descriptors of the client, or NULL */
};

/* --- Eventfds --- */

static gboolean is_eventfd(int descriptor)
{
	g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", descriptor);
	char target[64] = "";

	return readlink(path, target, sizeof(target) - 1) > 0 &&
	       strcmp(target, "anon_inode:[eventfd]") == 0;
}

/* As the kernel: -EBADF for what is no descriptor, -EINVAL for one of something else. */
static int take_eventfd(struct unbroken_call *call, gint32 number)
{
	const int descriptor = unbroken_call_take_descriptor(call, number);

	if (descriptor < 0)
		return -EBADF;
	if (is_eventfd(descriptor))
		return descriptor;
	close(descriptor);
	return -EINVAL;
}

static void close_eventfd(int *descriptor)
{
	if (*descriptor >= 0)
		close(*descriptor);
	*descriptor = NONE;
}

/* It is shared with a client, who may have filled it up: then it has its signal already. */
static void signal_eventfd(int descriptor)
{
	const guint64 one = 1;
	struct pollfd room = { .fd = descriptor, .events = POLLOUT };
	gssize written;

	if (descriptor < 0 || poll(&room, 1, 0) != 1 || !(room.revents & POLLOUT))
		return;
	do {
		written = write(descriptor, &one, sizeof(one));
	} while (written < 0 && errno == EINTR);
}

/* Without waiting for what the client may have read before us. */
static void drain_eventfd(int descriptor)
{
	guint64 count;
	const struct iovec vector = { &count, sizeof(count) };

	if (preadv2(descriptor, &vector, 1, -1, RWF_NOWAIT) < 0 && errno == EOPNOTSUPP) {
		struct pollfd waiting = { .fd = descriptor, .events = POLLIN };

		if (poll(&waiting, 1, 0) == 1 && read(descriptor, &count, sizeof(count)) < 0)
			return;
	}
}

/* --- INTx --- */

/* A line that is held is signalled once, and again when the client has seen to the last time. */
static void signal_intx(struct interrupts *interrupts)
{
	if (interrupts->kind != KIND_INTX || interrupts->is_masked ||
	    !interrupts->is_pending(interrupts->data))
		return;
	interrupts->is_masked = TRUE;
	signal_eventfd(interrupts->triggers[0]);
}

static void unmask_intx(struct interrupts *interrupts)
{
	interrupts->is_masked = FALSE;
	signal_intx(interrupts);
}

static void unmask_ready(void *data)
{
	struct interrupts *interrupts = data;

	drain_eventfd(interrupts->unmask);
	unmask_intx(interrupts);
}

static void drop_unmask(struct interrupts *interrupts)
{
	if (interrupts->unmask < 0)
		return;
	unbroken_device_cancel(interrupts->host, interrupts->watch);
	close_eventfd(&interrupts->unmask);
}

static long set_unmask(struct interrupts *interrupts, struct unbroken_call *call, gint32 number)
{
	int descriptor;

	if (number < 0) {
		drop_unmask(interrupts);
		return 0;
	}
	descriptor = take_eventfd(call, number);
	if (descriptor < 0)
		return descriptor;
	drop_unmask(interrupts);
	interrupts->unmask = descriptor;
	interrupts->watch =
		unbroken_device_watch(interrupts->host, descriptor, unmask_ready, interrupts);
	return 0;
}

/* --- Life --- */

static void disable_vectors(struct interrupts *interrupts)
{
	drop_unmask(interrupts);
	for (guint i = 0; i < CONFIG_MSI_VECTORS; i++)
		close_eventfd(&interrupts->triggers[i]);
	interrupts->kind = KIND_NONE;
	interrupts->n_vectors = 0;
	interrupts->is_masked = FALSE;
}

struct interrupts *interrupts_new(struct unbroken_device *host, gboolean (*is_pending)(void *data),
				  void *data)
{
	struct interrupts *interrupts = g_new0(struct interrupts, 1);

	interrupts->host = host;
	interrupts->is_pending = is_pending;
	interrupts->data = data;
	for (guint i = 0; i < CONFIG_MSI_VECTORS; i++)
		interrupts->triggers[i] = NONE;
	interrupts->unmask = NONE;
	interrupts->request = NONE;
	return interrupts;
}

void interrupts_disable(struct interrupts *interrupts)
{
	disable_vectors(interrupts);
	close_eventfd(&interrupts->request);
}

void interrupts_free(struct interrupts *interrupts)
{
	if (!interrupts)
		return;
	interrupts_disable(interrupts);
	g_free(interrupts);
}

void interrupts_update(struct interrupts *interrupts)
{
	signal_intx(interrupts);
}

void interrupts_raise(struct interrupts *interrupts, guint vector)
{
	if (interrupts->kind == KIND_MSI)
		signal_eventfd(interrupts->triggers[vector < interrupts->n_vectors ? vector : 0]);
	signal_intx(interrupts);
}

/* --- What there is --- */

/* By VFIO_PCI_*_IRQ_INDEX. */
static const struct {
	guint count;
	guint32 flags;
} indices[VFIO_PCI_NUM_IRQS] = {
	[VFIO_PCI_INTX_IRQ_INDEX] = { 1, VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE |
						 VFIO_IRQ_INFO_AUTOMASKED },
	[VFIO_PCI_MSI_IRQ_INDEX] = { CONFIG_MSI_VECTORS,
				     VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE },
	[VFIO_PCI_MSIX_IRQ_INDEX] = { 0, VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE },
	/* Errors are reported by PCI Express, which it is not. */
	[VFIO_PCI_ERR_IRQ_INDEX] = { 0, 0 },
	[VFIO_PCI_REQ_IRQ_INDEX] = { 1, VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE },
};

long interrupts_describe(struct vfio_irq_info *info)
{
	if (info->index >= VFIO_PCI_NUM_IRQS || !indices[info->index].flags)
		return -EINVAL;
	info->flags = indices[info->index].flags;
	info->count = indices[info->index].count;
	return 0;
}

/* --- Setting them up: by index and action --- */

typedef long (*set_function)(struct interrupts *interrupts, struct unbroken_call *call,
			     const struct irq_data *data);

/* Whether the first of them is meant, which with a Boolean says it itself. */
static gboolean is_wanted(const struct irq_data *data, guint i)
{
	return data->type == VFIO_IRQ_SET_DATA_NONE || (data->bools && data->bools[i]);
}

static gboolean is_the_one(const struct interrupts *interrupts, const struct irq_data *data)
{
	return interrupts->kind == KIND_INTX && data->start == 0 && data->count == 1;
}

static long mask_intx(struct interrupts *interrupts, struct unbroken_call *call G_GNUC_UNUSED,
		      const struct irq_data *data)
{
	if (!is_the_one(interrupts, data))
		return -EINVAL;
	if (data->numbers)
		return -ENOTTY; /* no eventfd masks */
	if (is_wanted(data, 0))
		interrupts->is_masked = TRUE;
	return 0;
}

static long unmask_intx_now(struct interrupts *interrupts, struct unbroken_call *call,
			    const struct irq_data *data)
{
	if (!is_the_one(interrupts, data))
		return -EINVAL;
	if (data->numbers)
		return set_unmask(interrupts, call, data->numbers[0]);
	if (is_wanted(data, 0))
		unmask_intx(interrupts);
	return 0;
}

/* Without an eventfd the line is taken all the same, and nobody hears of it. */
static long assign_intx(struct interrupts *interrupts, struct unbroken_call *call, gint32 number)
{
	const int descriptor = number < 0 ? NONE : take_eventfd(call, number);

	if (descriptor < NONE)
		return descriptor;
	if (interrupts->kind != KIND_INTX)
		interrupts->is_masked = FALSE;
	interrupts->kind = KIND_INTX;
	interrupts->n_vectors = 1;
	close_eventfd(&interrupts->triggers[0]);
	interrupts->triggers[0] = descriptor;
	signal_intx(interrupts);
	return 0;
}

static long trigger_intx(struct interrupts *interrupts, struct unbroken_call *call,
			 const struct irq_data *data)
{
	if (interrupts->kind == KIND_INTX && !data->count && data->type == VFIO_IRQ_SET_DATA_NONE) {
		disable_vectors(interrupts);
		return 0;
	}
	if (interrupts->kind == KIND_MSI || data->start != 0 || data->count != 1)
		return -EINVAL;
	if (data->numbers)
		return assign_intx(interrupts, call, data->numbers[0]);
	if (interrupts->kind != KIND_INTX)
		return -EINVAL;
	if (is_wanted(data, 0))
		signal_eventfd(interrupts->triggers[0]);
	return 0;
}

/* Takes the eventfds of all; where one is bad, none. */
static long take_all(struct unbroken_call *call, const struct irq_data *data, int *taken)
{
	for (guint i = 0; i < data->count; i++) {
		taken[i] = data->numbers[i] < 0 ? NONE : take_eventfd(call, data->numbers[i]);
		if (taken[i] >= NONE)
			continue;
		for (guint before = 0; before < i; before++)
			close_eventfd(&taken[before]);
		return taken[i];
	}
	return 0;
}

static long assign_msi(struct interrupts *interrupts, struct unbroken_call *call,
		       const struct irq_data *data)
{
	int taken[CONFIG_MSI_VECTORS];
	const gboolean was_on = interrupts->kind == KIND_MSI;
	long result;

	if (was_on && data->start + data->count > interrupts->n_vectors)
		return -EINVAL;
	result = take_all(call, data, taken);
	if (result)
		return result;
	for (guint i = 0; i < data->count; i++) {
		close_eventfd(&interrupts->triggers[data->start + i]);
		interrupts->triggers[data->start + i] = taken[i];
	}
	if (!was_on) {
		interrupts->kind = KIND_MSI;
		interrupts->n_vectors = data->start + data->count;
	}
	return 0;
}

static long trigger_msi(struct interrupts *interrupts, struct unbroken_call *call,
			const struct irq_data *data)
{
	if (interrupts->kind == KIND_MSI && !data->count && data->type == VFIO_IRQ_SET_DATA_NONE) {
		disable_vectors(interrupts);
		return 0;
	}
	if (interrupts->kind == KIND_INTX)
		return -EINVAL;
	if (data->numbers)
		return data->count || interrupts->kind == KIND_MSI
			       ? assign_msi(interrupts, call, data)
			       : -EINVAL;
	if (interrupts->kind != KIND_MSI || data->start + data->count > interrupts->n_vectors)
		return -EINVAL;
	for (guint i = 0; i < data->count; i++) {
		if (is_wanted(data, i))
			signal_eventfd(interrupts->triggers[data->start + i]);
	}
	return 0;
}

/* Nothing but the program itself asks for it here, to try what it does then. */
static long trigger_request(struct interrupts *interrupts, struct unbroken_call *call,
			    const struct irq_data *data)
{
	int descriptor = NONE;

	if (data->type == VFIO_IRQ_SET_DATA_NONE && !data->count) {
		close_eventfd(&interrupts->request);
		return 0;
	}
	if (!data->count)
		return -EINVAL;
	if (!data->numbers) {
		if (is_wanted(data, 0))
			signal_eventfd(interrupts->request);
		return 0;
	}
	if (data->numbers[0] >= 0)
		descriptor = take_eventfd(call, data->numbers[0]);
	if (data->numbers[0] < NONE || descriptor < NONE)
		return descriptor < NONE ? descriptor : -EINVAL;
	close_eventfd(&interrupts->request);
	interrupts->request = descriptor;
	return 0;
}

enum { MASK, UNMASK, TRIGGER, ACTIONS };

static const set_function functions[VFIO_PCI_NUM_IRQS][ACTIONS] = {
	[VFIO_PCI_INTX_IRQ_INDEX] = { mask_intx, unmask_intx_now, trigger_intx },
	[VFIO_PCI_MSI_IRQ_INDEX] = { NULL, NULL, trigger_msi },
	[VFIO_PCI_REQ_IRQ_INDEX] = { NULL, NULL, trigger_request },
};

static long check_set(const struct vfio_irq_set *set)
{
	guint count;

	if (set->argsz < sizeof(*set) || set->index >= VFIO_PCI_NUM_IRQS ||
	    set->count >= G_MAXUINT32 - set->start || set->flags & ~SET_FLAGS)
		return -EINVAL;
	count = indices[set->index].count;
	if (set->start >= count || set->start + set->count > count)
		return -EINVAL;
	return 0;
}

/* How many bytes there are for each interrupt; -EINVAL unless they are of one kind. */
static int size_of_data(guint32 type)
{
	switch (type) {
	case VFIO_IRQ_SET_DATA_NONE:
		return 0;
	case VFIO_IRQ_SET_DATA_BOOL:
		return sizeof(guint8);
	case VFIO_IRQ_SET_DATA_EVENTFD:
		return sizeof(gint32);
	default:
		return -EINVAL;
	}
}

static set_function function_of(const struct vfio_irq_set *set)
{
	switch (set->flags & VFIO_IRQ_SET_ACTION_TYPE_MASK) {
	case VFIO_IRQ_SET_ACTION_MASK:
		return functions[set->index][MASK];
	case VFIO_IRQ_SET_ACTION_UNMASK:
		return functions[set->index][UNMASK];
	case VFIO_IRQ_SET_ACTION_TRIGGER:
		return functions[set->index][TRIGGER];
	default:
		return NULL;
	}
}

long interrupts_set(struct interrupts *interrupts, struct unbroken_call *call,
		    const struct vfio_irq_set *set)
{
	const int each = size_of_data(set->flags & VFIO_IRQ_SET_DATA_TYPE_MASK);
	gint32 data[CONFIG_MSI_VECTORS] = { 0 };
	struct irq_data in = {
		.start = set->start,
		.count = set->count,
		.type = set->flags & VFIO_IRQ_SET_DATA_TYPE_MASK,
	};
	long result = check_set(set);

	if (result)
		return result;
	if (each < 0 || set->argsz - sizeof(*set) < (gsize)each * set->count)
		return -EINVAL;
	if (unbroken_call_read(call, unbroken_call_value(call) + sizeof(*set), data,
			       (gsize)each * set->count))
		return -EFAULT;
	if (in.type == VFIO_IRQ_SET_DATA_BOOL)
		in.bools = (const guint8 *)data;
	if (in.type == VFIO_IRQ_SET_DATA_EVENTFD)
		in.numbers = data;
	return function_of(set) ? function_of(set)(interrupts, call, &in) : -ENOTTY;
}
