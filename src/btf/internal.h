/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files of src/btf share.
 *
 * libbpf checks that types and names lie within the file, but not that types end:
 * whoever follows them counts.
 */
#ifndef UNBROKEN_BTF_INTERNAL_H
#define UNBROKEN_BTF_INTERNAL_H

#include <bpf/btf.h>

#include "btf/btf.h"
#include "model/builder.h"

/* Records in records, and types behind types. */
#define DEPTH_LIMIT 32

struct btf_types {
	struct btf *btf;
	char *shown; /* "btf:FILE" */
	target_set targets;
};

/* One model in the making. */
struct reading {
	const struct btf *btf;
	const struct model *like;
	struct builder *builder;
	GHashTable *ids_of_tag;        /* "struct foo" -> GArray of type ids */
	GHashTable *ids_of_enumerator; /* "FOO" -> GArray of type ids of enumerations */
	GHashTable *dropped;           /* names of constants that the kernel does not have */
	GArray *unjudged;              /* struct unjudged */
	/* Members and enumerators that may still be looked at: more than a kernel has, and
	 * an end for a file that nests its types without one. */
	guint64 budget;
};

/* types.c */

/* The name at @offset; "" if there is none, NULL if it is not one that C has. */
const char *type_name_at(const struct reading *reading, guint32 offset);
/*
 * What is behind qualifiers and typedefs from *@id on, which becomes the id of
 * that; NULL if they do not end.  *@typedef_name, unless NULL, becomes the name
 * of the last typedef on the way, or NULL.
 */
const struct btf_type *type_resolve(const struct reading *reading, guint32 *id,
				    const char **typedef_name);
/* "struct", "union" or "enum". */
const char *type_word(const struct btf_type *type);
/* "struct foo", "union foo" or "enum foo", or the name of an untagged one's typedef;
 * "" if it has neither. */
const char *type_tag(const struct reading *reading, const struct btf_type *type,
		     const char *typedef_name);
/* The type @id, spelled as src/clang spells it; FALSE if no member can have it. */
gboolean type_describe(const struct reading *reading, guint32 id, struct type *ret);
/* In bytes, by the rules of the target; 0 if it cannot be known. */
guint64 type_alignment(struct reading *reading, guint32 id, guint depth);
/*
 * Takes the bounds off the type @id: *@count becomes the product of them, or
 * MEMBER_NO_ARRAY; the element's type is returned, or 0 if the bounds make no sense.
 */
guint32 type_element(const struct reading *reading, guint32 id, gint64 *count);
/* Whether two types are the same for programs: unsigned long and unsigned long
 * long of one size are, two records of one layout are not looked into. */
gboolean type_alike(const struct type *one, const struct type *other);
/* Whether @id is one that no header for programs uses: u32, bool, a pointer to
 * what @like does not know, a record of such. */
gboolean type_is_internal(struct reading *reading, guint32 id, guint depth);
/* The same of the typedef alone that @id is, if it is one. */
gboolean type_name_is_internal(const struct reading *reading, guint32 id);

/* draft.c */

/* A record as the kernel has it. */
struct draft {
	gboolean is_union;
	guint64 size;
	GArray *members;  /* struct member, without places */
	GArray *type_ids; /* guint32, of their elements */
	const char *flaw; /* why it cannot be judged, or NULL */
};

/* Those of @twin's members that are written inline are so in the draft, too, where the
 * kernel has given them a tag; @twin may be NULL. */
struct draft *draft_new(struct reading *reading, guint32 id, const struct record *twin,
			guint depth);
void draft_free(struct draft *draft);
DEFINE_AUTO(draft, draft_free)
gboolean drafts_alike(const struct draft *one, const struct draft *other);
struct member *draft_member(const struct draft *draft, guint i);
/* NULL if there is none of @name, or @name is "". */
const struct member *draft_find(const struct draft *draft, const char *name);
/* A member with bytes of its own. */
gboolean is_leaf(const struct member *member);
/* BTF cannot tell [0] from [], nor [4][2] from [8]. */
gboolean arrays_alike(const struct member *one, const struct member *other);

/* bytes.c */

/* Whether both cut the same bytes into the same pieces, whatever they call them. */
gboolean bytes_alike(struct reading *reading, const struct draft *draft, const struct record *like);
/* The same of what two members hold; @id is the type of @member. */
gboolean type_bytes_alike(struct reading *reading, const struct member *member, guint32 id,
			  const struct member *like);

/* mend.c */

/* Brings @draft to what programs see of it, where @like shows what that may be. */
void draft_mend(struct reading *reading, struct draft *draft, const struct record *like);

/* agree.c */

enum agreement {
	AGREE_SAME,    /* no program can tell the difference */
	AGREE_NOT,     /* another state of the same record */
	AGREE_FOREIGN, /* something else that has the same name */
};

/* After which @draft is mended. */
enum agreement draft_compare(struct reading *reading, struct draft *draft,
			     const struct record *like);
/* The record for the model: what the draft says, in the words of @like where they agree. */
struct record draft_to_record(struct reading *reading, guint32 id, const struct draft *draft,
			      const struct record *like);

/* model.c */

/* Takes @n off the budget; FALSE once it is used up. */
gboolean reading_spend(struct reading *reading, guint64 n);

/* Lists @item of @place as not judged; @expected where the kernel merely has no such
 * thing, and nothing is wrong with the file. */
void reading_unjudged(struct reading *reading, const struct place *place, const char *item,
		      const char *reason, gboolean expected);

/* records.c, enumerations.c */

/* The kernel's record or enumeration in place of the one of @like at @index, where they
 * differ. */
void reading_take_record(struct reading *reading, guint32 index);
void reading_take_enumeration(struct reading *reading, guint32 index);

#endif
