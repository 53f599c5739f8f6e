/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The picture of a record before and after: the old members above, the new ones
 * below, and what moved connected.
 */
#include <string.h>

#include "report/html.h"

/* The units of the picture are pixels. */
#define GUTTER    44 /* left of the boxes */
#define BOX       34
#define LANE      (BOX + 3)
#define LANES_MAX 10
#define NOT_DRAWN G_MAXUINT
/* With fewer boxes all have a name; else those that changed. */
#define FEW_BOXES    18
#define RULER        13
#define LABEL        14
#define BETWEEN      46 /* the rows, where lines cross */
#define BETWEEN_NONE 26
#define TAIL         54 /* what has no size */
#define MARGIN       6
#define END          24 /* right of the boxes, for the last offset */

/* Of one character in the fonts of src/report/html/report.css, in tenths. */
#define NAME_WIDTH  68
#define TYPE_WIDTH  61
#define RULER_WIDTH 56

enum side {
	OLD,
	NEW,
};

/* A label outside of its box, for which that is too small. */
struct label {
	guint x, end;
	guint level;
	guint box;
};

struct row {
	GArray *boxes;  /* struct html_box */
	GArray *labels; /* struct label, from right to left */
	guint n_lanes, n_levels;
	guint *lane_of; /* rank of a lane among those that are drawn, or NOT_DRAWN */
	guint n_hidden; /* lanes that are not */
	guint top;      /* of the first lane */
};

struct picture {
	GString *out;
	const struct finding_layout *layouts[2];
	struct row rows[2];
	struct html_scale *scale;
	guint width, height;
};

static const struct html_box *box_at(const struct row *row, guint i)
{
	return &g_array_index(row->boxes, struct html_box, i);
}

/* --- Words -------------------------------------------------------------------- */

static const char *last_name(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot ? dot + 1 : path;
}

/* Marks that need no colour. */
static const char *sign_of(const struct picture *picture, enum side side,
			   const struct html_box *box)
{
	const struct html_box *twin;

	if (box->marks & LAYOUT_ADDED)
		return "+ ";
	if (box->marks & LAYOUT_REMOVED)
		return "\xe2\x88\x92 "; /* minus */
	if (box->marks & LAYOUT_MOVED && box->twin != LAYOUT_NO_TWIN) {
		twin = box_at(&picture->rows[!side], box->twin);
		return (twin->bit_offset > box->bit_offset) == (side == OLD)
			       ? "\xe2\x86\x92 "  /* to the right */
			       : "\xe2\x86\x90 "; /* to the left */
	}
	if (box->marks & LAYOUT_RESIZED)
		return "\xe2\x86\x94 "; /* to both */
	if (box->marks & (LAYOUT_RETYPED | LAYOUT_RENAMED))
		return "\xe2\x89\xa0 "; /* not equal */
	return "";
}

static char *name_of(const struct picture *picture, enum side side, const struct html_box *box)
{
	const struct layout_part *part = box->part;

	if (box->n_folded)
		return g_strdup_printf("%u members", box->n_folded);
	if (part->kind == LAYOUT_HOLE)
		return g_strdup("hole");
	if (part->kind == LAYOUT_PADDING)
		return g_strdup("padding");
	if (part->kind == LAYOUT_ELEMENTS)
		return g_strdup_printf("%smore elements", sign_of(picture, side, box));
	return g_strconcat(sign_of(picture, side, box), *part->name ? last_name(part->name) : ":",
			   NULL);
}

static char *type_of(const struct html_box *box)
{
	if (box->n_folded)
		return g_strdup("unchanged");
	if (box->part->kind == LAYOUT_BITFIELD)
		return g_strdup_printf("%s:%" G_GUINT64_FORMAT, box->part->type, box->bit_size);
	return g_strdup(box->part->type);
}

/* "8", or "8.3" for a bit. */
static char *offset_of(guint64 bit)
{
	if (bit % 8)
		return g_strdup_printf("%" G_GUINT64_FORMAT ".%u", bit / 8, (guint)(bit % 8));
	return g_strdup_printf("%" G_GUINT64_FORMAT, bit / 8);
}

static char *size_of(guint64 bits)
{
	if (bits % 8)
		return g_strdup_printf("%" G_GUINT64_FORMAT " bit%s", bits, bits == 1 ? "" : "s");
	return g_strdup_printf("%" G_GUINT64_FORMAT " byte%s", bits / 8, bits == 8 ? "" : "s");
}

static const char *class_of(const struct html_box *box)
{
	static const struct {
		guint marks;
		const char *name;
	} classes[] = {
		{ LAYOUT_ADDED, "added" },     { LAYOUT_REMOVED, "gone" },
		{ LAYOUT_MOVED, "moved" },     { LAYOUT_RESIZED, "retyped" },
		{ LAYOUT_RETYPED, "retyped" }, { LAYOUT_RENAMED, "retyped" },
	};

	if (box->n_folded)
		return "folded";
	if (box->part->kind == LAYOUT_HOLE || box->part->kind == LAYOUT_PADDING)
		return "hole";
	for (gsize i = 0; i < G_N_ELEMENTS(classes); i++) {
		if (box->marks & classes[i].marks)
			return classes[i].name;
	}
	return box->part->is_reserved ? "reserved" : "same";
}

static guint text_width(const char *text, guint tenths)
{
	return (guint)g_utf8_strlen(text, -1) * tenths / 10;
}

/* --- Where things stand ------------------------------------------------------- */

static guint left_of(const struct picture *picture, const struct html_box *box)
{
	return GUTTER + html_scale_x(picture->scale, box->bit_offset);
}

static guint right_of(const struct picture *picture, const struct html_box *box)
{
	if (box->bit_size == 0)
		return left_of(picture, box) + TAIL;
	return GUTTER + html_scale_x(picture->scale, box->bit_offset + box->bit_size);
}

static guint top_of(const struct row *row, const struct html_box *box)
{
	return row->top + row->lane_of[box->lane] * LANE;
}

enum lane_use {
	LANE_EMPTY,
	LANE_SAME,
	LANE_CHANGED,
};

/* What the lanes hold, for lane_of, until they have ranks. */
static guint note_lanes(struct row *row)
{
	guint highest = 0, n_used = 0;

	for (guint i = 0; i < row->boxes->len; i++)
		highest = MAX(highest, box_at(row, i)->lane);
	row->lane_of = g_new0(guint, highest + 1);
	for (guint i = 0; i < row->boxes->len; i++) {
		const struct html_box *box = box_at(row, i);
		guint *use = &row->lane_of[box->lane];

		*use = MAX(*use, box->marks || box->lane == 0 ? LANE_CHANGED : LANE_SAME);
	}
	for (guint lane = 0; lane <= highest; lane++)
		n_used += row->lane_of[lane] != LANE_EMPTY;
	row->n_hidden = n_used;
	return highest + 1;
}

/* Lanes that nothing is left in after folding take no room; where there are too many,
 * those go where nothing changed. */
static void rank_lanes(struct row *row)
{
	const guint n_lanes = note_lanes(row);
	const enum lane_use least = row->n_hidden > LANES_MAX ? LANE_CHANGED : LANE_SAME;

	for (guint lane = 0; lane < n_lanes; lane++) {
		const gboolean is_drawn = row->lane_of[lane] >= least && row->n_lanes < LANES_MAX;

		row->lane_of[lane] = is_drawn ? row->n_lanes++ : NOT_DRAWN;
	}
	row->n_hidden -= row->n_lanes;
	row->n_lanes = MAX(row->n_lanes, 1);
}

static gboolean is_drawn(const struct row *row, const struct html_box *box)
{
	return row->lane_of[box->lane] != NOT_DRAWN;
}

static gboolean name_fits(const struct picture *picture, const struct html_box *box,
			  const char *name)
{
	return text_width(name, NAME_WIDTH) + MARGIN <=
	       right_of(picture, box) - left_of(picture, box);
}

/* Where the next box of its lane begins. */
static guint room_right_of(const struct picture *picture, const struct row *row,
			   const struct html_box *box)
{
	guint next = G_MAXUINT;

	for (guint i = 0; i < row->boxes->len; i++) {
		const struct html_box *other = box_at(row, i);

		if (other != box && row->lane_of[other->lane] == row->lane_of[box->lane] &&
		    left_of(picture, other) >= right_of(picture, box))
			next = MIN(next, left_of(picture, other));
	}
	return next - right_of(picture, box);
}

static gboolean is_named(const struct row *row, const struct html_box *box)
{
	if (box->part->kind == LAYOUT_HOLE || box->part->kind == LAYOUT_PADDING)
		return FALSE;
	return box->marks || row->boxes->len <= FEW_BOXES;
}

enum naming {
	NAMED_INSIDE,
	NAMED_BESIDE,
	NAMED_OUTSIDE,
	NOT_NAMED,
};

static enum naming naming_of(const struct picture *picture, enum side side,
			     const struct html_box *box)
{
	const struct row *row = &picture->rows[side];
	g_autofree char *name = name_of(picture, side, box);

	if (!is_drawn(row, box))
		return NOT_NAMED;
	if (name_fits(picture, box, name))
		return NAMED_INSIDE;
	if (row->n_lanes > 1 &&
	    room_right_of(picture, row, box) > text_width(name, NAME_WIDTH) + 2 * MARGIN)
		return NAMED_BESIDE;
	return is_named(row, box) ? NAMED_OUTSIDE : NOT_NAMED;
}

/* Right to left, each above what its text covers, so that no line crosses a text. */
static void place_labels(struct picture *picture, enum side side)
{
	struct row *row = &picture->rows[side];

	for (guint i = row->boxes->len; i-- > 0;) {
		const struct html_box *box = box_at(row, i);
		g_autofree char *name = name_of(picture, side, box);
		g_autofree char *type = type_of(box);
		struct label label = { .box = i };

		if (naming_of(picture, side, box) == NAMED_BESIDE)
			picture->width = MAX(picture->width, right_of(picture, box) + MARGIN +
								     text_width(name, NAME_WIDTH));
		if (naming_of(picture, side, box) != NAMED_OUTSIDE)
			continue;
		label.x = (left_of(picture, box) + right_of(picture, box)) / 2;
		label.end = label.x + text_width(name, NAME_WIDTH) + text_width(type, TYPE_WIDTH) +
			    2 * MARGIN;
		for (guint k = 0; k < row->labels->len; k++) {
			const struct label *other = &g_array_index(row->labels, struct label, k);

			if (other->x <= label.end && other->end >= label.x)
				label.level = MAX(label.level, other->level + 1);
		}
		row->n_levels = MAX(row->n_levels, label.level + 1);
		picture->width = MAX(picture->width, label.end);
		g_array_append_val(row->labels, label);
	}
}

static guint lanes_height(const struct row *row)
{
	return row->n_lanes * LANE;
}

static gboolean anything_moves(const struct picture *picture)
{
	const struct row *row = &picture->rows[OLD];

	for (guint i = 0; i < row->boxes->len; i++) {
		if (box_at(row, i)->marks & LAYOUT_MOVED)
			return TRUE;
	}
	return FALSE;
}

static void arrange(struct picture *picture)
{
	struct row *old_row = &picture->rows[OLD], *new_row = &picture->rows[NEW];

	for (guint side = OLD; side <= NEW; side++) {
		struct row *row = &picture->rows[side];

		row->labels = g_array_new(FALSE, FALSE, sizeof(struct label));
		rank_lanes(row);
		for (guint i = 0; i < row->boxes->len; i++) {
			if (is_drawn(row, box_at(row, i)))
				picture->width =
					MAX(picture->width, right_of(picture, box_at(row, i)));
		}
		place_labels(picture, side);
	}
	picture->width += END;
	old_row->top = old_row->n_levels * LABEL + RULER;
	new_row->top = old_row->top + lanes_height(old_row) +
		       (anything_moves(picture) ? BETWEEN : BETWEEN_NONE);
	picture->height =
		new_row->top + lanes_height(new_row) + RULER + new_row->n_levels * LABEL + 2;
}

/* --- Drawing ------------------------------------------------------------------ */

/* A stretch of it is not to scale. */
static void draw_cuts(struct picture *picture, const struct html_box *box, guint top)
{
	guint x = 0;

	while (html_scale_next_cut(picture->scale, box->bit_offset, box->bit_offset + box->bit_size,
				   &x))
		html_put(picture->out, "<path class=\"cut\" d=\"M%u %ul4 8-8 8 8 8-8 8 4 8\"/>",
			 GUTTER + x, top - 3);
}

static void draw_texts(struct picture *picture, const struct html_box *box, const char *name,
		       guint top)
{
	const guint middle = (left_of(picture, box) + right_of(picture, box)) / 2;
	const guint room = right_of(picture, box) - left_of(picture, box);
	g_autofree char *type = type_of(box);
	const gboolean both = *type && text_width(type, TYPE_WIDTH) + MARGIN <= room;

	html_put(picture->out, "<text x=\"%u\" y=\"%u\">%s</text>", middle, top + (both ? 15 : 21),
		 name);
	if (both)
		html_put(picture->out, "<text class=\"t\" x=\"%u\" y=\"%u\">%s</text>", middle,
			 top + 27, type);
}

static void draw_box(struct picture *picture, enum side side, const struct html_box *box)
{
	const struct row *row = &picture->rows[side];
	const guint left = left_of(picture, box), right = right_of(picture, box);
	const guint top = top_of(row, box);
	g_autofree char *name = name_of(picture, side, box);
	g_autofree char *type = type_of(box);
	g_autofree char *offset = offset_of(box->bit_offset);
	g_autofree char *size = size_of(box->bit_size);

	html_put(picture->out, "<g class=\"%s%s\"><title>%s%s%s, offset %s, %s</title>",
		 class_of(box), box->bit_size ? "" : " open",
		 *box->part->name && !box->n_folded ? box->part->name : name, *type ? ": " : "",
		 type, offset, box->bit_size ? size : "no size of its own");
	html_put(picture->out, "<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\"/>", left, top,
		 MAX(right - left, 1), BOX);
	draw_cuts(picture, box, top);
	if (naming_of(picture, side, box) == NAMED_INSIDE)
		draw_texts(picture, box, name, top);
	if (naming_of(picture, side, box) == NAMED_BESIDE)
		html_put(picture->out, "<text class=\"beside\" x=\"%u\" y=\"%u\">%s</text>",
			 right + MARGIN, top + 21, name);
	g_string_append(picture->out, "</g>");
}

static void draw_labels(struct picture *picture, enum side side)
{
	const struct row *row = &picture->rows[side];

	for (guint i = 0; i < row->labels->len; i++) {
		const struct label *label = &g_array_index(row->labels, struct label, i);
		const struct html_box *box = box_at(row, label->box);
		const guint base = side == OLD ? row->top - RULER
					       : row->top + lanes_height(row) + RULER + LABEL;
		const guint y = side == OLD ? base - label->level * LABEL - 3
					    : base + label->level * LABEL - 3;
		const guint from = top_of(row, box) + (side == OLD ? 0 : BOX);
		const guint to = side == OLD ? y - 8 : y + 2;
		g_autofree char *name = name_of(picture, side, box);
		g_autofree char *type = type_of(box);

		html_put(picture->out,
			 "<g class=\"label %s\"><path d=\"M%u %uV%u\"/><text x=\"%u\" y=\"%u\">%s"
			 "<tspan class=\"t\" dx=\"6\">%s</tspan></text></g>",
			 class_of(box), label->x, from, to, label->x + 3, y, name, type);
	}
}

static gint by_x(gconstpointer left, gconstpointer right)
{
	const guint64 *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* Offsets of what begins there, as far as there is room. */
static void draw_ruler(struct picture *picture, enum side side)
{
	const struct row *row = &picture->rows[side];
	const guint y = side == OLD ? row->top - 4 : row->top + lanes_height(row) + 8;
	g_autoptr(GArray) offsets = g_array_new(FALSE, FALSE, sizeof(guint64));
	guint64 end = picture->layouts[side]->size * 8;
	guint free_from = 0;

	for (guint i = 0; i < row->boxes->len; i++)
		g_array_append_val(offsets, box_at(row, i)->bit_offset);
	if (!picture->layouts[side]->is_partial)
		g_array_append_val(offsets, end);
	g_array_sort(offsets, by_x);
	for (guint i = 0; i < offsets->len; i++) {
		const guint64 bit = g_array_index(offsets, guint64, i);
		const guint x = GUTTER + html_scale_x(picture->scale, bit);
		g_autofree char *text = offset_of(bit);

		if (x < free_from)
			continue;
		html_put(picture->out, "<text class=\"at\" x=\"%u\" y=\"%u\">%s</text>", x, y,
			 text);
		free_from = x + text_width(text, RULER_WIDTH) + 5;
	}
}

/* What moved, as a band from its old place to its new one. */
static void draw_bands(struct picture *picture)
{
	const struct row *old_row = &picture->rows[OLD], *new_row = &picture->rows[NEW];

	for (guint i = 0; i < old_row->boxes->len; i++) {
		const struct html_box *box = box_at(old_row, i), *twin;
		guint from, to, middle;

		if (!(box->marks & LAYOUT_MOVED) || box->twin == LAYOUT_NO_TWIN)
			continue;
		twin = box_at(new_row, box->twin);
		if (!is_drawn(old_row, box) || !is_drawn(new_row, twin))
			continue;
		from = top_of(old_row, box) + BOX;
		to = top_of(new_row, twin);
		middle = (from + to) / 2;
		html_put(picture->out,
			 "<path class=\"band\" d=\"M%u %uC%u %u %u %u %u %uH%uC%u %u %u %u %u "
			 "%uZ\"/>",
			 left_of(picture, box), from, left_of(picture, box), middle,
			 left_of(picture, twin), middle, left_of(picture, twin), to,
			 right_of(picture, twin), right_of(picture, twin), middle,
			 right_of(picture, box), middle, right_of(picture, box), from);
	}
}

static void draw_row(struct picture *picture, enum side side)
{
	const struct row *row = &picture->rows[side];

	html_put(picture->out, "<text class=\"side\" x=\"0\" y=\"%u\">%s</text>", row->top + 21,
		 side == OLD ? "old" : "new");
	draw_labels(picture, side);
	for (guint i = 0; i < row->boxes->len; i++) {
		if (is_drawn(row, box_at(row, i)))
			draw_box(picture, side, box_at(row, i));
	}
	draw_ruler(picture, side);
}

static void draw(struct picture *picture, const char *id)
{
	html_put(picture->out,
		 "<svg class=\"map\" role=\"img\" aria-labelledby=\"%s-t\" width=\"%u\" "
		 "height=\"%u\" viewBox=\"0 0 %u %u\">",
		 id, picture->width, picture->height, picture->width, picture->height);
	html_put(picture->out,
		 "<title id=\"%s-t\">%s, old above new; the table below says the same</title>", id,
		 picture->layouts[NEW]->record);
	draw_bands(picture);
	draw_row(picture, OLD);
	draw_row(picture, NEW);
	g_string_append(picture->out, "</svg>\n");
}

/* --- The same as a table ------------------------------------------------------ */

/* What became of @old_part, or where @new_part comes from; one of them may be NULL. */
static void put_marks(GString *out, guint marks, const struct layout_part *old_part,
		      const struct layout_part *new_part)
{
	g_autofree char *old_size = old_part ? size_of(old_part->bit_size) : NULL;
	g_autofree char *new_size = new_part ? size_of(new_part->bit_size) : NULL;

	if (!old_part || !new_part) {
		g_string_append(out, marks ? (old_part ? "gone" : "new") : "");
		return;
	}
	if (marks & LAYOUT_ADDED)
		html_put(out, "new, in reserved %s", old_part->name);
	if (marks & LAYOUT_REMOVED)
		html_put(out, "reserved now, was %s", old_part->name);
	if (marks & LAYOUT_MOVED)
		g_string_append(out, "moved ");
	if (marks & LAYOUT_RESIZED)
		html_put(out, "%s, was %s ", new_size, old_size);
	if (marks & LAYOUT_RETYPED)
		html_put(out, "was %s ", old_part->type);
	if (marks & LAYOUT_RENAMED)
		html_put(out, "was called %s", *old_part->name ? old_part->name : "nothing");
}

static void put_line(struct picture *picture, const struct html_box *old_box,
		     const struct html_box *new_box)
{
	const struct html_box *box = new_box ? new_box : old_box;
	g_autofree char *name = name_of(picture, new_box ? NEW : OLD, box);
	g_autofree char *type = type_of(box);
	g_autofree char *old_offset = old_box ? offset_of(old_box->bit_offset) : g_strdup("");
	g_autofree char *new_offset = new_box ? offset_of(new_box->bit_offset) : g_strdup("");
	g_autofree char *size = size_of(box->bit_size);
	const gboolean has_name = *box->part->name && !box->n_folded;

	html_put(picture->out, "<tr class=\"%s\"><th>%s<td>%s<td>%s<td>%s<td>%s<td>", class_of(box),
		 has_name ? box->part->name : name, type, old_offset, new_offset, size);
	put_marks(picture->out, (old_box ? old_box->marks : 0) | box->marks,
		  old_box ? old_box->part : NULL, new_box ? new_box->part : NULL);
	g_string_append_c(picture->out, '\n');
}

/* Old ones that have no twin stand where they stood. */
static void put_lines(struct picture *picture)
{
	const struct row *old_row = &picture->rows[OLD], *new_row = &picture->rows[NEW];
	guint next = 0;

	for (guint i = 0; i < new_row->boxes->len; i++) {
		const struct html_box *box = box_at(new_row, i);

		for (; next < old_row->boxes->len &&
		       box_at(old_row, next)->bit_offset <= box->bit_offset;
		     next++) {
			if (box_at(old_row, next)->twin == LAYOUT_NO_TWIN)
				put_line(picture, box_at(old_row, next), NULL);
		}
		put_line(picture, box->twin == LAYOUT_NO_TWIN ? NULL : box_at(old_row, box->twin),
			 box);
	}
	for (; next < old_row->boxes->len; next++) {
		if (box_at(old_row, next)->twin == LAYOUT_NO_TWIN)
			put_line(picture, box_at(old_row, next), NULL);
	}
}

static void put_table(struct picture *picture)
{
	g_string_append(picture->out,
			"<details class=\"table\"><summary>As a table</summary><div "
			"class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">member<th "
			"scope=\"col\">type<th scope=\"col\">old offset<th scope=\"col\">new "
			"offset<th scope=\"col\">size<th scope=\"col\">change\n<tbody>\n");
	put_lines(picture);
	g_string_append(picture->out, "</table></div></details>\n");
}

/* --- All of it ---------------------------------------------------------------- */

static void put_caption(struct picture *picture)
{
	const struct finding_layout *old_layout = picture->layouts[OLD];
	const struct finding_layout *new_layout = picture->layouts[NEW];
	const guint n_hidden = MAX(picture->rows[OLD].n_hidden, picture->rows[NEW].n_hidden);
	g_autofree char *size = size_of(new_layout->size * 8);

	html_put(picture->out, "<figcaption><code>%s</code> on %s: %s", new_layout->record,
		 targets[new_layout->target].name, size);
	if (old_layout->size != new_layout->size) {
		g_autofree char *was = size_of(old_layout->size * 8);

		html_put(picture->out, ", was %s", was);
	}
	if (strcmp(old_layout->record, new_layout->record) != 0)
		html_put(picture->out, ", in place of <code>%s</code>", old_layout->record);
	if (old_layout->is_partial || new_layout->is_partial)
		g_string_append(picture->out, "; the parts around what changed");
	if (n_hidden)
		html_put(picture->out, "; %u lines of its unions are not drawn", n_hidden);
	g_string_append(picture->out, "</figcaption>\n");
}

static void picture_clear(struct picture *picture)
{
	for (guint side = OLD; side <= NEW; side++) {
		g_array_unref(picture->rows[side].boxes);
		g_array_unref(picture->rows[side].labels);
		g_free(picture->rows[side].lane_of);
	}
	html_scale_free(picture->scale);
}

void html_put_picture(GString *out, const struct finding_layout *old_layout,
		      const struct finding_layout *new_layout, const char *id)
{
	struct picture picture = {
		.out = out,
		.layouts = { old_layout, new_layout },
	};
	guint64 size = 0;

	html_fold(old_layout, new_layout, &picture.rows[OLD].boxes, &picture.rows[NEW].boxes);
	if (!old_layout->is_partial && !new_layout->is_partial)
		size = MAX(old_layout->size, new_layout->size);
	picture.scale = html_scale_new(picture.rows[OLD].boxes, picture.rows[NEW].boxes, size);
	arrange(&picture);
	html_put(out, "<figure id=\"%s\">\n", id);
	put_caption(&picture);
	g_string_append(
		out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"picture\">");
	draw(&picture, id);
	g_string_append(out, "</div>\n");
	put_table(&picture);
	g_string_append(out, "</figure>\n");
	picture_clear(&picture);
}
