/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <string.h>

#include "service.h"

/* Coalition problems on their way to a backend: checked, painted where it has no
 * operation for them, and answered with what was kept where someone keeps scores. */

enum { PAINT_BATCH = 20 };

static int are_views(const lk_tensor *t, uint32_t count, const lk_view *v)
{
    for (uint32_t i = 0; i < count; i++)
        if (t[i].rank != 3 || t[i].dtype.code != LK_DTYPE_FLOAT || t[i].dtype.bits != 32 ||
            t[i].shape[0] != v->height || t[i].shape[1] != v->width || t[i].shape[2] != 3)
            return 0;
    return 1;
}

/* `rows` NULL stands for zeros. */
static int are_below(const uint32_t *rows, size_t count, uint32_t bound)
{
    for (size_t i = 0; rows && i < count; i++)
        if (rows[i] >= bound)
            return 0;
    return 1;
}

static lk_status check_problem(lk_network *n, lk_context *ctx, const lk_coalitions *p)
{
    const lk_view *v = &n->info->view;
    const lk_tensor *s = p->segments;
    if (!p->base_count || !p->fill_count || !p->segment_count || !p->z ||
        p->z_stride < ((size_t)p->segment_count + 63) / 64 || s->rank != 2 ||
        s->shape[0] != v->height || s->shape[1] != v->width ||
        !are_views(p->bases, p->base_count, v) || !are_views(p->fills, p->fill_count, v) ||
        !are_below(p->row_base, p->row_count, p->base_count) ||
        !are_below(p->row_fill, p->row_count, p->fill_count))
        return lk_error(ctx, LK_E_INPUT, "a coalition problem is incomplete or of another shape");
    const int32_t *labels = s->data;
    for (size_t i = 0, count = lk_tensor_count(s); i < count; i++)
        if (labels[i] < 0 || (uint32_t)labels[i] >= p->segment_count)
            return lk_error(ctx, LK_E_INPUT, "segment label %d is outside 0..%u", labels[i],
                            p->segment_count - 1);
    return LK_OK;
}

static void paint_row(const lk_coalitions *p, size_t row, size_t pixels, float *out)
{
    const float *base = p->bases[lk_row_base(p, row)].data;
    const float *fill = p->fills[lk_row_fill(p, row)].data;
    const int32_t *labels = p->segments->data;
    const uint64_t *z = p->z + row * p->z_stride;
    for (size_t i = 0; i < pixels; i++) {
        const float *from = lk_z_get(z, (uint32_t)labels[i]) ? base : fill;
        out[3 * i] = from[3 * i];
        out[3 * i + 1] = from[3 * i + 1];
        out[3 * i + 2] = from[3 * i + 2];
    }
}

/* The fallback: rows painted into batches of one fixed size. */
static lk_status paint(lk_network *self, lk_context *ctx, const lk_coalitions *p, lk_output output,
                       lk_score_sink sink, void *user)
{
    int64_t h = self->info->view.height, w = self->info->view.width;
    size_t pixels = (size_t)h * (size_t)w;
    float *batch = lk_alloc_array(ctx, PAINT_BATCH * pixels, 3 * sizeof *batch);
    float *scores = lk_alloc_array(ctx, PAINT_BATCH, self->info->class_count * sizeof *scores);
    if (!batch || !scores)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for a batch of %d images", PAINT_BATCH);
    for (size_t row = 0; row < p->row_count; row += PAINT_BATCH) {
        size_t n = p->row_count - row < PAINT_BATCH ? p->row_count - row : PAINT_BATCH;
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
        for (size_t i = 0; i < n; i++)
            paint_row(p, row + i, pixels, batch + i * pixels * 3);
        int64_t shape[4] = {(int64_t)n, h, w, 3};
        lk_tensor t = lk_tensor_over(batch, LK_DTYPE_FLOAT, 32, 4, shape);
        lk_status status = self->scores(self, ctx, &t, output, scores);
        if (!status)
            status = sink(user, row, n, scores);
        if (status)
            return status == LK_STOP ? LK_OK : status;
    }
    return LK_OK;
}

typedef struct checked_sink {
    lk_network *network;
    lk_context *ctx;
    lk_score_sink sink;
    void *user;
    size_t next, rows;
    lk_status status; /* what the last call said */
    lk_actor caller;
} checked_sink;

static lk_status sink_checked(void *user, size_t first, size_t count, const float *scores)
{
    checked_sink *c = user;
    if (first != c->next || count > c->rows - first)
        return c->status =
                   lk_error(c->ctx, LK_E_FAIL, "the backend gave coalition rows out of order");
    c->next += count;
    lk_service_of(c->network)->passes += count;
    c->status =
        lk_service_finite(c->network, c->ctx, scores, count * c->network->info->class_count);
    if (c->status)
        return c->status;
    lk_actor backend = lk_conduct_enter(c->caller);
    c->status = c->sink(c->user, first, count, scores);
    lk_conduct_enter(backend);
    return c->status;
}

static lk_status score(lk_network *self, lk_context *ctx, const lk_coalitions *problem,
                       lk_output output, lk_score_sink sink, void *user)
{
    lk_service_network *n = lk_service_of(self);
    if (!n->ops->coalitions || !(n->backend->plugin->capabilities & LK_CAP_COALITIONS))
        return paint(self, ctx, problem, output, sink, user);
    checked_sink c = {self, ctx, sink, user, 0, problem->row_count, LK_OK, lk_service_enter(self)};
    lk_status status = n->ops->coalitions(n->backend->self, ctx, problem, output, sink_checked, &c);
    lk_conduct_enter(c.caller);
    if (!status || status == LK_STOP)
        status = c.status; /* a backend may not have passed it on */
    if (!status && c.next < c.rows)
        return lk_error(ctx, LK_E_FAIL, "the backend gave %zu of %zu coalition rows", c.next,
                        c.rows);
    return status == LK_STOP ? LK_OK : status;
}

/* ---- Effort ---------------------------------------------------------------------- */

static double mean_saving(uint64_t rows, double saving, uint64_t more, double other)
{
    return (double)(rows + more) / ((double)rows / saving + (double)more / other);
}

static void add_effort(lk_coalition_effort *sum, const lk_coalition_effort *e)
{
    lk_coalition_effort old = *sum;
    if (!e->rows || !old.rows) {
        *sum = e->rows ? *e : old;
        return;
    }
    sum->rows += e->rows;
    sum->predicted = mean_saving(old.rows, old.predicted, e->rows, e->predicted);
    if (e->checked)
        sum->achieved =
            old.checked ? mean_saving(old.rows, old.achieved, e->rows, e->achieved) : e->achieved;
    sum->checked += e->checked;
    sum->difference = fmax(old.difference, e->difference);
}

static lk_coalition_effort effort_of_backend(lk_service_network *n)
{
    lk_coalition_effort effort = {.struct_size = sizeof effort};
    const lk_coalition_effort none = effort;
    if (LK_HAS(n->ops, lk_backend_ops, coalition_effort) && n->ops->coalition_effort)
        n->ops->coalition_effort(n->backend->self, &effort);
    int is_told = isfinite(effort.predicted) && effort.predicted > 0 && isfinite(effort.difference);
    return is_told ? effort : none;
}

lk_coalition_effort lk_effort_take(lk_network *n)
{
    lk_service_network *own = lk_service_of(n);
    lk_coalition_effort effort = own->effort, rest = effort_of_backend(own);
    add_effort(&effort, &rest);
    own->effort = (lk_coalition_effort){.struct_size = sizeof own->effort};
    return effort;
}

/* ---- What was kept ---------------------------------------------------------------- */

void lk_network_recall(lk_network *n, const lk_recall *recall)
{
    lk_service_of(n)->recall = recall;
}

uint64_t lk_network_recalled(const lk_network *n)
{
    return ((const lk_service_network *)(const void *)n)->recalled;
}

/* Scores on their way to who asked, with a copy of them. */
typedef struct recorder {
    lk_score_sink sink;
    void *user;
    lk_recalled *copy;
    size_t done; /* rows */
} recorder;

static lk_status record(void *user, size_t first, size_t count, const float *scores)
{
    recorder *r = user;
    memcpy(r->copy->scores + first * r->copy->classes, scores,
           count * r->copy->classes * sizeof *scores);
    r->done = first + count;
    if (count) /* of no rows there may be any number */
        r->copy->ends[r->copy->parts++] = r->done;
    return r->sink(r->user, first, count, scores);
}

static lk_status pass_over(void *user, size_t first, size_t count, const float *scores)
{
    size_t *wanted = user;
    (void)scores;
    return first + count < *wanted ? LK_OK : LK_STOP;
}

/* In the parts in which they first came. Who stops early is answered from the kept
 * scores all the same, but what so many rows take has to be known. */
static lk_status replay(lk_network *self, lk_context *ctx, const lk_coalitions *problem,
                        lk_output output, const lk_recalled *kept, lk_score_sink sink, void *user)
{
    lk_service_network *n = lk_service_of(self);
    for (size_t i = 0, first = 0; i < kept->parts; first = kept->ends[i++]) {
        size_t count = kept->ends[i] - first;
        lk_status status = sink(user, first, count, kept->scores + first * kept->classes);
        if (status == LK_STOP && i + 1 < kept->parts)
            return score(self, ctx, problem, output, pass_over, &kept->ends[i]);
        if (status && status != LK_STOP)
            return status;
    }
    n->passes += problem->row_count;
    n->recalled += problem->row_count;
    add_effort(&n->effort, &kept->effort);
    return LK_OK;
}

static lk_status score_and_keep(lk_network *self, lk_context *ctx, const lk_coalitions *problem,
                                lk_output output, const lk_key *key, lk_score_sink sink, void *user)
{
    lk_service_network *n = lk_service_of(self);
    lk_recalled copy = {.classes = self->info->class_count, .rows = problem->row_count};
    copy.scores = lk_alloc_array(ctx, copy.rows, copy.classes * sizeof *copy.scores);
    copy.ends = lk_alloc_array(ctx, copy.rows, sizeof *copy.ends);
    recorder r = {.sink = sink, .user = user, .copy = &copy};
    if (!copy.scores || !copy.ends)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the scores of %zu samples", copy.rows);
    lk_status status = score(self, ctx, problem, output, record, &r);
    copy.effort = effort_of_backend(n);
    add_effort(&n->effort, &copy.effort);
    if (!status && r.done == copy.rows)
        n->recall->keep(n->recall->user, key, &copy);
    return status;
}

lk_status lk_service_coalitions(lk_network *self, lk_context *ctx, const lk_coalitions *problem,
                                lk_output output, lk_score_sink sink, void *user)
{
    lk_service_network *n = lk_service_of(self);
    lk_recalled kept;
    lk_key key;
    lk_status status = check_problem(self, ctx, problem);
    if (status)
        return status;
    if (!n->recall || problem->row_count > LK_RECALL_SCORES / self->info->class_count)
        return score(self, ctx, problem, output, sink, user);
    lk_recall_key(&n->backend->key, problem, output, &key);
    if (n->recall->find(n->recall->user, &key, &kept) && kept.rows == problem->row_count &&
        kept.classes == self->info->class_count)
        return replay(self, ctx, problem, output, &kept, sink, user);
    return score_and_keep(self, ctx, problem, output, &key, sink, user);
}
