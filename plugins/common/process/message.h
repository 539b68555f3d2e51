/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_COMMON_PROCESS_MESSAGE_H
#define LK_COMMON_PROCESS_MESSAGE_H

/* Messages: a line of ASCII, which is a verb and what follows it, and then arrays.
 * Host and program take turns, one message each. */

#include "array.h"

enum { MESSAGE_LINE = 512 };

/* Say a line (its end included) and arrays, and hear the line that answers. */
lk_status message_exchange(program *p, lk_context *ctx, const char *line, const lk_tensor *arrays,
                           size_t count, char answer[MESSAGE_LINE]);

/* What follows a verb, "" for nothing; NULL where the line has another. */
const char *message_after(const char *line, const char *verb);

/* The program says that it cannot: `error` and why, or `missing` and why, where
 * nothing is defined. LK_OK: the line is neither. */
lk_status message_refusal(program *p, lk_context *ctx, const char *line);

/* A line that is not one of those that are `known`. */
lk_status message_unknown(program *p, lk_context *ctx, const char *line, const char *known);

#endif
