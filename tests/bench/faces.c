/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <stdio.h>
#include <time.h>

/* How many faces a second the source synthetic draws on one processor, by width,
 * alone and with all that it knows of them. */

enum { BATCH = 250, BATCHES = 8 };

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What a batch takes. A kit keeps all that it hands out, so each batch has its own. */
static double draw(int size, int is_trained_on, uint32_t truth)
{
    char params[160];
    snprintf(params, sizeof params, "{size: %d, count: %d%s}", size, BATCH,
             is_trained_on ? ", pose: 25, intensity: [0.4, 1], light: 0.7, noise: 8" : "");
    kit *k = kit_open(LK_STAGE_SOURCE, "synthetic", params);
    const lk_source_ops *ops = kit_ops(k);
    double began = seconds();
    for (int64_t i = 0; i < BATCH; i++) {
        lk_item item = {.struct_size = sizeof item, .truth = truth};
        assert_int_equal(ops->get(kit_self(k), kit_context(k, 0), i, &item), LK_OK);
    }
    double took = seconds() - began;
    kit_close(k);
    return took;
}

static double faces_a_second(int size, int is_trained_on, uint32_t truth)
{
    double least = draw(size, is_trained_on, truth);
    for (int i = 1; i < BATCHES; i++) {
        double took = draw(size, is_trained_on, truth);
        least = took < least ? took : least;
    }
    return BATCH / least;
}

int main(void)
{
    static const int sizes[] = {48, 64, 96, 128, 224};
    printf("width  faces a second  to train on  with the truth\n");
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        printf("%5d  %14.0f  %11.0f  %14.0f\n", sizes[i], faces_a_second(sizes[i], 0, 0),
               faces_a_second(sizes[i], 1, 0),
               faces_a_second(sizes[i], 0, LK_TRUTH_CAUSE | LK_TRUTH_ACTIONS));
    return 0;
}
