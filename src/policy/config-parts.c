/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/config-parts.h"

#include <string.h>

#include "util/suggest.h"

gboolean config_refuse(const struct config_draft *draft, const struct setting *setting,
		       GError **error, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return setting_refuse(draft->config.file, setting, error, "%s", text);
}

gboolean config_refuse_key(const struct config_draft *draft, const struct setting *setting,
			   const char *const *keys, GError **error)
{
	return setting_refuse_key(draft->config.file, setting, keys, error);
}

gboolean config_take_word(const struct config_draft *draft, const struct setting *setting,
			  const char *const *words, guint *ret, GError **error)
{
	const char *value = setting->value;
	g_autofree char *known = NULL;
	g_autofree char *meant = NULL;

	for (*ret = 0; words[*ret]; (*ret)++) {
		if (strcmp(words[*ret], value) == 0)
			return TRUE;
	}
	known = g_strjoinv(", ", (char **)words);
	meant = suggest(value, words);
	return config_refuse(draft, setting, error, "unknown %s '%s'%s; expected one of %s",
			     setting->key, value, meant, known);
}

gboolean config_take_number(const struct config_draft *draft, const struct setting *setting,
			    guint least, guint most, guint *ret, GError **error)
{
	guint64 number;

	if (!g_ascii_string_to_unsigned(setting->value, 10, least, most, &number, NULL))
		return config_refuse(draft, setting, error, "'%s = %s' is no number from %u to %u",
				     setting->key, setting->value, least, most);
	*ret = (guint)number;
	return TRUE;
}

gboolean config_take_boolean(const struct config_draft *draft, const struct setting *setting,
			     gboolean *ret, GError **error)
{
	static const char *const words[] = { "true", "yes", "on", "1", "false", "no", "off", "0" };

	*ret = TRUE;
	for (gsize i = 0; setting->value && i < G_N_ELEMENTS(words); i++) {
		*ret = i < 4;
		if (g_ascii_strcasecmp(words[i], setting->value) == 0)
			return TRUE;
	}
	return !setting->value ||
	       config_refuse(draft, setting, error, "'%s = %s' is neither true nor false",
			     setting->key, setting->value);
}

gboolean config_take_targets(const struct config_draft *draft, const struct setting *setting,
			     target_set *ret, GError **error)
{
	g_autoptr(GError) failure = NULL;

	return target_set_parse(setting->value, ret, &failure) ||
	       config_refuse(draft, setting, error, "%s", failure->message);
}

gboolean config_take_once(const struct config_draft *draft, const struct setting *setting,
			  guint *stated, guint bit, GError **error)
{
	if (*stated & (1u << bit))
		return config_refuse(draft, setting, error, "'%s' is stated twice; expected once",
				     setting->key);
	*stated |= 1u << bit;
	return TRUE;
}
