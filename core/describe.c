/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "describe.h"

#include <math.h>
#include <stdlib.h>

#include "param.h"
#include "utf8.h"

/* ---- Values ---------------------------------------------------------------------------------- */

json_t *lk_describe_text(const char *text)
{
    char *clean = text ? lk_utf8_clean(text) : NULL;
    json_t *out = clean ? json_string(clean) : json_null();
    free(clean);
    return out;
}

json_t *lk_describe_number(double value)
{
    if (!isfinite(value))
        return json_null();
    return value == floor(value) && fabs(value) < 1e15 ? json_integer((json_int_t)value)
                                                       : json_real(value);
}

/* The names of the bits that are set. */
static json_t *bits(uint64_t set, const char *const *names, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        if (set >> i & 1)
            json_array_append_new(list, json_string(names[i]));
    return list;
}

static json_t *capabilities(uint64_t set)
{
    static const char *const names[] = {"deterministic", "reentrant", "random",
                                        "coalitions",    "gradients", "activations",
                                        "training",      "landmarks", "classless"};
    return bits(set, names, sizeof names / sizeof *names);
}

static json_t *operations(const lk_entry *e)
{
    static const char *const metric[] = {"agreement", "similarity", "classification",
                                         "faithfulness"};
    static const char *const binariser[] = {"oracle"}, *const baseline[] = {"mean-face"};
    switch (e->plugin.stage) {
    case LK_STAGE_METRIC:
        return bits(e->operations, metric, 4);
    case LK_STAGE_BINARISER:
        return bits(e->operations, binariser, 1);
    case LK_STAGE_BASELINE:
        return bits(e->operations, baseline, 1);
    default:
        return json_array();
    }
}

/* ---- Tables ---------------------------------------------------------------------------------- */

static json_t *choices(const lk_param *p)
{
    json_t *list = p->choices ? json_array() : json_null();
    for (size_t i = 0; p->choices && p->choices[i]; i++)
        json_array_append_new(list, lk_describe_text(p->choices[i]));
    return list;
}

/* A default for each choice of another parameter. */
static json_t *defaults(const lk_param *p, const lk_param *followed)
{
    json_t *list = followed ? json_array() : json_null();
    for (size_t i = 0; followed && followed->choices && followed->choices[i]; i++)
        json_array_append_new(
            list, json_pack("{s:o, s:o}", "choice", lk_describe_text(followed->choices[i]),
                            "default", lk_describe_text(p->fallbacks ? p->fallbacks[i] : NULL)));
    return list;
}

static json_t *param(const lk_plugin *plugin, const lk_param *p)
{
    const lk_param *followed = lk_param_followed(plugin, p);
    int ranged = p->low < p->high;
    return json_pack(
        "{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:b, s:b, s:o}", "name",
        lk_describe_text(p->name), "type", lk_param_type_name(p->type), "refers",
        p->type == LK_PLUGIN_REF ? json_string(lk_stage_name((lk_stage)p->refers)) : json_null(),
        "choices", choices(p), "low", ranged ? lk_describe_number(p->low) : json_null(), "high",
        ranged ? lk_describe_number(p->high) : json_null(), "unit",
        lk_describe_text(p->unit && *p->unit ? p->unit : NULL), "default",
        lk_describe_text(followed ? NULL : p->fallback), "follows",
        lk_describe_text(followed ? followed->name : NULL), "defaults", defaults(p, followed),
        "required", (p->flags & LK_PARAM_REQUIRED) != 0, "sampler",
        (p->flags & LK_PARAM_SAMPLER) != 0, "neutral", (p->flags & LK_PARAM_NEUTRAL) != 0, "doc",
        lk_describe_text(p->doc));
}

static json_t *params(const lk_plugin *plugin)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < plugin->param_count; i++)
        json_array_append_new(list, param(plugin, lk_param_at(plugin, i)));
    return list;
}

static json_t *value(const lk_value_info *v)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:s, s:b, s:o, s:o}", "id", lk_describe_text(v->id),
                     "title", lk_describe_text(v->title), "unit",
                     lk_describe_text(v->unit && *v->unit ? v->unit : NULL), "low",
                     lk_describe_number(v->low), "high", lk_describe_number(v->high), "better",
                     v->direction > 0   ? "higher"
                     : v->direction < 0 ? "lower"
                                        : "neither",
                     "symmetric", v->symmetric != 0, "missing", lk_describe_text(v->missing),
                     "source", lk_describe_text(v->source));
}

static json_t *values(const lk_entry *e, lk_stage stage)
{
    json_t *list = json_array();
    for (uint32_t i = 0; e->plugin.stage == (uint32_t)stage && i < e->value_count; i++)
        json_array_append_new(list, value(&e->values[i]));
    return list;
}

json_t *lk_describe_plugin(const lk_entry *e)
{
    const lk_plugin *p = &e->plugin;
    char digest[65], abi[24];
    lk_key_hex(&e->digest, digest);
    snprintf(abi, sizeof abi, "%u.%u", p->abi >> 16, p->abi & 0xffff);
    return json_pack("{s:s, s:o, s:o, s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, "
                     "s:o, s:o}",
                     "stage", lk_stage_name((lk_stage)p->stage), "name", lk_describe_text(p->name),
                     "version", lk_describe_text(p->version), "revision", (json_int_t)p->revision,
                     "abi", abi, "summary", lk_describe_text(p->summary), "details",
                     lk_describe_text(p->details), "licence", lk_describe_text(p->licence),
                     "author", lk_describe_text(p->author), "path", lk_describe_text(e->path),
                     "sha256", digest, "capabilities", capabilities(p->capabilities), "requires",
                     capabilities(e->requires_), "operations", operations(e), "parameters",
                     params(p), "values", values(e, LK_STAGE_METRIC), "diagnostics",
                     values(e, LK_STAGE_EXPLAINER));
}

int lk_describe_print(json_t *document)
{
    char *text = document ? json_dumps(document, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) : NULL;
    json_decref(document);
    if (text)
        puts(text);
    free(text);
    return text ? 0 : -1;
}
