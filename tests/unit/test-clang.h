/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of src/clang share: trees that never were on a disk, and a
 * look at the models that come of them.
 */
#ifndef UNBROKEN_TEST_CLANG_H
#define UNBROKEN_TEST_CLANG_H

#include <string.h>

#include "clang/clang.h"
#include "source/tree.h"

/* A header of a tree; targets 0: of all. */
struct piece {
	const char *path;
	const char *text;
	target_set targets;
};

static const struct piece types_h = {
	.path = "linux/types.h",
	.text = "#ifndef TYPES_H\n"
		"#define TYPES_H\n"
		"typedef unsigned char __u8;\n"
		"typedef unsigned short __u16;\n"
		"typedef unsigned int __u32;\n"
		"typedef int __s32;\n"
		"typedef unsigned long long __u64;\n"
		"#endif\n",
};

/* The tree of @n pieces, and linux/types.h. */
static inline struct tree *make_tree(const struct piece *pieces, gsize n)
{
	struct tree *tree = tree_new("test", TREE_INSTALLED);

	for (gsize i = 0; i <= n; i++) {
		const struct piece *piece = i < n ? &pieces[i] : &types_h;
		/* What is shown tells the headers of one path apart. */
		g_autofree char *shown = g_strdup_printf("%x/%s", piece->targets, piece->path);
		const struct tree_offer offer = {
			.path = piece->path,
			.shown = tree_intern(tree, shown),
			.text = tree_intern(tree, piece->text), /* a tree outlives pieces */
			.size = strlen(piece->text),
			.judged = TRUE,
			.claims[TREE_CLAIM_ANY] = piece->targets ? piece->targets : TARGET_ALL,
		};

		tree_offer(tree, &offer);
	}
	tree_settle(tree);
	return tree;
}

struct parsed {
	struct tree *tree;
	struct parse_job job;
	const struct model *model;
};

static inline void parsed_free(struct parsed *parsed)
{
	parse_jobs_free(&parsed->job, 1);
	tree_free(parsed->tree);
	g_free(parsed);
}
DEFINE_AUTO(parsed, parsed_free)

static inline struct parsed *parse_within(const struct piece *pieces, gsize n,
					  enum target_id target, const struct parse_limits *limits)
{
	struct parsed *parsed = g_new0(struct parsed, 1);
	g_autoptr(GError) error = NULL;

	parsed->tree = make_tree(pieces, n);
	parsed->job.tree = parsed->tree;
	parsed->job.target = target;
	g_assert_true(parse_trees(&parsed->job, 1, limits, &error));
	g_assert_no_error(error);
	g_assert_nonnull(parsed->job.model);
	g_assert_cmpint(parsed->job.model->target, ==, target);
	parsed->model = parsed->job.model;
	return parsed;
}

static inline struct parsed *parse_pieces(const struct piece *pieces, gsize n,
					  enum target_id target)
{
	return parse_within(pieces, n, target, NULL);
}

/* The model of one header x.h that includes linux/types.h. */
static inline struct parsed *parse_text(const char *text, enum target_id target)
{
	g_autofree char *whole = g_strconcat("#include <linux/types.h>\n", text, NULL);
	const struct piece piece = { .path = "x.h", .text = whole };

	return parse_pieces(&piece, 1, target);
}

static inline const struct record *need_record(const struct parsed *parsed, const char *name)
{
	const struct record *record = model_record(parsed->model, name);

	if (!record)
		g_error("there is no record '%s'", name);
	return record;
}

static inline const struct member *need_member(const struct record *record, const char *name)
{
	const struct member *member = record_member(record, name);

	if (!member)
		g_error("'%s' has no member '%s'", record->name, name);
	return member;
}

static inline const struct constant *need_constant(const struct parsed *parsed, const char *name)
{
	const struct constant *constant = model_constant(parsed->model, name);

	if (!constant)
		g_error("there is no constant '%s'", name);
	return constant;
}

static inline void check_integer(const struct parsed *parsed, const char *name, gint64 value)
{
	const struct constant *constant = need_constant(parsed, name);

	g_assert_cmpint(constant->value_kind, ==, VALUE_INTEGER);
	g_assert_cmpint((gint64)constant->value, ==, value);
}

static inline void check_size(const struct parsed *parsed, const char *name, guint64 size,
			      guint64 alignment)
{
	const struct record *record = need_record(parsed, name);

	g_assert_cmpuint(record->size, ==, size);
	g_assert_cmpuint(record->alignment, ==, alignment);
}

/* @offset and @size in bytes. */
static inline void check_member(const struct record *record, const char *name, guint64 offset,
				guint64 size)
{
	const struct member *member = need_member(record, name);

	g_assert_cmpuint(member->bit_offset, ==, offset * 8);
	g_assert_cmpuint(member->bit_size, ==, size * 8);
}

/* That @item is listed, for a reason that has @reason in it. */
static inline void check_unjudged(const struct parsed *parsed, const char *item, const char *path,
				  const char *reason)
{
	const struct unjudged *found = model_unjudged(parsed->model, item, path);

	if (!found)
		g_error("'%s' of '%s' counts as judged", item ? item : "the whole", path);
	if (!strstr(found->reason, reason))
		g_error("'%s' does not say '%s'", found->reason, reason);
	g_assert_null(strchr(found->reason, '\n'));
}

static inline void check_all_judged(const struct parsed *parsed)
{
	if (parsed->model->n_unjudged)
		g_error("'%s' of '%s' is not judged: %s", parsed->model->unjudged[0].item,
			parsed->model->unjudged[0].path, parsed->model->unjudged[0].reason);
}

#endif
