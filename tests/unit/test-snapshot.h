/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether two models say the same, field by field: what a snapshot must not lose.
 */
#ifndef UNBROKEN_TEST_SNAPSHOT_H
#define UNBROKEN_TEST_SNAPSHOT_H

#include <string.h>

#include "model/snapshot.h"

/* NULL if two things are equal, else where they are not; see SAME(). */
typedef const char *difference;

#define SAME(field)                                 \
	do {                                        \
		if (one->field != other->field)     \
			return where(name, #field); \
	} while (0)
#define SAME_TEXT(field)                                 \
	do {                                             \
		if (g_strcmp0(one->field, other->field)) \
			return where(name, #field);      \
	} while (0)

static inline difference where(const char *name, const char *field)
{
	static char text[1024];

	g_snprintf(text, sizeof(text), "%s: %s", name, field);
	return text;
}

static inline difference compare_place(const char *name, const struct place *one,
				       const struct place *other)
{
	SAME(header);
	SAME(line);
	SAME(column);
	return NULL;
}

static inline difference compare_type(const char *name, const struct type *one,
				      const struct type *other)
{
	SAME_TEXT(spelled);
	SAME_TEXT(canonical);
	SAME(type_class);
	SAME(is_signed);
	SAME(size);
	SAME(record);
	return NULL;
}

static inline difference compare_header(const char *name, const struct header *one,
					const struct header *other)
{
	SAME_TEXT(path);
	SAME_TEXT(shown);
	SAME(judged);
	SAME(n_includes);
	for (guint32 i = 0; i < one->n_includes; i++)
		SAME(includes[i]);
	return NULL;
}

static inline difference compare_member(const char *name, const struct member *one,
					const struct member *other)
{
	difference found = compare_type(name, &one->type, &other->type);

	SAME_TEXT(name);
	SAME(kind);
	SAME(parent);
	SAME(bit_offset);
	SAME(bit_size);
	SAME(array);
	SAME_TEXT(bounds);
	return found ? found : compare_place(name, &one->place, &other->place);
}

static inline difference compare_record(const char *name, const struct record *one,
					const struct record *other)
{
	difference found = NULL;

	SAME_TEXT(name);
	SAME(is_union);
	SAME(is_packed);
	SAME(size);
	SAME(alignment);
	SAME_TEXT(libc_conditions);
	SAME(n_members);
	for (guint32 i = 0; !found && i < one->n_members; i++)
		found = compare_member(name, &one->members[i], &other->members[i]);
	return found ? found : compare_place(name, &one->place, &other->place);
}

static inline difference compare_enumeration(const char *name, const struct enumeration *one,
					     const struct enumeration *other)
{
	SAME_TEXT(name);
	SAME(is_anonymous);
	SAME(size);
	SAME(n_enumerators);
	for (guint32 i = 0; i < one->n_enumerators; i++)
		SAME(enumerators[i]);
	return compare_place(name, &one->place, &other->place);
}

static inline difference compare_type_name(const char *name, const struct type_name *one,
					   const struct type_name *other)
{
	SAME_TEXT(name);
	SAME_TEXT(canonical);
	SAME(size);
	SAME(alignment);
	SAME(record);
	return compare_place(name, &one->place, &other->place);
}

static inline difference compare_constant(const char *name, const struct constant *one,
					  const struct constant *other)
{
	SAME_TEXT(name);
	SAME(kind);
	SAME(value_kind);
	SAME(value);
	SAME(is_negative);
	SAME_TEXT(text);
	SAME(enumeration);
	SAME(ordinal);
	SAME(command);
	SAME(is_probe);
	SAME(n_also_in);
	for (guint32 i = 0; i < one->n_also_in; i++)
		SAME(also_in[i]);
	return compare_place(name, &one->place, &other->place);
}

static inline difference compare_function_macro(const char *name, const struct function_macro *one,
						const struct function_macro *other)
{
	SAME_TEXT(name);
	SAME_TEXT(parameters);
	SAME_TEXT(text);
	SAME(is_command);
	for (guint i = 0; i < FUNCTION_MACRO_SAMPLES; i++) {
		SAME(has_sample[i]);
		SAME(sample[i]);
	}
	return compare_place(name, &one->place, &other->place);
}

static inline difference compare_function(const char *name, const struct function *one,
					  const struct function *other)
{
	SAME_TEXT(name);
	SAME_TEXT(type);
	SAME(is_inline);
	SAME_TEXT(body);
	return compare_place(name, &one->place, &other->place);
}

static inline difference compare_command(const char *name, const struct command *one,
					 const struct command *other)
{
	SAME(constant);
	SAME(direction);
	SAME(type);
	SAME(number);
	SAME(size);
	SAME_TEXT(argument);
	SAME(record);
	SAME(source);
	return NULL;
}

static inline difference compare_flag(const char *name, const struct flag *one,
				      const struct flag *other)
{
	SAME(constant);
	SAME(record);
	SAME(member);
	SAME(evidence);
	return NULL;
}

static inline difference compare_unjudged(const char *name, const struct unjudged *one,
					  const struct unjudged *other)
{
	SAME(header);
	SAME_TEXT(path);
	SAME_TEXT(item);
	SAME_TEXT(reason);
	SAME(expected);
	return NULL;
}

/* @subject: what to call element i. */
#define SAME_ALL(array, function, subject)                                                      \
	do {                                                                                    \
		SAME(n_##array);                                                                \
		for (guint32 i = 0; i < one->n_##array; i++) {                                  \
			difference found = function(subject, &one->array[i], &other->array[i]); \
			if (found)                                                              \
				return found;                                                   \
		}                                                                               \
	} while (0)

static inline difference compare_models(const struct model *one, const struct model *other)
{
	const char *name = targets[one->target].name;

	SAME(target);
	SAME_ALL(headers, compare_header, one->headers[i].path);
	SAME_ALL(records, compare_record, one->records[i].name);
	SAME_ALL(enumerations, compare_enumeration, one->enumerations[i].name);
	SAME_ALL(type_names, compare_type_name, one->type_names[i].name);
	SAME_ALL(constants, compare_constant, one->constants[i].name);
	SAME_ALL(function_macros, compare_function_macro, one->function_macros[i].name);
	SAME_ALL(functions, compare_function, one->functions[i].name);
	SAME_ALL(commands, compare_command, one->constants[one->commands[i].constant].name);
	SAME_ALL(flags, compare_flag, one->constants[one->flags[i].constant].name);
	SAME_ALL(unjudged, compare_unjudged, one->unjudged[i].path);
	return NULL;
}

#endif
