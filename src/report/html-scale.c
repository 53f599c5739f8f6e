/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the bits of a record stand on paper.
 */
#include "report/html.h"

/* On paper, in the units of the picture. */
#define WIDTH          720
#define NARROWEST      13
#define WIDEST_BYTE    60
#define NARROWEST_BYTE 5

/* Bytes: what is longer is cut where there is no room. */
#define LONGEST 16

struct stretch {
	guint64 from;
	guint x;
	gboolean is_cut;
};

struct html_scale {
	GArray *stretches; /* the last one only ends the one before it */
};

static gint by_value(gconstpointer left, gconstpointer right)
{
	const guint64 *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static void add_boundaries(GArray *boundaries, const GArray *boxes)
{
	for (guint i = 0; i < boxes->len; i++) {
		const struct html_box *box = &g_array_index(boxes, struct html_box, i);
		const guint64 end = box->bit_offset + box->bit_size;

		g_array_append_val(boundaries, box->bit_offset);
		g_array_append_val(boundaries, end);
	}
}

/* Sorted, each once. */
static GArray *boundaries_of(const GArray *old_boxes, const GArray *new_boxes, guint64 end)
{
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(guint64));
	GArray *boundaries = g_array_new(FALSE, FALSE, sizeof(guint64));

	add_boundaries(all, old_boxes);
	add_boundaries(all, new_boxes);
	if (all->len == 0 || end > 0)
		g_array_append_val(all, end);
	g_array_sort(all, by_value);
	for (guint i = 0; i < all->len; i++) {
		const guint64 value = g_array_index(all, guint64, i);

		if (i == 0 || value != g_array_index(all, guint64, i - 1))
			g_array_append_val(boundaries, value);
	}
	return boundaries;
}

static guint64 length_of(const GArray *boundaries, guint i)
{
	return g_array_index(boundaries, guint64, i + 1) - g_array_index(boundaries, guint64, i);
}

/* Bits that have a place on paper when long stretches are cut. */
static guint64 shown_bits(const GArray *boundaries, gboolean cut)
{
	guint64 sum = 0;

	for (guint i = 0; i + 1 < boundaries->len; i++)
		sum += cut ? MIN(length_of(boundaries, i), LONGEST * 8) : length_of(boundaries, i);
	return sum;
}

struct html_scale *html_scale_new(const GArray *old_boxes, const GArray *new_boxes, guint64 size)
{
	struct html_scale *scale = g_new0(struct html_scale, 1);
	g_autoptr(GArray) boundaries = boundaries_of(old_boxes, new_boxes, size * 8);
	const gboolean cut = shown_bits(boundaries, FALSE) > 64 * 8;
	const guint64 bits = MAX(shown_bits(boundaries, cut), 8);
	const double byte = CLAMP(WIDTH * 8.0 / (double)bits, NARROWEST_BYTE, WIDEST_BYTE);
	guint x = 0;

	scale->stretches = g_array_new(FALSE, FALSE, sizeof(struct stretch));
	for (guint i = 0; i < boundaries->len; i++) {
		const gboolean is_last = i + 1 == boundaries->len;
		const guint64 length = is_last ? 0 : length_of(boundaries, i);
		const struct stretch stretch = {
			.from = g_array_index(boundaries, guint64, i),
			.x = x,
			.is_cut = cut && length > LONGEST * 8,
		};

		g_array_append_val(scale->stretches, stretch);
		x += MAX((guint)((double)(stretch.is_cut ? LONGEST * 8 : length) / 8 * byte + 0.5),
			 NARROWEST);
	}
	return scale;
}

void html_scale_free(struct html_scale *scale)
{
	g_array_unref(scale->stretches);
	g_free(scale);
}

static const struct stretch *stretch_at(const struct html_scale *scale, guint i)
{
	return &g_array_index(scale->stretches, struct stretch, i);
}

guint html_scale_x(const struct html_scale *scale, guint64 bit)
{
	guint low = 0, high = scale->stretches->len - 1;

	while (low < high) {
		const guint middle = (low + high + 1) / 2;

		if (stretch_at(scale, middle)->from <= bit)
			low = middle;
		else
			high = middle - 1;
	}
	/* Only boundaries are asked for. */
	return stretch_at(scale, low)->x;
}

gboolean html_scale_next_cut(const struct html_scale *scale, guint64 from, guint64 end, guint *x)
{
	for (guint i = 0; i + 1 < scale->stretches->len; i++) {
		const struct stretch *stretch = stretch_at(scale, i);
		/* Not in the middle, where names stand. */
		const guint at = (stretch->x + 5 * stretch_at(scale, i + 1)->x) / 6;

		if (stretch->is_cut && stretch->from >= from && stretch->from < end && at > *x) {
			*x = at;
			return TRUE;
		}
	}
	return FALSE;
}
