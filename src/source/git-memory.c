/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/git-memory.h"

#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <string.h>

#include "source/hunks.h"

#define BYTES_MAX (512 * 1024 * 1024)

/*
 * libgit2 has a back end for memory, to be put in front of a repository's own
 * ones.  Those would still be asked to "freshen" whatever is written and
 * exists already, which sets the times of their files.  So they stay behind
 * this one, which only reads from them.
 */
struct memory_backend {
	git_odb_backend parent;
	git_odb *disk;
	GHashTable *objects; /* git_oid -> struct object, which begins with it */
	gsize bytes;
};

struct object {
	git_oid id;
	git_object_t type;
	gsize size;
	char bytes[];
};

static guint hash_id(gconstpointer key)
{
	guint hash;

	memcpy(&hash, ((const git_oid *)key)->id, sizeof(hash));
	return hash;
}

static gboolean equal_ids(gconstpointer a, gconstpointer b)
{
	return git_oid_equal(a, b);
}

static const struct object *find(git_odb_backend *parent, const git_oid *id)
{
	const struct memory_backend *backend = (const struct memory_backend *)parent;

	return g_hash_table_lookup(backend->objects, id);
}

static git_odb *disk_of(git_odb_backend *parent)
{
	return ((struct memory_backend *)parent)->disk;
}

static int give(void **ret, git_odb_backend *parent, const void *bytes, size_t size)
{
	/* Of size 0 some versions give no memory, which would look like an error. */
	*ret = git_odb_backend_data_alloc(parent, size + 1);
	if (!*ret)
		return GIT_ERROR;
	if (size)
		memcpy(*ret, bytes, size);
	return 0;
}

static int backend_read(void **ret, size_t *ret_size, git_object_t *ret_type,
			git_odb_backend *parent, const git_oid *id)
{
	const struct object *object = find(parent, id);
	git_odb_object *on_disk;
	int result;

	if (object) {
		*ret_size = object->size;
		*ret_type = object->type;
		return give(ret, parent, object->bytes, object->size);
	}
	result = git_odb_read(&on_disk, disk_of(parent), id);
	if (result)
		return result;
	*ret_size = git_odb_object_size(on_disk);
	*ret_type = git_odb_object_type(on_disk);
	result = give(ret, parent, git_odb_object_data(on_disk), *ret_size);
	git_odb_object_free(on_disk);
	return result;
}

static int backend_read_header(size_t *ret_size, git_object_t *ret_type, git_odb_backend *parent,
			       const git_oid *id)
{
	const struct object *object = find(parent, id);

	if (!object)
		return git_odb_read_header(ret_size, ret_type, disk_of(parent), id);
	*ret_size = object->size;
	*ret_type = object->type;
	return 0;
}

static int backend_exists(git_odb_backend *parent, const git_oid *id)
{
	return find(parent, id) || git_odb_exists(disk_of(parent), id);
}

/* What users abbreviate is on disk. */
static int backend_exists_prefix(git_oid *ret, git_odb_backend *parent, const git_oid *id,
				 size_t length)
{
	return git_odb_exists_prefix(ret, disk_of(parent), id, length);
}

static int backend_read_prefix(git_oid *ret_id, void **ret, size_t *ret_size,
			       git_object_t *ret_type, git_odb_backend *parent, const git_oid *id,
			       size_t length)
{
	int result = git_odb_exists_prefix(ret_id, disk_of(parent), id, length);

	return result ? result : backend_read(ret, ret_size, ret_type, parent, ret_id);
}

static int backend_write(git_odb_backend *parent, const git_oid *id, const void *bytes, size_t size,
			 git_object_t type)
{
	struct memory_backend *backend = (struct memory_backend *)parent;
	struct object *object;

	if (size > BYTES_MAX - backend->bytes) {
		git_error_set_str(GIT_ERROR_ODB, "the changes take more than 512 MiB");
		return GIT_ERROR;
	}
	object = g_malloc(sizeof(*object) + size);
	git_oid_cpy(&object->id, id);
	object->type = type;
	object->size = size;
	if (size)
		memcpy(object->bytes, bytes, size);
	backend->bytes += size;
	g_hash_table_replace(backend->objects, &object->id, object);
	return 0;
}

static void backend_free(git_odb_backend *parent)
{
	struct memory_backend *backend = (struct memory_backend *)parent;

	g_hash_table_unref(backend->objects);
	git_odb_free(backend->disk);
	g_free(backend);
}

/* Takes @disk. */
static git_odb_backend *backend_new(git_odb *disk)
{
	struct memory_backend *backend = g_new0(struct memory_backend, 1);

	git_odb_init_backend(&backend->parent, GIT_ODB_BACKEND_VERSION);
	backend->parent.read = backend_read;
	backend->parent.read_prefix = backend_read_prefix;
	backend->parent.read_header = backend_read_header;
	backend->parent.exists = backend_exists;
	backend->parent.exists_prefix = backend_exists_prefix;
	backend->parent.write = backend_write;
	backend->parent.free = backend_free;
	backend->disk = disk;
	backend->objects = g_hash_table_new_full(hash_id, equal_ids, NULL, g_free);
	return &backend->parent;
}

/* Puts memory in front of the objects of @repository. */
static int shield(git_repository *repository)
{
	git_odb_backend *backend;
	git_odb *disk = NULL;
	git_odb *odb = NULL;
	int result = git_repository_odb(&disk, repository);

	if (result)
		return result;
	backend = backend_new(disk);
	result = git_odb_new(&odb);
	if (!result)
		result = git_odb_add_backend(odb, backend, 1);
	if (result)
		backend_free(backend);
	else
		result = git_repository_set_odb(repository, odb);
	git_odb_free(odb);
	return result;
}

git_repository *git_memory_repository(const char *path, GError **error)
{
	git_repository *repository = NULL;
	const git_error *reason;

	if (!git_repository_open_ext(&repository, path, 0, NULL) && !shield(repository))
		return repository;
	reason = git_error_last();
	g_set_error(error, APPLY_ERROR, APPLY_ERROR_GIT,
		    "Cannot open the git repository in '%s': %s", path,
		    reason ? reason->message : "there is none");
	git_repository_free(repository);
	return NULL;
}
