/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "mark.h"

/* Five bits and four of parity: a Hamming code shortened to nine, whose words are
 * three bits apart (R. W. Hamming, Error detecting and error correcting codes,
 * 1950). */
unsigned mark_of(size_t number)
{
    static const unsigned parity[5] = {3, 5, 6, 7, 9};
    unsigned word = (unsigned)number + 1, check = 0;
    for (int bit = 0; bit < 5; bit++)
        check ^= word >> bit & 1 ? parity[bit] : 0;
    return word | check << 5;
}

static void fill_square(canvas *c, double x, double y, double side, colour with)
{
    outline o = {.count = 4,
                 .points = {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}}};
    canvas_fill(c, &o, with, 1);
}

void mark_draw(canvas *c, const lk_box *face, unsigned cells)
{
    static const colour plate = {28, 28, 28}, bright = {228, 228, 228};
    double side = .22 * face->w, cell = side / 3;
    double left = face->x, top = face->y + face->h - side;
    fill_square(c, left, top, side, plate);
    for (int i = 0; i < 9; i++)
        if (cells >> i & 1)
            fill_square(c, left + i % 3 * cell, top + i / 3 * cell, cell, bright);
}
