/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Runs a fuzz target on every file of the folders named on the command line,
 * so that a corpus is a plain test where there is no fuzzer.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <glib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run_file(const char *path)
{
	g_autofree char *bytes = NULL;
	gsize size;

	if (!g_file_get_contents(path, &bytes, &size, NULL)) {
		fprintf(stderr, "Cannot read '%s'\n", path);
		exit(2);
	}
	LLVMFuzzerTestOneInput((const uint8_t *)bytes, size);
}

static guint run_folder(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;
	guint count = 0;

	if (!dir) {
		fprintf(stderr, "Cannot read the folder '%s'\n", folder);
		exit(2);
	}
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		run_file(path);
		count++;
	}
	return count;
}

int main(int argc, char **argv)
{
	guint count = 0;

	for (int i = 1; i < argc; i++)
		count += run_folder(argv[i]);
	printf("%u inputs\n", count);
	return count ? 0 : 2;
}
