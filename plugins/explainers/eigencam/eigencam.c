/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../cam/cam.h"

#include "../../metrics/common/value.h"
#include "component.h"

enum { SHARE = CAM_VALUE_COUNT, RESIDUAL, VALUE_COUNT };

#define MAPS_ARE_FLAT "the layer's maps are the same everywhere"

typedef struct eigencam {
    cam_options options;
    int centre;
} eigencam;

static const lk_param params[] = {
    CAM_PARAMS_OF_MAPS(eigencam, options),
    {.name = "centre",
     .type = LK_BOOL,
     .offset = offsetof(eigencam, centre),
     .fallback = "false",
     .doc = "Whether each channel's mean over the map is taken from it first, as pytorch-grad-cam "
            "does; the paper does not."},
};

static const lk_value_info values[VALUE_COUNT] = {
    CAM_VALUES,
    [SHARE] = {.id = "share",
               .title = "Share of the first component",
               .unit = "",
               .low = 0,
               .high = 1,
               .missing = MAPS_ARE_FLAT,
               .source = "Of the sum of squares of the layer's values, what the map accounts for"},
    [RESIDUAL] = {.id = "residual",
                  .title = "Residual of the component",
                  .unit = "",
                  .low = 0,
                  .high = INFINITY,
                  .missing = MAPS_ARE_FLAT,
                  .source =
                      "How far it is from an eigenvector, as a share of its eigenvalue; large "
                      "where two components are about as strong"}};

static lk_status copy_values(lk_context *ctx, const cam *c, int centre, double **out)
{
    double *a = lk_alloc_array(ctx, c->pixels, c->channels * sizeof *a);
    if (!a)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the values of the layer `%s`",
                        c->layer);
    for (size_t k = 0; k < c->channels; k++) {
        double mean = 0;
        for (size_t p = 0; centre && p < c->pixels; p++)
            mean += (double)c->activation[p * c->channels + k] / (double)c->pixels;
        for (size_t p = 0; p < c->pixels; p++)
            a[p * c->channels + k] = (double)c->activation[p * c->channels + k] - mean;
    }
    *out = a;
    return LK_OK;
}

/* Of the two maps that differ in sign, the one that is large where the layer is:
 * its covariance with the mean over channels is not negative. */
static double sign_of(const cam *c, const double *map)
{
    double sum = 0, mean = 0;
    for (size_t p = 0; p < c->pixels; p++)
        mean += map[p] / (double)c->pixels;
    for (size_t p = 0; p < c->pixels; p++)
        for (size_t k = 0; k < c->channels; k++)
            sum += (map[p] - mean) * (double)c->activation[p * c->channels + k];
    return sum < 0 ? -1 : 1;
}

/* All classes have one map: the layer's, along the component. */
static void project(const cam *c, const component *of)
{
    double *map = cam_map(c, 0);
    for (size_t p = 0; p < c->pixels; p++)
        for (size_t k = 0; k < c->channels; k++)
            map[p] += of->matrix[p * c->channels + k] * of->direction[k];
    double sign = sign_of(c, map);
    for (size_t p = 0; p < c->pixels; p++)
        map[p] *= sign;
    for (size_t k = 0; k < c->channels; k++)
        cam_weights(c, 0)[k] = sign * of->direction[k];
    for (uint32_t i = 1; i < c->request->class_count; i++) {
        memcpy(cam_map(c, i), map, c->pixels * sizeof *map);
        memcpy(cam_weights(c, i), cam_weights(c, 0), c->channels * sizeof *map);
    }
}

static void diagnose(const cam *c, const component *of, lk_value *out)
{
    for (uint32_t i = 0; i < c->request->class_count; i++, out += VALUE_COUNT) {
        value_set(&out[SHARE], of->share);
        value_set(&out[RESIDUAL], of->residual);
        if (of->share != of->share) {
            value_missing(&out[SHARE], MAPS_ARE_FLAT);
            value_missing(&out[RESIDUAL], MAPS_ARE_FLAT);
        }
    }
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const eigencam *e = self;
    cam_options options = e->options;
    options.output = (int)request->network->info->output; /* the one that every network has */
    cam c;
    double *values_of_layer = NULL;
    component first = {0};
    lk_status status = cam_open(ctx, &options, request, &c);
    if (!status)
        status = cam_fetch(ctx, &c);
    if (!status)
        status = copy_values(ctx, &c, e->centre, &values_of_layer);
    if (!status) {
        first = (component){.rows = c.pixels, .columns = c.channels, .matrix = values_of_layer};
        status = component_find(ctx, &first);
    }
    if (status)
        return status;
    project(&c, &first);
    diagnose(&c, &first, out->diagnostics);
    return cam_answer(ctx, &c, VALUE_COUNT, out);
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = VALUE_COUNT,
                                     .diagnostics = values,
                                     .diagnostic_size = sizeof values[0],
                                     .requires_ = LK_CAP_ACTIVATIONS,
                                     .explain = explain,
                                     .estimate = cam_estimate};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "eigencam", .version = "0.1.0", .revision = 1,
        .summary =
            "Eigen-CAM: the first principal component of a layer's maps, whatever the class.",
        .details =
            "M. B. Muhammad, M. Yeasin, Eigen-CAM: Class activation map using principal "
            "components, IJCNN 2020. With one row a pixel and one column a channel, the map is the "
            "layer's value times its first right singular vector: what the layer answers to most, "
            "the same for every class. The sign of a singular vector is arbitrary; here the map "
            "goes with the mean of the layer's channels, so that high is where the layer is "
            "active, which pytorch-grad-cam (EigenCAM) leaves to chance. Its map is had, but for "
            "that and the scale (`stretch`), with `centre: true`.",
        .licence = "MIT", .author = "The Likeness authors",
        .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_CLASSLESS, .instance_size = sizeof(eigencam),
        LK_PARAMS(params), .ops = &ops)
