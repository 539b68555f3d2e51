/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cage.h"
#include "checks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "param.h"

enum { LINE = 160 };

void check_loads(const check_task *task)
{
    trial_free(check_load(task));
}

static void judge_line(const char *text, const char *what, lk_digest *out)
{
    judge_text(text, what, out);
    if (strpbrk(text, "\n\r\t"))
        cage_fail("%s is one line, without tabs", what);
    if (strlen(text) > LINE)
        cage_fail("%s is %zu characters long: one line of at most %d is wanted", what, strlen(text),
                  LINE);
}

static void judge_param(const lk_param *p, lk_digest *out)
{
    char what[160];
    snprintf(what, sizeof what, "the `doc` of parameter `%s`", p->name);
    judge_text(p->doc, what, out);
    if (strspn(p->name, "abcdefghijklmnopqrstuvwxyz0123456789_.") != strlen(p->name))
        cage_fail("parameter `%s`: a name is of [a-z0-9_], with dots between parts", p->name);
    if ((p->flags & LK_PARAM_REQUIRED) && p->fallback)
        cage_fail("parameter `%s` is required, and has a default that nobody will see", p->name);
    if (p->low < p->high && p->type != LK_INT && p->type != LK_DOUBLE && p->type != LK_INT_LIST &&
        p->type != LK_DOUBLE_LIST)
        cage_fail("parameter `%s` has a range, and is no number", p->name);
}

void check_descriptor(const check_task *task)
{
    lk_digest digest;
    lk_trial *t = check_load(task);
    const lk_plugin *p = t->plugin;
    uint64_t known = (LK_CAP_CLASSLESS << 1) - 1;
    lk_digest_init(&digest);
    judge_line(p->summary, "the summary", &digest);
    judge_line(p->licence, "the licence", &digest);
    judge_line(p->version, "the version", &digest);
    if (p->details)
        judge_text(p->details, "`details`", &digest);
    if (p->author)
        judge_line(p->author, "the author", &digest);
    if (p->capabilities & ~known)
        cage_fail("it declares capabilities that no version of the host knows: %#llx",
                  (unsigned long long)(p->capabilities & ~known));
    for (uint32_t i = 0; i < p->param_count; i++)
        judge_param(lk_param_at(p, i), &digest);
}

/* ---- Declared values ------------------------------------------------------------------------- */

static void judge_info(const lk_value_info *v, size_t index, lk_digest *out)
{
    char what[80];
    snprintf(what, sizeof what, "the id of value %zu", index);
    judge_line(v->id, what, out);
    if (strspn(v->id, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(v->id))
        cage_fail("the value id `%s` is not of [a-z0-9_]", v->id);
    snprintf(what, sizeof what, "the title of value `%.40s`", v->id);
    judge_line(v->title, what, out);
    if (!(v->low < v->high))
        cage_fail("value `%s` has no range: low %g, high %g (use -INFINITY and INFINITY)", v->id,
                  v->low, v->high);
    if (v->direction < -1 || v->direction > 1)
        cage_fail("the direction of value `%s` is %d, not -1, 0 or 1", v->id, v->direction);
}

void check_values(const check_task *task)
{
    lk_digest digest;
    lk_trial *t = check_load(task);
    const lk_metric_ops *metric = t->ops;
    const lk_explainer_ops *explainer = t->ops;
    int is_metric = t->plugin->stage == LK_STAGE_METRIC;
    size_t count = is_metric ? metric->value_count : explainer->diagnostic_count;
    const char *table = is_metric ? (const void *)metric->values : explainer->diagnostics;
    size_t stride = is_metric ? metric->value_size : explainer->diagnostic_size;
    lk_digest_init(&digest);
    if (!count)
        cage_skip("it declares none");
    for (size_t i = 0; i < count; i++) {
        const lk_value_info *v = (const void *)(table + i * stride);
        judge_info(v, i, &digest);
        if (!is_metric && (!strcmp(v->id, "passes") || !strcmp(v->id, "probability")))
            cage_fail("the host itself tells `%s` of every explanation: give the diagnostic "
                      "another id",
                      v->id);
        for (size_t j = 0; j < i; j++)
            if (!strcmp(v->id, ((const lk_value_info *)(const void *)(table + j * stride))->id))
                cage_fail("two values have the id `%s`", v->id);
    }
}
