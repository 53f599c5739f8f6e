/* SPDX-License-Identifier: LGPL-2.1-or-later */
typedef unsigned long long frob_id_t;

struct frob_object {
	frob_id_t id;
	unsigned int kind;
};
