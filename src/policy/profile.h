/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Gate profiles: whose patience a verdict is measured against. */
#ifndef UNBROKEN_POLICY_PROFILE_H
#define UNBROKEN_POLICY_PROFILE_H

#include "report/finding.h"

struct profile;

/* Of all profiles, NULL-terminated. */
extern const char *const profile_names[];

/* NULL with @error set, naming the known profiles. */
const struct profile *profile_find(const char *name, GError **error);

enum severity profile_severity(const struct profile *profile, enum dimension dimension,
			       enum verdict verdict, enum level level);

/* @severity, or the most that an interface of @level can have. */
enum severity profile_cap(enum severity severity, enum level level);

#endif
