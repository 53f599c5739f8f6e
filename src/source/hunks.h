/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The hunks of a diff applied to the text of one file.
 */
#ifndef UNBROKEN_SOURCE_HUNKS_H
#define UNBROKEN_SOURCE_HUNKS_H

#include "util/unified.h"

#define APPLY_ERROR apply_error_quark()
GQuark apply_error_quark(void);

enum apply_error {
	APPLY_ERROR_MALFORMED, /* the patch itself is damaged or cannot be applied anywhere */
	APPLY_ERROR_CONFLICT,  /* the base is not what the patch was made for */
	APPLY_ERROR_LIMIT,     /* a file or a search that is larger than allowed */
	APPLY_ERROR_GIT,       /* the repository cannot be read */
};

/*
 * What applying one patch may cost, in bytes that are copied or compared: some
 * seconds.  Real patches need a thousandth of it.
 */
#define HUNKS_WORK_MAX (1 << 30)

/* Texts of more bytes or lines are refused; the longest header of Linux has a tenth of it. */
#define HUNKS_BYTES_MAX (64 * 1024 * 1024)
#define HUNKS_LINES_MAX (2 * 1000 * 1000)

/*
 * What the hunks of @file make of the @size bytes of @text.  As with git-apply,
 * a hunk may stand at other lines than it says, but all its old lines must be
 * there; what it takes from a file that ends its lines in "\r\n" throughout may
 * have lost the "\r" in the mail.  NULL with @error set when a hunk does not
 * fit: "@patch does not apply to @path at line 120: ...".  Adds to @work what it
 * cost; begin with 0 for each patch.
 */
GString *hunks_apply(const struct unified_file *file, const char *text, gsize size,
		     const char *patch, const char *path, guint64 *work, GError **error);

#endif
