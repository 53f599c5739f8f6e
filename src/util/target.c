/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/target.h"

#include <string.h>

#include <gio/gio.h>

const struct target targets[TARGET_COUNT] = {
	[TARGET_X86_64] = {
		.name = "x86_64",
		.triple = "x86_64-linux-gnu",
		.arch = "x86",
		.multiarch = "x86_64-linux-gnu",
		.pointer_bits = 64,
	},
	[TARGET_I386] = {
		.name = "i386",
		.triple = "i386-linux-gnu",
		.arch = "x86",
		.multiarch = "i386-linux-gnu",
		.pointer_bits = 32,
	},
	[TARGET_AARCH64] = {
		.name = "aarch64",
		.triple = "aarch64-linux-gnu",
		.arch = "arm64",
		.multiarch = "aarch64-linux-gnu",
		.pointer_bits = 64,
	},
	[TARGET_ARM] = {
		.name = "arm",
		.triple = "arm-linux-gnueabihf",
		.arch = "arm",
		.multiarch = "arm-linux-gnueabihf",
		.pointer_bits = 32,
	},
	[TARGET_RISCV64] = {
		.name = "riscv64",
		.triple = "riscv64-linux-gnu",
		.arch = "riscv",
		.multiarch = "riscv64-linux-gnu",
		.pointer_bits = 64,
	},
	[TARGET_S390X] = {
		.name = "s390x",
		.triple = "s390x-linux-gnu",
		.arch = "s390",
		.multiarch = "s390x-linux-gnu",
		.pointer_bits = 64,
		.big_endian = TRUE,
	},
	[TARGET_POWERPC64LE] = {
		.name = "powerpc64le",
		.triple = "powerpc64le-linux-gnu",
		.arch = "powerpc",
		.multiarch = "powerpc64le-linux-gnu",
		.pointer_bits = 64,
	},
};

static target_set target_set_of_word(const char *word)
{
	if (strcmp(word, "all") == 0)
		return TARGET_ALL;
	for (guint id = 0; id < TARGET_COUNT; id++)
		if (strcmp(word, targets[id].name) == 0)
			return TARGET_BIT(id);
	return 0;
}

gboolean target_set_parse(const char *text, target_set *ret, GError **error)
{
	g_auto(GStrv) words = g_strsplit(text, ",", -1);
	target_set set = 0;

	for (char **word = words; *word; word++) {
		target_set one = target_set_of_word(g_strstrip(*word));

		if (!one) {
			g_autofree char *known = target_set_format(TARGET_ALL);

			g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
				    "Unknown target '%s'; known are %s, all", *word, known);
			return FALSE;
		}
		set |= one;
	}
	if (!set) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "No target was named");
		return FALSE;
	}
	*ret = set;
	return TRUE;
}

char *target_set_format(target_set set)
{
	GString *text = g_string_new(NULL);

	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (!(set & TARGET_BIT(id)))
			continue;
		if (text->len)
			g_string_append(text, ", ");
		g_string_append(text, targets[id].name);
	}
	return g_string_free(text, FALSE);
}

target_set target_set_of_arch(const char *arch)
{
	target_set set = 0;

	for (guint id = 0; id < TARGET_COUNT; id++)
		if (strcmp(arch, targets[id].arch) == 0)
			set |= TARGET_BIT(id);
	return set;
}

guint target_set_count(target_set set)
{
	guint n = 0;

	for (guint id = 0; id < TARGET_COUNT; id++)
		n += (set & TARGET_BIT(id)) != 0;
	return n;
}
