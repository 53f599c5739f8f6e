/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/fault.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/internal.h"

enum fault_kind {
	FAULT_ERROR,
	FAULT_DELAY,
	FAULT_CUT,
	FAULT_KIND_COUNT,
};

static const char *const kind_names[FAULT_KIND_COUNT] = {
	[FAULT_ERROR] = "fault",
	[FAULT_DELAY] = "delay",
	[FAULT_CUT] = "cut",
};

struct fault {
	enum fault_kind kind;
	char *name;        /* of a command, or of a call: "read" */
	guint64 amount;    /* the errno, milliseconds or bytes */
	guint64 first;     /* the call that it befalls, from 1 */
	gboolean and_more; /* and all later ones */
	guint64 seen;
};

void fault_free(gpointer data)
{
	struct fault *fault = data;

	if (!fault)
		return;
	g_free(fault->name);
	g_free(fault);
}

/* The numbers of errnos are machine words; strerrorname_np() has their names. */
static gboolean parse_errno(const char *word, guint64 *ret)
{
	for (int code = 1; code < 134; code++) {
		const char *name = strerrorname_np(code);

		if (name && strcmp(name, word) == 0) {
			*ret = (guint64)code;
			return TRUE;
		}
	}
	return g_ascii_string_to_unsigned(word, 10, 1, 4095, ret, NULL);
}

static gboolean parse_amount(const struct fault *fault, const char *word, guint64 *ret)
{
	if (fault->kind == FAULT_ERROR)
		return parse_errno(word, ret);
	return g_ascii_string_to_unsigned(word, 10, 0, G_MAXINT32, ret, NULL);
}

/* "3", "3+" */
static gboolean parse_first(struct fault *fault, const char *word)
{
	g_autofree char *digits = g_strdup(word ? word : "1");

	fault->and_more = g_str_has_suffix(digits, "+");
	if (fault->and_more)
		digits[strlen(digits) - 1] = '\0';
	return g_ascii_string_to_unsigned(digits, 10, 1, G_MAXINT64, &fault->first, NULL);
}

static struct fault *parse(enum fault_kind kind, const char *value)
{
	g_auto(GStrv) words = g_strsplit(value ? value : "", ":", -1);
	const guint n = g_strv_length(words);
	struct fault *fault;

	if (n < 2 || n > 3 || !*words[0])
		return NULL;
	fault = g_new0(struct fault, 1);
	fault->kind = kind;
	fault->name = g_strdup(words[0]);
	if (parse_amount(fault, words[1], &fault->amount) && parse_first(fault, words[2]))
		return fault;
	fault_free(fault);
	return NULL;
}

struct fault *fault_parse(const char *option, const char *value, gboolean *ret_is_one,
			  GError **error)
{
	static const char *const forms[FAULT_KIND_COUNT] = {
		[FAULT_ERROR] = "fault=COMMAND:ERRNO[:COUNT], as fault=read:EIO:2",
		[FAULT_DELAY] = "delay=COMMAND:MILLISECONDS[:COUNT]",
		[FAULT_CUT] = "cut=read:BYTES[:COUNT]",
	};

	*ret_is_one = FALSE;
	for (guint kind = 0; kind < FAULT_KIND_COUNT; kind++) {
		struct fault *fault;

		if (strcmp(kind_names[kind], option) != 0)
			continue;
		*ret_is_one = TRUE;
		fault = parse(kind, value);
		if (!fault)
			g_set_error(error, HOST_ERROR, HOST_ERROR_USAGE, "'%s=%s': expected %s",
				    option, value ? value : "", forms[kind]);
		return fault;
	}
	return NULL;
}

static gboolean befalls(struct fault *fault, const char *name)
{
	if (strcmp(fault->name, name) != 0)
		return FALSE;
	fault->seen++;
	return fault->seen == fault->first || (fault->and_more && fault->seen > fault->first);
}

gboolean fault_strikes(struct unbroken_device *device, const char *name,
		       struct fault_effect *effect)
{
	gboolean strikes = FALSE;

	for (guint i = 0; device && i < device->faults->len; i++) {
		struct fault *fault = device->faults->pdata[i];

		if (!befalls(fault, name))
			continue;
		strikes = TRUE;
		if (fault->kind == FAULT_ERROR)
			effect->error = (gint)fault->amount;
		else if (fault->kind == FAULT_DELAY)
			effect->milliseconds = (guint32)fault->amount;
		else
			effect->cuts = TRUE;
		if (fault->kind == FAULT_CUT)
			effect->cut = fault->amount;
	}
	return strikes;
}
