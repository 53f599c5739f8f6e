/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * g_autoptr() for our own structs, which have no typedef: a variable declared
 * AUTO(tree) is a struct tree * that ends with its scope through tree_free().
 */
#ifndef UNBROKEN_UTIL_AUTO_H
#define UNBROKEN_UTIL_AUTO_H

#define AUTO(name) __attribute__((cleanup(name##_auto_free))) struct name *

/* After the declaration of @free_function, which must accept NULL. */
#define DEFINE_AUTO(name, free_function)                           \
	static inline void name##_auto_free(struct name **pointer) \
	{                                                          \
		free_function(*pointer);                           \
	}

#endif
