/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the sections of a configuration share; each kind of section has a file of its own. */
#ifndef UNBROKEN_POLICY_CONFIG_PARTS_H
#define UNBROKEN_POLICY_CONFIG_PARTS_H

#include "policy/config.h"
#include "policy/syntax.h"

/* A configuration while it is being read. */
struct config_draft {
	struct config config;      /* first: config_free() is given its address */
	struct settings *settings; /* own all strings that are not lists */
	GPtrArray *sets;           /* struct set_draft */
	GPtrArray *rules;          /* struct rule_draft */
	GArray *finished_sets, *finished_rules;
	guint stated; /* bits: keys of [unbroken] that were stated */
};

/* A kind of section. */
struct config_section {
	const char *name; /* "set" */
	gboolean named;   /* [set "name"] */
	/* Takes one line, or the beginning of the section (a setting without key). */
	gboolean (*take)(struct config_draft *draft, const struct setting *setting, GError **error);
	/* Once all is read; or NULL. */
	gboolean (*finish)(struct config_draft *draft, GError **error);
};

extern const struct config_section config_section_project;
extern const struct config_section config_section_rule;
extern const struct config_section config_section_set;

void config_sets_free(struct config_draft *draft);
void config_rules_free(struct config_draft *draft);

/* "FILE:LINE: set "name": TEXT"; FALSE. */
gboolean config_refuse(const struct config_draft *draft, const struct setting *setting,
		       GError **error, const char *format, ...) G_GNUC_PRINTF(4, 5);

/* That a key is none of @keys (NULL-terminated); FALSE. */
gboolean config_refuse_key(const struct config_draft *draft, const struct setting *setting,
			   const char *const *keys, GError **error);

/* Which of @words (NULL-terminated) the value is. */
gboolean config_take_word(const struct config_draft *draft, const struct setting *setting,
			  const char *const *words, guint *ret, GError **error);

/* The value as a number of @least to @most. */
gboolean config_take_number(const struct config_draft *draft, const struct setting *setting,
			    guint least, guint most, guint *ret, GError **error);

/* The value as git takes it for true or false; no '=' is true. */
gboolean config_take_boolean(const struct config_draft *draft, const struct setting *setting,
			     gboolean *ret, GError **error);

gboolean config_take_targets(const struct config_draft *draft, const struct setting *setting,
			     target_set *ret, GError **error);

/* Whether a key that may be stated once was not yet: @bit of @stated, which is set. */
gboolean config_take_once(const struct config_draft *draft, const struct setting *setting,
			  guint *stated, guint bit, GError **error);

#endif
