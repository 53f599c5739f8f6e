/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading and writing: read(), pread(), readv(), preadv() and their counterparts, lseek(), mmap().
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "host/internal.h"

#define MOST_PARTS 1024 /* the kernel's UIO_MAXIOV */

/* --- Where ---------------------------------------------------------------------------- */

static gsize add_part(struct unbroken_call *call, guint64 address, guint64 length, gsize total)
{
	const struct part part = { address, MIN(length, TRANSFER_BYTES - total) };

	g_array_append_val(call->parts, part);
	return total + part.length;
}

/* Vectors of 32-bit programs have words of four bytes. */
static gboolean read_vector(struct unbroken_call *call, guint64 address, guint64 index,
			    struct part *part)
{
	guint32 words[2];

	if (!call->client->is_32bit)
		return memory_read(call->client, address + index * sizeof(*part), part,
				   sizeof(*part));
	if (!memory_read(call->client, address + index * sizeof(words), words, sizeof(words)))
		return FALSE;
	*part = (struct part){ words[0], words[1] };
	return TRUE;
}

static gint64 collect_vectors(struct unbroken_call *call)
{
	const guint64 n = call->arguments[2];
	gsize total = 0;

	if (n > MOST_PARTS)
		return -EINVAL;
	for (guint64 i = 0; i < n; i++) {
		struct part part;

		if (!read_vector(call, call->arguments[1], i, &part))
			return -EFAULT;
		total = add_part(call, part.address, part.length, total);
	}
	return (gint64)total;
}

static gboolean is_vectored(enum syscall syscall)
{
	switch (syscall) {
	case CALL_readv:
	case CALL_writev:
	case CALL_preadv:
	case CALL_pwritev:
	case CALL_preadv2:
	case CALL_pwritev2:
		return TRUE;
	default:
		return FALSE;
	}
}

static gint64 collect_parts(struct unbroken_call *call)
{
	call->parts = g_array_new(FALSE, FALSE, sizeof(struct part));
	if (is_vectored(call->syscall))
		return collect_vectors(call);
	return (gint64)add_part(call, call->arguments[1], call->arguments[2], 0);
}

/* The offset of the call; FALSE: that of the file. */
static gboolean explicit_offset(const struct unbroken_call *call, gint64 *offset)
{
	const gboolean is_32bit = call->client->is_32bit;

	switch (call->syscall) {
	case CALL_pread64:
	case CALL_pwrite64:
	case CALL_preadv:
	case CALL_pwritev:
	case CALL_preadv2:
	case CALL_pwritev2:
		break;
	default:
		return FALSE;
	}
	/* In two registers there; on others the second one of preadv() is 0. */
	*offset = (gint64)call->arguments[3];
	if (is_32bit)
		*offset = (gint64)((guint32)call->arguments[3] | call->arguments[4] << 32);
	/* preadv2() with -1 is readv() */
	return *offset != -1 || (call->syscall != CALL_preadv2 && call->syscall != CALL_pwritev2);
}

/* Finds out where in the file; an errno if it has no such place. */
static gint64 find_position(struct unbroken_call *call, gint64 *ret_offset)
{
	const gboolean is_stream = (call->file->flags & UNBROKEN_FILE_STREAM) != 0;

	if (explicit_offset(call, ret_offset)) {
		if (is_stream)
			return -ESPIPE;
		return *ret_offset < 0 ? -EINVAL : 0;
	}
	*ret_offset = -1;
	if (is_stream)
		return 0;
	*ret_offset = call->file->position;
	call->position = &call->file->position;
	return 0;
}

static gint64 move_position(struct unbroken_call *call, gint64 result)
{
	if (result > 0 && call->position)
		*call->position += result;
	return result;
}

/* --- read() ---------------------------------------------------------------------------- */

static gboolean scatter(struct unbroken_call *call, gsize size)
{
	gsize done = 0;

	if (!notifier_is_valid(&call->host->notifier, call->id))
		return FALSE;
	for (guint i = 0; i < call->parts->len && done < size; i++) {
		const struct part *part = &g_array_index(call->parts, struct part, i);
		gsize n = MIN(part->length, size - done);

		if (!memory_write(call->client, part->address, (char *)call->buffer + done, n))
			return FALSE;
		done += n;
	}
	return TRUE;
}

static gint64 finish_read(struct unbroken_call *call, gint64 result)
{
	if (result > (gint64)call->size)
		result = -EIO; /* of the model: it says more than it was given room for */
	if (result > 0 && !scatter(call, (gsize)result))
		return -EFAULT;
	return move_position(call, result);
}

static gint64 ask_read(struct unbroken_call *call)
{
	return call->file->operations->read(call, call->buffer, call->size, call->offset);
}

/* What both directions begin with, once the file is known; 0, or an errno. */
static gint64 prepare(struct unbroken_call *call, guint32 may)
{
	gint64 size, code;

	call->device = call->file->device;
	if (!(call->file->flags & may))
		return -EBADF;
	code = find_position(call, &call->offset);
	if (code < 0)
		return code;
	size = collect_parts(call);
	if (size < 0)
		return size;
	call->size = (gsize)size;
	call_take_buffer(call);
	return 0;
}

enum answer call_read(struct unbroken_call *call)
{
	gint64 code;

	call->file = file_find(call->client, (guint32)call->arguments[0]);
	if (!call->file)
		return call_of_others(call);
	code = prepare(call, UNBROKEN_FILE_READ);
	if (code < 0)
		return call_return(call, code);
	if (!call->file->operations->read)
		return call_return(call, -EINVAL);
	call->finish = finish_read;
	return call_ask(call, ask_read);
}

/* --- write() ------------------------------------------------------------------------------ */

static gboolean gather(struct unbroken_call *call)
{
	gsize done = 0;

	for (guint i = 0; i < call->parts->len; i++) {
		const struct part *part = &g_array_index(call->parts, struct part, i);

		if (!memory_read(call->client, part->address, (char *)call->buffer + done,
				 part->length))
			return FALSE;
		done += part->length;
	}
	return notifier_is_valid(&call->host->notifier, call->id);
}

static gint64 ask_write(struct unbroken_call *call)
{
	return call->file->operations->write(call, call->buffer, call->size, call->offset);
}

enum answer call_write(struct unbroken_call *call)
{
	gint64 code;

	call->file = file_find(call->client, (guint32)call->arguments[0]);
	if (!call->file)
		return call_of_others(call);
	code = prepare(call, UNBROKEN_FILE_WRITE);
	if (code < 0)
		return call_return(call, code);
	if (!call->file->operations->write)
		return call_return(call, -EINVAL);
	if (!gather(call))
		return call_return(call, -EFAULT);
	call->finish = move_position;
	return call_ask(call, ask_write);
}

/* --- lseek(), mmap() -------------------------------------------------------------------------- */

enum answer call_seek(struct unbroken_call *call)
{
	gint64 offset = (gint64)call->arguments[1];

	call->file = file_find(call->client, (guint32)call->arguments[0]);
	if (!call->file)
		return ANSWER_CONTINUE;
	call->device = call->file->device;
	if (call->client->is_32bit)
		offset = (gint32)offset;
	if (call->file->flags & UNBROKEN_FILE_STREAM)
		return call_return(call, -ESPIPE);
	if (call->arguments[2] == SEEK_CUR)
		offset += call->file->position;
	else if (call->arguments[2] != SEEK_SET)
		return call_return(call, -EINVAL);
	if (offset < 0)
		return call_return(call, -EINVAL);
	call->file->position = offset;
	return call_return(call, offset);
}

static gint64 ask_map(struct unbroken_call *call)
{
	const guint64 offset = call->arguments[5] * (call->syscall == CALL_mmap2 ? 4096 : 1);

	return call->file->operations->mmap(call, offset, call->arguments[1],
					    (int)call->arguments[2]);
}

/* What may be mapped the kernel maps: the descriptor is one of the file's memory. */
enum answer call_map(struct unbroken_call *call)
{
	gint64 result;

	call->file = file_find(call->client, (guint32)call->arguments[4]);
	if (!call->file)
		return ANSWER_CONTINUE;
	call->device = call->file->device;
	if (call->file->peer >= 0 || !call->file->operations->mmap)
		return call_return(call, -ENODEV);
	result = ask_map(call);
	return result < 0 ? call_return(call, result) : ANSWER_CONTINUE;
}
