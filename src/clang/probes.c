/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From the answers to the unit's questions to constants, macros and commands.
 */
#include <string.h>

#include "clang/lexer.h"
#include "clang/walk.h"
#include "model/number.h"

static const struct scan_define *define_of(const struct walk *walk, gsize file, guint index)
{
	return &g_array_index(walk->scan->files[file].defines, struct scan_define, index);
}

static struct place place_of(const struct walk *walk, gsize file, const struct scan_define *define)
{
	const char *path = walk->scan->files[file].file->path;

	return (struct place){
		.header = GPOINTER_TO_UINT(g_hash_table_lookup(walk->header_of_path, path)) - 1,
		.line = define->line,
		.column = define->column,
	};
}

static struct constant new_constant(struct walk *walk, gsize file, guint index)
{
	const struct scan_define *define = define_of(walk, file, index);

	return (struct constant){
		.name = builder_text(walk->builder, define->name),
		.kind = CONSTANT_MACRO,
		.text = builder_text(walk->builder, define->text),
		.enumeration = MODEL_NONE,
		.ordinal = index,
		.command = MODEL_NONE,
		.place = place_of(walk, file, define),
	};
}

/* What _IO() and its kin make of the parts. */
static guint64 compose(const struct command_packing *packing, guint64 code, guint64 size)
{
	guint64 direction = (code - 1) & 3;
	guint64 bits = direction & COMMAND_WRITE ? packing->write : 0;

	bits |= direction & COMMAND_READ ? packing->read : 0;
	if (!direction)
		return ((guint64)packing->none << (16 + packing->size_bits)) | (code - 1) >> 2;
	return (bits << (16 + packing->size_bits)) | (size << 16) | (code - 1) >> 2;
}

static void take_known(struct walk *walk)
{
	for (guint i = 0; i < walk->unit->known->len; i++) {
		const struct known_value *known =
			&g_array_index(walk->unit->known, struct known_value, i);
		struct constant constant = new_constant(walk, known->file, known->index);
		constant.value_kind = VALUE_INTEGER;
		constant.value = known->is_command
					 ? compose(command_packing(walk->target), known->value, 0)
					 : known->value;
		constant.is_negative = known->is_negative;
		g_array_append_val(walk->builder->constants, constant);
	}
}

/* A macro that is one string literal; the compiler evaluates only some. */
static void take_string_literal(struct walk *walk, struct constant *constant)
{
	gsize length = constant->text ? strlen(constant->text) : 0;

	if (constant->value_kind != VALUE_NOT_CONSTANT || length < 2 || constant->text[0] != '"' ||
	    strchr(constant->text + 1, '"') != constant->text + length - 1)
		return;
	g_autofree char *content = g_strndup(constant->text + 1, length - 2);
	constant->value_kind = VALUE_STRING;
	constant->text = builder_text(walk->builder, content);
}

static void take_constant(struct walk *walk, const struct probe *probe, const struct answer *answer)
{
	struct constant constant = new_constant(walk, probe->file, probe->index);

	if (answer->kind == ANSWER_INTEGER) {
		constant.value_kind = VALUE_INTEGER;
		constant.value = answer->value;
		constant.is_negative = answer->is_negative;
	} else if (answer->kind == ANSWER_STRING) {
		constant.value_kind = VALUE_STRING;
		constant.text = answer->text;
	} else {
		constant.value_kind = *constant.text ? VALUE_NOT_CONSTANT : VALUE_EMPTY;
	}
	take_string_literal(walk, &constant);
	g_array_append_val(walk->builder->constants, constant);
}

/* The samples of a macro stand together, beginning at number @first; one that
 * cannot be called in an expression has only a PROBE_DEFINED. */
static void take_function_macro(struct walk *walk, guint first)
{
	const struct probe *probe = &g_array_index(walk->unit->probes, struct probe, first);
	const struct scan_define *define = define_of(walk, probe->file, probe->index);
	struct function_macro macro = {
		.name = builder_text(walk->builder, define->name),
		.parameters = builder_text(walk->builder, define->parameters),
		.text = builder_text(walk->builder, define->text),
		.is_command = g_hash_table_contains(walk->scan->io_macros, define->name),
		.place = place_of(walk, probe->file, define),
	};

	for (guint i = 0; probe->kind == PROBE_SAMPLE && i < FUNCTION_MACRO_SAMPLES; i++) {
		const struct answer *answer =
			&g_array_index(walk->answers, struct answer, first + i);
		macro.has_sample[i] = answer->kind == ANSWER_INTEGER;
		macro.sample[i] = answer->value;
	}
	g_array_append_val(walk->builder->function_macros, macro);
}

/* A command whose number follows from its type: the constant has no answer of
 * its own.  Without a type it is no constant for a program. */
static void take_pure_command(struct walk *walk, const struct probe *probe,
			      const struct answer *answer)
{
	struct constant constant = new_constant(walk, probe->file, probe->index);

	constant.value_kind = VALUE_NOT_CONSTANT;
	if (answer->kind == ANSWER_TYPE && answer->value) {
		constant.value_kind = VALUE_INTEGER;
		constant.value =
			compose(command_packing(walk->target), answer->value, answer->size);
	}
	g_array_append_val(walk->builder->constants, constant);
}

static const char *subject_of(const struct walk *walk, const struct probe *probe)
{
	const struct scan_file *file = &walk->scan->files[probe->file];

	if (probe->is_enumerator)
		return g_array_index(file->enumerators, struct scan_enumerator, probe->index).name;
	return define_of(walk, probe->file, probe->index)->name;
}

/* Remembered as a command without a constant until walk_link(). */
static void take_command_type(struct walk *walk, const struct probe *probe,
			      const struct answer *answer)
{
	if (strstr(answer->text, UNIT_PROBE "nothing"))
		return; /* _IO(): it takes nothing, or does not say what */
	struct command_type type = {
		.name = builder_text(walk->builder, subject_of(walk, probe)),
		.argument = answer->text,
		.record = answer->record,
		.source = probe->kind == PROBE_COMMAND_TYPE ? COMMAND_TYPE_MACRO
							    : COMMAND_TYPE_SIZEOF,
	};

	g_hash_table_insert(walk->command_types, (gpointer)type.name,
			    g_memdup2(&type, sizeof(type)));
}

void walk_take_answers(struct walk *walk)
{
	take_known(walk);
	for (guint i = 0; i < walk->answers->len; i++) {
		const struct probe *probe = &g_array_index(walk->unit->probes, struct probe, i);
		const struct answer *answer = &g_array_index(walk->answers, struct answer, i);
		if (answer->kind == ANSWER_NONE)
			continue;
		if (probe->is_pure && probe->kind == PROBE_COMMAND_TYPE)
			take_pure_command(walk, probe, answer);
		if (answer->kind == ANSWER_TYPE)
			take_command_type(walk, probe, answer);
		else if (probe->kind == PROBE_COMMAND_TYPE || probe->kind == PROBE_SIZEOF_TYPE ||
			 probe->sample > 0)
			continue;
		else if (define_of(walk, probe->file, probe->index)->parameters)
			take_function_macro(walk, i);
		else
			take_constant(walk, probe, answer);
	}
}

/* Finds what the commands take where the number does not say it. */
struct linking {
	struct walk *walk;
	GHashTable *record_by_name; /* name -> index + 1 */
	GHashTable *comments;       /* command -> "struct foo" */
	GHashTable *constant_by_name;
};

static void set_argument(struct linking *linking, struct command *command, const char *name,
			 enum command_source source)
{
	guint32 number = GPOINTER_TO_UINT(g_hash_table_lookup(linking->record_by_name, name));

	if (!number || command->argument)
		return;
	command->argument = builder_text(linking->walk->builder, name);
	command->record = number - 1;
	command->source = source;
}

static void find_argument(struct linking *linking, const char *name, struct command *command)
{
	const struct command_type *type = g_hash_table_lookup(linking->walk->command_types, name);

	if (type) {
		command->argument = type->argument;
		command->record = type->record;
		command->source = type->source;
	}
	const char *documented = g_hash_table_lookup(linking->comments, name);
	if (documented)
		set_argument(linking, command, documented, COMMAND_TYPE_COMMENT);
	g_autofree char *lower = g_ascii_strdown(name, -1);
	g_autofree char *named = g_strconcat("struct ", lower, NULL);
	set_argument(linking, command, named, COMMAND_TYPE_NAME);
}

/* Whether @constant was composed by _IO*(), by its text or that of its enumerator. */
static gboolean is_command(const struct walk *walk, const struct constant *constant)
{
	if (constant->value_kind != VALUE_INTEGER)
		return FALSE;
	if (g_hash_table_contains(walk->command_types, constant->name))
		return TRUE;
	return constant->kind == CONSTANT_MACRO &&
	       scan_composes_command(walk->scan, constant->text);
}

static void link_commands(struct linking *linking)
{
	struct walk *walk = linking->walk;

	for (guint i = 0; i < walk->builder->constants->len; i++) {
		struct constant *constant =
			&g_array_index(walk->builder->constants, struct constant, i);
		struct command command = { .constant = i, .record = MODEL_NONE };
		if (!is_command(walk, constant))
			continue;
		command_decode(walk->target, constant->value, &command);
		find_argument(linking, constant->name, &command);
		constant->command = walk->builder->commands->len;
		g_array_append_val(walk->builder->commands, command);
	}
}

/* By "#define X (X - 1)" programs get another value than the enumerator's own. */
static void hide_enumerator(struct constant *enumerator, const struct constant *macro)
{
	enumerator->is_probe = TRUE;
	if (macro->value_kind != VALUE_INTEGER)
		return;
	enumerator->value = macro->value;
	enumerator->is_negative = macro->is_negative;
}

/* "#define X X" beside enumerator X: one constant, that #ifdef can see. */
static void link_probes(struct linking *linking)
{
	GArray *constants = linking->walk->builder->constants;

	for (guint i = 0; i < constants->len; i++) {
		const struct constant *constant = &g_array_index(constants, struct constant, i);
		if (constant->kind == CONSTANT_ENUMERATOR)
			g_hash_table_insert(linking->constant_by_name, (gpointer)constant->name,
					    GUINT_TO_POINTER(i + 1));
	}
	for (guint i = 0; i < constants->len; i++) {
		const struct constant *constant = &g_array_index(constants, struct constant, i);
		guint32 number = GPOINTER_TO_UINT(
			g_hash_table_lookup(linking->constant_by_name, constant->name));
		if (constant->kind == CONSTANT_MACRO && number)
			hide_enumerator(&g_array_index(constants, struct constant, number - 1),
					constant);
	}
}

/* Where a macro is defined, if in several headers. */
static GHashTable *find_redefinitions(const struct walk *walk)
{
	GHashTable *places =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);

	for (guint32 i = 0; i < walk->builder->headers->len; i++) {
		GArray *defines = walk->scan->files[walk->file_of_header[i]].defines;
		for (guint j = 0; walk->entered[i] && j < defines->len; j++) {
			const struct scan_define *define =
				&g_array_index(defines, struct scan_define, j);
			struct place place = { i, define->line, define->column };
			if (GPOINTER_TO_UINT(
				    g_hash_table_lookup(walk->scan->definitions, define->name)) < 2)
				continue;
			GArray *list = g_hash_table_lookup(places, define->name);
			if (!list) {
				list = g_array_new(FALSE, FALSE, sizeof(struct place));
				g_hash_table_insert(places, (gpointer)define->name, list);
			}
			g_array_append_val(list, place);
		}
	}
	return places;
}

/* Macros like IFNAMSIZ stand in several headers behind #ifndef.  The place of
 * such a macro is in one that the target really includes. */
static void link_redefinitions(struct linking *linking)
{
	struct walk *walk = linking->walk;
	g_autoptr(GHashTable) places = find_redefinitions(walk);

	for (guint i = 0; i < walk->builder->constants->len; i++) {
		struct constant *constant =
			&g_array_index(walk->builder->constants, struct constant, i);
		GArray *list = g_hash_table_lookup(places, constant->name);
		if (!list)
			continue;
		guint32 *also_in = arena_alloc(walk->builder->arena, list->len * sizeof(guint32));
		for (guint j = 0; j < list->len; j++)
			also_in[j] = g_array_index(list, struct place, j).header;
		constant->also_in = also_in;
		constant->n_also_in = list->len;
		if (constant->kind == CONSTANT_MACRO && !walk->entered[constant->place.header])
			constant->place = g_array_index(list, struct place, 0);
	}
}

static void index_comments(struct linking *linking)
{
	const struct scan *scan = linking->walk->scan;

	for (gsize i = 0; i < scan->n_files; i++) {
		GArray *comments = scan->files[i].command_comments;
		for (guint j = 0; j < comments->len; j++) {
			const struct scan_command_comment *comment =
				&g_array_index(comments, struct scan_command_comment, j);
			g_hash_table_insert(linking->comments, (gpointer)comment->name,
					    (gpointer)comment->argument);
		}
	}
}

void walk_link(struct walk *walk)
{
	g_autoptr(GHashTable) records = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) comments = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) constants = g_hash_table_new(g_str_hash, g_str_equal);
	struct linking linking = { walk, records, comments, constants };

	for (guint i = 0; i < walk->builder->records->len; i++)
		g_hash_table_insert(
			records,
			(gpointer)g_array_index(walk->builder->records, struct record, i).name,
			GUINT_TO_POINTER(i + 1));
	index_comments(&linking);
	link_commands(&linking);
	link_probes(&linking);
	walk_link_flags(walk, records);
	link_redefinitions(&linking);
}
