/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "btf/btf.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/libbpf.h>
#include <gio/gio.h>

#include "btf/elf.h"
#include "btf/internal.h"

char *btf_library_version(void)
{
	return g_strdup_printf("libbpf %u.%u", libbpf_major_version(), libbpf_minor_version());
}

/* Fifty times what a kernel has. */
#define BYTES_LIMIT (256 * 1024 * 1024)

/* What an ELF file can be of. */
static const struct {
	guint machine;
	gboolean is_64, is_big_endian;
	enum target_id target;
} machines[] = {
	{ EM_X86_64, TRUE, FALSE, TARGET_X86_64 },     { EM_386, FALSE, FALSE, TARGET_I386 },
	{ EM_AARCH64, TRUE, FALSE, TARGET_AARCH64 },   { EM_ARM, FALSE, FALSE, TARGET_ARM },
	{ EM_RISCV, TRUE, FALSE, TARGET_RISCV64 },     { EM_S390, TRUE, TRUE, TARGET_S390X },
	{ EM_PPC64, TRUE, FALSE, TARGET_POWERPC64LE },
};

static int be_quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level;
	(void)format;
	(void)arguments;
	return 0;
}

static gboolean is_big_endian(const struct btf *btf)
{
	return btf__endianness(btf) == BTF_BIG_ENDIAN;
}

static target_set targets_like(guint pointer_bits, gboolean big_endian)
{
	target_set set = 0;

	for (guint id = 0; id < TARGET_COUNT; id++) {
		if (targets[id].pointer_bits == pointer_bits &&
		    targets[id].big_endian == big_endian)
			set |= TARGET_BIT(id);
	}
	return set;
}

static target_set targets_of_machine(const struct elf_section *section)
{
	for (gsize i = 0; i < G_N_ELEMENTS(machines); i++) {
		if (machines[i].machine == section->machine &&
		    machines[i].is_64 == section->is_64 &&
		    machines[i].is_big_endian == section->is_big_endian)
			return TARGET_BIT(machines[i].target);
	}
	return 0;
}

static guint32 order(guint32 value, gboolean swap)
{
	return swap ? GUINT32_SWAP_LE_BE(value) : value;
}

/* That all parts lie within the bytes: libbpf has not always looked at each. */
static gboolean is_sound_header(gconstpointer bytes, gsize size)
{
	struct btf_header header;

	if (size < sizeof(header) || size > BYTES_LIMIT)
		return FALSE;
	memcpy(&header, bytes, sizeof(header));
	gboolean swap = header.magic == GUINT16_SWAP_LE_BE(BTF_MAGIC);
	guint64 length = order(header.hdr_len, swap);
	guint64 types = (guint64)order(header.type_off, swap) + order(header.type_len, swap);
	guint64 strings = (guint64)order(header.str_off, swap) + order(header.str_len, swap);
	return (swap || header.magic == BTF_MAGIC) && length >= sizeof(header) && length <= size &&
	       types <= size - length && strings <= size - length;
}

static gboolean is_btf(gconstpointer bytes, gsize size)
{
	guint16 magic = 0;

	if (size >= sizeof(magic))
		memcpy(&magic, bytes, sizeof(magic));
	return magic == BTF_MAGIC || magic == GUINT16_SWAP_LE_BE(BTF_MAGIC);
}

static struct btf_types *fail(const char *name, const char *what, GError **error)
{
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "'%s' %s", name, what);
	return NULL;
}

static struct btf_types *parse(const char *name, gconstpointer bytes, gsize size, target_set set,
			       GError **error)
{
	if (!is_btf(bytes, size))
		return fail(name, "is neither an ELF file nor BTF", error);
	/* Of the whole process, and perhaps not ours. */
	libbpf_print_fn_t print = libbpf_set_print(be_quiet);
	struct btf *btf = is_sound_header(bytes, size) ? btf__new(bytes, (guint32)size) : NULL;
	libbpf_set_print(print);
	if (!btf || libbpf_get_error(btf))
		return fail(name,
			    "holds BTF that is truncated, corrupt, or of a module, which does not "
			    "stand alone",
			    error);
	struct btf_types *types = g_new0(struct btf_types, 1);
	types->btf = btf;
	types->shown = g_strconcat("btf:", name, NULL);
	types->targets = set & targets_like(8 * (guint)btf__pointer_size(btf), is_big_endian(btf));
	return types;
}

static struct btf_types *open_image(const char *name, const struct image *image, GError **error)
{
	struct elf_section section;

	if (image_is_elf(image)) {
		if (!elf_find_section(image, name, ".BTF", &section, error))
			return NULL;
		g_autoptr(GBytes) bytes = section.bytes;
		return parse(name, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes),
			     targets_of_machine(&section), error);
	}
	if (image->size > BYTES_LIMIT)
		return fail(name, "is neither an ELF file nor BTF", error);
	g_autofree guint8 *bytes = g_malloc((gsize)image->size + 1);
	if (!image_read(image, 0, bytes, (gsize)image->size))
		return fail(name, "could not be read to its end", error);
	return parse(name, bytes, (gsize)image->size, TARGET_ALL, error);
}

struct btf_types *btf_open_memory(const char *name, gconstpointer bytes, gsize size, GError **error)
{
	const struct image image = { .fd = -1, .bytes = bytes, .size = size };

	return open_image(name, &image, error);
}

static struct btf_types *fail_errno(const char *file, GError **error)
{
	int number = errno;

	g_set_error(error, G_IO_ERROR, g_io_error_from_errno(number), "cannot read '%s': %s", file,
		    g_strerror(number));
	return NULL;
}

static struct btf_types *open_fd(const char *file, int fd, GError **error)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return fail_errno(file, error);
	if (!S_ISREG(status.st_mode))
		return fail(file, "is not a file that BTF can be read from", error);
	const struct image image = { .fd = fd, .size = (guint64)status.st_size };
	return open_image(file, &image, error);
}

struct btf_types *btf_open(const char *file, GError **error)
{
	/* Not to wait for the other end of a pipe. */
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return fail_errno(file, error);
	struct btf_types *types = open_fd(file, fd, error);
	close(fd);
	return types;
}

void btf_close(struct btf_types *types)
{
	if (!types)
		return;
	btf__free(types->btf);
	g_free(types->shown);
	g_free(types);
}

target_set btf_targets(const struct btf_types *types)
{
	return types->targets;
}
