/* SPDX-License-Identifier: LGPL-2.1-or-later */
static inline int frob_index(int key, int mask)
{
	return key & mask;
}
