/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_TESTS_PARITY_EXPECTED_H
#define LIKENESS_TESTS_PARITY_EXPECTED_H

/* Reading the numbers of tests/golden/parity/expected.json, and comparing with
 * them. */

#include <kit.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { EXPECTED_LANDMARKS = 68, EXPECTED_CLASSES = 7 };

static inline double expected_number(const lk_node *map, const char *key)
{
    const char *text = lk_node_text(map, key, NULL);
    if (!text)
        fail_msg("expected.json: there is no `%s`", key);
    return strtod(text, NULL);
}

static inline double expected_item(const lk_node *list, size_t i)
{
    assert_non_null(list);
    assert_true(i < list->count);
    return strtod(list->items[i]->text, NULL);
}

static inline lk_box expected_box(const lk_node *list)
{
    return (lk_box){expected_item(list, 0), expected_item(list, 1), expected_item(list, 2),
                    expected_item(list, 3)};
}

static inline void expect_near(const char *what, const char *where, double is, double should,
                               double tolerance)
{
    if (!(fabs(is - should) <= tolerance))
        fail_msg("%s of %s: %.9g, and the package has %.9g", what, where, is, should);
}

static inline void expect_box(const char *where, const lk_box *is, const lk_box *should,
                              double tolerance)
{
    expect_near("left side", where, is->x, should->x, tolerance);
    expect_near("upper side", where, is->y, should->y, tolerance);
    expect_near("width", where, is->w, should->w, tolerance);
    expect_near("height", where, is->h, should->h, tolerance);
}

/* By how much the package moves landmarks off a face whose box reaches over the
 * left or upper edge: to undo that is meant (see the plugin's details). */
static inline lk_point expected_overhang(const lk_box *box)
{
    return (lk_point){fmin(box->x, 0), fmin(box->y, 0)};
}

static inline void expect_landmarks(const char *where, const lk_landmarks *is,
                                    const lk_node *should, lk_point overhang, double tolerance)
{
    assert_int_equal(is->count, EXPECTED_LANDMARKS);
    for (size_t i = 0; i < EXPECTED_LANDMARKS; i++) {
        const lk_node *point = should->items[i];
        expect_near("x of a landmark", where, is->points[i].x, expected_item(point, 0) - overhang.x,
                    tolerance);
        expect_near("y of a landmark", where, is->points[i].y, expected_item(point, 1) - overhang.y,
                    tolerance);
    }
}

#endif
