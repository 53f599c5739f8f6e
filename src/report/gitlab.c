/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * gitlab: a Code Quality report, which GitLab shows in merge requests.  A finding is one object
 * of an array; what could not be judged is one, too, since there is no other place for it.
 */
#include <string.h>

#include "report/format.h"
#include "report/json-parts.h"

static const char *const severities[] = {
	[SEVERITY_NONE] = "info",
	[SEVERITY_NOTE] = "minor",
	[SEVERITY_WARNING] = "major",
	[SEVERITY_ERROR] = "critical",
};

/* GitLab has no number for "not known". */
static json_t *location_of(const char *path, guint line)
{
	json_t *location = json_object();
	json_t *lines = json_object();

	json_set_count(lines, "begin", MAX(line, 1));
	json_set_text(location, "path", path);
	json_object_set_new(location, "lines", lines);
	return location;
}

static json_t *issue(const char *description, const char *check, const char *fingerprint,
		     const char *severity, json_t *location)
{
	json_t *object = json_object();

	json_set_text(object, "type", "issue");
	json_set_text(object, "check_name", check);
	json_set_text(object, "description", description);
	json_set_text(object, "fingerprint", fingerprint);
	json_set_text(object, "severity", severity);
	json_object_set_new(object, "location", location);
	return object;
}

/* Commits of a range may have the same finding, and GitLab wants to tell them apart. */
static char *fingerprint_of(const struct finding *finding, GHashTable *seen)
{
	guint n = GPOINTER_TO_UINT(g_hash_table_lookup(seen, finding->id)) + 1;

	g_hash_table_insert(seen, (gpointer)finding->id, GUINT_TO_POINTER(n));
	return n == 1 ? g_strdup(finding->id) : g_strdup_printf("%s-%u", finding->id, n);
}

static void append_finding(json_t *issues, const struct finding *finding,
			   const struct report_options *options, GHashTable *seen)
{
	const struct finding_place place = finding_main_place(finding);
	g_autofree char *path = finding_path(finding, &place, options);
	g_autofree char *fingerprint = fingerprint_of(finding, seen);
	json_t *object = issue(finding->message, finding->rule, fingerprint,
			       severities[finding->severity], location_of(path, place.line));
	g_autofree char *body =
		g_strconcat(finding->why ? finding->why : "",
			    finding->fact ? "\n\nWhat decides: " : "",
			    finding->fact ? finding->fact : "", finding->fix ? "\n\nFix: " : "",
			    finding->fix ? finding->fix : "", NULL);
	json_t *content = json_object();

	json_set_text(content, "body", body);
	json_object_set_new(object, "content", content);
	json_array_append_new(issues, object);
}

static void append_missing(json_t *issues, const struct not_judged *part)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *text =
		g_strdup_printf("%s could not be judged: %s", part->header, part->reason);
	g_autofree char *fingerprint = NULL;

	g_checksum_update(checksum, (const guchar *)text, (gssize)strlen(text));
	fingerprint = g_strndup(g_checksum_get_string(checksum), 12);
	json_array_append_new(issues, issue(text, "not-judged", fingerprint, "major",
					    location_of(part->header, 1)));
}

static void gitlab_write(const struct report *report, const struct report_options *options,
			 GString *out)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	json_t *issues = json_array();

	for (gsize i = 0; i < report->n_findings; i++) {
		const struct finding *finding = &report->findings[i];

		if (finding_is_told(finding, options))
			append_finding(issues, finding, options, seen);
	}
	for (gsize i = 0; i < report->n_not_judged; i++) {
		if (!report->not_judged[i].expected)
			append_missing(issues, &report->not_judged[i]);
	}
	json_append(out, issues, JSON_INDENT(2));
	g_string_append_c(out, '\n');
}

const struct report_format format_gitlab = {
	.name = "gitlab",
	.summary = "a Code Quality report of GitLab",
	.write = gitlab_write,
};
