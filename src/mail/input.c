/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mail/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "mail/mail.h"
#include "mail/mbox.h"

#define BLOCK_BYTES (64 * 1024)

static gboolean fail_unreadable(const char *name, int code, GError **error)
{
	g_set_error(error, MAIL_ERROR, MAIL_ERROR_UNREADABLE, "Cannot read '%s': %s", name,
		    g_strerror(code));
	return FALSE;
}

/* Its size is not asked for: it may be a pipe. */
static gboolean read_all(int descriptor, const char *name, gsize limit, GByteArray *text,
			 GError **error)
{
	g_autofree guint8 *block = g_malloc(BLOCK_BYTES);

	for (;;) {
		gssize n = read(descriptor, block, BLOCK_BYTES);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_unreadable(name, errno, error);
		if (n == 0)
			return TRUE;
		if ((gsize)n > limit - text->len) {
			g_set_error(error, MAIL_ERROR, MAIL_ERROR_LIMIT,
				    "With '%s' there are more than %d bytes of mail", name,
				    INPUT_BYTES_MAX);
			return FALSE;
		}
		g_byte_array_append(text, block, (guint)n);
	}
}

static gboolean read_descriptor(GPtrArray *letters, int descriptor, const char *name, gsize *bytes,
				GError **error)
{
	g_autoptr(GByteArray) text = g_byte_array_new();

	if (!read_all(descriptor, name, INPUT_BYTES_MAX - *bytes, text, error))
		return FALSE;
	*bytes += text->len;
	return mbox_read(letters, name, text->len ? (const char *)text->data : "", text->len,
			 error);
}

static gboolean read_file(GPtrArray *letters, const char *name, gsize *bytes, GError **error)
{
	int descriptor = open(name, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	gboolean ok;

	if (descriptor < 0)
		return fail_unreadable(name, errno, error);
	ok = read_descriptor(letters, descriptor, name, bytes, error);
	close(descriptor);
	return ok;
}

/* --- Maildirs ----------------------------------------------------------------- */

/* By the names in their folders, which begin with the time: 9 before 10. */
static gint compare_names(gconstpointer a, gconstpointer b)
{
	const char *a_base = strrchr(*(const char *const *)a, '/');
	const char *b_base = strrchr(*(const char *const *)b, '/');

	return strverscmp(a_base, b_base);
}

static gboolean list_folder(GPtrArray *names, const char *folder, const char *part, GError **error)
{
	g_autofree char *path = g_build_filename(folder, part, NULL);
	g_autoptr(GError) reason = NULL;
	g_autoptr(GDir) dir = NULL;
	const char *name;

	if (!g_file_test(path, G_FILE_TEST_IS_DIR))
		return TRUE;
	dir = g_dir_open(path, 0, &reason);
	if (!dir) {
		g_set_error_literal(error, MAIL_ERROR, MAIL_ERROR_UNREADABLE, reason->message);
		return FALSE;
	}
	while ((name = g_dir_read_name(dir)) && names->len <= LETTERS_MAX)
		if (*name != '.')
			g_ptr_array_add(names, g_build_filename(path, name, NULL));
	return TRUE;
}

static gboolean is_maildir(const char *folder)
{
	g_autofree char *read_part = g_build_filename(folder, "cur", NULL);
	g_autofree char *new_part = g_build_filename(folder, "new", NULL);

	return g_file_test(read_part, G_FILE_TEST_IS_DIR) ||
	       g_file_test(new_part, G_FILE_TEST_IS_DIR);
}

static gboolean read_maildir(GPtrArray *letters, const char *folder, gsize *bytes, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	gboolean ok;

	if (!is_maildir(folder)) {
		g_set_error(error, MAIL_ERROR, MAIL_ERROR_UNKNOWN,
			    "'%s' is a folder, but no maildir: it has neither 'cur' nor 'new'",
			    folder);
		return FALSE;
	}
	ok = list_folder(names, folder, "cur", error) && list_folder(names, folder, "new", error);
	g_ptr_array_sort(names, compare_names);
	for (guint i = 0; ok && i < names->len; i++)
		ok = read_file(letters, g_ptr_array_index(names, i), bytes, error);
	return ok;
}

gboolean input_read(GPtrArray *letters, const char *file, gsize *bytes, GError **error)
{
	if (strcmp(file, "-") == 0)
		return read_descriptor(letters, STDIN_FILENO, "standard input", bytes, error);
	if (g_file_test(file, G_FILE_TEST_IS_DIR))
		return read_maildir(letters, file, bytes, error);
	return read_file(letters, file, bytes, error);
}
