/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices: what --device makes of a model, and what models get from the host.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/fault.h"
#include "host/internal.h"

#define MODEL_SYMBOL "unbroken_device_model"

void device_free(struct unbroken_device *device)
{
	if (device->is_made && device->model->destroy)
		device->model->destroy(device->state);
	g_hash_table_unref(device->values);
	g_ptr_array_unref(device->faults);
	g_free(device->name);
	if (device->library)
		dlclose(device->library);
	g_free(device);
}

struct unbroken_device *device_of_path(const struct host *host, const char *path)
{
	for (guint i = 0; i < host->devices->len; i++) {
		struct unbroken_device *device = host->devices->pdata[i];

		if (device->model->has_path && device->model->has_path(device->state, path))
			return device;
	}
	return NULL;
}

/* --- From words ----------------------------------------------------------------------- */

static gboolean G_GNUC_PRINTF(2, 3) refuse(GError **error, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, HOST_ERROR, HOST_ERROR_USAGE, text);
	return FALSE;
}

static gboolean load_model(struct unbroken_device *device, const char *path, GError **error)
{
	device->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!device->library)
		return refuse(error, "cannot load the device model: %s", dlerror());
	device->model = dlsym(device->library, MODEL_SYMBOL);
	if (!device->model)
		return refuse(error, "'%s' is no device model: it does not define %s", path,
			      MODEL_SYMBOL);
	if (device->model->size < sizeof(*device->model) || !device->model->create ||
	    !device->model->open || !device->model->name)
		return refuse(error, "'%s' was built for another version of device models", path);
	return TRUE;
}

static gboolean find_model(struct unbroken_device *device,
			   const struct unbroken_device_model *const *models, const char *name,
			   GError **error)
{
	g_autoptr(GString) known = g_string_new(NULL);

	if (strchr(name, '/'))
		return load_model(device, name, error);
	for (; *models; models++) {
		if (strcmp((*models)->name, name) == 0) {
			device->model = *models;
			return TRUE;
		}
		g_string_append_printf(known, "%s%s", known->len ? ", " : "", (*models)->name);
	}
	return refuse(error,
		      "there is no device model '%s'; there are %s, and shared objects "
		      "(./FILE.so)",
		      name, known->str);
}

static const struct unbroken_device_option *find_option(const struct unbroken_device *device,
							const char *name)
{
	for (gsize i = 0; i < device->model->n_options; i++) {
		if (strcmp(device->model->options[i].name, name) == 0)
			return &device->model->options[i];
	}
	return NULL;
}

static gboolean unknown_option(const struct unbroken_device *device, const char *name,
			       GError **error)
{
	g_autoptr(GString) known = g_string_new(NULL);

	for (gsize i = 0; i < device->model->n_options; i++)
		g_string_append_printf(known, "%s, ", device->model->options[i].name);
	return refuse(error, "device '%s' has no option '%s'; it has %sfault, delay, cut",
		      device->name, name, known->str);
}

static gboolean take_option(struct unbroken_device *device, const char *word, GError **error)
{
	const char *equals = strchr(word, '=');
	g_autofree char *name = equals ? g_strndup(word, (gsize)(equals - word)) : g_strdup(word);
	const struct unbroken_device_option *option;
	gboolean is_fault;
	struct fault *fault = fault_parse(name, equals ? equals + 1 : NULL, &is_fault, error);

	if (fault)
		g_ptr_array_add(device->faults, fault);
	if (is_fault)
		return fault != NULL;
	option = find_option(device, name);
	if (!option)
		return unknown_option(device, name, error);
	if ((option->value != NULL) != (equals != NULL))
		return refuse(error, "option '%s' of device '%s' %s", name, device->name,
			      equals ? "takes no value" : "needs a value");
	g_hash_table_insert(device->values, g_strdup(name), g_strdup(equals ? equals + 1 : ""));
	return TRUE;
}

static gboolean make(struct unbroken_device *device, GError **error)
{
	int code = device->model->create(device, &device->state);

	device->is_made = code == 0;
	return code == 0 ||
	       refuse(error, "device '%s' cannot be made: %s", device->name, g_strerror(-code));
}

static char *name_device(const struct host *host, const struct unbroken_device_model *model)
{
	guint n = 1;

	for (guint i = 0; i < host->devices->len; i++) {
		const struct unbroken_device *other = host->devices->pdata[i];

		n += strcmp(other->model->name, model->name) == 0;
	}
	return n == 1 ? g_strdup(model->name) : g_strdup_printf("%s#%u", model->name, n);
}

gboolean host_add_device(struct host *host, const struct unbroken_device_model *const *models,
			 const char *text, GError **error)
{
	g_auto(GStrv) words = g_strsplit(text, ",", -1);
	struct unbroken_device *device = g_new0(struct unbroken_device, 1);
	gboolean done;

	device->host = host;
	device->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	device->faults = g_ptr_array_new_with_free_func(fault_free);
	done = find_model(device, models, words[0] ? words[0] : "", error);
	if (done)
		device->name = name_device(host, device->model);
	for (guint i = 1; done && words[i]; i++)
		done = take_option(device, words[i], error);
	if (done && make(device, error)) {
		g_ptr_array_add(host->devices, device);
		return TRUE;
	}
	device_free(device);
	return FALSE;
}

/* --- For models ------------------------------------------------------------------------ */

const char *unbroken_device_get(const struct unbroken_device *device, const char *option)
{
	const char *value = g_hash_table_lookup(device->values, option);
	const struct unbroken_device_option *known = find_option(device, option);

	return value || !known ? value : known->initial;
}

/* How many bits a suffix stands for; -1: there is no such one. */
static int shift_of(const char *suffix)
{
	static const char suffixes[] = "KMGT";
	const char *found = *suffix ? strchr(suffixes, g_ascii_toupper(*suffix)) : NULL;

	if (!*suffix)
		return 0;
	return found && !suffix[1] ? 10 * (int)(found - suffixes + 1) : -1;
}

int unbroken_device_get_number(const struct unbroken_device *device, const char *option,
			       uint64_t *value)
{
	const char *text = unbroken_device_get(device, option);
	char *end = NULL;

	errno = 0;
	*value = text && g_ascii_isdigit(*text) ? strtoull(text, &end, 0) : 0;
	if (end && !*end && !errno)
		return 0;
	unbroken_device_complain(device, "'%s=%s': expected a number", option, text ? text : "");
	return -EINVAL;
}

int unbroken_device_get_size(const struct unbroken_device *device, const char *option,
			     uint64_t *value)
{
	const char *text = unbroken_device_get(device, option);
	char *end = NULL;
	uint64_t count;
	int shift;

	errno = 0;
	count = text && g_ascii_isdigit(*text) ? strtoull(text, &end, 10) : 0;
	shift = end && !errno ? shift_of(end) : -1;
	if (shift >= 0 && count << shift >> shift == count) {
		*value = count << shift;
		return 0;
	}
	unbroken_device_complain(device, "'%s=%s': expected a size, as 64K or 16M", option,
				 text ? text : "");
	return -EINVAL;
}

void unbroken_device_complain(const struct unbroken_device *device, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	host_complain(device->host, "device '%s': %s", device->name, text);
}

void unbroken_device_note(const struct unbroken_device *device, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	if (!host_is_noting(device->host))
		return;
	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	host_note(device->host, "%s: %s", device->name, text);
}

uint32_t unbroken_device_after(struct unbroken_device *device, uint32_t milliseconds,
			       void (*work)(void *data), void *data)
{
	return loop_after(device->host->loop, milliseconds, work, data);
}

uint32_t unbroken_device_watch(struct unbroken_device *device, int descriptor,
			       void (*ready)(void *data), void *data)
{
	return loop_watch(device->host->loop, descriptor, ready, data);
}

void unbroken_device_cancel(struct unbroken_device *device, uint32_t work)
{
	loop_cancel(device->host->loop, work);
}

int unbroken_call_take_descriptor(struct unbroken_call *call, int descriptor)
{
	long taken;

	if (call->host->events)
		return events_find(call->host->events, call->client->process, descriptor);
	taken = syscall(SYS_pidfd_getfd, call->client->pidfd, descriptor, 0);

	return taken < 0 ? -errno : (int)taken;
}
