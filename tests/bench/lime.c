/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

/* The network's share of LIME: 1000 samples of a face through the face-api
 * expression network, as a coalition problem.
 *
 *     lime [THREADS [ROUNDS]]
 *
 * prints the seconds of the fastest round, by the clock on the wall and of the
 * processor, and the memory at its highest. tests/bench/lime_torch.py is the
 * same loop in PyTorch. */

enum { SAMPLES = 1000, SIDE = 112, GRID = 6, SEGMENTS = GRID * GRID };

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static lk_status count_rows(void *user, size_t first, size_t count, const float *scores)
{
    (void)first;
    (void)scores;
    *(size_t *)user += count;
    return LK_OK;
}

static lk_tensor grid(void)
{
    lk_tensor t = kit_tensor(LK_DTYPE_INT, 32, 2, SIDE, SIDE);
    for (int i = 0; i < SIDE * SIDE; i++)
        ((int32_t *)t.data)[i] = i / SIDE * GRID / SIDE * GRID + i % SIDE * GRID / SIDE;
    return t;
}

static void run(kit *k, uint32_t threads, const lk_coalitions *problem)
{
    size_t rows = 0;
    const lk_backend_ops *ops = kit_ops(k);
    lk_context *ctx = kit_context(k, 1);
    ctx->threads = threads;
    if (ops->coalitions(kit_self(k), ctx, problem, LK_OUTPUT_PROBABILITY, count_rows, &rows) ||
        rows != SAMPLES)
        fail_msg("%s", kit_error(k));
}

static void measure(void **state)
{
    const uint32_t *options = *state;
    static uint64_t z[SAMPLES];
    kit *k =
        kit_open(LK_STAGE_BACKEND, "openblas", "{model: configs/networks/faceapi-expression.yaml}");
    lk_tensor base = kit_tensor(LK_DTYPE_FLOAT, 32, 3, SIDE, SIDE, 3), segments = grid();
    lk_tensor fill = kit_tensor(LK_DTYPE_FLOAT, 32, 3, SIDE, SIDE, 3);
    lk_coalitions problem = {.struct_size = sizeof problem,
                             .base_count = 1,
                             .fill_count = 1,
                             .bases = &base,
                             .fills = &fill,
                             .segments = &segments,
                             .segment_count = SEGMENTS,
                             .z = z,
                             .z_stride = 1,
                             .row_count = SAMPLES};
    lk_context *ctx = kit_context(k, 1);
    double wall = 1e9, cpu = 1e9;
    struct rusage usage;
    for (size_t i = 0; i < lk_tensor_count(&base); i++)
        ((float *)base.data)[i] = (float)(255 * lk_random_double(ctx));
    for (int i = 0; i < SAMPLES; i++)
        z[i] = ctx->host->random(ctx);
    for (uint32_t round = 0; round < options[1]; round++) {
        double w = seconds(CLOCK_MONOTONIC), c = seconds(CLOCK_PROCESS_CPUTIME_ID);
        run(k, options[0], &problem);
        w = seconds(CLOCK_MONOTONIC) - w;
        c = seconds(CLOCK_PROCESS_CPUTIME_ID) - c;
        wall = w < wall ? w : wall;
        cpu = c < cpu ? c : cpu;
    }
    getrusage(RUSAGE_SELF, &usage);
    printf("likeness threads %u wall %.3f cpu %.3f peak %.0f MB\n", options[0], wall, cpu,
           (double)usage.ru_maxrss / 1024);
    kit_close(k);
}

int main(int argc, char **argv)
{
    uint32_t options[2] = {argc > 1 ? (uint32_t)atoi(argv[1]) : 1,
                           argc > 2 ? (uint32_t)atoi(argv[2]) : 3};
    const struct CMUnitTest tests[] = {cmocka_unit_test_prestate(measure, options)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
