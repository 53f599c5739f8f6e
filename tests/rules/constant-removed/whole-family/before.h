/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum {
	TCA_FROB_UNSPEC,
	TCA_FROB_RATE,
};
enum {
	TCA_QUUX_UNSPEC,
	TCA_QUUX_PEAK,
};
