/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "check.h"

#include <math.h>
#include <time.h>

/* One row in CHECK_EACH, one at least and MOST_CHECKED at most. */
enum { CHECK_EACH = 512, MOST_CHECKED = 8 };
static const double TOLERANCE = 1e-4;

/* What passes on to the caller, and is kept of some rows. */
typedef struct checker {
    const coalition_run *run;
    size_t classes, count, next;
    size_t rows[MOST_CHECKED]; /* in ascending order */
    float *kept, *again;
    uint64_t told;
} checker;

/* One row of each equal part, at a place that looks random and is not. */
static void choose_rows(checker *c, size_t rows)
{
    c->count = rows / CHECK_EACH + 1;
    c->count = c->count > MOST_CHECKED ? MOST_CHECKED : c->count;
    for (size_t i = 0; i < c->count; i++) {
        uint64_t hash = (rows * 0x9e3779b97f4a7c15u + i) * 0xbf58476d1ce4e5b9u;
        size_t from = i * rows / c->count, to = (i + 1) * rows / c->count;
        c->rows[i] = from + (size_t)(hash >> 32) % (to - from);
    }
}

static lk_status keep(void *user, size_t first, size_t count, const float *scores)
{
    checker *c = user;
    for (; c->next < c->count && c->rows[c->next] < first + count; c->next++)
        memcpy(c->kept + c->next * c->classes, scores + (c->rows[c->next] - first) * c->classes,
               c->classes * sizeof *c->kept);
    c->told = first + count;
    return c->run->sink(c->run->user, first, count, scores);
}

static double difference_of(const checker *c, size_t i)
{
    const float *kept = c->kept + i * c->classes, *again = c->again + i * c->classes;
    double most = 0, scale = 1;
    for (size_t k = 0; k < c->classes; k++) {
        double difference = fabs((double)kept[k] - (double)again[k]);
        most = difference > most || isnan(difference) ? difference : most;
        scale = fabs((double)again[k]) > scale ? fabs((double)again[k]) : scale;
    }
    return most / scale;
}

static lk_status compare(const checker *c, coalitions_effort *effort)
{
    for (size_t i = 0; i < c->next; i++) {
        double difference = difference_of(c, i);
        if (difference > effort->difference)
            effort->difference = difference;
        if (!(difference <= TOLERANCE))
            return lk_error(c->run->ctx, LK_E_FAIL,
                            "the scores of coalition %zu from distinct patterns differ by %g from "
                            "those of its picture: use `coalitions: dense`, and report this",
                            c->rows[i], difference);
    }
    return LK_OK;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Threads that few rows keep busy are fewer than those of all. */
static void note_times(const checker *c, double seconds, double dense, coalitions_effort *effort)
{
    double threads = c->run->ctx->threads ? c->run->ctx->threads : 1;
    double busy = (double)c->next < threads ? (double)c->next : threads;
    effort->checked += c->next;
    effort->seconds += seconds;
    effort->dense_seconds += dense * busy / threads / (double)c->next * (double)c->told;
}

lk_status coalition_run_checked(const coalition_run *r, coalitions_effort *effort)
{
    coalition_run kept = *r;
    checker c = {.run = r, .classes = r->engine->graph->info.class_count};
    c.kept = lk_alloc_array(r->ctx, MOST_CHECKED, c.classes * sizeof *c.kept);
    c.again = lk_alloc_array(r->ctx, MOST_CHECKED, c.classes * sizeof *c.again);
    if (!c.kept || !c.again)
        return lk_error(r->ctx, LK_E_MEMORY, "no memory to check the scores of the coalitions");
    choose_rows(&c, r->problem->row_count);
    kept.sink = keep;
    kept.user = &c;
    double began = now();
    lk_status status = coalition_run_all(&kept);
    double done = now();
    if ((status && status != LK_STOP) || !c.next)
        return status;
    lk_status checked = coalition_run_rows(r, c.rows, c.next, c.again);
    if (!checked)
        note_times(&c, done - began, now() - done, effort);
    if (!checked)
        checked = compare(&c, effort);
    return checked ? checked : status;
}
