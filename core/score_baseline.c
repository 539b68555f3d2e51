/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "affine.h"
#include "scoring.h"

/* What a baseline draws on: used again for each draw. */
typedef struct canvas {
    lk_region region;
    lk_heatmap map;
} canvas;

static canvas new_canvas(lk_scoring *sc)
{
    const lk_tensor *shape = &sc->map.values;
    float *v = lk_arena_array(sc->s->call.arena, lk_tensor_count(shape), sizeof *v);
    return (canvas){.region = lk_scoring_region(sc),
                    .map = {.struct_size = sizeof(lk_heatmap),
                            .values = lk_tensor_over(v, LK_DTYPE_FLOAT, 32, 2, shape->shape),
                            .to_image = lk_affine_identity}};
}

static lk_status draw_baseline(lk_scoring *sc, lk_instance *in, uint32_t number,
                               const lk_region *fg, const lk_region *mask, canvas *on,
                               lk_value *values)
{
    const lk_baseline_ops *ops = in->ops;
    lk_region region = on->region;
    lk_heatmap map = on->map;
    if (!region.pixels.data || !map.values.data)
        return LK_E_MEMORY;
    lk_context *ctx = lk_session_call(sc->s, in, "draw");
    lk_session_seed(sc->s, in, &sc->draw_key, number);
    int is_map = ops->kind == LK_BASELINE_HEATMAP;
    if (is_map)
        memset(map.values.data, 0, lk_tensor_count(&map.values) * sizeof(float));
    else
        memset(region.pixels.data, 0, lk_tensor_count(&region.pixels));
    lk_status status = ops->draw(in->self, ctx, &sc->map, fg, &sc->frame, is_map ? NULL : &region,
                                 is_map ? &map : NULL);
    if (status)
        lk_instance_fault(in, &sc->s->call, status, sc->fault);
    if (!status && is_map)
        status = lk_scoring_binarise(sc, &map, mask, &region);
    if (status == LK_MISSING) {
        lk_scoring_missing(sc, sc->fault->text, values);
        return LK_OK;
    }
    return status ? status : lk_scoring_agree(sc, is_map ? &map : NULL, &region, mask, values);
}

lk_status lk_scoring_baseline(lk_scoring *sc, const char *variant, const lk_region *mask,
                              lk_pack *out)
{
    lk_instance *in = lk_session_instance(sc->s, "baselines", variant, sc->fault);
    if (!in)
        return LK_E_INPUT;
    const lk_baseline_ops *ops = in->ops;
    uint32_t draws = ops->draws ? ops->draws(in->self) : 1;
    lk_mean m;
    memset(&m, 0, sizeof m);
    lk_region fg;
    lk_value values[64];
    lk_status status = lk_scoring_foreground(sc, mask, &fg);
    if (status == LK_MISSING) {
        lk_scoring_missing(sc, sc->fault->text, values);
        lk_mean_add(sc, &m, values);
        status = LK_OK;
        draws = 0;
    }
    canvas on = new_canvas(sc);
    for (uint32_t i = 0; !status && i < draws; i++) {
        status = draw_baseline(sc, in, i, &fg, mask, &on, values);
        if (!status)
            lk_mean_add(sc, &m, values);
    }
    if (!status)
        lk_mean_pack(sc, out, &m);
    return status;
}
