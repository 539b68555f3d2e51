/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "halves.h"

#include "../../metrics/common/value.h"
#include "../../metrics/ranks/ranked.h"

static lk_status narrow(lk_context *ctx, const double *values, size_t count, lk_tensor *out)
{
    int64_t shape = (int64_t)count;
    float *v = lk_alloc_array(ctx, count, sizeof *v);
    if (!v)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for one half of %zu values", count);
    for (size_t i = 0; i < count; i++)
        v[i] = (float)values[i];
    *out = lk_tensor_over(v, LK_DTYPE_FLOAT, 32, 1, &shape);
    return LK_OK;
}

static int is_constant(const lk_tensor *t)
{
    const float *v = t->data;
    for (size_t i = 1, n = lk_tensor_count(t); i < n; i++)
        if (v[i] != v[0])
            return 0;
    return 1;
}

lk_status halves_compare(lk_context *ctx, const double *even, const double *odd, size_t count,
                         lk_value *out)
{
    lk_tensor a, b;
    ranked r;
    value_missing(out, HALVES_MISSING);
    lk_status status = narrow(ctx, even, count, &a);
    if (!status)
        status = narrow(ctx, odd, count, &b);
    if (status || is_constant(&a) || is_constant(&b))
        return status;
    status = ranked_open(ctx, &a, &b, &r);
    if (!status)
        value_set(out, ranked_spearman(&r));
    ranked_close(&r);
    return status;
}
