/* SPDX-License-Identifier: LGPL-2.1-or-later */
static inline long frob_index(long key)
{
	return key & 7;
}
