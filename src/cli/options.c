/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/options.h"
#include "cli/pager.h"
#include "report/wrap.h"
#include "util/fd.h"

#define WIDEST    100
#define NARROWEST 40

/* The whole message in one write(), so that it stays one line among others'. */
static void say(const char *word, const char *message)
{
	g_autoptr(GString) line = g_string_new("unbroken: ");

	g_string_append_printf(line, "%s: ", word);
	append_printable(line, message);
	g_string_append_c(line, '\n');
	/* Where stderr fails there is nobody left to tell. */
	if (write(STDERR_FILENO, line->str, line->len) < 0)
		return;
}

void complain(const char *message)
{
	say("error", message);
}

void warn(const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	say("warning", message);
}

static GOptionContext *usage_context(const struct usage *usage, gboolean *help)
{
	const GOptionEntry help_entry[] = {
		{ "help", 'h', 0, G_OPTION_ARG_NONE, help, "show this help", NULL },
		G_OPTION_ENTRY_NULL,
	};
	GOptionContext *context = g_option_context_new(usage->parameters);
	g_autofree char *program = g_strconcat("unbroken ", usage->verb, NULL);

	g_set_prgname(program);
	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_set_summary(context, usage->summary);
	g_option_context_set_description(context, usage->description);
	if (usage->entries)
		g_option_context_add_main_entries(context, usage->entries, NULL);
	g_option_context_add_main_entries(context, help_entry, NULL);
	return context;
}

static int show_help(GOptionContext *context)
{
	g_autofree char *help = g_option_context_get_help(context, FALSE, NULL);
	g_autoptr(GString) text = g_string_new(help);

	/* The only character of ours that not every terminal can show. */
	g_string_replace(text, "\xe2\x80\xa6", "...", 0);
	return output_finish(NULL, text, STATUS_CLEAN);
}

static gboolean count_fits(const struct usage *usage, guint count, GError **error)
{
	if (count >= usage->min_parameters && count <= usage->max_parameters)
		return TRUE;
	if (usage->max_parameters == 0)
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "%s takes no arguments",
			    usage->verb);
	else
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "%s needs %s, not %u %s",
			    usage->verb, usage->parameters, count,
			    count == 1 ? "argument" : "arguments");
	return FALSE;
}

/* What is left of @args behind the verb; GOption may leave the "--". */
static char **parameters_of(char **args)
{
	char **first = args[0] ? args + 1 : args;

	if (*first && strcmp(*first, "--") == 0)
		first++;
	return g_strdupv(first);
}

char **usage_parse(const struct usage *usage, char **argv, int *status)
{
	gboolean help = FALSE;
	g_autoptr(GOptionContext) context = usage_context(usage, &help);
	g_auto(GStrv) args = g_strdupv(argv);
	g_auto(GStrv) parameters = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *message = NULL;

	if (g_option_context_parse_strv(context, &args, &error)) {
		if (help) {
			*status = show_help(context);
			return NULL;
		}
		parameters = parameters_of(args);
		if (count_fits(usage, g_strv_length(parameters), &error))
			return g_steal_pointer(&parameters);
	}
	message = g_strdup_printf("%s; see 'unbroken help %s'", error->message, usage->verb);
	complain(message);
	*status = STATUS_ERROR;
	return NULL;
}

static gboolean reader_is_gone;

gboolean output_is_over(void)
{
	return reader_is_gone;
}

/* TRUE also where the reader is gone, who wants no more. */
static gboolean write_all(int fd, const GString *text)
{
	if (fd_write_all(fd, text->str, text->len))
		return TRUE;
	return reader_is_gone = errno == EPIPE;
}

static gboolean output_fail(const char *name, GError **error)
{
	int code = errno;

	g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(code), "cannot write %s: %s", name,
		    g_strerror(code));
	return FALSE;
}

static gboolean output_to(const char *path, int flags, const GString *text, GError **error)
{
	g_autofree char *name = NULL;
	gboolean written;
	int fd;

	if (!path || strcmp(path, "-") == 0) {
		pager_start();
		return write_all(STDOUT_FILENO, text) || output_fail("to stdout", error);
	}
	name = g_strdup_printf("'%s'", path);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666);
	if (fd < 0)
		return output_fail(name, error);
	written = write_all(fd, text) || output_fail(name, error);
	/* Some file systems tell only here that there is no space. */
	if (close(fd) < 0 && written)
		return output_fail(name, error);
	return written;
}

gboolean output_write(const char *path, const GString *text, GError **error)
{
	return output_to(path, O_TRUNC, text, error);
}

gboolean output_append(const char *path, gboolean more, const GString *text, GError **error)
{
	return output_to(path, more ? O_APPEND : O_TRUNC, text, error);
}

int output_finish(const char *path, const GString *text, int status)
{
	g_autoptr(GError) error = NULL;

	if (output_write(path, text, &error))
		return status;
	complain(error->message);
	return STATUS_ERROR;
}

gboolean color_parse(const char *when, int fd, enum color_mode *ret, GError **error)
{
	const char *no_color = g_getenv("NO_COLOR");

	if (!when || strcmp(when, "auto") == 0)
		*ret = isatty(fd) && (!no_color || *no_color == '\0') ? COLOR_ALWAYS : COLOR_NEVER;
	else if (strcmp(when, "always") == 0)
		*ret = COLOR_ALWAYS;
	else if (strcmp(when, "never") == 0)
		*ret = COLOR_NEVER;
	else {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "unknown --color '%s': it is auto, always or never", when);
		return FALSE;
	}
	return TRUE;
}

guint output_width(int fd)
{
	const char *columns = g_getenv("COLUMNS");
	struct winsize window = { 0 };
	guint64 width = 0;

	if (!columns || !g_ascii_string_to_unsigned(columns, 10, 1, G_MAXUINT16, &width, NULL)) {
		if (isatty(fd) && ioctl(fd, TIOCGWINSZ, &window) == 0)
			width = window.ws_col;
	}
	return width == 0 ? WIDEST : (guint)CLAMP(width, NARROWEST, WIDEST);
}
