/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "search.h"

static lk_status no_memory(lk_context *ctx, const search *s)
{
    return lk_error(ctx, LK_E_MEMORY, "out of memory for a search over %zu sets of %u segments",
                    s->limit, s->problem.segment_count);
}

static uint32_t class_of(const coalition *c, size_t row)
{
    uint32_t classes = c->request->network->info->class_count, best = 0;
    const float *scores = c->scores + row * classes;
    for (uint32_t i = 1; i < classes; i++)
        if (scores[i] > scores[best])
            best = i;
    return best;
}

static double chosen_score(const search *s, size_t row)
{
    const coalition *c = &s->problem;
    return (double)c->scores[row * c->request->network->info->class_count + s->chosen];
}

static double drop_of(const search *s, size_t row)
{
    return chosen_score(s, 0) - chosen_score(s, row);
}

lk_status search_open(lk_context *ctx, const coalition_options *o,
                      const lk_explain_request *request, size_t limit, search *out)
{
    coalition *c = &out->problem;
    *out = (search){.options = o, .limit = limit};
    lk_status status = coalition_begin_own(ctx, o, request, c);
    /* A set of d members was grown over rows for d (K - (d - 1) / 2) sets, but for the K - d
     * that the last of them may lack, and takes no more than d (d + 1) / 2 to be minimal. */
    if (!status)
        status = coalition_reserve(ctx, c, 2 * limit + c->segment_count);
    if (status)
        return status;
    out->is_grown = lk_alloc_array(ctx, limit, sizeof *out->is_grown);
    if (!out->is_grown)
        return no_memory(ctx, out);
    c->rows = 1;
    coalition_show_all(c, 0);
    status = coalition_ask(ctx, o, c, 0);
    out->chosen = class_of(c, 0);
    return status;
}

/* ---- Growing sets ------------------------------------------------------------------------ */

static void copy_row(const coalition *c, size_t from, size_t to)
{
    memcpy(coalition_row(c, to), coalition_row(c, from), c->words * sizeof *c->z);
}

static int is_known(const coalition *c, size_t row)
{
    for (size_t i = 0; i < row; i++)
        if (!memcmp(coalition_row(c, i), coalition_row(c, row), c->words * sizeof *c->z))
            return 1;
    return 0;
}

/* Score the set of a row with each further segment; 1 in `is_cut` where the limit left
 * some out. */
static lk_status grow(lk_context *ctx, search *s, size_t row, int *is_cut)
{
    coalition *c = &s->problem;
    size_t first = c->rows;
    s->is_grown[row] = 1;
    for (uint32_t k = 0; k < c->segment_count; k++) {
        if (!lk_z_get(coalition_row(c, row), k))
            continue;
        if (c->rows == s->limit) {
            *is_cut = 1;
            break;
        }
        copy_row(c, row, c->rows);
        lk_z_set(coalition_row(c, c->rows), k, 0);
        c->rows += !is_known(c, c->rows);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return c->rows > first ? coalition_ask(ctx, s->options, c, first) : LK_OK;
}

/* The row from `first` on that takes most of those that change the class (or, for
 * growing, that were not grown); the number of rows where there is none. */
static size_t best_of(const search *s, size_t first, int for_growing)
{
    const coalition *c = &s->problem;
    size_t best = c->rows;
    for (size_t i = first; i < c->rows; i++) {
        int counts = for_growing ? !s->is_grown[i] : class_of(c, i) != s->chosen;
        if (counts && (best == c->rows || drop_of(s, i) > drop_of(s, best)))
            best = i;
    }
    return best;
}

/* Are all sets that are smaller than `size` among the first rows? */
static int knows_smaller(const search *s, size_t rows, uint32_t size)
{
    const coalition *c = &s->problem;
    double sets = 1;
    for (uint32_t i = 1; i < size; i++) {
        size_t count = 0;
        sets = sets * (c->segment_count - i + 1) / i;
        for (size_t row = 0; row < rows; row++)
            count += c->segment_count - coalition_shown(c, row) == i;
        if ((double)count < sets - .5)
            return 0;
    }
    return 1;
}

/* ---- Making it minimal ------------------------------------------------------------------- */

/* Score what becomes of the set of a row as each member is shown again, in rows of their
 * own at the end. */
static lk_status show_each_again(lk_context *ctx, search *s, size_t row)
{
    coalition *c = &s->problem;
    size_t first = c->rows;
    for (uint32_t k = 0; k < c->segment_count; k++)
        if (!lk_z_get(coalition_row(c, row), k)) {
            copy_row(c, row, c->rows);
            lk_z_set(coalition_row(c, c->rows++), k, 1);
        }
    return coalition_ask(ctx, s->options, c, first);
}

static lk_status minimise(lk_context *ctx, search *s, size_t row, counterfactual *out)
{
    const coalition *c = &s->problem;
    size_t first, best = row;
    do {
        row = best;
        first = c->rows;
        lk_status status = show_each_again(ctx, s, row);
        if (status)
            return status;
        best = best_of(s, first, 0);
    } while (best < c->rows);
    out->to = class_of(c, row);
    out->drop = drop_of(s, row);
    for (uint32_t k = 0; k < c->segment_count; k++)
        if (!lk_z_get(coalition_row(c, row), k))
            out->contribution[k] = drop_of(s, row) - drop_of(s, first + out->size++);
    return LK_OK;
}

lk_status search_run(lk_context *ctx, search *s, counterfactual *out)
{
    coalition *c = &s->problem;
    size_t row = 0, found = c->rows;
    lk_status status = LK_OK;
    *out = (counterfactual){.contribution =
                                lk_alloc_array(ctx, c->segment_count, sizeof *out->contribution)};
    if (!out->contribution)
        return no_memory(ctx, s);
    while (!status && row < c->rows && !out->is_found && !out->is_out_of_rows) {
        size_t first = c->rows;
        status = grow(ctx, s, row, &out->is_out_of_rows);
        found = best_of(s, first, 0);
        out->is_found = found < c->rows;
        row = best_of(s, 0, 1);
    }
    size_t searched = c->rows;
    if (!status && out->is_found)
        status = minimise(ctx, s, found, out);
    out->is_smallest = knows_smaller(s, searched, out->size);
    out->rows = c->rows;
    return status;
}
