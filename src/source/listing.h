/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an input holds, before anybody asks how it is laid out: the headers of
 * a folder or an archive under their names inside it, and its symbolic links.
 * Folders and archives share all logic from here on.
 */
#ifndef UNBROKEN_SOURCE_LISTING_H
#define UNBROKEN_SOURCE_LISTING_H

#include "source/source.h"
#include "util/auto.h"

struct header_set;

struct listing_entry {
	const char *path; /* inside the input, see path.h; NULL: replaced by a later one */
	const char *text; /* NULL: refused, or still to be read */
	gsize size;
	const char *blob;   /* what is to be read, see struct tree_file */
	const char *reason; /* why it is refused */
};

struct listing_link {
	const char *path;
	const char *target; /* as the link says */
};

struct listing {
	struct tree *tree; /* owns every string and text */
	const struct tree_limits *limits;

	/*
	 * How messages name a path: one that begins with @inner is @shown
	 * followed by the rest, any other one is @shown_root followed by it.
	 * (A folder .../usr/include is listed as "usr/include/", so that links
	 * into the neighbouring usr/lib can be followed.)
	 */
	const char *inner;
	const char *shown;
	const char *shown_root;
	const char *base; /* the folder in which all entries are: "", or "include/api/" */
	const struct header_set *set; /* or NULL; in an archive its folders are to be found */
	/* What an absolute link must begin with to point inside; "" for an archive. */
	const char *absolute;

	gboolean kernel_source; /* seen to be one: only its exported parts matter */
	gsize makefile_depth;   /* of the shallowest Makefile so far */
	gsize members;
	gsize text_bytes;
	gsize stream_bytes;
	gboolean given;  /* the tree owns the texts of the entries already */
	GArray *entries; /* struct listing_entry */
	GArray *links;   /* struct listing_link */
};

/* A listing for the input @name; @limits must outlive it. */
struct listing *listing_new(const char *name, const struct tree_limits *limits);

/* Ends the tree too, unless listing_to_tree() gave it away. */
void listing_free(struct listing *listing);
DEFINE_AUTO(listing, listing_free)

/* Count one more member or @bytes more of the stream; FALSE with @error set over the limit. */
gboolean listing_count_member(struct listing *listing, GError **error);
gboolean listing_count_stream(struct listing *listing, gsize bytes, GError **error);

/*
 * Whether the file @path may matter: a header, or what tells which headers a
 * kernel exports.
 */
gboolean listing_wants(struct listing *listing, const char *path);

/*
 * Adds a header; takes @text, which has a NUL behind @size.  FALSE with @error
 * set over the limit of all texts together.
 */
gboolean listing_add(struct listing *listing, const char *path, char *text, gsize size,
		     GError **error);

/*
 * Adds a header whose bytes the reader of the tree has under the name @blob.
 * @text, if it is at hand, is taken and has a NUL behind @size.
 */
gboolean listing_add_blob(struct listing *listing, const char *path, const char *blob, char *text,
			  gsize size, GError **error);

/*
 * The blob for the bytes called @id in @path: what is installed for a header is
 * not what its source holds.  And back: the @id, and whether it is to be installed.
 */
char *listing_blob_name(const char *path, const char *id);
char *listing_blob_id(const char *blob, gboolean *ret_install);

/* Adds the knowledge that there is a header whose bytes cannot be had. */
void listing_refuse(struct listing *listing, const char *path, const char *reason);

void listing_add_link(struct listing *listing, const char *path, const char *target);

/* Whether @entry is a header, or a folder of them that is refused. */
gboolean listing_judges(const struct listing_entry *entry);

/* The name of @path in messages. */
const char *listing_shown(struct listing *listing, const char *path);

/*
 * Adds, for every link to a header or a folder of headers, those headers under
 * the name of the link.  Links are followed inside the listing only; one that
 * leads elsewhere becomes a refusal if its name is a header's.  FALSE with
 * @error set over the limit of members.
 */
gboolean listing_follow_links(struct listing *listing, GError **error);

/*
 * Follows the links and lays the tree out; the tree is the caller's then, and
 * the listing good for nothing but listing_free().  NULL as above.
 */
struct tree *listing_to_tree(struct listing *listing, GError **error);

/* Hands the texts of all entries to the tree; from then on entries may share texts. */
void listing_give_texts(struct listing *listing);

#endif
