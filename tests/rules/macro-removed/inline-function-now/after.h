/* SPDX-License-Identifier: LGPL-2.1-or-later */
static inline unsigned int frob_index(unsigned int key)
{
	return key & 7;
}
