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
	if (wishes->seed < 0)
		return refuse("--seed is a number from 0 on%s", "");
	if (wishes->rounds < 0 || wishes->rounds > MAX_ROUNDS)
		return refuse("--rounds is a number up to %s", G_STRINGIFY(MAX_ROUNDS));
	if (wishes->length < 1 || wishes->length > LENGTH)
		return refuse("--length is a number from 1 to %s", G_STRINGIFY(LENGTH));
	return TRUE;
}

static guint exercise_one(const struct vfio_opened *opened, const struct wishes *wishes,
			  guint revision, GString *text)
{
	const struct exercise_options options = {
		.revision = revision,
		.seed = (guint32)wishes->seed,
		.rounds = (guint)wishes->rounds,
		.length = (guint)wishes->length,
		.blocked_arcs = wishes->blocked_arcs,
	};
	AUTO(exercise_report) report = exercise_vfio_migration(&opened->port, &options);
	g_autofree char *told = exercise_report_text(report);

	g_string_append_printf(text, "%sVFIO migration, revision %u\n%s", text->len ? "\n" : "",
			       revision, told);
	return report->deviations->len;
}

static gboolean is_wished(const struct wishes *wishes, const char *revision)
{
	return !wishes->revision || !strcmp(wishes->revision, revision);
}

static int exercise_device(const char *name, const struct wishes *wishes)
{
	g_autoptr(GError) error = NULL;
	AUTO(vfio_opened)
	opened = vfio_open(name, wishes->sysfs ? wishes->sysfs : PCI_DEVICES, &error);
	g_autoptr(GString) text = g_string_new(NULL);
	guint deviations = 0;

	if (!opened) {
		complain(error->message);
		return STATUS_ERROR;
	}
	if (opened->has_v2 && is_wished(wishes, "v2"))
		deviations += exercise_one(opened, wishes, 2, text);
	if (opened->has_v1 && is_wished(wishes, "v1"))
		deviations += exercise_one(opened, wishes, 1, text);
	if (!text->len) {
		refuse(wishes->revision ? "the device %s has no such revision of migration"
					: "the device %s does not migrate",
		       name);
		return STATUS_INCOMPLETE;
	}
	return output_finish(NULL, text, deviations ? STATUS_FINDINGS : STATUS_CLEAN);
}

int cmd_exercise(int argc, char **argv)
{
	struct wishes wishes = { .seed = 1, .rounds = ROUNDS, .length = LENGTH };
	const GOptionEntry entries[] = {
		{ "revision", 0, 0, G_OPTION_ARG_STRING, &wishes.revision,
		  "v1 or v2; without it all that the device has", "NAME" },
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
	return status;
}
