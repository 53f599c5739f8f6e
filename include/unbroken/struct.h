/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Structs that can grow: what both sides of an interface do so that an old program works with a
 * new kernel, library or device model, and a new program with an old one.
 *
 * The program tells how large its struct is, as an argument or in the first member. What it does
 * not have counts as 0, so 0 must mean "as before" in all that is added. What the other side does
 * not know must be 0: a program that asks for something new is told, not ignored. The kernel has
 * copy_struct_from_user() for this; these functions do the same for bytes in one's own memory, and
 * are for device models and libraries. They allocate nothing, and need no other part of the
 * library.
 *
 * The results are 0 or a negative errno, as in a kernel.
 */
#ifndef UNBROKEN_STRUCT_H
#define UNBROKEN_STRUCT_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The size of struct @type up to @member and with it: how large it was when that was the last. */
#define UNBROKEN_SIZE_UP_TO(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))

/* Whether a struct of @size bytes, of type @type, has @member as a whole. */
#define UNBROKEN_HAS(size, type, member) ((size) >= UNBROKEN_SIZE_UP_TO(type, member))

/* Whether the @size bytes at @bytes are all 0; those of a size of 0 are. */
static inline int unbroken_is_zero(const void *bytes, size_t size)
{
	const unsigned char *at = (const unsigned char *)bytes;

	for (size_t i = 0; i < size; i++) {
		if (at[i] != 0)
			return 0;
	}
	return 1;
}

/*
 * Takes the struct at @given, of @given_size bytes, as one of @known_size bytes: cuts off what is
 * not known, and fills up with 0. @minimum is the size that the struct had when it was first
 * published. The two must not overlap.
 *
 * -EINVAL: shorter than @minimum. -E2BIG: what is not known is not all 0. @known is unchanged then.
 */
static inline int unbroken_struct_take(void *known, size_t known_size, size_t minimum,
				       const void *given, size_t given_size)
{
	const size_t common = given_size < known_size ? given_size : known_size;

	if (given_size < minimum)
		return -EINVAL;
	if (!unbroken_is_zero((const char *)given + common, given_size - common))
		return -E2BIG;
	if (common > 0)
		memcpy(known, given, common);
	memset((char *)known + common, 0, known_size - common);
	return 0;
}

/*
 * The way back: gives the struct at @known, of @known_size bytes, to a program that has room for
 * @given_size bytes at @given. What the program has more is filled with 0. *@lost, unless NULL,
 * becomes 1 if it has less and what it misses is not all 0, else 0. The two must not overlap.
 *
 * -EINVAL: less room than @minimum; @given is unchanged then.
 */
static inline int unbroken_struct_give(void *given, size_t given_size, size_t minimum,
				       const void *known, size_t known_size, int *lost)
{
	const size_t common = given_size < known_size ? given_size : known_size;

	if (given_size < minimum)
		return -EINVAL;
	if (common > 0)
		memcpy(given, known, common);
	memset((char *)given + common, 0, given_size - common);
	if (lost)
		*lost = !unbroken_is_zero((const char *)known + common, known_size - common);
	return 0;
}

/* -EINVAL if @flags has a bit that is not in @known: it may mean something one day. */
static inline int unbroken_flags_check(uint64_t flags, uint64_t known)
{
	return flags & ~known ? -EINVAL : 0;
}

/* -EINVAL if not all of the @size reserved bytes at @bytes are 0: they may get a meaning one day.
 */
static inline int unbroken_reserved_check(const void *bytes, size_t size)
{
	return unbroken_is_zero(bytes, size) ? 0 : -EINVAL;
}

#endif
