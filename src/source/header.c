/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "source/header.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/closure.h"
#include "source/file.h"
#include "source/install.h"
#include "source/path.h"
#include "source/tree.h"

/* What follows the last @part in @real, or NULL. */
static const char *after(const char *real, const char *part)
{
	const char *found = path_find(real, part);

	return found ? found + strlen(part) : NULL;
}

const char *header_included_as(const char *real, target_set *set)
{
	const char *uapi = path_find_uapi(real);
	const char *shared = after(real, "usr/lib/linux/uapi/");
	const char *rest = after(real, "usr/include/");
	const char *arch = after(real, "arch/");
	guint id;

	*set = TARGET_ALL;
	if (uapi) {
		if (arch && path_skip_arch(arch, set) != uapi)
			*set = TARGET_ALL;
		return uapi + strlen("include/uapi/");
	}
	if (shared && path_skip_arch(shared, set))
		return path_skip_arch(shared, set);
	rest = rest ? rest : after(real, "include/");
	if (!rest)
		return real + path_folder_length(real);
	if (!path_skip_multiarch(rest, &id))
		return rest;
	*set = id < TARGET_COUNT ? target_set_of_arch(targets[id].arch) : TARGET_ALL;
	return path_skip_multiarch(rest, &id);
}

static target_set fetch_sibling(const struct closure_source *source, struct closure *closure,
				const char *path, target_set missing)
{
	if (!g_str_has_prefix(path, source->prefix))
		return 0;
	return closure_add_file(source, closure, path + strlen(source->prefix), path, missing,
				TARGET_ALL);
}

static void add_siblings(struct tree *tree, const char *name, const char *real)
{
	g_autofree char *root = g_path_get_dirname(real);
	g_autofree char *shown = g_strndup(name, path_folder_length(name));
	g_autofree char *prefix = NULL;
	struct closure_source source = {
		.fetch = fetch_sibling,
		.quoted_only = TRUE,
		.root = root,
		.inside = root,
		.shown = shown,
	};

	if (!tree->n_files)
		return;
	prefix = g_strndup(tree->files[0].path, path_folder_length(tree->files[0].path));
	source.prefix = prefix;
	closure_complete(tree, &source);
}

char *header_installed(char *text, const char *real, gsize *size)
{
	char *done;

	if (!path_find_uapi(real) && !install_is_needed(text, *size))
		return text;
	done = install_header(text, *size, size);
	g_free(text);
	return done;
}

static struct tree *make_tree(const char *name, const char *real, char *text, gsize size,
			      const char *reason)
{
	struct tree *tree = tree_new(name, TREE_SINGLE_HEADER);
	target_set set;
	const char *path = tree_intern(tree, header_included_as(real, &set));
	struct tree_offer offer = {
		.path = path,
		.shown = tree->name,
		.claims = { [TREE_CLAIM_ANY] = set },
		.judged = TRUE,
	};

	if (text) {
		offer.size = size;
		offer.text = header_installed(text, real, &offer.size);
		tree_own(tree, (gpointer)offer.text);
	} else {
		offer.reason = tree_intern(tree, reason);
	}
	tree->targets = set != TARGET_ALL && g_str_has_prefix(path, "asm/") ? set : 0;
	tree_offer(tree, &offer);
	tree_settle(tree);
	return tree;
}

static struct tree *fail_unreadable(const char *name, int code, GError **error)
{
	g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_UNREADABLE, "Cannot read '%s': %s", name,
		    g_strerror(code));
	return NULL;
}

struct tree *tree_open_header(const char *name, const struct tree_limits *limits, GError **error)
{
	int descriptor = open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	char *real = descriptor >= 0 ? realpath(name, NULL) : NULL;
	const char *reason = NULL;
	struct tree *tree;
	gsize size = 0;
	char *text;

	if (!real) {
		int code = errno;

		if (descriptor >= 0)
			close(descriptor);
		return fail_unreadable(name, code, error);
	}
	text = file_read_descriptor(descriptor, limits->file_bytes, &size, &reason);
	tree = make_tree(name, real, text, size, reason);
	add_siblings(tree, name, real);
	free(real);
	return tree;
}
