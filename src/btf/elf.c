/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "btf/elf.h"

#include <elf.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>

/* Of the table of sections, and of their names: a kernel has some dozen. */
#define TABLE_LIMIT (16 * 1024 * 1024)
/* Fifty times what a kernel has. */
#define SECTION_LIMIT (256 * 1024 * 1024)

struct elf_file {
	const struct image *image;
	const char *name;
	struct elf_section *out;
	guint8 *sections; /* raw headers */
	guint64 section_size;
	guint64 n_sections;
	GError **error;
};

/* A section header, whatever its width and byte order. */
struct section {
	guint32 name, type;
	guint64 flags, offset, size;
};

gboolean image_read(const struct image *image, guint64 offset, gpointer into, gsize size)
{
	guint8 *at = into;

	if (offset > image->size || size > image->size - offset)
		return FALSE;
	if (!size)
		return TRUE;
	if (image->fd < 0) {
		memcpy(into, image->bytes + offset, size);
		return TRUE;
	}
	while (size) {
		ssize_t n = pread(image->fd, at, size, (off_t)offset);
		if (n <= 0)
			return FALSE;
		at += n;
		offset += (guint64)n;
		size -= (gsize)n;
	}
	return TRUE;
}

gboolean image_is_elf(const struct image *image)
{
	char magic[SELFMAG];

	return image_read(image, 0, magic, sizeof(magic)) && !memcmp(magic, ELFMAG, SELFMAG);
}

static gboolean fail(const struct elf_file *file, const char *what)
{
	g_set_error(file->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "'%s' %s", file->name, what);
	return FALSE;
}

/* The number of @size bytes at @at, in the byte order of the file. */
static guint64 number(const struct elf_file *file, const guint8 *at, gsize size)
{
	guint64 value = 0;

	for (gsize i = 0; i < size; i++)
		value = value << 8 | at[file->out->is_big_endian ? i : size - 1 - i];
	return value;
}

#define FIELD(file, at, kind, field)                                             \
	((file)->out->is_64 ? number(file, (at) + offsetof(Elf64_##kind, field), \
				     sizeof(((Elf64_##kind *)0)->field))         \
			    : number(file, (at) + offsetof(Elf32_##kind, field), \
				     sizeof(((Elf32_##kind *)0)->field)))

static void read_section(const struct elf_file *file, guint64 i, struct section *ret)
{
	const guint8 *at = file->sections + i * file->section_size;

	ret->name = (guint32)FIELD(file, at, Shdr, sh_name);
	ret->type = (guint32)FIELD(file, at, Shdr, sh_type);
	ret->flags = FIELD(file, at, Shdr, sh_flags);
	ret->offset = FIELD(file, at, Shdr, sh_offset);
	ret->size = FIELD(file, at, Shdr, sh_size);
}

/* Reads the header of the file, and the table of sections; *@names is the index of the
 * section with their names. */
static gboolean read_table(struct elf_file *file, guint64 *names)
{
	guint8 header[sizeof(Elf64_Ehdr)] = { 0 };
	gsize least = sizeof(Elf32_Ehdr);

	if (!image_read(file->image, 0, header, least))
		return fail(file, "is a truncated ELF file");
	file->out->is_64 = header[EI_CLASS] == ELFCLASS64;
	file->out->is_big_endian = header[EI_DATA] == ELFDATA2MSB;
	if (file->out->is_64 && !image_read(file->image, 0, header, sizeof(header)))
		return fail(file, "is a truncated ELF file");
	file->out->machine = (guint)FIELD(file, header, Ehdr, e_machine);
	guint64 offset = FIELD(file, header, Ehdr, e_shoff);
	file->section_size = FIELD(file, header, Ehdr, e_shentsize);
	file->n_sections = FIELD(file, header, Ehdr, e_shnum);
	*names = FIELD(file, header, Ehdr, e_shstrndx);
	gsize wanted = file->out->is_64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
	if (!offset || !file->n_sections || file->section_size != wanted)
		return fail(file, "is an ELF file without a table of sections");
	/* Sixteen bits of number and of size: some MiB at most. */
	gsize size = (gsize)(file->n_sections * file->section_size);
	file->sections = g_malloc(size);
	if (!image_read(file->image, offset, file->sections, size))
		return fail(file, "is a truncated ELF file");
	return TRUE;
}

static gboolean read_names(const struct elf_file *file, guint64 index, GByteArray *ret)
{
	struct section section = { 0 };

	if (index < file->n_sections)
		read_section(file, index, &section);
	if (section.type != SHT_STRTAB || !section.size || section.size > TABLE_LIMIT)
		return fail(file, "is an ELF file whose sections have no names");
	g_byte_array_set_size(ret, (guint)section.size);
	if (!image_read(file->image, section.offset, ret->data, ret->len))
		return fail(file, "is a truncated ELF file");
	ret->data[ret->len - 1] = '\0';
	return TRUE;
}

static gboolean take_section(struct elf_file *file, const struct section *section)
{
	if (section->type == SHT_NOBITS)
		return fail(file, "has the types of a kernel left out, as files of debug "
				  "information have: name the vmlinux itself");
	if (section->flags & SHF_COMPRESSED)
		return fail(file, "has its BTF compressed, which is not read");
	if (section->size > SECTION_LIMIT)
		return fail(file, "has more BTF than any kernel has");
	g_autofree guint8 *bytes = g_malloc((gsize)section->size + 1);
	if (!image_read(file->image, section->offset, bytes, (gsize)section->size))
		return fail(file, "is a truncated ELF file");
	file->out->bytes = g_bytes_new_take(g_steal_pointer(&bytes), (gsize)section->size);
	return TRUE;
}

static gboolean find_section(struct elf_file *file, const char *name)
{
	g_autoptr(GByteArray) names = g_byte_array_new();
	guint64 index;

	if (!read_table(file, &index) || !read_names(file, index, names))
		return FALSE;
	for (guint64 i = 0; i < file->n_sections; i++) {
		struct section section;
		read_section(file, i, &section);
		if (section.name < names->len && !strcmp((char *)names->data + section.name, name))
			return take_section(file, &section);
	}
	return fail(file, "is an ELF file without BTF: its kernel was built without "
			  "CONFIG_DEBUG_INFO_BTF, or it is no kernel");
}

gboolean elf_find_section(const struct image *image, const char *file, const char *name,
			  struct elf_section *ret, GError **error)
{
	struct elf_file elf = { .image = image, .name = file, .out = ret, .error = error };

	*ret = (struct elf_section){ 0 };
	gboolean found = find_section(&elf, name);
	g_free(elf.sections);
	return found;
}
