/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scoring.h"

#include <string.h>

#include "codec.h"

const lk_value *lk_scoring_row(const lk_scoring *sc, lk_value *values)
{
    memset(values, 0, sc->ops->value_count * sizeof *values);
    for (uint32_t i = 0; i < sc->ops->value_count; i++)
        values[i].missing = 1;
    return values;
}

lk_region lk_scoring_region(const lk_scoring *sc)
{
    const lk_tensor *v = &sc->map.values;
    uint8_t *pixels = lk_arena_alloc(sc->s->call.arena, lk_tensor_count(v));
    return (lk_region){.struct_size = sizeof(lk_region),
                       .pixels = lk_tensor_over(pixels, LK_DTYPE_UINT, 8, 2, v->shape)};
}

lk_status lk_scoring_binarise(lk_scoring *sc, const lk_heatmap *map, const lk_region *mask,
                              lk_region *out)
{
    const lk_binariser_ops *ops = sc->binariser->ops;
    lk_context *ctx = lk_session_call(sc->s, sc->binariser, "binarise");
    *out = lk_scoring_region(sc);
    if (!out->pixels.data)
        return LK_E_MEMORY;
    if (!lk_map_finite(map)) {
        lk_fault_set(sc->fault, LK_MAP_NOT_FINITE);
        return LK_MISSING;
    }
    lk_status status =
        LK_HAS(ops, lk_binariser_ops, binarise_for) && ops->binarise_for
            ? ops->binarise_for(sc->binariser->self, ctx, map, mask, out)
            : ops->binarise(sc->binariser->self, ctx, map, lk_region_area(mask), out);
    if (status)
        lk_instance_fault(sc->binariser, &sc->s->call, status, sc->fault);
    return status;
}

lk_status lk_scoring_foreground(lk_scoring *sc, const lk_region *mask, lk_region *out)
{
    const lk_binariser_ops *ops = sc->binariser->ops;
    int is_any = LK_HAS(ops, lk_binariser_ops, ignores_mask) && ops->ignores_mask;
    if (!sc->foreground_mask || (mask != sc->foreground_mask && !is_any)) {
        sc->foreground_status = lk_scoring_binarise(sc, &sc->map, mask, &sc->foreground);
        sc->foreground_mask = mask;
        if (sc->foreground_status)
            sc->foreground_reason = lk_arena_text(sc->s->call.arena, sc->fault->text);
    } else if (sc->foreground_status) {
        lk_fault_set(sc->fault, "%s", sc->foreground_reason);
    }
    *out = sc->foreground;
    return sc->foreground_status;
}

lk_status lk_scoring_agree(lk_scoring *sc, const lk_heatmap *map, const lk_region *fg,
                           const lk_region *mask, lk_value *values)
{
    lk_scoring_row(sc, values);
    lk_context *ctx = lk_session_call(sc->s, sc->metric, "agreement");
    lk_status status = sc->ops->agreement(sc->metric->self, ctx, map, fg, mask, values);
    if (!status && !lk_values_finite(values, sc->ops->value_count)) {
        lk_fault_set(&sc->s->call.fault, "it gave a value that is not finite");
        status = LK_E_FAIL;
    }
    if (status && status != LK_MISSING)
        lk_instance_fault(sc->metric, &sc->s->call, status, sc->fault);
    return status == LK_MISSING ? LK_OK : status;
}

void lk_scoring_missing(const lk_scoring *sc, const char *reason, lk_value *values)
{
    lk_scoring_row(sc, values);
    for (uint32_t i = 0; i < sc->ops->value_count; i++)
        values[i].reason = lk_arena_text(sc->s->call.arena, reason);
}

lk_status lk_scoring_own(lk_scoring *sc, const lk_region *mask, lk_value *values)
{
    lk_region fg;
    lk_status status = lk_scoring_foreground(sc, mask, &fg);
    if (status == LK_MISSING) {
        lk_scoring_missing(sc, sc->fault->text, values);
        return LK_OK;
    }
    return status ? status : lk_scoring_agree(sc, &sc->map, &fg, mask, values);
}

void lk_scoring_pack(const lk_scoring *sc, const lk_value *values, lk_pack *out)
{
    for (uint32_t i = 0; i < sc->ops->value_count; i++)
        lk_pack_value(out, &values[i]);
}

void lk_mean_add(const lk_scoring *sc, lk_mean *m, const lk_value *values)
{
    for (uint32_t i = 0; i < sc->ops->value_count; i++) {
        m->last[i] = values[i];
        if (values[i].missing)
            continue;
        m->sum[i] += values[i].value;
        m->n[i]++;
    }
}

void lk_mean_pack(const lk_scoring *sc, lk_pack *out, const lk_mean *m)
{
    for (uint32_t i = 0; i < sc->ops->value_count; i++) {
        lk_value v = {.missing = !m->n[i], .reason = m->last[i].reason};
        if (m->n[i])
            v.value = m->sum[i] / m->n[i];
        lk_pack_value(out, &v);
    }
}

lk_status lk_scoring_map(lk_scoring *sc, const lk_heatmap *map, const lk_region *mask,
                         lk_value *values)
{
    lk_region region;
    lk_status status = lk_scoring_binarise(sc, map, mask, &region);
    if (status == LK_MISSING) {
        lk_scoring_missing(sc, sc->fault->text, values);
        return LK_OK;
    }
    return status ? status : lk_scoring_agree(sc, map, &region, mask, values);
}
