/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unbroken level show [WHAT]: what is promised as what, and why.
 */
#include <string.h>
#include <unistd.h>

#include "cli/level.h"
#include "cli/options.h"
#include "cli/review.h"
#include "cli/seek.h"
#include "report/json-parts.h"
#include "report/wrap.h"
#include "rules/confession.h"

/* One answer. */
struct answer {
	char *kind, *name, *header; /* kind and header may be NULL */
	char *shown;                /* where it is, or NULL */
	enum level level;
	const struct level_entry *entry; /* that decides, or NULL */
	const char *set;                 /* the header set that decides without one, or NULL */
	char *bar;                       /* why no program can use it by default, or NULL */
	struct confession confession;    /* words NULL: none */
};

struct show {
	struct level_options *options;
	struct session session;
	struct review review;
	struct revision revision;
	gboolean has_review, as_json;
	struct levels *own;          /* without a repository */
	const struct levels *levels; /* NULL: nothing is stated */
	GArray *answers;             /* struct answer */
};

static void answer_clear(gpointer data)
{
	struct answer *answer = data;

	g_free(answer->kind);
	g_free(answer->name);
	g_free(answer->header);
	g_free(answer->shown);
	g_free(answer->bar);
	g_free(answer->confession.words);
}

/* --- Where levels are stated ------------------------------------------------ */

static gboolean open_repository(struct show *show, GError **error)
{
	const char *name = show->options->revision ? show->options->revision : ".";

	if (!repository_resolve(show->session.repository, name, &show->revision, error))
		return FALSE;
	show->has_review = TRUE;
	if (!review_init(&show->review, &show->session, &show->revision, error))
		return FALSE;

	g_autoptr(GError) failure = NULL;
	show->levels = shelf_levels(show->review.shelf, &show->revision, FALSE, &failure);
	if (!failure)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&failure));
	return FALSE;
}

static gboolean open_levels(struct show *show, GError **error)
{
	const struct session_options *options = &show->options->session;
	const char *format = options->format ? options->format : "text";

	show->as_json = strcmp(format, "json") == 0;
	if (!show->as_json && strcmp(format, "text") != 0) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "unknown --format '%s': there are text, json", format);
		return FALSE;
	}
	if (!session_init(&show->session, options, error))
		return FALSE;
	if (session_repository(&show->session, NULL))
		return open_repository(show, error);
	show->own = level_load_of(show->options->revision, error);
	show->levels = show->own;
	return show->own != NULL;
}

static void show_clear(struct show *show)
{
	g_array_unref(show->answers);
	if (show->has_review)
		review_clear(&show->review);
	revision_clear(&show->revision);
	levels_free(show->own);
	session_clear(&show->session);
}

/* --- One answer ------------------------------------------------------------- */

static void ask_source(struct show *show, const struct tree *tree, guint line,
		       struct answer *answer)
{
	const struct tree_file *file = NULL;

	for (guint id = 0; id < TARGET_COUNT && !file; id++)
		file = tree_find(tree, answer->header, id);
	if (file && file->text)
		find_confession(file->text, line, &answer->confession);
	if (tree->layout == TREE_KERNEL_SOURCE && show->revision.kind == REVISION_OBJECT)
		answer->bar =
			shelf_bar(shelf_bars(show->review.shelf, &show->revision), answer->header);
}

/* The set @index has the header: what its entry says, else what the set is. */
static void decide(struct show *show, guint index, struct answer *answer)
{
	enum level level = LEVEL_STABLE;
	const struct header_set *set =
		show->has_review ? review_set(&show->review, index, &level) : NULL;

	answer->level = level;
	answer->set = set ? set->name : NULL;
	if (show->levels)
		answer->entry = levels_find(show->levels, answer->header,
					    answer->kind ? answer->name : NULL);
	if (answer->entry)
		answer->level = answer->entry->level;
	else if (answer->bar && level_rank(level) == 3)
		answer->level = LEVEL_UNRELEASED;
}

static gboolean is_known(const struct show *show, const char *kind, const char *name,
			 const char *header)
{
	for (guint i = 0; i < show->answers->len; i++) {
		const struct answer *answer = &g_array_index(show->answers, struct answer, i);

		if (g_strcmp0(answer->kind, kind) == 0 && strcmp(answer->name, name) == 0 &&
		    g_strcmp0(answer->header, header) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean has_tag(const char *what)
{
	return g_str_has_prefix(what, "struct ") || g_str_has_prefix(what, "union ") ||
	       g_str_has_prefix(what, "enum ");
}

static void add_item(struct show *show, guint set, const struct look_up *look_up,
		     const struct item *item)
{
	enum target_id id = item_first(item);
	const struct model *model = look_up->models.of[id];
	struct place place = item_place(item, id);
	const struct header *header = &model->headers[place.header];
	struct answer answer = {
		.kind = g_strdup(item_kind_name(item)),
		.name = g_strdup(has_tag(item->name) ? strchr(item->name, ' ') + 1 : item->name),
		.header = g_strdup(header->path),
		.shown = g_strdup_printf("%s:%u", header->shown, place.line),
	};

	if (is_known(show, answer.kind, answer.name, answer.header)) {
		answer_clear(&answer);
		return;
	}
	ask_source(show, look_up->whole, place.line, &answer);
	decide(show, set, &answer);
	g_array_append_val(show->answers, answer);
}

static void add_header(struct show *show, guint set, const struct tree *tree, const char *path)
{
	struct answer answer = { .name = g_strdup(path), .header = g_strdup(path) };

	if (is_known(show, NULL, path, path)) {
		answer_clear(&answer);
		return;
	}
	ask_source(show, tree, 1, &answer);
	decide(show, set, &answer);
	g_array_append_val(show->answers, answer);
}

/* What the headers of one set have of that name; having nothing is no mistake. */
static gboolean ask_set(struct show *show, guint index, const char *what, GError **error)
{
	enum level level;
	const struct header_set *set = review_set(&show->review, index, &level);
	struct input input = { .tree = repository_tree(show->review.repository, &show->revision,
						       set, NULL, error) };
	struct seek seek_for = { .query = query_parse(what, NULL, error) };
	gboolean done = FALSE;

	if (input.tree && seek_for.query && input.tree->n_files &&
	    look_up_open(&seek_for.look_up, &input, show->options->session.sysroot,
			 show->session.targets, error)) {
		done = TRUE;
		seek(&seek_for, NULL);
	} else if (input.tree && !input.tree->n_files) {
		done = TRUE;
		input_clear(&input);
	}
	for (guint i = 0; done && seek_for.items && i < seek_for.items->len; i++)
		add_item(show, index, &seek_for.look_up,
			 &g_array_index(seek_for.items, struct item, i));
	for (guint i = 0; done && seek_for.query->kind == QUERY_HEADER && seek_for.paths &&
			  i < seek_for.paths->len;
	     i++)
		add_header(show, index, seek_for.look_up.whole, seek_for.paths->pdata[i]);
	seek_clear(&seek_for);
	return done;
}

/* No header has it, and to look there would be an error. */
static gboolean is_path(const char *what)
{
	return *what == '/' || strpbrk(what, "<>*?[]") || (strchr(what, ' ') && !has_tag(what));
}

/* Entries that name it: what is in no header, or what no header has. */
static void ask_entries(struct show *show, const char *what)
{
	for (guint i = 0; show->levels && i < levels_count(show->levels); i++) {
		const struct level_entry *entry = levels_entry(show->levels, i);
		struct answer answer = { .level = entry->level, .entry = entry };

		if (!level_globs_match(entry->whats, what) &&
		    (is_path(what) ||
		     (!level_items_match(entry->items, what) &&
		      !(level_globs_match(entry->headers, what) && !entry->items[0]))))
			continue;
		answer.name = g_strdup(what);
		g_array_append_val(show->answers, answer);
	}
}

static gboolean ask(struct show *show, const char *what, GError **error)
{
	for (guint i = 0; show->has_review && !is_path(what) && i < review_n_sets(&show->review);
	     i++) {
		if (!ask_set(show, i, what, error))
			return FALSE;
	}
	if (!show->answers->len)
		ask_entries(show, what);
	if (show->answers->len)
		return TRUE;
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
		    "no header and no entry of " LEVELS_PATH " has '%s'", what);
	return FALSE;
}

/* --- Text ------------------------------------------------------------------- */

static void append_line(GString *out, guint width, const char *label, const char *text)
{
	if (text)
		append_wrapped(out, label, 12, width, text);
}

static void append_entry(GString *out, guint width, const struct level_entry *entry)
{
	g_autofree char *place =
		g_strdup_printf("%s:%u \"%s\"", entry->file, entry->line, entry->name);

	append_line(out, width, "    why:    ", entry->reason);
	if (!entry->reason && entry->description) {
		g_auto(GStrv) parts = g_strsplit(entry->description, "\n\n", 2);

		append_line(out, width, "    why:    ", parts[0]);
	}
	append_line(out, width, "    users:  ", entry->users);
	append_line(out, width, "    stated: ", place);
}

static void append_level(GString *out, enum level level, const struct level_entry *entry)
{
	g_string_append(out, level_names[level]);
	if (entry && entry->since) {
		g_string_append(out, ", since ");
		append_printable(out, entry->since);
	}
	if (entry && entry->removal) {
		g_string_append(out, ", to be removed in ");
		append_printable(out, entry->removal);
	}
	g_string_append_c(out, '\n');
}

static void append_answer(GString *out, guint width, const struct answer *answer)
{
	g_autofree char *says =
		answer->confession.words
			? g_strdup_printf("%s:%u says \"%s\"; nothing enforces it", answer->header,
					  answer->confession.line, answer->confession.words)
			: NULL;
	g_autofree char *set = answer->entry || !answer->set
				       ? NULL
				       : g_strdup_printf("set \"%s\" of " CONFIG_PATH, answer->set);

	if (answer->kind)
		g_string_append_printf(out, "%s ", answer->kind);
	append_printable(out, answer->name);
	if (answer->kind && answer->header) {
		g_string_append(out, " in ");
		append_printable(out, answer->header);
	}
	g_string_append(out, ": ");
	append_level(out, answer->level, answer->entry);
	if (answer->entry)
		append_entry(out, width, answer->entry);
	append_line(out, width, "    stated: ", set);
	if (!answer->entry && !answer->set && answer->level == LEVEL_STABLE)
		append_line(out, width, "    why:    ", "nothing else is stated");
	append_line(out, width, "    known:  ", answer->bar);
	append_line(out, width, "    known:  ", says);
}

static void append_list(GString *out, const char *word, const char *const *list)
{
	for (; *list; list++) {
		g_string_append(out, out->len && out->str[out->len - 1] != '\n' ? ", " : "");
		g_string_append(out, word);
		append_printable(out, *list);
	}
}

static void text_of_entries(const struct show *show, guint width, GString *out)
{
	for (guint i = 0; show->levels && i < levels_count(show->levels); i++) {
		const struct level_entry *entry = levels_entry(show->levels, i);
		g_autoptr(GString) about = g_string_new(NULL);

		append_list(about, "", entry->items);
		if (entry->items[0] && entry->headers[0])
			g_string_append(about, " of ");
		for (const char *const *header = entry->headers; *header; header++) {
			append_printable(about, *header);
			g_string_append(about, header[1] ? ", " : "");
		}
		append_list(about, "", entry->whats);
		g_string_append_printf(out, "%s: ", about->str);
		append_level(out, entry->level, entry);
		append_entry(out, width, entry);
	}
}

static void text_of_sets(const struct show *show, GString *out)
{
	for (guint i = 0; show->has_review && i < review_n_sets(&show->review); i++) {
		enum level level;
		const struct header_set *set = review_set(&show->review, i, &level);

		if (set)
			g_string_append_printf(out, "set \"%s\": %s\n", set->name,
					       level_names[level]);
		else
			g_string_append_printf(out, "all other headers: %s\n", level_names[level]);
	}
}

/* --- JSON ------------------------------------------------------------------- */

static json_t *json_list(const char *const *list)
{
	json_t *array = json_array();

	for (; *list; list++)
		json_array_append_new(array, json_text_or_null(*list));
	return array;
}

static json_t *json_entry(const struct level_entry *entry)
{
	json_t *object = json_object();

	json_set_text(object, "name", entry->name);
	json_set_text(object, "level", level_names[entry->level]);
	json_object_set_new(object, "headers", json_list(entry->headers));
	json_object_set_new(object, "items", json_list(entry->items));
	json_object_set_new(object, "whats", json_list(entry->whats));
	json_set_text(object, "reason", entry->reason);
	json_set_text(object, "since", entry->since);
	json_set_text(object, "removal", entry->removal);
	json_set_text(object, "date", entry->date);
	json_set_text(object, "contact", entry->contact);
	json_set_text(object, "description", entry->description);
	json_set_text(object, "users", entry->users);
	json_set_text(object, "file", entry->file);
	json_set_count(object, "line", entry->line);
	return object;
}

static json_t *json_confession(const struct answer *answer)
{
	json_t *object;

	if (!answer->confession.words)
		return json_null();
	object = json_object();
	json_set_count(object, "line", answer->confession.line);
	json_set_text(object, "words", answer->confession.words);
	return object;
}

static json_t *json_answer(const struct answer *answer)
{
	json_t *object = json_object();

	json_set_text(object, "kind", answer->kind);
	json_set_text(object, "name", answer->name);
	json_set_text(object, "header", answer->header);
	json_set_text(object, "place", answer->shown);
	json_set_text(object, "level", level_names[answer->level]);
	json_set_text(object, "set", answer->set);
	json_set_text(object, "enforced", answer->bar);
	json_object_set_new(object, "says", json_confession(answer));
	json_object_set_new(object, "entry",
			    answer->entry ? json_entry(answer->entry) : json_null());
	return object;
}

static json_t *json_sets(const struct show *show)
{
	json_t *array = json_array();

	for (guint i = 0; show->has_review && i < review_n_sets(&show->review); i++) {
		enum level level;
		const struct header_set *set = review_set(&show->review, i, &level);
		json_t *object = json_object();

		json_set_text(object, "set", set ? set->name : NULL);
		json_set_text(object, "level", level_names[level]);
		json_array_append_new(array, object);
	}
	return array;
}

static int append_bytes(const char *bytes, size_t size, void *out)
{
	g_string_append_len(out, bytes, (gssize)size);
	return 0;
}

static void json_of_show(const struct show *show, gboolean is_query, GString *out)
{
	json_t *object = json_object();
	json_t *list = json_array();

	json_set_text(object, "schema", "unbroken-levels/1");
	if (is_query) {
		for (guint i = 0; i < show->answers->len; i++)
			json_array_append_new(list, json_answer(&g_array_index(show->answers,
									       struct answer, i)));
		json_object_set_new(object, "answers", list);
	} else {
		for (guint i = 0; show->levels && i < levels_count(show->levels); i++)
			json_array_append_new(list, json_entry(levels_entry(show->levels, i)));
		json_object_set_new(object, "sets", json_sets(show));
		json_object_set_new(object, "entries", list);
	}
	json_dump_callback(object, append_bytes, out, JSON_INDENT(2));
	g_string_append_c(out, '\n');
	json_decref(object);
}

/* --- All of it -------------------------------------------------------------- */

static int write_show(const struct show *show, gboolean is_query)
{
	g_autoptr(GString) out = g_string_new(NULL);
	guint width = output_width(level_output(show->options) ? -1 : STDOUT_FILENO);

	if (show->as_json) {
		json_of_show(show, is_query, out);
	} else if (is_query) {
		for (guint i = 0; i < show->answers->len; i++)
			append_answer(out, width, &g_array_index(show->answers, struct answer, i));
	} else {
		text_of_entries(show, width, out);
		text_of_sets(show, out);
	}
	return output_finish(level_output(show->options), out, STATUS_CLEAN);
}

int level_show(struct level_options *options, char **operands)
{
	struct show show = { .options = options };
	g_autofree char *what = g_strjoinv(" ", operands);
	g_autoptr(GError) error = NULL;
	int status = STATUS_ERROR;

	show.answers = g_array_new(FALSE, FALSE, sizeof(struct answer));
	g_array_set_clear_func(show.answers, answer_clear);
	if (open_levels(&show, &error) && (!*what || ask(&show, what, &error))) {
		status = write_show(&show, *what != '\0');
	}
	if (error)
		complain(error->message);
	show_clear(&show);
	return status;
}
