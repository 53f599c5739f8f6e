/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a project may state of rules. */
#ifndef UNBROKEN_RULES_STATED_H
#define UNBROKEN_RULES_STATED_H

#include <glib.h>

struct config;

/* That the rules and rule sets which @config states are there; FALSE with a sentence. */
gboolean rules_check_config(const struct config *config, GError **error);

#endif
