/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "noise.h"
#include "weights.h"

/* How far from 0 filters reach: by how many values go into one of a result,
 * and how many a value of the input goes into. */
static double find_reach(const char *role, const graph_tensor *t)
{
    int is_depthwise = !strcmp(role, "depthwise_filter");
    double window = 1;
    for (int32_t i = 0; i + 2 < t->rank; i++)
        window *= (double)t->shape[i];
    double in = is_depthwise ? 1 : (double)t->shape[t->rank - 2];
    return sqrt(6 / (window * (in + (double)t->shape[t->rank - 1])));
}

static lk_status draw(lk_context *ctx, uint64_t key, double reach, float *out, size_t count)
{
    enum { BETWEEN = 1 << 22 }; /* tens of milliseconds */
    for (size_t i = 0; i < count; i++) {
        if (i % BETWEEN == 0 && lk_cancelled(ctx))
            return LK_CANCELLED;
        out[i] = (float)(reach * noise_symmetric(noise_bits(key, i)));
    }
    return LK_OK;
}

lk_status graph_untrained(lk_context *ctx, uint64_t seed, const char *role, const graph_tensor *t,
                          const float **out)
{
    size_t count = 1;
    for (int32_t i = 0; i < t->rank; i++)
        if (!graph_count_elements(&count, t->shape[i]))
            return lk_error(ctx, LK_E_INPUT, "the weight `%s` is beyond all bounds", t->name);
    float *values = lk_alloc_array(ctx, count, sizeof *values);
    if (!values)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the untrained weights of the network");
    *out = values;
    if (t->rank > 1)
        return draw(ctx, noise_key(seed, t->name), find_reach(role, t), values, count);
    int is_one = !strcmp(role, "gamma") || !strcmp(role, "variance");
    for (size_t i = 0; is_one && i < count; i++)
        values[i] = 1;
    return LK_OK;
}
