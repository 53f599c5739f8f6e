/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Arguments of hosted commands in the words of headers.
 */
#ifndef UNBROKEN_CLI_HOST_DECODE_H
#define UNBROKEN_CLI_HOST_DECODE_H

#include "host/host.h"
#include "util/auto.h"

struct host_decoder;

/*
 * Reads @inputs (NULL-terminated, or NULL), which are what "unbroken show" takes, and behind them
 * those of the machine's headers that built-in models implement, if they are there.  NULL with
 * @error set if one of @inputs cannot be read.  Free with host_decoder_free().
 */
struct host_decoder *host_decoder_new(char **inputs, GError **error);
void host_decoder_free(struct host_decoder *decoder);
DEFINE_AUTO(host_decoder, host_decoder_free)

/* Of struct host_voice; @decoder is a struct host_decoder. */
char *host_decode(const struct host_argument *argument, void *decoder);

#endif
