/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>

#include "param.h"
#include "run.h"

/* The table `variants`: with which parameters each variant of a choice runs, the
 * defaults that its study does not name included. */

typedef struct listing {
    lk_run *r;
    const char *choice, *variant;
} listing;

static const char *text_of(lk_run *r, const lk_node *n)
{
    return n->kind == LK_NODE_SCALAR ? n->text : lk_yaml_flow(r->arena, n);
}

static void list_spec(const listing *l, lk_stage stage, const lk_node *spec, const char *before);

static void list_param(const listing *l, const lk_plugin *plugin, const lk_param *p,
                       const lk_node *spec, const char *before)
{
    lk_arena *arena = l->r->arena;
    const char *key = lk_arena_format(arena, "%s%s", before, p->name);
    const char *text = lk_param_default(plugin, p, spec);
    const lk_node *n = lk_param_given(spec, p);
    if (!n && text)
        n = lk_yaml_parse(arena, "default", text, strlen(text), NULL);
    if (!n || lk_node_is_null(n))
        return;
    if (p->type == LK_PLUGIN_REF) {
        list_spec(l, (lk_stage)p->refers, n, lk_arena_format(arena, "%s.", key));
        return;
    }
    int is_number = (p->type == LK_INT || p->type == LK_DOUBLE) && n->kind == LK_NODE_SCALAR;
    lk_value number = lk_number(is_number ? strtod(n->text, NULL) : 0);
    lk_tables_add(l->r->tables, "variants", l->choice, l->variant, key, text_of(l->r, n),
                  is_number ? &number : NULL);
}

static void list_spec(const listing *l, lk_stage stage, const lk_node *spec, const char *before)
{
    const char *use = lk_node_text(spec, "use", "");
    const lk_entry *e = lk_catalogue_find(&l->r->catalogue, stage, use, NULL);
    if (!e)
        return;
    lk_tables_add(l->r->tables, "variants", l->choice, l->variant,
                  lk_arena_format(l->r->arena, "%suse", before), use, NULL);
    for (uint32_t i = 0; i < e->plugin.param_count; i++)
        list_param(l, &e->plugin, lk_param_at(&e->plugin, i), spec, before);
}

void lk_run_variants(lk_run *r)
{
    static const char *const choices[][2] = {{"explainers", "explainer"},
                                             {"align", "align"},
                                             {"masks", "mask"},
                                             {"binarise", "binarise"}};
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        const lk_section *s = lk_study_section(r->study, choices[i][0]);
        for (size_t v = 0; v < s->count; v++)
            list_spec(&(listing){r, choices[i][1], s->items[v].name},
                      lk_section_stage(choices[i][0]), s->items[v].spec, "");
    }
}
