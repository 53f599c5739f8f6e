/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a project states about itself and its interfaces, in .unbroken/config (the syntax of
 * git's configuration); docs/configuration.md explains all of it:
 *
 *	[unbroken]
 *		profile = distro
 *		rules = 1
 *	[set "hypervisor"]
 *		root = include/hyperv
 *		targets = x86_64,aarch64
 *		level = testing
 *	[rule "member/renamed"]
 *		severity = note
 */
#ifndef UNBROKEN_POLICY_CONFIG_H
#define UNBROKEN_POLICY_CONFIG_H

#include "policy/policy.h"

#define CONFIG_PATH ".unbroken/config"

/* Where a header of a set states its version. */
struct config_version {
	const char *header;  /* as included: "hvhdk.h" */
	gboolean is_comment; /* in a comment that has @pattern, with '*' for the version */
	const char *pattern; /* else the macro of this name */
};

/* A header set. */
struct config_set {
	const char *name;
	const char *const *roots; /* folders, each with a slash at its end; NULL-terminated */
	target_set targets;       /* 0: those whose asm headers are there */
	enum level level;
	/* What its headers need to be read, see struct header_set; NULL-terminated. */
	const char *const *includes, *const *defines, *const *pre_includes;
	const struct config_version *versions;
	gsize n_versions;
	guint line; /* where it begins */
};

/* How grave the findings of some rules are. */
struct config_rule {
	const char *rule;           /* an id, or a glob of ids */
	const char *const *headers; /* globs; none: in any header.  NULL-terminated */
	gboolean has_severity, has_safe_severity;
	enum severity severity;      /* of what is not safe */
	enum severity safe_severity; /* of what is safe */
	guint line;
};

struct config {
	const char *file;              /* what messages call it */
	const struct config_set *sets; /* in the order in which they are stated */
	gsize n_sets;
	const struct config_rule *rules; /* the same */
	gsize n_rules;
	/* Of the project as a whole; 0 or NULL: not stated. */
	const char *profile;
	guint rule_set, rule_set_line; /* which rules count, as 'rules' */
	target_set targets;
	gboolean allows_incomplete;
	guint timeout; /* seconds */
};

/*
 * Reads @text; @name is what messages call it.  Every mistake is an error that says where
 * and what was expected.  Free with config_free().
 */
struct config *config_parse(const char *name, const char *text, gsize size, GError **error);
void config_free(struct config *config);
DEFINE_AUTO(config, config_free)

/* The last of the [rule] sections that speaks of @rule in @header, or NULL; @config may be. */
const struct config_rule *config_find_rule(const struct config *config, const char *rule,
					   const char *header, gboolean is_safe);

#endif
