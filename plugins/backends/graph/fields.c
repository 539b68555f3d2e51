/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "fields.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* "a, b, c" of a NULL-terminated list of words, as far as it fits. */
static void join_words(const char *const *words, char *out, size_t room)
{
    size_t used = 0;
    *out = 0;
    for (size_t i = 0; words[i] && used < room; i++)
        used += (size_t)snprintf(out + used, room - used, "%s%s", i ? ", " : "", words[i]);
}

static int find_word(const char *const *words, const char *word)
{
    for (int i = 0; words[i]; i++)
        if (!strcmp(words[i], word))
            return i;
    return -1;
}

lk_status fields_check(lk_context *ctx, const lk_node *map, const char *what,
                       const char *const *keys)
{
    char list[300];
    join_words(keys, list, sizeof list);
    if (map->kind != LK_NODE_MAP)
        return lk_node_error(ctx, map, "%s is a map of %s", what, list);
    for (size_t i = 0; i < map->count; i++)
        if (find_word(keys, map->items[i]->key) < 0)
            return lk_node_error(ctx, map->items[i], "%s has no key `%s`: it has %s", what,
                                 map->items[i]->key, list);
    return LK_OK;
}

lk_status field_need(lk_context *ctx, const lk_node *map, const char *key, const lk_node **out)
{
    const lk_node *n = lk_node_get(map, key);
    if (!n)
        return lk_node_error(ctx, map, "the key `%s` is missing here", key);
    *out = n;
    return LK_OK;
}

lk_status field_text(lk_context *ctx, const lk_node *map, const char *key, const char **out)
{
    const lk_node *n = lk_node_get(map, key);
    if (!n)
        return LK_OK;
    if (n->kind != LK_NODE_SCALAR || !*n->text)
        return lk_node_error(ctx, n, "`%s` must be a word", key);
    *out = n->text;
    return LK_OK;
}

lk_status field_choice(lk_context *ctx, const lk_node *map, const char *key,
                       const char *const *choices, int *out)
{
    const lk_node *n = lk_node_get(map, key);
    char list[400];
    if (!n)
        return LK_OK;
    int found = n->kind == LK_NODE_SCALAR ? find_word(choices, n->text) : -1;
    if (found < 0) {
        join_words(choices, list, sizeof list);
        return lk_node_error(ctx, n, "`%s` must be one of %s", key, list);
    }
    *out = found;
    return LK_OK;
}

lk_status field_bool(lk_context *ctx, const lk_node *map, const char *key, int *out)
{
    static const char *const words[] = {"false", "true", NULL};
    return field_choice(ctx, map, key, words, out);
}

int node_int(const lk_node *n, int64_t low, int64_t high, int64_t *out)
{
    char *end;
    if (n->kind != LK_NODE_SCALAR || !*n->text)
        return 0;
    errno = 0;
    long long v = strtoll(n->text, &end, 10);
    if (*end || errno || v < low || v > high)
        return 0;
    *out = v;
    return 1;
}

int node_number(const lk_node *n, double *out)
{
    char *end;
    if (n->kind != LK_NODE_SCALAR || !*n->text)
        return 0;
    double v = strtod(n->text, &end);
    if (*end || !isfinite(v))
        return 0;
    *out = v;
    return 1;
}

lk_status field_int(lk_context *ctx, const lk_node *map, const char *key, int64_t low, int64_t high,
                    int64_t *out)
{
    const lk_node *n = lk_node_get(map, key);
    if (n && !node_int(n, low, high, out))
        return lk_node_error(ctx, n, "`%s` must be a whole number from %" PRId64 " to %" PRId64,
                             key, low, high);
    return LK_OK;
}

lk_status field_need_int(lk_context *ctx, const lk_node *map, const char *key, int64_t low,
                         int64_t high, int64_t *out)
{
    const lk_node *n;
    lk_status status = field_need(ctx, map, key, &n);
    return status ? status : field_int(ctx, map, key, low, high, out);
}

lk_status field_number(lk_context *ctx, const lk_node *map, const char *key, double low,
                       double high, double *out)
{
    const lk_node *n = lk_node_get(map, key);
    double v;
    if (!n)
        return LK_OK;
    if (!node_number(n, &v) || v < low || v > high)
        return lk_node_error(ctx, n, "`%s` must be a number from %g to %g", key, low, high);
    *out = v;
    return LK_OK;
}

lk_status field_pair(lk_context *ctx, const lk_node *map, const char *key, int64_t low,
                     int64_t high, int64_t out[2])
{
    const lk_node *n = lk_node_get(map, key);
    int64_t pair[2];
    if (!n)
        return LK_OK;
    int is_list = n->kind == LK_NODE_LIST;
    if ((is_list && n->count != 2) || !node_int(is_list ? n->items[0] : n, low, high, &pair[0]) ||
        !node_int(is_list ? n->items[1] : n, low, high, &pair[1]))
        return lk_node_error(ctx, n,
                             "`%s` must be one whole number from %" PRId64 " to %" PRId64
                             " or two, [vertical, horizontal]",
                             key, low, high);
    out[0] = pair[0];
    out[1] = pair[1];
    return LK_OK;
}

lk_status field_floats(lk_context *ctx, const lk_node *map, const char *key, size_t count,
                       float *out)
{
    const lk_node *n = lk_node_get(map, key);
    if (!n)
        return LK_OK;
    int is_list = n->kind == LK_NODE_LIST;
    int good = !is_list || n->count == count;
    for (size_t i = 0; good && i < count; i++) {
        double v = 0;
        good = node_number(is_list ? n->items[i] : n, &v);
        out[i] = (float)v;
    }
    if (!good)
        return lk_node_error(ctx, n, "`%s` must be a number or a list of %zu numbers", key, count);
    return LK_OK;
}
