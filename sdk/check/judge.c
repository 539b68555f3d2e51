/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cage.h"

static const char *status_name(lk_status status)
{
    switch (status) {
    case LK_CANCELLED:
        return "LK_CANCELLED";
    case LK_MISSING:
        return "LK_MISSING";
    case LK_END:
        return "LK_END";
    case LK_STOP:
        return "LK_STOP";
    default:
        return status < 0 ? "an error" : "a status that is not one";
    }
}

static void judge_damage(const lk_trial *t, const char *operation)
{
    const char *damaged = lk_trial_damage(t);
    if (damaged)
        cage_fail("`%s` wrote outside %s", operation, damaged);
}

int judge_status(lk_trial *t, const scene *s, lk_status status, const char *operation,
                 lk_digest *out)
{
    const char *sentence = lk_trial_error(t);
    int can_fail = s->is_odd || t->fail_at;
    pace_end(&t->pace);
    judge_damage(t, operation);
    if (*t->slip)
        cage_fail("`%s`: %s", operation, t->slip);
    lk_digest_u64(out, (uint64_t)(int64_t)status);
    if (status == LK_OK)
        return 1;
    if (status == LK_CANCELLED) {
        if (t->cancel_after < 0)
            cage_fail("`%s` returned LK_CANCELLED, and nobody had cancelled it", operation);
        return 0;
    }
    if (status > LK_STOP || status == LK_END || status == LK_STOP || status < LK_E_IO)
        cage_fail("`%s` returned %s (%d), which is no answer here", operation, status_name(status),
                  (int)status);
    if (!*sentence)
        cage_fail("`%s` returned %s without a sentence: say why with lk_error(ctx, status, ...)",
                  operation, status_name(status));
    if (!can_fail)
        cage_fail("`%s` refused ordinary input, while %s: %s", operation, cage_current(), sentence);
    return 0;
}

void judge_floats(const float *values, size_t count, const char *what, lk_digest *out)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            cage_fail("value %zu of %zu of %s is not finite", i, count, what);
    lk_digest_bytes(out, values, count * sizeof *values);
}

void judge_map(const lk_heatmap *map, lk_digest *out)
{
    judge_floats(map->values.data, lk_tensor_count(&map->values), "the heatmap", out);
}

void judge_region(const lk_region *region, const char *what, lk_digest *out)
{
    const uint8_t *p = region->pixels.data;
    size_t count = lk_tensor_count(&region->pixels);
    for (size_t i = 0; i < count; i++)
        if (p[i] > 1)
            cage_fail("pixel %zu of %s is %u, and only 0 and 1 may be", i, what, p[i]);
    lk_digest_bytes(out, p, count);
}

void judge_labels(const lk_tensor *labels, uint32_t count, int each, lk_digest *out)
{
    const int32_t *l = labels->data;
    size_t pixels = lk_tensor_count(labels);
    if (!count || count > pixels)
        cage_fail("it gave %u segments for %zu pixels", count, pixels);
    unsigned char *used = calloc(count, 1);
    for (size_t i = 0; i < pixels; i++) {
        if (l[i] < 0 || (uint32_t)l[i] >= count)
            cage_fail("pixel %zu has label %d, and there are %u segments", i, l[i], count);
        used[l[i]] = 1;
    }
    for (uint32_t k = 0; each && k < count; k++)
        if (!used[k])
            cage_fail("no pixel has label %u of 0 .. %u: every label must be used", k, count - 1);
    free(used);
    lk_digest_u64(out, count);
    lk_digest_bytes(out, l, pixels * sizeof *l);
}

size_t judge_values(const lk_value *values, const lk_value_info *infos, uint32_t info_size,
                    size_t count, lk_digest *out)
{
    size_t there = 0;
    for (size_t i = 0; i < count; i++) {
        const lk_value *v = &values[i];
        const lk_value_info *info = (const void *)((const char *)infos + i * info_size);
        double slack = 1e-9 * (1 + fabs(v->value));
        lk_digest_u64(out, v->missing);
        if (v->missing)
            continue;
        there++;
        lk_digest_double(out, v->value);
        if (!isfinite(v->value))
            cage_fail("the value `%s` is %g: what is not a number is missing, with a reason",
                      info->id, v->value);
        if (v->value < info->low - slack || v->value > info->high + slack)
            cage_fail("the value `%s` is %.12g, outside the %g .. %g that it declares", info->id,
                      v->value, info->low, info->high);
        if (v->has_chance && !isfinite(v->chance))
            cage_fail("the chance level of `%s` is %g", info->id, v->chance);
    }
    return there;
}

static int is_utf8(const unsigned char *s)
{
    while (*s) {
        int more = *s < 0x80                 ? 0
                   : *s >= 0xc2 && *s < 0xe0 ? 1
                   : *s >= 0xe0 && *s < 0xf0 ? 2
                   : *s >= 0xf0 && *s < 0xf5 ? 3
                                             : -1;
        if (more < 0)
            return 0;
        for (s++; more; more--, s++)
            if ((*s & 0xc0) != 0x80)
                return 0;
    }
    return 1;
}

void judge_text(const char *text, const char *what, lk_digest *out)
{
    if (!text || !*text)
        cage_fail("%s is missing or empty", what);
    if (!is_utf8((const unsigned char *)text))
        cage_fail("%s is not UTF-8", what);
    lk_digest_text(out, text);
}
