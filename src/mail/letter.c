/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mail/letter.h"

#include <gmime/gmime.h>
#include <string.h>

#include "mail/body.h"
#include "mail/mail.h"
#include "util/unified.h"

#define PARTS_MAX   100
#define NESTING_MAX 16

/* Of the mails before in a thread, the first one and so many of the last are named. */
#define REFERENCES_MAX 20

/* Of one header of an answer. */
#define REPLY_BYTES_MAX 8000

#define HEADER_BYTES_MAX (1024 * 1024)

/* Lines that look like the beginning of a part; a diff may have some, too. */
#define PARTS_LOOKALIKE_MAX 10000

char *mail_library_version(void)
{
	return g_strdup_printf("GMime %u.%u.%u", gmime_major_version, gmime_minor_version,
			       gmime_micro_version);
}

#define MESSAGE_BYTES_MAX ((gsize)64 * 1024)

struct reading {
	struct letter *letter;
	struct body_headers headers;
	guint parts;
};

void letter_free(struct letter *letter)
{
	if (!letter)
		return;
	subject_clear(&letter->subject);
	g_free(letter->author);
	g_free(letter->message_id);
	g_free(letter->message);
	g_free(letter->thread);
	g_free(letter->reply_subject);
	g_free(letter->reply_to);
	g_free(letter->reply_cc);
	g_free(letter->references);
	g_free(letter->shown);
	if (letter->diff)
		g_string_free(letter->diff, TRUE);
	g_clear_error(&letter->flaw);
	g_free(letter);
}

gboolean letter_has_diff(const struct letter *letter)
{
	return letter->diff->len || letter->flaw;
}

static struct letter *letter_new(void)
{
	struct letter *letter = g_new0(struct letter, 1);

	letter->diff = g_string_new(NULL);
	letter->message = g_strdup("");
	return letter;
}

/* The first flaw is the one to tell. */
static void set_flaw(struct letter *letter, int code, const char *reason)
{
	if (!letter->flaw)
		g_set_error_literal(&letter->flaw, MAIL_ERROR, code, reason);
}

/* --- The diff ----------------------------------------------------------------- */

/* The mail's own line ends become those of a diff; a "\r" of the file stays. */
static void append_lines(GString *diff, const char *text, gsize size, gboolean crlf)
{
	const char *end = text + size;

	while (text < end) {
		const char *newline = memchr(text, '\n', (gsize)(end - text));
		const char *line_end = newline ? newline : end;

		if (crlf && line_end > text && line_end[-1] == '\r')
			line_end--;
		g_string_append_len(diff, text, line_end - text);
		g_string_append_c(diff, '\n');
		text = newline ? newline + 1 : end;
	}
}

/*
 * A part with only a header and one without a header stay two when what stood
 * between them is gone.
 */
static gboolean needs_gap(const GString *diff, const struct unified_file *next)
{
	return diff->len && memcmp(next->text, "--- ", 4) == 0;
}

static GString *diff_of(const GPtrArray *files)
{
	GString *diff = g_string_new(NULL);
	gboolean crlf = TRUE;

	for (guint i = 0; i < files->len; i++)
		crlf = crlf && ((struct unified_file *)g_ptr_array_index(files, i))->crlf;
	for (guint i = 0; i < files->len; i++) {
		const struct unified_file *file = g_ptr_array_index(files, i);

		if (needs_gap(diff, file))
			g_string_append_c(diff, '\n');
		append_lines(diff, file->text, file->size, crlf);
	}
	return diff;
}

/*
 * Takes the diff in @text and returns the length of what stands before it.
 * Some programs send a patch twice in one mail, as text and attached.
 */
static gsize take_diff(struct letter *letter, const char *text, gsize size)
{
	g_autoptr(GError) reason = NULL;
	g_autoptr(GPtrArray) files = unified_scan(text, size, &reason);
	GString *diff;

	if (!files) {
		set_flaw(letter, MAIL_ERROR_MALFORMED, reason->message);
		return size;
	}
	if (!files->len)
		return size;
	diff = diff_of(files);
	if (!g_string_equal(diff, letter->diff)) {
		if (needs_gap(letter->diff, g_ptr_array_index(files, 0)))
			g_string_append_c(letter->diff, '\n');
		g_string_append_len(letter->diff, diff->str, (gssize)diff->len);
	}
	g_string_free(diff, TRUE);
	return (gsize)(((struct unified_file *)g_ptr_array_index(files, 0))->text - text);
}

/* --- The parts of a mail -------------------------------------------------------- */

static gboolean is_flowed(GMimeObject *part)
{
	const char *format = g_mime_object_get_content_type_parameter(part, "format");

	return format && g_ascii_strcasecmp(format, "flowed") == 0;
}

static GByteArray *decode(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GByteArray *bytes = g_byte_array_new();
	GMimeStream *stream;

	if (!content)
		return bytes;
	stream = g_mime_stream_mem_new_with_byte_array(bytes);
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	g_mime_data_wrapper_write_to_stream(content, stream);
	g_object_unref(stream);
	return bytes;
}

/* What git-am would keep of the text before the diff. */
static void take_message(struct letter *letter, const char *text, gsize size)
{
	g_autofree char *copy = g_strndup(text, MIN(size, MESSAGE_BYTES_MAX));
	char *valid = g_utf8_make_valid(copy, -1);
	char *end = strstr(valid, "\n---\n");

	if (!end)
		end = strstr(valid, "\n---\r\n");
	if (g_str_has_prefix(valid, "---\n"))
		end = valid;
	if (end)
		*end = '\0';
	for (char *at = valid; *at; at++) {
		if (g_ascii_iscntrl(*at) && *at != '\n' && *at != '\t')
			*at = ' ';
	}
	g_free(letter->message);
	letter->message = valid;
}

static void take_part(struct reading *reading, GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	g_autoptr(GByteArray) bytes = NULL;
	const char *text;
	gsize before;

	/* HTML only repeats what another part says. */
	if (type && g_mime_content_type_is_type(type, "text", "html"))
		return;
	bytes = decode(GMIME_PART(object));
	text = bytes->len ? (const char *)bytes->data : "";
	before = take_diff(reading->letter, text, bytes->len);
	if (before < bytes->len && is_flowed(object))
		set_flaw(reading->letter, MAIL_ERROR_MALFORMED,
			 "the mail is format=flowed, which damages patches; ask for the patch as "
			 "an attachment or through git send-email");
	if (reading->parts == 1) {
		body_headers_read(&reading->headers, text, before);
		take_message(reading->letter, text, before);
	}
}

static void take_object(struct reading *reading, GMimeObject *object, guint depth)
{
	if (++reading->parts > PARTS_MAX || depth > NESTING_MAX) {
		set_flaw(reading->letter, MAIL_ERROR_LIMIT,
			 "the mail has too many parts, or they are nested too deep");
		return;
	}
	if (GMIME_IS_PART(object))
		take_part(reading, object);
	if (!GMIME_IS_MULTIPART(object))
		return;
	reading->parts--;
	for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); i++)
		take_object(reading, g_mime_multipart_get_part(GMIME_MULTIPART(object), i),
			    depth + 1);
}

/* --- The headers of a mail ------------------------------------------------------ */

static char *header_author(GMimeMessage *message)
{
	InternetAddressList *list = g_mime_message_get_from(message);

	return list ? internet_address_list_to_string(list, NULL, FALSE) : NULL;
}

/* The first "<id>" in the header @name; NULL when there is none. */
static char *first_id(GMimeMessage *message, const char *name)
{
	const char *value = g_mime_object_get_header(GMIME_OBJECT(message), name);
	const char *begin = value ? strchr(value, '<') : NULL;
	const char *end = begin ? strchr(begin, '>') : NULL;
	g_autofree char *id = end ? g_strndup(begin + 1, (gsize)(end - begin) - 1) : NULL;

	return id ? clean_line(id) : NULL;
}

/* @text, which is ASCII, on one line; too long a list ends before the @separator that fits. */
static char *header_line(const char *text, const char *separator)
{
	g_autoptr(GString) line = g_string_new(NULL);

	for (const char *at = text ? text : ""; *at; at++) {
		if (g_ascii_isgraph(*at))
			g_string_append_c(line, *at);
		else if (line->len && line->str[line->len - 1] != ' ')
			g_string_append_c(line, ' ');
	}
	if (line->len > REPLY_BYTES_MAX) {
		const char *end = g_strrstr_len(line->str, REPLY_BYTES_MAX, separator);

		g_string_truncate(line, end ? (gsize)(end - line->str) : 0);
	}
	return g_strchomp(g_string_free(g_steal_pointer(&line), FALSE));
}

/* In the form of a header, of ASCII alone. */
static char *encoded_addresses(InternetAddressList *list)
{
	g_autofree char *text = list ? internet_address_list_to_string(list, NULL, TRUE) : NULL;

	return header_line(text, ", ");
}

static char *encoded_subject(const char *subject)
{
	g_autofree char *clean = clean_line(subject);
	gboolean is_reply = g_ascii_strncasecmp(clean, "re:", 3) == 0;
	g_autofree char *whole = g_strconcat(is_reply || !*clean ? "" : "Re: ", clean, NULL);
	g_autofree char *encoded = g_mime_utils_header_encode_text(NULL, whole, NULL);

	return header_line(encoded, " ");
}

/* Everything else that a header could hold would only be passed on. */
static char *all_ids(GMimeMessage *message, const char *name)
{
	const char *value = g_mime_object_get_header(GMIME_OBJECT(message), name);
	GMimeReferences *ids = value ? g_mime_references_parse(NULL, value) : NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	int n = ids ? g_mime_references_length(ids) : 0;

	/* Long threads are known by their beginning and their end. */
	for (int i = 0; i < n; i++) {
		if (i == 0 || i > n - REFERENCES_MAX)
			g_string_append_printf(text, "%s<%s>", i ? " " : "",
					       g_mime_references_get_message_id(ids, i));
	}
	if (ids)
		g_mime_references_free(ids);
	return header_line(text->str, " ");
}

static void take_answer(struct letter *letter, GMimeMessage *message)
{
	InternetAddressList *to = g_mime_message_get_reply_to(message);
	InternetAddressList *others = internet_address_list_new();

	if (!to || !internet_address_list_length(to))
		to = g_mime_message_get_from(message);
	internet_address_list_append(others, g_mime_message_get_to(message));
	internet_address_list_append(others, g_mime_message_get_cc(message));
	letter->reply_subject = encoded_subject(g_mime_message_get_subject(message));
	letter->reply_to = encoded_addresses(to);
	letter->reply_cc = encoded_addresses(others);
	letter->references = all_ids(message, "References");
	if (!*letter->references) {
		g_free(letter->references);
		letter->references = all_ids(message, "In-Reply-To");
	}
	g_object_unref(others);
}

static void take_headers(struct reading *reading, GMimeMessage *message)
{
	struct letter *letter = reading->letter;
	g_autofree char *author = header_author(message);

	letter->author = clean_line(reading->headers.from ? reading->headers.from : author);
	letter->message_id = clean_line(g_mime_message_get_message_id(message));
	letter->thread = first_id(message, "References");
	if (!letter->thread)
		letter->thread = first_id(message, "In-Reply-To");
	if (!letter->thread)
		letter->thread = g_strdup(letter->message_id);
	subject_parse(&letter->subject, g_mime_message_get_subject(message));
	take_answer(letter, message);
}

/* The text of a mail may give its patch another title; the number is the mail's. */
static void take_body_subject(struct reading *reading)
{
	struct subject *subject = &reading->letter->subject;
	struct subject inner;

	if (!reading->headers.subject)
		return;
	subject_parse(&inner, reading->headers.subject);
	if (subject->reply || inner.total) {
		subject_clear(subject);
		inner.reply = subject->reply;
		*subject = inner;
		return;
	}
	g_free(subject->title);
	subject->title = inner.title;
}

static GMimeMessage *parse(const char *text, gsize size)
{
	static gsize ready;
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *message;

	if (g_once_init_enter(&ready)) {
		g_mime_init();
		g_once_init_leave(&ready, 1);
	}
	stream = g_mime_stream_mem_new_with_buffer(text, size);
	parser = g_mime_parser_new_with_stream(stream);
	g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
	message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

/* Whether a part of a mail may begin at the line @at, going by what usually does. */
static gboolean begins_part(const char *at, const char *next, const char *end)
{
	if (next - at < 3 || memcmp(at, "--", 2) != 0 || next == end)
		return FALSE;
	return *next == '\n' || *next == '\r' ||
	       (end - next >= 8 && g_ascii_strncasecmp(next, "Content-", 8) == 0);
}

/* GMime reads all there is before anybody can count it, and takes its time. */
static gboolean is_excessive(const char *text, gsize size)
{
	const char *end = text + size;
	gboolean in_headers = TRUE;
	guint parts = 0;
	const char *next;

	for (const char *at = text; at < end; at = next) {
		const char *newline = memchr(at, '\n', (gsize)(end - at));

		next = newline ? newline + 1 : end;
		in_headers = in_headers && next - at > 2;
		if (in_headers && next - text > HEADER_BYTES_MAX)
			return TRUE;
		if (begins_part(at, next, end) && ++parts > PARTS_LOOKALIKE_MAX)
			return TRUE;
	}
	return FALSE;
}

static GMimeMessage *parse_bounded(struct letter *letter, const char *text, gsize size)
{
	if (!is_excessive(text, size))
		return parse(text, size);
	set_flaw(letter, MAIL_ERROR_LIMIT, "the mail has too many headers or too many parts");
	return parse("", 0);
}

struct letter *letter_read_mail(const char *text, gsize size)
{
	struct reading reading = { .letter = letter_new() };
	GMimeMessage *message = parse_bounded(reading.letter, text, size);

	if (!message)
		message = g_mime_message_new(FALSE);
	if (g_mime_message_get_mime_part(message))
		take_object(&reading, g_mime_message_get_mime_part(message), 0);
	take_headers(&reading, message);
	take_body_subject(&reading);
	body_headers_clear(&reading.headers);
	g_object_unref(message);
	return reading.letter;
}

struct letter *letter_read_diff(const char *text, gsize size)
{
	struct letter *letter = letter_new();

	take_diff(letter, text, size);
	subject_parse(&letter->subject, NULL);
	letter->author = g_strdup("");
	letter->message_id = g_strdup("");
	letter->thread = g_strdup("");
	letter->reply_subject = g_strdup("");
	letter->reply_to = g_strdup("");
	letter->reply_cc = g_strdup("");
	letter->references = g_strdup("");
	return letter;
}
