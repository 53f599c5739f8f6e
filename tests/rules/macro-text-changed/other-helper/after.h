/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_READ(p) ((p)->input)
#define FROB_WRITE(p) ((p)->output)
#define frob_peek(p) FROB_WRITE(p)
