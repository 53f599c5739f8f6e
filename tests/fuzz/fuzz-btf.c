/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as the types of a kernel: a model that holds together or an error, in bounded
 * time and memory. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../unit/test-clang.h"
#include "btf/btf.h"
#include "diff/diff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One of everything that is looked for in the bytes. */
static const char interface[] =
	"struct s { __u32 a; __u64 b; __u8 c[4]; };\n"
	"struct t { struct { __u32 x, y; } in; union { __u64 p; __u32 q; }; struct s s; };\n"
	"union u { __u32 a : 3; __u32 b : 5; char *c; float d; struct s *e; };\n"
	"typedef struct { __u64 a; __u8 tail[]; } s_t;\n"
	"enum e { E_A, E_B = 5, E_C = -1 };\n"
	"enum { A_ONE = 1, A_TWO };\n";

static void check_places(const struct model *model)
{
	for (guint32 i = 0; i < model->n_records; i++) {
		const struct record *record = &model->records[i];
		for (guint32 j = 0; j < record->n_members; j++) {
			const struct member *member = &record->members[j];
			g_assert_true(member->parent == MODEL_NONE || member->parent < j);
			g_assert_cmpuint(member->place.header, <, model->n_headers);
			g_assert_true(member->type.record == MODEL_NONE ||
				      member->type.record < model->n_records);
		}
	}
	for (guint32 i = 0; i < model->n_enumerations; i++) {
		const struct enumeration *enumeration = &model->enumerations[i];
		for (guint32 j = 0; j < enumeration->n_enumerators; j++)
			g_assert_cmpuint(enumeration->enumerators[j], <, model->n_constants);
	}
}

static void check(const struct btf_types *types, const struct model *like)
{
	g_autoptr(GError) error = NULL;
	AUTO(arena) arena = arena_new((gsize)1 << 30, NULL);
	const struct model *model = btf_model(types, like, arena, &error);

	g_assert_true(!model == !!error);
	if (!model)
		return;
	check_places(model);
	diff_free(diff_models(like, model));
	diff_free(diff_models(model, like));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct parsed *little, *big;
	g_autoptr(GError) error = NULL;
	AUTO(btf_types) types = btf_open_memory("fuzz", data, size, &error);

	if (!little) {
		little = parse_text(interface, TARGET_X86_64);
		big = parse_text(interface, TARGET_S390X);
	}
	g_assert_true(!types == !!error);
	if (!types)
		return 0;
	check(types, little->model);
	check(types, big->model);
	return 0;
}
