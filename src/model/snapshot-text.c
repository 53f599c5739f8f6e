/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/snapshot-text.h"

#include <string.h>

#include "model/model.h"

const char *const snapshot_classes[TYPE_CLASSES] = {
	[TYPE_INTEGER] = "integer", [TYPE_BOOL] = "bool",       [TYPE_FLOAT] = "float",
	[TYPE_ENUM] = "enum",       [TYPE_POINTER] = "pointer", [TYPE_RECORD] = "record",
	[TYPE_OTHER] = "other",
};

const char *const snapshot_sources[COMMAND_SOURCES] = {
	[COMMAND_TYPE_UNKNOWN] = "unknown", [COMMAND_TYPE_MACRO] = "macro",
	[COMMAND_TYPE_SIZEOF] = "sizeof",   [COMMAND_TYPE_COMMENT] = "comment",
	[COMMAND_TYPE_NAME] = "name",
};

const char *const snapshot_evidences[FLAG_EVIDENCES] = {
	[FLAG_BY_POSITION] = "position",
	[FLAG_BY_NAME] = "name",
	[FLAG_BY_COMMENT] = "comment",
};

const char *const snapshot_directions[DIRECTIONS] = {
	[COMMAND_NONE] = "_IO",
	[COMMAND_WRITE] = "_IOW",
	[COMMAND_READ] = "_IOR",
	[COMMAND_READ | COMMAND_WRITE] = "_IOWR",
};

const char *const snapshot_layouts[LAYOUTS] = { "installed", "kernel-source", "header" };

static gboolean is_plain_word(const char *text)
{
	if (!snapshot_can_begin(*text))
		return FALSE;
	while (snapshot_is_plain(*text))
		text++;
	return !*text;
}

/* The length of the character of UTF-8 at @text; 0 if there is none to be shown. */
static gsize utf8_length(const char *text)
{
	gunichar c = g_utf8_get_char_validated(text, -1);

	if (c == (gunichar)-1 || c == (gunichar)-2 || c < 0xa0)
		return 0;
	return (gsize)(g_utf8_next_char(text) - text);
}

void snapshot_append_quoted(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	while (*text) {
		gsize length = (guchar)*text >= 0x80 ? utf8_length(text) : 0;
		if (length) {
			g_string_append_len(out, text, (gssize)length);
			text += length;
			continue;
		}
		if (*text == '"' || *text == '\\')
			g_string_append_c(out, '\\');
		if (*text == '\n')
			g_string_append(out, "\\n");
		else if (*text == '\t')
			g_string_append(out, "\\t");
		else if (*text >= ' ' && *text < 0x7f)
			g_string_append_c(out, *text);
		else
			g_string_append_printf(out, "\\x%02x", (guint)(guchar)*text);
		text++;
	}
	g_string_append_c(out, '"');
}

void snapshot_append_word(GString *out, const char *text)
{
	if (is_plain_word(text))
		g_string_append(out, text);
	else
		snapshot_append_quoted(out, text);
}

void snapshot_append_targets(GString *out, target_set set)
{
	const char *before = " @";

	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (!(set & TARGET_BIT(id)))
			continue;
		g_string_append(out, before);
		g_string_append(out, targets[id].name);
		before = ",";
	}
}

gint64 snapshot_count_elements(const char *bounds)
{
	guint64 total = 1;

	if (!*bounds)
		return MEMBER_NO_ARRAY;
	if (strstr(bounds, "[]"))
		return MEMBER_FLEXIBLE_TAIL;
	for (const char *bound = strchr(bounds, '['); bound; bound = strchr(bound + 1, '['))
		total *= g_ascii_strtoull(bound + 1, NULL, 10);
	return (gint64)total;
}
