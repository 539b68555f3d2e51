/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_TESTS_SDK_HALF_H
#define LK_TESTS_SDK_HALF_H

/* One plugin per stage, each as small as can be, of a study whose answer is known:
 * pictures of SIZE x SIZE pixels are bright in their left or their right half,
 * and a network tells which. */

#include <likeness/plugin.h>

enum { SIZE = 8, PIXELS = SIZE * SIZE };
enum { LEFT, RIGHT };

/* The half that pixel p of a picture is in. */
static inline int half_of(size_t p)
{
    return p % SIZE < SIZE / 2 ? LEFT : RIGHT;
}

#define HALF_PLUGIN(...)                                                                           \
    LK_PLUGIN(.name = "half", .version = "1.0", .summary = "A half of a picture.",                 \
              .licence = "MIT", __VA_ARGS__)

#endif
