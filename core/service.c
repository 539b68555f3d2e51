/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "param.h"
#include "service.h"

/* The services that the host puts between plugins: they check shapes, count
 * forward passes, and paint coalitions for backends that cannot (service_coalitions.c). */

typedef struct segmenter {
    lk_segmenter public;
    lk_instance *instance;
} segmenter;

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

lk_status lk_service_finite(lk_network *n, lk_context *ctx, const float *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(values[i] - values[i] == 0))
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
    lk_service_of(self)->passes += (uint64_t)batch->shape[0];
    lk_actor caller = lk_service_enter(self);
    status = lk_service_of(self)->ops->scores(lk_service_of(self)->backend->self, ctx, batch,
                                              output, scores);
    lk_conduct_enter(caller);
    return status ? status
                  : lk_service_finite(self, ctx, scores,
                                      (size_t)batch->shape[0] * self->info->class_count);
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
    return rank >= 0 && t->data && t->rank == rank && t->dtype.code == LK_DTYPE_FLOAT &&
           t->dtype.bits == 32 && !memcmp(t->shape, shape, (size_t)rank * sizeof *shape);
}

/* `rule` NULL: the gradient itself. */
static lk_status find_gradients(lk_network *self, lk_context *ctx, const lk_tensor *batch,
                                const uint32_t *classes, lk_output output, const lk_rectifier *rule,
                                float *scores, lk_tensor *gradient)
{
    const lk_backend_ops *ops = lk_service_of(self)->ops;
    void *backend = lk_service_of(self)->backend->self;
    lk_status status = check_batch(self, ctx, batch);
    for (int64_t i = 0; !status && i < batch->shape[0]; i++)
        status = check_class(self, ctx, classes[i]);
    if (!status && !is_float(gradient, batch->rank, batch->shape))
        status = lk_error(ctx, LK_E_INPUT, "the gradient must have the shape of its batch");
    if (status)
        return status;
    lk_service_of(self)->passes += (uint64_t)batch->shape[0];
    lk_actor caller = lk_service_enter(self);
    status = rule ? ops->rectified_gradients(backend, ctx, batch, classes, output, *rule, scores,
                                             gradient)
                  : ops->gradients(backend, ctx, batch, classes, output, scores, gradient);
    lk_conduct_enter(caller);
    size_t count = (size_t)batch->shape[0] * self->info->class_count;
    if (!status && scores)
        status = lk_service_finite(self, ctx, scores, count);
    return status ? status : lk_service_finite(self, ctx, gradient->data, lk_tensor_count(batch));
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

/* The shape of so many items of a layer; its rank, or -1 where that is beyond all bounds. */
static int32_t shape_of_layer(const lk_layer_info *layer, int64_t items, int64_t *shape)
{
    if (layer->rank + 1 > LK_MAX_RANK)
        return -1;
    shape[0] = items;
    for (uint32_t i = 0; i < layer->rank; i++)
        shape[i + 1] = layer->shape[i];
    return (int32_t)layer->rank + 1;
}

/* What a backend gave for a layer: its shape, and numbers. */
static lk_status check_layer(lk_network *n, lk_context *ctx, const lk_layer_info *layer,
                             int64_t items, const lk_tensor *t)
{
    int64_t shape[LK_MAX_RANK];
    if (!is_float(t, shape_of_layer(layer, items, shape), shape))
        return lk_error(ctx, LK_E_FAIL, "the network %s gave another shape than that of `%s`",
                        n->info->name, layer->name);
    return lk_service_finite(n, ctx, t->data, lk_tensor_count(t));
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
    lk_service_of(self)->passes += (uint64_t)batch->shape[0];
    lk_actor caller = lk_service_enter(self);
    status =
        lk_service_of(self)->ops->activations(lk_service_of(self)->backend->self, ctx, batch, layer,
                                              class_index, output, activation, gradient);
    lk_conduct_enter(caller);
    if (!status)
        status = check_layer(self, ctx, info, batch->shape[0], activation);
    if (!status && gradient)
        status = check_layer(self, ctx, info, batch->shape[0], gradient);
    return status;
}

static lk_status check_values(lk_network *n, lk_context *ctx, const lk_layer_info *layer,
                              const lk_tensor *t)
{
    int64_t shape[LK_MAX_RANK];
    return t->shape[0] > 0 && is_float(t, shape_of_layer(layer, t->shape[0], shape), shape)
               ? LK_OK
               : lk_error(ctx, LK_E_INPUT,
                          "values of the layer `%s` of the network %s must be "
                          "float32 of its shape, item by item",
                          layer->name, n->info->name);
}

static lk_status net_scores_from(lk_network *self, lk_context *ctx, const lk_tensor *view,
                                 const char *layer, const lk_tensor *values, lk_output output,
                                 float *scores)
{
    const lk_layer_info *info = NULL;
    lk_status status = check_batch(self, ctx, view);
    if (!status && view->shape[0] != 1)
        status = lk_error(ctx, LK_E_INPUT, "scores from a layer on are of one view at a time");
    if (!status)
        status = find_layer(self, ctx, layer, &info);
    if (!status)
        status = check_values(self, ctx, info, values);
    if (status)
        return status;
    lk_service_of(self)->passes += (uint64_t)values->shape[0];
    lk_actor caller = lk_service_enter(self);
    status = lk_service_of(self)->ops->scores_from(lk_service_of(self)->backend->self, ctx, view,
                                                   layer, values, output, scores);
    lk_conduct_enter(caller);
    size_t count = (size_t)values->shape[0] * self->info->class_count;
    return status ? status : lk_service_finite(self, ctx, scores, count);
}

static uint64_t net_passes(const lk_network *self)
{
    return ((const lk_service_network *)(const void *)self)->passes;
}

void lk_passes_reset(lk_network *n)
{
    lk_service_of(n)->passes = lk_service_of(n)->recalled = 0;
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
    lk_service_network *n = calloc(1, sizeof *n);
    if (!n)
        return NULL;
    uint64_t caps = in->plugin->capabilities;
    int has_rectified = caps & LK_CAP_GRADIENTS &&
                        LK_HAS(ops, lk_backend_ops, rectified_gradients) &&
                        ops->rectified_gradients;
    int has_scores_from =
        caps & LK_CAP_ACTIVATIONS && LK_HAS(ops, lk_backend_ops, scores_from) && ops->scores_from;
    n->backend = in;
    n->ops = ops;
    n->public = (lk_network){
        .struct_size = sizeof(lk_network),
        .info = info,
        .scores = net_scores,
        .coalitions = lk_service_coalitions,
        .gradients = caps & LK_CAP_GRADIENTS ? net_gradients : NULL,
        .activations = caps & LK_CAP_ACTIVATIONS ? net_activations : NULL,
        .passes = net_passes,
        .rectified_gradients = has_rectified ? net_rectified : NULL,
        .scores_from = has_scores_from ? net_scores_from : NULL,
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
