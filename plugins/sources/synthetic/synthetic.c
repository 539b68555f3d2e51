/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <math.h>
#include <stdio.h>

#include "../common/source.h"
#include "draw.h"

typedef struct synthetic {
    int64_t seed, count, size, people, folds;
    lk_string_list expressions;
    lk_double_list intensity;
    double identity, pose, light, noise;
    lk_label_map labels;
    const expression **drawn; /* one per entry of `expressions` */
} synthetic;

static const lk_param params[] = {
    {.name = "seed",
     .type = LK_INT,
     .offset = offsetof(synthetic, seed),
     .fallback = "1",
     .low = 0,
     .high = 0x1p53,
     .doc = "Which faces: another seed draws other people."},
    {.name = "count",
     .type = LK_INT,
     .offset = offsetof(synthetic, count),
     .fallback = "600",
     .low = 1,
     .high = 1e7,
     .doc = "How many pictures; expressions alternate, so their numbers are equal when it is a "
            "multiple of theirs."},
    {.name = "size",
     .type = LK_INT,
     .offset = offsetof(synthetic, size),
     .fallback = "128",
     .low = 32,
     .high = 1024,
     .unit = "pixels",
     .doc = "Width and height of a picture."},
    {.name = "people",
     .type = LK_INT,
     .offset = offsetof(synthetic, people),
     .fallback = "50",
     .low = 1,
     .high = 1e6,
     .doc = "How many people, each with every expression in turn."},
    {.name = "folds",
     .type = LK_INT,
     .offset = offsetof(synthetic, folds),
     .fallback = "5",
     .low = 1,
     .high = 100,
     .doc = "How many folds the people are dealt to in turn, so that nobody is in two of them; 1 "
            "gives no fold."},
    {.name = "expressions",
     .type = LK_STRING_LIST,
     .offset = offsetof(synthetic, expressions),
     .fallback = "[happiness, sadness, anger, fear, disgust, surprise]",
     .doc = "Which of neutral, happiness, sadness, surprise, fear, anger and disgust."},
    {.name = "intensity",
     .type = LK_DOUBLE_LIST,
     .offset = offsetof(synthetic, intensity),
     .fallback = "[0.6, 1]",
     .low = 0,
     .high = 1.5,
     .doc = "The weakest and the strongest expression, as a share of the full one."},
    {.name = "identity",
     .type = LK_DOUBLE,
     .offset = offsetof(synthetic, identity),
     .fallback = "1",
     .low = 0,
     .high = 1,
     .doc = "How much people differ in build, skin and hair: 0 draws the mean person only."},
    {.name = "pose",
     .type = LK_DOUBLE,
     .offset = offsetof(synthetic, pose),
     .fallback = "12",
     .low = 0,
     .high = 30,
     .unit = "degrees",
     .doc = "How far a head turns aside at most; it nods and tilts 0.6 times as far."},
    {.name = "light",
     .type = LK_DOUBLE,
     .offset = offsetof(synthetic, light),
     .fallback = "0.3",
     .low = 0,
     .high = 1,
     .doc = "How uneven the light is at most."},
    {.name = "noise",
     .type = LK_DOUBLE,
     .offset = offsetof(synthetic, noise),
     .fallback = "4",
     .low = 0,
     .high = 64,
     .unit = "grey levels",
     .doc = "Standard deviation of the noise of a pixel."},
    {.name = "labels",
     .type = LK_LABEL_MAP,
     .offset = offsetof(synthetic, labels),
     .doc = "The study's word for each expression, where it is another; `none` leaves such faces "
            "without a label."},
};

static lk_status open_synthetic(void *self, lk_context *ctx)
{
    synthetic *s = self;
    size_t count = s->expressions.count;
    if (!count)
        return lk_error(ctx, LK_E_INPUT, "expressions: name at least one of %s.", expression_names);
    if (s->intensity.count != 2 || s->intensity.items[0] > s->intensity.items[1])
        return lk_error(ctx, LK_E_INPUT, "intensity: two numbers are wanted, the lower one first.");
    if (s->people < s->folds)
        return lk_error(ctx, LK_E_INPUT,
                        "%lld people cannot be dealt to %lld folds: at least one each is needed.",
                        (long long)s->people, (long long)s->folds);
    s->drawn = lk_alloc_array(ctx, count, sizeof(expression *));
    if (!s->drawn)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu expressions.", count);
    for (size_t i = 0; i < count; i++) {
        s->drawn[i] = expression_find(s->expressions.items[i]);
        if (!s->drawn[i])
            return lk_error(ctx, LK_E_INPUT, "expressions: \"%s\" cannot be drawn, only %s.",
                            s->expressions.items[i], expression_names);
    }
    return LK_OK;
}

/* ---- One face ------------------------------------------------------------------------ */

static uint64_t person_of(const synthetic *s, int64_t index)
{
    return (uint64_t)(index / (int64_t)s->expressions.count % s->people);
}

/* No two faces show an expression alike: each action unit has its own share, and
 * a face at rest is never quite at rest. */
static void set_actions(const synthetic *s, stream *r, const expression *shown, face *f)
{
    double strength = stream_between(r, s->intensity.items[0], s->intensity.items[1]);
    for (int a = 0; a < ACTION_COUNT; a++) {
        double own = stream_between(r, .8, 1.1), rest = stream_between(r, 0, 1);
        f->action[a] = shown->actions >> a & 1 ? strength * own : .12 * rest * rest;
    }
}

static void make_face(const synthetic *s, int64_t index, stream *r, face *f)
{
    stream who = stream_of((uint64_t)s->seed, STREAM_PERSON, person_of(s, index));
    *f = (face){.person = person_from(&who, s->identity)};
    set_actions(s, r, s->drawn[index % (int64_t)s->expressions.count], f);
    face_shape(f);
    face_look(f, r, s->pose, (double)s->size);
}

static void paint(const synthetic *s, stream *r, const face *f, canvas *c)
{
    double tone = stream_between(r, 40, 190);
    colour background = {tone + stream_between(r, -30, 30), tone + stream_between(r, -20, 20),
                         tone + stream_between(r, -30, 30)};
    light l = {.x = stream_between(r, -1, 1), .y = stream_between(r, -1, .4)};
    l.strength = s->light;
    l.level = .96 + .4 * s->light * stream_between(r, -1, 1);
    draw_face(c, f, background);
    draw_light(c, f, &l);
}

/* Pixels to bytes, with noise: the sum of four bytes, which is near enough to a
 * normal distribution, whose standard deviation is 147.8. */
static void develop(const synthetic *s, int64_t index, const canvas *c, uint8_t *to)
{
    stream r = stream_of((uint64_t)s->seed, STREAM_NOISE, (uint64_t)index);
    float gain = (float)(s->noise / 147.8);
    uint64_t bits = 0;
    for (size_t i = 0; i < 3 * c->size * c->size; i++, bits >>= 32) {
        bits = i % 2 ? bits : stream_next(&r);
        unsigned sum =
            (unsigned)((bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24 & 255));
        float v = c->rgb[i] + gain * ((float)sum - 510) + .5f;
        to[i] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
    }
}

/* ---- Items ------------------------------------------------------------------------------ */

/* From the forehead to the chin, within the picture. */
static lk_box box_of(const face *f, double size)
{
    lk_point top = face_point(f, 0, -1.5, .1), low = top, high = top;
    for (int i = 0; i < FACE_LANDMARKS; i++) {
        low = (lk_point){fmin(low.x, f->points[i].x), fmin(low.y, f->points[i].y)};
        high = (lk_point){fmax(high.x, f->points[i].x), fmax(high.y, f->points[i].y)};
    }
    low = (lk_point){fmax(low.x, 0), fmax(low.y, 0)};
    high = (lk_point){fmin(high.x, size), fmin(high.y, size)};
    return (lk_box){low.x, low.y, high.x - low.x, high.y - low.y};
}

static const char *print(lk_context *ctx, const char *format, int64_t number)
{
    char *text = lk_alloc(ctx, 32);
    if (text)
        snprintf(text, 32, format, (long long)number);
    return text;
}

static lk_status describe(const synthetic *s, lk_context *ctx, int64_t index, const face *f,
                          lk_item *out)
{
    lk_face *seen = lk_alloc(ctx, sizeof *seen);
    lk_point *points = lk_alloc_array(ctx, FACE_LANDMARKS, sizeof *points);
    int64_t who = (int64_t)person_of(s, index);
    const char *name = s->drawn[index % (int64_t)s->expressions.count]->name;
    out->subject = print(ctx, "person-%03lld", who + 1);
    out->fold = s->folds > 1 ? print(ctx, "%lld", who % s->folds + 1) : NULL;
    out->label = source_word(&s->labels, name);
    if (!seen || !points || !out->subject || (s->folds > 1 && !out->fold))
        return lk_error(ctx, LK_E_MEMORY, "no memory for what is known of a face.");
    memcpy(points, f->points, sizeof f->points);
    *seen = (lk_face){.box = box_of(f, (double)s->size), .score = 1, .has_box = 1};
    seen->landmarks = (lk_landmarks){
        .struct_size = sizeof seen->landmarks, .count = FACE_LANDMARKS, .points = points};
    out->faces = seen;
    out->face_count = 1;
    return LK_OK;
}

static lk_status get(void *self, lk_context *ctx, int64_t index, lk_item *out)
{
    const synthetic *s = self;
    size_t size = (size_t)s->size;
    canvas c;
    face f;
    if (index < 0 || index >= s->count)
        return LK_END;
    out->id = print(ctx, "face-%06lld", index + 1);
    uint8_t *pixels = lk_alloc_array(ctx, size * size, 3);
    if (!out->id || !pixels)
        return lk_error(ctx, LK_E_MEMORY, "no memory for a face of %zu x %zu pixels.", size, size);
    lk_status status = canvas_open(ctx, size, &c);
    if (status)
        return status;
    stream r = stream_of((uint64_t)s->seed, STREAM_PICTURE, (uint64_t)index);
    make_face(s, index, &r, &f);
    paint(s, &r, &f, &c);
    develop(s, index, &c, pixels);
    out->image =
        lk_tensor_over(pixels, LK_DTYPE_UINT, 8, 3, (const int64_t[]){s->size, s->size, 3});
    return describe(s, ctx, index, &f, out);
}

static lk_status count_items(void *self, lk_context *ctx, int64_t *count)
{
    const synthetic *s = self;
    (void)ctx;
    *count = s->count;
    return LK_OK;
}

static const lk_source_ops ops = {.struct_size = sizeof ops, .count = count_items, .get = get};

LK_PLUGIN(
        .stage = LK_STAGE_SOURCE, .name = "synthetic", .version = "0.1.0", .revision = 1,
        .summary = "Drawn faces whose expressions are made of known action units.",
        .details =
            "68 landmarks in space are shaped by a person's build, moved by the action units of "
            "an expression, turned, and drawn with smooth edges: skin, hair, brows, eyes, nose, "
            "lips, teeth, and the folds that action units leave. Every item comes with its label, "
            "subject, fold, face box and true landmarks. Face n is the same whenever and wherever "
            "it is drawn.\n\n"
            "Expressions follow EMFACS (P. Ekman, W. V. Friesen, Facial Action Coding System, "
            "1978): happiness 6 12 25, sadness 1 4 15 17, surprise 1 2 5 25 26, fear 1 2 4 5 7 20 "
            "25, anger 4 5 7 23, disgust 9 10 15 16. How far they move landmarks is this "
            "plugin's own choice.",
        .licence = "MIT", .author = "The Likeness authors",
        .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = sizeof(synthetic),
        LK_PARAMS(params), .open = open_synthetic, .ops = &ops)
