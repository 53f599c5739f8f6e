/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an interface is: all that programs for one target get from one tree of
 * headers, with every offset, size and value.
 *
 * A model is plain data: arrays in one arena, sorted by name in byte order,
 * referring to each other by index.  It holds facts only; nothing here says
 * whether anything is good.
 */
#ifndef UNBROKEN_MODEL_MODEL_H
#define UNBROKEN_MODEL_MODEL_H

#include <glib.h>

#include "util/arena.h"
#include "util/target.h"

/* "no such thing" where an index is expected. */
#define MODEL_NONE G_MAXUINT32

/* Where an item is defined. */
struct place {
	guint32 header; /* index into model.headers */
	guint32 line;   /* from 1 */
	guint32 column; /* from 1 */
};

struct header {
	const char *path;        /* as programs include it */
	const char *shown;       /* as messages name it */
	gboolean judged;         /* FALSE: only here to resolve includes */
	const guint32 *includes; /* headers that it includes itself */
	guint32 n_includes;
	gboolean misses_includes; /* it includes one more, whose content is not known */
};

enum type_class {
	TYPE_INTEGER,
	TYPE_BOOL,
	TYPE_FLOAT,
	TYPE_ENUM,
	TYPE_POINTER,
	TYPE_RECORD,
	TYPE_OTHER,
};

/* Of a member: the element type if it is an array. */
struct type {
	const char *spelled;   /* as written, without array bounds: "__u32" */
	const char *canonical; /* typedefs resolved: "unsigned int" */
	enum type_class type_class;
	gboolean is_signed;
	guint64 size;   /* bytes of one element; 0 if unknown */
	guint32 record; /* index into model.records for TYPE_RECORD, else MODEL_NONE */
};

enum member_kind {
	MEMBER_FIELD,    /* has a name and a type of its own */
	MEMBER_STRUCT,   /* struct { ... } with or without a name, members follow */
	MEMBER_UNION,    /* union { ... } likewise */
	MEMBER_BITFIELD, /* named bit-field */
	MEMBER_UNNAMED,  /* unnamed bit-field: padding by declaration */
};

#define MEMBER_NO_ARRAY      (-1)
#define MEMBER_FLEXIBLE_TAIL (-2) /* [] */

/*
 * Members stand in order of declaration; what an inline struct or union holds
 * follows it and names it as parent.  Offsets count from the start of the
 * outermost record.
 */
struct member {
	const char *name; /* path inside the record: "in.addr"; anonymous parts leave no trace;
			   * "" for an anonymous struct or union */
	enum member_kind kind;
	guint32 parent; /* index of the enclosing MEMBER_STRUCT/UNION, or MODEL_NONE */
	guint64 bit_offset;
	guint64 bit_size; /* whole array; 0 for a flexible tail */
	struct type type;
	gint64 array;       /* total elements, MEMBER_NO_ARRAY or MEMBER_FLEXIBLE_TAIL; 0 for [0] */
	const char *bounds; /* as a C declarator: "[4][2]", "" if no array */
	struct place place;
};

struct record {
	const char *name; /* "struct vfio_device_info", "union bpf_attr", or the bare
			   * typedef name of an untagged one */
	gboolean is_union;
	gboolean is_packed;
	guint64 size;      /* bytes */
	guint64 alignment; /* bytes */
	const struct member *members;
	guint32 n_members;
	/* Macros of the C library on which its layout depends, as in
	 * "#ifdef __USE_TIME_BITS64" inside it; NULL if none. */
	const char *libc_conditions;
	struct place place;
};

enum constant_kind {
	CONSTANT_MACRO,
	CONSTANT_ENUMERATOR,
};

enum value_kind {
	VALUE_INTEGER,
	VALUE_STRING,
	VALUE_EMPTY,       /* defined to nothing */
	VALUE_NOT_CONSTANT /* defined, but no constant expression for a program */
};

struct constant {
	const char *name;
	enum constant_kind kind;
	enum value_kind value_kind;
	guint64 value; /* two's complement if negative */
	gboolean is_negative;
	const char *text;       /* VALUE_STRING: the string; otherwise the definition with single
				 * blanks, NULL for an enumerator that has none */
	guint32 enumeration;    /* index, or MODEL_NONE: for a macro, and where another
				 * enumeration of that name was taken */
	guint32 ordinal;        /* position in its enumeration, or in its header for a macro */
	guint32 command;        /* index into model.commands, or MODEL_NONE */
	gboolean is_probe;      /* an enumerator that also has "#define X X" for #ifdef */
	const guint32 *also_in; /* other headers that define the same macro */
	guint32 n_also_in;
	struct place place;
};

/* The constants of an enumeration, in order, are enumerators[0..n).  One may be
 * another constant of that name, which is in another enumeration or in none. */
struct enumeration {
	const char *name; /* "enum foo"; untagged: its typedef's name, else the name of its
			   * first enumerator in the form "enum { FOO" */
	gboolean is_anonymous;
	const guint32 *enumerators;
	guint32 n_enumerators;
	guint64 size; /* bytes */
	struct place place;
};

struct type_name { /* a typedef */
	const char *name;
	const char *canonical;
	guint64 size, alignment; /* bytes; 0 if unknown (a function type) */
	guint32 record;          /* what it names, or MODEL_NONE */
	struct place place;
};

#define FUNCTION_MACRO_SAMPLES 2

/* A macro with parameters. */
struct function_macro {
	const char *name;
	const char *parameters; /* "(a, b)" */
	const char *text;       /* the replacement with single blanks */
	/* What it gives when called with sample arguments, where that is an
	 * integer constant. */
	gboolean has_sample[FUNCTION_MACRO_SAMPLES];
	guint64 sample[FUNCTION_MACRO_SAMPLES];
	gboolean is_command; /* composes a command number: EVIOCGNAME(len) */
	struct place place;
};

struct function { /* a declared or static inline function */
	const char *name;
	const char *type; /* canonical */
	gboolean is_inline;
	const char *body; /* of an inline one, single blanks; else NULL */
	struct place place;
};

enum command_source {
	COMMAND_TYPE_UNKNOWN, /* the size is known, the type is not */
	COMMAND_TYPE_MACRO,   /* the type argument of _IOR, _IOW, _IOWR */
	COMMAND_TYPE_SIZEOF,  /* sizeof(T) in a raw _IOC() */
	COMMAND_TYPE_COMMENT, /* a comment that names it, as VFIO's do */
	COMMAND_TYPE_NAME,    /* a struct whose name is the command's, in lower case */
};

#define COMMAND_NONE  0
#define COMMAND_WRITE 1 /* _IOW: the kernel reads */
#define COMMAND_READ  2 /* _IOR: the kernel writes */

/* An ioctl command: one constant whose value was composed by _IO*(). */
struct command {
	guint32 constant;  /* index into model.constants */
	guint32 direction; /* COMMAND_READ | COMMAND_WRITE, the same bits on every target */
	guint32 type;      /* the "magic" byte */
	guint32 number;
	guint32 size;         /* bytes, as encoded in the number */
	const char *argument; /* canonical type, NULL if unknown */
	guint32 record;       /* index, or MODEL_NONE */
	enum command_source source;
};

enum flag_evidence {
	FLAG_BY_POSITION, /* defined inside the record, after the member */
	FLAG_BY_NAME,     /* of enum foo_flags or FOO_FLAG_*, for member "flags" of struct foo */
	FLAG_BY_COMMENT,  /* the member's comment names the enumeration */
};

/* A constant that is a value of a member. */
struct flag {
	guint32 constant;
	guint32 record;
	guint32 member;
	enum flag_evidence evidence;
};

/* Something that is there and could not be judged. */
struct unjudged {
	guint32 header;     /* index, or MODEL_NONE when only the path is known */
	const char *path;   /* as included */
	const char *item;   /* "struct foo", a macro's name; NULL: the whole header */
	const char *reason; /* one line */
	gboolean expected;  /* an input of this kind cannot have it */
};

struct model {
	enum target_id target;
	const struct header *headers; /* sorted by path */
	guint32 n_headers;
	const struct record *records;
	guint32 n_records;
	const struct enumeration *enumerations;
	guint32 n_enumerations;
	const struct type_name *type_names;
	guint32 n_type_names;
	const struct constant *constants;
	guint32 n_constants;
	const struct function_macro *function_macros;
	guint32 n_function_macros;
	const struct function *functions;
	guint32 n_functions;
	const struct command *commands; /* sorted by name of the constant */
	guint32 n_commands;
	const struct flag *flags; /* sorted by record, member, constant */
	guint32 n_flags;
	const struct unjudged *unjudged;
	guint32 n_unjudged;
};

/* Look-ups by name; NULL if there is none. */
const struct header *model_header(const struct model *model, const char *path);
const struct record *model_record(const struct model *model, const char *name);
const struct enumeration *model_enumeration(const struct model *model, const char *name);
const struct type_name *model_type_name(const struct model *model, const char *name);
const struct constant *model_constant(const struct model *model, const char *name);
const struct function_macro *model_function_macro(const struct model *model, const char *name);
const struct function *model_function(const struct model *model, const char *name);
const struct member *record_member(const struct record *record, const char *name);

/* Whether @item ("struct foo", "FOO_FLAG") is one that could not be judged, or
 * lies in a header that as a whole could not. @path may be NULL. */
const struct unjudged *model_unjudged(const struct model *model, const char *item,
				      const char *path);

/* The headers a program gets that includes header @from, itself included; free
 * with g_free(). */

typedef guint64 *reach_set;
reach_set model_reach(const struct model *model, guint32 from);
static inline gboolean reach_has(const guint64 *reach, guint32 header)
{
	return (reach[header / 64] >> (header % 64)) & 1;
}

#endif
