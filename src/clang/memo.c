/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Of the first headers: a macro's value is that of its text, of the macros that are named in it,
 * and so on. It is kept only if
 *  - all of these are defined by headers that the unit includes first, so that nothing
 *    stands before them, and that have an include guard, so that they are read once;
 *  - no other header of the tree defines one of them or takes it away;
 *  - no other name is in their texts but types of these headers: it could be an enumerator
 *    or a type of any header.
 * Of all others: where such names are all that it depends on, it is kept by its meaning.
 */
#include "clang/memo.h"

#include <string.h>

#include "clang/lexer.h"

/* Of macros that name each other. */
#define MOST_DEPTH 16

struct kept {
	struct answer answers[FUNCTION_MACRO_SAMPLES];
};

struct memo {
	GPtrArray *files;    /* struct tree_file: what the first headers can include */
	GHashTable *entered; /* set of paths: what they do include */
	GHashTable *needed;  /* set of names that no other header may touch */
	GHashTable *answers; /* name of a macro, or its meaning -> struct kept */
	GHashTable *closed;  /* set of names: what they stand for stays */
	GHashTable *types;   /* set of names: typedefs of the first headers */
	struct unit_memory memory;
	GStringChunk *strings;
};

void memo_free(struct memo *memo)
{
	if (!memo)
		return;
	g_ptr_array_free(memo->files, TRUE);
	g_hash_table_destroy(memo->entered);
	g_hash_table_destroy(memo->needed);
	g_hash_table_destroy(memo->answers);
	g_hash_table_destroy(memo->closed);
	g_hash_table_destroy(memo->types);
	g_string_chunk_free(memo->strings);
	g_free(memo);
}

const struct unit_memory *memo_memory(const struct memo *memo)
{
	return &memo->memory;
}

static gboolean is_same(const struct tree_file *a, const struct tree_file *b)
{
	return !strcmp(a->path, b->path) && a->size == b->size &&
	       (a->text == b->text || !memcmp(a->text, b->text, a->size));
}

gboolean memo_fits(const struct memo *memo, const struct scan *scan, const gboolean *first)
{
	guint n = 0;

	for (gsize i = 0; i < scan->n_files; i++) {
		if (!first[i])
			continue;
		if (n == memo->files->len || !is_same(memo->files->pdata[n], scan->files[i].file))
			return FALSE;
		n++;
	}
	return n == memo->files->len;
}

/* Whether a header that is not among the entered ones touches a name in @names. */
static gboolean is_touched(const struct scan *scan, enum target_id target, GHashTable *entered,
			   GHashTable *names)
{
	for (gsize i = 0; i < scan->n_files; i++) {
		const struct scan_file *file = &scan->files[i];
		if (!(file->file->targets & TARGET_BIT(target)) ||
		    g_hash_table_contains(entered, file->file->path))
			continue;
		for (guint j = 0; j < file->defines->len; j++) {
			if (g_hash_table_contains(
				    names,
				    g_array_index(file->defines, struct scan_define, j).name))
				return TRUE;
		}
		for (guint j = 0; j < file->undefines->len; j++) {
			if (g_hash_table_contains(names, file->undefines->pdata[j]))
				return TRUE;
		}
	}
	return FALSE;
}

gboolean memo_holds(const struct memo *memo, const struct scan *scan, enum target_id target)
{
	return !is_touched(scan, target, memo->entered, memo->needed);
}

/* Words that mean the same everywhere, as long as they are no macros. */
static const char *const keywords[] = { "sizeof", "unsigned", "signed", "char", "short",
					"int",    "long",     "void",   NULL };

struct learning {
	const struct walk *walk;
	struct memo *memo;
	GHashTable *defines; /* name -> GPtrArray of struct scan_define, in entered headers */
	GHashTable *others;  /* set of names that cannot be relied on */
	GHashTable *closed;  /* name -> TRUE, or FALSE as long as that is not known */
};

static gboolean is_closed(struct learning *learning, const char *name, guint depth);

/* A name that is no macro: a type, then, of the first headers. */
static gboolean is_type(struct learning *learning, const char *name)
{
	if (!g_hash_table_contains(learning->memo->types, name))
		return FALSE;
	g_hash_table_add(learning->memo->needed,
			 g_string_chunk_insert(learning->memo->strings, name));
	return TRUE;
}

static gboolean is_word_closed(struct learning *learning, const struct scan_define *define,
			       const char *word, guint depth)
{
	/* A macro is not expanded in itself. */
	if (strcmp(word, define->name) == 0)
		return is_type(learning, word);
	return is_closed(learning, word, depth);
}

static gboolean is_text_closed(struct learning *learning, const struct scan_define *define,
			       guint depth)
{
	const char *at = define->text;
	gsize length;

	if (strchr(at, '#'))
		return FALSE;
	while ((at = lexer_next_name(at, &length))) {
		g_autofree char *word = g_strndup(at, length);
		if (!lexer_is_parameter(define->parameters, at, length) &&
		    !is_word_closed(learning, define, word, depth))
			return FALSE;
		at += length;
	}
	return TRUE;
}

/* Whether @name stands for the same thing wherever the first headers are the same. */
static gboolean is_closed(struct learning *learning, const char *name, guint depth)
{
	const GPtrArray *defines = g_hash_table_lookup(learning->defines, name);
	gpointer known;

	if (g_hash_table_contains(learning->others, name) || !depth)
		return FALSE;
	if (!defines)
		return g_strv_contains(keywords, name) || is_type(learning, name);
	if (g_hash_table_lookup_extended(learning->closed, name, NULL, &known))
		return GPOINTER_TO_INT(known);
	name = ((const struct scan_define *)defines->pdata[0])->name;
	g_hash_table_insert(learning->closed, (gpointer)name, GINT_TO_POINTER(FALSE));
	for (guint i = 0; i < defines->len; i++) {
		if (!is_text_closed(learning, defines->pdata[i], depth - 1))
			return FALSE;
	}
	g_hash_table_insert(learning->closed, (gpointer)name, GINT_TO_POINTER(TRUE));
	return TRUE;
}

static void note_define(GHashTable *defines, struct scan_define *define)
{
	GPtrArray *list = g_hash_table_lookup(defines, define->name);

	if (!list) {
		list = g_ptr_array_new();
		g_hash_table_insert(defines, (gpointer)define->name, list);
	}
	g_ptr_array_add(list, define);
}

static void note_file(struct learning *learning, const struct scan_file *file)
{
	struct memo *memo = learning->memo;
	gboolean is_entered = g_hash_table_contains(memo->entered, file->file->path);

	for (guint i = 0; i < file->defines->len; i++) {
		struct scan_define *define = &g_array_index(file->defines, struct scan_define, i);
		if (is_entered && file->guard)
			note_define(learning->defines, define);
		else
			g_hash_table_add(learning->others, (gpointer)define->name);
	}
	for (guint i = 0; i < file->undefines->len && !is_entered; i++)
		g_hash_table_add(learning->others, file->undefines->pdata[i]);
	if (is_entered && file->guard)
		g_hash_table_add(memo->needed, g_string_chunk_insert(memo->strings, file->guard));
}

/* Whether the answer to @probe, about the macro @name, is the same next time.  Whether it is
 * defined does not depend on its text. */
static gboolean is_lasting(struct learning *learning, const struct probe *probe, const char *name)
{
	struct memo *memo = learning->memo;

	if (!g_hash_table_contains(learning->defines, name) ||
	    g_hash_table_contains(learning->others, name))
		return FALSE;
	if (probe->kind != PROBE_DEFINED)
		return is_closed(learning, name, MOST_DEPTH);
	g_hash_table_add(memo->needed, g_string_chunk_insert(memo->strings, name));
	return TRUE;
}

static const char *name_of(const struct walk *walk, const struct probe *probe)
{
	return g_array_index(walk->scan->files[probe->file].defines, struct scan_define,
			     probe->index)
		.name;
}

/* @key: the name of a macro, or its meaning. */
static void keep(struct memo *memo, const char *key, guint sample, struct answer answer)
{
	struct kept *kept = g_hash_table_lookup(memo->answers, key);

	if (!kept) {
		kept = g_new0(struct kept, 1);
		g_hash_table_insert(memo->answers, g_string_chunk_insert(memo->strings, key), kept);
	}
	answer.text = answer.text ? g_string_chunk_insert(memo->strings, answer.text) : NULL;
	kept->answers[sample] = answer;
}

/* Keeps the answer to the probe of number @number if it is one that stays. */
static void learn_answer(struct learning *learning, guint number)
{
	const struct walk *walk = learning->walk;
	const struct probe *probe = &g_array_index(walk->unit->probes, struct probe, number);

	if (probe->kind != PROBE_VALUE && probe->kind != PROBE_DEFINED &&
	    probe->kind != PROBE_SAMPLE)
		return;
	if (is_lasting(learning, probe, name_of(walk, probe)))
		keep(learning->memo, name_of(walk, probe), probe->sample,
		     g_array_index(walk->answers, struct answer, number));
}

static void learn_files(struct learning *learning, const gboolean *first)
{
	const struct walk *walk = learning->walk;
	struct memo *memo = learning->memo;

	for (guint i = 0; i < walk->builder->headers->len; i++) {
		const struct tree_file *file = walk->scan->files[walk->file_of_header[i]].file;
		if (walk->leads[i])
			g_hash_table_add(memo->entered, (gpointer)file->path);
	}
	for (gsize i = 0; i < walk->scan->n_files; i++) {
		if (first[i])
			g_ptr_array_add(memo->files, (gpointer)walk->scan->files[i].file);
		if (walk->scan->files[i].file->targets & TARGET_BIT(walk->target))
			note_file(learning, &walk->scan->files[i]);
	}
}

static void learn_types(struct learning *learning)
{
	const GArray *names = learning->walk->builder->type_names;

	for (guint i = 0; i < names->len; i++) {
		const struct type_name *type = &g_array_index(names, struct type_name, i);
		if (learning->walk->leads[type->place.header])
			g_hash_table_add(learning->memo->types,
					 g_string_chunk_insert(learning->memo->strings,
							       type->name));
	}
}

static void learn_answers(struct learning *learning)
{
	struct memo *memo = learning->memo;
	GHashTableIter iter;
	gpointer name, closed;

	learn_types(learning);
	for (guint i = 0; i < learning->walk->answers->len; i++)
		learn_answer(learning, i);
	g_hash_table_iter_init(&iter, learning->closed);
	while (g_hash_table_iter_next(&iter, &name, &closed)) {
		char *kept =
			GPOINTER_TO_INT(closed) ? g_string_chunk_insert(memo->strings, name) : NULL;
		if (!kept)
			continue;
		g_hash_table_add(memo->needed, kept);
		g_hash_table_add(memo->closed, kept);
	}
}

struct memo *memo_new(const struct walk *walk, const gboolean *first)
{
	struct memo *memo = g_new0(struct memo, 1);
	g_autoptr(GHashTable) defines = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
							      (GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GHashTable) others = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) closed = g_hash_table_new(g_str_hash, g_str_equal);
	struct learning learning = { walk, memo, defines, others, closed };

	memo->files = g_ptr_array_new();
	memo->entered = g_hash_table_new(g_str_hash, g_str_equal);
	memo->needed = g_hash_table_new(g_str_hash, g_str_equal);
	memo->answers = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	memo->closed = g_hash_table_new(g_str_hash, g_str_equal);
	memo->types = g_hash_table_new(g_str_hash, g_str_equal);
	memo->memory = (struct unit_memory){ memo->answers, memo->closed, memo->types };
	memo->strings = g_string_chunk_new(4096);
	/* The scanner does not look behind "#ifdef __KERNEL__". */
	g_hash_table_add(memo->needed, (gpointer) "__KERNEL__");
	for (gsize i = 0; keywords[i]; i++) {
		g_hash_table_add(memo->needed, (gpointer)keywords[i]);
		g_hash_table_add(memo->closed, (gpointer)keywords[i]);
	}
	learn_files(&learning, first);
	if (memo_holds(memo, walk->scan, walk->target))
		learn_answers(&learning);
	return memo;
}

void memo_learn(struct memo *memo, const struct walk *walk)
{
	for (guint i = 0; i < walk->answers->len; i++) {
		const struct probe *probe = &g_array_index(walk->unit->probes, struct probe, i);

		if (probe->meaning && !probe->is_known)
			keep(memo, probe->meaning, probe->sample,
			     g_array_index(walk->answers, struct answer, i));
	}
}

void memo_answer(const struct memo *memo, struct walk *walk)
{
	for (guint i = 0; i < walk->answers->len; i++) {
		const struct probe *probe = &g_array_index(walk->unit->probes, struct probe, i);
		if (!probe->is_known)
			continue;
		const struct kept *kept =
			g_hash_table_lookup(memo->answers,
					    probe->meaning ? probe->meaning : name_of(walk, probe));
		struct answer *answer = &g_array_index(walk->answers, struct answer, i);
		*answer = kept->answers[probe->sample];
		answer->text = builder_text(walk->builder, answer->text);
	}
}
