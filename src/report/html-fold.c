/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which parts of a record are drawn: long runs that did not change are one box.
 */
#include "report/html.h"

/* Fewer parts are all drawn. */
#define FEW_PARTS 14
/* What stays of a run beside what changed, and the fewest that are worth a box. */
#define BESIDE 1
#define RUN    3
struct folding {
	const struct finding_layout *old_layout, *new_layout;
	GArray *old_boxes, *new_boxes;
	guint32 *box_of_new; /* part -> box */
};

static gboolean is_same(const struct folding *folding, guint32 i)
{
	const guint32 twin = folding->old_layout->parts[i].twin;

	return twin < folding->new_layout->n_parts &&
	       !layout_marks(folding->old_layout, i, folding->new_layout, FALSE) &&
	       !layout_marks(folding->new_layout, twin, folding->old_layout, TRUE);
}

/* How many parts from @i on are the same and stand in one row on both sides. */
static guint32 run_length(const struct folding *folding, guint32 i)
{
	const struct layout_part *parts = folding->old_layout->parts;
	guint32 n = 0;

	while (i + n < folding->old_layout->n_parts && is_same(folding, i + n) &&
	       parts[i + n].twin == parts[i].twin + n)
		n++;
	return n;
}

static void add_box(GArray *boxes, const struct finding_layout *layout, guint32 from, guint32 n,
		    guint marks)
{
	const struct layout_part *part = &layout->parts[from];
	struct html_box box = {
		.part = part,
		.n_folded = n > 1 ? n : 0,
		.bit_offset = part->bit_offset,
		.lane = part->lane,
		.marks = marks,
		.twin = LAYOUT_NO_TWIN,
	};
	guint64 end = 0;

	for (guint32 i = from; i < from + n; i++) {
		box.bit_offset = MIN(box.bit_offset, layout->parts[i].bit_offset);
		box.lane = MIN(box.lane, layout->parts[i].lane);
		end = MAX(end, layout->parts[i].bit_offset + layout->parts[i].bit_size);
	}
	box.bit_size = end - box.bit_offset;
	g_array_append_val(boxes, box);
}

/* Which parts of the new side belong to which run, as the old side folds them:
 * run[part] is the length of the one that begins there, 0 within it. */
static void add_new_boxes(struct folding *folding, const guint32 *runs)
{
	const struct finding_layout *layout = folding->new_layout;
	guint32 n;

	for (guint32 i = 0; i < layout->n_parts; i += n) {
		n = runs[i];
		for (guint32 k = i; k < i + n; k++)
			folding->box_of_new[k] = folding->new_boxes->len;
		add_box(folding->new_boxes, layout, i, n,
			layout_marks(layout, i, folding->old_layout, TRUE));
	}
}

static void add_each(struct folding *folding, guint32 from, guint32 n)
{
	for (guint32 i = from; i < from + n; i++)
		add_box(folding->old_boxes, folding->old_layout, i, 1,
			layout_marks(folding->old_layout, i, folding->new_layout, FALSE));
}

static void add_old_boxes(struct folding *folding, guint32 *runs)
{
	const struct finding_layout *layout = folding->old_layout;
	const gboolean fold = MAX(layout->n_parts, folding->new_layout->n_parts) > FEW_PARTS;
	guint32 n;

	for (guint32 i = 0; i < layout->n_parts; i += n) {
		n = fold ? run_length(folding, i) : 1;
		if (n < 2 * BESIDE + RUN) {
			n = MAX(n, 1);
			add_each(folding, i, n);
			continue;
		}
		add_each(folding, i, BESIDE);
		add_box(folding->old_boxes, layout, i + BESIDE, n - 2 * BESIDE, 0);
		runs[layout->parts[i + BESIDE].twin] = n - 2 * BESIDE;
		add_each(folding, i + n - BESIDE, BESIDE);
	}
}

static void join_boxes(struct folding *folding)
{
	for (guint i = 0; i < folding->old_boxes->len; i++) {
		struct html_box *box = &g_array_index(folding->old_boxes, struct html_box, i);

		if (box->part->twin >= folding->new_layout->n_parts)
			continue;
		box->twin = folding->box_of_new[box->part->twin];
		g_array_index(folding->new_boxes, struct html_box, box->twin).twin = i;
	}
}

void html_fold(const struct finding_layout *old_layout, const struct finding_layout *new_layout,
	       GArray **old_boxes, GArray **new_boxes)
{
	g_autofree guint32 *runs = g_new(guint32, new_layout->n_parts + 1);
	g_autofree guint32 *box_of_new = g_new0(guint32, new_layout->n_parts + 1);
	struct folding folding = {
		.old_layout = old_layout,
		.new_layout = new_layout,
		.old_boxes = g_array_new(FALSE, FALSE, sizeof(struct html_box)),
		.new_boxes = g_array_new(FALSE, FALSE, sizeof(struct html_box)),
		.box_of_new = box_of_new,
	};

	for (guint32 i = 0; i < new_layout->n_parts; i++)
		runs[i] = 1;
	add_old_boxes(&folding, runs);
	add_new_boxes(&folding, runs);
	join_boxes(&folding);
	*old_boxes = folding.old_boxes;
	*new_boxes = folding.new_boxes;
}
