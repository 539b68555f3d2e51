/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TESTS_METRICS_AGREEING_H
#define TESTS_METRICS_AGREEING_H

/* Scoring heatmaps against masks, and the cases of golden/metrics/agreement. */

#include "golden.h"

#define MAX_VALUES 16

/* The place of a value among those that the metric declares. */
static inline size_t value_index(kit *k, const char *id)
{
    const lk_metric_ops *ops = kit_ops(k);
    for (size_t i = 0; i < ops->value_count; i++)
        if (!strcmp(ops->values[i].id, id))
            return i;
    fail_msg("there is no value %s", id);
    return 0;
}

static inline lk_status agree(kit *k, const lk_heatmap *map, const lk_region *foreground,
                              const lk_region *mask, lk_value *out)
{
    const lk_metric_ops *ops = kit_ops(k);
    assert_true(ops->value_count <= MAX_VALUES);
    clear_values(out, ops->value_count);
    return ops->agreement(kit_self(k), kit_context(k, 1), map, foreground, mask, out);
}

/* One value of a heatmap, whose mask is its foreground too where it is not given. */
static inline lk_value value_of(kit *k, const char *id, const lk_heatmap *map,
                                const lk_region *mask)
{
    lk_value out[MAX_VALUES];
    assert_int_equal(agree(k, map, mask, mask, out), LK_OK);
    return out[value_index(k, id)];
}

static inline lk_region pixels(int height, int width, const char *marks)
{
    lk_region r = {.struct_size = sizeof r,
                   .pixels = kit_tensor(LK_DTYPE_UINT, 8, 2, height, width)};
    for (int i = 0; i < height * width; i++)
        ((uint8_t *)r.pixels.data)[i] = marks[i] == '#';
    return r;
}

static inline lk_heatmap heatmap(int height, int width, const float *values)
{
    lk_heatmap m = {.struct_size = sizeof m,
                    .values = kit_tensor(LK_DTYPE_FLOAT, 32, 2, height, width)};
    memcpy(m.values.data, values, lk_tensor_count(&m.values) * sizeof *values);
    return m;
}

/* The foreground that OpenCV's threshold gave for this case. */
static inline lk_region golden_foreground(const lk_node *row)
{
    lk_tensor grey = golden_npy("u8", lk_node_text(row, "heatmap", ""));
    uint8_t *v = grey.data;
    for (size_t i = 0; i < lk_tensor_count(&grey); i++)
        v[i] = v[i] > golden_number(row, "threshold");
    return (lk_region){.struct_size = sizeof(lk_region), .pixels = grey};
}

static inline const lk_node *golden_cases(void)
{
    return kit_yaml("golden/metrics/agreement/cases.json");
}

static inline int has_word(const lk_node *row, const char *key, const char *word)
{
    return strstr(lk_node_text(row, key, ""), word) != NULL;
}

/* No value is defined: nothing was asked, or the heatmap says nothing. */
static inline int says_nothing(const lk_node *row)
{
    return has_word(row, "mask", "empty") || has_word(row, "heatmap", "constant") ||
           has_word(row, "heatmap", "zero");
}

#endif
