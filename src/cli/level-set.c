/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken level set LEVEL PATTERN...: one entry of .unbroken/levels.
 */
#include <string.h>

#include "cli/level.h"
#include "cli/options.h"

static gboolean fail(GError **error, const char *message)
{
	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, message);
	return FALSE;
}

/* A header has a folder or an ending, and an item never has either. */
static gboolean is_header(const char *pattern)
{
	return strchr(pattern, '/') || g_str_has_suffix(pattern, ".h");
}

static gboolean check(const struct level_options *options, char **patterns, enum level level,
		      GError **error)
{
	if (!*patterns && !options->session.headers)
		return fail(error, "level set needs LEVEL and a header or an item");
	if (!options->reason || !*options->reason)
		return fail(error, "level set needs -m REASON: who reads the file later must learn "
				   "why");
	if (options->removal && level != LEVEL_OBSOLETE && level != LEVEL_REMOVED)
		return fail(error, "--removal is for what is obsolete or removed");
	if (options->removal && !release_is_version(options->removal))
		return fail(error, "--removal needs a release such as 7.4");
	return TRUE;
}

/* The entry that @patterns make; lists are the caller's. */
static void describe(const struct level_options *options, char **patterns, enum level level,
		     GPtrArray *headers, GPtrArray *items, struct level_entry *entry)
{
	static const char *const none[] = { NULL };

	for (char **header = options->session.headers; header && *header; header++)
		g_ptr_array_add(headers, *header);
	for (; *patterns; patterns++)
		g_ptr_array_add(is_header(*patterns) ? headers : items, *patterns);
	*entry = (struct level_entry){
		.name = options->name ? options->name
				      : (items->len ? items->pdata[0] : headers->pdata[0]),
		.level = level,
		.whats = none,
		.reason = options->reason,
		.since = options->since,
		.removal = options->removal,
		.contact = options->contact,
	};
	g_ptr_array_add(headers, NULL);
	g_ptr_array_add(items, NULL);
	entry->headers = (const char *const *)headers->pdata;
	entry->items = (const char *const *)items->pdata;
}

static gboolean same_list(const char *const *a, const char *const *b)
{
	return g_strv_equal(a, b);
}

/* What is about the same headers and items is one entry, whatever it is called. */
static const struct level_entry *find_same(const struct levels *levels,
					   const struct level_entry *entry)
{
	for (guint i = 0; i < levels_count(levels); i++) {
		const struct level_entry *other = levels_entry(levels, i);

		if (same_list(other->headers, entry->headers) &&
		    same_list(other->items, entry->items) && !other->whats[0])
			return other;
	}
	return NULL;
}

/* What the entry that is replaced knows besides. */
static void inherit(struct level_entry *entry, const struct level_options *options,
		    const struct level_entry *old)
{
	if (!options->name)
		entry->name = old->name;
	entry->contact = entry->contact ? entry->contact : old->contact;
	entry->users = old->users;
	entry->description = old->description;
	entry->date = old->date;
	/* A promise of another level began another time. */
	if (!entry->since && old->level == entry->level)
		entry->since = old->since;
}

static gboolean put(struct levels *out, const struct levels *levels, struct level_entry *entry,
		    const struct level_options *options, GError **error)
{
	const struct level_entry *same = find_same(levels, entry);
	const struct level_entry *named;

	if (same)
		inherit(entry, options, same);
	named = levels_named(levels, entry->name);
	if (named && named != same) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
			    "%s:%u: there is another entry \"%s\"; choose a name with --name",
			    named->file, named->line, entry->name);
		return FALSE;
	}
	for (guint i = 0; i < levels_count(levels); i++) {
		const struct level_entry *other = levels_entry(levels, i);

		levels_add(out, other == same ? entry : other);
	}
	if (!same)
		levels_add(out, entry);
	return TRUE;
}

/* Comments that people wrote stay where nothing has to be replaced. */
static gboolean store(const struct levels *levels, const struct level_entry *entry,
		      const struct levels *all, GError **error)
{
	g_autofree char *path = level_file();
	g_autofree char *old_text = NULL;
	g_autoptr(GString) text = g_string_new(NULL);

	if (!find_same(levels, entry) && g_file_get_contents(path, &old_text, NULL, NULL)) {
		g_string_append(text, old_text);
		if (text->len && text->str[text->len - 1] != '\n')
			g_string_append_c(text, '\n');
		if (text->len)
			g_string_append_c(text, '\n');
		levels_write_entry(entry, text);
	} else {
		levels_write(all, text);
	}
	return level_store(path, text, error);
}

static int set(struct level_options *options, enum level level, char **patterns, GError **error)
{
	g_autoptr(GPtrArray) headers = g_ptr_array_new();
	g_autoptr(GPtrArray) items = g_ptr_array_new();
	AUTO(levels) levels = level_load(error);
	AUTO(levels) all = levels_new();
	struct level_entry entry;

	if (!levels)
		return STATUS_ERROR;
	describe(options, patterns, level, headers, items, &entry);
	if (!put(all, levels, &entry, options, error) || !store(levels, &entry, all, error))
		return STATUS_ERROR;
	if (!options->session.quiet)
		g_printerr("unbroken: %s is %s\n", entry.name, level_names[level]);
	return STATUS_CLEAN;
}

int level_set(struct level_options *options, char **operands)
{
	g_autoptr(GError) error = NULL;
	enum level level = LEVEL_STABLE;
	int status = STATUS_ERROR;

	if (!*operands)
		fail(&error, "level set needs LEVEL and a header or an item");
	else if (level_parse(operands[0], &level, &error) &&
		 check(options, operands + 1, level, &error) && level_enter(options, &error))
		status = set(options, level, operands + 1, &error);
	if (error)
		complain(error->message);
	return status;
}
