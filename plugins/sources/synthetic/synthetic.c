/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <stdio.h>

#include "../common/source.h"
#include "mark.h"
#include "truth.h"

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
     .high = CANVAS_LIMIT,
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
     .doc = "Which of neutral, happiness, sadness, surprise, fear, anger and disgust, of the "
            "compounds, and of action units joined by +, such as AU6+AU12; AU12L and AU12R move "
            "one side of the person's face."},
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
    {.name = "unrest",
     .type = LK_DOUBLE,
     .offset = offsetof(synthetic, unrest),
     .fallback = "0.12",
     .low = 0,
     .high = 1,
     .doc = "How strong an action unit is at most that no expression asks for: a face at rest is "
            "never quite at rest."},
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
    {.name = "watermark.share",
     .type = LK_DOUBLE,
     .offset = offsetof(synthetic, share),
     .fallback = "0",
     .low = 0,
     .high = 1,
     .doc = "In how many of the labelled pictures a small plate in the lower left corner of the "
            "face box says a label by its bright cells, so that a network can cheat."},
    {.name = "watermark.correlation",
     .type = LK_DOUBLE,
     .offset = offsetof(synthetic, correlation),
     .fallback = "1",
     .low = 0,
     .high = 1,
     .doc = "In how many of these it is the picture's own label; elsewhere any of them, all "
            "alike."},
    {.name = "labels",
     .type = LK_LABEL_MAP,
     .offset = offsetof(synthetic, labels),
     .doc = "The study's word for each expression, where it is another; `none` leaves such faces "
            "without a label."},
};

/* What each entry of `expressions` shows, and which label it bears: two that are
 * mapped to one word are one class. */
static lk_status read_expressions(synthetic *s, lk_context *ctx)
{
    for (size_t i = 0; i < s->expressions.count; i++) {
        const char *text = s->expressions.items[i];
        if (!expression_read(text, &s->shown[i]))
            return lk_error(ctx, LK_E_INPUT, "expressions: \"%s\" cannot be drawn, only %s.", text,
                            expression_names);
        s->words[i] = source_word(&s->labels, text);
        size_t before = 0;
        while (before < i &&
               !(s->words[i] && s->words[before] && !strcmp(s->words[i], s->words[before])))
            before++;
        int is_new = s->words[i] && before == i;
        s->classes[i] = is_new ? s->class_count++ : s->words[i] ? s->classes[before] : 0;
    }
    if (s->share > 0 && s->class_count > MARK_LIMIT)
        return lk_error(ctx, LK_E_INPUT,
                        "watermark.share: a watermark tells %d labels apart, but there are %zu.",
                        MARK_LIMIT, s->class_count);
    return LK_OK;
}

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
    s->shown = lk_alloc_array(ctx, count, sizeof *s->shown);
    s->words = lk_alloc_array(ctx, count, sizeof *s->words);
    s->classes = lk_alloc_array(ctx, count, sizeof *s->classes);
    if (!s->shown || !s->words || !s->classes)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu expressions.", count);
    return read_expressions(s, ctx);
}

/* ---- Items ------------------------------------------------------------------------------ */

static const char *print(lk_context *ctx, const char *format, int64_t number)
{
    char *text = lk_alloc(ctx, 32);
    if (text)
        snprintf(text, 32, format, (long long)number);
    return text;
}

static lk_status describe(const synthetic *s, lk_context *ctx, int64_t index, const scene *shown,
                          lk_item *out)
{
    lk_face *seen = lk_alloc(ctx, sizeof *seen);
    lk_point *points = lk_alloc_array(ctx, FACE_LANDMARKS, sizeof *points);
    int64_t who = (int64_t)scene_person(s, index);
    out->subject = print(ctx, "person-%03lld", who + 1);
    out->fold = s->folds > 1 ? print(ctx, "%lld", who % s->folds + 1) : NULL;
    out->label = s->words[scene_expression(s, index)];
    if (!seen || !points || !out->subject || (s->folds > 1 && !out->fold))
        return lk_error(ctx, LK_E_MEMORY, "no memory for what is known of a face.");
    memcpy(points, shown->face.points, sizeof shown->face.points);
    *seen = (lk_face){.box = shown->box, .score = 1, .has_box = 1};
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
    if (index < 0 || index >= s->count)
        return LK_END;
    out->id = print(ctx, "face-%06lld", index + 1);
    uint8_t *pixels = lk_alloc_array(ctx, size * size, 3);
    if (!out->id || !pixels)
        return lk_error(ctx, LK_E_MEMORY, "no memory for a face of %zu x %zu pixels.", size, size);
    scene shown = scene_of(s, index);
    lk_status status = scene_draw(s, ctx, &shown, pixels);
    if (status)
        return status;
    out->image =
        lk_tensor_over(pixels, LK_DTYPE_UINT, 8, 3, (const int64_t[]){s->size, s->size, 3});
    status = describe(s, ctx, index, &shown, out);
    return status ? status : truth_tell(s, ctx, &shown, out);
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
            "Hosts that ask get the truth: the action units and how strong they are, landmarks "
            "at rest, and which pixels are what they are because of the label. Those differ by "
            "more than 4 of 255 in a colour from the same face drawn without the action units "
            "of its expression, all else alike, noise included. The pixels of a watermark are "
            "told apart in the same way.\n\n"
            "Expressions follow EMFACS (P. Ekman, W. V. Friesen, Facial Action Coding System, "
            "1978): happiness 6 12 25, sadness 1 4 15 17, surprise 1 2 5 25 26, fear 1 2 4 5 7 20 "
            "25, anger 4 5 7 23, disgust 9 10 15 16. Compounds follow S. Du, Y. Tao, A. M. "
            "Martinez "
            "(Compound facial expressions of emotion, PNAS 2014): happily-surprised 1 2 12 25, "
            "happily-disgusted 10 12 25, sadly-fearful 1 4 20 25, sadly-angry 4 15, "
            "sadly-surprised 1 4 25 26, sadly-disgusted 4 10, fearfully-angry 4 20 25, "
            "fearfully-surprised 1 2 5 20 25, fearfully-disgusted 1 4 10 20 25, "
            "angrily-surprised 4 25 26, angrily-disgusted 4 10 17, disgustedly-surprised 1 2 5 "
            "10, awed 1 2 5 25. How far they move landmarks is this plugin's own choice.",
        .licence = "MIT", .author = "The Likeness authors",
        .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = sizeof(synthetic),
        LK_PARAMS(params), .open = open_synthetic, .ops = &ops)
