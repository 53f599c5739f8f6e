/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "host/error.h"

G_DEFINE_QUARK(host - error - quark, host_error)

gboolean host_fail(GError **error, int code, const char *what)
{
	g_set_error(error, HOST_ERROR, HOST_ERROR_MACHINE, "%s: %s", what, g_strerror(code));
	return FALSE;
}
