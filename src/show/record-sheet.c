/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The byte map of a record as rows:
 *
 *	offset   size
 *	     0      4  __u32 argsz
 *	     4      4  __u32 flags
 *	                   FOO_FLAG_BAR  0x1
 *	     8      8  (hole)
 */
#include <string.h>

#include "model/map.h"
#include "show/item-sheet.h"

/* Of a member that is shown alone. */
#define VALUES_COLUMN 13

struct drawing {
	struct sheet *sheet;
	const struct model *model;
	const struct record *record;
	gboolean has_bits;
};

static guint offset_width(const struct drawing *drawing)
{
	return drawing->has_bits ? 9 : 6;
}

static guint size_width(const struct drawing *drawing)
{
	return drawing->has_bits ? 8 : 7;
}

static char *offset_text(const struct drawing *drawing, const struct map_row *row)
{
	guint64 unit = row->bit_offset / row->unit * row->unit;

	if (!drawing->has_bits)
		return g_strdup_printf("%" G_GUINT64_FORMAT, row->bit_offset / 8);
	if (!map_row_has_bits(row))
		return g_strdup_printf("%" G_GUINT64_FORMAT "   ", row->bit_offset / 8);
	return g_strdup_printf("%" G_GUINT64_FORMAT ":%-2" G_GUINT64_FORMAT, unit / 8,
			       row->bit_offset - unit);
}

static char *size_text(const struct map_row *row)
{
	if (!map_row_has_bits(row))
		return g_strdup_printf("%" G_GUINT64_FORMAT, row->bit_size / 8);
	return g_strdup_printf("%" G_GUINT64_FORMAT " bit%s", row->bit_size,
			       row->bit_size == 1 ? "" : "s");
}

/* A row with offset and size. */
static void add_placed(struct drawing *drawing, const struct map_row *row, enum row_paint paint,
		       const char *text)
{
	g_autofree char *offset = offset_text(drawing, row);
	g_autofree char *size = size_text(row);

	sheet_add(drawing->sheet, paint, "%*s%*s  %*s%s", (int)offset_width(drawing), offset,
		  (int)size_width(drawing), size, (int)row->depth * 4, "", text);
}

/* Where declarations begin. */
static guint text_column(const struct drawing *drawing, guint depth)
{
	return offset_width(drawing) + size_width(drawing) + 2 + depth * 4;
}

/* The values of a member, below it. */
static void add_values(struct drawing *drawing, guint32 member, guint columns)
{
	g_autoptr(GPtrArray) constants = member_values(drawing->model, drawing->record, member);
	gsize width = 0;

	for (guint i = 0; i < constants->len; i++)
		width = MAX(width, strlen(((const struct constant *)constants->pdata[i])->name));
	for (guint i = 0; i < constants->len; i++) {
		const struct constant *constant = constants->pdata[i];
		g_autofree char *text =
			g_strdup_printf("%-*s  0x%" G_GINT64_MODIFIER "x", (int)MIN(width, 40),
					constant->name, constant->value);

		sheet_add(drawing->sheet, ROW_FLAG, "%*s%s", (int)columns, "", text);
	}
}

static void add_member(struct drawing *drawing, const struct map_row *row)
{
	const struct member *member = &drawing->record->members[row->member];
	g_autofree char *text = member_declaration(member);

	add_placed(drawing, row, ROW_PLAIN, text);
	add_values(drawing, row->member, text_column(drawing, row->depth + 1));
}

static void add_inline(struct drawing *drawing, const struct map_row *row)
{
	const struct member *member = &drawing->record->members[row->member];
	g_autofree char *text = NULL;

	if (row->kind == MAP_OPEN) {
		text = g_strdup_printf("%s {", member->type.spelled);
		add_placed(drawing, row, ROW_PLAIN, text);
		return;
	}
	text = g_strdup_printf("}%s%s%s", *member->name ? " " : "", member_last_name(member),
			       member->bounds);
	sheet_add(drawing->sheet, ROW_PLAIN, "%*s%s", (int)text_column(drawing, row->depth), "",
		  text);
}

static void add_map(struct drawing *drawing, guint32 within)
{
	g_autoptr(GArray) rows = map_record(drawing->record, within);

	for (guint i = 0; i < rows->len; i++)
		drawing->has_bits |= map_row_has_bits(&g_array_index(rows, struct map_row, i));
	sheet_add(drawing->sheet, ROW_HEADING, "%6s%*s", "offset", (int)text_column(drawing, 0) - 8,
		  "size");
	/* A hole is told from another one by the member before it. */
	for (guint i = 0; i < rows->len; i++) {
		const struct map_row *row = &g_array_index(rows, struct map_row, i);

		if (row->member != MODEL_NONE)
			drawing->sheet->context = drawing->record->members[row->member].name;
		if (row->kind == MAP_HOLE || row->kind == MAP_PADDING)
			add_placed(drawing, row, ROW_GAP,
				   row->kind == MAP_HOLE ? "(hole)" : "(padding)");
		else if (row->kind == MAP_MEMBER)
			add_member(drawing, row);
		else
			add_inline(drawing, row);
	}
	drawing->sheet->context = NULL;
}

/* Where the first bit is, is the machine's affair. */
static void add_bit_order(struct drawing *drawing)
{
	if (drawing->has_bits && targets[drawing->model->target].big_endian)
		sheet_add(drawing->sheet, ROW_PLAIN, "bit 0 is the most significant one");
}

void record_rows(struct sheet *sheet, const struct model *model, const struct record *record)
{
	struct drawing drawing = { .sheet = sheet, .model = model, .record = record };

	sheet->summary =
		g_strdup_printf("%" G_GUINT64_FORMAT " byte%s, alignment %" G_GUINT64_FORMAT "%s",
				record->size, record->size == 1 ? "" : "s", record->alignment,
				record->is_packed ? ", packed" : "");
	add_map(&drawing, MODEL_NONE);
	add_bit_order(&drawing);
	if (record->libc_conditions)
		sheet_label(sheet, "depends on", "%s, a macro of the C library",
			    record->libc_conditions);
}

static void add_type(struct sheet *sheet, const struct model *model, const struct member *member)
{
	g_autofree char *declaration = member_declaration(member);

	sheet_label(sheet, "declared", "%s", declaration);
	if (member->kind == MEMBER_FIELD &&
	    strcmp(member->type.spelled, member->type.canonical) != 0)
		sheet_label(sheet, "type", "%s", member->type.canonical);
	if (member->type.record != MODEL_NONE)
		sheet_label(sheet, "see", "unbroken show '%s'",
			    model->records[member->type.record].name);
}

/* "offset 4, 4 of 24 bytes", "offset 40, bit 3, 2 bits" */
static char *member_summary(const struct member *member, guint64 bit_offset, guint64 size)
{
	const guint64 unit = MAX(member->type.size, 1) * 8;

	if (member->kind == MEMBER_BITFIELD)
		return g_strdup_printf("offset %" G_GUINT64_FORMAT ", bit %" G_GUINT64_FORMAT
				       ", %" G_GUINT64_FORMAT " bit%s",
				       bit_offset / unit * unit / 8, bit_offset % unit,
				       member->bit_size, member->bit_size == 1 ? "" : "s");
	return g_strdup_printf("offset %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT
			       " of %" G_GUINT64_FORMAT " bytes",
			       bit_offset / 8, member->bit_size / 8, size);
}

void member_rows(struct sheet *sheet, const struct model *model, const struct record *record,
		 const char *path)
{
	struct drawing drawing = { .sheet = sheet, .model = model };
	const struct member *member;
	struct found_member found;

	if (!find_member(model, record, path, &found))
		return;
	drawing.record = found.record;
	member = &found.record->members[found.index];
	sheet->summary = member_summary(member, found.bit_offset, record->size);
	if (found.record != record)
		sheet_label(sheet, "member of", "%s, embedded", found.record->name);
	add_type(sheet, model, member);
	if (member->kind == MEMBER_STRUCT || member->kind == MEMBER_UNION)
		add_map(&drawing, found.index);
	else
		add_values(&drawing, found.index, VALUES_COLUMN);
}
