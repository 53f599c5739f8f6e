/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/clang.h"
#include "clang/parse.h"

#include <malloc.h>
#include <string.h>

#include "clang/compile.h"
#include "clang/memo.h"
#include "clang/walk.h"
#include "model/builder.h"

/* Headers with errors are tried once more alone, up to this many. */
#define MOST_ALONE 256

struct parser {
	CXIndex index;
	gboolean is_brief;
	struct memo *memos[TARGET_COUNT]; /* NULL as long as nothing is known */
};

/* Which headers go into the common unit, and which are parsed alone. */
struct plan {
	GArray *together; /* guint32 */
	GArray *alone;    /* guint32 */
	gboolean *seen;   /* per file: a unit can include it by name */
	gboolean *wanted; /* per file: macros and items taken from the common unit */
};

/* Two headers with one include guard hide each other: the second one is alone.
 * @available (per file) can be included; @unfinished only by others. */
static void plan_init(struct plan *plan, const struct scan *scan, enum target_id target,
		      const gboolean *available, const gboolean *unfinished)
{
	g_autoptr(GHashTable) guards = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GArray) chosen = unit_choose_headers(scan, target);

	plan->together = g_array_new(FALSE, FALSE, sizeof(guint32));
	plan->alone = g_array_new(FALSE, FALSE, sizeof(guint32));
	plan->wanted = g_new0(gboolean, scan->n_files + 1);
	for (gsize i = 0; i < scan->n_files; i++)
		plan->wanted[i] = (scan->files[i].file->targets & TARGET_BIT(target)) &&
				  !scan->files[i].obstacle && available[i];
	plan->seen = g_memdup2(plan->wanted, (scan->n_files + 1) * sizeof(gboolean));
	for (gsize i = 0; i < scan->n_files; i++)
		plan->seen[i] = plan->seen[i] && !unfinished[i];
	for (guint i = 0; i < chosen->len; i++) {
		guint32 file = g_array_index(chosen, guint32, i);
		const char *guard = scan->files[file].guard;
		if (!plan->seen[file])
			continue;
		if (guard && !g_hash_table_add(guards, (gpointer)guard)) {
			plan->wanted[file] = FALSE;
			g_array_append_val(plan->alone, file);
		} else {
			g_array_append_val(plan->together, file);
		}
	}
}

static void plan_clear(struct plan *plan)
{
	g_array_free(plan->together, TRUE);
	g_array_free(plan->alone, TRUE);
	g_free(plan->wanted);
	g_free(plan->seen);
}

/* Headers that have errors in company may have none alone. */
static void move_failed(struct plan *plan, const struct walk *walk)
{
	for (guint i = 0; i < walk->errors->len && plan->alone->len < MOST_ALONE; i++) {
		guint32 header = g_array_index(walk->errors, struct parse_error, i).header;
		guint32 file = walk->file_of_header[header];
		if (!plan->wanted[file])
			continue;
		plan->wanted[file] = FALSE;
		g_array_append_val(plan->alone, file);
	}
}

/* One header spoilt the company: each has to show for itself. */
static void move_all(struct plan *plan, gsize n_files)
{
	g_array_set_size(plan->alone, 0);
	for (guint32 i = 0; i < n_files; i++) {
		if (plan->seen[i])
			g_array_append_val(plan->alone, i);
		plan->wanted[i] = FALSE;
	}
}

/* What stand-ins include of the tree; no header shows it. */
static const char *const roots[] = {
	"linux/types.h",  "linux/ioctl.h", "linux/limits.h", "linux/time.h",     "linux/socket.h",
	"linux/in.h",     "linux/in6.h",   "linux/if.h",     "linux/if_ether.h", "linux/errno.h",
	"linux/signal.h", "linux/fcntl.h", "asm/ioctls.h",
};

/* So many of them belong to what every unit begins with: see parse_always. */
#define LEADING_ROOTS 3

static void reach_from(const struct walk *walk, const char *path, gboolean *reached,
		       GArray *headers)
{
	guint32 number = GPOINTER_TO_UINT(g_hash_table_lookup(walk->header_of_path, path));

	if (!number || reached[walk->file_of_header[number - 1]])
		return;
	reached[walk->file_of_header[number - 1]] = TRUE;
	number--;
	g_array_append_val(headers, number);
}

/* Per file: whether @path, which may be NULL, or the first @n_roots can include it. */
static gboolean *reach_all(const struct walk *walk, const char *path, gsize n_roots)
{
	gboolean *reached = g_new0(gboolean, walk->scan->n_files + 1);
	g_autoptr(GArray) headers = g_array_new(FALSE, FALSE, sizeof(guint32));
	const char *const *first = walk->scan->tree->pre_includes;

	if (path)
		reach_from(walk, path, reached, headers);
	for (; first && *first; first++)
		reach_from(walk, *first, reached, headers);
	for (gsize i = 0; i < n_roots; i++)
		reach_from(walk, roots[i], reached, headers);
	for (guint i = 0; i < headers->len; i++) {
		const struct header *header = &g_array_index(walk->builder->headers, struct header,
							     g_array_index(headers, guint32, i));
		for (guint32 j = 0; j < header->n_includes; j++)
			reach_from(walk,
				   g_array_index(walk->builder->headers, struct header,
						 header->includes[j])
					   .path,
				   reached, headers);
	}
	return reached;
}

/* The files that a unit with @file alone can include: few, and the compiler
 * copies all that it is given. */
static gboolean *reachable_files(const struct walk *walk, guint32 file, const gboolean *available)
{
	gboolean *reached =
		reach_all(walk, walk->scan->files[file].file->path, G_N_ELEMENTS(roots));

	for (gsize i = 0; i < walk->scan->n_files; i++)
		reached[i] = reached[i] && available[i];
	return reached;
}

static gboolean is_always(const char *path)
{
	return g_strv_contains(parse_always, path);
}

/* Whether a stand-in other than those of parse_always comes with @file. */
static gboolean takes_standin(const struct walk *walk, const struct scan_file *file)
{
	for (guint i = 0; i < file->includes->len; i++) {
		const char *path = g_array_index(file->includes, struct scan_include, i).path;
		if (!is_always(path) && parse_provides(path) &&
		    !tree_find(walk->scan->tree, path, walk->target))
			return TRUE;
	}
	return FALSE;
}

/* What the first includes of a unit can include; NULL if other stand-ins take part, or if
 * that cannot be told. */
static gboolean *leading_files(const struct walk *walk)
{
	const struct tree *tree = walk->scan->tree;
	g_autofree gboolean *leading = NULL;

	for (gsize i = 0; parse_always[i]; i++) {
		gboolean is_kernels = strchr(parse_always[i], '/') != NULL;
		if (is_kernels != !!tree_find(tree, parse_always[i], walk->target))
			return NULL;
	}
	leading = reach_all(walk, NULL, LEADING_ROOTS);
	for (gsize i = 0; i < walk->scan->n_files; i++) {
		const struct scan_file *file = &walk->scan->files[i];
		if (leading[i] && (file->searches || takes_standin(walk, file)))
			return NULL;
	}
	return g_steal_pointer(&leading);
}

/* The memo for what all units of this tree begin with: one that fits, or NULL, and then
 * @first says what a new one is about, or is NULL where there can be none. */
static struct memo *recall(struct parser *parser, const struct walk *walk, const gboolean *left_out,
			   gboolean **first)
{
	struct memo **memo = &parser->memos[walk->target];

	/* What a set defines may change what every unit begins with. */
	if (parser->is_brief || left_out || walk->scan->tree->defines ||
	    walk->scan->tree->pre_includes)
		return NULL;
	g_autofree gboolean *leading = leading_files(walk);
	if (!leading)
		return NULL;
	if (*memo && memo_fits(*memo, walk->scan, leading))
		return memo_holds(*memo, walk->scan, walk->target) ? *memo : NULL;
	g_clear_pointer(memo, memo_free);
	*first = g_steal_pointer(&leading);
	return NULL;
}

static gboolean parse_together(struct parser *parser, struct compiler *compiler, struct walk *walk,
			       struct plan *plan, const gboolean *left_out)
{
	g_autofree gboolean *first = NULL;
	struct memo *memo = recall(parser, walk, left_out, &first);
	AUTO(unit)
	unit = unit_new_knowing(walk->scan, (const guint32 *)plan->together->data,
				plan->together->len, plan->wanted, memo ? memo_memory(memo) : NULL);
	CXTranslationUnit tu = compiler_run(compiler, unit, CXTranslationUnit_SkipFunctionBodies);

	if (!tu)
		return FALSE;
	walk_begin(walk, tu, unit);
	if (memo)
		memo_answer(memo, walk);
	if (walk->is_torn) {
		move_all(plan, walk->scan->n_files);
	} else {
		move_failed(plan, walk);
		walk_unit(walk, plan->wanted);
		if (memo)
			memo_learn(memo, walk);
		if (first)
			parser->memos[walk->target] = memo_new(walk, first);
	}
	walk_end(walk);
	if (!parser->is_brief)
		clang_disposeTranslationUnit(tu);
	return TRUE;
}

/* A header that is made to be included by another one, such as soundcard.h's
 * patchkey.h, is parsed through that one: the file to include for @file. */
static guint32 includer_of(const struct walk *walk, guint32 file)
{
	const char *path = walk->scan->files[file].file->path;
	guint32 number = GPOINTER_TO_UINT(g_hash_table_lookup(walk->header_of_path, path));

	for (guint32 i = 0; number && i < walk->builder->headers->len; i++) {
		const struct header *header =
			&g_array_index(walk->builder->headers, struct header, i);
		for (guint32 j = 0; header->judged && j < header->n_includes; j++) {
			if (header->includes[j] == number - 1 && i != number - 1)
				return walk->file_of_header[i];
		}
	}
	return file;
}

static void note_torn(struct walk *walk, guint32 file)
{
	const char *path = walk->scan->files[file].file->path;
	guint32 number = GPOINTER_TO_UINT(g_hash_table_lookup(walk->header_of_path, path));

	if (number)
		walk_unjudged(walk, &(struct place){ .header = number - 1 }, NULL,
			      "a brace stays open at the end of it, or of what it includes");
}

static guint count_errors(const struct walk *walk, guint32 file)
{
	guint n = 0;

	for (guint i = 0; i < walk->errors->len; i++) {
		guint32 header = g_array_index(walk->errors, struct parse_error, i).header;
		n += walk->file_of_header[header] == file;
	}
	return n;
}

/*
 * Parses the header @entry and takes what @file has, if that has at most @most
 * errors there; returns how many it has.
 */
static guint try_alone(struct walk *walk, const gboolean *available, guint32 file, guint32 entry,
		       guint most)
{
	const struct scan *scan = walk->scan;
	g_autofree gboolean *wanted = g_new0(gboolean, scan->n_files + 1);
	g_autofree gboolean *reached = reachable_files(walk, entry, available);
	struct compiler compiler;
	guint errors = G_MAXUINT;

	wanted[file] = TRUE;
	AUTO(unit) unit = unit_new(scan, &entry, 1, wanted);
	compiler_init(&compiler, walk, reached);
	CXTranslationUnit tu = compiler_run(&compiler, unit, CXTranslationUnit_SkipFunctionBodies);
	if (tu) {
		walk_begin(walk, tu, unit);
		errors = walk->is_torn ? G_MAXUINT : count_errors(walk, file);
		if (walk->is_torn && most == G_MAXUINT)
			note_torn(walk, file);
		else if (errors <= most && !walk->is_torn)
			walk_unit(walk, wanted);
		walk_end(walk);
		clang_disposeTranslationUnit(tu);
	}
	compiler_clear(&compiler);
	return errors;
}

/* The header itself, else through one that includes it, else as it is. */
static void parse_alone(struct walk *walk, const gboolean *available, guint32 file)
{
	guint32 includer = includer_of(walk, file);
	guint errors = try_alone(walk, available, file, file, 0);

	if (errors && includer != file &&
	    try_alone(walk, available, file, includer, errors - 1) < errors)
		return;
	if (errors)
		try_alone(walk, available, file, file, G_MAXUINT);
}

/* The first error behind the last header, in the unit itself; NULL if none. */
static const char *error_in_unit(struct walk *walk, CXTranslationUnit tu)
{
	unsigned n = clang_getNumDiagnostics(tu);
	const char *found = NULL;

	for (unsigned i = 0; i < n && !found; i++) {
		CXDiagnostic diagnostic = clang_getDiagnostic(tu, i);
		CXFile file;
		clang_getExpansionLocation(clang_getDiagnosticLocation(diagnostic), &file, NULL,
					   NULL, NULL);
		CXString name = clang_getFileName(file);
		if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error &&
		    !g_strcmp0(clang_getCString(name), UNIT_FILE))
			found = walk_text(walk, clang_getDiagnosticSpelling(diagnostic));
		clang_disposeString(name);
		clang_disposeDiagnostic(diagnostic);
	}
	return found;
}

/* Whether what stands behind an #include of @file becomes part of a declaration
 * that began in it. */
static gboolean is_unfinished(struct walk *walk, const gboolean *available, guint32 header)
{
	guint32 file = walk->file_of_header[header];
	AUTO(unit) unit = unit_new(walk->scan, &file, 1, NULL);
	g_autofree gboolean *reached = reachable_files(walk, file, available);
	struct compiler compiler;

	g_string_append(unit->text, "extern int " UNIT_PROBE "end;\n");
	compiler_init(&compiler, walk, reached);
	CXTranslationUnit tu = compiler_run(&compiler, unit, 0);
	const char *error = tu ? error_in_unit(walk, tu) : NULL;
	if (error) {
		g_autofree char *reason =
			g_strdup_printf("it ends inside a declaration: %s", error);
		walk_unjudged(walk, &(struct place){ .header = header }, NULL, reason);
	}
	g_clear_pointer(&tu, clang_disposeTranslationUnit);
	compiler_clear(&compiler);
	return error != NULL;
}

static gboolean includes_unfinished(const struct walk *walk, const gboolean *unfinished,
				    guint32 header)
{
	const struct header *from = &g_array_index(walk->builder->headers, struct header, header);

	for (guint32 i = 0; i < from->n_includes; i++) {
		if (unfinished[walk->file_of_header[from->includes[i]]])
			return TRUE;
	}
	return FALSE;
}

/* The headers that would draw those behind them into a declaration: forgotten
 * braces, and lists made for the inside of one.  Who includes such a header may
 * be one too. */
static gboolean *find_unfinished(struct walk *walk, const gboolean *available)
{
	gboolean *unfinished = g_new0(gboolean, walk->scan->n_files + 1);
	g_autofree gboolean *tried = g_new0(gboolean, walk->scan->n_files + 1);
	gboolean grown = TRUE;

	while (grown) {
		grown = FALSE;
		for (guint32 i = 0; i < walk->builder->headers->len; i++) {
			guint32 file = walk->file_of_header[i];
			if (tried[file] || !available[file] || walk->scan->files[file].obstacle ||
			    !(walk->scan->files[file].open_ended ||
			      includes_unfinished(walk, unfinished, i)))
				continue;
			tried[file] = TRUE;
			unfinished[file] = is_unfinished(walk, available, i);
			grown |= unfinished[file];
		}
	}
	return unfinished;
}

static void note_left_out(struct walk *walk, const gboolean *left_out)
{
	for (guint32 i = 0; left_out && i < walk->builder->headers->len; i++) {
		if (left_out[walk->file_of_header[i]])
			walk_unjudged(walk, &(struct place){ .header = i }, NULL,
				      PARSE_FAILED " on it");
	}
}

/*
 * libclang would start a thread for each unit, whose heap grows by a page at a time, and the
 * C library would give memory back between units: both cost as much as a small unit itself.
 */
static void tune_process(void)
{
	g_setenv("LIBCLANG_NOTHREADS", "1", TRUE);
	mallopt(M_TOP_PAD, 4 * 1024 * 1024);
	mallopt(M_TRIM_THRESHOLD, G_MAXINT);
	mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024);
}

struct parser *parser_new(gboolean is_brief)
{
	struct parser *parser = g_new0(struct parser, 1);

	tune_process();
	parser->index = clang_createIndex(0, 0);
	parser->is_brief = is_brief;
	return parser;
}

const struct model *parser_parse(struct parser *parser, const struct scan *scan,
				 enum target_id target, const gboolean *left_out,
				 struct arena *arena)
{
	struct compiler compiler;
	struct builder builder;
	struct walk walk;
	struct plan plan;

	builder_init(&builder, arena, target);
	walk_init(&walk, &builder, scan, target);
	walk.index = parser->index;
	note_left_out(&walk, left_out);
	g_autofree gboolean *available = g_new0(gboolean, scan->n_files + 1);
	for (gsize i = 0; i < scan->n_files; i++)
		available[i] = !left_out || !left_out[i];
	g_autofree gboolean *unfinished = find_unfinished(&walk, available);
	compiler_init(&compiler, &walk, available);
	plan_init(&plan, scan, target, available, unfinished);
	gboolean parsed = parse_together(parser, &compiler, &walk, &plan, left_out);
	for (guint i = 0; parsed && i < plan.alone->len; i++)
		parse_alone(&walk, available, g_array_index(plan.alone, guint32, i));
	plan_clear(&plan);
	compiler_clear(&compiler);
	walk_link(&walk);
	walk_clear(&walk);
	const struct model *model = parsed ? builder_finish(&builder) : NULL;
	builder_finish_free(&builder);
	return model;
}

const struct model *parse_nothing(const struct scan *scan, enum target_id target,
				  const char *reason, struct arena *arena)
{
	struct builder builder;
	struct walk walk;

	builder_init(&builder, arena, target);
	walk_init(&walk, &builder, scan, target);
	for (guint32 i = 0; i < builder.headers->len; i++)
		walk_unjudged(&walk, &(struct place){ .header = i }, NULL, reason);
	walk_clear(&walk);
	const struct model *model = builder_finish(&builder);
	builder_finish_free(&builder);
	return model;
}
