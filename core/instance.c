/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "instance.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "document.h"
#include "environment.h"
#include "param.h"
#include "paths.h"

static const char *resolve(void *user, const char *path, const char *beside, lk_fault *fault)
{
    lk_instance *in = user;
    const char *full =
        lk_path_resolve(in->call.arena, path, lk_path_has_place(beside) ? beside : in->call.base);
    if (!full)
        lk_fault_set(fault, "%s: the path cannot be resolved", path);
    return full;
}

/* A folder may be read at any time, and file by file: its state stands for its
 * content, as in make. */
static int folder_state(const char *path, lk_key *key, lk_fault *fault)
{
    lk_arena *arena = lk_arena_new(0);
    const char *const *files;
    size_t count;
    int rc = arena ? lk_list_files(arena, path, &files, &count, fault) : -1;
    lk_digest d;
    lk_digest_init(&d);
    for (size_t i = 0; !rc && i < count; i++) {
        char full[4096];
        struct stat st = {.st_size = 0};
        snprintf(full, sizeof full, "%s/%s", path, files[i]);
        stat(full, &st);
        lk_digest_text(&d, files[i]);
        lk_digest_u64(&d, (uint64_t)st.st_size);
        lk_digest_u64(&d, (uint64_t)st.st_mtim.tv_sec);
        lk_digest_u64(&d, (uint64_t)st.st_mtim.tv_nsec);
    }
    lk_digest_end(&d, key);
    lk_arena_free(arena);
    return rc;
}

static int content(void *user, const char *path, lk_key *key, lk_fault *fault)
{
    struct stat st;
    (void)user;
    memset(key, 0, sizeof *key);
    if (stat(path, &st)) {
        lk_fault_set(fault, "%s cannot be read: %s", path, strerror(errno));
        return -1;
    }
    return S_ISREG(st.st_mode)   ? lk_digest_file(path, key, fault)
           : S_ISDIR(st.st_mode) ? folder_state(path, key, fault)
                                 : 0;
}

static int refer(void *user, lk_stage stage, const lk_node *spec, void **service, lk_key *key,
                 lk_fault *fault)
{
    lk_instance *in = user, *other;
    other =
        lk_instance_open(in->finder, stage, spec, in->call.base, in->call.context.threads, fault);
    if (!other)
        return -1;
    other->next = in->references;
    in->references = other;
    if (!other->service) {
        lk_fault_set(fault, "a %s cannot be referred to", lk_stage_name(stage));
        return -1;
    }
    *service = other->service;
    *key = other->key;
    return 0;
}

static void begin_key(lk_instance *in, lk_digest *key)
{
    const lk_plugin *p = in->plugin;
    lk_digest_init(key);
    lk_digest_text(key, lk_stage_name((lk_stage)p->stage));
    lk_digest_text(key, p->name);
    lk_digest_text(key, p->version);
    lk_digest_u64(key, p->revision);
    lk_digest_key(key, &in->module->digest);
    lk_digest_key(key, &in->module->libraries);
    lk_digest_text(key, lk_environment());
}

static int fill(lk_instance *in, const lk_node *spec, lk_digest *key, lk_fault *fault)
{
    lk_param_env env = {.arena = in->call.arena,
                        .user = in,
                        .resolve = resolve,
                        .refer = refer,
                        .content = content};
    lk_digest sampler;
    lk_digest_init(&sampler);
    int rc = lk_params_walk(in->plugin, spec, in->self, &env, key, &sampler, fault);
    lk_digest_end(&sampler, &in->sampler);
    return rc;
}

static int open_self(lk_instance *in, lk_digest *key, lk_fault *fault)
{
    if (in->plugin->open) {
        lk_status status = in->plugin->open(in->self, &in->call.context);
        if (status) {
            lk_instance_fault(in, &in->call, status, fault);
            return -1;
        }
    }
    lk_mappings_rest(in->call.mappings);
    malloc_trim(0); /* what opening took and gave back lies between what it keeps */
    lk_key files;
    lk_digest_end(&in->call.files, &files);
    lk_digest_key(key, &files);
    lk_digest_end(key, &in->key);
    if (in->plugin->stage == LK_STAGE_BACKEND || in->plugin->stage == LK_STAGE_SEGMENTER) {
        in->service = lk_service_open(in, fault);
        return in->service ? 0 : -1;
    }
    return 0;
}

static lk_instance *begin(const lk_finder *finder, lk_stage stage, const lk_node *spec,
                          const char *base, uint32_t threads, lk_fault *fault)
{
    const char *name = lk_node_text(spec, "use", NULL);
    if (!name) {
        lk_yaml_fault(fault, spec, "`use: NAME` says which %s", lk_stage_name(stage));
        return NULL;
    }
    const char *path = finder->find(finder->user, stage, name, fault);
    const lk_module *module = path ? lk_module_load(path, fault) : NULL;
    lk_instance *in = module ? calloc(1, sizeof *in) : NULL;
    if (!in)
        return NULL;
    in->module = module;
    in->plugin = module->plugin;
    in->ops = module->plugin->ops;
    in->finder = finder;
    size_t size = ((size_t)in->plugin->instance_size + 127) / 64 * 64;
    in->self = aligned_alloc(64, size);
    if (!in->self || lk_call_begin(&in->call, base, threads, 0)) {
        lk_fault_set(fault, "out of memory");
        free(in->self);
        free(in);
        return NULL;
    }
    memset(in->self, 0, size);
    return in;
}

static lk_instance *open_watched(const lk_finder *finder, lk_stage stage, const lk_node *spec,
                                 const char *base, uint32_t threads, lk_fault *fault)
{
    lk_instance *in = begin(finder, stage, spec, base, threads, fault);
    if (!in)
        return NULL;
    if (in->plugin->stage != (uint32_t)stage) {
        lk_fault_set(fault, "%s is a %s, not a %s", in->module->path,
                     lk_stage_name((lk_stage)in->plugin->stage), lk_stage_name(stage));
        lk_instance_close(in);
        return NULL;
    }
    lk_digest key;
    begin_key(in, &key);
    if (fill(in, spec, &key, fault)) {
        lk_plugin silent = *in->plugin; /* never opened: nothing to close */
        silent.close = NULL;
        in->plugin = &silent;
        lk_instance_close(in);
        return NULL;
    }
    if (open_self(in, &key, fault)) {
        lk_instance_close(in);
        return NULL;
    }
    return in;
}

lk_instance *lk_instance_open(const lk_finder *finder, lk_stage stage, const lk_node *spec,
                              const char *base, uint32_t threads, lk_fault *fault)
{
    lk_actor before = lk_conduct_enter((lk_actor){stage, lk_node_text(spec, "use", NULL), 1});
    lk_instance *in = open_watched(finder, stage, spec, base, threads, fault);
    lk_conduct_enter(before);
    return in;
}

int lk_instance_repeats(const lk_instance *in)
{
    const uint32_t both = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM;
    int repeats = (in->plugin->capabilities & both) == LK_CAP_DETERMINISTIC;
    for (const lk_instance *r = in->references; repeats && r; r = r->next)
        repeats = lk_instance_repeats(r);
    return repeats;
}

lk_actor lk_instance_actor(const lk_instance *in)
{
    return (lk_actor){(lk_stage)in->plugin->stage, in->plugin->name, 0};
}

void lk_instance_close(lk_instance *in)
{
    if (!in)
        return;
    if (in->plugin->close)
        in->plugin->close(in->self);
    free(in->service);
    for (lk_instance *r = in->references, *next; r; r = next) {
        next = r->next;
        lk_instance_close(r);
    }
    lk_call_end(&in->call);
    free(in->self);
    free(in);
}

void lk_instance_fault(const lk_instance *in, lk_call *call, lk_status status, lk_fault *fault)
{
    lk_fault_set(fault, "%s %s: %s", lk_stage_name((lk_stage)in->plugin->stage), in->plugin->name,
                 lk_call_reason(call, status));
}
