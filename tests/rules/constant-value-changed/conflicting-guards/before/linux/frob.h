/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef _LINUX_FROB_H
#define _LINUX_FROB_H
#define FROB_PORT 1
#endif
