/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "explaining.h"

#include <math.h>
#include <string.h>

static lk_tensor copy_of(const lk_tensor *t)
{
    size_t size = lk_tensor_count(t) * t->dtype.bits / 8;
    lk_tensor bytes = kit_tensor(LK_DTYPE_UINT, 8, 1, (int)size), copy = *t;
    memcpy(bytes.data, t->data, size);
    copy.data = bytes.data;
    return copy;
}

static lk_status keep_trace(void *user, const char *name, const lk_tensor *array)
{
    explained *e = user;
    const struct {
        const char *name;
        lk_tensor *to;
    } known[] = {{"segments", &e->segments},
                 {"z", &e->z},
                 {"scores", &e->scores},
                 {"weights", &e->weights},
                 {"coefficients", &e->coefficients},
                 {"intercepts", &e->intercepts},
                 {"half_widths", &e->half_widths},
                 {"channel_weights", &e->channel_weights},
                 {"layer_maps", &e->layer_maps}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (!strcmp(name, known[i].name)) {
            *known[i].to = copy_of(array);
            return LK_OK;
        }
    fail_msg("%s is no name for a part of the working", name);
    return LK_E_FAIL;
}

lk_status explaining(kit *k, uint64_t seed, lk_network *network, const lk_raster *view,
                     const lk_tensor *segments, const lk_tensor *z, explained *out)
{
    static const uint32_t classes[MAX_CLASSES] = {0, 1, 2, 3, 4, 5, 6, 7};
    const lk_explainer_ops *ops = kit_ops(k);
    uint32_t count = network->info->class_count;
    size_t values = (size_t)count * ops->diagnostic_count;
    assert_in_range(count, 1, MAX_CLASSES);
    *out = (explained){.answer = {.struct_size = sizeof out->answer}};
    out->answer.heatmaps = kit_tensor(LK_DTYPE_FLOAT, 32, 3, (int)count, (int)view->pixels.shape[0],
                                      (int)view->pixels.shape[1]);
    out->answer.diagnostics =
        kit_tensor(LK_DTYPE_UINT, 8, 1, (int)(values * sizeof(lk_value))).data;
    for (size_t i = 0; i < values; i++)
        out->answer.diagnostics[i].missing = 1;
    lk_explain_request request = {.struct_size = sizeof request,
                                  .class_count = count,
                                  .classes = classes,
                                  .view = view,
                                  .network = network,
                                  .segments = segments,
                                  .coalitions = z,
                                  .trace = keep_trace,
                                  .trace_user = out};
    return ops->explain(kit_self(k), kit_context(k, seed), &request, &out->answer);
}

explained explain_well(kit *k, uint64_t seed, lk_network *network, const lk_raster *view,
                       const lk_tensor *segments, const lk_tensor *z)
{
    explained e;
    if (explaining(k, seed, network, view, segments, z, &e))
        fail_msg("%s", kit_error(k));
    return e;
}

/* ---- Memory and patience ------------------------------------------------------------------- */

static purse *purse_of(lk_context *ctx)
{
    return (purse *)(uintptr_t)ctx->host;
}

static void *purse_alloc(lk_context *ctx, size_t size)
{
    purse *p = purse_of(ctx);
    p->held += size;
    p->most = p->held > p->most ? p->held : p->most;
    return p->real->alloc(ctx, size);
}

static lk_mark purse_mark(lk_context *ctx)
{
    purse *p = purse_of(ctx);
    lk_mark mark = p->real->mark(ctx);
    if (!p->depth || memcmp(&p->marks[p->depth - 1].mark, &mark, sizeof mark))
        p->depth++;
    assert_true(p->depth <= sizeof p->marks / sizeof p->marks[0]);
    p->marks[p->depth - 1].mark = mark;
    p->marks[p->depth - 1].held = p->held;
    return mark;
}

/* A mark may be released to again, but none within it. */
static void purse_release(lk_context *ctx, lk_mark mark)
{
    purse *p = purse_of(ctx);
    while (p->depth && memcmp(&p->marks[p->depth - 1].mark, &mark, sizeof mark))
        p->depth--;
    assert_true(p->depth);
    p->held = p->marks[p->depth - 1].held;
    p->real->release(ctx, mark);
}

void purse_begin(purse *p, kit *k)
{
    lk_context *ctx = kit_context(k, 1);
    *p = (purse){.host = *ctx->host, .real = ctx->host};
    p->host.alloc = purse_alloc;
    p->host.mark = purse_mark;
    p->host.release = purse_release;
    ctx->host = &p->host;
}

static int patience_ends(lk_context *ctx)
{
    patience *p = (patience *)(uintptr_t)ctx->host;
    return ++p->asked >= p->last;
}

void patience_begin(patience *p, kit *k, size_t last)
{
    lk_context *ctx = kit_context(k, 1);
    *p = (patience){.host = *ctx->host, .last = last};
    p->host.cancelled = patience_ends;
    ctx->host = &p->host;
}

const lk_value *diagnostic(kit *k, const explained *e, uint32_t class_slot, const char *id)
{
    const lk_explainer_ops *ops = kit_ops(k);
    for (uint32_t i = 0; i < ops->diagnostic_count; i++)
        if (!strcmp(ops->diagnostics[i].id, id))
            return &e->answer.diagnostics[class_slot * ops->diagnostic_count + i];
    fail_msg("there is no diagnostic %s", id);
    return NULL;
}

void assert_near(const lk_tensor *a, const lk_tensor *b, double tolerance)
{
    double d = kit_max_difference(a, b);
    if (!(d <= tolerance))
        fail_msg("arrays differ by %g, more than %g", d, tolerance);
}

void assert_value(const lk_value *v, double expected, double tolerance)
{
    if (v->missing || !(fabs(v->value - expected) <= tolerance))
        fail_msg("%.17g, not %.17g%s%s", v->value, expected, v->missing ? "; missing: " : "",
                 v->missing && v->reason ? v->reason : "");
}

void assert_missing(const lk_value *v)
{
    if (!v->missing || !v->reason)
        fail_msg("%.17g where it should be missing with a reason", v->value);
}

lk_tensor row_of(const lk_tensor *t, int64_t i)
{
    char *data = t->data;
    size_t size = (size_t)t->shape[1] * t->dtype.bits / 8;
    return lk_tensor_over(data + (size_t)i * size, t->dtype.code, t->dtype.bits, 1, &t->shape[1]);
}

lk_tensor first_rows(const lk_tensor *t, int64_t n)
{
    lk_tensor part = *t;
    assert_true(n <= t->shape[0]);
    part.shape[0] = n;
    return part;
}

lk_raster white_row(int n)
{
    lk_tensor image = kit_tensor(LK_DTYPE_UINT, 8, 3, 1, n, 3);
    memset(image.data, 255, (size_t)n * 3);
    return kit_raster_u8(image);
}

lk_tensor pixel_segments(int n)
{
    lk_tensor t = kit_tensor(LK_DTYPE_INT, 32, 2, 1, n);
    for (int i = 0; i < n; i++)
        ((int32_t *)t.data)[i] = i;
    return t;
}

void replay_score(void *user, const float *pixels, uint32_t height, uint32_t width,
                  uint32_t channels, float *scores)
{
    replay *r = user;
    size_t classes = (size_t)r->scores.shape[1];
    (void)pixels;
    (void)height;
    (void)width;
    (void)channels;
    assert_true(r->next < (size_t)r->scores.shape[0]);
    for (size_t i = 0; i < classes; i++)
        scores[i] = (float)((const double *)r->scores.data)[r->next * classes + i];
    r->next++;
}

void linear_score(void *user, const float *pixels, uint32_t height, uint32_t width,
                  uint32_t channels, float *scores)
{
    const linear *l = user;
    size_t count = (size_t)height * width;
    for (size_t c = 0; c < l->classes; c++) {
        double sum = l->offset;
        for (size_t i = 0; i < count; i++)
            sum += l->slopes[c * count + i] * (double)pixels[i * channels] / 255;
        scores[c] = (float)sum;
    }
}

void look_up(void *user, const float *pixels, uint32_t height, uint32_t width, uint32_t channels,
             float *scores)
{
    const lookup *l = user;
    size_t shown = 0;
    for (uint32_t i = 0; i < height * width; i++)
        shown |= (size_t)(pixels[i * channels] > 0) << i;
    for (int c = 0; c < l->classes; c++)
        scores[c] = (float)l->scores[shown * (size_t)l->classes + (size_t)c];
}
