/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "trial.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cage.h"
#include "document.h"
#include "param.h"
#include "paths.h"

/* ---- A host that watches ---------------------------------------------------------- */

static lk_trial *of(lk_context *ctx)
{
    lk_call *call = ctx->host_data;
    return call->user;
}

static guard *guard_of(lk_context *ctx)
{
    lk_trial *t = of(ctx);
    return ctx->host_data == &t->opening ? t->kept : t->guard;
}

static void *watched_alloc(lk_context *ctx, size_t size)
{
    lk_trial *t = of(ctx);
    guard *g = guard_of(ctx);
    void *p = guard_alloc(g, size, "memory that the host gave it");
    if (g == t->guard && guard_count(g) > t->most_allocations)
        t->most_allocations = guard_count(g);
    return p;
}

static lk_mark watched_mark(lk_context *ctx)
{
    return guard_mark(guard_of(ctx));
}

static void watched_release(lk_context *ctx, lk_mark mark)
{
    guard_release(guard_of(ctx), mark);
}

static uint64_t watched_random(lk_context *ctx)
{
    lk_call *call = ctx->host_data;
    of(ctx)->all_draws++;
    return lk_random_next(&call->random);
}

static int is_cancelled(void *user)
{
    lk_trial *t = user;
    t->questions++;
    t->all_questions++;
    int answer = t->cancel_after >= 0 && t->questions > (uint64_t)t->cancel_after;
    pace_ask(&t->pace, answer);
    return answer;
}

static void take_log(void *user, lk_level level, const char *text)
{
    notes_log(((lk_trial *)user)->notes, level, text);
}

/* What is wrong about it is judged when the operation has ended. */
static void take_progress(void *user, double done, double total)
{
    lk_trial *t = user;
    int is_within = done >= 0 && done <= total && isfinite(total);
    if ((!is_within || done < t->progress) && !*t->slip)
        snprintf(t->slip, sizeof t->slip, "its progress %s: %g of %g, after %g",
                 is_within ? "goes back" : "is not within 0 .. total", done, total, t->progress);
    t->progress = done;
    if (t->notes)
        notes_progress(t->notes, done, total);
}

static int begin_call(lk_trial *t, lk_call *call)
{
    if (lk_call_begin(call, NULL, 1, 0))
        return -1;
    t->host = *call->context.host;
    t->host.alloc = watched_alloc;
    t->host.mark = watched_mark;
    t->host.release = watched_release;
    t->host.random = watched_random;
    call->context.host = &t->host;
    call->cancelled = is_cancelled;
    call->log = t->notes ? take_log : NULL;
    call->progress = take_progress;
    call->user = t;
    return 0;
}

lk_context *lk_trial_context(lk_trial *t, uint64_t seed)
{
    lk_digest d;
    lk_key key;
    lk_call_reset(&t->call);
    guard_free(t->guard);
    guard_free(t->exchange);
    t->guard = guard_new();
    t->exchange = guard_new();
    guard_fail_at(t->guard, t->fail_at);
    if (t->notes)
        notes_clear(t->notes);
    lk_digest_init(&d);
    lk_digest_u64(&d, seed);
    lk_digest_end(&d, &key);
    lk_random_seed(&t->call.random, &key);
    t->call.context.threads = 1;
    t->questions = 0;
    t->progress = 0;
    *t->slip = 0;
    pace_begin(&t->pace);
    return &t->call.context;
}

const char *lk_trial_error(const lk_trial *t)
{
    return t->call.fault.text;
}

void *trial_alloc(lk_trial *t, size_t count, size_t size, const char *name)
{
    return guard_alloc(t->exchange, count * size, name);
}

/* ---- Parameters ---------------------------------------------------------------------- */

static const char *resolve(void *user, const char *path, const char *beside, lk_fault *fault)
{
    lk_trial *t = user;
    const char *full = lk_path_resolve(t->arena, path, lk_path_has_place(beside) ? beside : NULL);
    if (!full)
        lk_fault_set(fault, "%s: the path cannot be resolved", path);
    return full;
}

/* A plugin that --set names is opened for real, from STAGE-NAME.so in the folders
 * where plugins are looked for, that of the plugin under test first. */
static const char *find(void *user, lk_stage stage, const char *name, lk_fault *fault)
{
    lk_trial *t = user;
    int length = (int)(strrchr(t->module->path, '/') - t->module->path);
    const char *own[] = {lk_arena_format(t->arena, "%.*s", length, t->module->path), NULL};
    const char *const *folders = lk_plugin_folders(t->arena, own);
    for (size_t i = 0; folders && folders[i]; i++) {
        const char *path =
            lk_arena_format(t->arena, "%s/%s-%s.so", folders[i], lk_stage_name(stage), name);
        if (path && !access(path, R_OK))
            return path;
    }
    lk_fault_set(fault, "there is no %s-%s.so beside the plugin or in LIKENESS_PLUGIN_PATH",
                 lk_stage_name(stage), name);
    return NULL;
}

static void *open_real(lk_trial *t, lk_stage stage, const lk_node *spec, lk_fault *fault)
{
    t->finder = (lk_finder){find, t};
    lk_instance *in = lk_instance_open(&t->finder, stage, spec, NULL, 1, fault);
    if (!in)
        return NULL;
    in->next = t->references;
    t->references = in;
    return in->service;
}

static int refer(void *user, lk_stage stage, const lk_node *spec, void **service, lk_key *key,
                 lk_fault *fault)
{
    lk_trial *t = user;
    int is_real =
        !strncmp(spec->file, "--set", 5) && strcmp(lk_node_text(spec, "use", ""), STANDIN);
    memset(key, 0, sizeof *key);
    if (is_real) {
        *service = open_real(t, stage, spec, fault);
        return *service ? 0 : -1;
    }
    *service = stage == LK_STAGE_SEGMENTER ? (void *)standin_segmenter(t->standins)
               : stage == LK_STAGE_BACKEND ? (void *)standin_network(t->standins)
                                           : NULL;
    if (!*service)
        lk_fault_set(fault, "a %s cannot be referred to", lk_stage_name(stage));
    return *service ? 0 : -1;
}

static int content(void *user, const char *path, lk_key *key, lk_fault *fault)
{
    (void)user;
    (void)path;
    (void)fault;
    memset(key, 0, sizeof *key);
    return 0;
}

/* NAME=VALUE, one after the other. */
static int put_sets(lk_trial *t, lk_node *spec, const char *const *sets, lk_fault *fault)
{
    for (size_t i = 0; sets && sets[i]; i++) {
        const char *equals = strchr(sets[i], '=');
        if (!equals) {
            lk_fault_set(fault, "--set %s: NAME=VALUE is wanted", sets[i]);
            return -1;
        }
        char *name = lk_arena_format(t->arena, "%.*s", (int)(equals - sets[i]), sets[i]);
        if (!name || lk_yaml_set(t->arena, spec, name, equals + 1, fault))
            return -1;
    }
    return 0;
}

static int put_map(lk_trial *t, lk_node *spec, const char *map, lk_fault *fault)
{
    const lk_node *entries =
        map ? lk_yaml_parse(t->arena, "parameters", map, strlen(map), fault) : NULL;
    for (size_t i = 0; entries && i < entries->count; i++)
        if (lk_yaml_set(t->arena, spec, entries->items[i]->key,
                        lk_yaml_flow(t->arena, entries->items[i]), fault))
            return -1;
    return map && !entries ? -1 : 0;
}

/* Plugins that must be referred to, and were not, are stand-ins. */
static int put_standins(lk_trial *t, lk_node *spec, lk_fault *fault)
{
    for (uint32_t i = 0; i < t->plugin->param_count; i++) {
        const lk_param *p = lk_param_at(t->plugin, i);
        if (p->type == LK_PLUGIN_REF && (p->flags & LK_PARAM_REQUIRED) &&
            !lk_param_given(spec, p) &&
            lk_yaml_set(t->arena, spec, p->name, "{use: " STANDIN "}", fault))
            return -1;
    }
    return 0;
}

static lk_node *make_spec(lk_trial *t, const char *const *sets, const char *more, lk_fault *fault)
{
    lk_node *spec = lk_yaml_parse(t->arena, "--set", "{}", 2, fault);
    if (!spec || put_sets(t, spec, sets, fault) || put_map(t, spec, more, fault) ||
        put_standins(t, spec, fault))
        return NULL;
    return spec;
}

/* ---- Life ---------------------------------------------------------------------------- */

lk_trial *trial_load(const char *path, lk_fault *fault)
{
    lk_trial *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->module = lk_module_load(path, fault);
    if (!t->module) {
        free(t);
        return NULL;
    }
    t->plugin = t->module->plugin;
    t->cancel_after = -1;
    t->ops = t->plugin->ops;
    return t;
}

static lk_status give_up(lk_trial *t, lk_status status, const char *reason, lk_fault *fault)
{
    if (reason)
        lk_fault_set(fault, "%s", reason);
    trial_close(t);
    return status;
}

lk_status trial_open(lk_trial *t, const char *const *sets, const char *more, lk_fault *fault)
{
    t->arena = lk_arena_new(0);
    t->kept = guard_new();
    t->standins = standin_open(fault);
    if (!t->arena || !t->kept || !t->standins || begin_call(t, &t->opening) ||
        begin_call(t, &t->call))
        return give_up(t, LK_E_MEMORY, *fault->text ? NULL : "out of memory", fault);
    t->self = guard_alloc(t->kept, t->plugin->instance_size, "its instance");
    const lk_param_env env = {
        .arena = t->arena, .user = t, .resolve = resolve, .refer = refer, .content = content};
    const lk_node *spec = make_spec(t, sets, more, fault);
    if (!spec || lk_params_walk(t->plugin, spec, t->self, &env, NULL, NULL, fault))
        return give_up(t, LK_E_INPUT, NULL, fault);
    t->is_open = 1;
    if (t->plugin->open) {
        guard_fail_at(t->kept, t->fail_at);
        lk_status status = t->plugin->open(t->self, &t->opening.context);
        guard_fail_at(t->kept, 0);
        if (status)
            return give_up(t, status, t->opening.fault.text, fault);
    }
    return LK_OK;
}

void trial_close(lk_trial *t)
{
    if (t->is_open && t->plugin->close) {
        cage_doing("`close` ran");
        t->plugin->close(t->self);
    }
    t->is_open = 0;
    if (t->opening.arena)
        lk_call_end(&t->opening);
    if (t->call.arena)
        lk_call_end(&t->call);
    standin_close(t->standins);
    for (lk_instance *next, *in = t->references; in; in = next) {
        next = in->next;
        lk_instance_close(in);
    }
    t->references = NULL;
    guard_free(t->guard);
    guard_free(t->exchange);
    guard_free(t->kept);
    lk_tables_free(t->tables);
    lk_arena_free(t->arena);
    t->tables = NULL;
    t->standins = NULL;
    t->guard = t->exchange = t->kept = NULL;
    t->arena = NULL;
    t->self = NULL;
}

void trial_free(lk_trial *t)
{
    if (!t)
        return;
    trial_close(t);
    notes_free(t->notes);
    free(t);
}

/* ---- What the library shows -------------------------------------------------------------- */

lk_trial *lk_trial_open(const char *path, const char *parameters, char *why, size_t why_size)
{
    lk_fault fault = {""};
    lk_trial *t = trial_load(path, &fault);
    if (t)
        t->notes = notes_new();
    if (t && t->notes && !trial_open(t, NULL, parameters, &fault))
        return t;
    snprintf(why, why_size, "%s", *fault.text ? fault.text : "out of memory");
    trial_free(t);
    return NULL;
}

void lk_trial_close(lk_trial *t)
{
    trial_free(t);
}

const lk_plugin *lk_trial_plugin(const lk_trial *t)
{
    return t->plugin;
}

void *lk_trial_self(lk_trial *t)
{
    return t->self;
}

const void *lk_trial_ops(const lk_trial *t)
{
    return t->ops;
}

const char *lk_trial_damage(const lk_trial *t)
{
    const guard *all[] = {t->exchange, t->guard, t->kept};
    const char *name = NULL;
    for (size_t i = 0; i < 3 && !name; i++)
        name = all[i] ? guard_damaged(all[i]) : NULL;
    return name;
}

lk_network *lk_trial_network(lk_trial *t, uint32_t height, uint32_t width)
{
    lk_fault fault = {""};
    return standin_sized(t->standins, height, width, &fault);
}
