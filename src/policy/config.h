/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a project states about its own interfaces, in .unbroken/config (the syntax of
 * git's configuration):
 *
 *	[set "hypervisor"]
 *		root = include/hyperv
 *		targets = x86_64,aarch64
 *		level = testing
 */
#ifndef UNBROKEN_POLICY_CONFIG_H
#define UNBROKEN_POLICY_CONFIG_H

#include "policy/policy.h"

#define CONFIG_PATH ".unbroken/config"

/* A header set. */
struct config_set {
	const char *name;
	const char *const *roots; /* folders, each with a slash at its end; NULL-terminated */
	target_set targets;       /* 0: those whose asm headers are there */
	enum level level;
};

struct config {
	const struct config_set *sets; /* in the order in which they are stated */
	gsize n_sets;
};

/*
 * Reads @text; @name is what messages call it.  Every mistake is an error that says where
 * and what was expected.  Free with config_free().
 */
struct config *config_parse(const char *name, const char *text, gsize size, GError **error);
void config_free(struct config *config);
DEFINE_AUTO(config, config_free)

#endif
