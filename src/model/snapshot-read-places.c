/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reads the lines that say where the items of a header stand.
 */
#include "model/snapshot-reader.h"

static gboolean read_delta(struct lex *lex, const char **at, guint32 *value)
{
	gboolean negative = **at == '-';
	guint64 delta;

	*at += negative;
	if (!lex_digits(lex, at, &delta))
		return FALSE;
	if (delta > (negative ? *value : G_MAXUINT32 - *value))
		return lex_fail(lex, "a place is out of range");
	*value = negative ? *value - (guint32)delta : *value + (guint32)delta;
	return TRUE;
}

static gboolean read_column(struct lex *lex, const char **at, guint32 *value)
{
	guint64 column;

	if (!lex_digits(lex, at, &column))
		return FALSE;
	*value = (guint32)column;
	return column == *value ? TRUE : lex_fail(lex, "a place is out of range");
}

/* The next place of the line: "12", "-3:9", "1,1"; @spot is the one before. */
static gboolean read_spot(struct lex *lex, struct spot *spot, gboolean has_ordinal)
{
	const char *at = lex->rest;

	if (!read_delta(lex, &at, &spot->line))
		return FALSE;
	if (*at == ':') {
		at++;
		if (!read_column(lex, &at, &spot->column))
			return FALSE;
	}
	if (has_ordinal && *at != ',')
		return lex_fail(lex, "a place has no ordinal");
	if (has_ordinal) {
		at++;
		if (!read_delta(lex, &at, &spot->ordinal))
			return FALSE;
	}
	if (*at && (*at != ' ' || !at[1]))
		return lex_fail(lex, "a place is malformed");
	lex->rest += at - lex->rest + (*at == ' ');
	return TRUE;
}

static gboolean read_spots(struct reader *reader, const struct path_block *block,
			   struct places_line *line)
{
	struct lex *lex = &reader->lex;
	struct spot spot = { .column = 1 };

	line->spots.first = reader->spots->len;
	for (guint32 i = block->items.first; i < block->items.first + block->items.n; i++) {
		const struct item *item = reader_item(reader, i);
		if (!item_has_place(item) || !(item->targets & line->targets))
			continue;
		if (!lex_more(lex))
			return lex_fail(lex, "there are too few places");
		if (!read_spot(lex, &spot,
			       item->kind == ITEM_CONSTANT &&
				       item->constant.enumeration == MODEL_NONE))
			return FALSE;
		g_array_append_val(reader->spots, spot);
	}
	line->spots.n = reader->spots->len - line->spots.first;
	return lex_more(lex) ? lex_fail(lex, "there are too many places") : TRUE;
}

gboolean reader_places_line(struct reader *reader)
{
	struct lex *lex = &reader->lex;
	struct places_line new = { 0 };
	const char *path;

	if (!lex_word(lex, &path) || !lex_target_list(lex, &new.targets))
		return FALSE;
	guint32 number = reader_find_path(reader, path);
	if (number == MODEL_NONE)
		return lex_fail(lex, "there is no such header");
	struct path_block *block = reader_path(reader, number);
	new.targets = new.targets ? new.targets : block->usual;
	if (new.targets & ~block->usual)
		return lex_fail(lex, "it is for a target without the header, or without a model");
	if (!block->places.n)
		block->places.first = reader->places->len;
	if (block->places.first + block->places.n != reader->places->len)
		return lex_fail(lex, "the places of a header do not stand together");
	for (guint i = block->places.first; i < reader->places->len; i++) {
		if (g_array_index(reader->places, struct places_line, i).targets & new.targets)
			return lex_fail(lex, "a target has its places twice");
	}
	if (!read_spots(reader, block, &new))
		return FALSE;
	block->places.n++;
	g_array_append_val(reader->places, new);
	return TRUE;
}
