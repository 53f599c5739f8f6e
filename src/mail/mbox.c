/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mail/mbox.h"

#include <string.h>

#include "mail/letter.h"
#include "mail/mail.h"

/* The longest line "From somebody date" that is looked at closely. */
#define FROM_LINE_MAX 1000

/* One mail in an mbox. */
struct slice {
	const char *text;
	gsize size;
};

static const char *line_end(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (gsize)(end - at));

	return newline ? newline : end;
}

static const char *next_line(const char *at, const char *end)
{
	at = line_end(at, end);
	return at < end ? at + 1 : end;
}

/*
 * Whether the line is an mbox's "From jane@example.org Thu Jan  1 00:00:00 1970".
 * Prose has lines that begin with "From " as well, so the time must be there.
 */
static gboolean is_from_line(const char *at, const char *end)
{
	gsize size = (gsize)(line_end(at, end) - at);
	g_autofree char *line = NULL;

	if (size < strlen("From ") || size > FROM_LINE_MAX || memcmp(at, "From ", 5) != 0)
		return FALSE;
	line = g_strndup(at, size);
	return g_regex_match_simple("^From .*\\d:\\d\\d(:\\d\\d)?\\b.* \\d{4}\\b", line,
				    G_REGEX_RAW, 0);
}

static gboolean is_field(const char *at, const char *end)
{
	const char *name = at;

	while (at<end && * at> ' ' && *at < 0x7f && *at != ':')
		at++;
	return at > name && at < end && *at == ':';
}

/* Whether all lines up to the first empty one are headers. */
static gboolean is_mail(const char *text, const char *end)
{
	const char *at = text;

	while (at < end) {
		const char *stop = line_end(at, end);

		if (stop == at || (stop == at + 1 && *at == '\r'))
			break;
		if (!is_field(at, stop) && (at == text || (*at != ' ' && *at != '\t')))
			return FALSE;
		at = next_line(at, end);
	}
	return at != text;
}

static GArray *split(const char *text, const char *end)
{
	GArray *slices = g_array_new(FALSE, FALSE, sizeof(struct slice));
	struct slice *last = NULL;

	for (const char *at = text; at < end; at = next_line(at, end)) {
		struct slice slice = { next_line(at, end), 0 };

		if (is_from_line(at, end)) {
			g_array_append_val(slices, slice);
			last = &g_array_index(slices, struct slice, slices->len - 1);
		}
		if (last)
			last->size = (gsize)(next_line(at, end) - last->text);
		if (slices->len > LETTERS_MAX)
			break;
	}
	return slices;
}

static char *name_letter(const struct letter *letter, const char *name, guint index, guint n)
{
	const struct subject *subject = &letter->subject;

	if (n == 1)
		return g_strdup(name);
	if (subject->number && !subject->reply)
		return g_strdup_printf("%s: %u/%u", name, subject->number, subject->total);
	return g_strdup_printf("%s: mail %u", name, index + 1);
}

static gboolean read_mbox(GPtrArray *letters, const char *name, const char *text, const char *end,
			  GError **error)
{
	g_autoptr(GArray) slices = split(text, end);

	if (letters->len + slices->len > LETTERS_MAX) {
		g_set_error(error, MAIL_ERROR, MAIL_ERROR_LIMIT,
			    "With '%s' there are more than %d mails", name, LETTERS_MAX);
		return FALSE;
	}
	for (guint i = 0; i < slices->len; i++) {
		const struct slice *slice = &g_array_index(slices, struct slice, i);
		struct letter *letter = letter_read_mail(slice->text, slice->size);

		letter->shown = name_letter(letter, name, i, slices->len);
		g_ptr_array_add(letters, letter);
	}
	return TRUE;
}

static gboolean fail_unknown(const char *name, const char *reason, GError **error)
{
	g_set_error(error, MAIL_ERROR, MAIL_ERROR_UNKNOWN, "'%s' %s", name, reason);
	return FALSE;
}

static gboolean read_one(GPtrArray *letters, const char *name, const char *text, const char *end,
			 GError **error)
{
	gsize size = (gsize)(end - text);
	gboolean mail = is_mail(text, end);
	AUTO(letter) letter = mail ? letter_read_mail(text, size) : letter_read_diff(text, size);

	if (!mail && !letter_has_diff(letter))
		return fail_unknown(name, "is neither a mail nor a diff", error);
	if (letters->len >= LETTERS_MAX) {
		g_set_error(error, MAIL_ERROR, MAIL_ERROR_LIMIT,
			    "With '%s' there are more than %d mails", name, LETTERS_MAX);
		return FALSE;
	}
	letter->shown = g_strdup(name);
	g_ptr_array_add(letters, g_steal_pointer(&letter));
	return TRUE;
}

gboolean mbox_read(GPtrArray *letters, const char *name, const char *text, gsize size,
		   GError **error)
{
	const char *end = text + size;

	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	while (text < end && (*text == '\n' || *text == '\r'))
		text++;
	if (text == end)
		return fail_unknown(name, "is empty", error);
	if (end - text >= 2 && memcmp(text, "\x1f\x8b", 2) == 0)
		return fail_unknown(name, "is compressed; unpack it first (gunzip)", error);
	if (is_from_line(text, end))
		return read_mbox(letters, name, text, end, error);
	return read_one(letters, name, text, end, error);
}
