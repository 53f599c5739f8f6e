/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "lib/internal.h"
#include "rules/report-rules.h"
#include "util/fd.h"

#define WRITE_FLAGS (UNBROKEN_WRITE_VERBOSE | UNBROKEN_WRITE_QUIET | UNBROKEN_WRITE_COLOR)

static const struct report_format *find_format(const char *name, struct unbroken_error **error)
{
	const struct report_format *format = report_format_find(name ? name : "text");

	if (!format)
		fail(error, UNBROKEN_ERROR_ARGUMENT, "there is no format '%s'", name);
	return format;
}

static GString *write_text(const struct unbroken_report *report,
			   const struct unbroken_write_options *options,
			   struct unbroken_error **error)
{
	struct unbroken_write_options how;
	struct report_options shown = { .version = unbroken_version(),
					.home = *RULES_URL ? RULES_URL : NULL };
	const struct report_format *format;
	struct report_rule *rules;
	GString *text;

	if (!is_given(report, "the report", error) ||
	    !options_take(&how, sizeof(how), options, error) ||
	    !flags_take(how.flags, WRITE_FLAGS, error))
		return NULL;
	format = find_format(how.format, error);
	if (!format)
		return NULL;
	shown.verbose = (how.flags & UNBROKEN_WRITE_VERBOSE) != 0;
	shown.quiet = (how.flags & UNBROKEN_WRITE_QUIET) != 0;
	shown.color = how.flags & UNBROKEN_WRITE_COLOR ? COLOR_ALWAYS : COLOR_NEVER;
	shown.width = how.width;
	rules = report_rules_new(report->policy, &shown.n_rules);
	shown.rules = rules;
	text = g_string_new(NULL);
	format->write(report->comparison.report, &shown, text);
	report_rules_free(rules, shown.n_rules);
	return text;
}

char *unbroken_report_write(const struct unbroken_report *report,
			    const struct unbroken_write_options *options, size_t *length,
			    struct unbroken_error **error)
{
	GString *text = write_text(report, options, error);

	if (!text)
		return NULL;
	if (length)
		*length = text->len;
	return g_string_free(text, FALSE);
}

/*
 * A SIGPIPE that write() raises is for this thread.  It is held back and taken away, unless the
 * program had one waiting already.
 */
static gboolean write_quietly(int fd, const GString *text)
{
	const struct timespec now = { 0 };
	sigset_t pipe, before, waiting;
	gboolean done, had_one;
	int code;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigpending(&waiting);
	had_one = sigismember(&waiting, SIGPIPE) == 1;
	pthread_sigmask(SIG_BLOCK, &pipe, &before);
	done = fd_write_all(fd, text->str, text->len);
	code = errno;
	while (!done && code == EPIPE && !had_one && sigtimedwait(&pipe, NULL, &now) < 0 &&
	       errno == EINTR)
		;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = code;
	return done;
}

int unbroken_report_write_fd(const struct unbroken_report *report,
			     const struct unbroken_write_options *options, int fd,
			     struct unbroken_error **error)
{
	GString *text = write_text(report, options, error);
	gboolean done;

	if (!text)
		return -1;
	done = write_quietly(fd, text);
	if (!done)
		fail(error, UNBROKEN_ERROR_WRITE, "cannot write the report: %s", g_strerror(errno));
	g_string_free(text, TRUE);
	return done ? 0 : -1;
}
