/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define frob_first list_head.next
