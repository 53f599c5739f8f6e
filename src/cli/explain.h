/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What explain and rules print of rules: all that they teach, or a line each.
 */
#ifndef UNBROKEN_CLI_EXPLAIN_H
#define UNBROKEN_CLI_EXPLAIN_H

#include "policy/profile.h"
#include "rules/text.h"

struct explain_style {
	gboolean color; /* of terminals; only text has any */
	guint width;    /* likewise */
	const char *id; /* of the finding that the rule is explained for; NULL: none */
};

/* A format of explain. */
struct explain_format {
	const char *name;
	/* Appends @rules (NULL-terminated).  @page: they are all that there are, and deserve
	 * what a page has besides: a title, a list of contents. */
	void (*write)(const struct rule *const *rules, gboolean page,
		      const struct explain_style *style, GString *out);
};

extern const struct explain_format explain_text, explain_markdown, explain_json, explain_man;

/* The headings under which a rule's texts stand, in their order. */
struct explain_part {
	const char *heading, *text;
};

#define EXPLAIN_PARTS 4

void explain_parts(const struct rule *rule, struct explain_part parts[EXPLAIN_PARTS]);

/* Whom findings of @dimension are about: "programs already built". */
const char *dimension_meaning(enum dimension dimension);

/* What the profile named @profile makes of a finding about a stable interface. */
enum severity explain_severity(const char *profile, const struct rule *rule, enum verdict verdict);

/* The same for all profiles: "breaks: kernel error, distro error, ..."; free with g_free(). */
char *explain_severities(const struct rule *rule, enum verdict verdict);

/* A table of one line a rule, with the severities of the profile named @profile. */
void explain_markdown_list(const char *profile, GString *out);
/* An array of objects; @texts: with all that explain tells. */
void explain_json_list(const struct rule *const *rules, gboolean texts, GString *out);

#endif
