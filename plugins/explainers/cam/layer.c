/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "layer.h"

#include <string.h>

/* Backends have their own words for a kind, such as those of ONNX, which begins
 * them with a capital. */
static int is_kind(const lk_layer_info *l, const char *const *words)
{
    for (; *words; words++)
        if (strstr(l->kind, *words))
            return 1;
    return 0;
}

static int is_convolution(const lk_layer_info *l)
{
    static const char *const words[] = {"conv", "Conv", "separable", "depthwise", NULL};
    return is_kind(l, words);
}

static int is_pool(const lk_layer_info *l)
{
    static const char *const words[] = {"pool", "Pool", NULL};
    return is_kind(l, words);
}

static int is_map(const lk_layer_info *l)
{
    return l->rank == 3 && l->shape[0] * l->shape[1] > 1;
}

/* The last one, or all of them. */
static const lk_layer_info *last_map(const lk_network_info *info, int of_convolution,
                                     uint32_t *index)
{
    for (uint32_t i = info->layer_count; i-- > 0;)
        if (is_map(info->layers[i]) && (!of_convolution || is_convolution(info->layers[i]))) {
            *index = i;
            return info->layers[i];
        }
    return NULL;
}

static const lk_layer_info *find(const lk_network_info *info)
{
    uint32_t index = 0;
    const lk_layer_info *l = last_map(info, 1, &index);
    if (!l)
        return last_map(info, 0, &index);
    while (++index < info->layer_count && !is_pool(info->layers[index])) {
        const lk_layer_info *next = info->layers[index];
        if (is_map(next) && next->shape[0] == l->shape[0] && next->shape[1] == l->shape[1])
            l = next;
    }
    return l;
}

lk_status layer_choose(lk_context *ctx, const lk_network_info *info, const char *name,
                       const lk_layer_info **out)
{
    *out = name ? NULL : find(info);
    for (uint32_t i = 0; name && i < info->layer_count; i++)
        if (!strcmp(info->layers[i]->name, name))
            *out = info->layers[i];
    if (*out ? (*out)->rank == 3 : name != NULL)
        return LK_OK;
    return *out ? lk_error(ctx, LK_E_INPUT,
                           "the layer `%s` of the network %s is a vector: name a layer with maps",
                           name, info->name)
                : lk_error(ctx, LK_E_INPUT,
                           "the network %s names no layer with maps larger than 1 x 1: name the "
                           "one to explain by in `layer`",
                           info->name);
}
