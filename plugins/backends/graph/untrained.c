/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "fields.h"
#include "noise.h"
#include "weights.h"

static const double TURN = 6.28318530717958647692;

lk_status graph_read_initializer(lk_context *ctx, const lk_node *map, graph_initializer *out)
{
    static const char *const words[] = {[GRAPH_GLOROT_UNIFORM] = "glorot_uniform",
                                        [GRAPH_GLOROT_NORMAL] = "glorot_normal",
                                        [GRAPH_HE_UNIFORM] = "he_uniform",
                                        [GRAPH_HE_NORMAL] = "he_normal",
                                        NULL};
    int choice = (int)*out;
    lk_status status = field_choice(ctx, map, "initializer", words, &choice);
    *out = (graph_initializer)choice;
    return status;
}

/* Two over the variance: how many values go into one of a result and, as Glorot has
 * it, how many a value of the input goes into. */
static double find_fans(graph_initializer initializer, const char *role, const graph_tensor *t)
{
    int is_depthwise = !strcmp(role, "depthwise_filter");
    double window = 1;
    for (int32_t i = 0; i + 2 < t->rank; i++)
        window *= (double)t->shape[i];
    double in = is_depthwise ? 1 : (double)t->shape[t->rank - 2];
    if (initializer == GRAPH_HE_UNIFORM || initializer == GRAPH_HE_NORMAL)
        return window * in;
    return window * (in + (double)t->shape[t->rank - 1]);
}

/* The i-th of `count`, by Box and Muller (1958): what is too far out is drawn again,
 * from places that no other takes. */
static double draw_normal(uint64_t key, size_t i, size_t count)
{
    for (;; i += count) {
        double u = ((double)(noise_bits(key, 2 * i) >> 11) + 1) / 9007199254740993.0;
        double angle = TURN / 2 * noise_symmetric(noise_bits(key, 2 * i + 1));
        double z = sqrt(-2 * log(u)) * cos(angle);
        if (fabs(z) <= 2)
            return z;
    }
}

static lk_status draw(lk_context *ctx, uint64_t key, graph_initializer initializer, double fans,
                      float *out, size_t count)
{
    enum { BETWEEN = 1 << 20 };            /* tens of milliseconds */
    const double cut = .87962566103423978; /* the deviation of what is left of a normal */
    int is_normal = initializer == GRAPH_GLOROT_NORMAL || initializer == GRAPH_HE_NORMAL;
    double reach = is_normal ? sqrt(2 / fans) / cut : sqrt(6 / fans);
    for (size_t i = 0; i < count; i++) {
        if (i % BETWEEN == 0 && lk_cancelled(ctx))
            return LK_CANCELLED;
        out[i] = (float)(reach * (is_normal ? draw_normal(key, i, count)
                                            : noise_symmetric(noise_bits(key, i))));
    }
    return LK_OK;
}

lk_status graph_untrained(lk_context *ctx, uint64_t seed, graph_initializer initializer,
                          const char *role, const graph_tensor *t, const float **out)
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
        return draw(ctx, noise_key(seed, t->name), initializer, find_fans(initializer, role, t),
                    values, count);
    int is_one = !strcmp(role, "gamma") || !strcmp(role, "variance");
    for (size_t i = 0; is_one && i < count; i++)
        values[i] = 1;
    return LK_OK;
}
