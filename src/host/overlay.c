/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/overlay.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "host/internal.h"

/* --- Making -------------------------------------------------------------------------- */

static void remove_folder(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_SYMLINK) ||
		    !g_file_test(path, G_FILE_TEST_IS_DIR))
			g_unlink(path);
		else
			remove_folder(path);
	}
	g_rmdir(folder);
}

static void overlay_free(gpointer data)
{
	struct overlay *overlay = data;

	remove_folder(overlay->stand_in);
	g_free(overlay->folder);
	g_free(overlay->stand_in);
	g_free(overlay);
}

/* The entries of such folders are links; they lead to the same places from where the stand-in
 * will be. */
static void copy_links(const struct overlay *overlay)
{
	g_autoptr(GDir) dir = g_dir_open(overlay->folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *from = g_build_filename(overlay->folder, name, NULL);
		g_autofree char *to = g_build_filename(overlay->stand_in, name, NULL);
		g_autofree char *target = g_file_read_link(from, NULL);

		/* Without one of them a client knows less of the machine, nothing worse. */
		if (target && symlink(target, to) < 0)
			continue;
	}
}

static struct overlay *find(const GPtrArray *overlays, const char *folder)
{
	for (guint i = 0; i < overlays->len; i++) {
		struct overlay *overlay = overlays->pdata[i];

		if (strcmp(overlay->folder, folder) == 0)
			return overlay;
	}
	return NULL;
}

static struct overlay *add(GPtrArray *overlays, const char *folder, GError **error)
{
	g_autofree char *stand_in = g_dir_make_tmp("unbroken-host-XXXXXX", error);
	struct overlay *overlay;

	/* What is not there nobody will look for. */
	if (!stand_in)
		return NULL;
	overlay = g_new0(struct overlay, 1);
	overlay->folder = g_strdup(folder);
	overlay->stand_in = g_steal_pointer(&stand_in);
	g_chmod(overlay->stand_in, 0755);
	g_ptr_array_add(overlays, overlay);
	copy_links(overlay);
	return overlay;
}

static gboolean fill(GPtrArray *overlays, const struct unbroken_device *device, GError **error)
{
	const struct unbroken_device_model *model = device->model;
	const struct overlay *overlay;
	int code;

	if (!model->folder || !model->fill_folder)
		return TRUE;
	overlay = find(overlays, model->folder);
	if (!overlay)
		overlay = add(overlays, model->folder, error);
	if (!overlay)
		return FALSE;
	code = model->fill_folder(device->state, overlay->stand_in);
	if (code >= 0)
		return TRUE;
	g_set_error(error, HOST_ERROR, HOST_ERROR_MACHINE,
		    "device '%s' cannot be put into a stand-in for %s: %s", device->name,
		    model->folder, g_strerror(-code));
	return FALSE;
}

GPtrArray *overlays_new(struct host *host, GError **error)
{
	GPtrArray *overlays = g_ptr_array_new_with_free_func(overlay_free);

	for (guint i = 0; i < host->devices->len; i++) {
		if (!fill(overlays, host->devices->pdata[i], error)) {
			overlays_free(overlays);
			return NULL;
		}
	}
	return overlays;
}

void overlays_free(GPtrArray *overlays)
{
	if (overlays)
		g_ptr_array_unref(overlays);
}

/* --- Entering: only what is safe after fork() ------------------------------------------ */

static void write_map(const char *path, const char *text, int length)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);

	/* What it is for fails, and says so, if this did. */
	if (file < 0 || write(file, text, (gsize)length) < 0)
		length = 0;
	if (file >= 0)
		close(file);
}

/* Everybody stays who he is. */
static void keep_ids(uid_t user, gid_t group)
{
	char text[64];

	write_map("/proc/self/setgroups", "deny", 4);
	write_map("/proc/self/uid_map", text, snprintf(text, sizeof(text), "%u %u 1", user, user));
	write_map("/proc/self/gid_map", text,
		  snprintf(text, sizeof(text), "%u %u 1", group, group));
	/* We look into /proc/PID of clients. */
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

/* Who may not mount may in a user namespace of his own. */
static int enter_namespace(void)
{
	const uid_t user = geteuid();
	const gid_t group = getegid();

	if (unshare(CLONE_NEWNS) == 0)
		return 0;
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
		return errno;
	keep_ids(user, group);
	return 0;
}

int overlays_enter(const GPtrArray *overlays)
{
	int code;

	if (!overlays->len)
		return 0;
	code = enter_namespace();
	if (code == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		code = errno;
	for (guint i = 0; code == 0 && i < overlays->len; i++) {
		const struct overlay *overlay = overlays->pdata[i];

		if (mount(overlay->stand_in, overlay->folder, NULL, MS_BIND, NULL) < 0)
			code = errno;
	}
	return code;
}
