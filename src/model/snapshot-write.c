/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/snapshot.h"

#include <string.h>

#include "model/snapshot-writer.h"

static void write_targets(GString *out, target_set set, target_set usual)
{
	if (set != usual)
		snapshot_append_targets(out, set);
	g_string_append_c(out, '\n');
}

static void index_paths(struct writer *writer)
{
	const struct snapshot *snapshot = writer->snapshot;

	writer->paths = g_ptr_array_new();
	for (gsize i = 0; i < snapshot->n_headers; i++) {
		const char *path = snapshot->headers[i].path;
		const char *last =
			writer->paths->len ? writer->paths->pdata[writer->paths->len - 1] : NULL;
		if (!last || strcmp(last, path))
			g_ptr_array_add(writer->paths, (gpointer)path);
	}
	for (guint id = 0; id < TARGET_COUNT; id++) {
		const struct model *model = writer->models[id];
		guint path = 0;
		writer->path_of[id] = g_new0(guint32, model ? model->n_headers + 1 : 1);
		for (guint32 i = 0; model && i < model->n_headers; i++) {
			while (path < writer->paths->len &&
			       strcmp(writer->paths->pdata[path], model->headers[i].path))
				path++;
			/* See the contract of struct snapshot. */
			g_assert(path < writer->paths->len);
			writer->path_of[id][i] = path;
		}
	}
}

static void index_flags(const struct model *model, struct flag_index *index)
{
	guint32 n = model ? model->n_constants : 0, n_flags = model ? model->n_flags : 0;

	index->first = g_new0(guint32, n + 2);
	index->at = g_new(guint32, n_flags + 1);
	for (guint32 i = 0; i < n_flags; i++)
		index->first[model->flags[i].constant + 2]++;
	for (guint32 i = 2; i < n + 2; i++)
		index->first[i] += index->first[i - 1];
	/* While it is filled, first[c + 1] is where the next of c goes. */
	for (guint32 i = 0; i < n_flags; i++)
		index->at[index->first[model->flags[i].constant + 1]++] = i;
}

/*
 * What most names of headers begin with, in front of their path or of what they
 * have beyond it.
 */
static char *common_prefix(const struct snapshot *snapshot)
{
	g_autofree char *common = NULL;

	for (gsize i = 0; i < snapshot->n_headers; i++) {
		const struct snapshot_header *header = &snapshot->headers[i];
		gsize n = 0;
		if (!header->judged)
			continue;
		if (!common)
			common = g_strdup(header->shown);
		while (common[n] && common[n] == header->shown[n])
			n++;
		common[n] = '\0';
	}
	for (gsize i = 0; common && i < snapshot->n_headers; i++) {
		const struct snapshot_header *header = &snapshot->headers[i];
		if (!g_str_has_suffix(header->shown, header->path))
			continue;
		gsize length = strlen(header->shown) - strlen(header->path);
		if (length <= strlen(common) && !strncmp(common, header->shown, length))
			return g_strndup(common, length);
	}
	return common ? g_steal_pointer(&common) : g_strdup("");
}

static void write_preamble(const struct writer *writer, const char *prefix)
{
	const struct snapshot *snapshot = writer->snapshot;
	GString *out = writer->out;

	g_string_append_printf(out, SNAPSHOT_MAGIC "%d\ntree ", SNAPSHOT_VERSION);
	snapshot_append_word(out, snapshot->name);
	g_string_append_printf(out, " %s %s\ntargets", snapshot->layout,
			       snapshot->complete ? "complete" : "partial");
	write_targets(out, snapshot->targets, 0);
	g_string_append(out, "models");
	write_targets(out, writer->modelled, 0);
	g_string_append(out, "shown ");
	snapshot_append_word(out, prefix);
	g_string_append_c(out, '\n');
}

static void write_refusals(const struct writer *writer)
{
	const struct snapshot *snapshot = writer->snapshot;

	for (gsize i = 0; i < snapshot->n_refusals; i++) {
		const struct snapshot_refusal *refusal = &snapshot->refusals[i];
		g_string_append(writer->out, "refusal ");
		snapshot_append_word(writer->out, refusal->path);
		g_string_append_c(writer->out, ' ');
		snapshot_append_word(writer->out, refusal->reason);
		g_string_append(writer->out, refusal->expected ? " expected" : "");
		write_targets(writer->out, refusal->targets, TARGET_ALL);
	}
}

static void add_unjudged(struct tally *tally, const struct unjudged *unjudged,
			 enum target_id target)
{
	g_autoptr(GString) text = g_string_new("unjudged ");

	snapshot_append_word(text, unjudged->path);
	g_string_append_c(text, ' ');
	if (unjudged->item)
		snapshot_append_word(text, unjudged->item);
	else
		g_string_append_c(text, '-');
	g_string_append_c(text, ' ');
	snapshot_append_word(text, unjudged->reason);
	g_string_append(text, unjudged->expected ? " expected" : "");
	tally_add(tally, unjudged->path, unjudged->item, text->str, target);
}

static void write_unjudged(const struct writer *writer)
{
	struct tally tally;

	tally_init(&tally);
	for (guint id = 0; id < TARGET_COUNT; id++) {
		const struct model *model = writer->models[id];
		for (guint32 i = 0; model && i < model->n_unjudged; i++)
			add_unjudged(&tally, &model->unjudged[i], id);
	}
	tally_sort(&tally);
	for (guint i = 0; i < tally.lines->len; i++) {
		const struct tally_line *line = tally.lines->pdata[i];
		g_string_append(writer->out, line->text);
		write_targets(writer->out, line->targets, writer->modelled);
	}
	tally_clear(&tally);
}

static void write_file(const struct writer *writer, const struct snapshot_header *header,
		       const char *prefix)
{
	GString *out = writer->out;
	gsize length = strlen(prefix);
	gboolean inside = !strncmp(header->shown, prefix, length);

	g_string_append(out, "\tfile ");
	if (header->digest)
		snapshot_append_word(out, header->digest);
	else
		g_string_append_c(out, '-');
	if (!inside || strcmp(header->shown + length, header->path)) {
		g_string_append(out, inside ? " at " : " from ");
		snapshot_append_word(out, header->shown + (inside ? length : 0));
	}
	g_string_append(out, header->judged ? "" : " sysroot");
	write_targets(out, header->targets, TARGET_ALL);
}

static void render_includes(const struct writer *writer, enum target_id target, const char *path,
			    GString *out)
{
	const struct model *model = writer->models[target];
	const struct header *header = model_header(model, path);

	if (!header || (!header->n_includes && !header->misses_includes))
		return;
	g_string_append(out, header->misses_includes ? "\tinclude+" : "\tinclude");
	for (guint32 i = 0; i < header->n_includes; i++) {
		g_string_append_c(out, ' ');
		snapshot_append_word(out, model->headers[header->includes[i]].path);
	}
}

/* The targets of @left whose rendering is that of the first of them. */
static target_set take_equal(const struct writer *writer, target_set *left)
{
	guint first = (guint)g_bit_nth_lsf(*left, -1);
	target_set equal = 0;

	for (guint id = first; id < TARGET_COUNT; id++) {
		if ((*left & TARGET_BIT(id)) &&
		    g_string_equal(writer->heads[id], writer->heads[first]) &&
		    g_string_equal(writer->bodies[id], writer->bodies[first]))
			equal |= TARGET_BIT(id);
	}
	*left &= ~equal;
	return equal;
}

static void write_equal(const struct writer *writer, target_set set, target_set usual)
{
	guint first = (guint)g_bit_nth_lsf(set, -1);

	g_string_append_len(writer->out, writer->heads[first]->str,
			    (gssize)writer->heads[first]->len);
	write_targets(writer->out, set, usual);
	g_string_append_len(writer->out, writer->bodies[first]->str,
			    (gssize)writer->bodies[first]->len);
}

static void clear_renderings(const struct writer *writer)
{
	for (guint id = 0; id < TARGET_COUNT; id++) {
		g_string_truncate(writer->heads[id], 0);
		g_string_truncate(writer->bodies[id], 0);
	}
}

static void write_includes(const struct writer *writer, const char *path, target_set usual)
{
	target_set left = usual;

	clear_renderings(writer);
	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (usual & TARGET_BIT(id))
			render_includes(writer, id, path, writer->heads[id]);
	}
	while (left) {
		target_set set = take_equal(writer, &left);
		if (writer->heads[g_bit_nth_lsf(set, -1)]->len)
			write_equal(writer, set, usual);
	}
}

static void write_named(struct writer *writer, enum named_kind kind, const struct named *named,
			target_set usual)
{
	target_set left = named->targets;

	clear_renderings(writer);
	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (left & TARGET_BIT(id))
			writer_render(writer, kind, named, id, writer->heads[id],
				      writer->bodies[id]);
	}
	while (left) {
		target_set set = take_equal(writer, &left);
		write_equal(writer, set, usual);
		writer_add_slots(writer, kind, named, set);
	}
}

/* @at: the next item of each kind. */
static void write_items(struct writer *writer, guint32 path, target_set usual, guint *at)
{
	for (guint kind = 0; kind < NAMED_KINDS; kind++) {
		GArray *array = writer->named[kind];
		for (; at[kind] < array->len; at[kind]++) {
			const struct named *named = &g_array_index(array, struct named, at[kind]);
			if (named->path != path)
				break;
			write_named(writer, kind, named, usual);
		}
	}
}

static void write_headers(struct writer *writer, const char *prefix)
{
	const struct snapshot *snapshot = writer->snapshot;
	guint at[NAMED_KINDS] = { 0 };

	for (gsize i = 0, path = 0; i < snapshot->n_headers; path++) {
		const char *name = writer->paths->pdata[path];
		target_set usual = 0;
		g_string_append(writer->out, "header ");
		snapshot_append_word(writer->out, name);
		g_string_append_c(writer->out, '\n');
		for (; i < snapshot->n_headers && !strcmp(snapshot->headers[i].path, name); i++) {
			usual |= snapshot->headers[i].targets & writer->modelled;
			write_file(writer, &snapshot->headers[i], prefix);
		}
		write_includes(writer, name, usual);
		write_items(writer, (guint32)path, usual, at);
		writer_write_places(writer, name, usual);
	}
}

static void write_words(const struct writer *writer)
{
	const struct snapshot *snapshot = writer->snapshot;

	for (gsize i = 0; i < snapshot->n_headers; i++) {
		const struct snapshot_header *header = &snapshot->headers[i];
		if (!header->words)
			continue;
		g_string_append(writer->out, "words ");
		snapshot_append_word(writer->out, header->path);
		g_string_append_c(writer->out, ' ');
		snapshot_append_quoted(writer->out, header->words);
		write_targets(writer->out, header->targets, TARGET_ALL);
	}
}

static void writer_init(struct writer *writer, const struct snapshot *snapshot, GString *out)
{
	*writer = (struct writer){
		.snapshot = snapshot,
		.models = snapshot->models,
		.out = out,
		.places = g_string_new(NULL),
		.slots = g_array_new(FALSE, FALSE, sizeof(struct slot)),
	};
	for (guint id = 0; id < TARGET_COUNT; id++) {
		writer->modelled |= writer->models[id] ? TARGET_BIT(id) : 0;
		writer->heads[id] = g_string_new(NULL);
		writer->bodies[id] = g_string_new(NULL);
		index_flags(writer->models[id], &writer->flags[id]);
	}
	index_paths(writer);
	writer_merge(writer);
}

static void writer_clear(struct writer *writer)
{
	for (guint id = 0; id < TARGET_COUNT; id++) {
		g_string_free(writer->heads[id], TRUE);
		g_string_free(writer->bodies[id], TRUE);
		g_free(writer->flags[id].first);
		g_free(writer->flags[id].at);
		g_free(writer->path_of[id]);
		g_hash_table_destroy(writer->known_types[id]);
	}
	for (guint kind = 0; kind < NAMED_KINDS; kind++)
		g_array_free(writer->named[kind], TRUE);
	tally_clear(&writer->types);
	g_array_free(writer->slots, TRUE);
	g_ptr_array_free(writer->paths, TRUE);
	g_string_free(writer->places, TRUE);
}

void snapshot_write(const struct snapshot *snapshot, GString *out)
{
	g_autofree char *prefix = common_prefix(snapshot);
	struct writer writer;

	writer_init(&writer, snapshot, out);
	write_preamble(&writer, prefix);
	writer_collect_types(&writer);
	write_refusals(&writer);
	write_unjudged(&writer);
	write_headers(&writer, prefix);
	write_words(&writer);
	g_string_append_len(out, writer.places->str, (gssize)writer.places->len);
	g_string_append(out, "end\n");
	writer_clear(&writer);
}
