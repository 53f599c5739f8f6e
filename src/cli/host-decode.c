/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/host-decode.h"

#include <string.h>
#include <sys/utsname.h>

#include "cli/look-up.h"
#include "show/values.h"

/* From the last member of a struct to the command that passes it. */
#define MOST_LINES_BETWEEN 4

/* What the models in src/devices implement. */
static const char *const usual_headers[] = {
	"/usr/include/linux/vfio.h",
	"/usr/include/linux/iommufd.h",
};

/* Which of our targets programs on a machine are for; TARGET_COUNT: none. */
static const struct {
	const char *machine; /* of uname(), its beginning */
	enum target_id wide, narrow;
} machines[] = {
	{ "x86_64", TARGET_X86_64, TARGET_I386 },
	{ "aarch64", TARGET_AARCH64, TARGET_ARM },
	{ "arm", TARGET_COUNT, TARGET_ARM },
	{ "i", TARGET_COUNT, TARGET_I386 },
	{ "riscv64", TARGET_RISCV64, TARGET_COUNT },
	{ "s390x", TARGET_S390X, TARGET_COUNT },
	{ "ppc64le", TARGET_POWERPC64LE, TARGET_COUNT },
};

struct host_decoder {
	struct session session;
	GPtrArray *sources; /* struct look_up, those that were asked for first */
	enum target_id wide, narrow;
};

static const struct session_options no_options;

static void source_free(struct look_up *source)
{
	look_up_clear(source);
	g_free(source);
}

/* What this machine cannot run is not asked for. */
static target_set wanted_targets(const struct host_decoder *decoder)
{
	return (decoder->wide < TARGET_COUNT ? TARGET_BIT(decoder->wide) : 0) |
	       (decoder->narrow < TARGET_COUNT ? TARGET_BIT(decoder->narrow) : 0);
}

/* A snapshot is for the targets that it is for. */
static gboolean open_source(struct host_decoder *decoder, struct look_up *source, const char *name,
			    GError **error)
{
	struct input input = { 0 };

	if (input_open(&input, &decoder->session, name, error))
		return look_up_open(source, &input, NULL,
				    input.snapshot ? 0 : wanted_targets(decoder), error);
	input_clear(&input);
	return FALSE;
}

/* Of a whole system's headers those that compose commands, with all that they include. */
static gboolean read_source(struct look_up *source, target_set set, GError **error)
{
	const struct query commands = { .kind = QUERY_NUMBER };
	AUTO(selection) selection = selection_new(&commands, source->whole);

	return look_up_parse(source, selection, set, error);
}

static gboolean add_source(struct host_decoder *decoder, const char *name, GError **error)
{
	struct look_up *source = g_new0(struct look_up, 1);

	g_ptr_array_add(decoder->sources, source);
	return open_source(decoder, source, name, error) &&
	       read_source(source, wanted_targets(decoder), error);
}

static void choose_targets(struct host_decoder *decoder)
{
	struct utsname machine = { 0 };

	decoder->wide = decoder->narrow = TARGET_COUNT;
	uname(&machine);
	for (gsize i = 0; i < G_N_ELEMENTS(machines); i++) {
		if (!g_str_has_prefix(machine.machine, machines[i].machine))
			continue;
		decoder->wide = machines[i].wide;
		decoder->narrow = machines[i].narrow;
		return;
	}
}

struct host_decoder *host_decoder_new(char **inputs, GError **error)
{
	AUTO(host_decoder) decoder = g_new0(struct host_decoder, 1);

	decoder->session.options = &no_options;
	decoder->sources = g_ptr_array_new_with_free_func((GDestroyNotify)source_free);
	choose_targets(decoder);
	for (; inputs && *inputs; inputs++) {
		if (!add_source(decoder, *inputs, error))
			return NULL;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(usual_headers); i++) {
		if (g_file_test(usual_headers[i], G_FILE_TEST_EXISTS) &&
		    !add_source(decoder, usual_headers[i], NULL))
			g_ptr_array_set_size(decoder->sources, (gint)decoder->sources->len - 1);
	}
	return g_steal_pointer(&decoder);
}

void host_decoder_free(struct host_decoder *decoder)
{
	if (!decoder)
		return;
	g_ptr_array_unref(decoder->sources);
	session_clear(&decoder->session);
	g_free(decoder);
}

/* --- Decoding --------------------------------------------------------------------------------- */

static const struct command *find_by_name(const struct model *model, const char *name)
{
	const struct constant *constant = model_constant(model, name);

	return constant && constant->command != MODEL_NONE ? &model->commands[constant->command]
							   : NULL;
}

/* By name only: different commands of one interface have the same number, as some of VFIO's do. */
static const struct command *find_command(const struct host_decoder *decoder,
					  const struct host_argument *argument,
					  const struct model **ret_model)
{
	const enum target_id target = argument->is_32bit || decoder->wide == TARGET_COUNT
					      ? decoder->narrow
					      : decoder->wide;

	for (guint i = 0; target < TARGET_COUNT && i < decoder->sources->len; i++) {
		const struct look_up *source = decoder->sources->pdata[i];
		const struct model *model = source->models.of[target];
		const struct command *command =
			model ? find_by_name(model, argument->command) : NULL;

		if (command) {
			*ret_model = model;
			return command;
		}
	}
	return NULL;
}

static gboolean tells_size(const struct record *record)
{
	const char *first = record->n_members ? record->members[0].name : "";

	return strcmp(first, "argsz") == 0 || strcmp(first, "size") == 0;
}

/* Whether nothing but the end of @record is before @place in its header. */
static gboolean is_right_before(const struct model *model, const struct record *record,
				const struct place *place)
{
	const guint32 end = record->n_members ? record->members[record->n_members - 1].place.line
					      : record->place.line;

	if (record->place.header != place->header || end >= place->line ||
	    place->line - end > MOST_LINES_BETWEEN)
		return FALSE;
	for (guint32 i = 0; i < model->n_constants; i++) {
		const struct place *other = &model->constants[i].place;

		if (other->header == place->header && other->line > end &&
		    other->line < place->line)
			return FALSE;
	}
	return TRUE;
}

/* Some comments of VFIO name structs that never were: the one that stands above is meant. */
static const struct record *find_record(const struct model *model, const struct command *command)
{
	const struct place *place = &model->constants[command->constant].place;

	if (command->record != MODEL_NONE)
		return &model->records[command->record];
	for (guint32 i = 0; !command->argument && i < model->n_records; i++) {
		if (tells_size(&model->records[i]) &&
		    is_right_before(model, &model->records[i], place))
			return &model->records[i];
	}
	return NULL;
}

/* What the first member does not tell of is no part of the argument. */
static struct value_bytes limit_bytes(const struct record *record, const void *at, gsize size)
{
	return (struct value_bytes){ at, tells_size(record) ? size : MIN(size, record->size) };
}

char *host_decode(const struct host_argument *argument, void *decoder)
{
	g_autoptr(GString) text = g_string_new(NULL), after = g_string_new(NULL);
	const struct model *model = NULL;
	const struct command *command = find_command(decoder, argument, &model);
	const struct record *record;
	struct value_bytes given, left;

	record = command ? find_record(model, command) : NULL;
	if (!record)
		return NULL;
	given = limit_bytes(record, argument->given, argument->given_size);
	left = limit_bytes(record, argument->left, argument->left_size);
	values_append(text, model, record, &given, NULL);
	if (values_append(after, model, record, &left, &given))
		g_string_append_printf(text, "%s-> %s", text->len ? " " : "", after->str);
	return text->len ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}
