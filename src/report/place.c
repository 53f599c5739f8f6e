/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What several formats say of a finding in the same words. */
#include <string.h>

#include "report/format.h"
#include "report/wrap.h"

#define LONGEST_MESSAGE 400 /* characters */

gboolean finding_is_told(const struct finding *finding, const struct report_options *options)
{
	if (finding->part_of)
		return FALSE;
	return finding->severity != SEVERITY_NONE || options->verbose ||
	       (finding->accepted && options->show_accepted);
}

const char *finding_word(const struct finding *finding)
{
	if (finding->accepted)
		return "accepted";
	return finding->severity == SEVERITY_NONE ? verdict_names[finding->verdict]
						  : severity_names[finding->severity];
}

struct finding_place finding_main_place(const struct finding *finding)
{
	if (finding->new_place.file)
		return finding->new_place;
	if (finding->old_place.file)
		return finding->old_place;
	return (struct finding_place){ .file = finding->header };
}

/* The part of @file behind @folder, NULL if it is not below it. */
static const char *below(const char *file, const char *folder)
{
	gsize length = folder ? strlen(folder) : 0;

	if (!length || strncmp(file, folder, length) != 0 || file[length] != '/')
		return NULL;
	return file + length + 1;
}

static gboolean leads_out(const char *path)
{
	return path[0] == '/' || strcmp(path, "..") == 0 || g_str_has_prefix(path, "../") ||
	       strstr(path, "/../");
}

char *finding_path(const struct finding *finding, const struct finding_place *place,
		   const struct report_options *options)
{
	const char *file = place->file ? place->file : finding->header;
	/* "v6.1:include/uapi/linux/vfio.h", "linux-libc-dev.deb:usr/include/linux/vfio.h" */
	const char *colon = strrchr(file, ':');
	const char *path = colon && colon[1] ? colon + 1 : file;

	if (path[0] == '/' && below(path, options->folder))
		path = below(path, options->folder);
	while (g_str_has_prefix(path, "./"))
		path += 2;
	return g_strdup(leads_out(path) ? finding->header : path);
}

void append_place(GString *out, const struct finding_place *place)
{
	g_string_append(out, place->file);
	if (place->line)
		g_string_append_printf(out, ":%u", place->line);
	if (place->line && place->column)
		g_string_append_printf(out, ":%u", place->column);
}

/* The whole of it is for programs. */
void append_message(GString *out, const char *message)
{
	g_autoptr(GString) printable = g_string_new(NULL);

	append_printable(printable, message);
	if (g_utf8_strlen(printable->str, -1) > LONGEST_MESSAGE) {
		const char *end = g_utf8_offset_to_pointer(printable->str, LONGEST_MESSAGE - 3);

		g_string_truncate(printable, (gsize)(end - printable->str));
		g_string_append(printable, "...");
	}
	g_string_append_len(out, printable->str, (gssize)printable->len);
}

char *commit_name(const struct finding_commit *commit)
{
	if (!commit->id[0])
		return g_strdup(commit->subject);
	return g_strdup_printf("%.12s (\"%s\")", commit->id, commit->subject);
}
