/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/number.h"

static const struct command_packing packing_generic = { 14, 0, 1, 2 };
static const struct command_packing packing_powerpc = { 13, 1, 4, 2 };

const struct command_packing *command_packing(enum target_id target)
{
	return target == TARGET_POWERPC64LE ? &packing_powerpc : &packing_generic;
}

guint32 command_number(enum target_id target, const struct command *parts)
{
	const struct command_packing *packing = command_packing(target);
	guint32 direction = parts->direction & COMMAND_WRITE ? packing->write : 0;

	direction |= parts->direction & COMMAND_READ ? packing->read : 0;
	if (parts->direction == COMMAND_NONE)
		direction = packing->none;
	return direction << (16 + packing->size_bits) | parts->size << 16 | parts->type << 8 |
	       parts->number;
}

void command_decode(enum target_id target, guint64 value, struct command *parts)
{
	const struct command_packing *packing = command_packing(target);
	const guint32 direction = (guint32)(value >> (16 + packing->size_bits));

	parts->number = value & 0xff;
	parts->type = (value >> 8) & 0xff;
	parts->size = (value >> 16) & ((1U << packing->size_bits) - 1);
	parts->direction = COMMAND_NONE;
	if (direction & packing->write)
		parts->direction |= COMMAND_WRITE;
	if (direction & packing->read)
		parts->direction |= COMMAND_READ;
}
