/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef _LINUX_QUUX_H
#define _LINUX_QUUX_H
#define QUUX_SMALL 1
#endif
