/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/policy.h"

#include <glib/gstdio.h>
#include <string.h>

#define FOLDER_MAX 4

/* A folder with numbered files that ends with the test. */
struct folder {
	char *path;
	char *files[FOLDER_MAX + 1]; /* NULL-terminated, as policy_load() takes them */
	guint n_files;
};

static struct folder *folder_new(void)
{
	struct folder *folder = g_new0(struct folder, 1);

	folder->path = g_dir_make_tmp("unbroken-policy-XXXXXX", NULL);
	g_assert_nonnull(folder->path);
	return folder;
}

static void folder_free(struct folder *folder)
{
	for (guint i = 0; i < folder->n_files; i++) {
		g_unlink(folder->files[i]);
		g_free(folder->files[i]);
	}
	g_rmdir(folder->path);
	g_free(folder->path);
	g_free(folder);
}
DEFINE_AUTO(folder, folder_free)

static void folder_add(struct folder *folder, const char *text)
{
	g_autofree char *name = g_strdup_printf("%u", folder->n_files);
	char *file = g_build_filename(folder->path, name, NULL);

	g_assert_cmpuint(folder->n_files, <, FOLDER_MAX);
	g_assert_true(g_file_set_contents(file, text, -1, NULL));
	folder->files[folder->n_files++] = file;
}

static struct policy *load_text(struct folder *folder, GError **error)
{
	return policy_load((const char *const *)folder->files, "kernel", error);
}

#define COMPLETE "summary = it does\ncite = somewhere\nabout = tail-growth\nrecord = foo\n"

struct bad_text {
	const char *text;
	enum policy_error code;
	const char *said; /* part of the message */
};

static const struct bad_text bad_texts[] = {
	{ "[convention \"a\"\n" COMPLETE, POLICY_ERROR_SYNTAX, ":1" },
	{ "\n\n[convention \"a\"]\nsummary = it does\n=\n", POLICY_ERROR_SYNTAX, ":5" },
	{ "[convention \"a\"]\n" COMPLETE "colour = red\n", POLICY_ERROR_UNKNOWN,
	  "convention \"a\": unknown key 'colour'; expected one of summary, cite," },
	{ "[convention \"a\"]\n" COMPLETE "about = tail\n", POLICY_ERROR_UNKNOWN,
	  "convention \"a\": unknown topic 'tail'; expected one of tail-growth," },
	{ "[convention \"a\"]\n" COMPLETE "verdict = fine\n", POLICY_ERROR_UNKNOWN,
	  "unknown verdict 'fine'; expected one of safe, depends, breaks" },
	{ "[convention \"a\"]\ncite = x\nabout = removal\nrecord = foo\n", POLICY_ERROR_SYNTAX,
	  "convention \"a\": nothing is stated for summary" },
	{ "[convention \"a\"]\nsummary = x\nabout = removal\nrecord = foo\n", POLICY_ERROR_SYNTAX,
	  "nothing is stated for cite" },
	{ "[convention \"a\"]\nsummary = x\ncite = y\nrecord = foo\n", POLICY_ERROR_SYNTAX,
	  "nothing is stated for about" },
	{ "[convention \"a\"]\nsummary = x\ncite = y\nabout = removal\n", POLICY_ERROR_SYNTAX,
	  "nothing is stated for header, record," },
	{ "[convention \"a\"]\n" COMPLETE "cite = elsewhere\n", POLICY_ERROR_SYNTAX,
	  "'cite' is stated twice" },
	{ "[convention \"a\"]\n" COMPLETE "verdict = safe\nverdict = safe\n", POLICY_ERROR_SYNTAX,
	  "'verdict' is stated twice" },
	{ "[convention \"a\"]\n" COMPLETE "record = struct bar\n", POLICY_ERROR_SYNTAX,
	  "'record = struct bar' has a blank in it" },
	{ "[convention \"a\"]\n" COMPLETE "header =\n", POLICY_ERROR_SYNTAX,
	  "'header' has no value" },
	{ "[convention \"a\"]\n" COMPLETE "header\n", POLICY_ERROR_SYNTAX,
	  "'header' has no value" },
	{ "[convention]\n" COMPLETE, POLICY_ERROR_UNKNOWN,
	  "expected sections [convention \"id\"]" },
	{ "[convention \"\"]\n" COMPLETE, POLICY_ERROR_UNKNOWN,
	  "expected sections [convention \"id\"]" },
	{ "[core]\nbare = true\n", POLICY_ERROR_UNKNOWN, "unknown setting 'core.bare'" },
	{ "[include]\npath = nowhere\n", POLICY_ERROR_UNKNOWN, "unknown setting 'include.path'" },
};

static void test_bad_text(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(bad_texts); i++) {
		const struct bad_text *bad = &bad_texts[i];
		g_autoptr(GError) error = NULL;
		AUTO(folder) folder = folder_new();

		folder_add(folder, bad->text);
		g_assert_null(load_text(folder, &error));
		g_assert_error(error, POLICY_ERROR, (gint)bad->code);
		g_test_message("%s", error->message);
		g_assert_nonnull(strstr(error->message, folder->files[0]));
		g_assert_nonnull(strstr(error->message, bad->said));
		g_assert_null(strchr(error->message, '\n'));
	}
}

static void test_bad_file(void)
{
	const char *const missing[] = { "/nonexistent/conventions", NULL };
	const char *const endless[] = { "/dev/zero", NULL };
	g_autoptr(GError) error = NULL;
	AUTO(folder) folder = folder_new();

	g_assert_null(policy_load(missing, "kernel", &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	g_clear_error(&error);
	g_assert_null(policy_load(endless, "kernel", &error));
	g_assert_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX);
	g_clear_error(&error);

	g_autofree char *large = g_strnfill(2 * 1024 * 1024, '\n');
	folder_add(folder, large);
	g_assert_null(load_text(folder, &error));
	g_assert_error(error, POLICY_ERROR, POLICY_ERROR_SYNTAX);
}

static void test_bad_profile(void)
{
	const char *const none[] = { NULL };
	g_autoptr(GError) error = NULL;

	g_assert_null(policy_load(none, "Kernel", &error));
	g_assert_error(error, POLICY_ERROR, POLICY_ERROR_UNKNOWN);
	g_assert_nonnull(strstr(error->message, "kernel, distro, vendor, info"));
}

static void assert_id(const struct policy *policy, const char *header, const char *kind,
		      const char *name, const char *id)
{
	const struct convention *found =
		policy_convention(policy, TOPIC_TAIL_GROWTH, header, kind, name);

	g_assert_cmpstr(found ? found->id : NULL, ==, id);
}

static void test_fields(void)
{
	AUTO(folder) folder = folder_new();

	folder_add(folder, "[convention \"A.b\"]\n"
			   "\tsummary = \"with a ; and a # in it\" ; a comment\n"
			   "\tcite = fs/open.c f(), Linux 6.1\n"
			   "\tabout = rename\n\tverdict = depends\n\tmacro = X\n");
	AUTO(policy) policy = load_text(folder, NULL);
	const struct convention *found =
		policy_convention(policy, TOPIC_RENAME, "linux/a.h", "macro", "X");

	g_assert_nonnull(found);
	g_assert_cmpstr(found->id, ==, "A.b");
	g_assert_cmpstr(found->summary, ==, "with a ; and a # in it");
	g_assert_cmpstr(found->cite, ==, "fs/open.c f(), Linux 6.1");
	g_assert_cmpstr(found->file, ==, folder->files[0]);
	g_assert_cmpint(found->verdict, ==, VERDICT_DEPENDS);
}

static void test_matching(void)
{
	AUTO(folder) folder = folder_new();

	folder_add(folder, "[convention \"both\"]\nsummary = s\ncite = c\nabout = tail-growth\n"
			   "header = drm/*.h\nheader = linux/kfd_ioctl.h\n"
			   "record = drm_*\nrecord = kfd\n"
			   "[convention \"header\"]\nsummary = s\ncite = c\nabout = tail-growth\n"
			   "header = linux/vfio.h\n"
			   "[convention \"name\"]\nsummary = s\ncite = c\nabout = tail-growth\n"
			   "command = FOO_?ET\nconstant = BAR\nenum = bar\n");
	AUTO(policy) policy = load_text(folder, NULL);

	assert_id(policy, "drm/drm.h", "record", "drm_syncobj", "both");
	assert_id(policy, "linux/kfd_ioctl.h", "record", "kfd", "both");
	assert_id(policy, "linux/kfd_ioctl.h", "record", "kfd_x", NULL);
	assert_id(policy, "drm/drm.h", "constant", "drm_syncobj", NULL);
	assert_id(policy, "linux/drm.h", "record", "drm_syncobj", NULL);
	assert_id(policy, "linux/vfio.h", "record", "anything", "header");
	assert_id(policy, "linux/vfio.h", "macro", "ANYTHING", "header");
	assert_id(policy, "linux/x.h", "command", "FOO_GET", "name");
	assert_id(policy, "linux/x.h", "command", "FOO_RESET", NULL);
	assert_id(policy, "linux/x.h", "constant", "BAR", "name");
	assert_id(policy, "linux/x.h", "enum", "bar", "name");
	assert_id(policy, "linux/x.h", "record", "bar", NULL);
	g_assert_null(policy_convention(policy, TOPIC_REMOVAL, "linux/vfio.h", "record", "x"));
}

/* Named before glob before header, and the later one of equals, in any order. */
static void test_specificity(void)
{
	AUTO(folder) folder = folder_new();

	folder_add(folder, "[convention \"name\"]\nsummary = s\ncite = c\nabout = tail-growth\n"
			   "record = foo_a\n"
			   "[convention \"glob\"]\nsummary = s\ncite = c\nabout = tail-growth\n"
			   "record = foo_*\n"
			   "[convention \"header\"]\nsummary = s\ncite = c\nabout = tail-growth\n"
			   "header = linux/*.h\n"
			   "[convention \"later\"]\nsummary = s\ncite = c\nabout = tail-growth\n"
			   "header = linux/foo.h\n");
	AUTO(policy) policy = load_text(folder, NULL);

	assert_id(policy, "linux/foo.h", "record", "foo_a", "name");
	assert_id(policy, "linux/foo.h", "record", "foo_b", "glob");
	assert_id(policy, "linux/foo.h", "record", "bar", "later");
	assert_id(policy, "linux/bar.h", "record", "bar", "header");
}

static void test_override(void)
{
	AUTO(folder) folder = folder_new();

	folder_add(folder, "[convention \"a\"]\nsummary = first\ncite = c\nabout = tail-growth\n"
			   "record = foo\n"
			   "[convention \"b\"]\nsummary = s\ncite = c\nabout = tail-growth\n"
			   "record = foo\n");
	folder_add(folder, "[convention \"a\"]\nsummary = second\ncite = c\nabout = tail-growth\n"
			   "verdict = breaks\nrecord = bar\nrecord = foo\n");
	AUTO(policy) policy = load_text(folder, NULL);
	const struct convention *found =
		policy_convention(policy, TOPIC_TAIL_GROWTH, "linux/x.h", "record", "bar");

	g_assert_nonnull(found);
	g_assert_cmpstr(found->summary, ==, "second");
	g_assert_cmpint(found->verdict, ==, VERDICT_BREAKS);
	g_assert_cmpstr(found->file, ==, folder->files[1]);
	/* It stands where it was last defined, so it wins over "b" now. */
	assert_id(policy, "linux/x.h", "record", "foo", "a");
}

/* A folder is its files in the order of their names, without hidden ones. */
static void test_folder(void)
{
	AUTO(folder) folder = folder_new();
	const char *paths[] = { folder->path, NULL };
	g_autofree char *hidden = g_build_filename(folder->path, ".swp", NULL);
	g_autofree char *copy = g_build_filename(folder->path, "0~", NULL);

	folder_add(folder, "[convention \"a\"]\n" COMPLETE);
	folder_add(folder, "[convention \"b\"]\n" COMPLETE);
	g_assert_true(g_file_set_contents(hidden, "[", -1, NULL));
	g_assert_true(g_file_set_contents(copy, "[", -1, NULL));
	AUTO(policy) policy = policy_load(paths, "kernel", NULL);
	g_assert_nonnull(policy);
	assert_id(policy, "linux/x.h", "record", "foo", "b");
	g_unlink(hidden);
	g_unlink(copy);
}

static void test_topics(void)
{
	static const struct {
		const char *word;
		enum topic topic;
	} words[] = {
		{ "tail-growth", TOPIC_TAIL_GROWTH },
		{ "embedded-growth", TOPIC_EMBEDDED_GROWTH },
		{ "command-size", TOPIC_COMMAND_SIZE },
		{ "command-direction", TOPIC_COMMAND_DIRECTION },
		{ "command-number", TOPIC_COMMAND_NUMBER },
		{ "reserved-use", TOPIC_RESERVED_USE },
		{ "member-change", TOPIC_MEMBER_CHANGE },
		{ "value-change", TOPIC_VALUE_CHANGE },
		{ "removal", TOPIC_REMOVAL },
		{ "rename", TOPIC_RENAME },
	};

	G_STATIC_ASSERT(G_N_ELEMENTS(words) == TOPIC_COUNT);
	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		AUTO(folder) folder = folder_new();
		g_autofree char *text =
			g_strdup_printf("[convention \"a\"]\nsummary = s\ncite = c\nabout = %s\n"
					"record = foo\n",
					words[i].word);

		folder_add(folder, text);
		AUTO(policy) policy = load_text(folder, NULL);
		g_assert_nonnull(policy);
		for (guint topic = 0; topic < TOPIC_COUNT; topic++)
			g_assert_true(
				(topic == words[i].topic) ==
				!!policy_convention(policy, topic, "linux/x.h", "record", "foo"));
	}
}

/* One letter a severity, in the order safe depends breaks, for abi api behaviour evolve. */
static void assert_profile(const char *profile, enum level level, const char *expected)
{
	static const char letters[] = { '-', 'n', 'w', 'e' };
	const char *const none[] = { NULL };
	AUTO(policy) policy = policy_load(none, profile, NULL);
	g_autoptr(GString) matrix = g_string_new(NULL);

	g_assert_nonnull(policy);
	for (guint dimension = 0; dimension <= DIMENSION_EVOLVE; dimension++) {
		if (dimension)
			g_string_append_c(matrix, ' ');
		for (guint verdict = 0; verdict <= VERDICT_BREAKS; verdict++)
			g_string_append_c(
				matrix,
				letters[policy_severity(policy, dimension, verdict, level)]);
	}
	g_assert_cmpstr(matrix->str, ==, expected);
}

static void test_profiles(void)
{
	assert_profile("kernel", LEVEL_STABLE, "-we -nw -we -nw");
	assert_profile("kernel", LEVEL_OBSOLETE, "-we -nw -we -nw");
	assert_profile("kernel", LEVEL_TESTING, "-ww -nw -ww -nw");
	assert_profile("kernel", LEVEL_UNRELEASED, "-ww -nw -ww -nw");
	assert_profile("kernel", LEVEL_REMOVED, "-nn -nn -nn -nn");
	assert_profile("distro", LEVEL_STABLE, "-we -we -we -nw");
	assert_profile("distro", LEVEL_TESTING, "-ww -ww -ww -nw");
	assert_profile("vendor", LEVEL_STABLE, "nwe nnw nwe nnw");
	assert_profile("vendor", LEVEL_TESTING, "nww nnw nww nnw");
	assert_profile("info", LEVEL_STABLE, "-nn -nn -nn -nn");
}

static char *shipped_conventions(void)
{
	const char *data = g_getenv("UNBROKEN_DATADIR");

	if (data)
		return g_build_filename(data, "conventions", NULL);
	return g_test_build_filename(G_TEST_DIST, "..", "..", "data", "conventions", NULL);
}

static void assert_verdict(const struct policy *policy, enum topic topic, const char *header,
			   const char *kind, const char *name, enum verdict verdict)
{
	const struct convention *found = policy_convention(policy, topic, header, kind, name);

	g_assert_nonnull(found);
	g_assert_cmpint(found->verdict, ==, verdict);
	g_assert_nonnull(strstr(found->cite, "Linux "));
}

static void test_shipped(void)
{
	g_autofree char *path = shipped_conventions();
	const char *paths[] = { path, NULL };
	g_autoptr(GError) error = NULL;
	AUTO(policy) policy = policy_load(paths, "kernel", &error);

	g_assert_no_error(error);
	assert_verdict(policy, TOPIC_COMMAND_SIZE, "drm/msm_drm.h", "command",
		       "DRM_IOCTL_MSM_GEM_INFO", VERDICT_SAFE);
	assert_verdict(policy, TOPIC_TAIL_GROWTH, "drm/drm.h", "record", "drm_clip_rect",
		       VERDICT_BREAKS);
	assert_verdict(policy, TOPIC_TAIL_GROWTH, "linux/fuse.h", "record", "fuse_init_in",
		       VERDICT_SAFE);
	assert_verdict(policy, TOPIC_TAIL_GROWTH, "linux/fuse.h", "record", "fuse_open_in",
		       VERDICT_DEPENDS);
	assert_verdict(policy, TOPIC_TAIL_GROWTH, "linux/vfio.h", "record", "vfio_device_info",
		       VERDICT_SAFE);
	assert_verdict(policy, TOPIC_TAIL_GROWTH, "linux/vfio.h", "record",
		       "vfio_device_feature_migration", VERDICT_DEPENDS);
	g_assert_null(policy_convention(policy, TOPIC_COMMAND_NUMBER, "drm/i915_drm.h", "command",
					"DRM_IOCTL_I915_GET_SPRITE_COLORKEY"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/policy/bad-text", test_bad_text);
	g_test_add_func("/policy/bad-file", test_bad_file);
	g_test_add_func("/policy/bad-profile", test_bad_profile);
	g_test_add_func("/policy/fields", test_fields);
	g_test_add_func("/policy/matching", test_matching);
	g_test_add_func("/policy/specificity", test_specificity);
	g_test_add_func("/policy/override", test_override);
	g_test_add_func("/policy/folder", test_folder);
	g_test_add_func("/policy/topics", test_topics);
	g_test_add_func("/policy/profiles", test_profiles);
	g_test_add_func("/policy/shipped", test_shipped);
	return g_test_run();
}
