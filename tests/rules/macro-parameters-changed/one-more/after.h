/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_ID(bus, port) (((bus) << 2) + (port))
