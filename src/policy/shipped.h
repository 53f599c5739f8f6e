/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the shipped facts about subsystems are.
 */
#ifndef UNBROKEN_POLICY_SHIPPED_H
#define UNBROKEN_POLICY_SHIPPED_H

#include "policy/policy.h"

/*
 * The policy made of the shipped conventions, then those in the files @extra
 * (NULL-terminated, or NULL).  The shipped ones are taken from the folder that
 * UNBROKEN_DATADIR names, else from beside a program or library that was not
 * installed, else from where they were installed.
 */
struct policy *policy_load_shipped(const char *const *extra, const char *profile, GError **error);

#endif
