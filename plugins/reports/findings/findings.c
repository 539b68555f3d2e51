/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <jansson.h>
#include <stdlib.h>

#include "../finding/summary.h"

/* Version of findings.json, as docs/output.md describes it. */
enum { VERSION = 1, REAL_DIGITS = 17 };

static json_t *text_or_null(const char *text)
{
    return text && *text ? json_string(text) : json_null();
}

static json_t *real_or_null(int known, double value)
{
    return known ? json_real(value) : json_null();
}

static json_t *share(size_t count, size_t of)
{
    return json_pack("{s:I, s:I}", "count", (json_int_t)count, "of", (json_int_t)of);
}

/* ---- Differences --------------------------------------------------------------------- */

/* "wrong" is a pairing with masks, all others are baselines. */
static const char *key_of(const char *baseline)
{
    return strcmp(baseline, "wrong") != 0 ? baseline : "wrong_masks";
}

static json_t *make_difference(const comparison *c)
{
    const contrast *k = &c->judged;
    double n = c->is_judged ? k->n : (double)c->networks;
    json_t *o = json_object();
    json_object_set_new(o, "value", json_real(c->is_judged ? k->value : c->own - c->other));
    json_object_set_new(o, "lo", real_or_null(k->has_interval, k->lo));
    json_object_set_new(o, "hi", real_or_null(k->has_interval, k->hi));
    json_object_set_new(o, "method", text_or_null(k->method));
    json_object_set_new(o, "t_lo", real_or_null(k->has_t, k->t_lo));
    json_object_set_new(o, "t_hi", real_or_null(k->has_t, k->t_hi));
    json_object_set_new(o, "n", json_integer((json_int_t)n));
    json_object_set_new(o, "p", real_or_null(k->has_p, k->p));
    json_object_set_new(o, "p_adjusted", real_or_null(k->has_adjusted, k->p_adjusted));
    json_object_set_new(o, "correction", text_or_null(k->correction));
    json_object_set_new(o, "effect", real_or_null(k->has_effect, k->effect));
    json_object_set_new(o, "networks_above", share(c->networks_above, c->networks));
    return o;
}

static void add_baselines(draft *d, const scores *s, const summary *y, json_t *o)
{
    for (size_t b = 1; b < s->baselines.count; b++) {
        const char *name = s->baselines.items[b];
        if (!y->against[b].cells)
            continue;
        json_object_set_new(o, draft_format(d, "%s_%s", y->setting->metric, key_of(name)),
                            json_real(y->against[b].other));
        json_object_set_new(o, draft_format(d, "own_minus_%s", name),
                            make_difference(&y->against[b]));
    }
}

/* ---- Networks ------------------------------------------------------------------------ */

/* The network with the highest mean in the direction of `sign`. */
static json_t *find_extreme(draft *d, const scores *s, const setting *x, int sign)
{
    double best = 0, mean;
    size_t at = SIZE_MAX;
    for (size_t n = 0; n < s->networks.count; n++)
        if (summary_network(s, x, 0, n, &mean) && (at == SIZE_MAX || sign * (mean - best) > 0)) {
            best = mean;
            at = n;
        }
    if (at == SIZE_MAX)
        return json_null();
    return json_pack("{s:s, s:f}", "network", s->networks.items[at],
                     draft_format(d, "%s_mean", x->metric), best);
}

/* ---- Findings ------------------------------------------------------------------------ */

static json_t *make_finding(draft *d, const scores *s, const setting *x)
{
    summary y;
    json_t *o = json_object();
    summary_make(d, s, x, &y);
    json_object_set_new(o, "protocol", text_or_null(x->protocol));
    json_object_set_new(o, "explainer", text_or_null(x->explainer));
    json_object_set_new(o, "alignment", text_or_null(x->align));
    json_object_set_new(o, "masks", text_or_null(x->mask));
    json_object_set_new(o, "binarisation", text_or_null(x->binarise));
    json_object_set_new(o, "metric", text_or_null(x->metric));
    if (*x->run)
        json_object_set_new(o, "run", json_string(x->run));
    json_object_set_new(o, "networks", json_integer((json_int_t)y.networks));
    json_object_set_new(o, "labels", json_integer((json_int_t)y.labels));
    json_object_set_new(o, "maps", json_integer((json_int_t)y.cells));
    json_object_set_new(o, "answer", json_string(summary_word(y.verdict)));
    json_object_set_new(o, "because", json_string(summary_meaning(d, s, &y)));
    json_object_set_new(o, draft_format(d, "%s_mean", x->metric), real_or_null(y.cells > 0, y.own));
    if (y.against)
        add_baselines(d, s, &y, o);
    json_object_set_new(o, "wrong_fits_better",
                        y.misfits.of ? share(y.misfits.count, y.misfits.of) : json_null());
    json_object_set_new(o, "best", find_extreme(d, s, x, setting_sign(x)));
    json_object_set_new(o, "worst", find_extreme(d, s, x, -setting_sign(x)));
    return o;
}

static json_t *make_findings(draft *d)
{
    scores s = {.count = 0};
    json_t *list = json_array();
    scores_read(d, &s);
    for (size_t i = 0; !d->status && i < s.count; i++)
        json_array_append_new(list, make_finding(d, &s, &s.settings[i]));
    return json_pack("{s:i, s:s, s:o}", "version", VERSION, "study", d->request->title, "findings",
                     list);
}

static lk_status write(void *self, lk_context *ctx, const lk_report_request *request)
{
    draft d = {.ctx = ctx, .request = request};
    json_t *root = make_findings(&d);
    (void)self;
    char *text = root ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(REAL_DIGITS)) : NULL;
    json_decref(root);
    lk_status status = d.status;
    if (!status && !text)
        status = lk_error(ctx, LK_E_MEMORY, "no memory for findings.json");
    if (!status)
        status = request->write_file(request, ctx, "findings.json", text, strlen(text));
    free(text);
    free(d.bytes);
    return status;
}

static const lk_report_ops ops = {
    .struct_size = sizeof ops, .write = write, .asks_for_heatmaps = 1};

LK_PLUGIN(.stage = LK_STAGE_REPORT, .name = "findings", .version = "0.1.0", .revision = 1,
          .summary = "What the study found, for programs: findings.json.",
          .details =
              "One entry for each setting (protocol, explainer, alignment, mask set, "
              "binarisation, metric): the mean score of the networks' own maps, that of every "
              "baseline and of the masks of other expressions, the differences with the intervals "
              "of the analysis `inference` where the study has it, and the answer that the other "
              "reports give in words. Numbers have 17 digits; null means missing.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = 1, .ops = &ops)
