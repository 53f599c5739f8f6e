/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of src/btf share: kernels that were never built, and what is different
 * between them and headers.
 */
#ifndef UNBROKEN_TEST_BTF_H
#define UNBROKEN_TEST_BTF_H

#include <bpf/btf.h>

#include "btf/btf.h"
#include "diff/diff.h"
#include "test-clang.h"

/* The types that every kernel has, as ids. */
struct kernel {
	struct btf *btf;
	int u8, u16, u32, s32, u64; /* typedefs: __u8 ... */
	int character, unsigned_int, unsigned_long, boolean;
};

static inline int kernel_typedef(struct kernel *kernel, const char *name, int type)
{
	int id = btf__add_typedef(kernel->btf, name, type);

	g_assert_cmpint(id, >, 0);
	return id;
}

static inline struct kernel *kernel_new(void)
{
	struct kernel *kernel = g_new0(struct kernel, 1);
	struct btf *btf = btf__new_empty();

	g_assert_nonnull(btf);
	kernel->btf = btf;
	kernel->unsigned_long = btf__add_int(btf, "long unsigned int", 8, 0);
	kernel->character = btf__add_int(btf, "char", 1, BTF_INT_SIGNED);
	kernel->unsigned_int = btf__add_int(btf, "unsigned int", 4, 0);
	kernel->boolean = btf__add_int(btf, "_Bool", 1, BTF_INT_BOOL);
	kernel->u8 = kernel_typedef(kernel, "__u8", btf__add_int(btf, "unsigned char", 1, 0));
	kernel->u16 =
		kernel_typedef(kernel, "__u16", btf__add_int(btf, "short unsigned int", 2, 0));
	kernel->u32 = kernel_typedef(kernel, "__u32", kernel->unsigned_int);
	kernel->s32 = kernel_typedef(kernel, "__s32", btf__add_int(btf, "int", 4, BTF_INT_SIGNED));
	kernel->u64 =
		kernel_typedef(kernel, "__u64", btf__add_int(btf, "long long unsigned int", 8, 0));
	return kernel;
}

static inline void kernel_free(struct kernel *kernel)
{
	btf__free(kernel->btf);
	g_free(kernel);
}
DEFINE_AUTO(kernel, kernel_free)

static inline int kernel_struct(struct kernel *kernel, const char *name, guint size)
{
	return btf__add_struct(kernel->btf, name, size);
}

static inline int kernel_union(struct kernel *kernel, const char *name, guint size)
{
	return btf__add_union(kernel->btf, name, size);
}

/* @offset in bytes. */
static inline void kernel_field(struct kernel *kernel, const char *name, int type, guint offset)
{
	g_assert_cmpint(btf__add_field(kernel->btf, name, type, offset * 8, 0), ==, 0);
}

/* @offset in bits. */
static inline void kernel_bits(struct kernel *kernel, const char *name, int type, guint offset,
			       guint bits)
{
	g_assert_cmpint(btf__add_field(kernel->btf, name, type, offset, bits), ==, 0);
}

static inline int kernel_array(struct kernel *kernel, int type, guint n)
{
	return btf__add_array(kernel->btf, kernel->unsigned_int, type, n);
}

static inline int kernel_enum(struct kernel *kernel, const char *name)
{
	return btf__add_enum(kernel->btf, name, 4);
}

static inline void kernel_value(struct kernel *kernel, const char *name, gint64 value)
{
	g_assert_cmpint(btf__add_enum_value(kernel->btf, name, value), ==, 0);
}

static inline struct btf_types *kernel_open(const struct kernel *kernel)
{
	g_autoptr(GError) error = NULL;
	guint32 size;
	const void *bytes = btf__raw_data(kernel->btf, &size);
	struct btf_types *types = btf_open_memory("kernel", bytes, size, &error);

	g_assert_no_error(error);
	g_assert_nonnull(types);
	return types;
}

/* Headers on one side, a kernel on the other. */
struct compared {
	struct parsed *headers;
	struct btf_types *types;
	struct arena *arena;
	const struct model *model;
	struct diff *to_kernel, *from_kernel;
};

static inline struct compared *compare(const char *text, const struct kernel *kernel)
{
	struct compared *compared = g_new0(struct compared, 1);
	g_autoptr(GError) error = NULL;

	compared->headers = parse_text(text, TARGET_X86_64);
	check_all_judged(compared->headers);
	compared->types = kernel_open(kernel);
	compared->arena = arena_new((gsize)64 << 20, &error);
	g_assert_no_error(error);
	compared->model =
		btf_model(compared->types, compared->headers->model, compared->arena, &error);
	g_assert_no_error(error);
	g_assert_nonnull(compared->model);
	compared->to_kernel = diff_models(compared->headers->model, compared->model);
	compared->from_kernel = diff_models(compared->model, compared->headers->model);
	return compared;
}

static inline void compared_free(struct compared *compared)
{
	diff_free(compared->to_kernel);
	diff_free(compared->from_kernel);
	arena_free(compared->arena);
	btf_close(compared->types);
	parsed_free(compared->headers);
	g_free(compared);
}
DEFINE_AUTO(compared, compared_free)

static inline void check_no_change(const struct diff *diff)
{
	if (diff->changes->len) {
		const struct change *change = &g_array_index(diff->changes, struct change, 0);

		g_error("change %d of '%s', member '%s'", change->kind, change->item_name,
			change->old_member   ? change->old_member->name
			: change->new_member ? change->new_member->name
					     : "");
	}
}

/* All is judged, and nothing differs. */
static inline void check_same(const char *text, const struct kernel *kernel)
{
	AUTO(compared) compared = compare(text, kernel);

	for (guint i = 0; i < compared->model->n_unjudged; i++)
		g_error("'%s' is not judged: %s", compared->model->unjudged[i].item,
			compared->model->unjudged[i].reason);
	check_no_change(compared->to_kernel);
	check_no_change(compared->from_kernel);
}

/* @item is listed, expected, for a reason that has @reason in it; nothing differs. */
static inline void check_left(const char *text, const struct kernel *kernel, const char *item,
			      const char *reason)
{
	AUTO(compared) compared = compare(text, kernel);
	const struct unjudged *unjudged = model_unjudged(compared->model, item, NULL);

	g_assert_nonnull(unjudged);
	g_assert_true(unjudged->expected);
	if (!strstr(unjudged->reason, reason))
		g_error("'%s' does not say '%s'", unjudged->reason, reason);
	check_no_change(compared->to_kernel);
	check_no_change(compared->from_kernel);
}

static inline const struct change *need_change(const struct diff *diff, enum change_kind kind,
					       const char *item)
{
	for (guint i = 0; i < diff->changes->len; i++) {
		const struct change *change = &g_array_index(diff->changes, struct change, i);

		if (change->kind == kind && !strcmp(change->item_name, item))
			return change;
	}
	g_error("no change %d of '%s'", kind, item);
}

/* The one change on the way from the headers to the kernel. */
static inline void check_one(const char *text, const struct kernel *kernel, enum change_kind kind,
			     const char *item)
{
	AUTO(compared) compared = compare(text, kernel);

	need_change(compared->to_kernel, kind, item);
	g_assert_cmpuint(compared->to_kernel->changes->len, ==, 1);
	g_assert_cmpuint(compared->from_kernel->changes->len, >, 0);
	g_assert_cmpuint(compared->model->n_unjudged, ==, 0);
}

#endif
