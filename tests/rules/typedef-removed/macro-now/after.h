/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define frob_key_t unsigned int
