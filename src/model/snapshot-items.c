/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The text of one item for one target.
 */
#include <string.h>

#include "model/number.h"
#include "model/snapshot-writer.h"

struct rendering {
	struct writer *writer;
	enum target_id target;
	const struct model *model;
	GString *out;
};

static void put(const struct rendering *rendering, const char *word)
{
	g_string_append_c(rendering->out, ' ');
	snapshot_append_word(rendering->out, word);
}

static void put_number(const struct rendering *rendering, guint64 number)
{
	g_string_append_printf(rendering->out, " %" G_GUINT64_FORMAT, number);
}

/* A word, or "-" where there is none. */
static void put_optional(const struct rendering *rendering, const char *word)
{
	if (word)
		put(rendering, word);
	else
		g_string_append(rendering->out, " -");
}

/* The record, unless it is the one that @name leads to by itself. */
static void put_record(const struct rendering *rendering, const char *name, guint32 record)
{
	const struct model *model = rendering->model;
	const struct record *usual = name ? model_record(model, name) : NULL;

	if (record == (usual ? (guint32)(usual - model->records) : MODEL_NONE))
		return;
	g_string_append(rendering->out, " record");
	put_optional(rendering, record == MODEL_NONE ? NULL : model->records[record].name);
}

/* Whether the number of a command is what its target makes of its parts. */
static gboolean is_composed(const struct rendering *rendering, const struct constant *constant)
{
	const struct command *command = &rendering->model->commands[constant->command];

	return constant->value == command_number(rendering->target, command);
}

static void put_command(const struct rendering *rendering, const struct constant *constant)
{
	const struct command *command = &rendering->model->commands[constant->command];

	g_string_append_printf(rendering->out, " command%s %s 0x%02x %u %u %s",
			       is_composed(rendering, constant) ? "" : " exact",
			       snapshot_directions[command->direction & 3], command->type,
			       command->number, command->size, snapshot_sources[command->source]);
	put_optional(rendering, command->argument);
	put_record(rendering, command->argument, command->record);
}

static void put_flag(const struct rendering *rendering, const struct flag *flag)
{
	const struct record *record = &rendering->model->records[flag->record];
	const struct member *member = &record->members[flag->member];

	g_string_append(rendering->out, " flag");
	put(rendering, record->name);
	if (record_member(record, member->name) == member)
		put(rendering, member->name);
	else
		g_string_append_printf(rendering->out, " ~%u", flag->member);
	g_string_append_printf(rendering->out, " %s", snapshot_evidences[flag->evidence]);
}

/* @path: of the header below which it stands. */
static void put_header(const struct rendering *rendering, const struct place *place, guint32 path)
{
	const struct writer *writer = rendering->writer;
	guint32 own = writer->path_of[rendering->target][place->header];

	if (own == path)
		return;
	g_string_append(rendering->out, " in");
	put(rendering, writer->paths->pdata[own]);
}

static void put_value(const struct rendering *rendering, const struct constant *constant)
{
	GString *out = rendering->out;

	if (constant->value_kind == VALUE_STRING) {
		g_string_append_c(out, ' ');
		snapshot_append_quoted(out, constant->text);
	} else if (constant->value_kind == VALUE_INTEGER && constant->is_negative) {
		g_string_append_printf(out, " %" G_GINT64_FORMAT, (gint64)constant->value);
	} else if (constant->value_kind == VALUE_INTEGER && constant->command != MODEL_NONE) {
		/* As most targets pack it, so that a command stands once for all. */
		guint64 number =
			is_composed(rendering, constant)
				? command_number(TARGET_X86_64,
						 &rendering->model->commands[constant->command])
				: constant->value;
		g_string_append_printf(out, " 0x%" G_GINT64_MODIFIER "x", number);
	} else if (constant->value_kind == VALUE_INTEGER) {
		put_number(rendering, constant->value);
	}
}

/* Whether the text of a macro is its value in decimal digits, so that it need not
 * be said. */
static gboolean is_value(const struct constant *constant, const char *text)
{
	char digits[32];

	g_snprintf(digits, sizeof(digits),
		   constant->is_negative ? "%" G_GINT64_FORMAT : "%" G_GUINT64_FORMAT,
		   constant->value);
	return !strcmp(digits, text);
}

static void put_text(const struct rendering *rendering, const struct constant *constant)
{
	const char *text = constant->text;

	if (!text || constant->value_kind == VALUE_STRING || constant->value_kind == VALUE_EMPTY ||
	    (constant->value_kind == VALUE_INTEGER && constant->kind == CONSTANT_MACRO &&
	     is_value(constant, text)))
		return;
	g_string_append(rendering->out, " =");
	snapshot_append_word(rendering->out, text);
}

/* What any constant has behind its name; @path as in put_header(). */
static void put_constant(const struct rendering *rendering, guint32 index, guint32 path)
{
	const struct constant *constant = &rendering->model->constants[index];
	const struct writer *writer = rendering->writer;
	const struct flag_index *flags = &writer->flags[rendering->target];

	put_value(rendering, constant);
	put_text(rendering, constant);
	if (constant->is_probe)
		g_string_append(rendering->out, " probe");
	if (constant->command != MODEL_NONE)
		put_command(rendering, constant);
	for (guint32 i = flags->first[index]; i < flags->first[index + 1]; i++)
		put_flag(rendering, &rendering->model->flags[flags->at[i]]);
	put_header(rendering, &constant->place, path);
	if (constant->n_also_in)
		g_string_append(rendering->out, " also");
	for (guint32 i = 0; i < constant->n_also_in; i++)
		put(rendering, rendering->model->headers[constant->also_in[i]].path);
}

static void render_constant(const struct rendering *rendering, const struct named *named,
			    guint32 index)
{
	const struct constant *constant = &rendering->model->constants[index];

	g_string_append(rendering->out,
			constant->kind == CONSTANT_MACRO ? "\tdefine" : "\tenumerator");
	put(rendering, constant->name);
	put_constant(rendering, index, named->path);
}

static void render_macro(const struct rendering *rendering, const struct function_macro *macro)
{
	g_string_append(rendering->out, "\tmacro");
	put(rendering, macro->name);
	put(rendering, macro->parameters);
	put(rendering, macro->text);
	if (macro->is_command)
		g_string_append(rendering->out, " command");
	if (!macro->has_sample[0] && !macro->has_sample[1])
		return;
	g_string_append(rendering->out, " gives");
	for (guint i = 0; i < FUNCTION_MACRO_SAMPLES; i++) {
		if (macro->has_sample[i])
			put_number(rendering, macro->sample[i]);
		else
			g_string_append(rendering->out, " -");
	}
}

static void render_type_name(const struct rendering *rendering, const struct type_name *type_name)
{
	g_string_append(rendering->out, "\ttypedef");
	put(rendering, type_name->name);
	put(rendering, type_name->canonical);
	put_number(rendering, type_name->size);
	put_number(rendering, type_name->alignment);
	put_record(rendering, type_name->canonical, type_name->record);
}

static void render_function(const struct rendering *rendering, const struct function *function)
{
	g_string_append(rendering->out, "\tfunction");
	put(rendering, function->name);
	put(rendering, function->type);
	if (function->is_inline)
		g_string_append(rendering->out, " inline");
	if (!function->body)
		return;
	g_string_append(rendering->out, " =");
	snapshot_append_word(rendering->out, function->body);
}

/* "8", or "8.3" where it is no whole number of bytes. */
static void put_bits(GString *out, guint64 bits)
{
	g_string_append_printf(out, "%" G_GUINT64_FORMAT, bits / 8);
	if (bits % 8)
		g_string_append_printf(out, ".%u", (guint)(bits % 8));
}

static void put_extent(GString *out, const struct member *member)
{
	put_bits(out, member->bit_offset);
	if (member->kind == MEMBER_BITFIELD || member->kind == MEMBER_UNNAMED) {
		g_string_append_printf(out, ":%" G_GUINT64_FORMAT, member->bit_size);
		return;
	}
	g_string_append_c(out, '+');
	put_bits(out, member->bit_size);
}

static void put_type(const struct rendering *rendering, const struct member *member)
{
	guint variant;

	if (member->kind == MEMBER_STRUCT || member->kind == MEMBER_UNION) {
		g_string_append_printf(rendering->out, " %s{%" G_GUINT64_FORMAT "}",
				       member->kind == MEMBER_UNION ? "union" : "struct",
				       member->type.size);
		return;
	}
	put(rendering, member->type.spelled);
	variant = writer_type_variant(rendering->writer, rendering->target, &member->type);
	if (variant > 1)
		g_string_append_printf(rendering->out, " ~%u", variant);
}

static void put_bounds(const struct rendering *rendering, const struct member *member)
{
	gboolean usual = member->array == snapshot_count_elements(member->bounds);

	if (*member->bounds || !usual)
		put(rendering, member->bounds);
	if (!usual)
		g_string_append_printf(rendering->out, " =%" G_GINT64_FORMAT, member->array);
}

/* Members of an inline struct stand one tab deeper than the struct. */
static guint depth_of(const struct record *record, const guint *depths, guint32 index)
{
	guint32 parent = record->members[index].parent;

	return parent == MODEL_NONE ? 1 : depths[parent] + 1;
}

static void render_members(const struct rendering *rendering, const struct record *record,
			   guint32 path)
{
	g_autofree guint *depths = g_new(guint, record->n_members + 1);

	for (guint32 i = 0; i < record->n_members; i++) {
		const struct member *member = &record->members[i];
		gboolean nameless = !*member->name && member->kind != MEMBER_FIELD;
		depths[i] = depth_of(record, depths, i);
		for (guint tab = 0; tab < depths[i]; tab++)
			g_string_append_c(rendering->out, '\t');
		put_extent(rendering->out, member);
		put_optional(rendering, nameless ? NULL : member->name);
		put_type(rendering, member);
		put_bounds(rendering, member);
		put_header(rendering, &member->place, path);
		g_string_append_c(rendering->out, '\n');
	}
}

static void render_record(const struct rendering *rendering, const struct record *record)
{
	const char *kind = record->is_union ? "union" : "struct";
	const char *tag = strchr(record->name, ' ');

	if (!tag || strncmp(record->name, kind, strlen(kind)) || tag != record->name + strlen(kind))
		tag = NULL;
	g_string_append_printf(rendering->out, tag ? "%s" : "untagged %s", kind);
	put(rendering, tag ? tag + 1 : record->name);
	g_string_append_printf(rendering->out,
			       " size %" G_GUINT64_FORMAT " align %" G_GUINT64_FORMAT, record->size,
			       record->alignment);
	if (record->is_packed)
		g_string_append(rendering->out, " packed");
	if (!record->libc_conditions)
		return;
	g_string_append(rendering->out, " libc");
	put(rendering, record->libc_conditions);
}

static void render_enumeration(const struct rendering *rendering,
			       const struct enumeration *enumeration)
{
	const char *name = enumeration->name;

	if (enumeration->is_anonymous && g_str_has_prefix(name, "enum { ")) {
		g_string_append(rendering->out, "enum {");
		put(rendering, name + strlen("enum { "));
	} else if (g_str_has_prefix(name, "enum ") && !enumeration->is_anonymous) {
		g_string_append(rendering->out, "enum");
		put(rendering, name + strlen("enum "));
	} else {
		g_string_append_printf(rendering->out, "%s enum",
				       enumeration->is_anonymous ? "anonymous" : "untagged");
		put(rendering, name);
	}
	g_string_append_printf(rendering->out, " size %" G_GUINT64_FORMAT, enumeration->size);
}

static void render_enumerators(const struct rendering *rendering,
			       const struct enumeration *enumeration, guint32 path)
{
	const struct model *model = rendering->model;
	guint32 own = (guint32)(enumeration - model->enumerations);

	for (guint32 i = 0; i < enumeration->n_enumerators; i++) {
		guint32 index = enumeration->enumerators[i];
		const struct constant *constant = &model->constants[index];
		gboolean listed = constant->enumeration == own && constant->ordinal == i;
		g_string_append(rendering->out, listed ? "\t" : "\t= ");
		snapshot_append_word(rendering->out, constant->name);
		if (listed)
			put_constant(rendering, index, path);
		g_string_append_c(rendering->out, '\n');
	}
}

void writer_render(struct writer *writer, enum named_kind kind, const struct named *named,
		   enum target_id target, GString *head, GString *body)
{
	const struct model *model = writer->models[target];
	const struct rendering to_head = { writer, target, model, head };
	const struct rendering to_body = { writer, target, model, body };
	guint32 index = named->of[target];

	switch (kind) {
	case NAMED_CONSTANT:
		render_constant(&to_head, named, index);
		break;
	case NAMED_MACRO:
		render_macro(&to_head, &model->function_macros[index]);
		break;
	case NAMED_TYPE:
		render_type_name(&to_head, &model->type_names[index]);
		break;
	case NAMED_FUNCTION:
		render_function(&to_head, &model->functions[index]);
		break;
	case NAMED_RECORD:
		render_record(&to_head, &model->records[index]);
		render_members(&to_body, &model->records[index], named->path);
		break;
	default:
		render_enumeration(&to_head, &model->enumerations[index]);
		render_enumerators(&to_body, &model->enumerations[index], named->path);
	}
}
