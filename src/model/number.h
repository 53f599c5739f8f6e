/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How the parts of a command are packed into its number; see asm/ioctl.h.
 */
#ifndef UNBROKEN_MODEL_NUMBER_H
#define UNBROKEN_MODEL_NUMBER_H

#include "model/model.h"

struct command_packing {
	guint size_bits;
	guint32 none, write, read; /* direction values */
};

const struct command_packing *command_packing(enum target_id target);

/*
 * What _IO() and its kin make of the direction, type, number and size of @parts,
 * of which each has to fit its place: see command_packing() for the size.
 */
guint32 command_number(enum target_id target, const struct command *parts);

/* Fills in direction, type, number and size from @value, as @target packs them. */
void command_decode(enum target_id target, guint64 value, struct command *parts);

#endif
