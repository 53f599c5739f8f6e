/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum quux_command {
	QUUX_CMD_NEW,
	QUUX_CMD_FLUSH,
	QUUX_CMD_DEL,
};
