/* SPDX-License-Identifier: LGPL-2.1-or-later */
typedef unsigned int frob_id_t;
typedef unsigned int frob_key_t;
