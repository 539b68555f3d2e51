/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <math.h>
#include <string.h>

const char *const scene_labels[] = {"anger", "happiness", "sadness", "surprise", NULL};

/* splitmix64 */
double scene_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (double)((z ^ z >> 31) >> 11) / 9007199254740992.0;
}

/* Of pixel y, x and channel k, in 0..1. */
static double shade(const scene *s, uint64_t *state, uint32_t y, uint32_t x, uint32_t k,
                    const double phase[2])
{
    double noise = scene_random(state);
    if (s->content == SCENE_CONSTANT)
        return .5;
    if (s->content == SCENE_NOISE)
        return noise;
    double v = (y + .5) / s->height, u = (x + .5) / s->width;
    double wave = sin(4 * v + phase[0] + k) * cos(5 * u + phase[1] - k);
    int is_bright = s->content == SCENE_BRIGHT;
    return (is_bright ? .65 : .5) + (is_bright ? .25 : .4) * wave + .1 * (noise - .5);
}

static uint64_t begin(const scene *s, uint64_t salt, double phase[2])
{
    uint64_t state = s->seed * 1000003 + salt;
    phase[0] = 6 * scene_random(&state);
    phase[1] = 6 * scene_random(&state);
    return state;
}

static const lk_affine as_it_is = {{1, 0, 0, 0, 1, 0}};

lk_raster scene_view(lk_trial *t, const scene *s, uint64_t salt)
{
    double phase[2];
    uint64_t state = begin(s, salt, phase);
    int64_t shape[3] = {s->height, s->width, 3};
    float *v = trial_alloc(t, (size_t)s->height * s->width * 3, sizeof *v, "the view");
    for (uint32_t y = 0, i = 0; y < s->height; y++)
        for (uint32_t x = 0; x < s->width; x++)
            for (uint32_t k = 0; k < 3; k++)
                v[i++] = (float)(255 * shade(s, &state, y, x, k, phase));
    guard_protect(t->exchange, v);
    return (lk_raster){.struct_size = sizeof(lk_raster),
                       .pixels = lk_tensor_over(v, LK_DTYPE_FLOAT, 32, 3, shape),
                       .to_image = as_it_is};
}

lk_heatmap scene_map(lk_trial *t, const scene *s, uint64_t salt)
{
    double phase[2];
    uint64_t state = begin(s, salt, phase);
    lk_heatmap map = scene_map_out(t, s->height, s->width, 0);
    float *v = map.values.data;
    for (uint32_t y = 0; y < s->height; y++)
        for (uint32_t x = 0; x < s->width; x++)
            *v++ = (float)(shade(s, &state, y, x, 0, phase) - .4);
    guard_protect(t->exchange, map.values.data);
    return map;
}

lk_region scene_region(lk_trial *t, const scene *s, uint64_t salt)
{
    double phase[2];
    uint64_t state = begin(s, salt, phase);
    lk_region r = scene_region_out(t, s);
    uint8_t *v = r.pixels.data;
    for (uint32_t y = 0, i = 0; y < s->height; y++)
        for (uint32_t x = 0; x < s->width; x++)
            v[i++] = shade(s, &state, y, x, 0, phase) > .5;
    size_t last = lk_tensor_count(&r.pixels) - 1;
    v[0] = 1;
    v[last] = last == 0;
    guard_protect(t->exchange, v);
    return r;
}

/* ---- A face ---------------------------------------------------------------------------- */

/* Points `from`..`to` on an arc about (x, y): radii, and angles in degrees from
 * the right, clockwise as y goes down. */
static const struct arc {
    int from, to;
    double x, y, rx, ry, begin, end;
} arcs[] = {
    {0, 16, .50, .40, .42, .52, 180, 0},    {17, 21, .29, .30, .14, .07, 190, 350},
    {22, 26, .71, .30, .14, .07, 190, 350}, {27, 30, .50, .46, .001, .12, -90, 90},
    {31, 35, .50, .60, .08, .02, 180, 0},   {36, 39, .32, .38, .07, .03, 180, 360},
    {40, 41, .32, .38, .07, .03, 60, 120},  {42, 45, .68, .38, .07, .03, 180, 360},
    {46, 47, .68, .38, .07, .03, 60, 120},  {48, 54, .50, .75, .14, .05, 180, 360},
    {55, 59, .50, .75, .14, .06, 30, 150},  {60, 64, .50, .75, .12, .015, 180, 360},
    {65, 67, .50, .75, .12, .015, 45, 135},
};

lk_landmarks scene_landmarks(lk_trial *t, const scene *s)
{
    lk_point *points = trial_alloc(t, SCENE_LANDMARKS, sizeof *points, "the landmarks");
    for (size_t a = 0; a < sizeof arcs / sizeof *arcs; a++) {
        const struct arc *c = &arcs[a];
        for (int i = c->from; i <= c->to; i++) {
            double share = (double)(i - c->from) / (c->to - c->from);
            double angle = (c->begin + share * (c->end - c->begin)) * LK_PI / 180;
            points[i].x = (c->x + c->rx * cos(angle)) * s->width;
            points[i].y = (c->y + c->ry * sin(angle)) * s->height;
        }
    }
    guard_protect(t->exchange, points);
    return (lk_landmarks){
        .struct_size = sizeof(lk_landmarks), .count = SCENE_LANDMARKS, .points = points};
}

/* ---- Room for outputs -------------------------------------------------------------------- */

lk_heatmap scene_map_out(lk_trial *t, uint32_t height, uint32_t width, uint32_t channels)
{
    int64_t shape[3] = {height, width, channels};
    size_t count = (size_t)height * width * (channels ? channels : 1);
    void *data = trial_alloc(t, count, sizeof(float), "a heatmap");
    return (lk_heatmap){.struct_size = sizeof(lk_heatmap),
                        .values = lk_tensor_over(data, LK_DTYPE_FLOAT, 32, channels ? 3 : 2, shape),
                        .to_image = as_it_is};
}

lk_region scene_region_out(lk_trial *t, const scene *s)
{
    int64_t shape[2] = {s->height, s->width};
    void *data = trial_alloc(t, (size_t)s->height * s->width, 1, "a region");
    return (lk_region){.struct_size = sizeof(lk_region),
                       .pixels = lk_tensor_over(data, LK_DTYPE_UINT, 8, 2, shape)};
}

lk_tensor scene_labels_out(lk_trial *t, const scene *s)
{
    int64_t shape[2] = {s->height, s->width};
    void *data = trial_alloc(t, (size_t)s->height * s->width, sizeof(int32_t), "the labels");
    return lk_tensor_over(data, LK_DTYPE_INT, 32, 2, shape);
}

lk_value *scene_values_out(lk_trial *t, size_t count)
{
    lk_value *values = trial_alloc(t, count, sizeof *values, "the values");
    for (size_t i = 0; i < count; i++)
        values[i].missing = 1;
    return values;
}
