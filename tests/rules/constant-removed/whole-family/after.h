/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum {
	TCA_BLORB_UNSPEC,
	TCA_BLORB_BURST,
};
