/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "param.h"

/* ---- A descriptor as fields, in a worker -------------------------------------- */

static size_t count_choices(const lk_param *p)
{
    size_t count = 0;
    while (p && p->choices && p->choices[count])
        count++;
    return count;
}

static void pack_param(lk_pack *out, const lk_plugin *plugin, const lk_param *p)
{
    const lk_param *followed = lk_param_followed(plugin, p);
    size_t choices = count_choices(p), fallbacks = count_choices(followed);
    lk_pack_text(out, p->name);
    lk_pack_u64(out, (uint64_t)p->type);
    lk_pack_u64(out, p->flags);
    lk_pack_u64(out, p->offset);
    lk_pack_text(out, p->fallback);
    lk_pack_double(out, p->low);
    lk_pack_double(out, p->high);
    lk_pack_u64(out, choices);
    for (size_t i = 0; i < choices; i++)
        lk_pack_text(out, p->choices[i]);
    lk_pack_u64(out, p->refers);
    lk_pack_text(out, p->unit);
    lk_pack_text(out, p->doc);
    lk_pack_text(out, followed ? p->follows : NULL);
    lk_pack_u64(out, fallbacks);
    for (size_t i = 0; i < fallbacks; i++)
        lk_pack_text(out, p->fallbacks[i]);
}

static void pack_values(lk_pack *out, const lk_value_info *values, uint32_t count, uint32_t size)
{
    if (size < sizeof *values)
        count = 0;
    lk_pack_u64(out, count);
    for (uint32_t i = 0; i < count; i++) {
        const lk_value_info *v = (const void *)((const char *)values + (size_t)i * size);
        lk_pack_text(out, v->id);
        lk_pack_text(out, v->title);
        lk_pack_text(out, v->unit);
        lk_pack_double(out, v->low);
        lk_pack_double(out, v->high);
        lk_pack_u64(out, (uint64_t)(int64_t)v->direction);
        lk_pack_u64(out, (uint64_t)(int64_t)v->symmetric);
        lk_pack_text(out, v->missing);
        lk_pack_text(out, v->source);
    }
}

static uint64_t metric_operations(const lk_metric_ops *o)
{
    return (o->agreement ? LK_METRIC_AGREEMENT : 0) | (o->similarity ? LK_METRIC_SIMILARITY : 0) |
           (o->classification ? LK_METRIC_CLASSIFICATION : 0) |
           (o->faithfulness || lk_metric_has_quality(o) ? LK_METRIC_FAITHFULNESS : 0);
}

static uint64_t baseline_operations(const lk_baseline_ops *o)
{
    return LK_HAS(o, lk_baseline_ops, sees_face) && o->sees_face ? LK_BASELINE_FACE : 0;
}

static uint64_t binariser_operations(const lk_binariser_ops *o)
{
    return LK_HAS(o, lk_binariser_ops, binarise_for) && o->binarise_for ? LK_BINARISER_ORACLE : 0;
}

/* What a descriptor says of its operations: bits, and the values they declare. */
static void pack_stage(lk_pack *out, const lk_plugin *p)
{
    switch (p->stage) {
    case LK_STAGE_METRIC: {
        const lk_metric_ops *o = p->ops;
        lk_pack_u64(out, metric_operations(o));
        pack_values(out, o->values, o->value_count, o->value_size);
        return;
    }
    case LK_STAGE_EXPLAINER: {
        const lk_explainer_ops *o = p->ops;
        lk_pack_u64(out, o->requires_);
        pack_values(out, o->diagnostics, o->diagnostic_count, o->diagnostic_size);
        return;
    }
    case LK_STAGE_BINARISER:
        lk_pack_u64(out, binariser_operations(p->ops));
        break;
    case LK_STAGE_BASELINE:
        lk_pack_u64(out, baseline_operations(p->ops));
        break;
    default:
        lk_pack_u64(out, 0);
    }
    pack_values(out, NULL, 0, 0);
}

int lk_describe_file(const char *path, lk_pack *out, lk_fault *fault)
{
    const lk_module *m = lk_module_load(path, fault);
    if (!m)
        return -1;
    const lk_plugin *p = m->plugin;
    lk_pack_text(out, m->path);
    lk_pack_key(out, &m->digest);
    lk_pack_u64(out, p->abi);
    lk_pack_u64(out, p->stage);
    lk_pack_text(out, p->name);
    lk_pack_text(out, p->version);
    lk_pack_u64(out, p->revision);
    lk_pack_u64(out, p->instance_size);
    lk_pack_text(out, p->summary);
    lk_pack_text(out, p->details);
    lk_pack_text(out, p->licence);
    lk_pack_text(out, p->author);
    lk_pack_u64(out, p->capabilities);
    lk_pack_u64(out, p->param_count);
    for (uint32_t i = 0; i < p->param_count; i++)
        pack_param(out, p, lk_param_at(p, i));
    pack_stage(out, p);
    return 0;
}

/* ---- And back, in the coordinator ----------------------------------------------- */

static char *keep(lk_catalogue *c, const char *text)
{
    return text ? lk_arena_text(c->arena, text) : NULL;
}

/* A list of texts, and NULL after them. */
static const char *const *unpack_texts(lk_catalogue *c, lk_unpack *u)
{
    size_t count = lk_unpack_count(u, 8);
    const char **list = lk_arena_array(c->arena, count + 1, sizeof *list);
    for (size_t i = 0; i < count; i++)
        list[i] = keep(c, lk_unpack_text(u));
    return count ? list : NULL;
}

static void unpack_param(lk_catalogue *c, lk_unpack *u, lk_param *p)
{
    p->name = keep(c, lk_unpack_text(u));
    p->type = (lk_param_type)lk_unpack_u64(u);
    p->flags = (uint32_t)lk_unpack_u64(u);
    p->offset = (size_t)lk_unpack_u64(u);
    p->fallback = keep(c, lk_unpack_text(u));
    p->low = lk_unpack_double(u);
    p->high = lk_unpack_double(u);
    p->choices = unpack_texts(c, u);
    p->refers = (uint32_t)lk_unpack_u64(u);
    p->unit = keep(c, lk_unpack_text(u));
    p->doc = keep(c, lk_unpack_text(u));
    p->follows = keep(c, lk_unpack_text(u));
    p->fallbacks = unpack_texts(c, u);
}

static void unpack_values(lk_catalogue *c, lk_unpack *u, lk_entry *e)
{
    size_t count = lk_unpack_count(u, 8);
    lk_value_info *values = lk_arena_array(c->arena, count, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        lk_value_info *v = &values[i];
        v->id = keep(c, lk_unpack_text(u));
        v->title = keep(c, lk_unpack_text(u));
        v->unit = keep(c, lk_unpack_text(u));
        v->low = lk_unpack_double(u);
        v->high = lk_unpack_double(u);
        v->direction = (int32_t)(int64_t)lk_unpack_u64(u);
        v->symmetric = (int32_t)(int64_t)lk_unpack_u64(u);
        v->missing = keep(c, lk_unpack_text(u));
        v->source = keep(c, lk_unpack_text(u));
    }
    e->values = values;
    e->value_count = (uint32_t)count;
}

void lk_entry_unpack(lk_catalogue *c, lk_unpack *u, lk_entry *e)
{
    lk_plugin *p = &e->plugin;
    *p = (lk_plugin){.magic = LK_MAGIC, .struct_size = sizeof *p, .param_size = sizeof(lk_param)};
    e->path = keep(c, lk_unpack_text(u));
    e->digest = lk_unpack_key(u);
    p->abi = (uint32_t)lk_unpack_u64(u);
    p->stage = (uint32_t)lk_unpack_u64(u);
    p->name = keep(c, lk_unpack_text(u));
    p->version = keep(c, lk_unpack_text(u));
    p->revision = (uint32_t)lk_unpack_u64(u);
    p->instance_size = (uint32_t)lk_unpack_u64(u);
    p->summary = keep(c, lk_unpack_text(u));
    p->details = keep(c, lk_unpack_text(u));
    p->licence = keep(c, lk_unpack_text(u));
    p->author = keep(c, lk_unpack_text(u));
    p->capabilities = lk_unpack_u64(u);
    p->param_count = (uint32_t)lk_unpack_count(u, 8);
    lk_param *params = lk_arena_array(c->arena, p->param_count, sizeof *params);
    for (uint32_t i = 0; i < p->param_count; i++)
        unpack_param(c, u, &params[i]);
    p->params = params;
    uint64_t bits = lk_unpack_u64(u);
    e->requires_ = p->stage == LK_STAGE_EXPLAINER ? bits : 0;
    e->operations = p->stage == LK_STAGE_EXPLAINER ? 0 : (uint32_t)bits;
    unpack_values(c, u, e);
}

void lk_catalogue_free(lk_catalogue *c)
{
    lk_arena_free(c->arena);
    c->arena = NULL;
}

const lk_entry *lk_catalogue_refused(const lk_catalogue *c, lk_stage stage, const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < c->count; i++) {
        const char *path = c->entries[i].path;
        size_t size = strlen(path);
        uint32_t is = c->entries[i].plugin.stage;
        if (c->entries[i].problem && (!is || !stage || is == (uint32_t)stage) && size > n + 4 &&
            !strcmp(path + size - 3, ".so") && !strncmp(path + size - 3 - n, name, n) &&
            strchr("-/", path[size - 4 - n]))
            return &c->entries[i];
    }
    return NULL;
}

const lk_entry *lk_catalogue_find(const lk_catalogue *c, lk_stage stage, const char *name,
                                  lk_fault *fault)
{
    const char *names[256] = {NULL};
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++) {
        const lk_entry *e = &c->entries[i];
        if (e->problem || e->plugin.stage != (uint32_t)stage)
            continue;
        if (!strcmp(e->plugin.name, name))
            return e;
        if (count < 256)
            names[count++] = e->plugin.name;
    }
    const lk_entry *broken = lk_catalogue_refused(c, stage, name);
    const char *near = lk_nearest(name, names, count);
    if (broken)
        lk_fault_set(fault, "%s", broken->problem);
    else if (near)
        lk_fault_set(fault, "there is no %s `%s` (did you mean `%s`?)", lk_stage_name(stage), name,
                     near);
    else if (count)
        lk_fault_set(fault, "there is no %s `%s`; `likeness plugins %s` lists them",
                     lk_stage_name(stage), name, lk_stage_name(stage));
    else
        lk_fault_set(fault,
                     "there is no %s `%s`: no plugin of that stage was found; is "
                     "LIKENESS_PLUGIN_PATH right?",
                     lk_stage_name(stage), name);
    return NULL;
}
