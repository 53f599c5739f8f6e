/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What parsing many small trees costs, as judging commit after commit does.
 *
 * Usage: bench-slices [-n TIMES] [-w WORKERS] [-m MOST] [-o FOLDER] INPUT [HEADER...]
 *        bench-slices --whole [-n TIMES] [-w WORKERS] INPUT
 *
 * For each HEADER of INPUT (default: each one whose slice has at most MOST files) the
 * slice is made: the header, those that include it, and all that these include.  Each
 * is parsed for all targets, TIMES times, in one call of parse_trees().  Prints the
 * processor time a job, ours and that of the children, and a checksum of all models.
 * -o leaves the files of each slice for x86_64 and its unit in FOLDER, for other compilers.
 */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "../tests/unit/model-text.h"
#include "clang/clang.h"
#include "clang/unit.h"
#include "source/include.h"
#include "source/tree.h"

static gint times = 1, workers = 0, most = 40;
static gboolean whole;
static char *out_folder;

static gint index_of(const struct tree *tree, const char *path, enum target_id target)
{
	const struct tree_file *file = tree_find(tree, path, target);

	return file ? (gint)(file - tree->files) : -1;
}

/* Adds to @in what @from includes. */
static gboolean add_includes(const struct tree *tree, gsize from, gboolean *in)
{
	const struct tree_file *file = &tree->files[from];
	struct include_scan scan = { .at = file->text, .end = file->text + file->size };
	struct include_name name;
	gboolean grown = FALSE;

	while (include_next(&scan, &name)) {
		g_autofree char *plain = g_strndup(name.text, name.length);
		g_autofree char *folder = g_path_get_dirname(file->path);
		g_autofree char *beside = g_build_filename(folder, plain, NULL);
		for (enum target_id target = 0; target < TARGET_COUNT; target++) {
			gint found = index_of(tree, plain, target);
			if (found < 0 && name.quoted)
				found = index_of(tree, beside, target);
			if (found < 0 || in[found])
				continue;
			in[found] = grown = TRUE;
		}
	}
	return grown;
}

static gboolean includes(const struct tree *tree, gsize from, const char *path)
{
	const struct tree_file *file = &tree->files[from];
	struct include_scan scan = { .at = file->text, .end = file->text + file->size };
	struct include_name name;

	while (include_next(&scan, &name)) {
		if (name.length == strlen(path) && !memcmp(name.text, path, name.length))
			return TRUE;
	}
	return FALSE;
}

/* NULL if it has more files than are wanted. */
static struct tree *slice_of(const struct tree *tree, const char *path)
{
	g_autofree gboolean *in = g_new0(gboolean, tree->n_files);
	g_autofree gboolean *judged = g_new0(gboolean, tree->n_files);
	gsize n = 0;

	for (gsize i = 0; i < tree->n_files; i++)
		in[i] = judged[i] = !strcmp(tree->files[i].path, path) || includes(tree, i, path);
	for (gboolean grown = TRUE; grown;) {
		grown = FALSE;
		for (gsize i = 0; i < tree->n_files; i++)
			grown |= in[i] && add_includes(tree, i, in);
	}
	for (gsize i = 0; i < tree->n_files; i++)
		n += in[i];
	if (!n || n > (gsize)most)
		return NULL;
	struct tree *slice = tree_new(path, TREE_INSTALLED);
	for (gsize i = 0; i < tree->n_files; i++) {
		const struct tree_file *file = &tree->files[i];
		if (!in[i])
			continue;
		const struct tree_offer offer = {
			.path = tree_intern(slice, file->path),
			.shown = tree_intern(slice, file->shown),
			.text = tree_intern(slice, file->text),
			.size = strlen(file->text),
			.judged = judged[i],
			.claims[TREE_CLAIM_ANY] = file->targets,
		};
		tree_offer(slice, &offer);
	}
	tree_settle(slice);
	return slice;
}

static void write_file(const char *folder, const char *path, const char *text, gsize size)
{
	g_autofree char *name = g_build_filename(out_folder, folder, path, NULL);
	g_autofree char *parent = g_path_get_dirname(name);

	g_mkdir_with_parents(parent, 0777);
	g_file_set_contents(name, text, (gssize)size, NULL);
}

static void write_slice(const struct tree *slice)
{
	g_autofree char *folder = g_strdelimit(g_strdup(slice->name), "/", '_');
	g_autofree char *standins = g_strconcat(folder, "/standins", NULL);
	g_autofree char *headers = g_strconcat(folder, "/tree", NULL);
	AUTO(scan) scan = scan_tree(slice);
	g_autoptr(GArray) chosen = unit_choose_headers(scan, TARGET_X86_64);
	g_autofree gboolean *asked = g_new0(gboolean, scan->n_files);

	for (gsize i = 0; i < slice->n_files; i++) {
		const struct tree_file *file = &slice->files[i];
		asked[i] = (file->targets & TARGET_BIT(TARGET_X86_64)) != 0;
		if (asked[i])
			write_file(headers, file->path, file->text, file->size);
	}
	AUTO(unit) unit = unit_new(scan, (const guint32 *)(void *)chosen->data, chosen->len, asked);
	write_file(folder, "unit.c", unit->text->str, unit->text->len);
	AUTO(unit) bare = unit_new(scan, (const guint32 *)(void *)chosen->data, chosen->len, NULL);
	write_file(folder, "bare.c", bare->text->str, bare->text->len);
	for (gsize i = 0; i < 64; i++) {
		static const char *const names[] = { "stddef.h", "stdint.h", "limits.h" };
		if (i < G_N_ELEMENTS(names))
			write_file(standins, names[i], parse_provides(names[i]),
				   strlen(parse_provides(names[i])));
	}
}

static gdouble cpu_of(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return (gdouble)usage.ru_utime.tv_sec + (gdouble)usage.ru_stime.tv_sec +
	       ((gdouble)usage.ru_utime.tv_usec + (gdouble)usage.ru_stime.tv_usec) / 1e6;
}

static char *checksum_of(const struct parse_job *jobs, gsize n)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);

	for (gsize i = 0; i < n; i++) {
		g_autofree char *text = model_text(jobs[i].model);
		g_checksum_update(checksum, (const guchar *)text, (gssize)strlen(text));
	}
	return g_strndup(g_checksum_get_string(checksum), 16);
}

static void measure(const GPtrArray *slices)
{
	gsize n = (gsize)times * slices->len * TARGET_COUNT, done = 0, files = 0;
	g_autofree struct parse_job *jobs = g_new0(struct parse_job, n);
	const struct parse_limits limits = { .workers = (guint)workers };
	g_autoptr(GError) error = NULL;
	struct rusage usage;

	for (gsize i = 0; i < slices->len; i++)
		files += ((const struct tree *)slices->pdata[i])->n_files;
	for (gint i = 0; i < times; i++) {
		for (guint j = 0; j < slices->len; j++) {
			for (enum target_id target = 0; target < TARGET_COUNT; target++)
				jobs[done++] = (struct parse_job){ .tree = slices->pdata[j],
								   .target = target };
		}
	}
	gdouble wall = (gdouble)g_get_monotonic_time() / 1e6;
	gdouble self = cpu_of(RUSAGE_SELF), children = cpu_of(RUSAGE_CHILDREN);
	if (!parse_trees(jobs, n, &limits, &error))
		g_error("%s", error->message);
	wall = (gdouble)g_get_monotonic_time() / 1e6 - wall;
	self = cpu_of(RUSAGE_SELF) - self;
	children = cpu_of(RUSAGE_CHILDREN) - children;
	getrusage(RUSAGE_CHILDREN, &usage);
	g_autofree char *checksum = checksum_of(jobs, n);
	printf("%zu jobs, %.1f files each: CPU %.3f ms a job (parent %.3f, children %.3f), wall "
	       "%.3f s, largest child %ld MB; models %s\n",
	       n, (gdouble)files / slices->len, 1e3 * (self + children) / (gdouble)n,
	       1e3 * self / (gdouble)n, 1e3 * children / (gdouble)n, wall, usage.ru_maxrss / 1024,
	       checksum);
	parse_jobs_free(jobs, n);
}

int main(int argc, char **argv)
{
	static const GOptionEntry entries[] = {
		{ "times", 'n', 0, G_OPTION_ARG_INT, &times, "Jobs of each kind", "N" },
		{ "workers", 'w', 0, G_OPTION_ARG_INT, &workers, "Processes at a time", "N" },
		{ "most", 'm', 0, G_OPTION_ARG_INT, &most, "Files of a slice", "N" },
		{ "whole", 0, 0, G_OPTION_ARG_NONE, &whole, "The whole input, no slice", NULL },
		{ "out", 'o', 0, G_OPTION_ARG_FILENAME, &out_folder, "Leave slices there", "F" },
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(GOptionContext) context = g_option_context_new("INPUT [HEADER...]");
	g_autoptr(GPtrArray) slices = g_ptr_array_new_with_free_func((GDestroyNotify)tree_free);
	g_autoptr(GError) error = NULL;

	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error) || argc < 2)
		g_error("%s", error ? error->message : "no INPUT");
	AUTO(tree) tree = tree_open(argv[1], NULL, &error);
	if (!tree)
		g_error("%s", error->message);
	if (whole)
		g_ptr_array_add(slices, g_steal_pointer(&tree));
	for (gsize i = 0; tree && i < (argc > 2 ? (gsize)argc - 2 : tree->n_files); i++) {
		struct tree *slice = slice_of(tree, argc > 2 ? argv[2 + i] : tree->files[i].path);
		if (slice)
			g_ptr_array_add(slices, slice);
	}
	for (guint i = 0; out_folder && i < slices->len; i++)
		write_slice(slices->pdata[i]);
	measure(slices);
	return 0;
}
