/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as a finding that an earlier run left behind: whole, or refused. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "report/json-read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is taken is written as what it was. */
static void check_finding(const struct finding *finding)
{
	json_t *object = json_whole_finding(finding);
	struct arena *arena = arena_new_private((gsize)16 << 20, NULL);
	struct finding again;

	g_assert_true(json_read_finding(object, arena, &again));
	g_assert_cmpstr(again.id, ==, finding->id);
	g_assert_cmpuint(again.targets, ==, finding->targets);
	g_assert_cmpuint(again.n_renamings, ==, finding->n_renamings);
	json_decref(object);
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *object;
	struct arena *arena;
	struct finding finding;

	if (size > 64 * 1024)
		return 0;
	object = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
	/* As much as what reads them has for so many bytes. */
	arena = arena_new_private(size * 16 + (1 << 20), NULL);
	if (json_read_finding(object, arena, &finding))
		check_finding(&finding);
	json_decref(object);
	arena_free(arena);
	return 0;
}
