/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "expected.h"

#include <stdlib.h>
#include <string.h>

static lk_status read_map(lk_context *ctx, const char *file, const char *key, const lk_node **out)
{
    const lk_node *root;
    if (!file || !*file)
        return LK_OK;
    lk_status status = ctx->host->read_yaml(ctx, file, NULL, &root);
    if (status)
        return status;
    *out = lk_node_get(root, key);
    if (*out && (*out)->kind == LK_NODE_MAP)
        return LK_OK;
    return lk_node_error(ctx, *out ? *out : root, "this file needs a map `%s`.", key);
}

static lk_status check_units(lk_context *ctx, const lk_node *units)
{
    if (units->kind != LK_NODE_LIST)
        return lk_node_error(ctx, units, "`%s` is a list of action units.", units->key);
    for (size_t i = 0; i < units->count; i++)
        if (units->items[i]->kind != LK_NODE_SCALAR)
            return lk_node_error(ctx, units->items[i], "an action unit is a number, or R12, L12.");
    return LK_OK;
}

lk_status expected_open(lk_context *ctx, const char *regions, const char *readings, expected *out)
{
    *out = (expected){NULL, NULL};
    lk_status status = read_map(ctx, regions, "regions", &out->regions);
    if (!status)
        status = read_map(ctx, readings, "readings", &out->readings);
    for (size_t i = 0; !status && out->regions && i < out->regions->count; i++) {
        const lk_node *units = lk_node_get(out->regions->items[i], "units");
        status = units ? check_units(ctx, units) : LK_OK;
    }
    for (size_t i = 0; !status && out->readings && i < out->readings->count; i++) {
        const lk_node *of = out->readings->items[i];
        if (of->kind != LK_NODE_MAP || !of->count)
            return lk_node_error(ctx, of, "a label has a map of named readings.");
        status = check_units(ctx, of->items[0]);
    }
    return status;
}

static char side_of(const char *unit)
{
    return *unit == 'R' || *unit == 'L' ? *unit : 0;
}

/* `12` is both R12 and L12. */
static int is_same(const char *a, const char *b)
{
    char x = side_of(a), y = side_of(b);
    return (!x || !y || x == y) && !strcmp(a + !!x, b + !!y);
}

int expected_of(const expected *e, const char *label, const char *region)
{
    const lk_node *readings = lk_node_get(e->readings, label);
    const lk_node *of = lk_node_get(e->regions, region), *units = lk_node_get(of, "units");
    if (!readings || !e->regions)
        return -1;
    if (!strcmp(region, "background"))
        return 0;
    if (!units)
        return -1;
    const lk_node *moved = readings->items[0];
    for (size_t i = 0; i < moved->count; i++)
        for (size_t k = 0; k < units->count; k++)
            if (is_same(moved->items[i]->text, units->items[k]->text))
                return 1;
    return 0;
}
