/* SPDX-License-Identifier: LGPL-2.1-or-later */
enum quux_command {
	QUUX_CMD_UNSPEC,
	QUUX_CMD_NEW,
	QUUX_CMD_GET_STATISTICS,
	QUUX_CMD_DEL,
	__QUUX_CMD_MAX
};
