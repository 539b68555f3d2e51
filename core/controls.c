/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "controls.h"

#include <string.h>

/* ---- Controls ------------------------------------------------------------------------- */

/* The one value that is a list; NULL where there is none. */
static const lk_node *find_list(const lk_node *map)
{
    for (size_t i = 0; i < map->count; i++)
        if (map->items[i]->kind == LK_NODE_LIST)
            return map->items[i];
    return NULL;
}

static int check_control(const lk_node *map, lk_fault *fault)
{
    const lk_node *list = map->kind == LK_NODE_MAP ? find_list(map) : NULL;
    if (map->kind != LK_NODE_MAP || !map->count) {
        lk_yaml_fault(fault, map,
                      "%s is a map of parameters that its networks have in the place of their own, "
                      "as in {randomise: all}",
                      map->key);
        return -1;
    }
    for (size_t i = 0; i < map->count; i++)
        if (map->items[i]->kind == LK_NODE_LIST && map->items[i] != list) {
            lk_yaml_fault(fault, map->items[i], "a second list: a series of controls varies one");
            return -1;
        }
    for (size_t i = 0; list && i < list->count; i++)
        if (list->items[i]->kind != LK_NODE_SCALAR) {
            lk_yaml_fault(fault, list->items[i], "a series of controls is a list of single values");
            return -1;
        }
    return 0;
}

static int add_step(lk_study *s, const lk_node *map, const lk_node *list, size_t number)
{
    lk_node *value = lk_arena_alloc(s->arena, sizeof *value);
    lk_control *c = &s->controls[s->control_count++];
    if (!value)
        return -1;
    *value = *list->items[number];
    value->key = list->key;
    *c = (lk_control){.series = map->key, .step = value->text};
    c->name = lk_arena_format(s->arena, "%s:%s", map->key, value->text);
    c->changes = lk_yaml_put(s->arena, map, value);
    return c->name && c->changes ? 0 : -1;
}

static int read_controls(lk_study *s, const lk_node *n, lk_fault *fault)
{
    size_t most = 0;
    for (size_t i = 0; i < n->count; i++) {
        if (lk_node_is_null(n->items[i]))
            continue;
        if (check_control(n->items[i], fault))
            return -1;
        const lk_node *list = find_list(n->items[i]);
        most += list ? list->count : 1;
    }
    s->controls = lk_arena_array(s->arena, most, sizeof *s->controls);
    for (size_t i = 0; s->controls && i < n->count; i++)
        if (!lk_node_is_null(n->items[i]) && !find_list(n->items[i]))
            s->controls[s->control_count++] =
                (lk_control){.name = n->items[i]->key, .changes = n->items[i]};
    s->standing_count = s->control_count;
    for (size_t i = 0; s->controls && i < n->count; i++) {
        const lk_node *list = lk_node_is_null(n->items[i]) ? NULL : find_list(n->items[i]);
        for (size_t k = 0; list && k < list->count; k++)
            if (add_step(s, n->items[i], list, k))
                return -1;
    }
    return s->controls ? 0 : -1;
}

/* ---- Twins ---------------------------------------------------------------------------- */

static int add_twin(lk_study *s, const lk_variant *network, const lk_control *control)
{
    const lk_node *spec = network->spec;
    for (size_t i = 0; spec && i < control->changes->count; i++)
        spec = lk_yaml_put(s->arena, spec, control->changes->items[i]);
    const char *name = lk_arena_format(s->arena, "%s, %s", network->name, control->name);
    s->twins.items[s->twins.count++] = (lk_variant){.name = name, .spec = spec};
    return spec && name ? 0 : -1;
}

int lk_controls_read(lk_study *s, lk_fault *fault)
{
    const lk_node *n = lk_node_get(s->root, "controls");
    if (!n || lk_node_is_null(n))
        return 0;
    if (n->kind != LK_NODE_MAP) {
        lk_yaml_fault(fault, n,
                      "controls is a map of named controls: {randomised: {randomise: all}}");
        return -1;
    }
    if (read_controls(s, n, fault))
        return -1;
    s->twins.items =
        lk_arena_array(s->arena, s->networks.count * s->control_count, sizeof *s->twins.items);
    for (size_t i = 0; s->twins.items && i < s->networks.count * s->control_count; i++)
        if (add_twin(s, &s->networks.items[i / s->control_count],
                     &s->controls[i % s->control_count]))
            return -1;
    return 0;
}

int lk_controls_check(const lk_study *s, lk_fault *fault)
{
    for (size_t i = 0; i < s->standing_count; i++)
        if (lk_section_find(&s->baselines, s->controls[i].name)) {
            lk_yaml_fault(fault, s->controls[i].changes,
                          "a baseline is called %s too, and tables could not tell them apart",
                          s->controls[i].name);
            return -1;
        }
    for (size_t i = 0; i < s->twins.count; i++)
        if (lk_section_find(&s->networks, s->twins.items[i].name)) {
            lk_yaml_fault(fault, s->twins.items[i].spec,
                          "the network %s is called as a control of another: rename it",
                          s->twins.items[i].name);
            return -1;
        }
    return 0;
}
