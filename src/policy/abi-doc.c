/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/abi-doc.h"

#include <string.h>

#include "policy/policy.h"

/* The largest file of Linux 7.3 has 100 kB; 1,000 times the entries that it has. */
#define BYTES_MAX   (4 * 1024 * 1024)
#define ENTRIES_MAX 100000

#define TAB 8

enum field {
	FIELD_WHAT,
	FIELD_DATE,
	FIELD_VERSION,
	FIELD_CONTACT,
	FIELD_DESCRIPTION,
	FIELD_USERS,
	FIELD_FOREWORD, /* before any other */
	FIELDS,
};

/* As they are written. */
static const char *const tags[FIELD_FOREWORD] = {
	[FIELD_WHAT] = "What",
	[FIELD_DATE] = "Date",
	[FIELD_VERSION] = "KernelVersion",
	[FIELD_CONTACT] = "Contact",
	[FIELD_DESCRIPTION] = "Description",
	[FIELD_USERS] = "Users",
};

/* What stands at the end of a description. */
enum extra {
	EXTRA_REASON,
	EXTRA_REMOVAL,
	EXTRA_LEVEL,
	EXTRA_ENTRY,
	EXTRAS,
};

static const char *const extra_tags[EXTRAS] = {
	[EXTRA_REASON] = "Reason: ",
	[EXTRA_REMOVAL] = "Removal: ",
	[EXTRA_LEVEL] = "Level: ",
	[EXTRA_ENTRY] = "Entry: ",
};

/* --- Reading ---------------------------------------------------------------- */

/* An entry while it is being read. */
struct draft {
	GPtrArray *whats;       /* char * */
	GString *texts[FIELDS]; /* lines, as they stand there */
	guint line;
};

struct reading {
	GPtrArray *drafts;
	struct draft *current;
	enum field field;
	guint line;
	gsize whats;
};

static void draft_free(gpointer data)
{
	struct draft *draft = data;

	g_ptr_array_unref(draft->whats);
	for (guint i = 0; i < FIELDS; i++)
		g_string_free(draft->texts[i], TRUE);
	g_free(draft);
}

static void begin_draft(struct reading *reading)
{
	struct draft *draft = g_new0(struct draft, 1);

	draft->whats = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < FIELDS; i++)
		draft->texts[i] = g_string_new(NULL);
	draft->line = reading->line;
	g_ptr_array_add(reading->drafts, draft);
	reading->current = draft;
}

/* Some forget the colon; then only what nobody writes in a sentence is a field. */
static const char *skip_colon(const char *rest, gboolean is_exact)
{
	const char *at = rest + strspn(rest, " \t");

	if (*at == ':' || (*at == ';' && is_exact))
		return at + 1;
	return is_exact && (*rest == '\t' || g_str_has_prefix(rest, "  ")) && *at ? at : NULL;
}

/* The text behind the name of a field, if the line begins with one. */
static const char *find_field(const char *line, enum field *ret)
{
	for (guint i = 0; i < G_N_ELEMENTS(tags); i++) {
		gsize length = strlen(tags[i]);
		const char *rest = NULL;

		if (g_ascii_strncasecmp(line, tags[i], length) == 0)
			rest = skip_colon(line + length, strncmp(line, tags[i], length) == 0);
		else if (i == FIELD_USERS && g_ascii_strncasecmp(line, "User", 4) == 0)
			rest = skip_colon(line + 4, FALSE);
		if (!rest)
			continue;
		*ret = i;
		return rest;
	}
	return NULL;
}

static void add_what(struct reading *reading, const char *line)
{
	g_autofree char *what = g_strstrip(g_strdup(line));

	if (*what)
		g_ptr_array_add(reading->current->whats, g_steal_pointer(&what));
}

static void add_line(struct reading *reading, const char *line)
{
	GString *text = reading->current->texts[reading->field];

	if (reading->field == FIELD_WHAT)
		add_what(reading, line);
	else
		g_string_append_printf(text, "%s\n", line);
}

static void take_line(struct reading *reading, const char *line)
{
	enum field field;
	const char *rest = find_field(line, &field);

	if (!rest) {
		add_line(reading, line);
		return;
	}
	/* The next entry begins where an earlier one said more than what it is about. */
	if (field == FIELD_WHAT && reading->field != FIELD_WHAT) {
		if (reading->current->whats->len)
			begin_draft(reading);
		reading->current->line = reading->line;
	}
	reading->whats += field == FIELD_WHAT;
	reading->field = field;
	/* A mark for tidy(): what follows on the line of the field has no indentation. */
	if (field != FIELD_WHAT)
		g_string_append_c(reading->current->texts[field], '\1');
	add_line(reading, rest);
}

static char *expand_tabs(const char *line)
{
	GString *out = g_string_new(NULL);

	for (; *line; line++) {
		if (*line != '\t') {
			g_string_append_c(out, *line);
			continue;
		}
		do
			g_string_append_c(out, ' ');
		while (out->len % TAB);
	}
	return g_string_free(out, FALSE);
}

static gsize least_indentation(char *const *lines)
{
	gsize least = G_MAXSIZE;

	for (; *lines; lines++) {
		gsize indentation = strspn(*lines, " ");

		if ((*lines)[indentation] && **lines != '\1')
			least = MIN(least, indentation);
	}
	return least;
}

/* Without the indentation that all lines have, blanks at ends, blank lines around; NULL if
 * nothing is left. */
static char *tidy(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);
	gsize indentation;

	for (char **line = lines; *line; line++) {
		char *expanded = expand_tabs(g_strchomp(*line));

		g_free(*line);
		*line = expanded;
	}
	indentation = least_indentation(lines);
	for (char **line = lines; *line; line++) {
		gsize skipped = **line == '\1' ? 1 + strspn(*line + 1, " ")
					       : MIN(indentation, strlen(*line));

		if (out->len || (*line)[skipped])
			g_string_append_printf(out, "%s\n", *line + skipped);
	}
	while (out->len && out->str[out->len - 1] == '\n')
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, !out->len);
}

/* The beginning of the last paragraph of @text. */
static char *last_paragraph(char *text)
{
	char *found = text;

	for (char *at = strstr(text, "\n\n"); at; at = strstr(at + 1, "\n\n"))
		found = at + 2;
	return found;
}

static guint extra_of(const char *line)
{
	guint i = 0;

	while (i < EXTRAS && !g_str_has_prefix(line, extra_tags[i]))
		i++;
	return i;
}

/* Takes from @description what we put at its end; FALSE: its end is something else. */
static gboolean take_extras(char *description, char *extras[EXTRAS])
{
	char *start = last_paragraph(description);
	g_auto(GStrv) lines = g_strsplit(start, "\n", -1);
	guint last = EXTRAS;

	for (char **line = lines; *line; line++) {
		if (extra_of(*line) == EXTRAS && (line == lines || !g_str_has_prefix(*line, "  ")))
			return FALSE;
	}
	for (char **line = lines; *line; line++) {
		guint extra = extra_of(*line);
		char *longer;

		if (extra < EXTRAS) {
			last = extra;
			g_free(extras[extra]);
			extras[extra] = g_strdup(*line + strlen(extra_tags[extra]));
			continue;
		}
		longer = g_strconcat(extras[last], "\n", *line + 2, NULL);
		g_free(extras[last]);
		extras[last] = longer;
	}
	*start = '\0';
	g_strchomp(description);
	return TRUE;
}

/* "<linux/gpio.h> GPIO_V2_*" in its two parts; FALSE: it is about something else. */
static gboolean split_what(const char *what, char **ret_header, char **ret_item)
{
	const char *end = strchr(what, '>');

	if (*what != '<' || !end || (end[1] && end[1] != ' ') || (end == what + 1 && !end[1]) ||
	    memchr(what + 1, ' ', (gsize)(end - what)))
		return FALSE;
	*ret_header = end > what + 1 ? g_strndup(what + 1, (gsize)(end - what - 1)) : NULL;
	*ret_item = end[1] && end[2] ? g_strdup(end + 2) : NULL;
	return TRUE;
}

static void add_once(GPtrArray *list, char *text)
{
	for (guint i = 0; text && i < list->len; i++) {
		if (strcmp(list->pdata[i], text) == 0)
			g_clear_pointer(&text, g_free);
	}
	if (text)
		g_ptr_array_add(list, text);
}

/* The lists of an entry, which all of @draft's lines tell together. */
struct lists {
	GPtrArray *headers, *items, *whats;
};

static void sort_whats(const struct draft *draft, struct lists *lists)
{
	lists->headers = g_ptr_array_new_with_free_func(g_free);
	lists->items = g_ptr_array_new_with_free_func(g_free);
	lists->whats = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < draft->whats->len; i++) {
		const char *what = draft->whats->pdata[i];
		char *header = NULL, *item = NULL;

		if (!split_what(what, &header, &item)) {
			g_ptr_array_add(lists->whats, g_strdup(what));
			continue;
		}
		add_once(lists->headers, header);
		add_once(lists->items, item);
	}
	g_ptr_array_add(lists->headers, NULL);
	g_ptr_array_add(lists->items, NULL);
	g_ptr_array_add(lists->whats, NULL);
}

static void lists_clear(struct lists *lists)
{
	g_ptr_array_unref(lists->headers);
	g_ptr_array_unref(lists->items);
	g_ptr_array_unref(lists->whats);
}

/* What entry @number of @count in the file @path is called. */
static char *choose_name(GHashTable *taken, enum level level, const char *path, guint number,
			 guint count)
{
	g_autofree char *other = g_strdup_printf("%s@%s", path, level_names[level]);
	const char *const bases[] = { path, other };
	char *name = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(bases); i++) {
		g_free(name);
		name = count == 1 ? g_strdup(bases[i]) : g_strdup_printf("%s/%u", bases[i], number);
		if (!g_hash_table_contains(taken, name))
			break;
	}
	return name;
}

static GHashTable *names_of(const struct levels *levels)
{
	GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < levels_count(levels); i++)
		g_hash_table_add(names, g_strdup(levels_entry(levels, i)->name));
	return names;
}

/* So that two files never make one entry. */
static char *make_unique(GHashTable *taken, char *name)
{
	for (guint i = 2; g_hash_table_contains(taken, name); i++) {
		char *next = g_strdup_printf("%s (%u)", name, i);

		g_free(name);
		name = next;
	}
	g_hash_table_add(taken, g_strdup(name));
	return name;
}

/* What the texts of one entry came to. */
struct tidied {
	char *texts[FIELDS];
	char *extras[EXTRAS];
};

static void tidied_clear(struct tidied *tidied)
{
	for (guint i = 0; i < FIELDS; i++)
		g_free(tidied->texts[i]);
	for (guint i = 0; i < EXTRAS; i++)
		g_free(tidied->extras[i]);
}

static void tidy_all(const struct draft *draft, struct tidied *tidied)
{
	for (guint i = 0; i < FIELDS; i++)
		tidied->texts[i] = tidy(draft->texts[i]->str);
	if (tidied->texts[FIELD_DESCRIPTION])
		take_extras(tidied->texts[FIELD_DESCRIPTION], tidied->extras);
	for (guint i = 0; i < FIELDS; i++)
		if (tidied->texts[i] && !*tidied->texts[i])
			g_clear_pointer(&tidied->texts[i], g_free);
	for (guint i = 0; i < EXTRAS; i++)
		if (tidied->extras[i] && !*g_strstrip(tidied->extras[i]))
			g_clear_pointer(&tidied->extras[i], g_free);
}

static void add_draft(struct levels *levels, GHashTable *taken, enum level level, const char *path,
		      const struct draft *draft, const char *foreword, guint number, guint count)
{
	struct tidied tidied = { 0 };
	struct lists lists;
	g_autofree char *name = NULL;

	tidy_all(draft, &tidied);
	sort_whats(draft, &lists);
	if (tidied.extras[EXTRA_LEVEL])
		level_parse(tidied.extras[EXTRA_LEVEL], &level, NULL);
	name = tidied.extras[EXTRA_ENTRY] ? g_strdup(tidied.extras[EXTRA_ENTRY])
					  : choose_name(taken, level, path, number, count);
	g_strdelimit(name, "\n\r", ' ');
	name = make_unique(taken, name);

	const struct level_entry entry = {
		.name = name,
		.level = level,
		.headers = (const char *const *)lists.headers->pdata,
		.items = (const char *const *)lists.items->pdata,
		.whats = (const char *const *)lists.whats->pdata,
		.reason = tidied.extras[EXTRA_REASON],
		.since = tidied.texts[FIELD_VERSION],
		.removal = tidied.extras[EXTRA_REMOVAL],
		.date = tidied.texts[FIELD_DATE],
		.contact = tidied.texts[FIELD_CONTACT],
		.description = tidied.texts[FIELD_DESCRIPTION],
		.users = tidied.texts[FIELD_USERS],
		.foreword = foreword,
		.file = path,
		.line = draft->line,
	};

	levels_add(levels, &entry);
	lists_clear(&lists);
	tidied_clear(&tidied);
}

static void read_lines(struct reading *reading, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line && reading->drafts->len <= ENTRIES_MAX; line++) {
		reading->line++;
		/* The mark of ours is nobody else's. */
		g_strdelimit(*line, "\1\r", ' ');
		take_line(reading, *line);
	}
}

static gboolean check_text(const char *path, const char *text, gsize size, GError **error)
{
	if (size <= BYTES_MAX && strlen(text) == size)
		return TRUE;
	g_set_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX,
		    "%s: expected a text of at most %d bytes", path, BYTES_MAX);
	return FALSE;
}

gboolean abi_doc_read(struct levels *levels, enum level level, const char *path, const char *text,
		      gsize size, gsize *ret_whats, GError **error)
{
	g_autoptr(GPtrArray) drafts = g_ptr_array_new_with_free_func(draft_free);
	g_autoptr(GHashTable) taken = NULL;
	g_autofree char *foreword = NULL;
	struct reading reading = { .drafts = drafts, .field = FIELD_FOREWORD };
	const struct draft *last;
	guint count;

	if (!check_text(path, text, size, error))
		return FALSE;
	begin_draft(&reading);
	read_lines(&reading, text);
	if (drafts->len > ENTRIES_MAX) {
		g_set_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX, "%s: more than %d entries",
			    path, ENTRIES_MAX);
		return FALSE;
	}
	taken = names_of(levels);
	last = drafts->pdata[drafts->len - 1];
	count = drafts->len - !last->whats->len;
	foreword = tidy(((struct draft *)drafts->pdata[0])->texts[FIELD_FOREWORD]->str);
	for (guint i = 0; i < count; i++)
		add_draft(levels, taken, level, path, drafts->pdata[i], i ? NULL : foreword, i + 1,
			  count);
	*ret_whats += reading.whats;
	return TRUE;
}

/* --- Writing ---------------------------------------------------------------- */

/* What an entry's file is called: its name without the number of the entry in it. */
static char *file_of(const struct level_entry *entry)
{
	g_autofree char *other = g_strconcat("@", level_names[entry->level], NULL);
	const char *slash = strrchr(entry->name, '/');
	GString *file = g_string_new(entry->name);

	if (slash && slash > entry->name && slash[1] && !slash[1 + strspn(slash + 1, "0123456789")])
		g_string_truncate(file, (gsize)(slash - entry->name));
	if (g_str_has_suffix(file->str, other) && file->len > strlen(other))
		g_string_truncate(file, file->len - strlen(other));
	for (char *at = file->str; *at; at++) {
		if (!g_ascii_isalnum(*at) && !strchr("-_+,@=:.", *at))
			*at = '-';
	}
	if (file->str[0] == '.' || !file->len)
		g_string_insert_c(file, 0, '-');
	g_string_truncate(file, MIN(file->len, 200));
	return g_string_free(file, FALSE);
}

/* Documentation/ABI has no folder for what is not released. */
static enum level folder_of(const struct level_entry *entry)
{
	return entry->level == LEVEL_UNRELEASED ? LEVEL_TESTING : entry->level;
}

static void append_field(GString *out, enum field field, const char *text)
{
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;
	gboolean is_block = field == FIELD_DESCRIPTION || (lines && lines[0] && lines[1]);

	if (!text)
		return;
	g_string_append_printf(out, "%s:", tags[field]);
	if (!is_block) {
		g_string_append_printf(out, "%s%s\n", field == FIELD_VERSION ? "\t" : "\t\t", text);
		return;
	}
	g_string_append_c(out, '\n');
	for (char **line = lines; *line; line++)
		g_string_append_printf(out, **line ? "\t\t%s\n" : "%s\n", *line);
}

static void append_what(GString *out, const char *header, const char *item)
{
	g_string_append_printf(out, "What:\t\t<%s>%s%s\n", header ? header : "", item ? " " : "",
			       item ? item : "");
}

static void append_whats(GString *out, const struct level_entry *entry)
{
	guint n_headers = g_strv_length((char **)entry->headers);
	guint n_items = g_strv_length((char **)entry->items);

	for (guint i = 0; i < MAX(n_headers, n_items ? 1 : 0); i++) {
		for (guint j = 0; j < MAX(n_items, 1); j++)
			append_what(out, n_headers ? entry->headers[i] : NULL,
				    n_items ? entry->items[j] : NULL);
	}
	for (const char *const *what = entry->whats; *what; what++)
		g_string_append_printf(out, "What:\t\t%s\n", *what);
}

static void append_extra(GString *out, enum extra extra, const char *text)
{
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;
	gboolean first = TRUE;

	for (char **line = lines; line && *line; line++) {
		if (!*g_strstrip(*line))
			continue;
		g_string_append_printf(out, "%s%s\n", first ? extra_tags[extra] : "  ", *line);
		first = FALSE;
	}
}

/* Whether the end of a description would be taken for what we put there. */
static gboolean ends_like_ours(const char *description)
{
	g_autofree char *copy = g_strdup(description ? description : "");
	char *extras[EXTRAS] = { NULL };
	gboolean ours = *copy && take_extras(copy, extras);

	for (guint i = 0; i < EXTRAS; i++)
		g_free(extras[i]);
	return ours;
}

/* The description, with what there is no field for. */
static char *full_description(const struct level_entry *entry, const char *foreword,
			      const char *expected_name)
{
	GString *out = g_string_new(foreword);
	g_autoptr(GString) extras = g_string_new(NULL);

	if (out->len)
		g_string_append(out, "\n\n");
	g_string_append(out, entry->description ? entry->description : "");
	append_extra(extras, EXTRA_REASON, entry->reason);
	append_extra(extras, EXTRA_REMOVAL, entry->removal);
	if (entry->level != folder_of(entry))
		append_extra(extras, EXTRA_LEVEL, level_names[entry->level]);
	if (strcmp(entry->name, expected_name) != 0 ||
	    (!extras->len && ends_like_ours(entry->description)))
		append_extra(extras, EXTRA_ENTRY, entry->name);
	if (out->len && extras->len)
		g_string_append(out, "\n\n");
	g_string_append(out, extras->str);
	while (out->len && out->str[out->len - 1] == '\n')
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, !out->len);
}

/* A line of it must not be taken for a field. */
static void append_foreword(GString *out, const char *foreword)
{
	g_auto(GStrv) lines = g_strsplit(foreword, "\n", -1);
	enum field field;

	for (char **line = lines; *line; line++)
		g_string_append_printf(out, "%s%s\n", find_field(*line, &field) ? " " : "", *line);
	g_string_append_c(out, '\n');
}

static void append_entry(GString *out, const struct level_entry *entry, const char *expected_name)
{
	gboolean is_first = !out->len;
	g_autofree char *description =
		full_description(entry, is_first ? NULL : entry->foreword, expected_name);

	if (!is_first)
		g_string_append_c(out, '\n');
	else if (entry->foreword)
		append_foreword(out, entry->foreword);
	append_whats(out, entry);
	append_field(out, FIELD_DATE, entry->date);
	append_field(out, FIELD_VERSION, entry->since);
	append_field(out, FIELD_CONTACT, entry->contact);
	append_field(out, FIELD_DESCRIPTION, description);
	append_field(out, FIELD_USERS, entry->users);
	/* Without any field the next entry would be taken for more of this one. */
	if (!entry->date && !entry->since && !entry->contact && !description && !entry->users)
		g_string_append_printf(out, "%s:\n", tags[FIELD_DESCRIPTION]);
}

/* Entries of one file, in order. */
struct group {
	enum level level;
	char *file;
	GPtrArray *entries;
};

static void group_free(gpointer data)
{
	struct group *group = data;

	g_free(group->file);
	g_ptr_array_unref(group->entries);
	g_free(group);
}

/* As they are read back. */
static gint compare_groups(gconstpointer left, gconstpointer right)
{
	const struct group *const *a = left, *const *b = right;

	if ((*a)->level != (*b)->level)
		return (*a)->level < (*b)->level ? -1 : 1;
	return strcmp((*a)->file, (*b)->file);
}

static GPtrArray *collect_groups(const struct levels *levels)
{
	GPtrArray *groups = g_ptr_array_new_with_free_func(group_free);
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < levels_count(levels); i++) {
		const struct level_entry *entry = levels_entry(levels, i);
		g_autofree char *file = file_of(entry);
		char *key = g_strdup_printf("%u/%s", folder_of(entry), file);
		struct group *group = g_hash_table_lookup(known, key);

		if (!group) {
			group = g_new0(struct group, 1);
			group->level = folder_of(entry);
			group->file = g_steal_pointer(&file);
			group->entries = g_ptr_array_new();
			g_ptr_array_add(groups, group);
			g_hash_table_insert(known, g_strdup(key), group);
		}
		g_free(key);
		g_ptr_array_add(group->entries, (gpointer)entry);
	}
	g_ptr_array_sort(groups, compare_groups);
	return groups;
}

static void doc_free(gpointer data)
{
	struct abi_doc *doc = data;

	g_free(doc->path);
	g_string_free(doc->text, TRUE);
	g_free(doc);
}

static struct abi_doc *write_group(const struct group *group, GHashTable *taken)
{
	struct abi_doc *doc = g_new0(struct abi_doc, 1);

	doc->path = g_strconcat(level_names[group->level], "/", group->file, NULL);
	doc->text = g_string_new(NULL);
	for (guint i = 0; i < group->entries->len; i++) {
		const struct level_entry *entry = group->entries->pdata[i];
		g_autofree char *name =
			choose_name(taken, entry->level, group->file, i + 1, group->entries->len);

		append_entry(doc->text, entry, name);
		g_hash_table_add(taken, g_strdup(entry->name));
	}
	return doc;
}

GPtrArray *abi_doc_write(const struct levels *levels)
{
	GPtrArray *docs = g_ptr_array_new_with_free_func(doc_free);
	g_autoptr(GPtrArray) groups = collect_groups(levels);
	g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < groups->len; i++)
		g_ptr_array_add(docs, write_group(groups->pdata[i], taken));
	return docs;
}
