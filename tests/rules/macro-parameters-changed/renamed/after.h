/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define FROB_ID(b, p) (((b) << 2) + (p))
#define frob_members(tag, attributes, members...) struct tag { members } attributes
