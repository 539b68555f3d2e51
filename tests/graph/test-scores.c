/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "networks.h"

#include <math.h>
#include <string.h>

/* What the backend promises of its scores: the same bits in any batch and for
 * any number of threads, logits beside probabilities, coalitions as painted. */

enum { HEIGHT = 13, WIDTH = 11, PIXELS = HEIGHT * WIDTH, CLASSES = 5 };

static kit *open_small(void)
{
    return kit_open(LK_STAGE_BACKEND, TEST_BACKEND, "{model: tests/graph/small.yaml}");
}

static lk_tensor random_images(kit *k, int count)
{
    lk_context *ctx = kit_context(k, 5);
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 4, count, HEIGHT, WIDTH, 3);
    for (size_t i = 0; i < lk_tensor_count(&t); i++)
        ((float *)t.data)[i] = (float)(255 * lk_random_double(ctx));
    return t;
}

/* One item of a batch, as a batch. */
static lk_tensor item_of(const lk_tensor *batch, size_t i)
{
    int64_t shape[4] = {1, batch->shape[1], batch->shape[2], batch->shape[3]};
    size_t size = (size_t)(shape[1] * shape[2] * shape[3]);
    return lk_tensor_over((float *)batch->data + i * size, LK_DTYPE_FLOAT, 32, 4, shape);
}

static void expect_same_bits(const lk_tensor *a, const float *b)
{
    assert_memory_equal(a->data, b, lk_tensor_count(a) * sizeof(float));
}

/* ---- Batches and threads ------------------------------------------------------------ */

static void check_batch(kit *k, const lk_tensor *batch)
{
    lk_tensor all = score_batch(k, batch, LK_OUTPUT_PROBABILITY, 1);
    for (size_t i = 0; i < (size_t)batch->shape[0]; i++) {
        lk_tensor item = item_of(batch, i);
        lk_tensor alone = score_batch(k, &item, LK_OUTPUT_PROBABILITY, 1);
        expect_same_bits(&alone, (float *)all.data + i * (size_t)all.shape[1]);
    }
    for (uint32_t threads = 2; threads <= 3; threads++) {
        lk_tensor shared = score_batch(k, batch, LK_OUTPUT_PROBABILITY, threads);
        expect_same_bits(&shared, all.data);
    }
    kit_close(k);
}

static void a_batch_gives_the_bits_of_its_items_alone_and_of_any_number_of_threads(void **state)
{
    kit *k = open_small();
    lk_tensor batch = random_images(k, 9);
    (void)state;
    check_batch(k, &batch);
}

static void the_same_holds_for_a_real_network(void **state)
{
    lk_tensor faces = float_batch("golden/graph/faces.npy");
    (void)state;
    faces.shape[0] = (int64_t)kit_some((size_t)faces.shape[0]);
    check_batch(open_network("faceapi-expression"), &faces);
}

/* ---- Outputs --------------------------------------------------------------------------- */

static void the_softmax_of_the_logits_gives_the_probabilities(void **state)
{
    kit *k = open_small();
    lk_tensor batch = random_images(k, 1);
    lk_tensor logits = score_batch(k, &batch, LK_OUTPUT_LOGIT, 1);
    lk_tensor probabilities = score_batch(k, &batch, LK_OUTPUT_PROBABILITY, 1);
    double sum = 0;
    (void)state;
    for (int i = 0; i < CLASSES; i++)
        sum += exp((double)((float *)logits.data)[i]);
    for (int i = 0; i < CLASSES; i++)
        assert_true(fabs(exp((double)((float *)logits.data)[i]) / sum -
                         (double)((float *)probabilities.data)[i]) < 1e-6);
    kit_close(k);
}

static void expect_refusal(const char *params, lk_output output, const char *sentence)
{
    kit *k = kit_open(LK_STAGE_BACKEND, TEST_BACKEND, params);
    lk_tensor batch = random_images(k, 1);
    const lk_backend_ops *ops = backend_of(k);
    float *scores = kit_tensor(LK_DTYPE_FLOAT, 32, 1, PIXELS * 64).data;
    assert_int_equal(ops->scores(kit_self(k), kit_context(k, 1), &batch, output, scores),
                     LK_E_UNSUPPORTED);
    assert_string_equal(kit_error(k), sentence);
    kit_close(k);
}

static void an_output_that_a_network_does_not_give_is_refused(void **state)
{
    (void)state;
    expect_refusal("{model: tests/graph/small.yaml}", LK_OUTPUT_RAW,
                   "the network small gives probabilities and logits, not raw values");
    expect_refusal("{model: tests/golden/graph/layers/conv.yaml}", LK_OUTPUT_PROBABILITY,
                   "the network conv gives raw values, not probabilities");
}

static void a_batch_of_another_size_is_refused(void **state)
{
    kit *k = open_small();
    lk_tensor batch = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, WIDTH, HEIGHT, 3);
    float scores[CLASSES];
    (void)state;
    assert_int_equal(backend_of(k)->scores(kit_self(k), kit_context(k, 1), &batch,
                                           LK_OUTPUT_PROBABILITY, scores),
                     LK_E_INPUT);
    assert_string_equal(kit_error(k), "the network small takes float32 batches of 13 x 11 x 3");
    kit_close(k);
}

static void raw_scores_take_what_normalising_gives(void **state)
{
    static const float subtract[3] = {100, 110, 120};
    kit *k = open_small();
    lk_tensor batch = random_images(k, 1);
    lk_tensor raw = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, 3, HEIGHT, WIDTH);
    lk_tensor expected = score_batch(k, &batch, LK_OUTPUT_LOGIT, 1);
    float found[CLASSES];
    (void)state;
    for (size_t i = 0; i < PIXELS; i++)
        for (size_t c = 0; c < 3; c++)
            ((float *)raw.data)[c * PIXELS + i] =
                (((float *)batch.data)[3 * i + c] - subtract[c]) / 64;
    assert_int_equal(
        backend_of(k)->raw_scores(kit_self(k), kit_context(k, 1), &raw, LK_OUTPUT_LOGIT, found),
        LK_OK);
    expect_same_bits(&expected, found);
    kit_close(k);
}

/* ---- Cancelling ------------------------------------------------------------------------- */

static int always(lk_context *ctx)
{
    (void)ctx;
    return 1;
}

static void scoring_ends_when_the_host_asks(void **state)
{
    kit *k = open_small();
    lk_tensor batch = random_images(k, 4);
    lk_context ctx = *kit_context(k, 1);
    lk_host host = *ctx.host;
    float scores[4 * CLASSES];
    (void)state;
    host.cancelled = always;
    ctx.host = &host;
    ctx.threads = 2;
    assert_int_equal(
        backend_of(k)->scores(kit_self(k), &ctx, &batch, LK_OUTPUT_PROBABILITY, scores),
        LK_CANCELLED);
    kit_close(k);
}

static kit *open_dense(void)
{
    return kit_open(LK_STAGE_BACKEND, TEST_BACKEND,
                    "{model: tests/graph/small.yaml, coalitions: dense}");
}

/* ---- Coalitions, row by row
 * -------------------------------------------------------------------------- */

enum { SEGMENTS = 72, WORDS = 2, ROWS = 5000 };

typedef struct problem {
    lk_coalitions ask;
    lk_tensor images[4], segments; /* two bases, two fills */
    uint64_t z[ROWS * WORDS];
    uint32_t base[ROWS], fill[ROWS];
    float scores[ROWS * CLASSES];
    size_t next, stop; /* rows seen; the sink has had enough at `stop` */
} problem;

static problem *make_problem(kit *k)
{
    static problem p;
    lk_tensor images = random_images(k, 4);
    lk_context *ctx = kit_context(k, 9);
    memset(&p, 0, sizeof p);
    p.segments = kit_tensor(LK_DTYPE_INT, 32, 2, HEIGHT, WIDTH);
    for (int i = 0; i < PIXELS; i++)
        ((int32_t *)p.segments.data)[i] = i / 2;
    for (size_t i = 0; i < 4; i++) {
        int64_t shape[3] = {HEIGHT, WIDTH, 3};
        p.images[i] = lk_tensor_over(item_of(&images, i).data, LK_DTYPE_FLOAT, 32, 3, shape);
    }
    for (size_t i = 0; i < ROWS; i++) {
        p.base[i] = (uint32_t)lk_random_below(ctx, 2);
        p.fill[i] = (uint32_t)lk_random_below(ctx, 2);
        p.z[WORDS * i] = ctx->host->random(ctx);
        p.z[WORDS * i + 1] = ctx->host->random(ctx); /* bits past the last segment too */
    }
    p.ask = (lk_coalitions){.struct_size = sizeof p.ask,
                            .base_count = 2,
                            .fill_count = 2,
                            .bases = p.images,
                            .fills = p.images + 2,
                            .segments = &p.segments,
                            .segment_count = SEGMENTS,
                            .z = p.z,
                            .z_stride = WORDS,
                            .row_count = ROWS,
                            .row_base = p.base,
                            .row_fill = p.fill};
    p.stop = SIZE_MAX;
    return &p;
}

static lk_status take(void *user, size_t first, size_t count, const float *scores)
{
    problem *p = user;
    assert_int_equal(first, p->next);
    memcpy(p->scores + first * CLASSES, scores, count * CLASSES * sizeof *scores);
    p->next += count;
    return p->next >= p->stop ? LK_STOP : LK_OK;
}

static lk_status run_problem(kit *k, problem *p, uint32_t threads)
{
    lk_context *ctx = kit_context(k, 1);
    ctx->threads = threads;
    return backend_of(k)->coalitions(kit_self(k), ctx, &p->ask, LK_OUTPUT_PROBABILITY, take, p);
}

static lk_tensor paint_row(const problem *p, size_t row)
{
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, HEIGHT, WIDTH, 3);
    const float *base = p->images[p->base[row]].data, *fill = p->images[2 + p->fill[row]].data;
    for (size_t i = 0; i < PIXELS; i++)
        memcpy((float *)t.data + 3 * i,
               (lk_z_get(p->z + WORDS * row, (uint32_t)i / 2) ? base : fill) + 3 * i,
               3 * sizeof(float));
    return t;
}

static void check_row(kit *k, const problem *p, size_t row)
{
    lk_tensor image = paint_row(p, row);
    lk_tensor expected = score_batch(k, &image, LK_OUTPUT_PROBABILITY, 1);
    expect_same_bits(&expected, p->scores + row * CLASSES);
}

static void coalitions_score_the_images_that_they_describe(void **state)
{
    kit *k = open_dense();
    problem *p = make_problem(k);
    (void)state;
    assert_int_equal(run_problem(k, p, 2), LK_OK);
    assert_int_equal(p->next, ROWS);
    for (size_t row = 0; row < ROWS; row += 37)
        check_row(k, p, row);
    check_row(k, p, ROWS - 1);
    kit_close(k);
}

/* Rows of every eighth pattern, in the same batch, far apart, and beyond the
 * window in which rows are compared. */
static void rows_that_say_the_same_have_the_same_scores(void **state)
{
    kit *k = open_dense();
    problem *p = make_problem(k);
    (void)state;
    for (size_t i = 8; i < ROWS; i++) {
        memcpy(p->z + WORDS * i, p->z + WORDS * (i % 8), WORDS * sizeof *p->z);
        p->z[WORDS * i + 1] ^= (uint64_t)i << 40; /* where no segment is */
        p->base[i] = p->base[i % 8];
        p->fill[i] = p->fill[i % 8];
    }
    assert_int_equal(run_problem(k, p, 1), LK_OK);
    for (size_t row = 0; row < 8; row++)
        check_row(k, p, row);
    for (size_t row = 8; row < ROWS; row++)
        assert_memory_equal(p->scores + row * CLASSES, p->scores + row % 8 * CLASSES,
                            CLASSES * sizeof *p->scores);
    kit_close(k);
}

static void a_row_with_another_base_or_fill_is_not_the_same(void **state)
{
    kit *k = open_dense();
    problem *p = make_problem(k);
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        memcpy(p->z + WORDS * i, p->z, WORDS * sizeof *p->z);
        p->base[i] = i & 1;
        p->fill[i] = i >> 1;
    }
    p->ask.row_count = 4;
    assert_int_equal(run_problem(k, p, 1), LK_OK);
    for (size_t row = 0; row < 4; row++)
        check_row(k, p, row);
    kit_close(k);
}

static void a_sink_that_has_had_enough_ends_the_evaluation(void **state)
{
    kit *k = open_dense();
    problem *p = make_problem(k);
    (void)state;
    p->stop = 1;
    assert_int_equal(run_problem(k, p, 1), LK_OK);
    assert_in_range(p->next, 1, ROWS / 2);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_gives_the_bits_of_its_items_alone_and_of_any_number_of_threads),
        cmocka_unit_test(the_same_holds_for_a_real_network),
        cmocka_unit_test(the_softmax_of_the_logits_gives_the_probabilities),
        cmocka_unit_test(an_output_that_a_network_does_not_give_is_refused),
        cmocka_unit_test(a_batch_of_another_size_is_refused),
        cmocka_unit_test(raw_scores_take_what_normalising_gives),
        cmocka_unit_test(scoring_ends_when_the_host_asks),
        cmocka_unit_test(coalitions_score_the_images_that_they_describe),
        cmocka_unit_test(rows_that_say_the_same_have_the_same_scores),
        cmocka_unit_test(a_row_with_another_base_or_fill_is_not_the_same),
        cmocka_unit_test(a_sink_that_has_had_enough_ends_the_evaluation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
