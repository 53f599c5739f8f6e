/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Prints a model as statements that another compiler can check.
 *
 * Usage: dump-asserts TREE TARGET
 *
 * Each line of output is the header that defines an item, a tab, and a
 * _Static_assert about it: the size and alignment of a record, the offset and
 * size of a member, the value and sign of a constant.  A header without items
 * has a line of its own with nothing behind the tab; an #undef makes way for
 * the statements that follow it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clang/clang.h"
#include "model/model.h"
#include "source/source.h"

static const char *last_part(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot ? dot + 1 : path;
}

/*
 * Appends the member designator for offsetof().  A path names only what is
 * declared: an array of inline structs on the way needs an index.
 */
static void append_designator(GString *out, const struct record *record,
			      const struct member *member, gboolean with_index)
{
	if (member->parent != MODEL_NONE)
		append_designator(out, record, &record->members[member->parent], TRUE);
	if (member->name[0] == '\0')
		return;
	if (member->kind != MEMBER_FIELD && !with_index)
		return;
	if (out->len > 0)
		g_string_append_c(out, '.');
	g_string_append(out, last_part(member->name));
	for (const char *bound = member->bounds; with_index && *bound; bound++)
		if (*bound == '[')
			g_string_append(out, "[0]");
}

/* "#define pn_res_id pn_msg_u.base.pn_res_id" makes the member's own name unusable. */
static void undefine(const char *path, const struct model *model, const struct member *member)
{
	const char *name = last_part(member->name);
	const struct constant *constant = model_constant(model, name);

	if (constant && constant->value_kind == VALUE_NOT_CONSTANT)
		printf("%s\t#undef %s\n", path, name);
}

static void dump_member(const char *path, const struct model *model, const struct record *record,
			const struct member *member)
{
	g_autoptr(GString) designator = g_string_new(NULL);

	undefine(path, model, member);
	if (member->kind != MEMBER_FIELD)
		return;
	append_designator(designator, record, member, FALSE);
	printf("%s\t_Static_assert(__builtin_offsetof(%s, %s) == %" G_GUINT64_FORMAT
	       ", \"offset of %s.%s\");\n",
	       path, record->name, designator->str, member->bit_offset / 8, record->name,
	       member->name);
	if (member->array == MEMBER_FLEXIBLE_TAIL)
		return;
	printf("%s\t_Static_assert(sizeof(((%s *)0)->%s) == %" G_GUINT64_FORMAT
	       ", \"size of %s.%s\");\n",
	       path, record->name, designator->str, member->bit_size / 8, record->name,
	       member->name);
}

static void dump_record(const char *path, const struct model *model, const struct record *record)
{
	printf("%s\t_Static_assert(sizeof(%s) == %" G_GUINT64_FORMAT ", \"size of %s\");\n", path,
	       record->name, record->size, record->name);
	printf("%s\t_Static_assert(_Alignof(%s) == %" G_GUINT64_FORMAT ", \"alignment of %s\");\n",
	       path, record->name, record->alignment, record->name);
	for (guint32 i = 0; i < record->n_members; i++)
		dump_member(path, model, record, &record->members[i]);
}

static void dump_constant(const char *path, const struct constant *constant)
{
	if (constant->value_kind != VALUE_INTEGER)
		return;
	printf("%s\t_Static_assert((unsigned long long)(%s) == 0x%" G_GINT64_MODIFIER
	       "xULL && ((%s) < 0) == %d, \"value of %s\");\n",
	       path, constant->name, constant->value, constant->name, !!constant->is_negative,
	       constant->name);
}

static const struct header *judged_header(const struct model *model, const struct place *place)
{
	const struct header *header = &model->headers[place->header];

	return header->judged ? header : NULL;
}

static void dump_model(const struct model *model)
{
	const struct header *header;

	for (guint32 i = 0; i < model->n_headers; i++)
		if (model->headers[i].judged)
			printf("%s\t\n", model->headers[i].path);
	for (guint32 i = 0; i < model->n_records; i++)
		if ((header = judged_header(model, &model->records[i].place)))
			dump_record(header->path, model, &model->records[i]);
	for (guint32 i = 0; i < model->n_constants; i++)
		if ((header = judged_header(model, &model->constants[i].place)))
			dump_constant(header->path, &model->constants[i]);
}

static gboolean dump_tree(const char *name, const char *target, GError **error)
{
	AUTO(tree) tree = tree_open(name, NULL, error);
	struct parse_job job = { .tree = tree };
	target_set set;

	if (!tree || !target_set_parse(target, &set, error))
		return FALSE;
	job.target = g_bit_nth_lsf(set, -1);
	if (!parse_trees(&job, 1, &(struct parse_limits){ 0 }, error))
		return FALSE;
	dump_model(job.model);
	parse_jobs_free(&job, 1);
	return TRUE;
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	if (argc != 3) {
		fprintf(stderr, "usage: dump-asserts TREE TARGET\n");
		return 2;
	}
	if (dump_tree(argv[1], argv[2], &error))
		return 0;
	fprintf(stderr, "dump-asserts: %s\n", error->message);
	return 2;
}
