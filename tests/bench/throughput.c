/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "timing.h"

#include <cblas.h>
#include <math.h>
#include <stdio.h>

/* How fast a backend computes, for networks.py:
 *
 *     throughput BACKEND MODEL ITEMS THREADS ROUNDS
 *     throughput sgemm THREADS ROUNDS
 *
 * The first prints median seconds of a batch, those of processor time, and
 * multiply-adds of an item; the second the same of a large product, where the
 * least seconds stand for the median. */

static void run_backend(const char *backend, const char *model, int items, uint32_t threads,
                        size_t rounds)
{
    char params[600], error[1200];
    snprintf(params, sizeof params, "{model: \"%s\", random_weights: 1}", model);
    kit *k = kit_try_open(LK_STAGE_BACKEND, backend, params, error, sizeof error);
    if (!k) {
        fprintf(stderr, "%s\n", error);
        exit(1);
    }
    const lk_backend_ops *ops = kit_ops(k);
    const lk_network_info *info = ops->info(kit_self(k));
    lk_tensor batch = random_pixels(&info->view, items);
    float *scores = kit_tensor(LK_DTYPE_FLOAT, 32, 2, items, (int)info->class_count).data;
    double wall[101], processor[101];
    for (size_t i = 0; i <= rounds; i++) { /* the first to warm up */
        lk_context *ctx = kit_context(k, 1);
        ctx->threads = threads;
        moment start = now();
        if (ops->scores(kit_self(k), ctx, &batch, LK_OUTPUT_LOGIT, scores)) {
            fprintf(stderr, "%s\n", kit_error(k));
            exit(1);
        }
        moment end = now();
        wall[i] = end.wall - start.wall;
        processor[i] = end.processor - start.processor;
    }
    printf("%g %g %llu\n", median(wall + 1, rounds), median(processor + 1, rounds),
           (unsigned long long)info->macs);
    kit_close(k);
}

static void run_product(int threads, size_t rounds)
{
    enum { SIDE = 2048 };
    float *m[3];
    moment best = {1e9, 1e9};
    for (int i = 0; i < 3; i++) {
        m[i] = kit_tensor(LK_DTYPE_FLOAT, 32, 2, SIDE, SIDE).data;
        for (size_t k = 0; k < (size_t)SIDE * SIDE; k++)
            m[i][k] = (float)(k % 7);
    }
    openblas_set_num_threads(threads);
    for (size_t i = 0; i <= rounds; i++) {
        moment start = now();
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, SIDE, SIDE, SIDE, 1, m[0], SIDE,
                    m[1], SIDE, 0, m[2], SIDE);
        moment end = now();
        best.wall = fmin(best.wall, end.wall - start.wall);
        best.processor = fmin(best.processor, end.processor - start.processor);
    }
    printf("%g %g %.0f\n", best.wall, best.processor, (double)SIDE * SIDE * SIDE);
}

int main(int count, char **words)
{
    if (count == 4)
        run_product((int)strtol(words[2], NULL, 10), rounds_of(words[3]));
    else if (count == 6)
        run_backend(words[1], words[2], (int)strtol(words[3], NULL, 10),
                    (uint32_t)strtoul(words[4], NULL, 10), rounds_of(words[5]));
    return count == 4 || count == 6 ? 0 : 2;
}
