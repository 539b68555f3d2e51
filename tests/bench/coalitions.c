/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

/* How fast a backend scores coalitions:
 *
 *     coalitions BACKEND MODEL WAY ROWS THREADS ROUNDS [occlusion]
 *
 * on random pixels and weights. Segments are 30 jittered cells, each shown by a
 * fair coin; with `occlusion` they are squares of 8 pixels, of which each row
 * hides two by two. Prints median seconds of a problem, those of processor
 * time, peak memory in MB, and a sum over all scores. */

enum { CELLS = 30, SQUARE = 8 };

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static lk_tensor image(const lk_view *v, int is_random)
{
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 3, (int)v->height, (int)v->width, 3);
    srand(1);
    for (size_t i = 0; i < lk_tensor_count(&t); i++)
        ((float *)t.data)[i] = is_random ? (float)(rand() % 256) : 0;
    return t;
}

/* The nearest of 6 x 5 jittered points. */
static void label_cells(lk_tensor *labels, lk_coalitions *c)
{
    double y[CELLS], x[CELLS];
    int height = (int)labels->shape[0], width = (int)labels->shape[1];
    for (int k = 0; k < CELLS; k++) {
        y[k] = (k / 5 + .5 + .4 * (rand() % 1000 / 500. - 1)) * height / 6;
        x[k] = (k % 5 + .5 + .4 * (rand() % 1000 / 500. - 1)) * width / 5;
    }
    for (int i = 0; i < height * width; i++) {
        int best = 0;
        for (int k = 1; k < CELLS; k++)
            if (hypot(i / width - y[k], i % width - x[k]) <
                hypot(i / width - y[best], i % width - x[best]))
                best = k;
        ((int32_t *)labels->data)[i] = best;
    }
    c->segment_count = CELLS;
}

static void draw_rows(uint64_t *z, lk_coalitions *c)
{
    for (size_t i = 0; i < c->row_count; i++)
        for (uint32_t k = 0; k < c->segment_count; k++)
            lk_z_set(z + i * c->z_stride, k, !i || rand() >> 8 & 1);
}

static void label_squares(lk_tensor *labels, lk_coalitions *c)
{
    int height = (int)labels->shape[0], width = (int)labels->shape[1];
    int across = (width + SQUARE - 1) / SQUARE;
    for (int i = 0; i < height * width; i++)
        ((int32_t *)labels->data)[i] = i / width / SQUARE * across + i % width / SQUARE;
    c->segment_count = (uint32_t)(across * ((height + SQUARE - 1) / SQUARE));
    c->row_count = (size_t)(across - 1) * (size_t)((height + SQUARE - 1) / SQUARE - 1) + 1;
}

static void slide(uint64_t *z, int width, lk_coalitions *c)
{
    uint32_t across = ((uint32_t)width + SQUARE - 1) / SQUARE;
    for (size_t i = 0; i < c->row_count; i++) {
        uint64_t *row = z + i * c->z_stride;
        for (uint32_t k = 0; k < c->segment_count; k++)
            lk_z_set(row, k, 1);
        uint32_t at = (uint32_t)((i - 1) / (across - 1) * across + (i - 1) % (across - 1));
        for (uint32_t k = 0; i && k < 4; k++)
            lk_z_set(row, at + k / 2 * across + k % 2, 0);
    }
}

typedef struct sums {
    size_t classes;
    double sum;
} sums;

typedef struct moment {
    double wall, processor;
} moment;

static lk_status collect(void *user, size_t first, size_t count, const float *scores)
{
    sums *s = user;
    for (size_t i = 0; i < count * s->classes; i++)
        s->sum += (double)scores[i] * (double)(1 + (first * s->classes + i) % 17);
    return LK_OK;
}

static moment run(kit *k, const lk_coalitions *c, uint32_t threads, sums *s)
{
    const lk_backend_ops *ops = kit_ops(k);
    lk_context *ctx = kit_context(k, 1);
    ctx->threads = threads;
    *s = (sums){.classes = ops->info(kit_self(k))->class_count};
    moment start = {seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID)};
    if (ops->coalitions(kit_self(k), ctx, c, LK_OUTPUT_LOGIT, collect, s)) {
        fprintf(stderr, "%s\n", kit_error(k));
        exit(1);
    }
    return (moment){seconds(CLOCK_MONOTONIC) - start.wall,
                    seconds(CLOCK_PROCESS_CPUTIME_ID) - start.processor};
}

int main(int count, char **words)
{
    char params[600], error[1200];
    if (count < 7)
        return 2;
    snprintf(params, sizeof params, "{model: \"%s\", random_weights: 1, coalitions: %s}", words[2],
             words[3]);
    kit *k = kit_try_open(LK_STAGE_BACKEND, words[1], params, error, sizeof error);
    if (!k) {
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    const lk_view *v = &((const lk_backend_ops *)kit_ops(k))->info(kit_self(k))->view;
    lk_tensor base = image(v, 1), fill = image(v, 0);
    lk_tensor labels = kit_tensor(LK_DTYPE_INT, 32, 2, (int)v->height, (int)v->width);
    lk_coalitions c = {.struct_size = sizeof c,
                       .base_count = 1,
                       .fill_count = 1,
                       .bases = &base,
                       .fills = &fill,
                       .segments = &labels,
                       .row_count = strtoul(words[4], NULL, 10)};
    int is_occlusion = count > 7;
    (is_occlusion ? label_squares : label_cells)(&labels, &c);
    c.z_stride = (c.segment_count + 63) / 64;
    uint64_t *z = calloc(c.row_count * c.z_stride, sizeof *z);
    if (!z)
        return 1;
    if (is_occlusion)
        slide(z, (int)v->width, &c);
    else
        draw_rows(z, &c);
    c.z = z;
    double times[32], processor[32];
    size_t rounds = strtoul(words[6], NULL, 10) % 32;
    sums s;
    for (size_t i = 0; i < rounds; i++) {
        moment took = run(k, &c, (uint32_t)strtoul(words[5], NULL, 10), &s);
        times[i] = took.wall;
        processor[i] = took.processor;
    }
    qsort(times, rounds, sizeof *times, ascending);
    qsort(processor, rounds, sizeof *processor, ascending);
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("%.4f s, %.4f s of processor, %.0f MB, %.7g\n", times[rounds / 2], processor[rounds / 2],
           (double)used.ru_maxrss / 1024, s.sum);
    free(z);
    kit_close(k);
    return 0;
}
