/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "decode.h"

enum { TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3, HEADER = 8, ENTRY = 12 };

/* A TIFF structure; reads past its end give 0, which no valid field has. */
typedef struct tiff {
    const uint8_t *bytes;
    size_t size;
    int big; /* endian */
} tiff;

static uint32_t read_16(const tiff *t, size_t at)
{
    if (t->size < 2 || at > t->size - 2)
        return 0;
    const uint8_t *b = t->bytes + at;
    return t->big ? (uint32_t)b[0] << 8 | b[1] : (uint32_t)b[1] << 8 | b[0];
}

static uint32_t read_32(const tiff *t, size_t at)
{
    uint32_t first = read_16(t, at), second = read_16(t, at + 2);
    return t->big ? first << 16 | second : second << 16 | first;
}

int picture_orientation(const uint8_t *bytes, size_t size)
{
    tiff t = {.bytes = bytes, .size = size};
    if (size < HEADER || (memcmp(bytes, "II", 2) && memcmp(bytes, "MM", 2)))
        return 1;
    t.big = bytes[0] == 'M';
    size_t directory = read_32(&t, 4), count = read_16(&t, directory);
    if (read_16(&t, 2) != 42 || directory < HEADER)
        return 1;
    for (size_t i = 0; i < count; i++) {
        size_t entry = directory + 2 + i * ENTRY;
        if (read_16(&t, entry) != TAG_ORIENTATION)
            continue;
        uint32_t value = read_16(&t, entry + 8);
        int sound = read_16(&t, entry + 2) == TYPE_SHORT && read_32(&t, entry + 4) == 1;
        return sound && value >= 1 && value <= 8 ? (int)value : 1;
    }
    return 1;
}

/* Where the upright picture's first pixel lies in the stored one, and whether
 * its rows are the stored columns. */
static const struct turn {
    uint8_t from_right, from_bottom, transposed;
} turns[9] = {
    [1] = {0, 0, 0}, [2] = {1, 0, 0}, [3] = {1, 1, 0}, [4] = {0, 1, 0},
    [5] = {0, 0, 1}, [6] = {0, 1, 1}, [7] = {1, 1, 1}, [8] = {1, 0, 1},
};

lk_status picture_turn(picture *p)
{
    if (p->orientation == 1)
        return LK_OK;
    const struct turn *t = &turns[p->orientation];
    ptrdiff_t right = t->from_right ? -3 : 3, row = 3 * (ptrdiff_t)p->width;
    ptrdiff_t down = t->from_bottom ? -row : row;
    size_t width = t->transposed ? p->height : p->width;
    size_t height = t->transposed ? p->width : p->height;
    const uint8_t *from = p->pixels + (t->from_right ? row - 3 : 0) +
                          (t->from_bottom ? row * (ptrdiff_t)(p->height - 1) : 0);
    ptrdiff_t step = t->transposed ? down : right, next = t->transposed ? right : down;
    uint8_t *turned = lk_alloc_array(p->ctx, width * height, 3), *to = turned;
    if (!turned)
        return picture_fail(p, LK_E_MEMORY, "does not fit into memory");
    for (size_t y = 0; y < height; y++)
        for (size_t x = 0; x < width; x++, to += 3)
            memcpy(to, from + (ptrdiff_t)y * next + (ptrdiff_t)x * step, 3);
    p->pixels = turned;
    p->width = width;
    p->height = height;
    return LK_OK;
}
