/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What names hint at.  The words were collected from all UAPI headers; a name
 * alone never decides that something breaks, only that it does not.
 */
#include <string.h>

#include "diff/diff.h"

/* The words of a name, in lower case: "wReservedBits2" -> w reserved bits. */
static char **words_of(const char *name)
{
	g_autoptr(GString) split = g_string_new(NULL);

	for (const char *at = name; *at; at++) {
		gboolean hump = at > name && g_ascii_isupper(*at) && g_ascii_islower(at[-1]);
		if (*at == '_' || *at == '.' || hump)
			g_string_append_c(split, ' ');
		if (*at != '_' && *at != '.')
			g_string_append_c(split, g_ascii_tolower(*at));
	}
	return g_strsplit_set(split->str, " ", -1);
}

/* @word without digits at its end is one of @list. */
static gboolean is_one_of(const char *word, const char *const *list)
{
	gsize length = strlen(word);

	while (length && g_ascii_isdigit(word[length - 1]))
		length--;
	for (; *list; list++) {
		if (strlen(*list) == length && !strncmp(*list, word, length))
			return TRUE;
	}
	return FALSE;
}

static gboolean has_word(const char *name, const char *const *list)
{
	g_auto(GStrv) words = words_of(name);

	for (gsize i = 0; words[i]; i++) {
		if (is_one_of(words[i], list))
			return TRUE;
	}
	return FALSE;
}

static const char *last_part(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : name;
}

gboolean name_is_reserved(const char *name)
{
	static const char *const words[] = { "pad",     "padding", "reserved", "rsvd",   "rsv",
					     "resv",    "res",     "spare",    "unused", "fill",
					     "filler",  "mbz",     "dummy",    "zero",   "empty",
					     "reserve", "unspec",  "hole",     "resvd",  "rsrvd",
					     "notused", "padd",    NULL };

	name = last_part(name);
	return has_word(name, words) || g_str_has_prefix(name, "__align");
}

gboolean name_is_placeholder(const char *name)
{
	static const char *const words[] = { "reserved", "rsvd",  "resvd", "rsrvd",   "unused",
					     "notused",  "spare", "pad",   "padding", NULL };

	return has_word(name, words);
}

gboolean name_is_private(const char *name)
{
	static const char *const words[] = { "pad",  "padding", "fill", "filler",
					     "hole", "unused",  NULL };

	name = last_part(name);
	return !*name || g_str_has_prefix(name, "__") || has_word(name, words);
}

/* "MAXLEN", "NUMHOOKS", "SUBVERSION": a hint grown together with its noun. */
static gboolean has_grown_word(const char *name, const char *beginning, const char *end)
{
	g_auto(GStrv) words = words_of(name);

	for (gsize i = 0; words[i]; i++) {
		if (beginning && g_str_has_prefix(words[i], beginning) && strcmp(words[i], "numa"))
			return TRUE;
		if (end && g_str_has_suffix(words[i], end))
			return TRUE;
	}
	return FALSE;
}

gboolean name_is_bound(const char *name)
{
	static const char *const words[] = { "max",      "last",  "num",      "nr",      "cnt",
					     "count",    "end",   "all",      "mask",    "valid",
					     "limit",    "total", "number",   "number",  "maximum",
					     "after",    "nums",  "sentinel", "highest", "final",
					     "allflags", "min",   NULL };

	/* The number of a system call says so, and is one of its own. */
	if (g_str_has_prefix(name, "__NR_"))
		return !strcmp(name, "__NR_syscalls");
	return has_word(name, words) || has_grown_word(name, "max", NULL) ||
	       has_grown_word(name, "num", NULL);
}

gboolean name_is_doubtful_bound(const char *name)
{
	static const char *const ends[] = { "max",  "maximum", "last", "num",
					    "nums", "nr",      "cnt",  NULL };
	static const char *const beginnings[] = { "max", "num", "nr", "last", NULL };
	g_auto(GStrv) words = words_of(name);

	return !g_str_has_prefix(name, "__") && !is_one_of(words[0], beginnings) &&
	       !is_one_of(words[g_strv_length(words) - 1], ends);
}

gboolean name_is_version(const char *name)
{
	static const char *const words[] = { "version", "ver",        "revision", "minor", "major",
					     "patch",   "patchlevel", "sublevel", "rev",   NULL };

	return has_word(name, words) || has_grown_word(name, NULL, "version");
}

/* Whether @longer is @shorter with exactly one word of @list put in. */
static gboolean has_one_more(char **longer, char **shorter, const char *const *list)
{
	gsize i = 0, j = 0;
	gboolean seen = FALSE;

	while (longer[i]) {
		if (shorter[j] && !strcmp(longer[i], shorter[j])) {
			i++;
			j++;
		} else if (!seen && is_one_of(longer[i], list)) {
			seen = TRUE;
			i++;
		} else {
			return FALSE;
		}
	}
	return seen && !shorter[j];
}

gboolean name_is_outdated_form(const char *candidate, const char *name)
{
	static const char *const words[] = { "v",      "old",      "legacy", "deprecated", "compat",
					     "orig",   "obsolete", "unused", "reserved",   "wrong",
					     "broken", "removed",  NULL };
	g_auto(GStrv) longer = words_of(candidate);
	g_auto(GStrv) shorter = words_of(name);

	return has_one_more(longer, shorter, words);
}

gboolean name_is_old_size(const char *candidate, const char *record)
{
	static const char *const sizes[] = { "size", "len", "length", NULL };
	static const char *const outdated[] = { "compat", "old", "ver", "v", NULL };
	g_auto(GStrv) words = words_of(candidate);
	g_auto(GStrv) wanted = words_of(record);

	for (gsize i = 0; wanted[i]; i++) {
		if (!g_strv_contains((const char *const *)words, wanted[i]))
			return FALSE;
	}
	return has_word(candidate, sizes) && has_word(candidate, outdated);
}

static gsize common_words(char **one, char **other)
{
	gsize n = 0;

	while (one[n] && other[n] && !strcmp(one[n], other[n]))
		n++;
	return n;
}

static const char *last_word(char **words)
{
	return words[g_strv_length(words) - 1];
}

/* Whether the @n words are short for @whole, in its order: "supp", "caps" for supported_caps. */
static gboolean abbreviate(char **words, gsize n, const char *whole)
{
	g_auto(GStrv) of = words_of(whole);
	gsize at = 0;

	for (gsize i = 0; i < n; i++) {
		while (of[at] && !g_str_has_prefix(of[at], words[i]))
			at++;
		if (!*words[i] || !of[at])
			return FALSE;
		at++;
	}
	return n > 0;
}

gboolean name_follows(const char *old_name, const char *new_name, const char *old_part,
		      const char *new_part)
{
	g_auto(GStrv) words = words_of(old_name);
	g_auto(GStrv) others = words_of(new_name);
	gsize n = g_strv_length(words), m = g_strv_length(others);
	gsize common = common_words(words, others);

	while (n > common && m > common && !strcmp(words[n - 1], others[m - 1])) {
		n--;
		m--;
	}
	return abbreviate(words + common, n - common, old_part) &&
	       abbreviate(others + common, m - common, new_part);
}

gboolean name_is_other(const char *one, const char *other)
{
	g_auto(GStrv) words = words_of(one);
	g_auto(GStrv) others = words_of(other);
	gsize common = common_words(words, others);

	if (!common || !words[common] || !others[common] ||
	    !strcmp(last_word(words), last_word(others)) || name_is_outdated_form(one, other))
		return FALSE;
	for (gsize i = common; words[i]; i++) {
		if (g_strv_contains((const char *const *)others + common, words[i]))
			return FALSE;
	}
	return !name_is_similar(words[common], others[common]);
}

static gsize common_prefix(const char *one, const char *other)
{
	gsize n = 0;

	while (one[n] && g_ascii_tolower(one[n]) == g_ascii_tolower(other[n]))
		n++;
	return n;
}

static gsize common_suffix(const char *one, gsize one_length, const char *other, gsize other_length)
{
	gsize n = 0;

	while (n < one_length && n < other_length &&
	       g_ascii_tolower(one[one_length - 1 - n]) ==
		       g_ascii_tolower(other[other_length - 1 - n]))
		n++;
	return n;
}

/* What both begin and end with makes up most of the shorter one. */
gboolean name_is_similar(const char *one, const char *other)
{
	one = last_part(one);
	other = last_part(other);
	gsize one_length = strlen(one), other_length = strlen(other);
	gsize shorter = MIN(one_length, other_length);
	gsize prefix = common_prefix(one, other);
	gsize suffix = common_suffix(one + MIN(prefix, one_length), one_length - prefix,
				     other + MIN(prefix, other_length), other_length - prefix);

	return shorter && (prefix + suffix) * 2 > shorter;
}
