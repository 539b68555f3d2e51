/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "tree.h"

#include <math.h>
#include <stdlib.h>

int tree_is_of_networks(const lk_table *t, size_t row)
{
    const char *between = lk_table_text(t, row, "between");
    return !*between || !strcmp(between, "networks");
}

int tree_has_row(const lk_table *t, size_t row, const char *label, const branch *b)
{
    return !strcmp(lk_table_text(t, row, "label"), label) && branch_has_row(b, t, row) &&
           tree_is_of_networks(t, row);
}

/* The number of the step that "#k" names, from 1; 0: it is a leaf. */
static size_t step_named(const char *name, size_t steps_before)
{
    char *end;
    unsigned long k = *name == '#' ? strtoul(name + 1, &end, 10) : 0;
    return k && !*end && k <= steps_before ? (size_t)k : 0;
}

static void add_leaves(page *p, const lk_table *t, size_t row, tree *out)
{
    const char *ends[] = {lk_table_text(t, row, "a"), lk_table_text(t, row, "b")};
    for (int i = 0; i < 2; i++)
        if (!step_named(ends[i], out->step_count))
            names_add(p, &out->leaves, ends[i]);
}

static size_t node_named(const tree *t, const char *name, size_t steps_before)
{
    size_t step = step_named(name, steps_before);
    return step ? t->leaves.count + step - 1 : names_find(&t->leaves, name);
}

/* Steps come in the order of their number. */
static int read_steps(const lk_table *t, const char *label, const branch *b, tree *out)
{
    size_t k = 0;
    for (size_t row = 0; row < t->row_count; row++) {
        double step;
        if (!tree_has_row(t, row, label, b))
            continue;
        out->a[k] = node_named(out, lk_table_text(t, row, "a"), k);
        out->b[k] = node_named(out, lk_table_text(t, row, "b"), k);
        if (!draft_cell(t, row, "step", &step) || step != (double)(k + 1) ||
            !draft_cell(t, row, "height", &out->height[k]))
            return 0;
        if (!draft_cell(t, row, "support", &out->support[k]))
            out->support[k] = NAN;
        k++;
    }
    return 1;
}

/* Chain the leaves of every node, and see that each node is joined once. */
static int order_leaves(page *p, tree *t)
{
    size_t leaves = t->leaves.count, nodes = leaves + t->step_count;
    size_t *first = draft_alloc(p, nodes, sizeof *first),
           *last = draft_alloc(p, nodes, sizeof *last);
    size_t *next = draft_alloc(p, leaves, sizeof *next);
    uint8_t *used = draft_alloc(p, nodes, 1);
    if (!first || !last || !next || !used)
        return 0;
    for (size_t i = 0; i < leaves; i++) {
        first[i] = last[i] = i;
        next[i] = SIZE_MAX;
    }
    for (size_t k = 0; k < t->step_count; k++) {
        size_t a = t->a[k], b = t->b[k];
        if (a >= leaves + k || b >= leaves + k || a == b || used[a] || used[b])
            return 0;
        used[a] = used[b] = 1;
        next[last[a]] = first[b];
        first[leaves + k] = first[a];
        last[leaves + k] = last[b];
    }
    size_t count = 0;
    for (size_t i = first[nodes - 1]; i != SIZE_MAX; i = next[i])
        t->order[count++] = i;
    return count == leaves;
}

/* Take the order of the table `leaves` where it names each leaf once. */
static void take_order(page *p, const char *label, const branch *b, tree *out)
{
    const lk_table *t = draft_table(p, "leaves");
    size_t count = 0, *order = draft_alloc(p, out->leaves.count, sizeof *order);
    uint8_t *seen = draft_alloc(p, out->leaves.count, 1);
    for (size_t row = 0; order && seen && t && row < t->row_count; row++) {
        if (!tree_has_row(t, row, label, b))
            continue;
        size_t leaf = names_find(&out->leaves, lk_table_text(t, row, "item"));
        if (leaf == SIZE_MAX || seen[leaf]++)
            return;
        order[count++] = leaf;
    }
    if (count == out->leaves.count)
        out->order = order;
}

int tree_read(page *p, const char *label, const branch *b, tree *out)
{
    const lk_table *t = draft_table(p, "clusters");
    *out = (tree){.step_count = 0};
    for (size_t row = 0; t && row < t->row_count; row++)
        if (tree_has_row(t, row, label, b)) {
            add_leaves(p, t, row, out);
            out->step_count++;
        }
    if (!out->step_count || out->leaves.count != out->step_count + 1)
        return 0;
    out->a = draft_alloc(p, out->step_count, sizeof *out->a);
    out->b = draft_alloc(p, out->step_count, sizeof *out->b);
    out->height = draft_alloc(p, out->step_count, sizeof *out->height);
    out->support = draft_alloc(p, out->step_count, sizeof *out->support);
    out->order = draft_alloc(p, out->leaves.count, sizeof *out->order);
    if (p->status || !read_steps(t, label, b, out) || !order_leaves(p, out))
        return 0;
    take_order(p, label, b, out);
    return 1;
}
