/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* terse: one line a finding, in the layout of compilers. */
#include "report/format.h"
#include "report/wrap.h"

static void append_line(GString *out, const struct finding *finding, target_set all)
{
	const struct finding_place place = finding_main_place(finding);
	g_autoptr(GString) where = g_string_new(NULL);

	append_place(where, &place);
	append_printable(out, where->str);
	g_string_append_printf(out, ": %s: ", finding_word(finding));
	append_message(out, finding->message);
	if (finding->targets && finding->targets != all) {
		g_autofree char *only = target_set_format(finding->targets);

		g_string_append_printf(out, " (only %s)", only);
	}
	g_string_append_printf(out, " [%s] %s\n", finding->rule, finding->id);
}

static void append_missing(GString *out, const struct not_judged *part, target_set all)
{
	append_printable(out, part->header);
	g_string_append(out, part->expected ? ": left out: " : ": not judged: ");
	append_printable(out, part->reason);
	if (part->targets != all) {
		g_autofree char *only = target_set_format(part->targets);

		g_string_append_printf(out, " (only %s)", only);
	}
	g_string_append_c(out, '\n');
}

static void terse_write(const struct report *report, const struct report_options *options,
			GString *out)
{
	for (gsize i = 0; i < report->n_findings && !options->quiet; i++) {
		const struct finding *finding = &report->findings[i];

		if (finding_is_told(finding, options))
			append_line(out, finding, report->targets);
	}
	for (gsize i = 0; i < report->n_not_judged && !options->quiet; i++) {
		const struct not_judged *part = &report->not_judged[i];

		if (!part->expected || options->verbose)
			append_missing(out, part, report->targets);
	}
	append_summary(out, report, options);
}

const struct report_format format_terse = {
	.name = "terse",
	.summary = "one line a finding, in the layout of compilers",
	.write = terse_write,
};
