/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include "mark.h"

size_t scene_expression(const synthetic *s, int64_t index)
{
    return (size_t)index % s->expressions.count;
}

uint64_t scene_person(const synthetic *s, int64_t index)
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
        for (int side = 0; side < SIDE_COUNT; side++)
            f->action[side][a] =
                shown->actions[side] >> a & 1 ? strength * own : s->unrest * rest * rest;
    }
}

/* The cells of a picture's watermark. They come of a stream of their own, so all
 * else is the same with and without. */
static unsigned draw_mark(const synthetic *s, int64_t index)
{
    stream r = stream_of((uint64_t)s->seed, STREAM_MARK, (uint64_t)index);
    double drawn = stream_between(&r, 0, 1), truth = stream_between(&r, 0, 1);
    size_t other = (size_t)stream_between(&r, 0, (double)s->class_count);
    size_t entry = scene_expression(s, index);
    if (!s->words[entry] || drawn >= s->share)
        return 0;
    return mark_of(truth < s->correlation ? s->classes[entry] : other);
}

scene scene_of(const synthetic *s, int64_t index)
{
    stream who = stream_of((uint64_t)s->seed, STREAM_PERSON, scene_person(s, index));
    stream r = stream_of((uint64_t)s->seed, STREAM_PICTURE, (uint64_t)index);
    scene made = {.shown = &s->shown[scene_expression(s, index)],
                  .face = {.person = person_from(&who, s->identity)},
                  .light = {.strength = s->light},
                  .mark = draw_mark(s, index),
                  .noise = (uint64_t)index};
    set_actions(s, &r, made.shown, &made.face);
    face_shape(&made.face);
    face_look(&made.face, &r, s->pose, (double)s->size);
    made.box = face_box(&made.face, (double)s->size);
    double tone = stream_between(&r, 40, 190);
    made.background.r = tone + stream_between(&r, -30, 30);
    made.background.g = tone + stream_between(&r, -20, 20);
    made.background.b = tone + stream_between(&r, -30, 30);
    made.light.x = stream_between(&r, -1, 1);
    made.light.y = stream_between(&r, -1, .4);
    made.light.level = .96 + .4 * s->light * stream_between(&r, -1, 1);
    return made;
}

/* The sum of four bytes in each half. */
static uint64_t add_bytes(uint64_t bits)
{
    const uint64_t even = 0x00ff00ff00ff00ffu;
    uint64_t pairs = (bits & even) + (bits >> 8 & even);
    return (pairs + (pairs >> 16)) & 0x0000ffff0000ffffu;
}

static uint8_t to_byte(float v)
{
    int level = (int)v; /* cut off towards 0, which what is below it becomes anyway */
    level = level > 0 ? level : 0;
    return (uint8_t)(level < 255 ? level : 255);
}

/* Pixels to bytes, with noise: the sum of four bytes, which is near enough to a
 * normal distribution, whose standard deviation is 147.8. */
static void develop(const synthetic *s, uint64_t number, const canvas *c, uint8_t *to)
{
    stream r = stream_of((uint64_t)s->seed, STREAM_NOISE, number);
    const float gain = (float)(s->noise / 147.8);
    const size_t count = 3 * c->size * c->size;
    for (size_t i = 0; i < count; i += 2) {
        uint64_t sums = add_bytes(stream_next(&r));
        to[i] = to_byte(c->rgb[i] + gain * ((float)(int32_t)(sums & 0xffff) - 510) + .5f);
        if (i + 1 < count)
            to[i + 1] = to_byte(c->rgb[i + 1] + gain * ((float)(int32_t)(sums >> 32) - 510) + .5f);
    }
}

lk_status scene_draw(const synthetic *s, lk_context *ctx, const scene *of, uint8_t *pixels)
{
    lk_mark before = ctx->host->mark(ctx);
    canvas c;
    lk_status status = canvas_open(ctx, (size_t)s->size, &c);
    if (status)
        return status;
    draw_face(&c, &of->face, of->background);
    draw_light(&c, &of->face, &of->light);
    if (of->mark)
        mark_draw(&c, &of->box, of->mark);
    develop(s, of->noise, &c, pixels);
    ctx->host->release(ctx, before);
    return LK_OK;
}
