/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bytes of a record as a line: "{argsz=24, flags=RESET|PCI, num_regions=9}".
 */
#ifndef UNBROKEN_SHOW_VALUES_H
#define UNBROKEN_SHOW_VALUES_H

#include "model/model.h"

/* Bytes of a program on the machine that we run on; they may be anything. */
struct value_bytes {
	const guint8 *at; /* NULL with a size of 0 */
	gsize size;
};

/*
 * Appends what @bytes say of @record, as far as they go: members that they do not hold as a whole
 * are left out, long arrays are cut.  @known may be NULL: bytes of the same record that somebody
 * has seen; members that they hold with the same content are left out, too.  Returns whether there
 * was anything to append.
 *
 * Names of values lack what those of their member begin with in common: RESET and PCI of
 * VFIO_DEVICE_FLAGS_RESET and VFIO_DEVICE_FLAGS_PCI.  The machine must be of the target of @model.
 */
gboolean values_append(GString *out, const struct model *model, const struct record *record,
		       const struct value_bytes *bytes, const struct value_bytes *known);

/* "READ|WRITE", "ON", "24", "0x1000": a value of @constants (const struct constant *, by value),
 * of which there may be none. */
void value_append(GString *out, const struct model *model, const GPtrArray *constants,
		  guint64 value);

/* As it is written where no name says more: of up to 64 bits, sign-extended if @is_signed. */
void value_append_number(GString *out, guint64 value, gboolean is_signed);

#endif
