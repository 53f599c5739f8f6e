/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/clang.h"
#include "clang/compile.h"

#include <string.h>

#include "clang/standin.h"
#include "source/include.h"

static void add_file(struct compiler *compiler, const char *folder, const char *path,
		     const char *text, gsize size)
{
	char *name = g_strconcat(folder, path, NULL);
	struct CXUnsavedFile file = { name, text, size };

	g_ptr_array_add(compiler->names, name);
	g_array_append_val(compiler->files, file);
}

static gboolean can_include(const struct compiler *compiler, const gboolean *wanted, gsize file)
{
	const struct scan_file *scanned = &compiler->scan->files[file];

	return (scanned->file->targets & TARGET_BIT(compiler->target)) &&
	       (!wanted || wanted[file]) && !scanned->obstacle;
}

/* The compiler takes "../x.h" for another name, and finds no file of that name. */
static void add_dotted(struct compiler *compiler, const gboolean *wanted,
		       const struct scan_file *from)
{
	const struct tree *tree = compiler->scan->tree;
	g_autofree char *folder = g_path_get_dirname(from->file->path);

	for (guint i = 0; i < from->includes->len; i++) {
		const struct scan_include *include =
			&g_array_index(from->includes, struct scan_include, i);
		if (!include->quoted || !strstr(include->path, "../"))
			continue;
		g_autofree char *spelled = strcmp(folder, ".")
						   ? g_strconcat(folder, "/", include->path, NULL)
						   : g_strdup(include->path);
		g_autofree char *path = g_canonicalize_filename(spelled, "/");
		const struct tree_file *found = tree_find(tree, path + 1, compiler->target);
		if (found && can_include(compiler, wanted, (gsize)(found - tree->files)))
			add_file(compiler, UNIT_TREE, spelled, found->text, found->size);
	}
}

/* The names by which the files of the tree include, or NULL if that cannot be told. */
static GHashTable *included_names(const struct compiler *compiler, const gboolean *wanted)
{
	g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const char *const *first = compiler->scan->tree->pre_includes;

	for (; first && *first; first++)
		g_hash_table_add(names, g_strdup(*first));

	for (gsize i = 0; parse_always[i]; i++)
		g_hash_table_add(names, g_strdup(parse_always[i]));
	for (gsize i = 0; i < compiler->scan->n_files; i++) {
		const struct scan_file *file = &compiler->scan->files[i];
		if (!can_include(compiler, wanted, i))
			continue;
		if (file->searches)
			return NULL;
		for (guint j = 0; j < file->includes->len; j++)
			g_hash_table_add(names, g_strdup(g_array_index(file->includes,
								       struct scan_include, j)
								 .path));
	}
	return g_steal_pointer(&names);
}

static void add_names_in(GHashTable *names, const struct standin *header)
{
	struct include_scan scan = { .at = header->text,
				     .end = header->text + strlen(header->text) };
	struct include_name name;

	while (include_next(&scan, &name))
		g_hash_table_add(names, g_strndup(name.text, name.length));
}

/* Those that can be included: the compiler asks the system for each that it is given. */
static void add_standins(struct compiler *compiler, const gboolean *wanted)
{
	g_autoptr(GHashTable) names = included_names(compiler, wanted);
	gsize n = 0;
	gboolean grown = TRUE;

	while (standins[n].path)
		n++;
	g_autofree gboolean *added = g_new0(gboolean, n);

	while (grown) {
		grown = FALSE;
		for (gsize i = 0; i < n; i++) {
			const struct standin *header = &standins[i];
			if (added[i] || (names && !g_hash_table_contains(names, header->path)))
				continue;
			added[i] = grown = TRUE;
			add_file(compiler, UNIT_STANDINS, header->path, header->text,
				 strlen(header->text));
			if (names)
				add_names_in(names, header);
		}
	}
}

void compiler_init(struct compiler *compiler, const struct walk *walk, const gboolean *wanted)
{
	const struct scan *scan = walk->scan;

	*compiler = (struct compiler){
		.scan = scan,
		.target = walk->target,
		.index = walk->index,
		.files = g_array_new(FALSE, FALSE, sizeof(struct CXUnsavedFile)),
		.names = g_ptr_array_new_with_free_func(g_free),
	};
	add_file(compiler, UNIT_FILE, "", "", 0);
	for (gsize i = 0; i < scan->n_files; i++) {
		const struct tree_file *file = scan->files[i].file;
		if (!can_include(compiler, wanted, i))
			continue;
		add_file(compiler, UNIT_TREE, file->path, file->text, file->size);
		add_dotted(compiler, wanted, &scan->files[i]);
	}
	add_standins(compiler, wanted);
}

void compiler_clear(struct compiler *compiler)
{
	g_array_free(compiler->files, TRUE);
	g_ptr_array_free(compiler->names, TRUE);
}

/* "NAME=VALUE", or of "x86_64: NAME=VALUE" that part on that target; NULL on others. */
static const char *define_for(const char *define, enum target_id target)
{
	gsize length = strcspn(define, ":=");

	for (guint id = 0; define[length] == ':' && id < TARGET_COUNT; id++) {
		if (strncmp(targets[id].name, define, length) == 0 && !targets[id].name[length])
			return id == target
				       ? define + length + 1 + strspn(define + length + 1, " \t")
				       : NULL;
	}
	return define;
}

/* What the headers of a set need; strings that are made are @owned. */
static void add_needs(const struct compiler *compiler, GPtrArray *arguments, GPtrArray *owned)
{
	const struct tree *tree = compiler->scan->tree;

	for (const char *const *define = tree->defines; define && *define; define++) {
		const char *own = define_for(*define, compiler->target);

		if (!own)
			continue;
		g_ptr_array_add(owned, g_strconcat("-D", own, strchr(own, '=') ? "" : "=1", NULL));
		g_ptr_array_add(arguments, owned->pdata[owned->len - 1]);
	}
	for (const char *const *first = tree->pre_includes; first && *first; first++) {
		g_ptr_array_add(arguments, (gpointer) "-include");
		g_ptr_array_add(arguments, (gpointer)*first);
	}
}

CXTranslationUnit compiler_run(struct compiler *compiler, const struct unit *unit, unsigned bodies)
{
	g_autofree char *triple = g_strconcat("--target=", targets[compiler->target].triple, NULL);
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
	const char *arguments[] = {
		"-x",
		"c",
		"-std=gnu11",
		triple,
		"-w",
		"-ferror-limit=0",
		"-nostdinc",
		"-fno-spell-checking",
		/* A header from a source tree that headers_install has not seen. */
		"-D__user=",
		"-D__force=",
		"-D__iomem=",
		"-D__packed=__attribute__((packed))",
		"-I",
		UNIT_TREE,
		"-I",
		UNIT_STANDINS,
		/* Keep the driver from looking for compilers on this machine. */
		"--sysroot=" UNIT_ROOT,
		"--gcc-toolchain=" UNIT_ROOT,
		"--cuda-path=" UNIT_ROOT,
		"--rocm-path=" UNIT_ROOT,
	};
	struct CXUnsavedFile *main_file = &g_array_index(compiler->files, struct CXUnsavedFile, 0);
	CXTranslationUnit tu = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(arguments); i++)
		g_ptr_array_add(all, (gpointer)arguments[i]);
	add_needs(compiler, all, owned);
	main_file->Contents = unit->text->str;
	main_file->Length = unit->text->len;
	enum CXErrorCode code = clang_parseTranslationUnit2(
		compiler->index, UNIT_FILE, (const char *const *)all->pdata, (int)all->len,
		(struct CXUnsavedFile *)compiler->files->data, compiler->files->len,
		CXTranslationUnit_KeepGoing | CXTranslationUnit_IncludeAttributedTypes | bodies,
		&tu);
	return code == CXError_Success ? tu : NULL;
}
