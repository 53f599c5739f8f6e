/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/outputs.h"

#include <string.h>
#include <unistd.h>

#include "cli/options.h"

#define FORMATS_MAX 32

static gboolean fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean fail(GError **error, const char *format, ...)
{
	va_list arguments;
	g_autofree char *message = NULL;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
	return FALSE;
}

static gboolean is_known(const struct report_format *format, const char *const *formats)
{
	return !formats || g_strv_contains(formats, format->name);
}

/* NULL-terminated. */
static void known_names(const char *const *formats, const char *names[FORMATS_MAX])
{
	gsize n = 0;

	for (gsize i = 0; report_formats[i] && n < FORMATS_MAX - 1; i++) {
		if (is_known(report_formats[i], formats))
			names[n++] = report_formats[i]->name;
	}
	names[n] = NULL;
}

char *outputs_formats(const char *const *formats)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const char *names[FORMATS_MAX];

	known_names(formats, names);
	for (gsize i = 0; names[i]; i++)
		g_string_append_printf(text, "%s%s", i == 0 ? "" : (names[i + 1] ? ", " : " or "),
				       names[i]);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* NULL with an error, which begins with @option. */
static const struct report_format *find(const char *option, const char *name,
					const char *const *formats, GError **error)
{
	const struct report_format *format = report_format_find(name);
	g_autofree char *known = NULL, *meant = NULL;
	const char *names[FORMATS_MAX];

	if (format && is_known(format, formats))
		return format;
	known_names(formats, names);
	known = outputs_formats(formats);
	meant = suggest(name, names);
	if (strcmp(option, "--format") == 0)
		fail(error, "unknown --format '%s'%s: it is %s", name, meant, known);
	else
		fail(error,
		     "there is no format '%s'%s: --output takes FILE, or FORMAT=FILE with %s; a "
		     "file "
		     "of this name is ./%s=...",
		     name, meant, known, name);
	return NULL;
}

/*
 * The length of what stands for a format in "FORMAT=FILE", 0 if that is the name of a file:
 * formats are words, so "out/a=b" and "A=b" are none.
 */
static gsize format_length(const char *value)
{
	gsize length = strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return value[length] == '=' ? length : 0;
}

/* Of a path; standard output has none. */
static const char *place_of(const char *file)
{
	return file && strcmp(file, "-") != 0 ? file : NULL;
}

static gboolean is_same_place(const char *one, const char *other)
{
	g_autofree char *here = NULL, *there = NULL;

	if (!one || !other)
		return one == other;
	here = g_canonicalize_filename(one, NULL);
	there = g_canonicalize_filename(other, NULL);
	/* Two reports that nobody reads do not disturb each other. */
	return strcmp(here, there) == 0 && !g_str_has_prefix(here, "/dev/");
}

static gboolean add(GArray *outputs, const struct output *output, GError **error)
{
	for (guint i = 0; i < outputs->len; i++) {
		const struct output *other = &g_array_index(outputs, struct output, i);

		if (!is_same_place(other->path, output->path))
			continue;
		if (output->path)
			return fail(error, "two reports cannot be written to '%s' (%s and %s)",
				    output->path, other->format->name, output->format->name);
		return fail(error,
			    "two reports cannot be written to standard output (%s and %s): name a "
			    "file for one, as in --output %s=FILE",
			    other->format->name, output->format->name, output->format->name);
	}
	g_array_append_vals(outputs, output, 1);
	return TRUE;
}

/* What is meant for a terminal depends on where it goes. */
static gboolean set_shown(struct output *output, const struct outputs_request *request,
			  const struct report_options *shown, gboolean is_main, GError **error)
{
	const int fd = output->path ? -1 : STDOUT_FILENO;
	const char *color = output->path && !is_main ? NULL : request->color;

	output->shown = *shown;
	output->shown.width = output_width(fd);
	/* Whatever is kept must be the same in every run. */
	output->shown.show_time = isatty(fd);
	return color_parse(color, fd, &output->shown.color, error);
}

static gboolean add_named(GArray *outputs, const char *value, gsize length,
			  const struct outputs_request *request, const struct report_options *shown,
			  GError **error)
{
	g_autofree char *name = g_strndup(value, length);
	struct output output = {
		.format = find("--output", name, request->formats, error),
		.path = place_of(value + length + 1),
	};

	if (!output.format)
		return FALSE;
	if (!value[length + 1])
		return fail(error, "--output %s= names no file", name);
	return set_shown(&output, request, shown, FALSE, error) && add(outputs, &output, error);
}

/* The first "FILE" without a format; FALSE with an error if there is another. */
static gboolean find_plain(const struct outputs_request *request, const char **ret, GError **error)
{
	*ret = NULL;
	for (const char *const *value = request->outputs; value && *value; value++) {
		if (format_length(*value))
			continue;
		if (!**value)
			return fail(error, "--output names no file");
		if (*ret)
			return fail(
				error,
				"--output names two files, '%s' and '%s', without a format: say "
				"which, as in --output json=FILE",
				*ret, *value);
		*ret = *value;
	}
	return TRUE;
}

static gboolean writes_stdout(const GArray *outputs)
{
	for (guint i = 0; i < outputs->len; i++) {
		if (!g_array_index(outputs, struct output, i).path)
			return TRUE;
	}
	return FALSE;
}

static gboolean collect(GArray *outputs, const struct outputs_request *request,
			const struct report_options *shown, GError **error)
{
	const char *plain;
	struct output output = { 0 };

	if (!find_plain(request, &plain, error))
		return FALSE;
	output.path = place_of(plain);
	output.format = find("--format", request->format ? request->format : "text",
			     request->formats, error);
	/* Also where nothing comes of it, --color has to be right. */
	if (!output.format || !set_shown(&output, request, shown, TRUE, error))
		return FALSE;
	for (const char *const *value = request->outputs; value && *value; value++) {
		gsize length = format_length(*value);

		if (length && !add_named(outputs, *value, length, request, shown, error))
			return FALSE;
	}
	if (!plain && !request->format && writes_stdout(outputs))
		return TRUE;
	return add(outputs, &output, error);
}

GArray *outputs_parse(const struct outputs_request *request, const struct report_options *shown,
		      GError **error)
{
	g_autoptr(GArray) outputs = g_array_new(FALSE, TRUE, sizeof(struct output));

	return collect(outputs, request, shown, error) ? g_steal_pointer(&outputs) : NULL;
}
