/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "training.h"

#include <math.h>
#include <string.h>

#include "folded.h"
#include "param.h"
#include "paths.h"

/* ---- The parameters -------------------------------------------------------------------- */

static const char *const optimisers[] = {"sgd", "rmsprop", "adam", NULL};
static const char *const conventions[] = {"keras", "pytorch", NULL};
static const char *const schedules[] = {"constant", "steps", "cosine", NULL};
static const char *const presets[] = {"none", "study", NULL};

#define ROW(id, kind, field) .name = (id), .type = (kind), .offset = offsetof(lk_plan, field)

static const lk_param params[] = {
    {ROW("epochs", LK_INT, epochs), .fallback = "10", .low = 1, .high = 100000,
     .doc = "How often each picture is seen."},
    {ROW("batch", LK_INT, batch), .fallback = "128", .low = 1, .high = 65536,
     .doc = "Pictures of one step; the last step of an epoch has what is left, and batch "
            "normalisation suffers where that is a few."},
    {ROW("optimiser", LK_CHOICE, optimiser), .fallback = "adam", .choices = optimisers,
     .doc = "sgd (with momentum), rmsprop or adam."},
    {ROW("convention", LK_CHOICE, convention), .fallback = "keras", .choices = conventions,
     .doc = "Whose definition of the optimiser and of running statistics, and whose defaults: "
            "keras (2.10) or pytorch."},
    {ROW("rate", LK_DOUBLE, rate), .fallback = "0.001", .low = 1e-12, .high = 1e3,
     .doc = "The learning rate."},
    {ROW("momentum", LK_DOUBLE, momentum), .fallback = "0", .low = 0, .high = 0.999999,
     .doc = "Of sgd and rmsprop."},
    {ROW("nesterov", LK_BOOL, nesterov), .fallback = "false",
     .doc = "Nesterov's momentum, of sgd."},
    {ROW("decay", LK_DOUBLE, decay), .low = 0, .high = 0.9999999, .follows = "convention",
     .fallbacks = (const char *const[]){"0.9", "0.99"},
     .doc = "What the mean square of rmsprop keeps at a step."},
    {ROW("beta1", LK_DOUBLE, beta1), .fallback = "0.9", .low = 0, .high = 0.9999999,
     .doc = "What adam's first moment keeps at a step."},
    {ROW("beta2", LK_DOUBLE, beta2), .fallback = "0.999", .low = 0, .high = 0.9999999,
     .doc = "What adam's second moment keeps at a step."},
    {ROW("epsilon", LK_DOUBLE, epsilon), .low = 1e-20, .high = 1, .follows = "convention",
     .fallbacks = (const char *const[]){"1e-7", "1e-8"}, .doc = "Of rmsprop and adam."},
    {ROW("weight_decay", LK_DOUBLE, weight_decay), .fallback = "0", .low = 0, .high = 1,
     .doc = "Times the filters, added to their gradient."},
    {ROW("norm_momentum", LK_DOUBLE, norm_momentum), .low = 0, .high = 0.9999999,
     .follows = "convention", .fallbacks = (const char *const[]){"0.99", "0.9"},
     .doc = "What the running statistics of batch normalisation keep at a step."},
    {ROW("dropout", LK_BOOL, dropout), .fallback = "true",
     .doc = "false: layers of dropout do nothing."},
    {ROW("schedule", LK_CHOICE, schedule), .fallback = "constant", .choices = schedules,
     .doc = "constant; steps: times schedule_factor every schedule_every epochs; cosine: down to "
            "0 at the end."},
    {ROW("schedule_every", LK_INT, schedule_every), .fallback = "10", .low = 1, .high = 100000,
     .unit = "epochs", .doc = "Of steps."},
    {ROW("schedule_factor", LK_DOUBLE, schedule_factor), .fallback = "0.1", .low = 1e-6, .high = 1,
     .doc = "Of steps."},
    {ROW("warmup", LK_INT, warmup), .fallback = "0", .low = 0, .high = 100000, .unit = "epochs",
     .doc = "In which the rate rises from 0."},
    {ROW("augment.preset", LK_CHOICE, preset), .fallback = "none", .choices = presets,
     .doc = "study: flip, rotation 0.03, translation 0.05, contrast 0.1, as the code of the "
            "reference study has it."},
    {ROW("augment.flip", LK_BOOL, augment.flip), .follows = "augment.preset",
     .fallbacks = (const char *const[]){"false", "true"},
     .doc = "Left and right change places in half of the pictures."},
    {ROW("augment.rotation", LK_DOUBLE, augment.rotation), .low = 0, .high = 0.5, .unit = "turns",
     .follows = "augment.preset", .fallbacks = (const char *const[]){"0", "0.03"},
     .doc = "The most that a picture is turned, either way."},
    {ROW("augment.translation", LK_DOUBLE, augment.translation), .low = 0, .high = 0.5,
     .follows = "augment.preset", .fallbacks = (const char *const[]){"0", "0.05"},
     .doc = "The most that it is moved, as a share of its width and height; what comes in from "
            "outside is its reflection."},
    {ROW("augment.contrast", LK_DOUBLE, augment.contrast), .low = 0, .high = 1,
     .follows = "augment.preset", .fallbacks = (const char *const[]){"0", "0.1"},
     .doc = "The most that its values are stretched or shrunk about the mean of their channel, "
            "as a share."},
    {ROW("start", LK_PATH, start),
     .doc =
         "Weights to start from, in a format that the backend reads; without it they are drawn."},
    {ROW("head", LK_STRING_LIST, head), .fallback = "[]",
     .doc = "Layers that are drawn although `start` may have them, by name (* and ? stand for "
            "letters): the head of a body that was trained on other classes."},
    {ROW("frozen", LK_STRING_LIST, frozen), .fallback = "[]",
     .doc = "Layers that are not trained, by name (* and ? stand for letters)."},
    {ROW("seed", LK_INT, seed), .fallback = "-1", .low = -1, .high = 4294967295.,
     .doc = "Of the first weights, the order of pictures, dropout and augmentation; -1: the "
            "study's. Folds share it."},
    {ROW("validation", LK_DOUBLE, validation), .fallback = "0", .low = 0, .high = 0.5,
     .doc = "Share of the people to train on that are kept out and watched instead; never of the "
            "fold that is held out."},
    {ROW("patience", LK_INT, patience), .fallback = "0", .low = 0, .high = 100000, .unit = "epochs",
     .doc = "Stop after so many in which the loss of the validation did not get "
            "better, with the weights of the best; 0: never."},
    {ROW("checkpoint", LK_DOUBLE, checkpoint), .fallback = "60", .low = 0, .high = 86400,
     .unit = "s", .flags = LK_PARAM_NEUTRAL,
     .doc = "How often what is needed to go on is written beside the weights."},
};

static const lk_plugin table = {
    .name = "train", .instance_size = sizeof(lk_plan), LK_PARAMS(params)};

const lk_plugin *lk_training_table(void)
{
    return &table;
}

/* ---- The map of one network ------------------------------------------------------------ */

static const lk_node *common(const lk_study *s)
{
    return lk_node_get(s->root, "train");
}

static const lk_node *own(const lk_study *s, const char *network)
{
    return lk_node_get(lk_node_get(common(s), "networks"), network);
}

/* The common map, with what the network has of its own in its place. Maps below
 * it, as `augment`, are replaced whole. */
static const lk_node *map_of(const lk_study *s, const char *network)
{
    const lk_node *train = common(s), *more = own(s, network);
    lk_node *map = lk_arena_alloc(s->arena, sizeof *map);
    const lk_node **items = lk_arena_array(s->arena, train->count + 1, sizeof *items);
    if (!map || !items)
        return NULL;
    *map = *train;
    map->items = items;
    map->count = 0;
    for (size_t i = 0; i < train->count; i++)
        if (strcmp(train->items[i]->key, "networks"))
            items[map->count++] = train->items[i];
    const lk_node *merged = map;
    for (size_t i = 0; merged && more && more->kind == LK_NODE_MAP && i < more->count; i++)
        merged = lk_yaml_put(s->arena, merged, more->items[i]);
    return merged;
}

static const char *resolve(void *user, const char *path, const char *beside, lk_fault *fault)
{
    const lk_study *s = user;
    (void)fault;
    return lk_path_resolve(s->arena, path, lk_path_has_place(beside) ? beside : s->path);
}

/* What is in the file is in the key of the opened pupil. */
static int content(void *user, const char *path, lk_key *key, lk_fault *fault)
{
    (void)user;
    (void)path;
    (void)fault;
    *key = (lk_key){{0}};
    return 0;
}

int lk_training_plan(const lk_study *s, const char *network, lk_plan *out, lk_fault *fault)
{
    const lk_param_env env = {
        .arena = s->arena, .user = (void *)(uintptr_t)s, .resolve = resolve, .content = content};
    const lk_node *map = map_of(s, network);
    lk_digest d;
    lk_digest_init(&d);
    *out = (lk_plan){0};
    if (!map || lk_params_walk(&table, map, out, &env, &d, NULL, fault))
        return -1;
    if (out->seed < 0)
        out->seed = (int64_t)(s->seed & 0xffffffff);
    lk_digest_u64(&d, (uint64_t)out->seed);
    lk_digest_end(&d, &out->key);
    return 0;
}

const char *lk_training_text(const lk_study *s, const char *network, lk_arena *arena)
{
    const lk_node *map = map_of(s, network);
    return map ? lk_yaml_flow(arena, map) : NULL;
}

static int check(const lk_study *s, const lk_variant *network, lk_fault *fault)
{
    lk_plan p;
    if (lk_training_plan(s, network->name, &p, fault))
        return -1;
    const lk_node *map = own(s, network->name);
    map = map && map->kind == LK_NODE_MAP ? map : common(s);
    if (p.patience && p.validation <= 0) {
        lk_yaml_fault(fault, map,
                      "patience needs pictures to watch: validation: 0.1, say (what is held out "
                      "of a fold must not decide when its training ends)");
        return -1;
    }
    if (p.head.count && !p.start) {
        lk_yaml_fault(fault, map, "head is what `start` does not give, and there is no `start`");
        return -1;
    }
    return 0;
}

/* ---- Pupils ---------------------------------------------------------------------------- */

const char *lk_training_target(const lk_study *s, const lk_variant *network)
{
    const lk_node *n = lk_node_get(network->spec, "weights");
    if (!n || n->kind != LK_NODE_SCALAR || !*n->text)
        return NULL;
    return lk_path_resolve(s->arena, n->text, lk_path_has_place(n->file) ? n->file : s->path);
}

static int is_trained(const lk_study *s, const lk_variant *network)
{
    const lk_node *more = own(s, network->name);
    const char *weights = lk_node_text(network->spec, "weights", "");
    return (more && !lk_node_is_null(more)) || strstr(weights, "{fold}");
}

static const lk_node *put(const lk_study *s, const lk_node *spec, const char *key, const char *text)
{
    lk_node *value = spec ? lk_arena_alloc(s->arena, sizeof *value) : NULL;
    if (!value)
        return NULL;
    *value = (lk_node){.kind = LK_NODE_SCALAR,
                       .file = spec->file,
                       .line = spec->line,
                       .column = spec->column,
                       .key = key,
                       .text = text,
                       .quoted = *text && *text != '~'};
    return text ? lk_yaml_put(s->arena, spec, value) : NULL;
}

static const lk_node *put_list(const lk_study *s, const lk_node *spec, const char *key,
                               const lk_string_list *list)
{
    lk_node *value = spec ? lk_arena_alloc(s->arena, sizeof *value) : NULL;
    lk_node *words = lk_arena_array(s->arena, list->count + 1, sizeof *words);
    const lk_node **items = lk_arena_array(s->arena, list->count + 1, sizeof *items);
    if (!value || !words || !items)
        return NULL;
    *value = *spec;
    value->kind = LK_NODE_LIST;
    value->key = key;
    value->count = list->count;
    value->items = items;
    for (size_t i = 0; i < list->count; i++) {
        words[i] = (lk_node){.file = spec->file,
                             .line = spec->line,
                             .column = spec->column,
                             .text = list->items[i],
                             .quoted = 1};
        items[i] = &words[i];
    }
    return lk_yaml_put(s->arena, spec, value);
}

static int add_pupil(lk_study *s, const lk_variant *network, lk_fault *fault)
{
    lk_plan p;
    const lk_node *spec = network->spec;
    if (!lk_training_target(s, network)) {
        lk_yaml_fault(fault, spec,
                      "%s is to be trained, and `weights` says where to: weights: "
                      "trained/%s_CV{fold}.safetensors",
                      network->name, network->name);
        return -1;
    }
    if (check(s, network, fault) || lk_training_plan(s, network->name, &p, fault))
        return -1;
    const char *seed = lk_arena_format(s->arena, "%lld", (long long)p.seed);
    spec = put(s, spec, "weights", p.start ? p.start : "~");
    if (!p.start || p.head.count)
        spec = seed ? put(s, spec, "random_weights", seed) : NULL;
    if (p.head.count)
        spec = put_list(s, spec, "untrained", &p.head);
    if (spec && lk_is_folded(spec)) {
        lk_yaml_fault(fault, network->spec,
                      "%s is to be trained, so {fold} can stand in its `weights` alone",
                      network->name);
        return -1;
    }
    s->pupils.items[s->pupils.count++] = (lk_variant){.name = network->name, .spec = spec};
    return spec ? 0 : -1;
}

static int check_names(const lk_study *s, const lk_node *networks, lk_fault *fault)
{
    if (!networks || lk_node_is_null(networks))
        return 0;
    if (networks->kind != LK_NODE_MAP) {
        lk_yaml_fault(fault, networks, "networks is a map: {NETWORK: {epochs: 25}}");
        return -1;
    }
    for (size_t i = 0; i < networks->count; i++) {
        const lk_node *n = networks->items[i];
        if (!lk_section_find(&s->networks, n->key)) {
            lk_yaml_fault(fault, n, "the study has no network `%s` to train", n->key);
            return -1;
        }
        if (n->kind != LK_NODE_MAP && !lk_node_is_null(n)) {
            lk_yaml_fault(fault, n, "%s is a map of what it has of its own: {epochs: 25}", n->key);
            return -1;
        }
    }
    return 0;
}

int lk_training_read(lk_study *s, lk_fault *fault)
{
    const lk_node *n = common(s);
    if (!n || lk_node_is_null(n))
        return 0;
    if (n->kind != LK_NODE_MAP) {
        lk_yaml_fault(fault, n, "train is a map: {optimiser: adam, rate: 1e-4, epochs: 10}");
        return -1;
    }
    if (check_names(s, lk_node_get(n, "networks"), fault))
        return -1;
    s->pupils.items = lk_arena_array(s->arena, s->networks.count, sizeof *s->pupils.items);
    for (size_t i = 0; s->pupils.items && i < s->networks.count; i++)
        if (is_trained(s, &s->networks.items[i]) && add_pupil(s, &s->networks.items[i], fault))
            return -1;
    return s->pupils.items ? 0 : -1;
}

/* ---- What follows from a plan ------------------------------------------------------------ */

lk_training lk_plan_training(const lk_plan *p)
{
    lk_training t = lk_training_defaults((lk_optimiser)p->optimiser, (lk_convention)p->convention);
    t.nesterov = p->nesterov;
    t.momentum = p->momentum;
    t.decay = p->decay;
    t.beta1 = p->beta1;
    t.beta2 = p->beta2;
    t.epsilon = p->epsilon;
    t.weight_decay = p->weight_decay;
    t.norm_momentum = p->norm_momentum;
    t.has_dropout = p->dropout;
    t.frozen_count = (uint32_t)p->frozen.count;
    t.frozen = p->frozen.items;
    t.seed = (uint64_t)p->seed;
    return t;
}

double lk_plan_rate(const lk_plan *p, double epochs)
{
    double rate = p->rate;
    if (p->warmup && epochs < (double)p->warmup)
        return rate * epochs / (double)p->warmup;
    if (p->schedule == LK_RATE_STEPS)
        rate *= pow(p->schedule_factor, floor(epochs / (double)p->schedule_every));
    if (p->schedule == LK_RATE_COSINE) {
        double left = (double)(p->epochs - p->warmup);
        double share = left > 0 ? (epochs - (double)p->warmup) / left : 1;
        rate *= (1 + cos(acos(-1) * (share < 1 ? share : 1))) / 2;
    }
    return rate;
}
