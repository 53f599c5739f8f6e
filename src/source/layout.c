/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How an input is laid out: a kernel's source or installed headers, and where
 * in it programs' include path begins.  Installed asm headers come per machine
 * in Debian's multiarch folders (since trixie, links to usr/lib/linux/uapi),
 * or in one plain asm/ that does not say whose it is.
 */
#include "source/listing.h"

#include <string.h>

#include "source/kernel.h"
#include "source/path.h"
#include "source/set.h"
#include "source/tree.h"

enum { RANK_SHARED_ASM, RANK_INSTALLED, RANKS };

/* Headers that only one architecture has, to tell whose a plain asm/ is. */
static const struct {
	const char *arch;
	const char *path;
	const char *says; /* and that holds this, if not NULL */
} asm_markers[] = {
	{ "x86", "asm/vmx.h", NULL },          { "x86", "asm/svm.h", NULL },
	{ "x86", "asm/msr.h", NULL },          { "x86", "asm/mtrr.h", NULL },
	{ "x86", "asm/bootparam.h", NULL },    { "x86", "asm/processor-flags.h", NULL },
	{ "x86", "asm/ptrace-abi.h", NULL },   { "arm64", "asm/sve_context.h", NULL },
	{ "arm", "asm/unistd-eabi.h", NULL },  { "arm", "asm/unistd-common.h", NULL },
	{ "riscv", "asm/hwprobe.h", NULL },    { "riscv", "asm/unistd.h", "riscv_flush_icache" },
	{ "s390", "asm/dasd.h", NULL },        { "s390", "asm/chsc.h", NULL },
	{ "s390", "asm/zcrypt.h", NULL },      { "powerpc", "asm/cputable.h", NULL },
	{ "powerpc", "asm/eeh.h", NULL },      { "powerpc", "asm/ps3fb.h", NULL },
	{ "powerpc", "asm/spu_info.h", NULL },
};

struct installed {
	struct listing *listing;
	char *root;       /* the include folder, "usr/include/" */
	char *shared_asm; /* "usr/lib/linux/uapi/", or NULL */
	target_set flat;  /* whose a plain asm/ is */
	gboolean judged;  /* FALSE: it is there for what others include */
	guint rank;       /* the first of several folders goes first */
};

static const struct listing_entry *entry_at(const struct listing *listing, guint index)
{
	return &g_array_index(listing->entries, struct listing_entry, index);
}

/* The shortest folder of @listing in which @length_of finds what it looks for. */
static char *shortest(const struct listing *listing,
		      gboolean (*length_of)(const char *path, gsize *ret_length))
{
	const char *best = NULL;
	gsize best_length = G_MAXSIZE;

	for (guint i = 0; i < listing->entries->len; i++) {
		const char *path = entry_at(listing, i)->path;
		gsize length;

		if (!path_is_header(path) || !length_of(path, &length) || length >= best_length)
			continue;
		best = path;
		best_length = length;
	}
	return best ? g_strndup(best, best_length) : NULL;
}

static gboolean ends_usr_include(const char *path, gsize *ret_length)
{
	const char *found = path_find_first(path, "usr/include/");

	if (found)
		*ret_length = (gsize)(found - path) + strlen("usr/include/");
	return found != NULL;
}

/* Where linux/, asm/ and asm-generic/ are. */
static gboolean ends_before_kernel(const char *path, gsize *ret_length)
{
	static const char *const folders[] = { "linux/", "asm/", "asm-generic/" };
	const char *first = NULL;
	guint id;

	if (path_skip_multiarch(path, &id))
		first = path;
	for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
		const char *found = path_find_first(path, folders[i]);

		if (found && (!first || found < first))
			first = found;
	}
	if (first)
		*ret_length = (gsize)(first - path);
	return first != NULL;
}

static gboolean ends_include(const char *path, gsize *ret_length)
{
	const char *found = path_find_first(path, "include/");

	if (found)
		*ret_length = (gsize)(found - path) + strlen("include/");
	return found != NULL;
}

static gboolean all_headers_in(const struct listing *listing, const char *folder)
{
	for (guint i = 0; i < listing->entries->len; i++) {
		const char *path = entry_at(listing, i)->path;

		if (path_is_header(path) && !g_str_has_prefix(path, folder))
			return FALSE;
	}
	return TRUE;
}

static char *find_include_root(const struct listing *listing)
{
	g_autofree char *usr_include = shortest(listing, ends_usr_include);
	g_autofree char *kernel = shortest(listing, ends_before_kernel);
	g_autofree char *include = shortest(listing, ends_include);

	if (usr_include)
		return g_steal_pointer(&usr_include);
	if (kernel && (strcmp(kernel, "include/") == 0 || all_headers_in(listing, kernel)))
		return g_steal_pointer(&kernel);
	if (include && !kernel && all_headers_in(listing, include))
		return g_steal_pointer(&include);
	return g_strdup(listing->base);
}

static target_set targets_of_marker(const struct listing_entry *entry, const char *path)
{
	for (guint i = 0; i < G_N_ELEMENTS(asm_markers); i++) {
		const char *says = asm_markers[i].says;

		if (strcmp(path, asm_markers[i].path) != 0)
			continue;
		if (!says || (entry->text && strstr(entry->text, says)))
			return target_set_of_arch(asm_markers[i].arch);
	}
	return 0;
}

/* 0 when nothing tells, or two architectures are mixed. */
static target_set targets_of_flat_asm(const struct installed *installed)
{
	const struct listing *listing = installed->listing;
	target_set found = 0;

	for (guint i = 0; i < listing->entries->len; i++) {
		const struct listing_entry *entry = entry_at(listing, i);
		target_set set = 0;

		if (g_str_has_prefix(entry->path, installed->root))
			set = targets_of_marker(entry, entry->path + strlen(installed->root));
		if (set && found && set != found)
			return 0;
		found |= set;
	}
	return found;
}

/* Fills in where @path is included from and who gets it.  FALSE: nobody. */
static gboolean place_entry(const struct installed *installed, const char *path,
			    struct tree_offer *offer)
{
	guint id;

	offer->rank = RANK_INSTALLED;
	if (installed->shared_asm && g_str_has_prefix(path, installed->shared_asm)) {
		offer->rank = RANK_SHARED_ASM;
		offer->path = path_skip_arch(path + strlen(installed->shared_asm),
					     &offer->claims[TREE_CLAIM_EXACT]);
		return offer->path != NULL;
	}
	if (!g_str_has_prefix(path, installed->root))
		return FALSE;
	path += strlen(installed->root);
	offer->path = path_skip_multiarch(path, &id);
	if (offer->path && id == TARGET_COUNT)
		return FALSE;
	if (offer->path) {
		offer->claims[TREE_CLAIM_EXACT] = TARGET_BIT(id);
		offer->claims[TREE_CLAIM_ARCH] = target_set_of_arch(targets[id].arch);
		return TRUE;
	}
	offer->path = path;
	if (installed->flat && g_str_has_prefix(path, "asm/"))
		offer->claims[TREE_CLAIM_ARCH] = installed->flat;
	else
		offer->claims[TREE_CLAIM_ANY] = TARGET_ALL;
	return TRUE;
}

static void offer_entry(const struct installed *installed, const struct listing_entry *entry)
{
	struct listing *listing = installed->listing;
	struct tree_offer offer = {
		.text = entry->text,
		.size = entry->size,
		.blob = entry->blob,
		.reason = entry->reason,
		.judged = installed->judged,
	};

	if (!listing_judges(entry) || !place_entry(installed, entry->path, &offer))
		return;
	/* Who includes what cannot be read says so; nobody else misses it. */
	if (entry->reason && !installed->judged)
		return;
	offer.shown = listing_shown(listing, entry->path);
	offer.rank += installed->rank;
	tree_offer(listing->tree, &offer);
	if (g_str_has_prefix(offer.path, "asm/"))
		listing->tree->targets |=
			offer.claims[TREE_CLAIM_EXACT] | offer.claims[TREE_CLAIM_ARCH];
}

/* @taken is an include folder of the listing, whose headers are @judged. */
static void offer_root(struct listing *listing, char *taken, gboolean judged, guint rank)
{
	g_autofree char *root = taken;
	g_autofree char *shared_asm = NULL;
	struct installed installed = {
		.listing = listing,
		.root = root,
		.judged = judged,
		.rank = rank,
	};

	if (g_str_has_suffix(root, "usr/include/"))
		shared_asm = g_strdup_printf("%.*slib/linux/uapi/",
					     (int)(strlen(root) - strlen("include/")), root);
	installed.shared_asm = shared_asm;
	installed.flat = targets_of_flat_asm(&installed);
	for (guint i = 0; i < listing->entries->len; i++)
		offer_entry(&installed, entry_at(listing, i));
}

/* The folder in which an archive has the folders of a set: "linux-7.2/". */
static char *find_set_root(const struct listing *listing)
{
	const char *root = listing->set->roots[0];
	gsize best = G_MAXSIZE;
	const char *in = "";

	for (guint i = 0; *root && i < listing->entries->len; i++) {
		const char *path = entry_at(listing, i)->path;
		const char *found = path_find_first(path, root);

		if (found && (gsize)(found - path) < best) {
			best = (gsize)(found - path);
			in = path;
		}
	}
	return g_strndup(in, best == G_MAXSIZE ? 0 : best);
}

static void offer_set(struct listing *listing)
{
	const struct header_set *set = listing->set;
	g_autofree char *top = find_set_root(listing);
	guint rank = 0;

	for (const char *const *root = set->roots; *root; root++, rank += RANKS)
		offer_root(listing, g_strconcat(top, *root, NULL), TRUE, rank);
	for (const char *const *root = set->includes; root && *root; root++, rank += RANKS)
		offer_root(listing, g_strconcat(top, *root, NULL), FALSE, rank);
	listing->tree->defines = set->defines;
	listing->tree->pre_includes = set->pre_includes;
}

static void offer_installed(struct listing *listing)
{
	if (listing->set)
		offer_set(listing);
	else
		offer_root(listing, find_include_root(listing), TRUE, 0);
}

static gboolean has_folder(const struct tree *tree, const char *folder)
{
	for (gsize i = 0; i < tree->n_files; i++)
		if (g_str_has_prefix(tree->files[i].path, folder))
			return TRUE;
	return FALSE;
}

struct tree *listing_to_tree(struct listing *listing, GError **error)
{
	struct tree *tree = listing->tree;
	g_autofree char *kernel_root = NULL;

	listing_give_texts(listing);
	if (!listing_follow_links(listing, error))
		return NULL;
	/* Whoever states the roots of a set knows where they are. */
	kernel_root = listing->set ? NULL : shortest(listing, kernel_find_root);
	if (kernel_root) {
		tree->layout = TREE_KERNEL_SOURCE;
		kernel_offer(listing, kernel_root);
	} else {
		offer_installed(listing);
	}
	tree_settle(tree);
	/* A set is in the folders that it states, and nowhere else. */
	if (listing->set)
		tree->complete = TRUE;
	else if (!kernel_root)
		tree->complete = !has_folder(tree, "linux/") || !has_folder(tree, "asm-generic/");
	return g_steal_pointer(&listing->tree);
}
