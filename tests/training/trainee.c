/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "trainee.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Pictures --------------------------------------------------------------------------- */

/* SplitMix64, as make-torch.py has it. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

uint64_t noise_key_of(uint64_t seed, const char *name)
{
    uint64_t key = mix(seed + 0x9e3779b97f4a7c15u);
    for (; *name; name++)
        key = mix(key ^ (uint8_t)*name);
    return key;
}

uint64_t noise_of(uint64_t key, size_t i)
{
    return mix(key + (i + 1) * 0x9e3779b97f4a7c15u);
}

static void draw_pictures(trainee *t, int items)
{
    const lk_network_info *info = t->ops->info(kit_self(t->kit));
    int height = (int)info->view.height, width = (int)info->view.width;
    uint64_t key = noise_key_of(7, "pictures");
    t->batch = kit_tensor(LK_DTYPE_FLOAT, 32, 4, items, height, width, 3);
    float *out = t->batch.data;
    size_t size = (size_t)height * (size_t)width * 3;
    for (int i = 0; i < items; i++) {
        t->targets[i] = (uint32_t)i % info->class_count;
        for (size_t k = (size_t)i * size; k < ((size_t)i + 1) * size; k++)
            out[k] = (float)(noise_of(key, k) >> 56) / 2 + 20 * (float)t->targets[i];
    }
}

/* ---- The network ---------------------------------------------------------------------------- */

trainee trainee_of(const char *backend, const char *model, const char *more, int items)
{
    char params[400];
    trainee t = {.threads = 1};
    snprintf(params, sizeof params, "{model: %s%s}", model, more);
    t.kit = kit_open(LK_STAGE_BACKEND, backend, params);
    t.ops = kit_ops(t.kit);
    draw_pictures(&t, items);
    return t;
}

trainee trainee_open(const char *model, const char *more, int items)
{
    return trainee_of(TEST_BACKEND, model, more, items);
}

void trainee_begin(trainee *t, const lk_training *how)
{
    if (t->ops->train_begin(kit_self(t->kit), kit_context(t->kit, 1), how))
        fail_msg("%s", kit_error(t->kit));
}

static lk_status try_step(trainee *t, double rate, double *loss)
{
    lk_context *ctx = kit_context(t->kit, 1);
    ctx->threads = t->threads;
    return t->ops->train_step(kit_self(t->kit), ctx, &t->batch, t->targets, rate, loss);
}

double trainee_step(trainee *t, double rate)
{
    double loss = 0;
    if (try_step(t, rate, &loss))
        fail_msg("%s", kit_error(t->kit));
    return loss;
}

lk_status trainee_try_step(trainee *t, double rate)
{
    double loss;
    return try_step(t, rate, &loss);
}

state trainee_save(trainee *t)
{
    const void *bytes;
    state s;
    if (t->ops->save_state(kit_self(t->kit), kit_context(t->kit, 1), &bytes, &s.size))
        fail_msg("%s", kit_error(t->kit));
    s.bytes = malloc(s.size);
    assert_non_null(s.bytes);
    memcpy(s.bytes, bytes, s.size);
    return s;
}

lk_status trainee_load(trainee *t, const state *s)
{
    return t->ops->load_state(kit_self(t->kit), kit_context(t->kit, 1), s->bytes, s->size);
}

void trainee_close(trainee *t)
{
    kit_close(t->kit);
}

/* ---- Its weights ----------------------------------------------------------------------------- */

static lk_status append(void *user, const void *bytes, size_t size)
{
    weights *w = user;
    w->bytes = realloc(w->bytes, w->size + size);
    assert_non_null(w->bytes);
    memcpy(w->bytes + w->size, bytes, size);
    w->size += size;
    return LK_OK;
}

weights trainee_weights(trainee *t)
{
    weights w = {NULL, 0};
    if (t->ops->export_model(kit_self(t->kit), kit_context(t->kit, 1), "safetensors", append, &w))
        fail_msg("%s", kit_error(t->kit));
    return w;
}

const float *weights_find(const weights *w, const char *name, size_t *count)
{
    char key[300];
    uint64_t header;
    unsigned long long from, to;
    memcpy(&header, w->bytes, sizeof header);
    snprintf(key, sizeof key, "\"%s\":", name);
    const char *at = memmem(w->bytes + 8, header, key, strlen(key));
    at = at ? strstr(at, "\"data_offsets\":[") : NULL;
    if (!at || sscanf(at, "\"data_offsets\":[%llu,%llu]", &from, &to) != 2)
        return NULL;
    *count = (size_t)(to - from) / sizeof(float);
    return (const float *)(const void *)(w->bytes + 8 + header + from);
}

int weights_are_equal(const weights *a, const weights *b)
{
    return a->size == b->size && !memcmp(a->bytes, b->bytes, a->size);
}
