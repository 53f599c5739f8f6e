/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/clang.h"
#include "clang/walk.h"

#include <string.h>

#include "clang/lexer.h"

const char *walk_text(struct walk *walk, CXString string)
{
	const char *text = clang_getCString(string);
	const char *kept = builder_text(walk->builder, text ? text : "");

	clang_disposeString(string);
	return kept;
}

static guint hash_decl(gconstpointer key)
{
	return clang_hashCursor(*(const CXCursor *)key);
}

static gboolean equal_decl(gconstpointer a, gconstpointer b)
{
	return clang_equalCursors(*(const CXCursor *)a, *(const CXCursor *)b) != 0;
}

/* The tree's file that @including gets for @include, NULL if there is none. */
static const struct tree_file *resolve(const struct walk *walk, const struct tree_file *including,
				       const struct scan_include *include)
{
	if (include->quoted) {
		g_autofree char *folder = g_path_get_dirname(including->path);
		g_autofree char *joined = g_build_filename("/", folder, include->path, NULL);
		g_autofree char *path = g_canonicalize_filename(joined, "/");
		const struct tree_file *found = tree_find(walk->scan->tree, path + 1, walk->target);
		if (found)
			return found;
	}
	return tree_find(walk->scan->tree, include->path, walk->target);
}

/* A header that is there for the target, but not its bytes. */
static gboolean is_refused(const struct walk *walk, const char *path)
{
	const struct tree *tree = walk->scan->tree;

	for (gsize i = 0; i < tree->n_refusals; i++) {
		if ((tree->refusals[i].targets & TARGET_BIT(walk->target)) &&
		    strcmp(tree->refusals[i].path, path) == 0)
			return TRUE;
	}
	return FALSE;
}

static void add_includes(struct walk *walk, guint32 index)
{
	const struct scan_file *file = &walk->scan->files[walk->file_of_header[index]];
	struct header *header = &g_array_index(walk->builder->headers, struct header, index);
	g_autoptr(GArray) includes = g_array_new(FALSE, FALSE, sizeof(guint32));

	for (guint i = 0; i < file->includes->len; i++) {
		const struct scan_include *include =
			&g_array_index(file->includes, struct scan_include, i);
		const struct tree_file *found = resolve(walk, file->file, include);
		guint32 number = found ? GPOINTER_TO_UINT(g_hash_table_lookup(walk->header_of_path,
									      found->path))
				       : 0;
		header->misses_includes |= !found && is_refused(walk, include->path);
		if (!number)
			continue;
		number--;
		g_array_append_val(includes, number);
	}
	header->n_includes = includes->len;
	header->includes = arena_take_array(walk->builder->arena, includes);
}

static void add_header(struct walk *walk, gsize file)
{
	const struct tree_file *from = walk->scan->files[file].file;
	struct header header = {
		.path = builder_text(walk->builder, from->path),
		.shown = builder_text(walk->builder, from->shown),
		.judged = from->judged,
	};

	walk->file_of_header[walk->builder->headers->len] = (guint32)file;
	g_array_append_val(walk->builder->headers, header);
	g_hash_table_insert(walk->header_of_path, (gpointer)header.path,
			    GUINT_TO_POINTER(walk->builder->headers->len));
}

/* What the tree itself says that it cannot give. */
static void add_refusals(struct walk *walk)
{
	const struct tree *tree = walk->scan->tree;

	for (gsize i = 0; i < tree->n_refusals; i++) {
		if (!(tree->refusals[i].targets & TARGET_BIT(walk->target)))
			continue;
		struct unjudged unjudged = {
			.header = MODEL_NONE,
			.path = builder_text(walk->builder, tree->refusals[i].path),
			.reason = builder_text(walk->builder, tree->refusals[i].reason),
			.expected = tree->refusals[i].expected,
		};
		g_array_append_val(walk->builder->unjudged, unjudged);
	}
	for (guint i = 0; i < walk->builder->headers->len; i++) {
		const char *obstacle = walk->scan->files[walk->file_of_header[i]].obstacle;

		if (obstacle)
			walk_unjudged(walk, &(struct place){ .header = i }, NULL, obstacle);
	}
}

void walk_init(struct walk *walk, struct builder *builder, const struct scan *scan,
	       enum target_id target)
{
	*walk = (struct walk){
		.builder = builder,
		.scan = scan,
		.target = target,
		.header_of_path = g_hash_table_new(g_str_hash, g_str_equal),
		.file_of_header = g_new0(guint32, scan->n_files + 1),
		.entered = g_new0(gboolean, scan->n_files + 1),
		.leads = g_new0(gboolean, scan->n_files + 1),
		.command_types = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free),
		.last_lines = g_array_new(FALSE, FALSE, sizeof(guint)),
	};
	for (gsize i = 0; i < scan->n_files; i++) {
		if (scan->files[i].file->targets & TARGET_BIT(target))
			add_header(walk, i);
	}
	for (guint32 i = 0; i < builder->headers->len; i++)
		add_includes(walk, i);
	add_refusals(walk);
}

void walk_clear(struct walk *walk)
{
	g_hash_table_destroy(walk->header_of_path);
	g_hash_table_destroy(walk->command_types);
	g_free(walk->entered);
	g_free(walk->leads);
	g_array_free(walk->last_lines, TRUE);
	g_free(walk->file_of_header);
}

/* The header that @file is, or MODEL_NONE. */
static guint32 header_of(struct walk *walk, CXFile file)
{
	gpointer known;

	if (!file)
		return MODEL_NONE;
	if (g_hash_table_lookup_extended(walk->header_of_file, file, NULL, &known))
		return GPOINTER_TO_UINT(known) - 1;
	CXString name = clang_getFileName(file);
	const char *path = clang_getCString(name);
	guint number = 0;
	if (path && g_str_has_prefix(path, UNIT_TREE)) {
		g_autofree char *clean = g_canonicalize_filename(path, "/");
		number = GPOINTER_TO_UINT(
			g_hash_table_lookup(walk->header_of_path, clean + strlen(UNIT_TREE)));
	}
	clang_disposeString(name);
	g_hash_table_insert(walk->header_of_file, file, GUINT_TO_POINTER(number));
	return number - 1;
}

gboolean walk_place(struct walk *walk, CXCursor cursor, struct place *place)
{
	CXFile file;
	unsigned line, column;

	clang_getExpansionLocation(clang_getCursorLocation(cursor), &file, &line, &column, NULL);
	place->header = header_of(walk, file);
	place->line = line;
	place->column = column;
	return place->header != MODEL_NONE;
}

static int compare_errors(gconstpointer a, gconstpointer b)
{
	const struct parse_error *x = a, *y = b;

	if (x->header != y->header)
		return x->header < y->header ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static void collect_error(struct walk *walk, CXDiagnostic diagnostic)
{
	CXFile file;
	unsigned line;

	if (clang_getDiagnosticSeverity(diagnostic) < CXDiagnostic_Error)
		return;
	clang_getExpansionLocation(clang_getDiagnosticLocation(diagnostic), &file, &line, NULL,
				   NULL);
	guint32 header = header_of(walk, file);
	if (header == MODEL_NONE) {
		CXString spelling = clang_getDiagnosticSpelling(diagnostic);
		walk->is_torn |= g_str_has_prefix(clang_getCString(spelling), "expected '}'");
		clang_disposeString(spelling);
		return;
	}
	struct parse_error error = {
		.header = header,
		.line = line,
		.text = walk_text(walk, clang_getDiagnosticSpelling(diagnostic)),
	};
	g_array_append_val(walk->errors, error);
}

static void note_entered(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data)
{
	struct walk *walk = data;
	guint32 header = header_of(walk, file);
	unsigned line;

	if (header == MODEL_NONE || !depth)
		return;
	clang_getExpansionLocation(stack[depth - 1], NULL, &line, NULL, NULL);
	walk->entered[header] = TRUE;
	walk->leads[header] |= line <= walk->n_leading;
}

void walk_begin(struct walk *walk, CXTranslationUnit tu, const struct unit *unit)
{
	walk->tu = tu;
	walk->unit = unit;
	walk->is_torn = FALSE;
	walk->errors = g_array_new(FALSE, FALSE, sizeof(struct parse_error));
	walk->header_of_file = g_hash_table_new(g_direct_hash, g_direct_equal);
	walk->record_of_decl = g_hash_table_new_full(hash_decl, equal_decl, g_free, NULL);
	walk->known_types = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
	walk->answers = g_array_new(FALSE, TRUE, sizeof(struct answer));
	walk->n_leading = g_strv_length((char **)parse_always);
	g_array_set_size(walk->answers, unit->probes->len);
	clang_getInclusions(tu, note_entered, walk);
	unsigned n = clang_getNumDiagnostics(tu);
	for (unsigned i = 0; i < n; i++) {
		CXDiagnostic diagnostic = clang_getDiagnostic(tu, i);
		collect_error(walk, diagnostic);
		clang_disposeDiagnostic(diagnostic);
	}
	g_array_sort(walk->errors, compare_errors);
}

void walk_end(struct walk *walk)
{
	g_array_free(walk->errors, TRUE);
	g_hash_table_destroy(walk->header_of_file);
	g_hash_table_destroy(walk->record_of_decl);
	g_hash_table_destroy(walk->known_types);
	g_array_free(walk->answers, TRUE);
	walk->tu = NULL;
	walk->unit = NULL;
}

const struct parse_error *walk_error_in(struct walk *walk, CXCursor cursor)
{
	CXSourceRange range = clang_getCursorExtent(cursor);
	CXFile file;
	unsigned first, last;

	if (!walk->errors->len)
		return NULL;
	clang_getExpansionLocation(clang_getRangeStart(range), &file, &first, NULL, NULL);
	clang_getExpansionLocation(clang_getRangeEnd(range), NULL, &last, NULL, NULL);
	guint32 header = header_of(walk, file);
	const struct parse_error *found = NULL;
	for (guint i = 0; i < walk->errors->len; i++) {
		struct parse_error *error = &g_array_index(walk->errors, struct parse_error, i);
		if (error->header != header || error->line < first || error->line > last)
			continue;
		error->is_inside = TRUE;
		found = found ? found : error;
	}
	return found;
}

void walk_unjudged(struct walk *walk, const struct place *place, const char *item,
		   const char *reason)
{
	const struct header *header =
		&g_array_index(walk->builder->headers, struct header, place->header);
	struct unjudged unjudged = {
		.header = place->header,
		.path = header->path,
		.item = builder_text(walk->builder, item),
		.reason = builder_text(walk->builder, reason),
	};

	if (header->judged)
		g_array_append_val(walk->builder->unjudged, unjudged);
}

/* Whether items at @place are taken from this unit. */
static gboolean is_taken(struct walk *walk, const struct place *place)
{
	return walk->taken[walk->file_of_header[place->header]];
}

struct enumerating {
	struct walk *walk;
	guint32 enumeration;
	GArray *indices;
	gboolean is_unsigned; /* its enumerators are */
};

static gboolean is_unsigned(CXType type)
{
	enum CXTypeKind kind = clang_getCanonicalType(type).kind;

	return kind == CXType_UInt || kind == CXType_ULong || kind == CXType_ULongLong ||
	       kind == CXType_UShort || kind == CXType_UChar;
}

static void add_enumerator(const struct enumerating *enumerating, CXCursor cursor)
{
	struct walk *walk = enumerating->walk;
	GArray *indices = enumerating->indices;
	struct constant constant = {
		.kind = CONSTANT_ENUMERATOR,
		.value_kind = VALUE_INTEGER,
		.enumeration = enumerating->enumeration,
		.ordinal = indices->len,
		.command = MODEL_NONE,
	};
	guint32 index = walk->builder->constants->len;

	if (!walk_place(walk, cursor, &constant.place))
		return;
	constant.name = walk_text(walk, clang_getCursorSpelling(cursor));
	constant.value = enumerating->is_unsigned ? clang_getEnumConstantDeclUnsignedValue(cursor)
						  : (guint64)clang_getEnumConstantDeclValue(cursor);
	constant.is_negative = !enumerating->is_unsigned && (gint64)constant.value < 0;
	g_array_append_val(indices, index);
	g_array_append_val(walk->builder->constants, constant);
}

static enum CXChildVisitResult visit_enumerator(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct enumerating *enumerating = data;

	(void)parent;
	if (clang_getCursorKind(cursor) == CXCursor_EnumConstantDecl)
		add_enumerator(enumerating, cursor);
	return CXChildVisit_Continue;
}

const char *walk_tag(struct walk *walk, CXCursor declaration)
{
	CXString spelling = clang_getTypeSpelling(clang_getCursorType(declaration));
	const char *text = clang_getCString(spelling);
	/* "struct (unnamed at ...)", "union (anonymous union at ...)" */
	const char *tag = text && !strchr(text, '(') ? builder_text(walk->builder, text) : NULL;

	clang_disposeString(spelling);
	return tag;
}

static void add_enumeration(struct walk *walk, CXCursor cursor, const struct place *place)
{
	g_autoptr(GArray) indices = g_array_new(FALSE, FALSE, sizeof(guint32));
	struct enumerating enumerating = { walk, walk->builder->enumerations->len, indices,
					   is_unsigned(clang_getEnumDeclIntegerType(cursor)) };
	const struct parse_error *error = walk_error_in(walk, cursor);
	const char *tag = walk_tag(walk, cursor);

	if (error || clang_isInvalidDeclaration(cursor)) {
		walk_unjudged(walk, place, tag, error ? error->text : "it does not compile");
		return;
	}
	clang_visitChildren(cursor, visit_enumerator, &enumerating);
	if (!indices->len)
		return;
	struct enumeration enumeration = {
		.name = tag,
		.is_anonymous = !tag,
		.n_enumerators = indices->len,
		.enumerators = arena_take_array(walk->builder->arena, indices),
		.size = (guint64)MAX(0, clang_Type_getSizeOf(clang_getCursorType(cursor))),
		.place = *place,
	};
	if (!tag) {
		guint32 first = enumeration.enumerators[0];
		g_autofree char *name = g_strconcat(
			"enum { ",
			g_array_index(walk->builder->constants, struct constant, first).name, NULL);
		enumeration.name = builder_text(walk->builder, name);
	}
	g_array_append_val(walk->builder->enumerations, enumeration);
}

static void add_type_name(struct walk *walk, CXCursor cursor, const struct place *place)
{
	CXType underlying = clang_getTypedefDeclUnderlyingType(cursor);
	CXType canonical = clang_getCanonicalType(underlying);
	CXCursor declaration = clang_getTypeDeclaration(canonical);
	struct type_name type_name = {
		.name = walk_text(walk, clang_getCursorSpelling(cursor)),
		.record = MODEL_NONE,
		.place = *place,
	};
	const struct parse_error *error = walk_error_in(walk, cursor);

	if (error || clang_isInvalidDeclaration(cursor)) {
		walk_unjudged(walk, place, type_name.name,
			      error ? error->text : "it does not compile");
		return;
	}
	if (canonical.kind == CXType_Record)
		type_name.record = walk_record(walk, declaration);
	type_name.canonical = walk_text(walk, clang_getTypeSpelling(canonical));
	type_name.size = (guint64)MAX(0, clang_Type_getSizeOf(canonical));
	type_name.alignment = (guint64)MAX(0, clang_Type_getAlignOf(canonical));
	g_array_append_val(walk->builder->type_names, type_name);
}

/* The text of an inline function with single blanks. */
static const char *function_body(struct walk *walk, CXCursor cursor, const struct place *place)
{
	const struct tree_file *file = walk->scan->files[walk->file_of_header[place->header]].file;
	unsigned start;

	/* The compiler skips bodies: its extent ends with the parameters. */
	clang_getExpansionLocation(clang_getRangeStart(clang_getCursorExtent(cursor)), NULL, NULL,
				   NULL, &start);
	if (start >= file->size)
		return NULL;
	const char *end = lexer_block_end(file->text + start, file->text + file->size);
	if (!end)
		return NULL;
	g_autofree char *text =
		scan_normalise(file->text + start, (gsize)(end - file->text) - start);
	return builder_text(walk->builder, text);
}

static void add_function(struct walk *walk, CXCursor cursor, const struct place *place)
{
	struct function function = {
		.name = walk_text(walk, clang_getCursorSpelling(cursor)),
		.is_inline = clang_Cursor_isFunctionInlined(cursor) != 0,
		.place = *place,
	};

	const struct parse_error *error = walk_error_in(walk, cursor);

	if (error || clang_isInvalidDeclaration(cursor)) {
		walk_unjudged(walk, place, function.name,
			      error ? error->text : "it does not compile");
		return;
	}
	CXType type = clang_getCanonicalType(clang_getCursorType(cursor));
	function.type = walk_text(walk, clang_getTypeSpelling(type));
	if (function.is_inline)
		function.body = function_body(walk, cursor, place);
	g_array_append_val(walk->builder->functions, function);
}

static void take_answer(struct walk *walk, CXCursor cursor);

static enum CXChildVisitResult visit(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct walk *walk = data;
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	struct place place;

	(void)parent;
	if (kind == CXCursor_VarDecl) {
		take_answer(walk, cursor);
		return CXChildVisit_Continue;
	}
	if (kind != CXCursor_StructDecl && kind != CXCursor_UnionDecl &&
	    kind != CXCursor_EnumDecl && kind != CXCursor_TypedefDecl &&
	    kind != CXCursor_FunctionDecl)
		return CXChildVisit_Continue;
	if (!walk_place(walk, cursor, &place) || !is_taken(walk, &place))
		return CXChildVisit_Continue;
	if (kind == CXCursor_EnumDecl && clang_isCursorDefinition(cursor))
		add_enumeration(walk, cursor, &place);
	else if (kind == CXCursor_TypedefDecl)
		add_type_name(walk, cursor, &place);
	else if (kind == CXCursor_FunctionDecl)
		add_function(walk, cursor, &place);
	else if (clang_isCursorDefinition(cursor))
		walk_record(walk, cursor);
	/* Records hold records and enumerations that all programs can name. */
	return kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl ? CXChildVisit_Recurse
									 : CXChildVisit_Continue;
}

static void take_type(struct walk *walk, CXCursor cursor, struct answer *answer)
{
	CXType type = clang_getPointeeType(clang_getCanonicalType(clang_getCursorType(cursor)));

	if (type.kind == CXType_ConstantArray) {
		answer->value = (guint64)clang_getArraySize(type);
		type = clang_getArrayElementType(type);
	}
	answer->kind = ANSWER_DEFINED;
	if (type.kind == CXType_Invalid)
		return;
	struct type taken = walk_type(walk, type);
	answer->kind = ANSWER_TYPE;
	answer->size = (guint64)MAX(0, clang_Type_getSizeOf(type));
	answer->text = taken.canonical;
	answer->record = taken.record;
}

/* The number of the probe that @cursor is; FALSE if it is none. */
static gboolean probe_number(struct walk *walk, CXCursor cursor, guint64 *number)
{
	CXString name = clang_getCursorSpelling(cursor);
	const char *text = clang_getCString(name);
	gboolean ours = text && g_str_has_prefix(text, UNIT_PROBE);

	*number = ours ? g_ascii_strtoull(text + strlen(UNIT_PROBE), NULL, 10) : 0;
	clang_disposeString(name);
	return ours && *number < walk->answers->len;
}

static void take_value(struct walk *walk, CXCursor cursor, struct answer *answer)
{
	CXEvalResult result = clang_Cursor_Evaluate(cursor);

	answer->kind = ANSWER_DEFINED;
	if (!result)
		return;
	CXEvalResultKind kind = clang_EvalResult_getKind(result);
	if (kind == CXEval_Int) {
		answer->kind = ANSWER_INTEGER;
		if (clang_EvalResult_isUnsignedInt(result))
			answer->value = clang_EvalResult_getAsUnsigned(result);
		else
			answer->value = (guint64)clang_EvalResult_getAsLongLong(result);
		answer->is_negative =
			!clang_EvalResult_isUnsignedInt(result) && (gint64)answer->value < 0;
	} else if (kind == CXEval_StrLiteral) {
		answer->kind = ANSWER_STRING;
		answer->text = builder_text(walk->builder, clang_EvalResult_getAsStr(result));
	}
	clang_EvalResult_dispose(result);
}

static void take_answer(struct walk *walk, CXCursor cursor)
{
	guint64 number;

	if (!probe_number(walk, cursor, &number))
		return;
	struct answer *answer = &g_array_index(walk->answers, struct answer, number);
	enum probe_kind kind = g_array_index(walk->unit->probes, struct probe, number).kind;
	if (kind == PROBE_DEFINED || clang_isInvalidDeclaration(cursor))
		answer->kind = ANSWER_DEFINED;
	else if (kind == PROBE_VALUE || kind == PROBE_SAMPLE)
		take_value(walk, cursor, answer);
	else
		take_type(walk, cursor, answer);
}

/* "'asm/unistd_64.h' file not found", where the tree has said so itself. */
static gboolean is_said_by_tree(const struct walk *walk, const struct parse_error *error)
{
	const struct tree *tree = walk->scan->tree;

	if (!g_str_has_suffix(error->text, "file not found"))
		return FALSE;
	for (gsize i = 0; i < tree->n_refusals; i++) {
		g_autofree char *quoted = g_strconcat("'", tree->refusals[i].path, "'", NULL);
		if (strstr(error->text, quoted))
			return TRUE;
	}
	return FALSE;
}

/* Errors outside of any item mean that something may be missing altogether. */
static void report_headers(struct walk *walk)
{
	for (guint i = 0; i < walk->errors->len; i++) {
		const struct parse_error *error =
			&g_array_index(walk->errors, struct parse_error, i);
		struct place place = { .header = error->header };
		if (!error->is_inside && is_taken(walk, &place) && !is_said_by_tree(walk, error))
			walk_unjudged(walk, &place, NULL, error->text);
	}
}

void walk_unit(struct walk *walk, const gboolean *taken)
{
	walk->taken = taken;
	clang_visitChildren(clang_getTranslationUnitCursor(walk->tu), visit, walk);
	walk_take_answers(walk);
	report_headers(walk);
}
