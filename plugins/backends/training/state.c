/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <inttypes.h>

#include "../graph/noise.h"
#include "trainer.h"

/* The state of a training as bytes: a head, then blocks of floats as they lie in
 * memory, weights first. The same on any machine of this instruction set. */

typedef struct head {
    char magic[8];
    uint32_t version, blocks;
    uint64_t network;   /* of its shape */
    uint64_t optimiser; /* of what was asked for */
    uint64_t floats;    /* of a block */
    uint64_t steps;
    uint64_t content; /* of the blocks */
} head;

static const char magic[8] = {'L', 'K', 'T', 'R', 'A', 'I', 'N', '\n'};
enum { VERSION = 1 };

/* ---- Digests ------------------------------------------------------------------------------ */

static uint64_t mix(uint64_t key, uint64_t with)
{
    return noise_mix(key ^ noise_mix(with + 0x9e3779b97f4a7c15u));
}

static uint64_t digest_network(const training *t)
{
    const parameters *p = &t->parameters;
    uint64_t key = noise_key(t->graph.node_count, t->graph.info.name);
    for (uint32_t i = 0; i < t->graph.node_count; i++) {
        const graph_node *n = &t->graph.nodes[i];
        key = mix(key, (uint64_t)n->op << 8 | (uint64_t)n->activation);
        key = mix(key, graph_size(&n->shape));
        for (uint32_t k = 0; k < n->input_count; k++)
            key = mix(key, n->inputs[k]);
    }
    for (size_t i = 0; i < p->count; i++) {
        key = mix(key, noise_key(p->list[i].size, trainer_layer(t, p->list[i].node)));
        key = mix(key, (uint64_t)p->list[i].role << 1 | (uint64_t)p->list[i].is_trained);
    }
    return key;
}

static uint64_t digest_number(uint64_t key, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    return mix(key, bits);
}

static uint64_t digest_optimiser(const lk_training *h)
{
    const double numbers[] = {h->momentum, h->decay,        h->beta1,        h->beta2,
                              h->epsilon,  h->weight_decay, h->norm_momentum};
    uint64_t key = mix((uint64_t)h->optimiser, (uint64_t)h->convention);
    key = mix(key, (uint64_t)(uint32_t)h->nesterov << 32 | (uint32_t)h->has_dropout);
    key = mix(key, h->seed);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        key = digest_number(key, numbers[i]);
    return key;
}

/* Eight streams, so that it is as fast as memory. */
static uint64_t digest_content(const unsigned char *bytes, size_t size)
{
    uint64_t keys[8] = {1, 2, 3, 4, 5, 6, 7, 8}, key = size;
    size_t i = 0;
    for (; i + 64 <= size; i += 64)
        for (size_t k = 0; k < 8; k++) {
            uint64_t word;
            memcpy(&word, bytes + i + 8 * k, sizeof word);
            keys[k] = (keys[k] ^ word) * 0xbf58476d1ce4e5b9u;
            keys[k] ^= keys[k] >> 29;
        }
    for (; i < size; i++)
        key = mix(key, bytes[i]);
    for (size_t k = 0; k < 8; k++)
        key = mix(key, keys[k]);
    return key;
}

/* ---- Saving ------------------------------------------------------------------------------------
 */

static uint32_t count_blocks(const training *t)
{
    return 1 + (uint32_t)optimiser_moments(&t->how);
}

static float *block(const training *t, uint32_t i)
{
    return i ? t->parameters.moments[i - 1] : t->parameters.values;
}

lk_status training_save(const training *t, lk_context *ctx, const void **out, size_t *size)
{
    const parameters *p = &t->parameters;
    size_t each = p->size * sizeof(float), blocks = count_blocks(t);
    unsigned char *bytes = lk_alloc(ctx, sizeof(head) + blocks * each);
    if (!bytes)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the state of the training of %s, %zu MB",
                        t->graph.info.name, blocks * each >> 20);
    for (uint32_t i = 0; i < blocks; i++)
        memcpy(bytes + sizeof(head) + i * each, block(t, i), each);
    head h = {.version = VERSION,
              .blocks = (uint32_t)blocks,
              .network = digest_network(t),
              .optimiser = digest_optimiser(&t->how),
              .floats = p->size,
              .steps = p->steps,
              .content = digest_content(bytes + sizeof(head), blocks * each)};
    memcpy(h.magic, magic, sizeof magic);
    memcpy(bytes, &h, sizeof h);
    *out = bytes;
    *size = sizeof h + blocks * each;
    return LK_OK;
}

/* ---- Loading
 * ------------------------------------------------------------------------------------- */

static const char *find_fault(const training *t, const head *h, const unsigned char *bytes,
                              size_t size)
{
    size_t each = t->parameters.size * sizeof(float), blocks = count_blocks(t);
    if (memcmp(h->magic, magic, sizeof magic) || h->version != VERSION)
        return "it is not the state of a training that this version wrote";
    if (h->network != digest_network(t) || h->floats != t->parameters.size)
        return "it is of another network, or of other frozen layers";
    if (h->optimiser != digest_optimiser(&t->how) || h->blocks != blocks)
        return "it is of a training with another optimiser, other settings of it, or another seed";
    if (size != sizeof *h + blocks * each || h->content != digest_content(bytes, blocks * each))
        return "it is damaged";
    return NULL;
}

lk_status training_load(training *t, lk_context *ctx, const void *state, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)state + sizeof(head);
    size_t each = t->parameters.size * sizeof(float);
    head h = {0};
    if (size >= sizeof h)
        memcpy(&h, state, sizeof h);
    const char *fault = find_fault(t, &h, bytes, size);
    if (fault)
        return lk_error(ctx, LK_E_INPUT,
                        "the training of the network %s cannot go on from this state: %s",
                        t->graph.info.name, fault);
    for (uint32_t i = 0; i < h.blocks; i++)
        memcpy(block(t, i), bytes + i * each, each);
    t->parameters.steps = h.steps;
    t->version++;
    t->outcome_items = 0;
    for (uint32_t i = 1; i < t->graph.node_count; i++)
        if (t->graph.nodes[i].op == GRAPH_NORM)
            norm_settle(t, i);
    return LK_OK;
}
