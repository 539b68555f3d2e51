/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef STATISTICS_STREAM_H
#define STATISTICS_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "bootstrap.h"

/* Random numbers that can start over: SplitMix64 (Steele, Lea and Flood, 2014).
 * The key comes from the host's stream, once an analysis; each resampling starts
 * from it again, so that its result does not hang on what else was asked for. */
typedef struct stream {
    uint64_t state;
} stream;

uint64_t stream_next(stream *s);
/* An unbiased integer below n, 0 < n <= 2^32. */
uint32_t stream_below(stream *s, uint64_t n);
/* Draws of indices; the stream must outlive them. */
drawing stream_drawing(stream *s);

#endif
