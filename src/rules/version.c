/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Versions of header sets.
 */
#include "rules/version.h"

#include <string.h>

#include "source/tree.h"

const struct rule rule_set_version_alone = {
	.id = "set/version-alone",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_NONE,
	.since = 2,
	.summary = "a header states another version and means the same",
	.why = "programs that insist on the version which they know refuse to work, for nothing",
	.fix = "state another version only together with what it stands for",
};

const struct rule rule_set_version_unchanged = {
	.id = "set/version-unchanged",
	.dimension = DIMENSION_ABI,
	.change = CHANGE_NONE,
	.since = 2,
	.summary = "what a header means changed, and its version did not",
	.why = "programs that look at the version take the new interface for the one they know",
	.fix = "state the version that has these contents",
};

/* --- Finding a version ------------------------------------------------------- */

/* "#define NAME (25212)": what stands between the parentheses, or without any. */
static GRegex *macro_regex(const char *name)
{
	g_autofree char *escaped = g_regex_escape_string(name, -1);
	g_autofree char *pattern =
		g_strdup_printf("^[ \\t]*#[ \\t]*define[ \\t]+%s[ \\t]+(.*?)[ \\t]*"
				"(?:/\\*.*|//.*)?$",
				escaped);

	return g_regex_new(pattern, G_REGEX_MULTILINE | G_REGEX_RAW, 0, NULL);
}

/* A glob in which the star is the version: whatever belongs to a number. */
static GRegex *comment_regex(const char *glob)
{
	g_auto(GStrv) parts = g_strsplit(glob, "*", 2);
	g_autofree char *before = g_regex_escape_string(parts[0], -1);
	g_autofree char *behind = g_regex_escape_string(parts[1] ? parts[1] : "", -1);
	g_autofree char *pattern = g_strdup_printf("%s([0-9][0-9A-Za-z._-]*)%s", before, behind);

	return g_regex_new(pattern, G_REGEX_CASELESS | G_REGEX_RAW, 0, NULL);
}

/* Whether @at is in a comment. */
static gboolean is_in_comment(const char *text, const char *at)
{
	gboolean inside = FALSE;

	for (; text < at; text++) {
		if (!inside && text[0] == '/' && text[1] == '/') {
			const char *end = strchr(text, '\n');

			if (!end || end >= at)
				return TRUE;
			text = end;
		} else if (!inside && text[0] == '/' && text[1] == '*') {
			inside = TRUE;
			text++;
		} else if (inside && text[0] == '*' && text[1] == '/') {
			inside = FALSE;
			text++;
		}
	}
	return inside;
}

static char *strip_parentheses(char *value)
{
	gsize size = strlen(value);

	while (size > 1 && value[0] == '(' && value[size - 1] == ')') {
		memmove(value, value + 1, size - 2);
		value[size -= 2] = '\0';
	}
	return value;
}

char *version_find(const struct config_version *version, const char *text, guint *ret_line)
{
	g_autoptr(GRegex) regex = version->is_comment ? comment_regex(version->pattern)
						      : macro_regex(version->pattern);
	g_autoptr(GMatchInfo) match = NULL;
	char *found = NULL;
	int start;

	if (!regex)
		return NULL;
	g_regex_match(regex, text, 0, &match);
	while (!found && g_match_info_matches(match)) {
		if (g_match_info_fetch_pos(match, 1, &start, NULL) &&
		    (!version->is_comment || is_in_comment(text, text + start))) {
			found = g_match_info_fetch(match, 1);
			*ret_line = 1;
			for (int i = 0; i < start; i++)
				*ret_line += text[i] == '\n';
		}
		if (!found)
			g_match_info_next(match, NULL);
	}
	return found ? strip_parentheses(found) : NULL;
}

/* --- Comparing --------------------------------------------------------------- */

/* What one side states. */
struct stated {
	const struct tree_file *file; /* NULL: the header is not there */
	char *value;                  /* NULL: it states none */
	guint line;
};

static void read_side(const struct tree *tree, const struct config_version *version,
		      struct stated *stated)
{
	const char *reason;
	GBytes *bytes = NULL;
	const char *text;

	for (guint id = 0; id < TARGET_COUNT && !stated->file; id++)
		stated->file = tree_find(tree, version->header, id);
	if (!stated->file)
		return;
	text = stated->file->text;
	if (!text && stated->file->blob) {
		bytes = tree_read(tree, stated->file, &reason);
		text = bytes ? g_bytes_get_data(bytes, NULL) : NULL;
	}
	if (text)
		stated->value = version_find(version, text, &stated->line);
	if (bytes)
		g_bytes_unref(bytes);
}

/* What changed in one header, its version aside. */
struct contents {
	guint n;
	const struct finding *worst;
};

static struct contents count_changes(const struct report *report,
				     const struct config_version *version)
{
	struct contents contents = { 0 };

	for (gsize i = 0; i < report->n_findings; i++) {
		const struct finding *finding = &report->findings[i];

		if (strcmp(finding->header, version->header) != 0 ||
		    (!version->is_comment && strcmp(finding->item_name, version->pattern) == 0))
			continue;
		contents.n++;
		if (!contents.worst || finding->verdict > contents.worst->verdict)
			contents.worst = finding;
	}
	return contents;
}

static void tell(struct remarks *remarks, const struct versioned_set *set,
		 const struct config_version *version, const struct stated sides[2],
		 struct remark *remark)
{
	const struct stated *at = &sides[1];

	remark->level = set->level;
	remark->item_kind = "header";
	remark->item_name = version->header;
	remark->header = version->header;
	remark->old_place = (struct finding_place){ sides[0].file->shown, sides[0].line, 0 };
	remark->new_place = (struct finding_place){ at->file->shown, at->line, 0 };
	remarks_add(remarks, remark);
}

static void tell_unchanged(struct remarks *remarks, const struct versioned_set *set,
			   const struct config_version *version, const struct stated sides[2],
			   const struct contents *contents)
{
	const char *value = sides[1].value;
	gboolean breaks = contents->worst->verdict == VERDICT_BREAKS;
	g_autofree char *message =
		value ? g_strdup_printf("'%s' changed in %u place%s and still states version %s",
					version->header, contents->n, contents->n == 1 ? "" : "s",
					value)
		      : g_strdup_printf("'%s' changed in %u place%s and states no version where "
					"set \"%s\" says that it does",
					version->header, contents->n, contents->n == 1 ? "" : "s",
					set->set->name);
	g_autofree char *known = g_strdup_printf("the gravest: %s [%s]", contents->worst->message,
						 contents->worst->rule);
	const char *const evidence[] = { known, NULL };
	struct remark remark = {
		.rule = rule_find("set/version-unchanged"),
		.verdict = breaks ? VERDICT_BREAKS : VERDICT_DEPENDS,
		.message = message,
		.fact = breaks ? NULL : "whether programs tell by the version what is there",
		.evidence = evidence,
	};

	tell(remarks, set, version, sides, &remark);
}

static void tell_alone(struct remarks *remarks, const struct versioned_set *set,
		       const struct config_version *version, const struct stated sides[2])
{
	g_autofree char *message = g_strdup_printf(
		"'%s' states version %s instead of %s, and nothing else in it changed",
		version->header, sides[1].value, sides[0].value);
	struct remark remark = {
		.rule = rule_find("set/version-alone"),
		.verdict = VERDICT_DEPENDS,
		.message = message,
		.fact = "whether programs refuse a version that they do not know",
	};

	tell(remarks, set, version, sides, &remark);
}

static void compare_version(struct remarks *remarks, const struct versioned_set *set,
			    const struct config_version *version)
{
	struct stated sides[2] = { { 0 }, { 0 } };
	const struct contents contents = count_changes(set->report, version);
	gboolean same;

	read_side(set->old_tree, version, &sides[0]);
	read_side(set->new_tree, version, &sides[1]);
	same = g_strcmp0(sides[0].value, sides[1].value) == 0;
	if (sides[0].file && sides[1].file) {
		if (contents.n && (same || !sides[1].value))
			tell_unchanged(remarks, set, version, sides, &contents);
		else if (!contents.n && !same && sides[0].value && sides[1].value)
			tell_alone(remarks, set, version, sides);
	}
	g_free(sides[0].value);
	g_free(sides[1].value);
}

void version_compare(struct remarks *remarks, const struct versioned_set *set)
{
	for (gsize i = 0; i < set->set->n_versions; i++)
		compare_version(remarks, set, &set->set->versions[i]);
}
