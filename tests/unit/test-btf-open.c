/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that hold BTF, and files that do not. */
#include <elf.h>

#include <glib/gstdio.h>

#include "test-btf.h"

static void must_fail(gconstpointer bytes, gsize size, const char *expected)
{
	g_autoptr(GError) error = NULL;
	struct btf_types *types = btf_open_memory("file", bytes, size, &error);

	g_assert_null(types);
	g_assert_nonnull(error);
	g_assert_null(strchr(error->message, '\n'));
	if (!strstr(error->message, expected))
		g_error("'%s' does not say '%s'", error->message, expected);
}

static GBytes *kernel_bytes(struct kernel *kernel)
{
	guint32 size;
	const void *bytes = btf__raw_data(kernel->btf, &size);

	return g_bytes_new(bytes, size);
}

static GBytes *some_kernel(void)
{
	AUTO(kernel) kernel = kernel_new();

	kernel_struct(kernel, "s", 8);
	kernel_field(kernel, "a", kernel->u64, 0);
	return kernel_bytes(kernel);
}

/* An ELF file with the sections "", ".shstrtab" and @name of @bytes. */
static GByteArray *make_elf(guint16 machine, const char *name, guint32 type, guint64 flags,
			    GBytes *bytes)
{
	GByteArray *file = g_byte_array_new();
	g_autoptr(GByteArray) names = g_byte_array_new();
	gsize size = g_bytes_get_size(bytes);
	Elf64_Ehdr header = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = machine,
		.e_shoff = sizeof(header),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = 3,
		.e_shstrndx = 1,
	};
	Elf64_Shdr sections[3] = {
		[1] = { .sh_name = 1, .sh_type = SHT_STRTAB },
		[2] = { .sh_name = 11, .sh_type = type, .sh_flags = flags, .sh_size = size },
	};

	g_byte_array_append(names, (const guint8 *)"\0.shstrtab", 11);
	g_byte_array_append(names, (const guint8 *)name, (guint)strlen(name) + 1);
	sections[1].sh_offset = sizeof(header) + sizeof(sections);
	sections[1].sh_size = names->len;
	sections[2].sh_offset = sections[1].sh_offset + names->len;
	g_byte_array_append(file, (const guint8 *)&header, sizeof(header));
	g_byte_array_append(file, (const guint8 *)sections, sizeof(sections));
	g_byte_array_append(file, names->data, names->len);
	if (type != SHT_NOBITS)
		g_byte_array_append(file, g_bytes_get_data(bytes, NULL), (guint)size);
	return file;
}

static void test_bare(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = some_kernel();
	AUTO(btf_types) types = btf_open_memory("file", g_bytes_get_data(bytes, NULL),
						g_bytes_get_size(bytes), &error);

	g_assert_no_error(error);
	/* Little-endian, 64 bits: more it does not say. */
	g_assert_cmpuint(btf_targets(types), ==,
			 TARGET_BIT(TARGET_X86_64) | TARGET_BIT(TARGET_AARCH64) |
				 TARGET_BIT(TARGET_RISCV64) | TARGET_BIT(TARGET_POWERPC64LE));
}

static void test_big_endian(void)
{
	AUTO(kernel) kernel = kernel_new();
	g_autoptr(GError) error = NULL;

	kernel_struct(kernel, "s", 8);
	kernel_field(kernel, "a", kernel->u32, 0);
	kernel_field(kernel, "b", kernel->u32, 4);
	kernel_enum(kernel, "e");
	kernel_value(kernel, "E_A", 77);
	g_assert_cmpint(btf__set_endianness(kernel->btf, BTF_BIG_ENDIAN), ==, 0);
	AUTO(btf_types) types = kernel_open(kernel);
	g_assert_cmpuint(btf_targets(types), ==, TARGET_BIT(TARGET_S390X));

	AUTO(arena) arena = arena_new((gsize)16 << 20, &error);
	AUTO(parsed) headers =
		parse_text("struct s { __u32 b, a; };\nenum e { E_A = 77 };\n", TARGET_S390X);
	const struct model *model = btf_model(types, headers->model, arena, &error);
	g_assert_no_error(error);
	check_member(model_record(model, "struct s"), "a", 0, 4);
	g_assert_cmpuint(model_constant(model, "E_A")->value, ==, 77);
}

static void test_other_target(void)
{
	AUTO(kernel) kernel = kernel_new();
	AUTO(btf_types) types = kernel_open(kernel);
	static const enum target_id others[] = { TARGET_I386, TARGET_S390X };

	for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
		g_autoptr(GError) error = NULL;
		AUTO(arena) arena = arena_new((gsize)16 << 20, NULL);
		AUTO(parsed) headers = parse_text("struct s { __u32 a; };\n", others[i]);
		g_assert_null(btf_model(types, headers->model, arena, &error));
		g_assert_nonnull(strstr(error->message, "'btf:kernel' is of a kernel for"));
		g_assert_nonnull(strstr(error->message, targets[others[i]].name));
	}
}

/* At every length it is an error, and says so. */
static void test_truncated(void)
{
	g_autoptr(GBytes) bytes = some_kernel();
	g_autoptr(GByteArray) elf = make_elf(EM_X86_64, ".BTF", SHT_PROGBITS, 0, bytes);
	const guint8 *data = g_bytes_get_data(bytes, NULL);

	for (gsize size = 0; size < g_bytes_get_size(bytes); size++) {
		g_autofree guint8 *part = g_memdup2(data, size);
		must_fail(part, size, "'file' ");
	}
	for (gsize size = 0; size < elf->len; size++) {
		g_autofree guint8 *part = g_memdup2(elf->data, size);
		must_fail(part, size, "'file' ");
	}
}

static void test_no_btf(void)
{
	static const char text[] = "#define NOT_BTF 1\n";
	g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
	g_autoptr(GByteArray) elf = make_elf(EM_X86_64, ".text", SHT_PROGBITS, 0, nothing);
	g_autoptr(GByteArray) hollow = make_elf(EM_X86_64, ".BTF", SHT_PROGBITS, 0, nothing);

	must_fail(text, sizeof(text), "neither an ELF file nor BTF");
	must_fail("", 0, "neither an ELF file nor BTF");
	must_fail(elf->data, elf->len, "without BTF");
	must_fail(hollow->data, hollow->len, "neither an ELF file nor BTF");
}

static void test_elf(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = some_kernel();
	g_autoptr(GByteArray) elf = make_elf(EM_AARCH64, ".BTF", SHT_PROGBITS, 0, bytes);
	g_autoptr(GByteArray) debug = make_elf(EM_AARCH64, ".BTF", SHT_NOBITS, 0, bytes);
	g_autoptr(GByteArray) packed =
		make_elf(EM_AARCH64, ".BTF", SHT_PROGBITS, SHF_COMPRESSED, bytes);
	g_autoptr(GByteArray) strange = make_elf(EM_68K, ".BTF", SHT_PROGBITS, 0, bytes);
	AUTO(btf_types) types = btf_open_memory("file", elf->data, elf->len, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(btf_targets(types), ==, TARGET_BIT(TARGET_AARCH64));
	must_fail(debug->data, debug->len, "name the vmlinux itself");
	must_fail(packed->data, packed->len, "compressed");
	AUTO(btf_types) unknown = btf_open_memory("file", strange->data, strange->len, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(btf_targets(unknown), ==, 0);
}

/* Any byte may be any other: an error or types, and never more than that. */
static void test_corrupt(void)
{
	g_autoptr(GBytes) bytes = some_kernel();
	g_autoptr(GByteArray) elf = make_elf(EM_X86_64, ".BTF", SHT_PROGBITS, 0, bytes);
	static const guint8 values[] = { 0, 1, 0x7f, 0x80, 0xff };

	for (guint i = 0; i < elf->len; i++) {
		guint8 kept = elf->data[i];
		for (gsize j = 0; j < G_N_ELEMENTS(values); j++) {
			g_autoptr(GError) error = NULL;
			elf->data[i] = values[j];
			AUTO(btf_types) types =
				btf_open_memory("file", elf->data, elf->len, &error);
			g_assert_true(!types == !!error);
		}
		elf->data[i] = kept;
	}
}

static void test_module(void)
{
	AUTO(kernel) kernel = kernel_new();
	struct btf *split = btf__new_empty_split(kernel->btf);
	guint32 size;

	btf__add_struct(split, "of_module", 4);
	btf__add_field(split, "a", kernel->u32, 0, 0);
	const void *bytes = btf__raw_data(split, &size);
	must_fail(bytes, size, "of a module");
	btf__free(split);
}

static void test_files(void)
{
	g_autoptr(GBytes) bytes = some_kernel();
	g_autofree char *folder = g_dir_make_tmp("unbroken-btf-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "vmlinux", NULL);
	g_autoptr(GError) missing = NULL, directory = NULL, error = NULL;

	g_assert_null(btf_open(path, &missing));
	g_assert_nonnull(strstr(missing->message, "No such file"));
	g_assert_null(btf_open(folder, &directory));
	g_assert_nonnull(strstr(directory->message, "is not a file"));
	g_assert_true(g_file_set_contents(path, g_bytes_get_data(bytes, NULL),
					  (gssize)g_bytes_get_size(bytes), NULL));
	AUTO(btf_types) types = btf_open(path, &error);
	g_assert_no_error(error);
	g_assert_nonnull(types);
	g_unlink(path);
	g_rmdir(folder);
}

/* The kernel that runs here has what every kernel has had for decades. */
static void test_running(void)
{
	static const char path[] = "/sys/kernel/btf/vmlinux";
	g_autoptr(GError) error = NULL;

	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_test_skip("this kernel has no BTF");
		return;
	}
	AUTO(btf_types) types = btf_open(path, &error);
	g_assert_no_error(error);
	if (!(btf_targets(types) & TARGET_BIT(TARGET_X86_64))) {
		g_test_skip("this kernel is of 32 bits or big-endian");
		return;
	}
	AUTO(arena) arena = arena_new((gsize)64 << 20, NULL);
	AUTO(parsed) headers = parse_text(
		"struct pollfd { int fd; short events; short revents; };\n"
		"struct iovec { void *iov_base; unsigned long iov_len; };\n"
		"struct nlmsghdr { __u32 nlmsg_len; __u16 nlmsg_type; __u16 nlmsg_flags;\n"
		"	__u32 nlmsg_seq; __u32 nlmsg_pid; };\n"
		"struct flock { short l_type; short l_whence; long l_start; long l_len;\n"
		"	int l_pid; };\n"
		"struct nlattr { __u16 nla_type; __u16 nla_len; };\n",
		TARGET_X86_64);
	const struct model *model = btf_model(types, headers->model, arena, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(model->n_unjudged, ==, 0);
	struct diff *diff = diff_models(headers->model, model);
	/* The last one was wrong on purpose. */
	g_assert_cmpuint(diff->changes->len, ==, 1);
	need_change(diff, CHANGE_MEMBER_MOVED, "nlattr");
	diff_free(diff);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/btf-open/bare", test_bare);
	g_test_add_func("/btf-open/big-endian", test_big_endian);
	g_test_add_func("/btf-open/other-target", test_other_target);
	g_test_add_func("/btf-open/truncated", test_truncated);
	g_test_add_func("/btf-open/no-btf", test_no_btf);
	g_test_add_func("/btf-open/elf", test_elf);
	g_test_add_func("/btf-open/corrupt", test_corrupt);
	g_test_add_func("/btf-open/module", test_module);
	g_test_add_func("/btf-open/files", test_files);
	g_test_add_func("/btf-open/running", test_running);
	return g_test_run();
}
