/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/json-parts.h"

json_t *json_text_or_null(const char *text)
{
	g_autofree char *valid = NULL;

	if (!text)
		return json_null();
	if (g_utf8_validate(text, -1, NULL))
		return json_string_nocheck(text);
	valid = g_utf8_make_valid(text, -1);
	return json_string_nocheck(valid);
}

void json_set_text(json_t *object, const char *key, const char *text)
{
	json_object_set_new(object, key, json_text_or_null(text));
}

void json_set_count(json_t *object, const char *key, guint64 count)
{
	json_object_set_new(object, key, json_integer((json_int_t)count));
}

json_t *json_target_names(target_set set)
{
	json_t *names = json_array();

	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (set & TARGET_BIT(id))
			json_array_append_new(names, json_string(targets[id].name));
	}
	return names;
}

static int append_bytes(const char *bytes, size_t size, void *out)
{
	g_string_append_len(out, bytes, (gssize)size);
	return 0;
}

void json_append(GString *out, json_t *value, size_t flags)
{
	json_dump_callback(value, append_bytes, out, flags);
	json_decref(value);
}
