/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* unbroken exercise: asks an implementation of an interface for all that it promises. */
#include <string.h>

#include "cli/options.h"
#include "cli/verbs.h"
#include "exercise/vfio-migration.h"
#include "exercise/vfio-open.h"

#define ROUNDS      100
#define MAX_ROUNDS  1000000
#define LENGTH      4
#define PCI_DEVICES "/sys/bus/pci/devices"

struct wishes {
	char *revision; /* "v1", "v2"; NULL: all that there are */
	char *sysfs;
	char *format; /* "text", "html"; NULL: text */
	char *output;
	int seed, rounds, length;
	gboolean blocked_arcs;
};

static gboolean refuse(const char *format, const char *argument)
{
	g_autoptr(GString) message = g_string_new(NULL);

	g_string_printf(message, format, argument);
	complain(message->str);
	return FALSE;
}

static gboolean check_wishes(const struct wishes *wishes)
{
	if (wishes->revision && strcmp(wishes->revision, "v1") && strcmp(wishes->revision, "v2"))
		return refuse("unknown --revision '%s': it is v1 or v2", wishes->revision);
	if (wishes->format && strcmp(wishes->format, "text") && strcmp(wishes->format, "html"))
		return refuse("unknown --format '%s': it is text or html", wishes->format);
	if (wishes->seed < 0)
		return refuse("--seed is a number from 0 on%s", "");
	if (wishes->rounds < 0 || wishes->rounds > MAX_ROUNDS)
		return refuse("--rounds is a number up to %s", G_STRINGIFY(MAX_ROUNDS));
	if (wishes->length < 1 || wishes->length > LENGTH)
		return refuse("--length is a number from 1 to %s", G_STRINGIFY(LENGTH));
	return TRUE;
}

static void free_report(gpointer report)
{
	exercise_report_free(report);
}

/* Adds the report of one revision, if it is wished and there is one. */
static void exercise_one(GPtrArray *reports, const struct vfio_opened *opened,
			 const struct wishes *wishes, guint revision)
{
	const struct exercise_options options = {
		.revision = revision,
		.seed = (guint32)wishes->seed,
		.rounds = (guint)wishes->rounds,
		.length = (guint)wishes->length,
		.blocked_arcs = wishes->blocked_arcs,
	};
	gboolean has = revision == 1 ? opened->has_v1 : opened->has_v2;

	if (has && (!wishes->revision || !strcmp(wishes->revision, revision == 1 ? "v1" : "v2")))
		g_ptr_array_add(reports, exercise_vfio_migration(&opened->port, &options));
}

static GString *write_reports(const char *name, const struct wishes *wishes,
			      const GPtrArray *reports)
{
	GString *text = g_string_new(NULL);
	g_autofree char *page = NULL;

	if (!g_strcmp0(wishes->format, "html")) {
		page = exercise_report_html(name, (struct exercise_report *const *)reports->pdata,
					    reports->len);
		return g_string_append(text, page);
	}
	for (guint i = 0; i < reports->len; i++) {
		const struct exercise_report *report = reports->pdata[i];
		g_autofree char *told = exercise_report_text(report);

		g_string_append_printf(text, "%sVFIO migration, revision %u\n%s", i ? "\n" : "",
				       report->revision, told);
	}
	return text;
}

static int status_of(const GPtrArray *reports)
{
	guint deviations = 0;

	for (guint i = 0; i < reports->len; i++) {
		const struct exercise_report *report = reports->pdata[i];

		deviations += report->deviations->len;
	}
	return deviations ? STATUS_FINDINGS : STATUS_CLEAN;
}

static int exercise_device(const char *name, const struct wishes *wishes)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func(free_report);
	g_autoptr(GString) text = NULL;
	AUTO(vfio_opened)
	opened = vfio_open(name, wishes->sysfs ? wishes->sysfs : PCI_DEVICES, &error);

	if (!opened) {
		complain(error->message);
		return STATUS_ERROR;
	}
	exercise_one(reports, opened, wishes, 2);
	exercise_one(reports, opened, wishes, 1);
	if (!reports->len) {
		refuse(wishes->revision ? "the device %s has no such revision of migration"
					: "the device %s does not migrate",
		       name);
		return STATUS_INCOMPLETE;
	}
	text = write_reports(name, wishes, reports);
	return output_finish(wishes->output, text, status_of(reports));
}

int cmd_exercise(int argc, char **argv)
{
	struct wishes wishes = { .seed = 1, .rounds = ROUNDS, .length = LENGTH };
	const GOptionEntry entries[] = {
		{ "revision", 0, 0, G_OPTION_ARG_STRING, &wishes.revision,
		  "v1 or v2; without it all that the device has", "NAME" },
		{ "format", 0, 0, G_OPTION_ARG_STRING, &wishes.format, "text or html", "NAME" },
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &wishes.output,
		  "write the report to this file", "FILE" },
		{ "rounds", 0, 0, G_OPTION_ARG_INT, &wishes.rounds,
		  "how many walks at random: " G_STRINGIFY(ROUNDS), "NUMBER" },
		{ "seed", 0, 0, G_OPTION_ARG_INT, &wishes.seed, "what they are made from: 1",
		  "NUMBER" },
		{ "length", 0, 0, G_OPTION_ARG_INT, &wishes.length,
		  "of the sequences of states that are all tried: " G_STRINGIFY(LENGTH), "NUMBER" },
		{ "blocked-arcs", 0, 0, G_OPTION_ARG_NONE, &wishes.blocked_arcs,
		  "ask also for what some kernels never return from", NULL },
		{ "sysfs", 0, 0, G_OPTION_ARG_FILENAME, &wishes.sysfs,
		  "where the folders of devices are: " PCI_DEVICES, "FOLDER" },
		G_OPTION_ENTRY_NULL,
	};
	const struct usage usage = {
		.verb = "exercise",
		.parameters = "vfio-migration DEVICE",
		.summary = "Asks a device for all that its interface promises, and says where it "
			   "deviates.",
		.description = "DEVICE is the name of a PCI device that is bound to VFIO, such as "
			       "0000:01:00.0, the\npath of its folder, or "
			       "/dev/vfio/devices/vfioN.  It is reset, stopped and loaded:\nwhat "
			       "its state was is lost.",
		.min_parameters = 2,
		.max_parameters = 2,
		.entries = entries,
	};
	g_auto(GStrv) parameters = NULL;
	int status = STATUS_CLEAN;

	(void)argc;
	parameters = usage_parse(&usage, argv, &status);
	if (parameters && strcmp(parameters[0], "vfio-migration")) {
		refuse("there is no exercise '%s': it is vfio-migration", parameters[0]);
		status = STATUS_ERROR;
	} else if (parameters) {
		status = check_wishes(&wishes) ? exercise_device(parameters[1], &wishes)
					       : STATUS_ERROR;
	}
	g_free(wishes.revision);
	g_free(wishes.sysfs);
	g_free(wishes.format);
	g_free(wishes.output);
	return status;
}
