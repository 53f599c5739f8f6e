/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From items to sheets; the files are record-sheet.c and item-sheet.c.
 */
#ifndef UNBROKEN_SHOW_ITEM_SHEET_H
#define UNBROKEN_SHOW_ITEM_SHEET_H

#include "show/find.h"
#include "show/sheet.h"

/* What @item is on the target of @model, which has it. */
struct sheet *item_sheet(const struct model *model, const struct item *item);

/* For item_sheet(). */
void record_rows(struct sheet *sheet, const struct model *model, const struct record *record);
void member_rows(struct sheet *sheet, const struct model *model, const struct record *record,
		 const char *path);

#endif
