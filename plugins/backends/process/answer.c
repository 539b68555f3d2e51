/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SHORT_HEAD = 10, LONG_HEAD = 12, HEAD_LIMIT = 4096, SHOWN = 40 };
static const uint8_t magic[6] = "\x93NUMPY";

size_t frame_head(const int64_t shape[4], uint8_t out[FRAME_HEAD])
{
    char text[FRAME_HEAD];
    memset(out, ' ', FRAME_HEAD);
    memcpy(out, magic, sizeof magic);
    out[6] = 1;
    out[7] = 0;
    out[8] = FRAME_HEAD - SHORT_HEAD;
    out[9] = 0;
    int n = snprintf(text, sizeof text,
                     "{'descr': '<f4', 'fortran_order': False, 'shape': (%" PRId64 ", %" PRId64
                     ", %" PRId64 ", %" PRId64 "), }",
                     shape[0], shape[1], shape[2], shape[3]);
    memcpy(out + SHORT_HEAD, text, (size_t)n);
    out[FRAME_HEAD - 1] = '\n';
    return FRAME_HEAD;
}

size_t answer_room(size_t items, size_t values)
{
    if (!values || items > SIZE_MAX / sizeof(double) / values - HEAD_LIMIT)
        return 0;
    return LONG_HEAD + HEAD_LIMIT + items * values * sizeof(double);
}

void answer_begin(answer *a)
{
    a->have = a->head = a->width = 0;
    a->wanted = SHORT_HEAD;
}

/* ---- The head ------------------------------------------------------------------ */

/* The line that it began with instead of an array, made fit to be shown. */
static int wrong_start(answer *a)
{
    char text[SHOWN + 1];
    size_t n = 0;
    for (; n < SHOWN && n < a->have && a->bytes[n] != '\n'; n++)
        text[n] = a->bytes[n] < ' ' || a->bytes[n] > '~' ? '.' : (char)a->bytes[n];
    text[n] = 0;
    snprintf(a->why, sizeof a->why,
             "`%s` where an .npy array must begin; what it prints must go to its stderr", text);
    return -1;
}

static int wrong_head(answer *a, const char *what)
{
    snprintf(a->why, sizeof a->why, "an array %s", what);
    return -1;
}

/* How long the dictionary is, from the bytes before it. */
static int judge_length(answer *a)
{
    const uint8_t *b = a->bytes;
    size_t start = b[6] == 1 ? SHORT_HEAD : LONG_HEAD, length = b[8] | (size_t)b[9] << 8;
    if (b[6] < 1 || b[6] > 3)
        return wrong_head(a, "whose .npy format is not 1, 2 or 3");
    if (a->have < start) {
        a->wanted = start;
        return 0;
    }
    if (start == LONG_HEAD)
        length |= (size_t)b[10] << 16 | (size_t)b[11] << 24;
    if (length > HEAD_LIMIT)
        return wrong_head(a, "with a header beyond all bounds");
    a->head = a->wanted = start + length;
    return 0;
}

/* What stands after a key of the dictionary; NULL: no such key. */
static const char *value_of(const char *dictionary, const char *key)
{
    const char *at = strstr(dictionary, key);
    if (!at)
        return NULL;
    at += strlen(key);
    return at + strspn(at, ": ");
}

static int has_shape(const answer *a, const char *shape, char *found, size_t size)
{
    size_t items = 0, values = 0;
    int end = 0;
    snprintf(found, size, "%.*s", (int)strcspn(shape, ")"), shape);
    sscanf(shape, "(%zu , %zu%*[, ])%n", &items, &values, &end);
    if (!end)
        sscanf(shape, "(%zu , %zu)%n", &items, &values, &end);
    return end && items == a->items && values == a->values;
}

static int judge_dictionary(answer *a)
{
    char text[HEAD_LIMIT + 1], found[40];
    size_t start = a->bytes[6] == 1 ? SHORT_HEAD : LONG_HEAD;
    memcpy(text, a->bytes + start, a->head - start);
    text[a->head - start] = 0;
    const char *type = value_of(text, "'descr'"), *order = value_of(text, "'fortran_order'"),
               *shape = value_of(text, "'shape'");
    if (!type || !order || !shape)
        return wrong_head(a, "whose header lacks its type, order or shape");
    a->width = !strncmp(type, "'<f4'", 5) ? 4 : !strncmp(type, "'<f8'", 5) ? 8 : 0;
    if (!a->width)
        return wrong_head(a, "that is neither float32 nor float64, little endian");
    if (strncmp(order, "False", 5))
        return wrong_head(a, "in Fortran order; it must be in C order");
    if (!has_shape(a, shape, found, sizeof found)) {
        snprintf(a->why, sizeof a->why, "an array of shape %s) instead of (%zu, %zu)", found,
                 a->items, a->values);
        return -1;
    }
    a->wanted = a->head + a->items * a->values * a->width;
    return 0;
}

/* ---- The whole ------------------------------------------------------------------- */

int answer_grow(answer *a, size_t n)
{
    a->have += n;
    if (memcmp(a->bytes, magic, a->have < sizeof magic ? a->have : sizeof magic))
        return wrong_start(a);
    while (!a->width && a->have >= a->wanted)
        if (a->head ? judge_dictionary(a) : judge_length(a))
            return -1;
    if (a->have <= a->wanted)
        return 0;
    snprintf(a->why, sizeof a->why, "more than one array to one request");
    return -1;
}

int answer_is_whole(const answer *a)
{
    return a->width && a->have == a->wanted;
}

double answer_value(const answer *a, size_t i)
{
    const uint8_t *at = a->bytes + a->head + i * a->width;
    float narrow;
    double wide;
    if (a->width == sizeof wide)
        return memcpy(&wide, at, sizeof wide), wide;
    memcpy(&narrow, at, sizeof narrow);
    return narrow;
}
