/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/kconfig.h"

#include <fcntl.h>
#include <string.h>

#include "source/file.h"
#include "source/include.h"
#include "source/path.h"

/* Linux 7.3 has 5,600 folders of sources, and no make file has more than 100 kB. */
#define FOLDERS_MAX 30000
#define DEPTH_MAX   10
#define FILE_BYTES  (2 * 1024 * 1024)
#define SOURCES_MAX 100

/* Where the sources of drivers are. */
static const char *const tops[] = { "block/",    "crypto/", "drivers/", "fs/", "io_uring/",
				    "ipc/",      "kernel/", "lib/",     "mm/", "net/",
				    "security/", "sound/",  "virt/" };

/* Options without which nobody would miss anything. */
static const char *const bars_known[] = { "BROKEN", "STAGING" };

struct kernel_bars {
	struct kernel_files files;
	GHashTable *folders; /* "ntsync.c" -> GPtrArray of folders; NULL: not looked yet */
	GHashTable *answers; /* header -> sentence, or NULL */
	guint n_folders;
};

struct kernel_bars *kernel_bars_new(const struct kernel_files *files)
{
	struct kernel_bars *bars = g_new0(struct kernel_bars, 1);

	bars->files = *files;
	bars->answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return bars;
}

void kernel_bars_free(struct kernel_bars *bars)
{
	if (!bars)
		return;
	g_clear_pointer(&bars->folders, g_hash_table_unref);
	g_hash_table_unref(bars->answers);
	g_free(bars);
}

/* --- Where sources are ------------------------------------------------------ */

static void note_source(struct kernel_bars *bars, const char *folder, const char *name)
{
	GPtrArray *folders = g_hash_table_lookup(bars->folders, name);

	if (!folders) {
		folders = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(bars->folders, g_strdup(name), folders);
	}
	g_ptr_array_add(folders, g_strdup(folder));
}

static void survey(struct kernel_bars *bars, const char *folder, guint depth)
{
	g_auto(GStrv) names = NULL;

	if (depth > DEPTH_MAX || bars->n_folders++ > FOLDERS_MAX)
		return;
	names = bars->files.list(bars->files.data, folder);
	for (char **name = names; name && *name; name++) {
		if (g_str_has_suffix(*name, "/")) {
			g_autofree char *inner = g_strconcat(folder, *name, NULL);

			survey(bars, inner, depth + 1);
		} else if (g_str_has_suffix(*name, ".c")) {
			note_source(bars, folder, *name);
		}
	}
}

static const GPtrArray *folders_of(struct kernel_bars *bars, const char *name)
{
	if (!bars->folders) {
		bars->folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						      (GDestroyNotify)g_ptr_array_unref);
		for (gsize i = 0; i < G_N_ELEMENTS(tops); i++)
			survey(bars, tops[i], 0);
	}
	return g_hash_table_lookup(bars->folders, name);
}

static char *read_in(const struct kernel_bars *bars, const char *folder, const char *name)
{
	g_autofree char *path = g_strconcat(folder, name, NULL);

	return bars->files.read(bars->files.data, path);
}

/* --- Lines ------------------------------------------------------------------ */

/* A line of a make file or Kconfig, with those that it goes on in. */
struct line {
	char *text;
	guint number;
};

static void line_clear(gpointer data)
{
	struct line *line = data;

	g_free(line->text);
}

static GArray *lines_of(const char *text)
{
	GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct line));
	g_auto(GStrv) parts = g_strsplit(text, "\n", -1);
	GString *joined = NULL;

	g_array_set_clear_func(lines, line_clear);
	for (guint i = 0; parts[i]; i++) {
		gboolean goes_on = g_str_has_suffix(parts[i], "\\") && parts[i + 1];
		struct line line = { .number = i + 1 };

		if (goes_on)
			parts[i][strlen(parts[i]) - 1] = ' ';
		if (joined) {
			g_string_append(joined, parts[i]);
		} else {
			joined = g_string_new(parts[i]);
			g_array_append_val(lines, line);
		}
		if (goes_on)
			continue;
		g_array_index(lines, struct line, lines->len - 1).text =
			g_string_free(g_steal_pointer(&joined), FALSE);
	}
	return lines;
}

static gboolean has_word(const char *text, const char *word)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \t\r", -1);

	for (char **at = words; *at && **at != '#'; at++)
		if (strcmp(*at, word) == 0)
			return TRUE;
	return FALSE;
}

/* --- Make files ------------------------------------------------------------- */

/* What a make file says of an object. */
struct built {
	GPtrArray *options; /* those that build it, owned */
	gboolean always;    /* or it is built in any case */
	GPtrArray *sources; /* "ntsync.c", owned */
};

static void built_clear(struct built *built)
{
	g_ptr_array_unref(built->options);
	g_ptr_array_unref(built->sources);
}

/* "obj-$(CONFIG_X) += stem.o" */
static void take_object(struct built *built, const char *line, const char *object)
{
	static const char option[] = "obj-$(CONFIG_";
	const char *value = strchr(line, '=');

	if (!g_str_has_prefix(line, "obj-") || !value || !has_word(value + 1, object))
		return;
	if (g_str_has_prefix(line, option)) {
		const char *name = line + strlen(option);

		g_ptr_array_add(built->options, g_strndup(name, strcspn(name, ")")));
	} else {
		built->always = TRUE;
	}
}

/* "stem-y += a.o b.o", "stem-objs := a.o b.o" */
static void take_parts(struct built *built, const char *line, const char *stem)
{
	gsize length = strlen(stem);
	const char *value = strchr(line, '=');
	g_auto(GStrv) words = NULL;

	if (strncmp(line, stem, length) != 0 || line[length] != '-' || !value)
		return;
	words = g_strsplit_set(value + 1, " \t\r", -1);
	for (char **word = words; *word && **word != '#'; word++) {
		if (g_str_has_suffix(*word, ".o") && built->sources->len < SOURCES_MAX)
			g_ptr_array_add(built->sources,
					g_strdup_printf("%.*s.c", (int)strlen(*word) - 2, *word));
	}
}

static void read_make_file(struct built *built, const char *text, const char *stem)
{
	g_autoptr(GArray) lines = lines_of(text);
	g_autofree char *object = g_strconcat(stem, ".o", NULL);

	for (guint i = 0; i < lines->len; i++) {
		const char *line = g_strstrip(g_array_index(lines, struct line, i).text);

		take_object(built, line, object);
		take_parts(built, line, stem);
	}
	if (!built->sources->len)
		g_ptr_array_add(built->sources, g_strconcat(stem, ".c", NULL));
}

static gboolean includes(const char *text, const char *header)
{
	g_autofree char *uapi = g_strconcat("uapi/", header, NULL);
	struct include_scan scan = { .at = text, .end = text + strlen(text) };
	struct include_name name;

	while (include_next(&scan, &name)) {
		g_autofree char *plain = g_strndup(name.text, name.length);

		if (strcmp(plain, header) == 0 || strcmp(plain, uapi) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The first of the sources that includes the header, or NULL. */
static const char *find_source(const struct kernel_bars *bars, const struct built *built,
			       const char *folder, const char *header)
{
	for (guint i = 0; i < built->sources->len; i++) {
		g_autofree char *text = read_in(bars, folder, built->sources->pdata[i]);

		if (text && includes(text, header))
			return built->sources->pdata[i];
	}
	return NULL;
}

/* --- Kconfig ---------------------------------------------------------------- */

/* Whether what is "depended on" cannot hold without BROKEN or STAGING. */
static gboolean needs_bar(const char *expression)
{
	g_autofree char *copy = g_strndup(expression, strcspn(expression, "#"));
	char *start = copy;
	guint depth = 0;
	gboolean found = FALSE;

	for (char *at = copy;; at++) {
		char c = *at;

		depth += c == '(';
		depth -= c == ')' && depth > 0;
		/* At the top of it "a || b" needs neither. */
		if (c == '|' && depth == 0)
			return FALSE;
		if ((c != '&' || depth) && c)
			continue;
		*at = '\0';
		for (gsize i = 0; i < G_N_ELEMENTS(bars_known); i++)
			found = found || strcmp(g_strstrip(start), bars_known[i]) == 0;
		if (!c)
			return found;
		start = at + 1;
	}
}

static gboolean has_keyword(const char *line, const char *word)
{
	gsize length = strlen(word);

	return strncmp(line, word, length) == 0 &&
	       (!line[length] || line[length] == ' ' || line[length] == '\t');
}

static gboolean begins_entry(const char *line)
{
	static const char *const words[] = { "config", "menuconfig", "choice", "endchoice",
					     "menu",   "endmenu",    "if",     "endif",
					     "source", "comment" };

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (has_keyword(line, words[i]))
			return TRUE;
	return FALSE;
}

static gboolean is_option(const char *line, const char *option)
{
	static const char *const words[] = { "config", "menuconfig" };

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		if (has_keyword(line, words[i]))
			return strcmp(g_strstrip((char *)line + strlen(words[i])), option) == 0;
	}
	return FALSE;
}

/* What one Kconfig says of an option. */
struct option_facts {
	gboolean is_here;
	guint line; /* that bars it, 0: none does */
	char *text; /* that line */
};

static void bar(struct option_facts *facts, const struct line *line)
{
	if (facts->line)
		return;
	facts->line = line->number;
	facts->text = g_strdup(line->text);
}

/* The lines of the option, from behind its first one on. */
static void read_option(const GArray *lines, guint from, struct option_facts *facts)
{
	for (guint i = from; i < lines->len; i++) {
		const struct line *line = &g_array_index(lines, struct line, i);

		if (begins_entry(line->text) || has_keyword(line->text, "help"))
			return;
		if (g_str_has_prefix(line->text, "depends on ") &&
		    needs_bar(line->text + strlen("depends on ")))
			bar(facts, line);
	}
}

/* Blocks of "if" that are open, and which of them need what bars. */
static void follow_block(GPtrArray *open, const struct line *line)
{
	if (has_keyword(line->text, "if"))
		g_ptr_array_add(open, needs_bar(line->text + 2) ? (gpointer)line : NULL);
	else if (has_keyword(line->text, "endif") && open->len)
		g_ptr_array_set_size(open, (gint)open->len - 1);
}

static void read_kconfig(const char *text, const char *option, struct option_facts *facts)
{
	g_autoptr(GArray) lines = lines_of(text);
	g_autoptr(GPtrArray) open = g_ptr_array_new();

	for (guint i = 0; i < lines->len; i++)
		g_strstrip(g_array_index(lines, struct line, i).text);
	for (guint i = 0; i < lines->len; i++) {
		const struct line *line = &g_array_index(lines, struct line, i);
		g_autofree char *copy = g_strdup(line->text);

		follow_block(open, line);
		if (!is_option(copy, option))
			continue;
		/* Stated twice, it may be had by the other. */
		if (facts->is_here)
			facts->line = 0;
		if (facts->is_here)
			return;
		facts->is_here = TRUE;
		for (guint j = 0; j < open->len; j++)
			if (open->pdata[j])
				bar(facts, open->pdata[j]);
		read_option(lines, i + 1, facts);
	}
}

/* The folder above @folder, "" at last. */
static char *parent_of(const char *folder)
{
	g_autofree char *plain = g_strndup(folder, strlen(folder) - 1);

	return g_strndup(plain, path_folder_length(plain));
}

/* In the folder of the driver, or in one above it. */
static char *find_bar(const struct kernel_bars *bars, const char *folder, const char *option,
		      const char *source)
{
	g_autofree char *at = g_strdup(folder);

	while (*at) {
		g_autofree char *text = read_in(bars, at, "Kconfig");
		struct option_facts facts = { 0 };
		char *said = NULL;

		if (text)
			read_kconfig(text, option, &facts);
		if (facts.line)
			said = g_strdup_printf("%sKconfig:%u says '%s' of %s, which builds %s%s: "
					       "programs cannot use it by default",
					       at, facts.line, facts.text, option, folder, source);
		g_free(facts.text);
		if (facts.is_here)
			return said;
		text = g_steal_pointer(&at);
		at = parent_of(text);
	}
	return NULL;
}

/* --- All of it -------------------------------------------------------------- */

/* What keeps the driver in @folder from being built; @ret_serves: it serves the header. */
static char *ask_folder(const struct kernel_bars *bars, const char *folder, const char *stem,
			const char *header, gboolean *ret_serves)
{
	g_autofree char *text = read_in(bars, folder, "Makefile");
	struct built built = {
		.options = g_ptr_array_new_with_free_func(g_free),
		.sources = g_ptr_array_new_with_free_func(g_free),
	};
	const char *source = NULL;
	char *said = NULL;

	if (text)
		read_make_file(&built, text, stem);
	if (built.options->len || built.always)
		source = find_source(bars, &built, folder, header);
	*ret_serves = source != NULL;
	/* Where several options build it, each would have to be out of reach. */
	if (source && built.options->len == 1 && !built.always)
		said = find_bar(bars, folder, built.options->pdata[0], source);
	built_clear(&built);
	return said;
}

static char *ask(struct kernel_bars *bars, const char *header)
{
	const char *base = header + path_folder_length(header);
	g_autofree char *stem = g_strndup(base, strlen(base) - strlen(".h"));
	g_autofree char *name = g_strconcat(stem, ".c", NULL);
	const GPtrArray *folders = folders_of(bars, name);
	char *said = NULL;

	for (guint i = 0; folders && i < folders->len; i++) {
		gboolean serves;
		char *more = ask_folder(bars, folders->pdata[i], stem, header, &serves);

		if (serves && !more) {
			g_free(said);
			return NULL;
		}
		if (said)
			g_free(more);
		else
			said = more;
	}
	return said;
}

const char *kernel_bars_find(struct kernel_bars *bars, const char *header)
{
	gpointer known;

	if (!g_str_has_suffix(header, ".h"))
		return NULL;
	if (!g_hash_table_lookup_extended(bars->answers, header, NULL, &known)) {
		known = ask(bars, header);
		g_hash_table_insert(bars->answers, g_strdup(header), known);
	}
	return known;
}

/* --- A folder --------------------------------------------------------------- */

static char **list_folder(gpointer data, const char *path)
{
	g_autofree char *full = g_build_filename(data, path, NULL);
	g_autoptr(GDir) folder = g_dir_open(full, 0, NULL);
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();
	const char *name;

	if (!folder)
		return NULL;
	while ((name = g_dir_read_name(folder))) {
		g_autofree char *inner = NULL;

		/* A folder has no dot in its name, but for a few, and sources have one. */
		if (strchr(name, '.')) {
			g_strv_builder_add(names, name);
			continue;
		}
		inner = g_build_filename(full, name, NULL);
		if (g_file_test(inner, G_FILE_TEST_IS_DIR) &&
		    !g_file_test(inner, G_FILE_TEST_IS_SYMLINK)) {
			g_free(inner);
			inner = g_strconcat(name, "/", NULL);
			g_strv_builder_add(names, inner);
		}
	}
	return g_strv_builder_end(names);
}

static char *read_file(gpointer data, const char *path)
{
	g_autofree char *full = g_build_filename(data, path, NULL);
	const char *reason;
	gsize size;

	return file_read(AT_FDCWD, full, FILE_BYTES, &size, &reason);
}

struct kernel_files *kernel_files_of_folder(const char *root)
{
	struct kernel_files *files = g_new(struct kernel_files, 1);

	*files = (struct kernel_files){ list_folder, read_file, (gpointer)root };
	return files;
}
