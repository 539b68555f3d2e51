/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "lime/design.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kit.h"
#include "lime/hadamard.h"

enum { MOST = 70 }; /* segments that are tried one by one */

/* Any plugin gives a context. */
static kit *open_kit(void)
{
    return kit_open(LK_STAGE_SEGMENTER, "test-stripes", NULL);
}

/* ---- Hadamard matrices --------------------------------------------------------------- */

static int entry(const hadamard *h, uint32_t row, uint32_t column)
{
    return hadamard_is_plus(h, row, column) ? 1 : -1;
}

static void check_orthogonal(const hadamard *h)
{
    for (uint32_t a = 0; a < h->order; a++)
        for (uint32_t b = 0; b < a; b++) {
            int rows = 0, columns = 0;
            for (uint32_t i = 0; i < h->order; i++) {
                rows += entry(h, a, i) * entry(h, b, i);
                columns += entry(h, i, a) * entry(h, i, b);
            }
            if (rows || columns)
                fail_msg("order %u: rows or columns %u and %u are not orthogonal", h->order, a, b);
        }
}

static void rows_and_columns_are_orthogonal_in_every_order(void **state)
{
    kit *k = open_kit();
    (void)state;
    for (uint32_t n = 1; n <= 140; n = hadamard_order(n + 1)) {
        hadamard h;
        assert_int_equal(hadamard_open(kit_context(k, 1), n, &h), LK_OK);
        assert_int_equal(h.order, n);
        check_orthogonal(&h);
    }
    kit_close(k);
}

/* These need constructions of other kinds. */
static void nearly_every_multiple_of_four_is_an_order(void **state)
{
    static const uint32_t lacking[] = {52, 92, 100, 116, 156, 172, 184, 188};
    size_t lacks = 0;
    (void)state;
    assert_int_equal(hadamard_order(1), 1);
    assert_int_equal(hadamard_order(2), 2);
    assert_int_equal(hadamard_order(3), 4);
    for (uint32_t n = 4; n <= 200; n += 4)
        if (hadamard_order(n) != n) {
            assert_int_equal(n, lacking[lacks++]);
            assert_in_range(hadamard_order(n), n + 4, n + 8);
        }
    assert_int_equal(lacks, sizeof lacking / sizeof *lacking);
}

static void a_power_of_two_has_the_matrix_of_scipy(void **state)
{
    kit *k = open_kit();
    lk_tensor want = kit_npy("golden/sampling/sylvester_32.npy");
    hadamard h;
    (void)state;
    assert_int_equal(hadamard_open(kit_context(k, 1), 32, &h), LK_OK);
    for (uint32_t i = 0; i < 32 * 32; i++)
        assert_int_equal(hadamard_is_plus(&h, i / 32, i % 32),
                         ((const uint8_t *)want.data)[i] == 1);
    kit_close(k);
}

/* The generating rows that Plackett and Burman print. */
static void the_designs_of_plackett_and_burman_are_in_it(void **state)
{
    static const char *const rows[] = {"++-+++---+-", "++--++++-+-+----++-",
                                       "+++++-+-++--++--+-+----"};
    kit *k = open_kit();
    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        uint32_t runs = (uint32_t)strlen(rows[r]);
        hadamard h;
        assert_int_equal(hadamard_open(kit_context(k, 1), runs + 1, &h), LK_OK);
        for (uint32_t i = 0; i < runs; i++)
            for (uint32_t j = 0; j < runs; j++)
                assert_int_equal(hadamard_is_plus(&h, 1 + i, 1 + (i + j) % runs),
                                 rows[r][j] == '+');
        for (uint32_t j = 1; j <= runs; j++)
            assert_false(hadamard_is_plus(&h, 0, j));
    }
    kit_close(k);
}

static void a_large_order_takes_no_memory_for_its_entries(void **state)
{
    kit *k = open_kit();
    uint32_t order = hadamard_order(100000);
    hadamard h;
    (void)state;
    assert_in_range(order, 100000, 100100);
    assert_int_equal(hadamard_open(kit_context(k, 1), order, &h), LK_OK);
    for (uint32_t row = 0; row < 20; row++) {
        int sum = 0;
        for (uint32_t i = 0; i < order; i++)
            sum += entry(&h, row * 4999, i) * entry(&h, 99999 - row * 7, i);
        assert_int_equal(sum, 0);
    }
    kit_close(k);
}

/* ---- Designs ---------------------------------------------------------------------------- */

typedef struct drawn {
    kit *k;
    lk_network_info info;
    lk_network network;
    lk_explain_request request;
    coalition c;
} drawn;

static void draw(drawn *d, design kind, uint32_t segments, size_t rows, double probability,
                 uint64_t seed)
{
    lk_context *ctx = kit_context(d->k, seed);
    d->info.class_count = 1;
    d->network.info = &d->info;
    d->request.network = &d->network;
    d->c = (coalition){.request = &d->request, .segment_count = segments};
    assert_int_equal(coalition_reserve(ctx, &d->c, rows), LK_OK);
    assert_int_equal(design_draw(ctx, &d->c, kind, probability), LK_OK);
}

static int shown(const drawn *d, size_t row, uint32_t segment)
{
    return lk_z_get(coalition_row(&d->c, row), segment);
}

static const design designs[] = {DESIGN_INDEPENDENT, DESIGN_PAIRED, DESIGN_STRATIFIED,
                                 DESIGN_ORTHOGONAL};
enum { DESIGNS = sizeof designs / sizeof *designs };

static void each_design_begins_with_the_whole_view(void **state)
{
    drawn d = {.k = open_kit()};
    (void)state;
    for (size_t i = 0; i < DESIGNS; i++)
        for (uint32_t segments = 1; segments <= MOST; segments++) {
            draw(&d, designs[i], segments, 9, .5, segments);
            assert_int_equal(coalition_shown(&d.c, 0), segments);
        }
    kit_close(d.k);
}

static void bits_beyond_the_segments_are_zero(void **state)
{
    drawn d = {.k = open_kit()};
    (void)state;
    for (size_t i = 0; i < DESIGNS; i++)
        for (uint32_t segments = 1; segments <= MOST; segments++) {
            draw(&d, designs[i], segments, 21, .5, segments);
            for (size_t row = 0; row < 21; row++)
                if (segments % 64)
                    assert_int_equal(coalition_row(&d.c, row)[segments / 64] >> segments % 64, 0);
        }
    kit_close(d.k);
}

/* Also where it ends within a pair, a stratum or a block. */
static void fewer_samples_of_any_design_are_a_beginning_of_more(void **state)
{
    drawn few = {.k = open_kit()}, many = {.k = open_kit()};
    (void)state;
    for (size_t i = 0; i < DESIGNS; i++)
        for (size_t rows = 1; rows < 100; rows += 3) {
            double probability = design_is_paired(designs[i]) ? .5 : .3;
            draw(&few, designs[i], 13, rows, probability, 5);
            draw(&many, designs[i], 13, 100, probability, 5);
            assert_memory_equal(few.c.z, many.c.z, rows * sizeof *few.c.z);
        }
    kit_close(few.k);
    kit_close(many.k);
}

static void pairs_are_complements(void **state)
{
    static const design paired[] = {DESIGN_PAIRED, DESIGN_ORTHOGONAL};
    drawn d = {.k = open_kit()};
    (void)state;
    for (size_t i = 0; i < 2; i++)
        for (uint32_t segments = 1; segments <= MOST; segments++) {
            draw(&d, paired[i], segments, 301, .5, segments);
            for (size_t row = 1; row < 301; row += 2)
                for (uint32_t k = 0; k < segments; k++)
                    assert_int_equal(shown(&d, row, k), !shown(&d, row + 1, k));
        }
    kit_close(d.k);
}

static void a_stratum_shows_each_segment_equally_often(void **state)
{
    static const struct {
        double probability;
        int fewest, most;
    } cases[] = {{.5, 2, 2}, {.75, 3, 3}, {.3, 1, 2}, {.01, 0, 1}, {.99, 3, 4}};
    drawn d = {.k = open_kit()};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (uint32_t segments = 1; segments <= MOST; segments++) {
            draw(&d, DESIGN_STRATIFIED, segments, 41, cases[i].probability, segments);
            for (size_t row = 1; row < 41; row += 4)
                for (uint32_t k = 0; k < segments; k++)
                    assert_in_range(shown(&d, row, k) + shown(&d, row + 1, k) +
                                        shown(&d, row + 2, k) + shown(&d, row + 3, k),
                                    cases[i].fewest, cases[i].most);
        }
    kit_close(d.k);
}

/* Z'Z of a block whose bits are taken as signs is 2 N times the identity. */
static void check_block(const drawn *d, uint32_t segments, size_t first, size_t rows)
{
    for (uint32_t a = 0; a < segments; a++)
        for (uint32_t b = 0; b <= a; b++) {
            size_t same = 0, all = 0;
            for (size_t row = first; row < first + rows; row++) {
                same += shown(d, row, a) == shown(d, row, b);
                all += (size_t)shown(d, row, a);
            }
            assert_int_equal(all, rows / 2);
            assert_int_equal(same, a == b ? rows : rows / 2);
        }
}

static void columns_of_an_orthogonal_block_are_balanced_and_orthogonal(void **state)
{
    static const uint32_t large[] = {100, 128, 257};
    drawn d = {.k = open_kit()};
    (void)state;
    for (uint32_t i = 1; i <= MOST + 3; i++) {
        uint32_t segments = i <= MOST ? i : large[i - MOST - 1];
        size_t rows = 2 * (size_t)hadamard_order(segments);
        draw(&d, DESIGN_ORTHOGONAL, segments, 1 + 2 * rows, .5, i);
        check_block(&d, segments, 1, rows);
        check_block(&d, segments, 1 + rows, rows);
    }
    kit_close(d.k);
}

static void three_segments_are_shown_in_all_eight_ways_equally_often(void **state)
{
    drawn d = {.k = open_kit()};
    (void)state;
    for (uint32_t segments = 3; segments <= 33; segments += 5) {
        size_t rows = 2 * (size_t)hadamard_order(segments);
        draw(&d, DESIGN_ORTHOGONAL, segments, 1 + rows, .5, segments);
        for (uint32_t a = 2; a < segments; a++)
            for (uint32_t b = 1; b < a; b++)
                for (uint32_t c = 0; c < b; c++) {
                    size_t seen[8] = {0};
                    for (size_t row = 1; row <= rows; row++)
                        seen[shown(&d, row, a) * 4 + shown(&d, row, b) * 2 + shown(&d, row, c)]++;
                    for (size_t i = 0; i < 8; i++)
                        assert_int_equal(seen[i], rows / 8);
                }
    }
    kit_close(d.k);
}

static void the_blocks_of_a_run_differ(void **state)
{
    drawn d = {.k = open_kit()};
    size_t same = 0;
    (void)state;
    draw(&d, DESIGN_ORTHOGONAL, 30, 1 + 2 * 64, .5, 1);
    for (size_t row = 1; row <= 64; row++)
        for (size_t other = 65; other <= 128; other++)
            same += *coalition_row(&d.c, row) == *coalition_row(&d.c, other);
    assert_int_equal(same, 0);
    kit_close(d.k);
}

/* The share of draws in which one sample shows two given segments, and neither,
 * within five standard deviations. */
static void check_single(design kind, double probability, size_t row)
{
    enum { DRAWS = 4000 };
    drawn d = {.k = open_kit()};
    double seen[4] = {0};
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        draw(&d, kind, 6, 12, probability, seed);
        seen[shown(&d, row, 1) * 2 + shown(&d, row, 4)]++;
    }
    for (int i = 0; i < 4; i++) {
        double p =
            (i & 1 ? probability : 1 - probability) * (i & 2 ? probability : 1 - probability);
        if (!(fabs(seen[i] / DRAWS - p) <= 5 * sqrt(p * (1 - p) / DRAWS)))
            fail_msg("design %d: %g of the draws, not %g", (int)kind, seen[i] / DRAWS, p);
    }
    kit_close(d.k);
}

static void a_single_sample_of_any_design_shows_segments_independently(void **state)
{
    (void)state;
    for (size_t i = 0; i < DESIGNS; i++)
        for (size_t row = 1; row < 12; row += 5)
            check_single(designs[i], .5, row);
    check_single(DESIGN_INDEPENDENT, .3, 3);
    check_single(DESIGN_STRATIFIED, .3, 3);
}

static void clusters_are_what_was_drawn_together(void **state)
{
    static const size_t sizes[DESIGNS] = {1, 2, 4, 2};
    kit *k = open_kit();
    (void)state;
    for (size_t i = 0; i < DESIGNS; i++)
        for (size_t rows = 1; rows < 30; rows++) {
            surrogate_clusters c;
            assert_int_equal(design_clusters(kit_context(k, 1), designs[i], rows, &c), LK_OK);
            assert_int_equal(c.count, (rows - 1 + sizes[i] - 1) / sizes[i]);
            assert_int_equal(c.first[c.count], rows);
            assert_int_equal(design_cluster_of(designs[i], 0), 0);
            for (size_t row = 1; row < rows; row++) {
                size_t g = design_cluster_of(designs[i], row) - 1;
                assert_in_range(row, c.first[g], c.first[g + 1] - 1);
            }
        }
    kit_close(k);
}

static int always(lk_context *ctx)
{
    (void)ctx;
    return 1;
}

static void drawing_can_be_cancelled(void **state)
{
    drawn d = {.k = open_kit()};
    (void)state;
    for (size_t i = 0; i < DESIGNS; i++) {
        draw(&d, designs[i], 10, 50, .5, 1);
        lk_context ctx = *kit_context(d.k, 1);
        lk_host host = *ctx.host;
        host.cancelled = always;
        ctx.host = &host;
        assert_int_equal(design_draw(&ctx, &d.c, designs[i], .5), LK_CANCELLED);
    }
    kit_close(d.k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_columns_are_orthogonal_in_every_order),
        cmocka_unit_test(nearly_every_multiple_of_four_is_an_order),
        cmocka_unit_test(a_power_of_two_has_the_matrix_of_scipy),
        cmocka_unit_test(the_designs_of_plackett_and_burman_are_in_it),
        cmocka_unit_test(a_large_order_takes_no_memory_for_its_entries),
        cmocka_unit_test(each_design_begins_with_the_whole_view),
        cmocka_unit_test(bits_beyond_the_segments_are_zero),
        cmocka_unit_test(fewer_samples_of_any_design_are_a_beginning_of_more),
        cmocka_unit_test(pairs_are_complements),
        cmocka_unit_test(a_stratum_shows_each_segment_equally_often),
        cmocka_unit_test(columns_of_an_orthogonal_block_are_balanced_and_orthogonal),
        cmocka_unit_test(three_segments_are_shown_in_all_eight_ways_equally_often),
        cmocka_unit_test(the_blocks_of_a_run_differ),
        cmocka_unit_test(a_single_sample_of_any_design_shows_segments_independently),
        cmocka_unit_test(clusters_are_what_was_drawn_together),
        cmocka_unit_test(drawing_can_be_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
