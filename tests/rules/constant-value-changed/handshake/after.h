/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_API_VERSION 13
#define FROB_API_VERSION_MINOR 4
