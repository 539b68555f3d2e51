/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "stream.h"

uint64_t stream_next(stream *s)
{
    uint64_t z = s->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* Lemire's multiplication (2019): the low half tells the draws to reject. */
uint32_t stream_below(stream *s, uint64_t n)
{
    uint64_t least = ((uint64_t)1 << 32) % n, product;
    do
        product = (stream_next(s) >> 32) * n;
    while ((uint32_t)product < least);
    return (uint32_t)(product >> 32);
}

static void next(void *user, size_t count, size_t *indices)
{
    stream *s = user;
    for (size_t i = 0; i < count; i++)
        indices[i] = stream_below(s, count);
}

drawing stream_drawing(stream *s)
{
    return (drawing){next, s};
}
