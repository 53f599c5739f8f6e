/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Records with the compiler's own layout.
 */
#include <string.h>

#include "clang/walk.h"

/* Of a record that the compiler had to repair. */
#define FLAWED (G_MAXUINT32 - 1)

static guint32 number_of(struct walk *walk, CXCursor declaration);

struct laying {
	struct walk *walk;
	GArray *members; /* struct member */
	guint32 parent;
	guint64 base;       /* bits */
	const char *prefix; /* "outer." */
	struct place place; /* of the record */
	const char *flaw;   /* why the record cannot be judged, NULL if it can */
};

static enum type_class classify(enum CXTypeKind kind)
{
	if (kind == CXType_Bool)
		return TYPE_BOOL;
	if (kind >= CXType_Char_U && kind <= CXType_Int128)
		return TYPE_INTEGER;
	if (kind >= CXType_Float && kind <= CXType_LongDouble)
		return TYPE_FLOAT;
	if (kind == CXType_Enum)
		return TYPE_ENUM;
	if (kind == CXType_Pointer)
		return TYPE_POINTER;
	if (kind == CXType_Record)
		return TYPE_RECORD;
	return TYPE_OTHER;
}

static gboolean is_signed_kind(enum CXTypeKind kind)
{
	return kind >= CXType_Char_S && kind <= CXType_Int128;
}

static struct type make_type(struct walk *walk, CXType type)
{
	CXType canonical = clang_getCanonicalType(type);
	struct type made = {
		.spelled = walk_text(walk, clang_getTypeSpelling(type)),
		.canonical = walk_text(walk, clang_getTypeSpelling(canonical)),
		.type_class = classify(canonical.kind),
		.is_signed = is_signed_kind(canonical.kind),
		.size = (guint64)MAX(0, clang_Type_getSizeOf(canonical)),
		.record = MODEL_NONE,
	};

	if (made.type_class == TYPE_RECORD)
		made.record = walk_record(walk, clang_getTypeDeclaration(canonical));
	if (made.type_class == TYPE_ENUM && strchr(made.canonical, '(')) {
		made.spelled = builder_text(walk->builder, "enum");
		made.canonical = made.spelled;
	}
	return made;
}

struct type walk_type(struct walk *walk, CXType type)
{
	gpointer key = type.data[0];
	struct type *known = g_hash_table_lookup(walk->known_types, key);

	if (!known) {
		struct type made = make_type(walk, type);
		known = g_memdup2(&made, sizeof(made));
		g_hash_table_insert(walk->known_types, key, known);
	}
	return *known;
}

/* Takes the array bounds off @type: fills the member's array and bounds, and
 * returns the type of an element. */
static CXType take_bounds(struct walk *walk, CXType type, struct member *member)
{
	g_autoptr(GString) bounds = g_string_new(NULL);
	CXType canonical = clang_getCanonicalType(type);

	member->array = MEMBER_NO_ARRAY;
	while (canonical.kind == CXType_ConstantArray || canonical.kind == CXType_IncompleteArray) {
		if (canonical.kind == CXType_IncompleteArray) {
			member->array = MEMBER_FLEXIBLE_TAIL;
			g_string_append(bounds, "[]");
		} else {
			long long n = clang_getArraySize(canonical);
			if (member->array != MEMBER_FLEXIBLE_TAIL)
				member->array =
					(member->array == MEMBER_NO_ARRAY ? 1 : member->array) * n;
			g_string_append_printf(bounds, "[%lld]", n);
		}
		/* Keep the spelling of the element where the array has one. */
		CXType element = clang_getArrayElementType(type);
		type = element.kind == CXType_Invalid ? clang_getArrayElementType(canonical)
						      : element;
		canonical = clang_getCanonicalType(type);
	}
	member->bounds = builder_text(walk->builder, bounds->str);
	return type;
}

static enum CXVisitorResult lay_field(CXCursor field, CXClientData data);

/* The members of an inline struct or union follow it. */
static void lay_inline(struct laying *laying, CXType type, const struct member *outer)
{
	struct laying inner = *laying;
	g_autofree char *prefix =
		*outer->name ? g_strconcat(outer->name, ".", NULL) : g_strdup(laying->prefix);

	inner.parent = laying->members->len - 1;
	inner.base = outer->bit_offset;
	inner.prefix = prefix;
	clang_Type_visitFields(type, lay_field, &inner);
	laying->flaw = inner.flaw;
}

static enum member_kind kind_of_field(CXCursor field, gboolean is_named, CXCursor inline_record,
				      gboolean is_inline)
{
	if (is_inline)
		return clang_getCursorKind(inline_record) == CXCursor_UnionDecl ? MEMBER_UNION
										: MEMBER_STRUCT;
	if (clang_Cursor_isBitField(field))
		return is_named ? MEMBER_BITFIELD : MEMBER_UNNAMED;
	return MEMBER_FIELD;
}

static const char *full_name(struct laying *laying, CXCursor field, gboolean *is_named)
{
	CXString spelling = clang_getCursorSpelling(field);
	const char *text = clang_getCString(spelling);

	/* Newer libclang calls an anonymous one "(anonymous union at ...)". */
	*is_named = text && *text && !strchr(text, '(');
	g_autofree char *name = *is_named ? g_strconcat(laying->prefix, text, NULL) : g_strdup("");
	clang_disposeString(spelling);
	return builder_text(laying->walk->builder, name);
}

static void set_flaw(struct laying *laying, const char *name)
{
	g_autofree char *flaw = g_strdup_printf("the type of its member '%s' is not known", name);

	if (!laying->flaw)
		laying->flaw = builder_text(laying->walk->builder, flaw);
}

static enum CXVisitorResult lay_field(CXCursor field, CXClientData data)
{
	struct laying *laying = data;
	struct walk *walk = laying->walk;
	struct member member = { .parent = laying->parent };
	gboolean is_named;

	member.name = full_name(laying, field, &is_named);
	long long offset = clang_Cursor_getOffsetOfField(field);
	CXType type = clang_getCursorType(field);
	CXType element = take_bounds(walk, type, &member);
	CXCursor record = clang_getTypeDeclaration(clang_getCanonicalType(element));
	gboolean is_record = clang_getCanonicalType(element).kind == CXType_Record;
	gboolean is_inline = is_record && !walk_tag(walk, record);

	if (clang_isInvalidDeclaration(field) || offset < 0) {
		set_flaw(laying, member.name);
		return CXVisit_Break;
	}
	if (!walk_place(walk, field, &member.place))
		member.place = laying->place; /* by a header that is no part of the tree */
	member.kind = kind_of_field(field, is_named, record, is_inline);
	member.bit_offset = laying->base + (guint64)offset;
	if (clang_Cursor_isBitField(field))
		member.bit_size = (guint64)MAX(0, clang_getFieldDeclBitWidth(field));
	else
		member.bit_size = 8 * (guint64)MAX(0, clang_Type_getSizeOf(type));
	if (member.kind == MEMBER_UNNAMED && !member.bit_size)
		return CXVisit_Continue;
	if (is_inline) {
		const char *word = member.kind == MEMBER_UNION ? "union" : "struct";
		member.type = (struct type){ .spelled = builder_text(walk->builder, word),
					     .canonical = builder_text(walk->builder, word),
					     .type_class = TYPE_RECORD,
					     .size = (guint64)MAX(0, clang_Type_getSizeOf(element)),
					     .record = MODEL_NONE };
	} else {
		member.type = walk_type(walk, element);
		if (is_record && number_of(walk, record) == FLAWED)
			set_flaw(laying, member.name);
	}
	g_array_append_val(laying->members, member);
	if (is_inline)
		lay_inline(laying, element, &member);
	return laying->flaw ? CXVisit_Break : CXVisit_Continue;
}

static guint last_line(CXCursor declaration)
{
	unsigned line;

	clang_getExpansionLocation(clang_getRangeEnd(clang_getCursorExtent(declaration)), NULL,
				   &line, NULL, NULL);
	return line;
}

static const char *libc_conditions(struct walk *walk, CXCursor declaration,
				   const struct place *place)
{
	const struct scan_file *file = &walk->scan->files[walk->file_of_header[place->header]];
	g_autoptr(GString) found = g_string_new(NULL);
	guint last = last_line(declaration);

	if (!file->libc_conditions->len)
		return NULL;
	for (guint i = 0; i < file->libc_conditions->len; i++) {
		const struct scan_libc_condition *condition =
			&g_array_index(file->libc_conditions, struct scan_libc_condition, i);
		if (condition->line > place->line && condition->line <= last &&
		    !strstr(found->str, condition->macro))
			g_string_append_printf(found, found->len ? " %s" : "%s", condition->macro);
	}
	return found->len ? builder_text(walk->builder, found->str) : NULL;
}

/* Packed: some member stands where its type would not put it. */
static gboolean is_packed(const struct record *record)
{
	for (guint32 i = 0; i < record->n_members; i++) {
		const struct member *member = &record->members[i];
		guint64 size = member->type.size;
		gboolean scalar =
			member->kind == MEMBER_FIELD && (member->type.type_class == TYPE_INTEGER ||
							 member->type.type_class == TYPE_POINTER);
		if (scalar && size && record->alignment < MIN(size, 4))
			return TRUE;
	}
	return FALSE;
}

/* The member for which the compiler gave the record up: clang_Type_visitFields()
 * shows none of such a record. */
static enum CXChildVisitResult find_invalid(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct laying *laying = data;
	gboolean is_named;

	(void)parent;
	if (clang_getCursorKind(cursor) == CXCursor_FieldDecl && clang_isInvalidDeclaration(cursor))
		set_flaw(laying, full_name(laying, cursor, &is_named));
	return laying->flaw ? CXChildVisit_Break : CXChildVisit_Continue;
}

static gboolean lay_out(struct walk *walk, CXCursor definition, struct record *record,
			const char **flaw)
{
	CXType type = clang_getCursorType(definition);
	g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(struct member));
	struct laying laying = {
		.walk = walk,
		.members = members,
		.parent = MODEL_NONE,
		.prefix = "",
		.place = record->place,
	};
	const struct parse_error *error = walk_error_in(walk, definition);
	long long size = clang_Type_getSizeOf(type);

	if (error || clang_isInvalidDeclaration(definition) || size < 0) {
		clang_visitChildren(definition, find_invalid, &laying);
		*flaw = laying.flaw ? laying.flaw : "it does not compile";
		*flaw = error ? error->text : *flaw;
		return FALSE;
	}
	clang_Type_visitFields(type, lay_field, &laying);
	*flaw = laying.flaw;
	record->size = (guint64)size;
	record->alignment = (guint64)MAX(1, clang_Type_getAlignOf(type));
	record->n_members = members->len;
	record->members = arena_take_array(walk->builder->arena, members);
	record->is_packed = is_packed(record);
	record->libc_conditions = libc_conditions(walk, definition, &record->place);
	return !laying.flaw;
}

/* A number as of number_of(). */
static guint32 add_record(struct walk *walk, CXCursor definition)
{
	struct record record = { 0 };
	const char *flaw;

	record.name = walk_tag(walk, definition);
	if (!record.name || !walk_place(walk, definition, &record.place))
		return 0;
	record.is_union = clang_getCursorKind(definition) == CXCursor_UnionDecl;
	if (!lay_out(walk, definition, &record, &flaw)) {
		walk_unjudged(walk, &record.place, record.name, flaw);
		return FLAWED;
	}
	guint last = last_line(definition);
	g_array_append_val(walk->last_lines, last);
	g_array_append_val(walk->builder->records, record);
	return walk->builder->records->len;
}

/* The number of @declaration: an index + 1, 0 for a sound record that is not of
 * the tree, or FLAWED. */
static guint32 number_of(struct walk *walk, CXCursor declaration)
{
	CXCursor definition = clang_getCursorDefinition(declaration);
	gpointer known;

	if (clang_Cursor_isNull(definition))
		return FLAWED;
	if (g_hash_table_lookup_extended(walk->record_of_decl, &definition, NULL, &known))
		return GPOINTER_TO_UINT(known);
	guint32 number = add_record(walk, definition);
	g_hash_table_insert(walk->record_of_decl, g_memdup2(&definition, sizeof(definition)),
			    GUINT_TO_POINTER(number));
	return number;
}

guint32 walk_record(struct walk *walk, CXCursor declaration)
{
	guint32 number = number_of(walk, declaration);

	return number == FLAWED ? MODEL_NONE : number - 1;
}
