/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "timing.h"

#include <stdio.h>

/* How fast a backend trains, for training.py:
 *
 *     train BACKEND MODEL ITEMS THREADS ROUNDS
 *
 * prints median seconds of a step, those of processor time, and the loss of the
 * last. */

static void give_up(const char *why)
{
    fprintf(stderr, "%s\n", why);
    exit(1);
}

static kit *begin(const char *backend, const char *model)
{
    char params[600], error[1200];
    snprintf(params, sizeof params, "{model: \"%s\", random_weights: 1}", model);
    kit *k = kit_try_open(LK_STAGE_BACKEND, backend, params, error, sizeof error);
    if (!k)
        give_up(error);
    const lk_backend_ops *ops = kit_ops(k);
    lk_training how = lk_training_defaults(LK_SGD, LK_PYTORCH);
    how.momentum = .9;
    how.has_dropout = 0; /* as PyTorch's networks here have none */
    if (ops->train_begin(kit_self(k), kit_context(k, 1), &how))
        give_up(kit_error(k));
    return k;
}

static void run(kit *k, int items, uint32_t threads, size_t rounds)
{
    const lk_backend_ops *ops = kit_ops(k);
    const lk_network_info *info = ops->info(kit_self(k));
    lk_tensor batch = random_pixels(&info->view, items);
    uint32_t *targets = calloc((size_t)items, sizeof *targets);
    double wall[101], processor[101], loss = 0;
    for (uint32_t i = 0; targets && i < (uint32_t)items; i++)
        targets[i] = i % info->class_count;
    for (size_t i = 0; targets && i <= rounds; i++) { /* the first to warm up */
        lk_context *ctx = kit_context(k, 1);
        ctx->threads = threads;
        moment start = now();
        if (ops->train_step(kit_self(k), ctx, &batch, targets, 1e-3, &loss))
            give_up(kit_error(k));
        moment end = now();
        wall[i] = end.wall - start.wall;
        processor[i] = end.processor - start.processor;
    }
    printf("%g %g %.9g\n", median(wall + 1, rounds), median(processor + 1, rounds), loss);
    free(targets);
}

int main(int count, char **words)
{
    if (count != 6)
        return 2;
    kit *k = begin(words[1], words[2]);
    run(k, (int)strtol(words[3], NULL, 10), (uint32_t)strtoul(words[4], NULL, 10),
        rounds_of(words[5]));
    kit_close(k);
    return 0;
}
