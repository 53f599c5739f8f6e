/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a key lies. */
static inline int frob_index(int key) { return key&7; }
