/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which of the kernel's records is the one that headers define.
 *
 * The kernel was linked from thousands of units, and BTF has what each of them
 * called by a name: several records may share one.
 */
#include <string.h>

#include "btf/internal.h"

/* More of one name than any kernel has are not looked through. */
#define SAME_NAMES_LIMIT 64

static const char *no_such_type = "the kernel's BTF has no such type";
static const char *foreign_type = "the kernel has something of its own by this name";

/* The drafts of @ids that differ from each other. */
static GPtrArray *make_drafts(struct reading *reading, const GArray *ids, const struct record *like,
			      GArray *kept_ids)
{
	GPtrArray *drafts = g_ptr_array_new_with_free_func((GDestroyNotify)draft_free);

	for (guint i = 0; i < ids->len; i++) {
		guint32 id = g_array_index(ids, guint32, i);
		struct draft *draft = draft_new(reading, id, like, 0);
		gboolean known = FALSE;
		for (guint j = 0; j < drafts->len && !known; j++)
			known = drafts_alike(drafts->pdata[j], draft);
		if (known) {
			draft_free(draft);
			continue;
		}
		g_ptr_array_add(drafts, draft);
		g_array_append_val(kept_ids, id);
	}
	return drafts;
}

static void leave(struct reading *reading, const struct record *like, const char *reason,
		  gboolean expected)
{
	reading_unjudged(reading, &like->place, like->name, reason, expected);
}

static void leave_several(struct reading *reading, const struct record *like, guint n)
{
	g_autofree char *reason = g_strdup_printf(
		"the kernel has %u types of this name, none of them as in the headers", n);

	leave(reading, like, reason, TRUE);
}

/* The only draft that there is, which is not as the headers have it. */
static void take_draft(struct reading *reading, guint32 index, guint32 id, struct draft *draft,
		       enum agreement agreement)
{
	const struct record *like = &reading->like->records[index];
	struct record *taken = &g_array_index(reading->builder->records, struct record, index);

	if (draft->flaw)
		leave(reading, like, draft->flaw, FALSE);
	else if (agreement == AGREE_FOREIGN)
		leave(reading, like, foreign_type, TRUE);
	else
		*taken = draft_to_record(reading, id, draft, like);
}

void reading_take_record(struct reading *reading, guint32 index)
{
	const struct record *like = &reading->like->records[index];
	const GArray *ids = g_hash_table_lookup(reading->ids_of_tag, like->name);
	g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(guint32));
	enum agreement agreement = AGREE_NOT;

	if (!ids) {
		leave(reading, like, no_such_type, TRUE);
		return;
	}
	if (ids->len > SAME_NAMES_LIMIT) {
		leave_several(reading, like, ids->len);
		return;
	}
	g_autoptr(GPtrArray) drafts = make_drafts(reading, ids, like, kept);
	for (guint i = 0; i < drafts->len; i++) {
		struct draft *draft = drafts->pdata[i];
		agreement = draft->flaw ? AGREE_NOT : draft_compare(reading, draft, like);
		if (agreement == AGREE_SAME)
			return;
	}
	if (drafts->len > 1)
		leave_several(reading, like, drafts->len);
	else
		take_draft(reading, index, g_array_index(kept, guint32, 0), drafts->pdata[0],
			   agreement);
}
