/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "rule.h"

/* Derivatives of what combines two inputs or more from the left. An input of
 * one pixel that stands for a map gets the sum over the map. */

/* Row by row: a pixel's channels. `out` is the input's share of `gradient`. */
typedef struct row {
    const graph_node *node;
    uint32_t input;
    size_t channels;
    const float *inputs[GRAPH_MAX_INPUTS];
    const float *value, *gradient;
} row;
typedef void (*row_fn)(const row *r, float *out);

static int is_one_pixel(const rule_job *j, uint32_t input)
{
    return graph_pixels(graph_input_shape(j->graph, j->node, input)) == 1;
}

static void set_row(const rule_job *j, size_t pixel, row *r)
{
    size_t skip = pixel * r->channels;
    r->gradient = j->gradient + skip;
    r->value = j->value + skip;
    for (uint32_t i = 0; i < j->node->input_count; i++)
        r->inputs[i] = j->inputs[i] + (is_one_pixel(j, i) ? 0 : skip);
}

static void derive_each(const rule_job *j, row_fn f)
{
    row r = {.node = j->node, .input = j->input, .channels = (size_t)j->node->shape.channels};
    size_t pixels = graph_pixels(&j->node->shape), channels = r.channels;
    int is_sum = pixels > 1 && is_one_pixel(j, j->input);
    double *sums = (double *)(void *)j->scratch;
    float *shares = j->scratch + 2 * channels;
    for (size_t c = 0; is_sum && c < channels; c++)
        sums[c] = 0;
    for (size_t p = 0; p < pixels; p++) {
        set_row(j, p, &r);
        f(&r, is_sum ? shares : j->out + p * channels);
        for (size_t c = 0; is_sum && c < channels; c++)
            sums[c] += (double)shares[c];
    }
    for (size_t c = 0; is_sum && c < channels; c++)
        j->out[c] = (float)sums[c];
}

static void derive_sum(const row *r, float *out)
{
    if (r->node->op == GRAPH_ADD || r->input == 0)
        memcpy(out, r->gradient, r->channels * sizeof *out);
    else
        for (size_t c = 0; c < r->channels; c++)
            out[c] = -r->gradient[c];
}

static void derive_product(const row *r, float *out)
{
    memcpy(out, r->gradient, r->channels * sizeof *out);
    for (uint32_t i = 0; i < r->node->input_count; i++)
        for (size_t c = 0; i != r->input && c < r->channels; c++)
            out[c] *= r->inputs[i][c];
}

static void derive_quotient(const row *r, float *out)
{
    memcpy(out, r->gradient, r->channels * sizeof *out);
    for (uint32_t i = 1; r->input == 0 && i < r->node->input_count; i++)
        for (size_t c = 0; c < r->channels; c++)
            out[c] /= r->inputs[i][c];
    for (size_t c = 0; r->input != 0 && c < r->channels; c++)
        out[c] *= -r->value[c] / r->inputs[r->input][c];
}

/* How much of `b` there is in the larger of the two. */
static float share_of(float a, float b)
{
    return b > a ? 1 : b == a ? .5f : 0;
}

/* What has been chosen among the inputs before is itself a side of the next
 * choice. */
static void derive_choice(const row *r, float *out)
{
    float sign = r->node->op == GRAPH_MAX ? 1 : -1;
    for (size_t c = 0; c < r->channels; c++) {
        float most = sign * r->inputs[0][c], share = 1;
        for (uint32_t i = 1; i < r->node->input_count; i++) {
            float x = sign * r->inputs[i][c];
            if (i == r->input)
                share = share_of(most, x);
            else if (i > r->input)
                share *= share_of(x, most);
            most = x > most ? x : most;
        }
        out[c] = share * r->gradient[c];
    }
}

void pair_derive_sum(const rule_job *j)
{
    derive_each(j, derive_sum);
}

void pair_derive_product(const rule_job *j)
{
    derive_each(j, derive_product);
}

void pair_derive_quotient(const rule_job *j)
{
    derive_each(j, derive_quotient);
}

void pair_derive_choice(const rule_job *j)
{
    derive_each(j, derive_choice);
}
