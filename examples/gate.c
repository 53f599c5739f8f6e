/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A gate for a merge: says which changes from OLD to NEW break programs, and fails if there are.
 *
 *     cc -o gate gate.c $(pkg-config --cflags --libs libunbroken)
 *     ./gate OLD NEW [PROFILE]
 */
#include <stdio.h>
#include <string.h>
#include <unbroken.h>

static int complain(struct unbroken_error *error)
{
	fprintf(stderr, "gate: %s\n", unbroken_error_message(error));
	unbroken_error_free(error);
	return 2;
}

static void show(const struct unbroken_finding *finding)
{
	const struct unbroken_place *place =
		finding->new_place ? finding->new_place : finding->old_place;

	if (place)
		printf("%s:%u: ", place->file, place->line);
	else
		printf("%s: ", finding->header);
	printf("%s\n    why: %s\n", finding->message, finding->why);
	if (finding->fix)
		printf("    fix: %s\n", finding->fix);
}

static int judge(const struct unbroken_input *old_input, const struct unbroken_input *new_input,
		 const char *profile)
{
	struct unbroken_compare_options options;
	struct unbroken_error *error = NULL;
	struct unbroken_report *report;
	int status;

	memset(&options, 0, sizeof(options));
	options.size = sizeof(options);
	options.profile = profile;
	report = unbroken_compare(old_input, new_input, &options, &error);
	if (!report)
		return complain(error);
	for (size_t i = 0; i < unbroken_report_finding_count(report); i++) {
		const struct unbroken_finding *finding = unbroken_report_finding(report, i);

		if (finding->severity == UNBROKEN_SEVERITY_ERROR)
			show(finding);
	}
	status = (int)unbroken_report_summary(report)->status;
	unbroken_report_free(report);
	return status;
}

int main(int argc, char **argv)
{
	struct unbroken_input *old_input, *new_input = NULL;
	struct unbroken_error *error = NULL;
	int status;

	if (argc < 3) {
		fprintf(stderr, "usage: gate OLD NEW [PROFILE]\n");
		return 2;
	}
	old_input = unbroken_input_open(argv[1], NULL, &error);
	if (old_input)
		new_input = unbroken_input_open(argv[2], NULL, &error);
	status = new_input ? judge(old_input, new_input, argc > 3 ? argv[3] : NULL)
			   : complain(error);
	unbroken_input_free(old_input);
	unbroken_input_free(new_input);
	return status;
}
