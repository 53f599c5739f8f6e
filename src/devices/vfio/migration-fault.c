/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "devices/vfio/migration-fault.h"

#include <gio/gio.h>
#include <string.h>

#include "devices/vfio/migration-states.h"

/* An errno is not larger than what fits in the last page of addresses. */
#define MAX_ERRNO 4095

struct migration_faults {
	GArray *all; /* struct migration_fault */
};

struct migration_faults *migration_faults_new(void)
{
	struct migration_faults *faults = g_new0(struct migration_faults, 1);

	faults->all = g_array_new(FALSE, FALSE, sizeof(struct migration_fault));
	return faults;
}

void migration_faults_free(struct migration_faults *faults)
{
	if (!faults)
		return;
	g_array_unref(faults->all);
	g_free(faults);
}

void migration_faults_add(struct migration_faults *faults, const struct migration_fault *fault)
{
	g_array_append_val(faults->all, *fault);
}

void migration_faults_clear(struct migration_faults *faults)
{
	g_array_set_size(faults->all, 0);
}

static gboolean concerns(const struct migration_fault *fault, enum migration_event event,
			 guint32 from, guint32 to)
{
	if (fault->event != event)
		return FALSE;
	return event != MIGRATION_ARC ||
	       ((fault->from == MIGRATION_ANY_STATE || fault->from == from) &&
		(fault->to == MIGRATION_ANY_STATE || fault->to == to));
}

static gboolean befalls(const struct migration_fault *fault, guint occurrence)
{
	return occurrence == fault->first || (fault->lasts && occurrence > fault->first);
}

void migration_faults_strike(struct migration_faults *faults, enum migration_event event,
			     guint32 from, guint32 to, struct migration_fault *effect)
{
	*effect = (struct migration_fault){ .event = event };
	for (guint i = 0; i < faults->all->len; i++) {
		struct migration_fault *fault =
			&g_array_index(faults->all, struct migration_fault, i);

		if (!concerns(fault, event, from, to))
			continue;
		if (fault->seen < G_MAXUINT)
			fault->seen++;
		if (!befalls(fault, fault->seen))
			continue;
		effect->error = effect->error ? effect->error : fault->error;
		effect->breaks |= fault->breaks;
		effect->delay += fault->delay;
		if (fault->cut)
			effect->cut = effect->cut ? MIN(effect->cut, fault->cut) : fault->cut;
	}
}

guint32 migration_faults_delay(const struct migration_faults *faults, enum migration_event event,
			       guint32 from, guint32 to)
{
	guint32 delay = 0;

	for (guint i = 0; i < faults->all->len; i++) {
		const struct migration_fault *fault =
			&g_array_index(faults->all, struct migration_fault, i);

		if (concerns(fault, event, from, to) && befalls(fault, fault->seen + 1))
			delay += fault->delay;
	}
	return delay;
}

/* --- As text -------------------------------------------------------------------------- */

static gboolean refuse(GError **error, const char *text, const char *why)
{
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "migration fault '%s': %s",
		    text, why);
	return FALSE;
}

static gboolean parse_state(const char *name, guint32 *state)
{
	if (!g_ascii_strcasecmp(name, "any")) {
		*state = MIGRATION_ANY_STATE;
		return TRUE;
	}
	return migration_state_parse(name, state);
}

static gboolean parse_event(const char *text, struct migration_fault *fault)
{
	g_auto(GStrv) states = g_strsplit(text, "-", 2);

	fault->from = fault->to = MIGRATION_ANY_STATE;
	fault->event = MIGRATION_ARC;
	if (!strcmp(text, "read"))
		fault->event = MIGRATION_READ;
	else if (!strcmp(text, "write"))
		fault->event = MIGRATION_WRITE;
	else if (g_strv_length(states) == 2)
		return parse_state(states[0], &fault->from) && parse_state(states[1], &fault->to);
	else
		return !strcmp(text, "any");
	return TRUE;
}

static gboolean parse_number(const char *text, guint64 least, guint64 most, guint64 *number)
{
	return g_ascii_string_to_unsigned(text, 10, least, most, number, NULL);
}

/* "EIO", or a number. */
static int parse_error(const char *text)
{
	guint64 number;

	for (int code = 1; code <= MAX_ERRNO; code++) {
		const char *name = strerrorname_np(code);

		if (name && !strcmp(name, text))
			return code;
	}
	return parse_number(text, 1, MAX_ERRNO, &number) ? (int)number : 0;
}

static gboolean parse_effect(const char *text, struct migration_fault *fault)
{
	guint64 number;

	if (g_str_has_prefix(text, "delay=")) {
		if (!parse_number(text + strlen("delay="), 1, G_MAXINT32, &number))
			return FALSE;
		fault->delay = (guint32)number;
	} else if (g_str_has_prefix(text, "cut=")) {
		if (fault->event == MIGRATION_ARC ||
		    !parse_number(text + strlen("cut="), 1, G_MAXINT32, &number))
			return FALSE;
		fault->cut = number;
	} else if (!strcmp(text, "broken")) {
		fault->error = parse_error("EIO");
		fault->breaks = TRUE;
	} else {
		fault->error = parse_error(text);
		return fault->error != 0;
	}
	return TRUE;
}

static gboolean parse_occurrence(char *text, struct migration_fault *fault)
{
	guint64 number;

	fault->lasts = g_str_has_suffix(text, "+");
	if (fault->lasts)
		text[strlen(text) - 1] = '\0';
	if (!parse_number(text, 1, G_MAXINT32, &number))
		return FALSE;
	fault->first = (guint)number;
	return TRUE;
}

gboolean migration_faults_parse(struct migration_faults *faults, const char *text, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(text, ":", 3);
	struct migration_fault fault = { .first = 1 };

	if (g_strv_length(parts) < 2)
		return refuse(error, text, "it is WHAT:EFFECT, or WHAT:EFFECT:OCCURRENCE");
	if (!parse_event(parts[0], &fault))
		return refuse(error, text,
			      "it befalls neither read, write, any, nor FROM-TO of two states");
	if (!parse_effect(parts[1], &fault))
		return refuse(error, text,
			      "the effect is neither an errno, broken, delay=MILLISECONDS, nor "
			      "cut=BYTES of a read or write");
	if (parts[2] && !parse_occurrence(parts[2], &fault))
		return refuse(error, text,
			      "the occurrence is not a number from 1 on, with or "
			      "without + behind it");
	migration_faults_add(faults, &fault);
	return TRUE;
}
