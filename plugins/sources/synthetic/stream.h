/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_SOURCES_SYNTHETIC_STREAM_H
#define LK_SOURCES_SYNTHETIC_STREAM_H

/* Random numbers by counter: a stream is told by a seed, what it is for and a
 * number, so any face can be drawn first (splitmix64: G. L. Steele, D. Lea,
 * C. H. Flood, Fast splittable pseudorandom number generators, OOPSLA 2014). */

#include <stdint.h>

typedef struct stream {
    uint64_t state;
} stream;

typedef enum stream_use {
    STREAM_PERSON = 1,
    STREAM_PICTURE = 2,
    STREAM_NOISE = 3,
    STREAM_MARK = 4
} stream_use;

static inline uint64_t stream_next(stream *s)
{
    uint64_t z = s->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static inline stream stream_of(uint64_t seed, stream_use use, uint64_t number)
{
    stream s = {seed};
    s.state = stream_next(&s) ^ (uint64_t)use;
    s.state = stream_next(&s) ^ number;
    s.state = stream_next(&s);
    return s;
}

/* Between low and high, all alike. */
static inline double stream_between(stream *s, double low, double high)
{
    return low + (high - low) * (double)(stream_next(s) >> 11) * 0x1p-53;
}

#endif
