/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "instance.h"
#include "param.h"

/* The services that the host puts between plugins: they check shapes, count
 * forward passes, and paint coalitions for backends that cannot. */

typedef struct network {
    lk_network public; /* first: a service pointer is a pointer to this */
    lk_instance *backend;
    const lk_backend_ops *ops;
    uint64_t passes;
} network;

typedef struct segmenter {
    lk_segmenter public;
    lk_instance *instance;
} segmenter;

enum { PAINT_BATCH = 20 };

static network *of(lk_network *n)
{
    return (network *)(void *)n;
}

/* The backend runs now, in the place of who asks it. */
static lk_actor enter(lk_network *n)
{
    return lk_conduct_enter(lk_instance_actor(of(n)->backend));
}

static lk_status check_batch(lk_network *n, lk_context *ctx, const lk_tensor *batch)
{
    const lk_view *v = &n->info->view;
    if (batch->rank == 4 && batch->dtype.code == LK_DTYPE_FLOAT && batch->dtype.bits == 32 &&
        batch->shape[0] > 0 && batch->shape[1] == v->height && batch->shape[2] == v->width &&
        batch->shape[3] == 3)
        return LK_OK;
    return lk_error(ctx, LK_E_INPUT, "the network %s takes float32 batches of %u x %u x 3",
                    n->info->name, v->height, v->width);
}

static lk_status check_finite(lk_network *n, lk_context *ctx, const float *scores, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(scores[i] - scores[i] == 0))
            return lk_error(ctx, LK_E_FAIL, "the network %s gave a value that is not finite",
                            n->info->name);
    return LK_OK;
}

static lk_status net_scores(lk_network *self, lk_context *ctx, const lk_tensor *batch,
                            lk_output output, float *scores)
{
    lk_status status = check_batch(self, ctx, batch);
    if (status)
        return status;
    of(self)->passes += (uint64_t)batch->shape[0];
    lk_actor caller = enter(self);
    status = of(self)->ops->scores(of(self)->backend->self, ctx, batch, output, scores);
    lk_conduct_enter(caller);
    return status
               ? status
               : check_finite(self, ctx, scores, (size_t)batch->shape[0] * self->info->class_count);
}

/* ---- Coalitions -------------------------------------------------------------- */

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
        lk_status status = net_scores(self, ctx, &t, output, scores);
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
    of(c->network)->passes += count;
    c->status = check_finite(c->network, c->ctx, scores, count * c->network->info->class_count);
    if (c->status)
        return c->status;
    lk_actor backend = lk_conduct_enter(c->caller);
    c->status = c->sink(c->user, first, count, scores);
    lk_conduct_enter(backend);
    return c->status;
}

static lk_status net_coalitions(lk_network *self, lk_context *ctx, const lk_coalitions *problem,
                                lk_output output, lk_score_sink sink, void *user)
{
    network *n = of(self);
    lk_status status = check_problem(self, ctx, problem);
    if (status)
        return status;
    if (!n->ops->coalitions || !(n->backend->plugin->capabilities & LK_CAP_COALITIONS))
        return paint(self, ctx, problem, output, sink, user);
    checked_sink c = {self, ctx, sink, user, 0, problem->row_count, LK_OK, enter(self)};
    status = n->ops->coalitions(n->backend->self, ctx, problem, output, sink_checked, &c);
    lk_conduct_enter(c.caller);
    if (!status || status == LK_STOP)
        status = c.status; /* a backend may not have passed it on */
    if (!status && c.next < c.rows)
        return lk_error(ctx, LK_E_FAIL, "the backend gave %zu of %zu coalition rows", c.next,
                        c.rows);
    return status == LK_STOP ? LK_OK : status;
}

/* ---- Gradients and activations ------------------------------------------------ */

static lk_status check_class(lk_network *n, lk_context *ctx, uint32_t class_index)
{
    return class_index < n->info->class_count
               ? LK_OK
               : lk_error(ctx, LK_E_INPUT, "the network %s has no class %u: it has %u",
                          n->info->name, class_index, n->info->class_count);
}

static int is_float(const lk_tensor *t, int32_t rank, const int64_t *shape)
{
    return t->data && t->rank == rank && t->dtype.code == LK_DTYPE_FLOAT && t->dtype.bits == 32 &&
           !memcmp(t->shape, shape, (size_t)rank * sizeof *shape);
}

/* `rule` NULL: the gradient itself. */
static lk_status find_gradients(lk_network *self, lk_context *ctx, const lk_tensor *batch,
                                const uint32_t *classes, lk_output output, const lk_rectifier *rule,
                                float *scores, lk_tensor *gradient)
{
    const lk_backend_ops *ops = of(self)->ops;
    void *backend = of(self)->backend->self;
    lk_status status = check_batch(self, ctx, batch);
    for (int64_t i = 0; !status && i < batch->shape[0]; i++)
        status = check_class(self, ctx, classes[i]);
    if (!status && !is_float(gradient, batch->rank, batch->shape))
        status = lk_error(ctx, LK_E_INPUT, "the gradient must have the shape of its batch");
    if (status)
        return status;
    of(self)->passes += (uint64_t)batch->shape[0];
    lk_actor caller = enter(self);
    status = rule ? ops->rectified_gradients(backend, ctx, batch, classes, output, *rule, scores,
                                             gradient)
                  : ops->gradients(backend, ctx, batch, classes, output, scores, gradient);
    lk_conduct_enter(caller);
    size_t count = (size_t)batch->shape[0] * self->info->class_count;
    if (!status && scores)
        status = check_finite(self, ctx, scores, count);
    return status ? status : check_finite(self, ctx, gradient->data, lk_tensor_count(batch));
}

static lk_status net_gradients(lk_network *self, lk_context *ctx, const lk_tensor *batch,
                               const uint32_t *classes, lk_output output, float *scores,
                               lk_tensor *gradient)
{
    return find_gradients(self, ctx, batch, classes, output, NULL, scores, gradient);
}

static lk_status net_rectified(lk_network *self, lk_context *ctx, const lk_tensor *batch,
                               const uint32_t *classes, lk_output output, lk_rectifier rule,
                               float *scores, lk_tensor *gradient)
{
    return find_gradients(self, ctx, batch, classes, output, &rule, scores, gradient);
}

/* The layer that was meant by a name that none has. */
static const char *nearest_layer(lk_context *ctx, const lk_network_info *info, const char *name)
{
    const char **names = lk_alloc_array(ctx, info->layer_count + 1, sizeof *names);
    const char *nearest = NULL;
    for (uint32_t i = 0; names && i < info->layer_count; i++) {
        names[i] = info->layers[i]->name;
        if (!nearest && strstr(names[i], name))
            nearest = names[i]; /* tensors of a model are called after their layers */
    }
    return nearest || !names ? nearest : lk_nearest(name, names, info->layer_count);
}

static lk_status find_layer(lk_network *n, lk_context *ctx, const char *name,
                            const lk_layer_info **out)
{
    for (uint32_t i = 0; i < n->info->layer_count; i++) {
        *out = n->info->layers[i];
        if (!strcmp((*out)->name, name))
            return LK_OK;
    }
    const char *nearest = nearest_layer(ctx, n->info, name);
    return lk_error(ctx, LK_E_INPUT, "the network %s has no layer `%s`%s%s%s", n->info->name, name,
                    nearest ? "; is `" : "", nearest ? nearest : "", nearest ? "` meant?" : "");
}

/* What a backend gave for a layer: its shape, and numbers. */
static lk_status check_layer(lk_network *n, lk_context *ctx, const lk_layer_info *layer,
                             int64_t items, const lk_tensor *t)
{
    int64_t shape[LK_MAX_RANK] = {items};
    uint32_t rank = layer->rank;
    for (uint32_t i = 0; i < rank && i + 1 < LK_MAX_RANK; i++)
        shape[i + 1] = layer->shape[i];
    if (rank + 1 > LK_MAX_RANK || !is_float(t, (int32_t)rank + 1, shape))
        return lk_error(ctx, LK_E_FAIL, "the network %s gave another shape than that of `%s`",
                        n->info->name, layer->name);
    return check_finite(n, ctx, t->data, lk_tensor_count(t));
}

static lk_status net_activations(lk_network *self, lk_context *ctx, const lk_tensor *batch,
                                 const char *layer, uint32_t class_index, lk_output output,
                                 lk_tensor *activation, lk_tensor *gradient)
{
    const lk_layer_info *info = NULL;
    lk_status status = check_batch(self, ctx, batch);
    if (!status)
        status = find_layer(self, ctx, layer, &info);
    if (!status && gradient)
        status = check_class(self, ctx, class_index);
    if (status)
        return status;
    of(self)->passes += (uint64_t)batch->shape[0];
    lk_actor caller = enter(self);
    status = of(self)->ops->activations(of(self)->backend->self, ctx, batch, layer, class_index,
                                        output, activation, gradient);
    lk_conduct_enter(caller);
    if (!status)
        status = check_layer(self, ctx, info, batch->shape[0], activation);
    if (!status && gradient)
        status = check_layer(self, ctx, info, batch->shape[0], gradient);
    return status;
}

static uint64_t net_passes(const lk_network *self)
{
    return ((const network *)(const void *)self)->passes;
}

lk_coalition_effort lk_effort_take(lk_network *n)
{
    const lk_backend_ops *ops = of(n)->ops;
    lk_coalition_effort effort = {.struct_size = sizeof effort};
    const lk_coalition_effort none = effort;
    if (LK_HAS(ops, lk_backend_ops, coalition_effort) && ops->coalition_effort)
        ops->coalition_effort(of(n)->backend->self, &effort);
    int is_told = isfinite(effort.predicted) && effort.predicted > 0 && isfinite(effort.difference);
    return is_told ? effort : none;
}

void lk_passes_reset(lk_network *n)
{
    of(n)->passes = 0;
    lk_effort_take(n);
}

/* ---- Opening ------------------------------------------------------------------- */

static int check_info(const lk_network_info *i, lk_fault *fault)
{
    if (!i || !i->name || !i->class_count || !i->view.width || !i->view.height)
        lk_fault_set(fault, "the backend says nothing of its network's name, input or outputs");
    else if (i->view.width > 16384 || i->view.height > 16384 || i->class_count > 1 << 24)
        lk_fault_set(fault, "the network's input or output is beyond all bounds");
    else if (i->output != LK_OUTPUT_RAW && (!i->classes || !i->labels))
        lk_fault_set(fault, "the backend gives no class names");
    else
        return 0;
    return -1;
}

static void *open_network(lk_instance *in, lk_fault *fault)
{
    const lk_backend_ops *ops = in->ops;
    const lk_network_info *info = ops->info(in->self);
    if (check_info(info, fault))
        return NULL;
    network *n = calloc(1, sizeof *n);
    if (!n)
        return NULL;
    uint64_t caps = in->plugin->capabilities;
    int has_rectified = caps & LK_CAP_GRADIENTS &&
                        LK_HAS(ops, lk_backend_ops, rectified_gradients) &&
                        ops->rectified_gradients;
    n->backend = in;
    n->ops = ops;
    n->public = (lk_network){
        .struct_size = sizeof(lk_network),
        .info = info,
        .scores = net_scores,
        .coalitions = net_coalitions,
        .gradients = caps & LK_CAP_GRADIENTS ? net_gradients : NULL,
        .activations = caps & LK_CAP_ACTIVATIONS ? net_activations : NULL,
        .passes = net_passes,
        .rectified_gradients = has_rectified ? net_rectified : NULL,
    };
    return n;
}

static lk_status seg_segment(lk_segmenter *self, lk_context *ctx, const lk_raster *view,
                             const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    segmenter *s = (segmenter *)(void *)self;
    const lk_segmenter_ops *ops = s->instance->ops;
    if ((s->instance->plugin->capabilities & LK_CAP_NEEDS_LANDMARKS) && !landmarks)
        return lk_error(ctx, LK_MISSING, "the segmenter %s needs landmarks, and this face has none",
                        s->instance->plugin->name);
    lk_actor caller = lk_conduct_enter(lk_instance_actor(s->instance));
    lk_status status = ops->segment(s->instance->self, ctx, view, landmarks, labels, count);
    lk_conduct_enter(caller);
    if (status)
        return status;
    const int32_t *l = labels->data;
    size_t n = lk_tensor_count(labels);
    if (*count > n)
        return lk_error(ctx, LK_E_FAIL, "the segmenter %s gave %u segments for %zu pixels",
                        s->instance->plugin->name, *count, n);
    for (size_t i = 0; i < n; i++)
        if (l[i] < 0 || (uint32_t)l[i] >= *count)
            return lk_error(ctx, LK_E_FAIL, "the segmenter %s gave label %d of %u segments",
                            s->instance->plugin->name, l[i], *count);
    return LK_OK;
}

static void *open_segmenter(lk_instance *in)
{
    segmenter *s = calloc(1, sizeof *s);
    if (s) {
        s->instance = in;
        s->public = (lk_segmenter){.struct_size = sizeof(lk_segmenter), .segment = seg_segment};
    }
    return s;
}

static const char *const *names_of(const lk_instance *in)
{
    const lk_segmenter_ops *ops = in->ops;
    if (!LK_HAS(ops, lk_segmenter_ops, names) || !ops->names)
        return NULL;
    lk_actor caller = lk_conduct_enter(lk_instance_actor(in));
    const char *const *names = ops->names(in->self);
    lk_conduct_enter(caller);
    return names;
}

const char *const *lk_segment_names(const lk_instance *explainer, uint32_t count)
{
    for (const lk_instance *in = explainer->references; in; in = in->next) {
        if (in->plugin->stage != LK_STAGE_SEGMENTER)
            continue;
        const char *const *names = names_of(in);
        uint32_t known = 0;
        while (names && names[known])
            known++;
        if (known && known == count)
            return names;
    }
    return NULL;
}

void *lk_service_open(lk_instance *in, lk_fault *fault)
{
    switch (in->plugin->stage) {
    case LK_STAGE_BACKEND:
        return open_network(in, fault);
    case LK_STAGE_SEGMENTER:
        return open_segmenter(in);
    default:
        return NULL;
    }
}
