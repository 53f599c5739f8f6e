/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clang/compile.h"

#include <string.h>

#include "clang/standin.h"

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
	       (!wanted || wanted[file]) && !scanned->escaping_include;
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
	for (const struct standin *header = standins; header->path; header++)
		add_file(compiler, UNIT_STANDINS, header->path, header->text, strlen(header->text));
}

void compiler_clear(struct compiler *compiler)
{
	g_array_free(compiler->files, TRUE);
	g_ptr_array_free(compiler->names, TRUE);
}

CXTranslationUnit compiler_run(struct compiler *compiler, const struct unit *unit, unsigned bodies)
{
	g_autofree char *triple = g_strconcat("--target=", targets[compiler->target].triple, NULL);
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
		/* Keep the driver from looking for a gcc on this machine. */
		"--sysroot=" UNIT_ROOT,
		"--gcc-toolchain=" UNIT_ROOT,
	};
	struct CXUnsavedFile *main_file = &g_array_index(compiler->files, struct CXUnsavedFile, 0);
	CXTranslationUnit tu = NULL;

	main_file->Contents = unit->text->str;
	main_file->Length = unit->text->len;
	enum CXErrorCode code = clang_parseTranslationUnit2(
		compiler->index, UNIT_FILE, arguments, G_N_ELEMENTS(arguments),
		(struct CXUnsavedFile *)compiler->files->data, compiler->files->len,
		CXTranslationUnit_KeepGoing | CXTranslationUnit_IncludeAttributedTypes | bodies,
		&tu);
	return code == CXError_Success ? tu : NULL;
}
