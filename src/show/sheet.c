/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "show/sheet.h"

#include <string.h>

#include "report/wrap.h"

#define LABEL_COLUMN 15

/* Of terminals; as other tools of programmers have them. */
static const char *const paints[] = {
	[ROW_PLAIN] = NULL,     [ROW_HEADING] = "\33[1m",  [ROW_GAP] = "\33[33m",
	[ROW_FLAG] = "\33[36m", [ROW_ASKED] = "\33[1;32m",
};

/* In a second block, equal rows beside those that differ; more are folded. */
#define CONTEXT_ROWS 2

static void row_clear(gpointer row)
{
	g_free(((struct sheet_row *)row)->text);
	g_free(((struct sheet_row *)row)->key);
}

static void add_row(struct sheet *sheet, struct sheet_row row)
{
	row.key = g_strconcat(row.text, "\n", sheet->context, NULL); /* ends at a NULL */
	g_array_append_val(sheet->rows, row);
}

struct sheet *sheet_new(void)
{
	struct sheet *sheet = g_new0(struct sheet, 1);

	sheet->rows = g_array_new(FALSE, FALSE, sizeof(struct sheet_row));
	g_array_set_clear_func(sheet->rows, row_clear);
	return sheet;
}

void sheet_free(struct sheet *sheet)
{
	if (!sheet)
		return;
	g_free(sheet->title);
	g_free(sheet->place);
	g_free(sheet->summary);
	g_array_unref(sheet->rows);
	g_free(sheet);
}

void sheet_add(struct sheet *sheet, enum row_paint paint, const char *format, ...)
{
	struct sheet_row row = { .paint = paint };
	va_list arguments;

	va_start(arguments, format);
	row.text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	add_row(sheet, row);
}

void sheet_label(struct sheet *sheet, const char *label, const char *format, ...)
{
	struct sheet_row row = { .hanging = LABEL_COLUMN };
	g_autofree char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	row.text = g_strdup_printf("%-*s%s", LABEL_COLUMN - 2, label, text);
	add_row(sheet, row);
}

static const struct sheet_row *row_of(const struct sheet *sheet, guint index)
{
	return &g_array_index(sheet->rows, struct sheet_row, index);
}

/* Where they are defined may differ: machines have headers of their own. */
static gboolean sheets_equal(const struct sheet *one, const struct sheet *other)
{
	if (one->rows->len != other->rows->len || g_strcmp0(one->summary, other->summary) != 0)
		return FALSE;
	for (guint i = 0; i < one->rows->len; i++) {
		if (strcmp(row_of(one, i)->key, row_of(other, i)->key) != 0)
			return FALSE;
	}
	return TRUE;
}

void line_draw(GString *out, const struct style *style, enum row_paint paint, const char *text)
{
	if (style->color && paints[paint])
		g_string_append(out, paints[paint]);
	append_printable(out, text);
	if (style->color && paints[paint])
		g_string_append(out, "\33[m");
	g_string_append_c(out, '\n');
}

static void draw_row(GString *out, const struct style *style, const struct sheet_row *row,
		     gboolean differs)
{
	g_autofree char *marked = NULL;

	if (!*row->text) {
		g_string_append_c(out, '\n');
		return;
	}
	marked = g_strconcat(differs ? "* " : "  ", row->text, NULL);
	if (row->hanging) {
		/* The label keeps its blanks, which wrapping would take. */
		g_autofree char *label = g_strndup(marked, row->hanging);

		append_wrapped(out, label, row->hanging, style->width, marked + strlen(label));
		return;
	}
	line_draw(out, style, row->paint, marked);
}

static void draw_group_head(GString *out, const struct style *style, const struct sheet *sheet,
			    target_set set)
{
	g_autofree char *names = target_set_format(set);
	g_autoptr(GString) text = g_string_new(names);

	if (sheet->summary)
		g_string_append_printf(text, ": %s", sheet->summary);
	append_wrapped(out, "  on ", 5, style->width, text->str);
}

static void draw_places(GString *out, const struct style *style,
			struct sheet *const sheets[TARGET_COUNT], target_set set)
{
	const char *last = NULL;

	for (guint id = 0; id < TARGET_COUNT; id++) {
		g_autofree char *line = NULL;

		if (!(set & TARGET_BIT(id)) || g_strcmp0(last, sheets[id]->place) == 0)
			continue;
		last = sheets[id]->place;
		line = g_strconcat(last, ": ", sheets[id]->title, NULL);
		line_draw(out, style, ROW_HEADING, line);
	}
}

/* The keys of @sheet; large enumerations have thousands. */
static GHashTable *keys_of(const struct sheet *sheet)
{
	GHashTable *keys = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < sheet->rows->len; i++)
		g_hash_table_add(keys, row_of(sheet, i)->key);
	return keys;
}

static gboolean is_new(const struct sheet *sheet, GHashTable *known, guint index)
{
	return !g_hash_table_contains(known, row_of(sheet, index)->key);
}

/* How many rows from @from on are as in the first block. */
static guint count_equal(const struct sheet *sheet, GHashTable *known, guint from)
{
	guint n = 0;

	while (from + n < sheet->rows->len && !is_new(sheet, known, from + n))
		n++;
	return n;
}

/* Rows that are as in the first block; of many, those beside others. */
static void draw_equal(GString *out, const struct style *style, const struct sheet *sheet,
		       guint from, guint n)
{
	const guint before = from ? CONTEXT_ROWS : 1; /* the heading */
	const guint after = from + n < sheet->rows->len ? CONTEXT_ROWS : 0;
	const gboolean is_long = n > before + after + 2;

	if (n == sheet->rows->len) {
		line_draw(out, style, ROW_PLAIN, "       the same map as above");
		return;
	}
	for (guint i = 0; i < n; i++) {
		g_autofree char *folded = NULL;

		if (!is_long || i < before || i >= n - after) {
			draw_row(out, style, row_of(sheet, from + i), FALSE);
		} else if (i == before) {
			folded =
				g_strdup_printf("       ... %u lines as above", n - before - after);
			line_draw(out, style, ROW_PLAIN, folded);
		}
	}
}

/* @known: the keys of the first block, NULL for that one itself. */
static void draw_rows(GString *out, const struct style *style, const struct sheet *sheet,
		      GHashTable *known, gboolean whole)
{
	guint i = 0;

	while (i < sheet->rows->len) {
		const guint equal = known ? count_equal(sheet, known, i) : 0;

		if (equal && whole)
			draw_equal(out, style, sheet, i, equal);
		else if (!equal)
			draw_row(out, style, row_of(sheet, i), known != NULL);
		i += MAX(equal, 1);
	}
}

static target_set group_of(struct sheet *const sheets[TARGET_COUNT], guint first)
{
	target_set set = 0;

	for (guint id = first; id < TARGET_COUNT; id++) {
		if (sheets[id] && sheets_equal(sheets[first], sheets[id]))
			set |= TARGET_BIT(id);
	}
	return set;
}

static void draw_absent(GString *out, const struct style *style, target_set absent)
{
	g_autofree char *names = target_set_format(absent);

	if (absent)
		append_wrapped(out, "  not on ", 9, style->width, names);
}

void sheets_draw(GString *out, const struct style *style, struct sheet *sheets[TARGET_COUNT],
		 gboolean whole, target_set absent)
{
	g_autoptr(GHashTable) known = NULL;
	const char *place = NULL;
	target_set drawn = 0;

	for (guint id = 0; id < TARGET_COUNT; id++) {
		target_set set;

		if (!sheets[id] || (drawn & TARGET_BIT(id)))
			continue;
		set = group_of(sheets, id);
		if (known)
			g_string_append_c(out, '\n');
		if (g_strcmp0(place, sheets[id]->place) != 0)
			draw_places(out, style, sheets, set);
		place = sheets[id]->place;
		draw_group_head(out, style, sheets[id], set);
		draw_rows(out, style, sheets[id], known, whole);
		known = known ? known : keys_of(sheets[id]);
		drawn |= set;
	}
	draw_absent(out, style, absent);
	for (guint id = 0; id < TARGET_COUNT; id++)
		g_clear_pointer(&sheets[id], sheet_free);
}
