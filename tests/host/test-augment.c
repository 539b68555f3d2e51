/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <math.h>
#include <string.h>

#include "core/augment.h"

enum { HEIGHT = 13, WIDTH = 10, SIZE = HEIGHT * WIDTH * 3, FIELDS = 5, DRAWS = 4000 };

static void pictures_are_varied_as_by_scipy(void **state)
{
    (void)state;
    lk_tensor picture = kit_npy("golden/training/augment-picture.npy");
    lk_tensor changes = kit_npy("golden/training/augment-changes.npy");
    lk_tensor varied = kit_npy("golden/training/augment-varied.npy");
    assert_int_equal(picture.shape[0], HEIGHT);
    assert_int_equal(picture.shape[1], WIDTH);
    assert_int_equal(changes.shape[0], varied.shape[0]);
    for (int64_t i = 0; i < changes.shape[0]; i++) {
        const double *f = (const double *)changes.data + i * FIELDS;
        const float *wanted = (const float *)varied.data + i * SIZE;
        lk_change c = {f[0] > 0, f[1] * LK_PI / 180, f[2], f[3], f[4]};
        float out[SIZE];
        lk_change_picture(&c, picture.data, HEIGHT, WIDTH, out);
        for (int k = 0; k < SIZE; k++)
            if (fabs(out[k] - wanted[k]) > 2e-4)
                fail_msg("change %d, value %d: %g, not %g", (int)i, k, out[k], wanted[k]);
    }
}

static lk_random stream(uint8_t first)
{
    lk_random r;
    lk_key key = {{first, 2, 3}};
    lk_random_seed(&r, &key);
    return r;
}

static void draws_fill_their_ranges_evenly(void **state)
{
    (void)state;
    const lk_augment a = {1, .03, .05, .1};
    lk_random r = stream(1);
    double flips = 0, sum[4] = {0}, squares[4] = {0};
    const double most[4] = {2 * LK_PI * .03, .05 * 200, .05 * 100, .1};
    for (int i = 0; i < DRAWS; i++) {
        lk_change c = lk_augment_draw(&a, &r, 100, 200);
        const double v[4] = {c.angle, c.dx, c.dy, c.contrast - 1};
        flips += c.flip;
        for (int k = 0; k < 4; k++) {
            assert_true(fabs(v[k]) <= most[k]);
            sum[k] += v[k] / most[k];
            squares[k] += v[k] / most[k] * v[k] / most[k];
        }
    }
    /* Five standard errors of what is even in -1 .. 1. */
    assert_true(fabs(flips / DRAWS - .5) < 5 * .5 / sqrt(DRAWS));
    for (int k = 0; k < 4; k++) {
        assert_true(fabs(sum[k] / DRAWS) < 5 * sqrt(1. / 3 / DRAWS));
        assert_true(fabs(squares[k] / DRAWS - 1. / 3) < 5 * sqrt(4. / 45 / DRAWS));
    }
}

static void what_is_switched_off_moves_no_other_draw(void **state)
{
    (void)state;
    const lk_augment all = {1, .03, .05, .1}, one = {0, 0, .05, 0};
    lk_random r = stream(7), s = stream(7);
    for (int i = 0; i < 50; i++) {
        lk_change a = lk_augment_draw(&all, &r, 64, 64), b = lk_augment_draw(&one, &s, 64, 64);
        assert_memory_equal(&a.dx, &b.dx, sizeof a.dx);
        assert_memory_equal(&a.dy, &b.dy, sizeof a.dy);
        assert_int_equal(b.flip, 0);
        assert_true(fabs(b.angle) <= 0 && fabs(b.contrast - 1) <= 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_are_varied_as_by_scipy),
        cmocka_unit_test(draws_fill_their_ranges_evenly),
        cmocka_unit_test(what_is_switched_off_moves_no_other_draw),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
