/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "document.h"
#include "instance.h"

struct kit {
    lk_instance *instance;
    lk_finder finder;
    lk_call call;
    lk_arena *arena;
    lk_network *function_network;
};

typedef struct function_network {
    lk_network public;
    lk_network_info info;
    kit_score_fn fn;
    void *user;
    uint64_t passes;
    const char *names[65];
    char text[64][16];
} function_network;

/* Plugins are files <stage>-<name>.so in the build's own folder; those of tests lie
 * apart, so that they are not listed among ours. */
static const char *find(void *user, lk_stage stage, const char *name, lk_fault *fault)
{
    static char path[4096];
    const char *folder = getenv("LIKENESS_PLUGIN_PATH");
    (void)user;
    (void)fault;
    if (!strncmp(name, "test-", 5))
        folder = KIT_BUILDDIR "/tests/explain/.libs";
    snprintf(path, sizeof path, "%s/%s-%s.so", folder ? folder : KIT_BUILDDIR "/plugins/.libs",
             lk_stage_name(stage), name);
    return path;
}

int kit_is_quick(void)
{
    if (!getenv("LIKENESS_TEST_QUICK"))
        return 0;
    puts("1..0 # SKIP LIKENESS_TEST_QUICK leaves this out");
    return 1;
}

int kit_is_slow(void)
{
    return getenv("LIKENESS_TEST_SLOWLY") != NULL;
}

size_t kit_some(size_t count)
{
    return kit_is_slow() ? 1 : count;
}

int kit_has(lk_stage stage, const char *name)
{
    return !access(find(NULL, stage, name, NULL), R_OK);
}

static lk_node *parse_spec(kit *k, const char *name, const char *params, lk_fault *fault)
{
    lk_node *spec = lk_yaml_parse(k->arena, kit_path("kit.yaml"), params ? params : "{}",
                                  params ? strlen(params) : 2, fault);
    if (spec && lk_yaml_set(k->arena, spec, "use", name, fault))
        return NULL;
    return spec;
}

kit *kit_try_open(lk_stage stage, const char *name, const char *params, char *error,
                  size_t error_size)
{
    lk_fault fault = {""};
    kit *k = calloc(1, sizeof *k);
    k->finder = (lk_finder){find, NULL};
    k->arena = lk_arena_new(0);
    lk_call_begin(&k->call, kit_path("kit.yaml"), 1, 0);
    lk_node *spec = parse_spec(k, name, params, &fault);
    if (spec)
        k->instance = lk_instance_open(&k->finder, stage, spec, kit_path("kit.yaml"), 1, &fault);
    if (k->instance)
        return k;
    snprintf(error, error_size, "%s", fault.text);
    kit_close(k);
    return NULL;
}

kit *kit_open(lk_stage stage, const char *name, const char *params)
{
    char error[1200] = "";
    kit *k = kit_try_open(stage, name, params, error, sizeof error);
    if (!k)
        fail_msg("%s", error);
    return k;
}

void kit_close(kit *k)
{
    if (!k)
        return;
    lk_instance_close(k->instance);
    lk_call_end(&k->call);
    lk_arena_free(k->arena);
    free(k->function_network);
    free(k);
}

void *kit_self(kit *k)
{
    return k->instance->self;
}

const void *kit_ops(kit *k)
{
    return k->instance->ops;
}

lk_context *kit_context(kit *k, uint64_t seed)
{
    lk_digest d;
    lk_key key;
    k->call.fault.text[0] = 0;
    lk_digest_init(&d);
    lk_digest_u64(&d, seed);
    lk_digest_end(&d, &key);
    lk_random_seed(&k->call.random, &key);
    return &k->call.context;
}

const char *kit_error(kit *k)
{
    return k->call.fault.text;
}

lk_network *kit_network(kit *backend)
{
    return backend->instance->service;
}

const lk_node *kit_yaml(const char *path)
{
    static lk_arena *arena; /* until the program ends */
    char full[4200];
    const void *text;
    size_t size;
    lk_call call;
    if (!arena)
        arena = lk_arena_new(0);
    snprintf(full, sizeof full, "%s/%s", kit_path("tests"), path);
    lk_call_begin(&call, NULL, 1, 0);
    lk_context *ctx = &call.context;
    if (ctx->host->read_file(ctx, full, NULL, 0, &text, &size))
        fail_msg("%s", call.fault.text);
    const lk_node *root = lk_yaml_parse(arena, full, text, size, &call.fault);
    if (!root)
        fail_msg("%s", call.fault.text);
    lk_call_end(&call);
    return root;
}

/* ---- A network that is a C function ------------------------------------------- */

static function_network *fn_of(const lk_network *n)
{
    return (function_network *)(uintptr_t)n;
}

static lk_status fn_scores(lk_network *self, lk_context *ctx, const lk_tensor *batch,
                           lk_output output, float *scores)
{
    function_network *n = fn_of(self);
    size_t pixels = (size_t)(batch->shape[1] * batch->shape[2] * batch->shape[3]);
    (void)ctx;
    (void)output;
    for (int64_t i = 0; i < batch->shape[0]; i++, n->passes++)
        n->fn(n->user, (const float *)batch->data + (size_t)i * pixels, (uint32_t)batch->shape[1],
              (uint32_t)batch->shape[2], (uint32_t)batch->shape[3],
              scores + (size_t)i * n->info.class_count);
    return LK_OK;
}

static lk_status fn_coalitions(lk_network *self, lk_context *ctx, const lk_coalitions *p,
                               lk_output output, lk_score_sink sink, void *user)
{
    function_network *n = fn_of(self);
    size_t pixels = lk_tensor_count(p->segments), channels = (size_t)p->bases[0].shape[2];
    float *image = malloc(pixels * channels * sizeof *image);
    float *scores = malloc(n->info.class_count * sizeof *scores);
    int64_t shape[4] = {1, n->info.view.height, n->info.view.width, (int64_t)channels};
    lk_tensor t = lk_tensor_over(image, LK_DTYPE_FLOAT, 32, 4, shape);
    const int32_t *labels = p->segments->data;
    lk_status status = LK_OK;
    for (size_t row = 0; !status && row < p->row_count; row++) {
        const float *base = p->bases[p->row_base ? p->row_base[row] : 0].data;
        const float *fill = p->fills[p->row_fill ? p->row_fill[row] : 0].data;
        for (size_t i = 0; i < pixels; i++)
            memcpy(image + i * channels,
                   (lk_z_get(p->z + row * p->z_stride, (uint32_t)labels[i]) ? base : fill) +
                       i * channels,
                   channels * sizeof *image);
        fn_scores(self, ctx, &t, output, scores);
        status = sink(user, row, 1, scores);
    }
    free(image);
    free(scores);
    return status == LK_STOP ? LK_OK : status;
}

static uint64_t fn_passes(const lk_network *self)
{
    return fn_of(self)->passes;
}

lk_network *kit_function_network(kit *k, uint32_t height, uint32_t width, uint32_t class_count,
                                 kit_score_fn fn, void *user)
{
    function_network *n = calloc(1, sizeof *n);
    assert_true(class_count <= 64);
    free(k->function_network);
    for (uint32_t i = 0; i < class_count; i++) {
        snprintf(n->text[i], sizeof n->text[i], "class%u", i);
        n->names[i] = n->text[i];
    }
    n->fn = fn;
    n->user = user;
    n->info = (lk_network_info){
        .struct_size = sizeof n->info,
        .name = "function",
        .view = {.struct_size = sizeof(lk_view), .width = width, .height = height, .frames = 1},
        .input_channels = 3,
        .class_count = class_count,
        .classes = n->names,
        .labels = n->names};
    n->public = (lk_network){.struct_size = sizeof(lk_network),
                             .info = &n->info,
                             .scores = fn_scores,
                             .coalitions = fn_coalitions,
                             .passes = fn_passes};
    k->function_network = &n->public;
    return &n->public;
}
