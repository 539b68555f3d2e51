/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../graph/noise.h"
#include "trainer.h"

/* Whether a value is dropped is a function of seed, step, layer, place in the
 * batch and place in the item: the way back finds the same ones, and nothing of
 * it has to be kept. */
void dropout_run(const training *t, uint32_t node, size_t item, const float *values, float *out)
{
    const graph_node *n = &t->graph.nodes[node];
    size_t size = graph_size(&n->shape);
    uint64_t key = noise_mix(noise_key(t->how.seed, trainer_layer(t, node)) ^
                             noise_mix(t->parameters.steps + 1));
    uint64_t limit = (uint64_t)(n->dropout * 4294967296.0);
    float scale = (float)(1 / (1 - n->dropout));
    key = noise_mix(key ^ noise_mix(item + 1));
    for (size_t i = 0; i < size; i++)
        out[i] = noise_bits(key, i) >> 32 < limit ? 0 : values[i] * scale;
}
