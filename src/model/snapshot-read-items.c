/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reads what stands below a header.
 */
#include <string.h>

#include "model/number.h"
#include "model/snapshot-reader.h"

/* How deep inline structs can be nested; compilers refuse more than 256. */
#define DEEPEST 512

static gboolean read_value(struct lex *lex, struct constant *constant)
{
	gboolean negative = FALSE;

	if (*lex->rest == '"') {
		constant->value_kind = VALUE_STRING;
		return lex_quoted(lex, &constant->text);
	}
	if (!g_ascii_isdigit(*lex->rest) && *lex->rest != '-') {
		constant->value_kind = VALUE_EMPTY;
		constant->text = "";
		return TRUE;
	}
	constant->value_kind = VALUE_INTEGER;
	negative = lex_mark(lex, '-');
	if (!lex_number(lex, &constant->value))
		return FALSE;
	constant->is_negative = negative;
	if (negative && (!constant->value || constant->value > (guint64)1 << 63))
		return lex_fail(lex, "there is no such negative number");
	constant->value = negative ? -constant->value : constant->value;
	return TRUE;
}

/* The text of a macro that is not told is its value. */
static gboolean usual_text(struct reader *reader, struct constant *constant)
{
	char digits[32];

	if (constant->value_kind != VALUE_INTEGER || constant->kind != CONSTANT_MACRO)
		return TRUE;
	g_snprintf(digits, sizeof(digits),
		   constant->is_negative ? "%" G_GINT64_FORMAT : "%" G_GUINT64_FORMAT,
		   constant->value);
	constant->text = reader_join(reader, digits, "");
	return constant->text != NULL;
}

static gboolean read_text(struct reader *reader, struct constant *constant)
{
	if (!lex_mark(&reader->lex, '='))
		return usual_text(reader, constant);
	if (constant->value_kind == VALUE_STRING)
		return lex_fail(&reader->lex, "a string has no other text");
	if (constant->value_kind == VALUE_EMPTY)
		constant->value_kind = VALUE_NOT_CONSTANT;
	return lex_word(&reader->lex, &constant->text);
}

static gboolean read_command(struct reader *reader, const struct constant *constant,
			     struct constant_extra *extra)
{
	struct command_line new = { .command.record = MODEL_NONE };
	struct command *command = &new.command;
	struct lex *lex = &reader->lex;
	guint source;

	new.is_exact = lex_take(lex, "exact");
	if (!lex_choice(lex, snapshot_directions, DIRECTIONS, &command->direction) ||
	    !lex_number32(lex, &command->type) || !lex_number32(lex, &command->number) ||
	    !lex_number32(lex, &command->size) ||
	    !lex_choice(lex, snapshot_sources, COMMAND_SOURCES, &source) ||
	    !lex_optional(lex, &command->argument) ||
	    !reader_record_ref(reader, command->argument, &new.record))
		return FALSE;
	command->source = source;
	if (constant->value_kind != VALUE_INTEGER)
		return lex_fail(lex, "a command has no number");
	if (!new.is_exact && constant->value != command_number(TARGET_X86_64, command))
		return lex_fail(lex, "the number of a command is not what its parts make");
	g_array_append_val(reader->commands, new);
	extra->command = reader->commands->len;
	return TRUE;
}

static gboolean read_flag(struct reader *reader, struct constant_extra *extra)
{
	struct flag_line new = { .record = { .is_required = TRUE, .line = reader->lex.line } };
	struct lex *lex = &reader->lex;
	gboolean numbered;
	guint evidence;

	if (!lex_word(lex, &new.record.name))
		return FALSE;
	numbered = lex_mark(lex, '~');
	if (!(numbered ? lex_number32(lex, &new.index) : lex_word(lex, &new.member)) ||
	    !lex_choice(lex, snapshot_evidences, FLAG_EVIDENCES, &evidence))
		return FALSE;
	new.evidence = evidence;
	if (!extra->flags.n)
		extra->flags.first = reader->flags->len;
	extra->flags.n++;
	g_array_append_val(reader->flags, new);
	return TRUE;
}

static gboolean read_also(struct reader *reader, struct constant_extra *extra)
{
	struct lex *lex = &reader->lex;
	const char *path;

	extra->also.first = reader->path_refs->len;
	while (lex_more(lex) && *lex->rest != '@') {
		if (!lex_word(lex, &path))
			return FALSE;
		reader_add_path(reader, path);
	}
	extra->also.n = reader->path_refs->len - extra->also.first;
	return TRUE;
}

/* All behind the name of a constant but the targets. */
static gboolean read_constant(struct reader *reader, struct item *item)
{
	struct constant_extra extra = { 0 };
	struct lex *lex = &reader->lex;

	if (!read_value(lex, &item->constant) || !read_text(reader, &item->constant))
		return FALSE;
	item->constant.is_probe = lex_take(lex, "probe");
	if (lex_take(lex, "command") && !read_command(reader, &item->constant, &extra))
		return FALSE;
	while (lex_take(lex, "flag")) {
		if (!read_flag(reader, &extra))
			return FALSE;
	}
	if (!reader_home(reader, &item->home))
		return FALSE;
	if (lex_take(lex, "also") && !read_also(reader, &extra))
		return FALSE;
	if (!extra.command && !extra.flags.n && !extra.also.n)
		return TRUE;
	g_array_append_val(reader->extras, extra);
	item->more = reader->extras->len;
	return TRUE;
}

static gboolean read_single(struct reader *reader, struct item *item, enum constant_kind kind)
{
	item->kind = ITEM_CONSTANT;
	item->constant.kind = kind;
	item->constant.enumeration = MODEL_NONE;
	item->constant.command = MODEL_NONE;
	if (!lex_word(&reader->lex, &item->name) || !read_constant(reader, item))
		return FALSE;
	return kind == CONSTANT_MACRO || item->constant.value_kind == VALUE_INTEGER
		       ? TRUE
		       : lex_fail(&reader->lex, "an enumerator has no value");
}

static gboolean read_sample(struct lex *lex, gboolean *has_sample, guint64 *sample)
{
	*has_sample = !lex_take(lex, "-");
	return !*has_sample || lex_number(lex, sample);
}

static gboolean read_macro(struct reader *reader, struct item *item)
{
	struct function_macro *macro = &item->macro;
	struct lex *lex = &reader->lex;

	item->kind = ITEM_MACRO;
	if (!lex_word(lex, &macro->name) || !lex_word(lex, &macro->parameters) ||
	    !lex_word(lex, &macro->text))
		return FALSE;
	macro->is_command = lex_take(lex, "command");
	if (!lex_take(lex, "gives"))
		return TRUE;
	for (guint i = 0; i < FUNCTION_MACRO_SAMPLES; i++) {
		if (!read_sample(lex, &macro->has_sample[i], &macro->sample[i]))
			return FALSE;
	}
	return TRUE;
}

static gboolean read_type_name(struct reader *reader, struct item *item)
{
	struct type_name *type_name = &item->type_name;
	struct lex *lex = &reader->lex;
	struct record_ref ref;

	item->kind = ITEM_TYPE;
	item->more = reader->records->len;
	if (!lex_word(lex, &type_name->name) || !lex_word(lex, &type_name->canonical) ||
	    !lex_number(lex, &type_name->size) || !lex_number(lex, &type_name->alignment) ||
	    !reader_record_ref(reader, type_name->canonical, &ref))
		return FALSE;
	g_array_append_val(reader->records, ref);
	return TRUE;
}

static gboolean read_function(struct reader *reader, struct item *item)
{
	struct function *function = &item->function;
	struct lex *lex = &reader->lex;

	item->kind = ITEM_FUNCTION;
	if (!lex_word(lex, &function->name) || !lex_word(lex, &function->type))
		return FALSE;
	function->is_inline = lex_take(lex, "inline");
	return !lex_mark(lex, '=') || lex_word(lex, &function->body);
}

static gboolean read_item(struct reader *reader, struct item *item)
{
	struct lex *lex = &reader->lex;

	if (lex_take(lex, "define"))
		return read_single(reader, item, CONSTANT_MACRO);
	if (lex_take(lex, "enumerator"))
		return read_single(reader, item, CONSTANT_ENUMERATOR);
	if (lex_take(lex, "macro"))
		return read_macro(reader, item);
	if (lex_take(lex, "typedef"))
		return read_type_name(reader, item);
	if (lex_take(lex, "function"))
		return read_function(reader, item);
	return lex_fail(lex, "a header has no '%.20s'", lex->rest);
}

/* The item before @index that is no part of another one; MODEL_NONE at the
 * beginning of the header. */
static guint32 item_before(const struct reader *reader, const struct path_block *block)
{
	guint32 index = reader->items->len;

	if (index == block->items.first)
		return MODEL_NONE;
	return reader->owner != MODEL_NONE ? reader->owner : index - 1;
}

/* Adds an item whose line is read up to the targets. */
static gboolean add_item(struct reader *reader, struct path_block *block, struct item *item)
{
	struct lex *lex = &reader->lex;
	guint32 before = item_before(reader, block);

	if (!lex_targets(lex, block->usual, &item->targets))
		return FALSE;
	if (item->targets & ~block->usual)
		return lex_fail(lex, "it is for a target without the header, or without a model");
	if (before != MODEL_NONE) {
		const struct item *last = reader_item(reader, before);
		int order = last->kind == item->kind ? strcmp(last->name, item->name)
						     : (int)last->kind - (int)item->kind;
		if (order > 0)
			return lex_fail(lex, "'%s' is not in order", item->name);
	}
	block->items.n++;
	g_array_append_val(reader->items, *item);
	return TRUE;
}

gboolean reader_item_line(struct reader *reader, struct path_block *block)
{
	struct item item = { .line = reader->lex.line };

	if (reader->lex.depth != 1)
		return lex_fail(&reader->lex, "it stands too deep");
	reader->owner = MODEL_NONE;
	return read_item(reader, &item) && add_item(reader, block, &item);
}

static const char *const block_words[] = { "struct", "union", "enum", "untagged", "anonymous" };

gboolean reader_begins_block(const struct reader *reader)
{
	const char *rest = reader->lex.rest;

	for (gsize i = 0; i < G_N_ELEMENTS(block_words); i++) {
		gsize length = strlen(block_words[i]);
		if (!strncmp(rest, block_words[i], length) && rest[length] == ' ')
			return TRUE;
	}
	return FALSE;
}

/* "size 24", or "align 8" */
static gboolean read_property(struct lex *lex, const char *word, guint64 *ret)
{
	return lex_take(lex, word) ? lex_number(lex, ret) : lex_fail(lex, "it has no %s", word);
}

/* @prefix: "struct ", or NULL if the name is all there is. */
static gboolean read_name(struct reader *reader, const char *prefix, const char **ret)
{
	if (!lex_word(&reader->lex, ret))
		return FALSE;
	if (prefix)
		*ret = reader_join(reader, prefix, *ret);
	return *ret != NULL;
}

static gboolean read_record(struct reader *reader, struct item *item, gboolean is_untagged)
{
	struct record *record = &item->record;
	struct lex *lex = &reader->lex;

	item->kind = ITEM_RECORD;
	record->is_union = lex_take(lex, "union");
	if (!record->is_union && !lex_take(lex, "struct"))
		return lex_fail(lex, "it is neither struct nor union");
	if (!read_name(reader, is_untagged ? NULL : (record->is_union ? "union " : "struct "),
		       &record->name) ||
	    !read_property(lex, "size", &record->size) ||
	    !read_property(lex, "align", &record->alignment))
		return FALSE;
	record->is_packed = lex_take(lex, "packed");
	return !lex_take(lex, "libc") || lex_word(lex, &record->libc_conditions);
}

static gboolean read_enumeration(struct reader *reader, struct item *item, const char *prefix)
{
	struct enumeration *enumeration = &item->enumeration;

	item->kind = ITEM_ENUMERATION;
	return read_name(reader, prefix, &enumeration->name) &&
	       read_property(&reader->lex, "size", &enumeration->size);
}

static gboolean read_block(struct reader *reader, struct item *item)
{
	struct lex *lex = &reader->lex;
	gboolean is_untagged = lex_take(lex, "untagged");
	gboolean is_anonymous = !is_untagged && lex_take(lex, "anonymous");

	if (!lex_take(lex, "enum"))
		return !is_anonymous ? read_record(reader, item, is_untagged)
				     : lex_fail(lex, "it is no enumeration");
	item->enumeration.is_anonymous = is_anonymous;
	if (is_untagged || is_anonymous)
		return read_enumeration(reader, item, NULL);
	item->enumeration.is_anonymous = lex_take(lex, "{");
	return read_enumeration(reader, item, item->enumeration.is_anonymous ? "enum { " : "enum ");
}

gboolean reader_block_line(struct reader *reader, struct path_block *block)
{
	struct item item = { .line = reader->lex.line };

	if (!read_block(reader, &item) || !add_item(reader, block, &item))
		return FALSE;
	reader->owner = reader->items->len - 1;
	g_array_set_size(reader->open, 0);
	return TRUE;
}

/* The inline struct around a member, by how deep that stands. */
static gboolean find_parent(struct reader *reader, struct member *member, guint32 number)
{
	guint depth = reader->lex.depth - 1;
	gboolean opens = member->kind == MEMBER_STRUCT || member->kind == MEMBER_UNION;

	if (depth > reader->open->len || depth > DEEPEST)
		return lex_fail(&reader->lex, "it stands too deep");
	member->parent = depth ? g_array_index(reader->open, guint32, depth - 1) : MODEL_NONE;
	g_array_set_size(reader->open, depth);
	if (opens)
		g_array_append_val(reader->open, number);
	return TRUE;
}

static gboolean read_member(struct reader *reader, struct item *item, guint32 number)
{
	item->kind = ITEM_MEMBER;
	if (number >= SNAPSHOT_MEMBERS)
		return lex_fail(&reader->lex, "a record has at most %d members", SNAPSHOT_MEMBERS);
	return reader_member_line(reader, item) && find_parent(reader, &item->member, number);
}

static gboolean read_enumerator(struct reader *reader, struct item *item, guint32 number)
{
	if (reader->lex.depth != 1)
		return lex_fail(&reader->lex, "it stands too deep");
	if (lex_take(&reader->lex, "=")) {
		item->kind = ITEM_REFERENCE;
		return lex_word(&reader->lex, &item->name) && lex_end(&reader->lex);
	}
	if (!read_single(reader, item, CONSTANT_ENUMERATOR) || !lex_end(&reader->lex))
		return FALSE;
	item->constant.ordinal = number;
	item->constant.enumeration = 0; /* of the item before it, see snapshot-build.c */
	return TRUE;
}

gboolean reader_inner_line(struct reader *reader, struct path_block *block)
{
	struct item *owner = reader_item(reader, reader->owner);
	struct item item = { .line = reader->lex.line, .targets = owner->targets };
	gboolean read = owner->kind == ITEM_RECORD ? read_member(reader, &item, owner->more)
						   : read_enumerator(reader, &item, owner->more);

	if (!read)
		return FALSE;
	owner->more++;
	block->items.n++;
	g_array_append_val(reader->items, item);
	return TRUE;
}
