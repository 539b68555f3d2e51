/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/call.h"

/* One segmenter on one view, for segmenters.py:
 *
 *     segment NAME PARAMS HEIGHT WIDTH ROUNDS < pixels > labels
 *
 * Pixels are float32 RGB, labels int32. Says on stderr what the median round
 * took, in seconds of processor time. */

enum { MOST_ROUNDS = 1000 };

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void stop(const char *why)
{
    fprintf(stderr, "%s\n", why);
    exit(1);
}

/* Like a worker, which keeps what its tasks give back. */
static void keep_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 128 << 20);
}

static double segment_once(kit *k, lk_call *call, const lk_raster *view, lk_tensor *labels)
{
    const lk_segmenter_ops *ops = kit_ops(k);
    uint32_t count;
    double start = seconds();
    if (ops->segment(kit_self(k), &call->context, view, NULL, labels, &count))
        stop(call->fault.text);
    lk_call_reset(call);
    return seconds() - start;
}

static double segment_often(kit *k, const lk_raster *view, lk_tensor *labels, int rounds)
{
    double took[MOST_ROUNDS];
    lk_call call;
    if (lk_call_begin(&call, NULL, 1, 0))
        stop("no memory");
    segment_once(k, &call, view, labels); /* to warm up */
    for (int i = 0; i < rounds; i++)
        took[i] = segment_once(k, &call, view, labels);
    lk_call_end(&call);
    qsort(took, (size_t)rounds, sizeof *took, ascending);
    return took[rounds / 2];
}

int main(int count, char **words)
{
    char error[1200];
    if (count != 6)
        return 2;
    int height = atoi(words[3]), width = atoi(words[4]), rounds = atoi(words[5]);
    if (height < 1 || width < 1 || rounds < 1 || rounds > MOST_ROUNDS)
        return 2;
    keep_memory();
    kit *k = kit_try_open(LK_STAGE_SEGMENTER, words[1], words[2], error, sizeof error);
    if (!k)
        stop(error);
    lk_raster view = {.struct_size = sizeof view,
                      .pixels = kit_tensor(LK_DTYPE_FLOAT, 32, 3, height, width, 3)};
    lk_tensor labels = kit_tensor(LK_DTYPE_INT, 32, 2, height, width);
    size_t values = lk_tensor_count(&view.pixels), pixels = lk_tensor_count(&labels);
    if (fread(view.pixels.data, sizeof(float), values, stdin) != values)
        stop("there are too few pixels");
    fprintf(stderr, "%.9f\n", segment_often(k, &view, &labels, rounds));
    fwrite(labels.data, sizeof(int32_t), pixels, stdout);
    kit_close(k);
    return 0;
}
