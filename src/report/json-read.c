/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/json-read.h"

#include <string.h>

#include "report/json-parts.h"

#define ID_DIGITS 12

json_t *json_whole_finding(const struct finding *finding)
{
	json_t *object = json_finding(finding);

	json_set_text(object, "old_map", finding->old_map);
	json_set_text(object, "new_map", finding->new_map);
	return object;
}

/* --- Parts ------------------------------------------------------------------ */

/* The text @key of @object in @arena; FALSE if it is something else, or too little. */
static gboolean read_text(const json_t *object, const char *key, struct arena *arena,
			  const char **ret)
{
	const char *text = json_string_value(json_object_get(object, key));

	*ret = arena_strdup(arena, text);
	return text != NULL;
}

static gboolean read_text_or_null(const json_t *object, const char *key, struct arena *arena,
				  const char **ret)
{
	const json_t *value = json_object_get(object, key);

	*ret = NULL;
	return !value || json_is_null(value) || read_text(object, key, arena, ret);
}

/* Which of the @n @words the text @key is. */
static gboolean read_word(const json_t *object, const char *key, const char *const *words, guint n,
			  guint *ret)
{
	const char *text = json_string_value(json_object_get(object, key));

	for (*ret = 0; text && *ret < n; (*ret)++) {
		if (strcmp(words[*ret], text) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean read_number(const json_t *object, const char *key, guint *ret)
{
	const json_t *value = json_object_get(object, key);
	const json_int_t number = json_integer_value(value);

	*ret = (guint)number;
	return json_is_integer(value) && number >= 0 && number <= G_MAXINT;
}

static gboolean read_place(const json_t *object, const char *key, struct arena *arena,
			   struct finding_place *place)
{
	const json_t *value = json_object_get(object, key);

	*place = (struct finding_place){ 0 };
	return json_is_null(value) ||
	       (json_is_object(value) && read_text(value, "file", arena, &place->file) &&
		read_number(value, "line", &place->line) &&
		read_number(value, "column", &place->column));
}

static gboolean read_evidence(const json_t *object, struct arena *arena, const char *const **ret)
{
	const json_t *lines = json_object_get(object, "evidence");
	const gsize n = json_array_size(lines);
	const char **texts = arena_alloc(arena, (n + 1) * sizeof(char *));

	for (gsize i = 0; i < n; i++) {
		texts[i] = arena_strdup(arena, json_string_value(json_array_get(lines, i)));
		if (!texts[i])
			return FALSE;
	}
	*ret = texts;
	return json_is_array(lines);
}

static gboolean read_commit(const json_t *object, const char *key, struct arena *arena,
			    const struct finding_commit **ret)
{
	const json_t *value = json_object_get(object, key);
	struct finding_commit *commit;

	*ret = NULL;
	if (!value)
		return TRUE;
	commit = arena_alloc(arena, sizeof(*commit));
	*ret = commit;
	return read_text(value, "id", arena, &commit->id) &&
	       read_text(value, "subject", arena, &commit->subject);
}

static gboolean read_acceptance(const json_t *object, struct arena *arena,
				const struct finding_acceptance **ret)
{
	const json_t *value = json_object_get(object, "accepted");
	struct finding_acceptance *accepted;

	*ret = NULL;
	if (!value)
		return TRUE;
	accepted = arena_alloc(arena, sizeof(*accepted));
	*ret = accepted;
	return read_text(value, "reason", arena, &accepted->reason) &&
	       read_text_or_null(value, "until", arena, &accepted->until) &&
	       read_text(value, "where", arena, &accepted->where);
}

static gboolean read_renaming(const json_t *row, struct arena *arena,
			      struct finding_renaming *renaming)
{
	return read_text(row, "old", arena, &renaming->old_name) &&
	       read_text_or_null(row, "value", arena, &renaming->value) &&
	       read_text(row, "new", arena, &renaming->new_name) &&
	       read_text_or_null(row, "now", arena, &renaming->now);
}

static gboolean read_renamings(const json_t *object, struct arena *arena, struct finding *finding)
{
	const json_t *rows = json_object_get(object, "renamings");
	const gsize n = json_array_size(rows);
	struct finding_renaming *renamings = arena_alloc(arena, n * sizeof(*renamings) + 1);

	for (gsize i = 0; i < n; i++) {
		if (!read_renaming(json_array_get(rows, i), arena, &renamings[i]))
			return FALSE;
	}
	finding->renamings = renamings;
	finding->n_renamings = n;
	return !rows || json_is_array(rows);
}

static gboolean read_target(const char *name, target_set *set)
{
	for (guint id = 0; name && id < TARGET_COUNT; id++) {
		if (strcmp(targets[id].name, name) != 0)
			continue;
		*set |= TARGET_BIT(id);
		return TRUE;
	}
	return FALSE;
}

gboolean json_read_targets(const json_t *names, target_set *ret)
{
	*ret = 0;
	for (gsize i = 0; i < json_array_size(names); i++) {
		if (!read_target(json_string_value(json_array_get(names, i)), ret))
			return FALSE;
	}
	return *ret != 0;
}

/* --- The whole -------------------------------------------------------------- */

static gboolean is_id(const char *text)
{
	return strlen(text) == ID_DIGITS && strspn(text, "0123456789abcdef") == ID_DIGITS;
}

static gboolean read_words(const json_t *object, struct finding *finding)
{
	guint dimension, verdict, severity, level;

	if (!read_word(object, "dimension", dimension_names, DIMENSION_EVOLVE + 1, &dimension) ||
	    !read_word(object, "verdict", verdict_names, VERDICT_BREAKS + 1, &verdict) ||
	    !read_word(object, "severity", severity_names, SEVERITY_ERROR + 1, &severity) ||
	    !read_word(object, "level", level_names, LEVEL_UNRELEASED + 1, &level))
		return FALSE;
	finding->dimension = (enum dimension)dimension;
	finding->verdict = (enum verdict)verdict;
	finding->severity = (enum severity)severity;
	finding->level = (enum level)level;
	return TRUE;
}

static gboolean read_texts(const json_t *object, struct arena *arena, struct finding *finding)
{
	const json_t *item = json_object_get(object, "item");

	return read_text(object, "id", arena, &finding->id) && is_id(finding->id) &&
	       read_text(object, "rule", arena, &finding->rule) &&
	       read_text(item, "kind", arena, &finding->item_kind) &&
	       read_text(item, "name", arena, &finding->item_name) &&
	       read_text(object, "header", arena, &finding->header) &&
	       read_text(object, "message", arena, &finding->message) &&
	       read_text_or_null(object, "why", arena, &finding->why) &&
	       read_text_or_null(object, "fix", arena, &finding->fix) &&
	       read_text_or_null(object, "fact", arena, &finding->fact) &&
	       read_text_or_null(object, "old_map", arena, &finding->old_map) &&
	       read_text_or_null(object, "new_map", arena, &finding->new_map);
}

gboolean json_read_finding(const json_t *object, struct arena *arena, struct finding *finding)
{
	*finding = (struct finding){ 0 };
	return read_texts(object, arena, finding) && read_words(object, finding) &&
	       read_place(object, "old", arena, &finding->old_place) &&
	       read_place(object, "new", arena, &finding->new_place) &&
	       json_read_targets(json_object_get(object, "targets"), &finding->targets) &&
	       read_evidence(object, arena, &finding->evidence) &&
	       read_renamings(object, arena, finding) &&
	       read_acceptance(object, arena, &finding->accepted) &&
	       read_text_or_null(object, "part_of", arena, &finding->part_of) &&
	       read_commit(object, "commit", arena, &finding->commit) &&
	       read_commit(object, "healed_by", arena, &finding->healed) &&
	       read_commit(object, "heals", arena, &finding->heals);
}
