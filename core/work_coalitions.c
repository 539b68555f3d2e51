/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "segments.h"
#include "task.h"

/* How a network's backend would score coalitions. Where the user gives no
 * segments, they are the cells of a jittered grid; rows are drawn by fair coins
 * but for the first, which shows everything. Both are the same on every
 * machine. */

typedef struct problem {
    lk_coalitions ask;
    lk_tensor image, segments;
} problem;

static const lk_backend_ops *planner(const lk_instance *backend, lk_fault *fault)
{
    const lk_backend_ops *ops = backend->ops;
    if (LK_HAS(ops, lk_backend_ops, coalition_plan) && ops->coalition_plan)
        return ops;
    lk_fault_set(fault,
                 "the backend %s has no plan of coalitions to show: it scores each row as a "
                 "picture of its own",
                 backend->plugin->name);
    return NULL;
}

static void seed(lk_random *r)
{
    lk_digest d;
    lk_key key;
    lk_digest_init(&d);
    lk_digest_text(&d, "coalitions to be planned");
    lk_digest_end(&d, &key);
    lk_random_seed(r, &key);
}

static lk_status draw_rows(lk_random *r, lk_arena *arena, lk_coalitions *c)
{
    c->z_stride = ((size_t)c->segment_count + 63) / 64;
    size_t words = c->row_count * c->z_stride; /* at most 100000 x 2^22 */
    uint64_t last = UINT64_MAX >> (63 - (c->segment_count - 1) % 64);
    uint64_t *z = lk_arena_array(arena, words, sizeof *z);
    if (!z)
        return LK_E_MEMORY;
    for (size_t i = 0; i < words; i++) {
        z[i] = i < c->z_stride ? UINT64_MAX : lk_random_next(r);
        z[i] &= i % c->z_stride == c->z_stride - 1 ? last : UINT64_MAX;
    }
    c->z = z;
    return LK_OK;
}

static lk_status make_problem(lk_session *s, const lk_view *v, const char *path, uint64_t rows,
                              problem *p, lk_fault *fault)
{
    lk_random random;
    uint32_t count = LK_CELLS;
    int64_t shape[3] = {v->height, v->width, 3};
    lk_arena *arena = s->call.arena;
    seed(&random);
    lk_status status =
        path ? lk_segments_read(path, v->height, v->width, arena, &p->segments, &count, fault)
             : lk_segments_draw(v->height, v->width, &random, arena, &p->segments);
    if (status)
        return status;
    float *pixels = lk_arena_array(arena, (size_t)v->height * v->width, 3 * sizeof *pixels);
    p->image = lk_tensor_over(pixels, LK_DTYPE_FLOAT, 32, 3, shape);
    p->ask = (lk_coalitions){.struct_size = sizeof p->ask,
                             .base_count = 1,
                             .fill_count = 1,
                             .bases = &p->image,
                             .fills = &p->image,
                             .segments = &p->segments,
                             .segment_count = count,
                             .row_count = rows};
    return pixels ? draw_rows(&random, arena, &p->ask) : LK_E_MEMORY;
}

static void pack_plan(lk_pack *p, const lk_coalition_plan *plan)
{
    lk_pack_double(p, plan->saving);
    lk_pack_u64(p, plan->memory);
    lk_pack_u64(p, plan->layer_count);
    for (uint32_t i = 0; i < plan->layer_count; i++) {
        const lk_coalition_layer *l = &plan->layers[i];
        lk_pack_text(p, l->name);
        lk_pack_text(p, l->way);
        lk_pack_u64(p, (uint64_t)l->field[0]);
        lk_pack_u64(p, (uint64_t)l->field[1]);
        lk_pack_double(p, l->share);
        lk_pack_double(p, l->saving);
    }
}

/* Request: network, rows (1 to 100000), segments file or NULL. Note: segments;
 * of the whole its predicted saving and the memory for distinct patterns; the
 * layers. */
lk_status lk_work_coalitions(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    lk_instance *backend = lk_session_instance(s, "networks", lk_unpack_text(request), fault);
    uint64_t rows = lk_unpack_u64(request);
    const char *path = lk_unpack_text(request);
    problem p;
    lk_coalition_plan plan = {.struct_size = sizeof plan};
    if (!backend || request->bad)
        return LK_E_INPUT;
    const lk_network_info *info = ((lk_network *)backend->service)->info;
    const lk_backend_ops *ops = planner(backend, fault);
    if (!ops)
        return LK_E_UNSUPPORTED;
    lk_status status = make_problem(s, &info->view, path, rows, &p, fault);
    if (status)
        return status;
    lk_context *ctx = lk_session_call(s, backend, info->name);
    status = ops->coalition_plan(backend->self, ctx, &p.ask, info->output, &plan);
    if (status) {
        lk_instance_fault(backend, &s->call, status, fault);
        return status;
    }
    lk_pack_u64(&out->note, p.ask.segment_count);
    pack_plan(&out->note, &plan);
    return LK_OK;
}
