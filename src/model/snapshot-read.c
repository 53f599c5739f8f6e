/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/snapshot.h"

#include <string.h>

#include "model/snapshot-reader.h"

G_DEFINE_QUARK(unbroken_snapshot_error, snapshot_error)

/* What the models take is about 15 times their text; short names take more. */
#define MEMORY_LEAST  ((gsize)64 << 20)
#define MEMORY_FACTOR 32

/* A snapshot and the arena that it lives in. */
struct store {
	struct snapshot snapshot; /* first: snapshot_free() is given its address */
	struct arena *arena;
};

struct snapshot *snapshot_new(gsize limit, GError **error)
{
	struct arena *arena = arena_new_private(limit + sizeof(struct store), error);
	struct store *store = arena ? arena_alloc(arena, sizeof(*store)) : NULL;

	if (!store)
		return NULL;
	store->arena = arena;
	return &store->snapshot;
}

struct arena *snapshot_arena(struct snapshot *snapshot)
{
	return ((struct store *)snapshot)->arena;
}

void snapshot_free(struct snapshot *snapshot)
{
	if (snapshot)
		arena_free(snapshot_arena(snapshot));
}

gboolean snapshot_recognise(const char *text, gsize size)
{
	gsize length = strlen(SNAPSHOT_MAGIC);

	return size > length && !memcmp(text, SNAPSHOT_MAGIC, length);
}

gpointer reader_alloc(struct reader *reader, gsize n, gsize size)
{
	gsize room = reader->memory - MIN(arena_used(reader->arena), reader->memory);

	if (n <= room / size && n * size + 64 <= room)
		return arena_alloc(reader->arena, n * size);
	g_set_error(reader->lex.error, SNAPSHOT_ERROR, SNAPSHOT_ERROR_LIMIT,
		    "'%s': its models would take more than %" G_GSIZE_FORMAT " MiB",
		    reader->lex.name, reader->memory >> 20);
	return NULL;
}

const char *reader_join(struct reader *reader, const char *first, const char *second)
{
	gsize length = strlen(first), rest = strlen(second) + 1;
	char *joined = reader_alloc(reader, length + rest, 1);

	if (!joined)
		return NULL;
	memcpy(joined, first, length);
	memcpy(joined + length, second, rest);
	return joined;
}

guint32 reader_add_path(struct reader *reader, const char *name)
{
	const struct path_ref ref = { .name = name, .line = reader->lex.line };

	g_array_append_val(reader->path_refs, ref);
	return reader->path_refs->len - 1;
}

guint32 reader_find_path(const struct reader *reader, const char *path)
{
	guint32 low = 0, high = reader->paths->len;

	while (low < high) {
		guint32 middle = low + (high - low) / 2;
		int order = strcmp(path, reader_path(reader, middle)->path);
		if (!order)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return MODEL_NONE;
}

static gboolean read_version(struct reader *reader)
{
	struct lex *lex = &reader->lex;
	guint64 version;

	if (!lex_line(lex))
		return FALSE;
	if (lex->depth || !lex_take(lex, "unbroken") || !lex_take(lex, "snapshot"))
		return lex_fail(lex, "it is no snapshot");
	if (!lex_number(lex, &version) || !lex_end(lex))
		return FALSE;
	if (version == SNAPSHOT_VERSION)
		return TRUE;
	g_set_error(
		lex->error, SNAPSHOT_ERROR, SNAPSHOT_ERROR_VERSION,
		version > SNAPSHOT_VERSION
			? "'%s' was written by a newer unbroken: its version is %" G_GUINT64_FORMAT
			  ", and this one reads up to %d"
			: "'%s': there is no version %" G_GUINT64_FORMAT
			  " of snapshots, they begin with %d",
		lex->name, version, SNAPSHOT_VERSION);
	return FALSE;
}

/* The next line, which must begin with @word. */
static gboolean expect_line(struct reader *reader, const char *word)
{
	struct lex *lex = &reader->lex;

	if (!lex_line(lex))
		return FALSE;
	return !lex->depth && lex_take(lex, word)
		       ? TRUE
		       : lex_fail(lex, "it does not begin with '%s'", word);
}

static gboolean read_set(struct reader *reader, const char *word, target_set *ret)
{
	return expect_line(reader, word) && lex_target_list(&reader->lex, ret) &&
	       lex_end(&reader->lex);
}

static gboolean read_preamble(struct reader *reader)
{
	static const char *const completeness[] = { "partial", "complete" };
	struct snapshot *snapshot = reader->snapshot;
	struct lex *lex = &reader->lex;
	guint layout, complete;

	if (!expect_line(reader, "tree") || !lex_word(lex, &snapshot->name) ||
	    !lex_choice(lex, snapshot_layouts, LAYOUTS, &layout) ||
	    !lex_choice(lex, completeness, G_N_ELEMENTS(completeness), &complete) || !lex_end(lex))
		return FALSE;
	snapshot->layout = snapshot_layouts[layout];
	snapshot->complete = complete != 0;
	return read_set(reader, "targets", &snapshot->targets) &&
	       read_set(reader, "models", &reader->modelled) && expect_line(reader, "shown") &&
	       lex_word(lex, &reader->prefix) && lex_end(lex) && lex_line(lex);
}

static gboolean read_refusal(struct reader *reader)
{
	GArray *list = reader->refusals;
	struct snapshot_refusal new = { 0 };
	struct lex *lex = &reader->lex;

	if (!lex_word(lex, &new.path) || !lex_word(lex, &new.reason))
		return FALSE;
	new.expected = lex_take(lex, "expected");
	if (!lex_targets(lex, TARGET_ALL, &new.targets))
		return FALSE;
	if (list->len &&
	    strcmp(g_array_index(list, struct snapshot_refusal, list->len - 1).path, new.path) > 0)
		return lex_fail(lex, "'%s' is not in order", new.path);
	g_array_append_val(list, new);
	return TRUE;
}

static gboolean read_unjudged(struct reader *reader)
{
	struct unjudged_line new = { .unjudged.header = MODEL_NONE };
	struct unjudged *unjudged = &new.unjudged;
	GArray *list = reader->unjudged;
	struct lex *lex = &reader->lex;

	if (!lex_word(lex, &unjudged->path) || !lex_optional(lex, &unjudged->item) ||
	    !lex_word(lex, &unjudged->reason))
		return FALSE;
	unjudged->expected = lex_take(lex, "expected");
	if (!lex_targets(lex, reader->modelled, &new.targets))
		return FALSE;
	if (new.targets & ~reader->modelled)
		return lex_fail(lex, "it is for a target without a model");
	for (guint i = list->len; i-- > 0;) {
		const struct unjudged_line *line = &g_array_index(list, struct unjudged_line, i);
		int order = strcmp(line->unjudged.path, unjudged->path);
		if (!order)
			order = g_strcmp0(line->unjudged.item, unjudged->item);
		if (order > 0)
			return lex_fail(lex, "'%s' is not in order", unjudged->path);
		if (order < 0)
			break;
		if (line->targets & new.targets)
			return lex_fail(lex, "'%s' is there twice for a target", unjudged->path);
	}
	g_array_append_val(list, new);
	return TRUE;
}

static gboolean begin_path(struct reader *reader)
{
	struct path_block block = { .line = reader->lex.line,
				    .files.first = reader->files->len,
				    .includes.first = reader->includes->len,
				    .items.first = reader->items->len };
	guint n = reader->paths->len;

	if (!lex_word(&reader->lex, &block.path) || !lex_end(&reader->lex))
		return FALSE;
	if (n && strcmp(reader_path(reader, n - 1)->path, block.path) >= 0)
		return lex_fail(&reader->lex, "'%s' is not in order", block.path);
	g_array_append_val(reader->paths, block);
	reader->owner = MODEL_NONE;
	return TRUE;
}

static gboolean read_shown(struct reader *reader, const char *path, const char **ret)
{
	const char *rest = path;

	if (lex_take(&reader->lex, "from"))
		return lex_word(&reader->lex, ret);
	if (lex_take(&reader->lex, "at") && !lex_word(&reader->lex, &rest))
		return FALSE;
	*ret = reader_join(reader, reader->prefix, rest);
	return *ret != NULL;
}

static gboolean read_file(struct reader *reader, struct path_block *block)
{
	struct snapshot_header header = { .path = block->path };
	struct lex *lex = &reader->lex;
	GArray *files = reader->files;

	if (block->includes.n || block->items.n)
		return lex_fail(lex, "a file stands behind what is in it");
	if (!lex_optional(lex, &header.digest) || !read_shown(reader, block->path, &header.shown))
		return FALSE;
	header.judged = !lex_take(lex, "sysroot");
	if (!lex_targets(lex, TARGET_ALL, &header.targets))
		return FALSE;
	for (guint i = block->files.first; i < files->len; i++) {
		target_set other = g_array_index(files, struct snapshot_header, i).targets;
		if (other & header.targets || other > header.targets)
			return lex_fail(lex, "targets of files are not in order");
	}
	block->files.n++;
	block->usual |= header.targets & reader->modelled;
	g_array_append_val(files, header);
	return TRUE;
}

static gboolean read_include(struct reader *reader, struct path_block *block, gboolean misses)
{
	struct include_line new = { .refs.first = reader->path_refs->len, .misses = misses };
	struct lex *lex = &reader->lex;

	if (block->items.n)
		return lex_fail(lex, "an include stands behind what is in the header");
	while (lex_more(lex) && *lex->rest != '@') {
		const char *path;
		if (!lex_word(lex, &path))
			return FALSE;
		reader_add_path(reader, path);
	}
	new.refs.n = reader->path_refs->len - new.refs.first;
	if (!lex_targets(lex, block->usual, &new.targets))
		return FALSE;
	for (guint i = block->includes.first; i < reader->includes->len; i++) {
		if (g_array_index(reader->includes, struct include_line, i).targets & new.targets)
			return lex_fail(lex, "a target has its includes twice");
	}
	block->includes.n++;
	g_array_append_val(reader->includes, new);
	return new.targets & ~block->usual ? lex_fail(lex, "it is for a target without the header")
					   : TRUE;
}

static gboolean read_header_line(struct reader *reader, struct path_block *block)
{
	if (lex_take(&reader->lex, "file"))
		return read_file(reader, block);
	if (lex_take(&reader->lex, "include"))
		return read_include(reader, block, FALSE);
	if (lex_take(&reader->lex, "include+"))
		return read_include(reader, block, TRUE);
	return reader_item_line(reader, block);
}

/* Below "header PATH", to the next line that is none of it. */
static gboolean read_header(struct reader *reader)
{
	gboolean inside = FALSE; /* a record or enumeration */
	struct path_block *block;

	if (!begin_path(reader))
		return FALSE;
	block = reader_path(reader, reader->paths->len - 1);
	for (;;) {
		gboolean read;
		if (!lex_line(&reader->lex))
			return FALSE;
		if (!reader->lex.depth && !reader_begins_block(reader))
			break;
		if (inside && reader->lex.depth)
			read = reader_inner_line(reader, block);
		else if (reader->lex.depth)
			read = read_header_line(reader, block);
		else
			read = inside = reader_block_line(reader, block);
		if (!read)
			return FALSE;
	}
	return block->files.n ? TRUE
			      : lex_fail_at(&reader->lex, block->line, "the header has no file");
}

static gboolean read_words(struct reader *reader)
{
	struct lex *lex = &reader->lex;
	const char *path, *words;
	target_set set;

	if (!lex_word(lex, &path) || !lex_quoted(lex, &words) ||
	    !lex_targets(lex, TARGET_ALL, &set))
		return FALSE;
	guint32 number = reader_find_path(reader, path);
	struct span files = { 0 };
	if (number != MODEL_NONE)
		files = reader_path(reader, number)->files;
	for (guint32 i = files.first; i < files.first + files.n; i++) {
		struct snapshot_header *file =
			&g_array_index(reader->files, struct snapshot_header, i);
		if (file->targets != set)
			continue;
		if (file->words)
			return lex_fail(lex, "a file has its words twice");
		file->words = words;
		return TRUE;
	}
	return lex_fail(lex, "there is no such file");
}

/* Lines that begin with @word, as long as there are some. */
static gboolean read_lines(struct reader *reader, const char *word,
			   gboolean (*read)(struct reader *reader))
{
	while (!reader->lex.depth && lex_take(&reader->lex, word)) {
		if (!read(reader) || !lex_line(&reader->lex))
			return FALSE;
	}
	return TRUE;
}

static gboolean read_headers(struct reader *reader)
{
	while (!reader->lex.depth && lex_take(&reader->lex, "header")) {
		if (!read_header(reader)) /* which stops at the line behind it */
			return FALSE;
	}
	return TRUE;
}

static gboolean read_end(struct reader *reader)
{
	struct lex *lex = &reader->lex;

	if (lex->depth || !lex_take(lex, "end"))
		return lex_fail(lex, "nothing of this kind can stand here");
	if (!lex_end(lex))
		return FALSE;
	return lex->next == lex->end ? TRUE : lex_fail(lex, "something stands behind the end");
}

static gboolean read_all(struct reader *reader)
{
	return read_version(reader) && read_preamble(reader) &&
	       read_lines(reader, "type", reader_type_line) &&
	       read_lines(reader, "refusal", read_refusal) &&
	       read_lines(reader, "unjudged", read_unjudged) && read_headers(reader) &&
	       read_lines(reader, "words", read_words) &&
	       read_lines(reader, "places", reader_places_line) && read_end(reader);
}

static gpointer take_array(struct reader *reader, const GArray *array)
{
	gsize size = g_array_get_element_size((GArray *)array);
	gpointer taken = reader_alloc(reader, array->len + 1, size);

	return taken && array->len ? memcpy(taken, array->data, array->len * size) : taken;
}

static gboolean finish(struct reader *reader)
{
	struct snapshot *snapshot = reader->snapshot;

	snapshot->headers = take_array(reader, reader->files);
	snapshot->n_headers = reader->files->len;
	if (!snapshot->headers)
		return FALSE;
	snapshot->refusals = take_array(reader, reader->refusals);
	snapshot->n_refusals = reader->refusals->len;
	if (!snapshot->refusals)
		return FALSE;
	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (!(reader->modelled & TARGET_BIT(id)))
			continue;
		snapshot->models[id] = reader_build(reader, id);
		if (!snapshot->models[id])
			return FALSE;
	}
	return TRUE;
}

static void reader_init(struct reader *reader, gsize size)
{
	reader->types = g_array_new(FALSE, FALSE, sizeof(struct type_line));
	reader->refusals = g_array_new(FALSE, FALSE, sizeof(struct snapshot_refusal));
	reader->unjudged = g_array_new(FALSE, FALSE, sizeof(struct unjudged_line));
	reader->paths = g_array_new(FALSE, FALSE, sizeof(struct path_block));
	reader->files = g_array_new(FALSE, FALSE, sizeof(struct snapshot_header));
	reader->includes = g_array_new(FALSE, FALSE, sizeof(struct include_line));
	/* About as many as there will be: what was measured is 35 bytes an item. */
	reader->items = g_array_sized_new(FALSE, FALSE, sizeof(struct item), (guint)(size / 32));
	reader->places = g_array_new(FALSE, FALSE, sizeof(struct places_line));
	reader->spots = g_array_new(FALSE, FALSE, sizeof(struct spot));
	reader->extras = g_array_new(FALSE, FALSE, sizeof(struct constant_extra));
	reader->commands = g_array_new(FALSE, FALSE, sizeof(struct command_line));
	reader->flags = g_array_new(FALSE, FALSE, sizeof(struct flag_line));
	reader->records = g_array_new(FALSE, FALSE, sizeof(struct record_ref));
	reader->path_refs = g_array_new(FALSE, FALSE, sizeof(struct path_ref));
	reader->open = g_array_new(FALSE, FALSE, sizeof(guint32));
	for (guint kind = 0; kind < ITEM_SORTED; kind++)
		reader->sorted[kind] = g_array_new(FALSE, FALSE, sizeof(guint32));
}

static void reader_clear(struct reader *reader)
{
	GArray *const arrays[] = {
		reader->types,     reader->refusals, reader->unjudged, reader->paths,
		reader->files,     reader->includes, reader->items,    reader->places,
		reader->extras,    reader->commands, reader->flags,    reader->records,
		reader->path_refs, reader->open,     reader->spots,
	};

	for (gsize i = 0; i < G_N_ELEMENTS(arrays); i++)
		g_array_free(arrays[i], TRUE);
	for (guint kind = 0; kind < ITEM_SORTED; kind++)
		g_array_free(reader->sorted[kind], TRUE);
}

/* Refuses what cannot be a snapshot by its size or by the kind of its bytes. */
static gboolean check_bytes(const char *name, const char *text, gsize size, GError **error)
{
	if (size > SNAPSHOT_BYTES) {
		g_set_error(error, SNAPSHOT_ERROR, SNAPSHOT_ERROR_LIMIT,
			    "'%s': a snapshot has at most %" G_GSIZE_FORMAT " MiB", name,
			    SNAPSHOT_BYTES >> 20);
		return FALSE;
	}
	if (snapshot_recognise(text, size) && !memchr(text, '\0', size))
		return TRUE;
	g_set_error(error, SNAPSHOT_ERROR, SNAPSHOT_ERROR_MALFORMED,
		    snapshot_recognise(text, size) ? "'%s': a snapshot has no NUL byte in it"
						   : "'%s': line 1: it is no snapshot",
		    name);
	return FALSE;
}

struct snapshot *snapshot_read(const char *name, const char *text, gsize size, GError **error)
{
	struct reader reader = { .lex = { .name = name, .error = error } };

	if (!check_bytes(name, text, size, error))
		return NULL;
	reader.memory = MIN(MEMORY_LEAST + size * MEMORY_FACTOR, SNAPSHOT_MEMORY);
	/* Twice: room for copies, see compare/snapshot-tree.h.  It costs nothing before it
	 * is used. */
	reader.snapshot = snapshot_new(2 * reader.memory, error);
	if (!reader.snapshot)
		return NULL;
	reader.arena = snapshot_arena(reader.snapshot);
	reader.lex.next = arena_alloc(reader.arena, size + 1);
	memcpy(reader.lex.next, text, size);
	reader.lex.end = reader.lex.next + size;
	reader_init(&reader, size);
	if (!read_all(&reader) || !reader_link(&reader) || !finish(&reader))
		g_clear_pointer(&reader.snapshot, snapshot_free);
	reader_clear(&reader);
	return reader.snapshot;
}
