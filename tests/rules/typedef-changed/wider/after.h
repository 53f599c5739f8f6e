/* SPDX-License-Identifier: LGPL-2.1-or-later */
typedef unsigned long long frob_id_t;
