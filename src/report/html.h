/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The parts of the HTML report.  One file, which asks for nothing: style, script and
 * pictures are in it.  All that comes from outside goes through html_put().
 */
#ifndef UNBROKEN_REPORT_HTML_H
#define UNBROKEN_REPORT_HTML_H

#include "report/finding.h"

/* src/report/html/report.css and report.js, built in. */
extern const char html_css[], html_js[];

struct html_page {
	GString *out;
	const struct report *report;
	const struct report_options *options;
	GHashTable *ids;   /* of elements, as they were given out */
	GHashTable *drawn; /* old layout -> the id of its picture */
	GHashTable *parts; /* id of a finding -> GPtrArray of those that it tells along */
};

/*
 * Appends @format, which is HTML.  It knows %s, whose text is made harmless for HTML,
 * attributes in double quotes included, and %u and %d.
 */
void html_put(GString *out, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* A message: names in single quotes become code. */
void html_put_message(GString *out, const char *message);

/* "4,201" */
void html_put_count(GString *out, gsize count);

/* An id for an element: @wanted, or if it was given out before, with a number behind
 * it.  The page's. */
const char *html_id(struct html_page *page, const char *wanted);

/* The address of the element with that id, as an attribute's value; free with g_free(). */
char *html_fragment(const char *id);

/* @file without the name of the tree or the commit that it is in. */
const char *html_file(const struct report *report, const char *file);

/* The name of a rule, as a link to where the page tells of it. */
void html_put_rule(struct html_page *page, const char *id);

/* What the rules of the findings say. */
void html_put_rules(struct html_page *page);

/* --- Findings ----------------------------------------------------------------- */

/* Findings of one header, which stand together. */
struct html_header {
	const char *path;
	const char *id;                        /* of the element */
	const struct finding *const *findings; /* in the order of the report */
	gsize n_findings;
	gsize verdicts[VERDICT_BREAKS + 1];
};

/* The headers of the findings [from, end): struct html_header; free with
 * html_headers_free(). */
GArray *html_headers(struct html_page *page, gsize from, gsize end);
void html_headers_free(GArray *headers);

/* All of a header: what may break in full, what is safe as rows. */
void html_put_header(struct html_page *page, const struct html_header *header);

/* --- Pictures ----------------------------------------------------------------- */

/* The layouts as a picture and as a table; @id is the element's. */
void html_put_picture(GString *out, const struct finding_layout *old_layout,
		      const struct finding_layout *new_layout, const char *id);

/* What is shown of a part: itself, or a run of parts that did not change. */
struct html_box {
	const struct layout_part *part; /* the first one of a run */
	guint n_folded;                 /* of a run, else 0 */
	guint64 bit_offset, bit_size;
	guint lane;
	guint marks;
	guint32 twin; /* index of a box of the other side, or LAYOUT_NO_TWIN */
};

/* The boxes of both sides, with runs folded where there are many: struct html_box;
 * free with g_array_unref(). */
void html_fold(const struct finding_layout *old_layout, const struct finding_layout *new_layout,
	       GArray **old_boxes, GArray **new_boxes);

/*
 * Where bits stand on paper, the same for both sides.  To scale, but for stretches
 * without a boundary, which are cut when they are very long, and for bits, which
 * would be too narrow.
 */
struct html_scale;
struct html_scale *html_scale_new(const GArray *old_boxes, const GArray *new_boxes, guint64 size);
void html_scale_free(struct html_scale *scale);
guint html_scale_x(const struct html_scale *scale, guint64 bit);
/* Where the stretches within [from, end) are cut, one after the other: the first place
 * behind @x; FALSE if there is none. */
gboolean html_scale_next_cut(const struct html_scale *scale, guint64 from, guint64 end, guint *x);

#endif
