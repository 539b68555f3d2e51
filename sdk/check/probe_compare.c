/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cage.h"
#include "probe.h"

#include <string.h>

/* Aligners, masks, binarisers and baselines. */

static lk_frame scene_frame(const probe *p)
{
    return (lk_frame){.struct_size = sizeof(lk_frame),
                      .width = p->scene->width,
                      .height = p->scene->height,
                      .landmarks = scene_landmarks(p->trial, p->scene)};
}

/* ---- Aligners ------------------------------------------------------------------------------ */

static const lk_frame *judge_frame(const probe *p, const lk_frame *f)
{
    if (!f || !f->width || !f->height || f->width > 1 << 14 || f->height > 1 << 14)
        cage_fail("its frame is missing, empty or beyond all bounds");
    for (uint32_t i = 0; i < f->landmarks.count; i++)
        if (!(f->landmarks.points[i].x - f->landmarks.points[i].x == 0) ||
            !(f->landmarks.points[i].y - f->landmarks.points[i].y == 0))
            cage_fail("landmark %u of its frame is not finite", i);
    lk_digest_u64(p->out, f->width);
    lk_digest_u64(p->out, f->height);
    return f;
}

/* `step` 0: a heatmap; 1: a picture; 2: a heatmap whose landmarks all lie in one
 * place, which may be refused. */
void probe_aligner(const probe *p)
{
    const lk_aligner_ops *ops = p->trial->ops;
    for (uint64_t step = 0; step < 3; step++) {
        scene at = *p->scene;
        probe odd = *p;
        odd.scene = &at;
        at.is_odd |= step == 2;
        lk_context *ctx = probe_begin(p, step);
        const lk_frame *f = judge_frame(p, ops->frame(p->trial->self));
        lk_heatmap map = scene_map(p->trial, p->scene, 1);
        lk_landmarks landmarks = scene_landmarks(p->trial, p->scene);
        if (step == 1)
            map.values = scene_view(p->trial, p->scene, 1).pixels;
        if (step == 2)
            landmarks.points =
                trial_alloc(p->trial, SCENE_LANDMARKS, sizeof(lk_point), "the landmarks");
        lk_heatmap out = scene_map_out(p->trial, f->height, f->width, step == 1 ? 3 : 0);
        cage_doing("aligning a map of %u x %u%s", p->scene->height, p->scene->width,
                   step == 2 ? " whose landmarks all lie at one point" : "");
        lk_status status = ops->align(p->trial->self, ctx, &map, &landmarks, &out);
        if (probe_status(&odd, status, "align"))
            judge_map(&out, p->out);
    }
}

/* ---- Masks --------------------------------------------------------------------------------- */

static const char *const usual_labels[] = {"anger",   "disgust", "fear",     "happiness",
                                           "neutral", "sadness", "surprise", NULL};

static void draw_readings(const probe *p, const char *label, const char *const *readings)
{
    const lk_mask_ops *ops = p->trial->ops;
    for (uint32_t r = 0; readings[r]; r++) {
        lk_context *ctx = probe_begin(p, r);
        lk_frame frame = scene_frame(p);
        lk_region out = scene_region_out(p->trial, p->scene);
        judge_text(readings[r], "the name of a reading", p->out);
        cage_doing("drawing the mask of `%s` on a frame of %u x %u", label, p->scene->height,
                   p->scene->width);
        if (probe_status(p, ops->draw(p->trial->self, ctx, label, r, &frame, &out), "draw"))
            judge_region(&out, "the mask", p->out);
    }
}

void probe_mask(const probe *p)
{
    const lk_mask_ops *ops = p->trial->ops;
    const char *const *labels = p->options->labels ? p->options->labels : usual_labels;
    size_t known = 0;
    for (size_t i = 0; labels[i]; i++) {
        lk_context *ctx = probe_begin(p, 0);
        cage_doing("asking for the readings of `%s`", labels[i]);
        const char *const *readings = ops->readings(p->trial->self, ctx, labels[i]);
        if (!readings && !*lk_trial_error(p->trial))
            cage_fail("`readings` gave NULL for `%s` without a sentence", labels[i]);
        if (readings && !readings[0])
            cage_fail("`readings` gave an empty list for `%s`: it needs one, or NULL", labels[i]);
        if (!readings)
            continue;
        known++;
        draw_readings(p, labels[i], readings);
    }
    if (!known)
        cage_fail("it knows none of the labels it was asked for: name one with --label");
    lk_context *ctx = probe_begin(p, 0);
    if (ops->readings(p->trial->self, ctx, "no such label") == NULL && !*lk_trial_error(p->trial))
        cage_fail("`readings` gave NULL for an unknown label without a sentence");
}

/* ---- Binarisers ---------------------------------------------------------------------------- */

void probe_binariser(const probe *p)
{
    const lk_binariser_ops *ops = p->trial->ops;
    int sees = LK_HAS(ops, lk_binariser_ops, binarise_for) && ops->binarise_for;
    scene at = *p->scene;
    probe constant = *p;
    constant.scene = &at;
    at.is_odd |= at.content == SCENE_CONSTANT;
    lk_context *ctx = probe_begin(p, 0);
    lk_heatmap map = scene_map(p->trial, p->scene, 1);
    lk_region mask = scene_region(p->trial, p->scene, 2);
    lk_region out = scene_region_out(p->trial, p->scene);
    size_t area = lk_region_area(&mask);
    cage_doing("making the foreground of a map of %u x %u", p->scene->height, p->scene->width);
    lk_status status = sees ? ops->binarise_for(p->trial->self, ctx, &map, &mask, &out)
                            : ops->binarise(p->trial->self, ctx, &map, area, &out);
    if (probe_status(&constant, status, sees ? "binarise_for" : "binarise"))
        judge_region(&out, "the foreground", p->out);
}

/* ---- Baselines ----------------------------------------------------------------------------- */

/* `step` 0: on a frame with landmarks and a face; 1: on one without either, which
 * may be refused. */
void probe_baseline(const probe *p)
{
    const lk_baseline_ops *ops = p->trial->ops;
    int is_map = ops->kind == LK_BASELINE_HEATMAP;
    if (ops->draws && !ops->draws(p->trial->self))
        cage_fail("`draws` is 0: a baseline is drawn at least once");
    for (uint64_t step = 0; step < 2; step++) {
        scene at = *p->scene;
        probe bare = *p;
        bare.scene = &at;
        at.is_odd |= step == 1 || at.content == SCENE_CONSTANT;
        lk_context *ctx = probe_begin(p, step);
        lk_frame frame = scene_frame(p);
        lk_heatmap map = scene_map(p->trial, p->scene, 1), face = {.struct_size = sizeof face};
        face.values = scene_view(p->trial, p->scene, 3).pixels;
        frame.face = step ? NULL : &face;
        if (step)
            frame.landmarks = (lk_landmarks){.struct_size = sizeof(lk_landmarks)};
        lk_region foreground = scene_region(p->trial, p->scene, 2);
        lk_region region = scene_region_out(p->trial, p->scene);
        lk_heatmap heat = scene_map_out(p->trial, at.height, at.width, 0);
        cage_doing("drawing a baseline of %u x %u", at.height, at.width);
        lk_status status = ops->draw(p->trial->self, ctx, &map, &foreground, &frame,
                                     is_map ? NULL : &region, is_map ? &heat : NULL);
        if (!probe_status(&bare, status, "draw"))
            continue;
        if (is_map)
            judge_map(&heat, p->out);
        else
            judge_region(&region, "the region", p->out);
    }
}
