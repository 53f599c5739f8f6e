/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Patches applied to trees of git, which must stay as they are. */
#include "test-source.h"

#include <git2.h>
#include <sys/stat.h>

#include "source/git-apply.h"

#define FOO "include/uapi/linux/foo.h"

/* A repository with one tree, opened for reading. */
struct fixture {
	char *folder;
	git_repository *memory;
	git_oid base;
};

static void add_blob(git_repository *repository, git_index *index, const char *path,
		     const char *text, guint mode)
{
	git_index_entry entry = { .path = path, .mode = mode };

	g_assert_cmpint(git_blob_create_from_buffer(&entry.id, repository, text, strlen(text)), ==,
			0);
	g_assert_cmpint(git_index_add(index, &entry), ==, 0);
}

static char *numbered_lines(guint from, guint to)
{
	GString *text = g_string_new(NULL);

	for (guint i = from; i <= to; i++)
		g_string_append_printf(text, "line %u\n", i);
	return g_string_free(text, FALSE);
}

static void write_base(git_repository *repository, git_oid *ret)
{
	g_autofree char *lines = numbered_lines(1, 100);
	git_index *index;

	g_assert_cmpint(git_index_new(&index), ==, 0);
	add_blob(repository, index, FOO, lines, 0100644);
	add_blob(repository, index, "include/uapi/linux/Kbuild", "header-y += foo.h\n", 0100644);
	add_blob(repository, index, "include/uapi/linux/crlf.h", "a\r\nb\r\nc\r\n", 0100644);
	add_blob(repository, index, "include/uapi/linux/end.h", "a\nb", 0100755);
	add_blob(repository, index, "include/uapi/alone/one.h", "1\n", 0100644);
	add_blob(repository, index, "include/uapi/alone/two.h", "2\n", 0100644);
	add_blob(repository, index, "drivers/foo.c", "int foo;\n", 0100644);
	add_blob(repository, index, "Makefile", "VERSION = 6\n", 0100644);
	g_assert_cmpint(git_index_write_tree_to(ret, index, repository), ==, 0);
	git_index_free(index);
}

static void fixture_begin(struct fixture *fixture)
{
	g_autoptr(GError) error = NULL;
	git_repository *repository;

	fixture->folder = make_folder();
	g_assert_cmpint(git_repository_init(&repository, fixture->folder, 0), ==, 0);
	write_base(repository, &fixture->base);
	git_repository_free(repository);
	fixture->memory = git_memory_repository(fixture->folder, &error);
	g_assert_no_error(error);
}

static void fixture_end(struct fixture *fixture)
{
	git_repository_free(fixture->memory);
	remove_folder(fixture->folder);
	g_free(fixture->folder);
}

/* What a file of a tree holds, or NULL. */
static char *text_in(const struct fixture *fixture, const git_oid *tree_id, const char *path,
		     guint *ret_mode)
{
	git_tree *tree;
	git_tree_entry *entry;
	git_blob *blob;
	char *text = NULL;

	g_assert_cmpint(git_tree_lookup(&tree, fixture->memory, tree_id), ==, 0);
	if (!git_tree_entry_bypath(&entry, tree, path)) {
		g_assert_cmpint(git_blob_lookup(&blob, fixture->memory, git_tree_entry_id(entry)),
				==, 0);
		text = g_strndup(git_blob_rawcontent(blob), git_blob_rawsize(blob));
		if (ret_mode)
			*ret_mode = git_tree_entry_filemode(entry);
		git_blob_free(blob);
		git_tree_entry_free(entry);
	}
	git_tree_free(tree);
	return text;
}

static gboolean apply(struct fixture *fixture, const char *diff, git_oid *ret, GError **error)
{
	return git_apply_patch(fixture->memory, &fixture->base, "patch 3/7", diff, strlen(diff),
			       ret, error);
}

static git_oid apply_good(struct fixture *fixture, const char *diff)
{
	g_autoptr(GError) error = NULL;
	git_oid tree;
	gboolean ok = apply(fixture, diff, &tree, &error);

	g_assert_no_error(error);
	g_assert_true(ok);
	return tree;
}

/* Applies @diff to the base and compares one file of the result. */
static void check_result(const char *diff, const char *path, const char *expected)
{
	struct fixture fixture;
	g_autofree char *text = NULL;
	git_oid tree;

	fixture_begin(&fixture);
	tree = apply_good(&fixture, diff);
	text = text_in(&fixture, &tree, path, NULL);
	g_assert_cmpstr(text, ==, expected);
	fixture_end(&fixture);
}

static void check_fails(const char *diff, int code, const char *expected)
{
	g_autoptr(GError) error = NULL;
	struct fixture fixture;
	git_oid tree;

	fixture_begin(&fixture);
	g_assert_false(apply(&fixture, diff, &tree, &error));
	g_assert_error(error, APPLY_ERROR, code);
	g_assert_cmpstr(error->message, ==, expected);
	fixture_end(&fixture);
}

/* The whole of foo.h with "new" behind line @after. */
static char *with_new(guint after)
{
	g_autofree char *above = numbered_lines(1, after);
	g_autofree char *below = numbered_lines(after + 1, 100);

	return g_strconcat(above, "new\n", below, NULL);
}

#define HUNK "@@ -49,4 +49,5 @@\n line 49\n line 50\n+new\n line 51\n line 52\n"

static void test_modify(void)
{
	g_autofree char *expected = with_new(50);

	check_result("diff --git a/" FOO " b/" FOO "\nindex 1..2 100644\n--- a/" FOO "\n+++ b/" FOO
		     "\n" HUNK,
		     FOO, expected);
}

static void test_moved(void)
{
	g_autofree char *expected = with_new(50);

	check_result("--- a/" FOO "\n+++ b/" FOO
		     "\n@@ -9,4 +9,5 @@\n line 49\n line 50\n+new\n line 51\n line 52\n",
		     FOO, expected);
	check_result("--- a/" FOO "\n+++ b/" FOO
		     "\n@@ -9000,4 +9000,5 @@\n line 49\n line 50\n+new\n line 51\n line 52\n",
		     FOO, expected);
}

static void test_prefixes(void)
{
	static const char *const pairs[][2] = {
		{ "a/", "b/" },     { "i/", "w/" },     { "", "" },
		{ "x/y/", "x/y/" }, { "old/", "new/" }, { "linux-6.1.orig/", "linux-6.1/" },
	};
	g_autofree char *expected = with_new(50);

	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autofree char *diff = g_strdup_printf("--- %s%s\n+++ %s%s\n%s", pairs[i][0], FOO,
							pairs[i][1], FOO, HUNK);

		check_result(diff, FOO, expected);
	}
	check_result("--- " FOO ".orig\t2026-01-01\n+++ " FOO "\t2026-01-02\n" HUNK, FOO, expected);
	check_result("--- /dev/null\n+++ include/uapi/linux/new.h\n@@ -0,0 +1 @@\n+x\n",
		     "include/uapi/linux/new.h", "x\n");
	check_result("--- /dev/null\n+++ b/include/uapi/linux/new.h\n@@ -0,0 +1 @@\n+x\n",
		     "include/uapi/linux/new.h", "x\n");
	check_result("--- /dev/null\n+++ new.h\n@@ -0,0 +1 @@\n+x\n", "new.h", "x\n");
}

static void test_new_file(void)
{
	check_result("diff --git a/x/y/n.h b/x/y/n.h\nnew file mode 100644\nindex 0000000..1\n"
		     "--- /dev/null\n+++ b/x/y/n.h\n@@ -0,0 +1,2 @@\n+a\n+b\n",
		     "x/y/n.h", "a\nb\n");
	check_result(
		"diff --git a/empty.h b/empty.h\nnew file mode 100644\nindex 0000000..e69de29\n",
		"empty.h", "");
	check_result("--- l.orig/n.h\t1970-01-01 01:00:00.0 +0100\n+++ l/n.h\t2026-01-01 00:00:00\n"
		     "@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n",
		     "n.h", "a");
	check_fails("diff --git a/" FOO " b/" FOO "\nnew file mode 100644\n--- /dev/null\n"
		    "+++ b/" FOO "\n@@ -0,0 +1 @@\n+a\n",
		    APPLY_ERROR_CONFLICT,
		    "patch 3/7 does not apply to " FOO ": the base has this file already");
}

static void test_delete(void)
{
	static const char diff[] =
		"diff --git a/include/uapi/alone/one.h b/include/uapi/alone/one.h\n"
		"deleted file mode 100644\nindex 1..0\n"
		"--- a/include/uapi/alone/one.h\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n"
		"diff --git a/include/uapi/alone/two.h b/include/uapi/alone/two.h\n"
		"deleted file mode 100644\nindex 1..0\n";

	check_result(diff, "include/uapi/alone/one.h", NULL);
	check_result(diff, "include/uapi/alone/two.h", NULL);
	check_fails("diff --git a/" FOO " b/" FOO "\ndeleted file mode 100644\n"
		    "--- a/" FOO "\n+++ /dev/null\n@@ -1 +0,0 @@\n-line 1\n",
		    APPLY_ERROR_CONFLICT,
		    "patch 3/7 does not apply to " FOO " at line 2: the base has more text there");
}

#define RENAME(from, to, more)                                                    \
	"diff --git a/" from " b/" to "\nsimilarity index 90%\nrename from " from \
	"\nrename to " to "\n" more

static void test_rename(void)
{
	g_autofree char *expected = with_new(50);
	static const char diff[] = RENAME(FOO, "include/uapi/linux/bar.h",
					  "--- a/" FOO "\n+++ b/include/uapi/linux/bar.h\n" HUNK);

	check_result(diff, "include/uapi/linux/bar.h", expected);
	check_result(diff, FOO, NULL);
	check_result(RENAME("drivers/foo.c", "drivers/foo.h", ""), "drivers/foo.h", "int foo;\n");
	check_result("diff --git a/drivers/foo.c b/c.h\ncopy from drivers/foo.c\ncopy to c.h\n",
		     "c.h", "int foo;\n");
}

/* Each of two files takes the name of the other. */
static void test_swap(void)
{
	static const char diff[] =
		RENAME("include/uapi/alone/one.h", "include/uapi/alone/two.h", "")
			RENAME("include/uapi/alone/two.h", "include/uapi/alone/one.h", "");

	check_result(diff, "include/uapi/alone/one.h", "2\n");
	check_result(diff, "include/uapi/alone/two.h", "1\n");
}

/* A mail with two attachments is one patch that changes a file twice. */
static void test_twice(void)
{
	check_result("--- a/include/uapi/alone/one.h\n+++ b/include/uapi/alone/one.h\n@@ -1 +1 @@\n"
		     "-1\n+2\n"
		     "--- a/include/uapi/alone/one.h\n+++ b/include/uapi/alone/one.h\n@@ -1 +1 @@\n"
		     "-2\n+3\n",
		     "include/uapi/alone/one.h", "3\n");
}

static void test_mode(void)
{
	struct fixture fixture;
	guint mode = 0;
	git_oid tree;

	fixture_begin(&fixture);
	tree = apply_good(&fixture,
			  "diff --git a/" FOO " b/" FOO "\nold mode 100644\nnew mode 100755\n"
			  "diff --git a/include/uapi/linux/end.h b/include/uapi/linux/end.h\n"
			  "--- a/include/uapi/linux/end.h\n+++ b/include/uapi/linux/end.h\n"
			  "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
	g_free(text_in(&fixture, &tree, FOO, &mode));
	g_assert_cmpuint(mode, ==, 0100755);
	g_free(text_in(&fixture, &tree, "include/uapi/linux/end.h", &mode));
	g_assert_cmpuint(mode, ==, 0100755);
	fixture_end(&fixture);
	check_fails("diff --git a/" FOO " b/" FOO "\nold mode 100644\nnew mode 040000\n",
		    APPLY_ERROR_MALFORMED, "patch 3/7 gives " FOO " the mode 40000");
}

static void test_line_ends(void)
{
	static const char *const diffs[] = {
		"--- a/include/uapi/linux/crlf.h\n+++ b/include/uapi/linux/crlf.h\n"
		"@@ -1,3 +1,4 @@\n a\r\n b\r\n+n\r\n c\r\n",
		"--- a/include/uapi/linux/crlf.h\n+++ b/include/uapi/linux/crlf.h\n"
		"@@ -1,3 +1,4 @@\n a\n b\n+n\n c\n",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(diffs); i++)
		check_result(diffs[i], "include/uapi/linux/crlf.h", "a\r\nb\r\nn\r\nc\r\n");
	check_result("--- a/include/uapi/linux/end.h\n+++ b/include/uapi/linux/end.h\n"
		     "@@ -1,2 +1,3 @@\n a\n-b\n\\ No newline at end of file\n+b\n+c\n",
		     "include/uapi/linux/end.h", "a\nb\nc\n");
}

/* Sources, foreign machines, the Makefiles of drivers: the base may differ there. */
static void test_only_headers(void)
{
	struct fixture fixture;
	g_autofree char *text = NULL;
	git_oid tree;

	fixture_begin(&fixture);
	tree = apply_good(
		&fixture,
		"--- a/drivers/foo.c\n+++ b/drivers/foo.c\n@@ -1 +1 @@\n-no\n+yes\n"
		"--- a/drivers/Makefile\n+++ b/drivers/Makefile\n@@ -1 +1 @@\n-no\n+yes\n"
		"--- a/arch/mips/include/uapi/asm/x.h\n+++ b/arch/mips/include/uapi/asm/x.h\n"
		"@@ -1 +1 @@\n-no\n+yes\n"
		"diff --git a/logo.gif b/logo.gif\nindex 1..2 100644\nGIT binary patch\n"
		"literal 3\nKcmZQzWMT#Y01f~L\n\n");
	g_assert_true(git_oid_equal(&tree, &fixture.base));
	tree = apply_good(&fixture,
			  "--- a/Makefile\n+++ b/Makefile\n@@ -1 +1 @@\n-VERSION = 6\n"
			  "+VERSION = 7\n"
			  "--- a/drivers/foo.c\n+++ b/drivers/foo.c\n@@ -1 +1 @@\n-no\n+yes\n");
	text = text_in(&fixture, &tree, "Makefile", NULL);
	g_assert_cmpstr(text, ==, "VERSION = 7\n");
	fixture_end(&fixture);
	check_result(
		"--- a/include/uapi/linux/Kbuild\n+++ b/include/uapi/linux/Kbuild\n@@ -1 +1 @@\n"
		"-header-y += foo.h\n+header-y += bar.h\n",
		"include/uapi/linux/Kbuild", "header-y += bar.h\n");
}

static void test_conflicts(void)
{
	check_fails("--- a/" FOO "\n+++ b/" FOO "\n@@ -49,3 +49,4 @@\n line 49\n line fifty\n+new\n"
		    " line 51\n",
		    APPLY_ERROR_CONFLICT,
		    "patch 3/7 does not apply to " FOO " at line 50: the base has other text");
	check_fails("--- a/" FOO "\n+++ b/" FOO "\n@@ -50,3 +50,2 @@\n line 50\n-gone\n line 51\n",
		    APPLY_ERROR_CONFLICT,
		    "patch 3/7 does not apply to " FOO
		    " at line 51: the base has this change already");
	check_fails("--- a/" FOO "\n+++ b/" FOO "\n@@ -99,3 +99,4 @@\n line 99\n line 100\n+new\n"
		    " line 101\n",
		    APPLY_ERROR_CONFLICT,
		    "patch 3/7 does not apply to " FOO " at line 101: the base ends before it");
	check_fails("--- a/include/none.h\n+++ b/include/none.h\n@@ -1 +1 @@\n-a\n+b\n",
		    APPLY_ERROR_CONFLICT,
		    "patch 3/7 does not apply to include/none.h: the base has no such file");
}

static void test_malformed(void)
{
	check_fails("nothing\n", APPLY_ERROR_MALFORMED, "patch 3/7 has no diff");
	check_fails("--- a/x.h\n+++ b/x.h\n@@ -1,2 +1,2 @@\n a\n", APPLY_ERROR_MALFORMED,
		    "patch 3/7 is damaged: line 5 is missing: the last hunk is cut off");
	check_fails("--- /dev/null\n+++ b/x//y.h\n@@ -0,0 +1 @@\n+a\n", APPLY_ERROR_MALFORMED,
		    "patch 3/7 names a file that no tree can have: b/x//y.h");
	check_fails("diff --git a/../x.h b/x.h\nrename from ../x.h\nrename to x.h\n",
		    APPLY_ERROR_MALFORMED, "patch 3/7 names a file that no tree can have: ../x.h");
	check_fails("--- /dev/null\n+++ b/\377/y.h\n@@ -0,0 +1 @@\n+a\n", APPLY_ERROR_MALFORMED,
		    "patch 3/7 names a file that no tree can have: b/\xef\xbf\xbd/y.h");
	check_fails("diff --git a/x.h b/x.h\nindex 1..2\nBinary files a/x.h and b/x.h differ\n",
		    APPLY_ERROR_MALFORMED,
		    "patch 3/7 changes x.h as a binary file, which is not supported for headers");
	check_fails("--- /dev/null\n+++ b/" FOO "/x.h\n@@ -0,0 +1 @@\n+a\n", APPLY_ERROR_GIT,
		    "patch 3/7 cannot be applied to the base: D/F conflict when updating tree");
}

/* Lines that are all alike, and a hunk that fits nearly everywhere. */
static void test_work(void)
{
	g_autoptr(GString) base = g_string_new(NULL);
	g_autoptr(GString) diff = g_string_new("--- a/x.h\n+++ b/x.h\n@@ -9,50001 +9,50002 @@\n");
	g_autoptr(GPtrArray) files = NULL;
	g_autoptr(GError) error = NULL;
	guint64 work = 0;

	for (guint i = 0; i < 100000; i++)
		g_string_append(base, "alike\n");
	for (guint i = 0; i < 50000; i++)
		g_string_append(diff, " alike\n");
	g_string_append(diff, "+new\n other\n");
	files = unified_scan(diff->str, diff->len, &error);
	g_assert_no_error(error);
	g_assert_null(hunks_apply(g_ptr_array_index(files, 0), base->str, base->len, "it", "x.h",
				  &work, &error));
	g_assert_error(error, APPLY_ERROR, APPLY_ERROR_LIMIT);
	g_assert_cmpstr(error->message, ==, "it takes too long to apply to x.h");
}

/* --- The repository stays as it is ------------------------------------------------ */

static void describe(GString *text, const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	struct stat status;
	const char *name;

	g_assert_cmpint(lstat(path, &status), ==, 0);
	g_string_append_printf(text, "%s %o %ld %ld.%09ld %ld.%09ld\n", path, status.st_mode,
			       (long)status.st_size, (long)status.st_mtim.tv_sec,
			       status.st_mtim.tv_nsec, (long)status.st_ctim.tv_sec,
			       status.st_ctim.tv_nsec);
	while (dir && (name = g_dir_read_name(dir)))
		g_ptr_array_add(names, g_build_filename(path, name, NULL));
	for (guint i = 0; i < names->len; i++)
		describe(text, g_ptr_array_index(names, i));
}

static void set_writable(const char *path, gboolean writable)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	g_assert_cmpint(chmod(path, (dir ? 0555 : 0444) | (writable ? 0200 : 0)), ==, 0);
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inner = g_build_filename(path, name, NULL);

		set_writable(inner, writable);
	}
}

/* Also objects that exist already, which git would mark as used. */
static void test_untouched(void)
{
	g_autoptr(GString) before = g_string_new(NULL);
	g_autoptr(GString) after = g_string_new(NULL);
	g_autofree char *git = NULL;
	struct fixture fixture;
	git_oid tree;

	fixture_begin(&fixture);
	git = g_build_filename(fixture.folder, ".git", NULL);
	set_writable(git, FALSE);
	describe(before, fixture.folder);
	/* The smallest step of some file systems' clocks. */
	g_usleep(20000);
	tree = apply_good(&fixture,
			  "--- a/" FOO "\n+++ b/" FOO "\n" HUNK
			  "--- a/include/uapi/alone/one.h\n+++ b/include/uapi/alone/one.h\n"
			  "@@ -1 +1 @@\n-1\n+2\n");
	fixture.base = tree;
	tree = apply_good(&fixture,
			  "--- a/include/uapi/alone/one.h\n+++ b/include/uapi/alone/one.h\n"
			  "@@ -1 +1 @@\n-2\n+1\n");
	describe(after, fixture.folder);
	g_assert_cmpstr(after->str, ==, before->str);
	set_writable(git, TRUE);
	fixture_end(&fixture);
}

static void test_no_repository(void)
{
	g_autofree char *folder = make_folder();
	g_autoptr(GError) error = NULL;

	g_assert_null(git_memory_repository(folder, &error));
	g_assert_error(error, APPLY_ERROR, APPLY_ERROR_GIT);
	g_assert_nonnull(strstr(error->message, folder));
	remove_folder(folder);
}

/* A base of which a part is missing, as in a partial clone. */
static void test_missing_object(void)
{
	g_autoptr(GError) error = NULL;
	struct fixture fixture;
	git_oid tree;

	fixture_begin(&fixture);
	git_oid_fromstr(&fixture.base, "0123456789012345678901234567890123456789");
	g_assert_false(apply(&fixture, "--- a/" FOO "\n+++ b/" FOO "\n" HUNK, &tree, &error));
	g_assert_error(error, APPLY_ERROR, APPLY_ERROR_GIT);
	g_assert_true(g_str_has_prefix(error->message, "patch 3/7 cannot be applied to the base"));
	fixture_end(&fixture);
}

/* --- The same as git --------------------------------------------------------------- */

static char *git(const char *folder, const char *command)
{
	g_autofree char *line = g_strdup_printf(
		"git -C '%s' -c user.name=j -c user.email=j@x -c core.autocrlf=false %s", folder,
		command);
	g_autoptr(GError) error = NULL;
	char *output = NULL;
	int status = 0;
	const char *shell[] = { "/bin/sh", "-c", line, NULL };

	g_spawn_sync(NULL, (char **)shell, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output,
		     NULL, &status, &error);
	g_assert_no_error(error);
	if (!g_spawn_check_wait_status(status, NULL)) {
		g_free(output);
		return NULL;
	}
	return g_strchomp(output);
}

/* Lines that repeat, so that places are easily mistaken. */
static char *random_lines(GRand *random)
{
	GString *text = g_string_new(NULL);

	for (gint i = g_rand_int_range(random, 0, 60); i > 0; i--)
		g_string_append_printf(text, "%d\n", g_rand_int_range(random, 0, 4));
	if (text->len && g_rand_int_range(random, 0, 6) == 0)
		g_string_truncate(text, text->len - 1);
	return g_string_free(text, FALSE);
}

static char *change_lines(GRand *random, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *changed = g_string_new(NULL);

	for (char **line = lines; *line && (line[1] || **line); line++) {
		gint what = g_rand_int_range(random, 0, 24);

		if (what == 0)
			g_string_append_printf(changed, "%d\n", g_rand_int_range(random, 0, 4));
		if (what != 1)
			g_string_append_printf(changed, "%s\n", *line);
	}
	return g_string_free(changed, FALSE);
}

/*
 * Applies the change from @from to @to on @base, with git and without.  Returns
 * whether it applies, which must be the same for both.
 */
static gboolean compare_with_git(const char *folder, const char *from, const char *to,
				 const char *base)
{
	g_autoptr(GError) error = NULL;
	git_oid base_tree, tree;
	git_repository *memory;
	gboolean ok;

	put_file(folder, "x.h", from);
	g_free(git(folder, "add x.h"));
	put_file(folder, "x.h", to);
	g_autofree char *ours = git(folder, "diff");
	g_autofree char *diff = g_strconcat(ours, "\n", NULL);
	put_file(folder, ".git/the.diff", diff);
	put_file(folder, "x.h", base);
	g_free(git(folder, "add x.h"));
	g_autofree char *before = git(folder, "write-tree");
	g_autofree char *applied = git(folder, "apply --cached .git/the.diff");
	g_autofree char *after = git(folder, "write-tree");

	memory = git_memory_repository(folder, &error);
	g_assert_no_error(error);
	g_assert_cmpint(git_oid_fromstr(&base_tree, before), ==, 0);
	ok = git_apply_patch(memory, &base_tree, "it", diff, strlen(diff), &tree, &error);
	git_repository_free(memory);
	g_assert_true(ok == !!applied);
	if (ok)
		g_assert_cmpstr(git_oid_tostr_s(&tree), ==, after);
	return ok;
}

static void test_as_git(void)
{
	g_autofree char *folder = make_folder();
	g_autofree char *version = git(folder, "--version");
	GRand *random = g_rand_new_with_seed(1);
	guint good = 0, bad = 0;

	if (version)
		g_free(git(folder, "init"));
	for (guint i = 0; version && i < 60; i++) {
		g_autofree char *from = random_lines(random);
		g_autofree char *to = change_lines(random, from);
		g_autofree char *base = change_lines(random, from);

		if (g_str_equal(from, to))
			continue;
		if (compare_with_git(folder, from, to, base))
			good++;
		else
			bad++;
	}
	g_rand_free(random);
	remove_folder(folder);
	if (!version)
		g_test_skip("git is not installed");
	else
		g_assert_true(good > 5 && bad > 5);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	git_libgit2_init();
	g_test_add_func("/git-apply/modify", test_modify);
	g_test_add_func("/git-apply/moved", test_moved);
	g_test_add_func("/git-apply/prefixes", test_prefixes);
	g_test_add_func("/git-apply/new-file", test_new_file);
	g_test_add_func("/git-apply/delete", test_delete);
	g_test_add_func("/git-apply/rename", test_rename);
	g_test_add_func("/git-apply/swap", test_swap);
	g_test_add_func("/git-apply/twice", test_twice);
	g_test_add_func("/git-apply/mode", test_mode);
	g_test_add_func("/git-apply/line-ends", test_line_ends);
	g_test_add_func("/git-apply/only-headers", test_only_headers);
	g_test_add_func("/git-apply/conflicts", test_conflicts);
	g_test_add_func("/git-apply/malformed", test_malformed);
	g_test_add_func("/git-apply/work", test_work);
	g_test_add_func("/git-apply/untouched", test_untouched);
	g_test_add_func("/git-apply/no-repository", test_no_repository);
	g_test_add_func("/git-apply/missing-object", test_missing_object);
	g_test_add_func("/git-apply/as-git", test_as_git);
	return g_test_run();
}
