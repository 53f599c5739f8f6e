/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Putting models together, and finding things in them. */
#include "model/builder.h"

#include <string.h>

struct scene {
	struct arena *arena;
	struct builder builder;
};

static void scene_begin(struct scene *scene, gconstpointer data)
{
	(void)data;
	scene->arena = arena_new(1024 * 1024, NULL);
	g_assert_nonnull(scene->arena);
	builder_init(&scene->builder, scene->arena, TARGET_S390X);
}

static void scene_end(struct scene *scene, gconstpointer data)
{
	(void)data;
	arena_free(scene->arena);
}

static const struct model *finish(struct scene *scene)
{
	const struct model *model = builder_finish(&scene->builder);

	builder_finish_free(&scene->builder);
	return model;
}

static const guint32 *indices(struct scene *scene, guint32 first, guint32 second)
{
	const guint32 pair[] = { first, second };

	return arena_memdup(scene->arena, pair, sizeof(pair));
}

static void add_header(struct scene *scene, const char *path)
{
	const struct header header = { .path = path, .shown = path, .judged = TRUE };

	g_array_append_val(scene->builder.headers, header);
}

static void add_record(struct scene *scene, const char *name, guint32 header, guint32 member_type)
{
	const struct member member = {
		.name = "m",
		.parent = MODEL_NONE,
		.type = { .type_class = TYPE_RECORD, .record = member_type },
		.place = { .header = header },
	};
	const struct record record = {
		.name = name,
		.members = arena_memdup(scene->arena, &member, sizeof(member)),
		.n_members = 1,
		.place = { .header = header },
	};

	g_array_append_val(scene->builder.records, record);
}

static void add_constant(struct scene *scene, const char *name, guint64 value, guint32 enumeration,
			 guint32 command)
{
	const struct constant constant = {
		.name = name,
		.kind = enumeration == MODEL_NONE ? CONSTANT_MACRO : CONSTANT_ENUMERATOR,
		.value = value,
		.enumeration = enumeration,
		.command = command,
	};

	g_array_append_val(scene->builder.constants, constant);
}

static void add_unjudged(struct scene *scene, guint32 header, const char *path, const char *item)
{
	const struct unjudged unjudged = { header, path, item, "no reason", FALSE };

	g_array_append_val(scene->builder.unjudged, unjudged);
}

static void test_empty(struct scene *scene, gconstpointer data)
{
	const struct model *model = finish(scene);

	(void)data;
	g_assert_cmpint(model->target, ==, TARGET_S390X);
	g_assert_cmpuint(model->n_records, ==, 0);
	g_assert_null(model_record(model, "struct a"));
	g_assert_null(model_header(model, ""));
	g_assert_null(model_unjudged(model, "struct a", "a.h"));
}

static void test_texts(struct scene *scene, gconstpointer data)
{
	char text[] = "text";
	const char *kept = builder_text(&scene->builder, text);

	(void)data;
	g_assert_true(kept != text);
	text[0] = 'n';
	g_assert_cmpstr(kept, ==, "text");
	g_assert_true(builder_text(&scene->builder, "text") == kept);
	g_assert_null(builder_text(&scene->builder, NULL));
	finish(scene);
}

/* Whatever the order in which things come, references lead to the same. */
static void test_references(struct scene *scene, gconstpointer data)
{
	const struct model *model;

	(void)data;
	add_header(scene, "z.h");
	add_header(scene, "a.h");
	g_array_index(scene->builder.headers, struct header, 0).includes = indices(scene, 1, 0);
	g_array_index(scene->builder.headers, struct header, 0).n_includes = 2;
	add_record(scene, "struct z", 0, 1);
	add_record(scene, "struct a", 1, MODEL_NONE);
	add_record(scene, "struct m", 1, 0);
	add_constant(scene, "Z", 1, MODEL_NONE, 0);
	add_constant(scene, "A", 2, 0, MODEL_NONE);
	add_constant(scene, "B", 3, 0, 1);
	g_array_index(scene->builder.constants, struct constant, 0).also_in = indices(scene, 0, 1);
	g_array_index(scene->builder.constants, struct constant, 0).n_also_in = 2;

	const struct enumeration enumeration = {
		.name = "enum e",
		.enumerators = indices(scene, 2, 1),
		.n_enumerators = 2,
	};
	const struct command commands[] = { { .constant = 0, .record = 0 },
					    { .constant = 2, .record = MODEL_NONE } };
	const struct flag flag = { .constant = 0, .record = 2 };
	const struct type_name type_name = { .name = "t", .record = 1, .place.header = 1 };
	g_array_append_val(scene->builder.enumerations, enumeration);
	g_array_append_vals(scene->builder.commands, commands, 2);
	g_array_append_val(scene->builder.flags, flag);
	g_array_append_val(scene->builder.type_names, type_name);
	model = finish(scene);

	const struct header *z_h = model_header(model, "z.h");
	const struct record *z = model_record(model, "struct z");
	const struct record *m = model_record(model, "struct m");
	const struct constant *Z = model_constant(model, "Z");
	const struct constant *B = model_constant(model, "B");
	g_assert_true(z_h == &model->headers[1]);
	g_assert_cmpstr(model->headers[z_h->includes[0]].path, ==, "a.h");
	g_assert_true(&model->headers[z_h->includes[1]] == z_h);
	g_assert_true(&model->headers[z->place.header] == z_h);
	g_assert_true(&model->headers[z->members[0].place.header] == z_h);
	g_assert_cmpstr(model->records[z->members[0].type.record].name, ==, "struct a");
	g_assert_true(&model->records[m->members[0].type.record] == z);
	g_assert_cmpuint(model_record(model, "struct a")->members[0].type.record, ==, MODEL_NONE);
	g_assert_true(&model->headers[Z->also_in[0]] == z_h);
	g_assert_cmpuint(Z->enumeration, ==, MODEL_NONE);
	g_assert_true(&model->records[model->commands[Z->command].record] == z);
	g_assert_true(&model->constants[model->commands[B->command].constant] == B);
	g_assert_true(&model->constants[model->enumerations[0].enumerators[0]] == B);
	g_assert_cmpuint(B->enumeration, ==, 0);
	g_assert_true(&model->constants[model->flags[0].constant] == Z);
	g_assert_true(&model->records[model->flags[0].record] == m);
	g_assert_cmpstr(model->records[model_type_name(model, "t")->record].name, ==, "struct a");
}

static void test_doubles(struct scene *scene, gconstpointer data)
{
	const struct model *model;

	(void)data;
	add_header(scene, "a.h");
	add_constant(scene, "B", 1, MODEL_NONE, MODEL_NONE);
	add_constant(scene, "A", 2, MODEL_NONE, 0);
	add_constant(scene, "A", 3, MODEL_NONE, MODEL_NONE);
	add_constant(scene, "A", 4, MODEL_NONE, MODEL_NONE);

	const struct command command = { .constant = 1, .record = MODEL_NONE };
	g_array_append_val(scene->builder.commands, command);
	model = finish(scene);
	g_assert_cmpuint(model->n_constants, ==, 2);
	g_assert_cmpuint(model_constant(model, "A")->value, ==, 2);
	g_assert_cmpuint(model_constant(model, "B")->value, ==, 1);
	g_assert_true(&model->constants[model->commands[0].constant] == model_constant(model, "A"));
}

/* What belonged to an item that lost its name to another one leads nowhere else. */
static void test_strays(struct scene *scene, gconstpointer data)
{
	const struct model *model;
	const struct enumeration first = { .name = "enum e",
					   .enumerators = indices(scene, 0, 0),
					   .n_enumerators = 1 };
	const struct enumeration second = { .name = "enum e",
					    .enumerators = indices(scene, 1, 2),
					    .n_enumerators = 2 };
	const struct flag flags[] = { { .constant = 0, .record = 0, .member = 0 },
				      { .constant = 1, .record = 1, .member = 7 } };

	(void)data;
	add_header(scene, "a.h");
	add_constant(scene, "A", 0, 0, MODEL_NONE);
	add_constant(scene, "B", 0, 1, MODEL_NONE);
	add_constant(scene, "C", 1, 1, MODEL_NONE);
	g_array_index(scene->builder.constants, struct constant, 2).ordinal = 1;
	add_record(scene, "struct s", 0, MODEL_NONE);
	add_record(scene, "struct s", 0, MODEL_NONE);
	g_array_append_val(scene->builder.enumerations, first);
	g_array_append_val(scene->builder.enumerations, second);
	g_array_append_vals(scene->builder.flags, flags, 2);
	model = finish(scene);

	g_assert_cmpuint(model_constant(model, "A")->enumeration, ==, 0);
	g_assert_cmpuint(model_constant(model, "B")->enumeration, ==, MODEL_NONE);
	g_assert_cmpuint(model_constant(model, "C")->enumeration, ==, MODEL_NONE);
	g_assert_cmpuint(model->n_flags, ==, 1);
}

static void test_lookups(struct scene *scene, gconstpointer data)
{
	const struct model *model;

	(void)data;
	for (guint i = 0; i < 300; i++) {
		g_autofree char *name = g_strdup_printf("N%u", i * 7 % 300);

		add_constant(scene, builder_text(&scene->builder, name), i * 7 % 300, MODEL_NONE,
			     MODEL_NONE);
	}
	model = finish(scene);
	for (guint i = 0; i < 300; i++) {
		g_autofree char *name = g_strdup_printf("N%u", i);

		g_assert_cmpuint(model_constant(model, name)->value, ==, i);
	}
	g_assert_null(model_constant(model, "N300"));
	g_assert_null(model_constant(model, "M"));
	g_assert_null(model_constant(model, ""));
	for (guint32 i = 1; i < model->n_constants; i++)
		g_assert_cmpint(strcmp(model->constants[i - 1].name, model->constants[i].name), <,
				0);
}

static void test_members(struct scene *scene, gconstpointer data)
{
	const struct model *model;

	(void)data;
	add_header(scene, "a.h");
	add_record(scene, "struct a", 0, MODEL_NONE);
	model = finish(scene);

	const struct record *record = model_record(model, "struct a");
	g_assert_true(record_member(record, "m") == &record->members[0]);
	g_assert_null(record_member(record, "n"));
	g_assert_null(record_member(record, ""));
}

static void test_unjudged(struct scene *scene, gconstpointer data)
{
	const struct model *model;

	(void)data;
	add_header(scene, "a.h");
	add_header(scene, "b.h");
	add_record(scene, "struct good", 0, MODEL_NONE);
	add_unjudged(scene, 0, "a.h", "struct bad");
	add_unjudged(scene, 0, "a.h", "struct good"); /* failed in another unit */
	add_unjudged(scene, 1, "b.h", NULL);
	add_unjudged(scene, 1, "b.h", NULL);
	add_unjudged(scene, MODEL_NONE, "generated/", NULL);
	model = finish(scene);

	g_assert_cmpuint(model->n_unjudged, ==, 3);
	g_assert_nonnull(model_unjudged(model, "struct bad", "a.h"));
	g_assert_nonnull(model_unjudged(model, "struct bad", NULL));
	g_assert_null(model_unjudged(model, "struct good", "a.h"));
	g_assert_null(model_unjudged(model, NULL, "a.h"));
	g_assert_nonnull(model_unjudged(model, "struct any", "b.h"));
	g_assert_nonnull(model_unjudged(model, NULL, "generated/x.h"));
	g_assert_null(model_unjudged(model, NULL, "generated"));
	g_assert_null(model_unjudged(model, NULL, NULL));
}

static void test_reach(struct scene *scene, gconstpointer data)
{
	const struct model *model;

	(void)data;
	for (guint32 i = 0; i < 200; i++) {
		g_autofree char *path = g_strdup_printf("%03u.h", i);

		add_header(scene, builder_text(&scene->builder, path));
	}
	/* 0 -> 1 -> ... -> 99 -> 0, and 150 -> 160. */
	for (guint32 i = 0; i < 100; i++) {
		struct header *header = &g_array_index(scene->builder.headers, struct header, i);

		header->includes = indices(scene, (i + 1) % 100, i);
		header->n_includes = 2;
	}
	g_array_index(scene->builder.headers, struct header, 150).includes =
		indices(scene, 160, 160);
	g_array_index(scene->builder.headers, struct header, 150).n_includes = 1;
	model = finish(scene);

	g_autofree reach_set ring = model_reach(model, 70);
	g_autofree reach_set pair = model_reach(model, 150);
	g_autofree reach_set alone = model_reach(model, 199);
	for (guint32 i = 0; i < 200; i++) {
		g_assert_cmpint(reach_has(ring, i) != 0, ==, i < 100);
		g_assert_cmpint(reach_has(pair, i) != 0, ==, i == 150 || i == 160);
		g_assert_cmpint(reach_has(alone, i) != 0, ==, i == 199);
	}
}

#define ADD(name, function) \
	g_test_add("/model/" name, struct scene, NULL, scene_begin, function, scene_end)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("empty", test_empty);
	ADD("texts", test_texts);
	ADD("references", test_references);
	ADD("doubles", test_doubles);
	ADD("strays", test_strays);
	ADD("lookups", test_lookups);
	ADD("members", test_members);
	ADD("unjudged", test_unjudged);
	ADD("reach", test_reach);
	return g_test_run();
}
