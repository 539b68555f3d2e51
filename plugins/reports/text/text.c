/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <stdlib.h>

#include "../finding/basis.h"
#include "compared.h"
#include "effort.h"
#include "line.h"
#include "truth.h"

/* ---- The table ------------------------------------------------------------------------ */

enum { WIDEST_NAME = 45, MEAN_ROOM = 8, GAIN_ROOM = 11, ABOVE_ROOM = 15 };

/* As much of a name as there is room for. */
static const char *name_of(draft *d, const char *words)
{
    const char *name = line_plain(d, words), *end = name;
    if (line_columns(name) <= WIDEST_NAME)
        return name;
    for (size_t columns = 0; columns < WIDEST_NAME - 2; columns++)
        while (((unsigned char)*++end & 0xc0) == 0x80)
            ;
    return draft_format(d, "%.*s..", (int)(end - name), name);
}

static void add_row(draft *d, const char *name, const char *mean, const char *gain,
                    const char *above)
{
    line_left(d, name_of(d, name), WIDEST_NAME);
    line_right(d, line_plain(d, mean), MEAN_ROOM);
    if (*gain) {
        line_right(d, line_plain(d, gain), GAIN_ROOM);
        line_right(d, above, ABOVE_ROOM);
    }
    line_end(d);
}

static void add_table(draft *d, const scores *s, const summary *y)
{
    add_row(d, draft_format(d, "Mean %s with the masks", setting_metric(y->setting, 1)), "",
            "own - this", setting_sign(y->setting) > 0 ? "own higher in" : "own lower in");
    add_row(d, summary_baseline_words(d, ""), draft_number(d, y->own, 3), "", "");
    for (size_t b = 1; b < s->baselines.count; b++) {
        const comparison *c = &y->against[b];
        if (c->cells)
            add_row(d, summary_baseline_words(d, s->baselines.items[b]),
                    draft_number(d, c->other, 3), draft_signed(d, c->own - c->other, 3),
                    draft_format(d, "%zu of %zu", c->networks_above, c->networks));
    }
}

/* ---- Sentences ------------------------------------------------------------------------ */

/* The differences that the answer rests on, where they have intervals. */
static void add_intervals(draft *d, const scores *s, const summary *y)
{
    const size_t behind[] = {y->blind, y->wrong};
    for (size_t i = 0; i < 2; i++) {
        const contrast *c = &y->against[behind[i]].judged;
        if (behind[i] && c->has_interval)
            line_paragraph(d, draft_format(d, "Own minus %s: %s %s.",
                                           summary_baseline_words(d, s->baselines.items[behind[i]]),
                                           draft_signed(d, c->value, 3), contrast_interval(d, c)));
    }
}

static void add_misfits(draft *d, const misfit *m)
{
    if (m->count)
        line_paragraph(d, draft_format(d,
                                       "%zu of %zu maps fit the mask of some other expression "
                                       "better than their own.",
                                       m->count, m->of));
}

static void add_basis(draft *d, const scores *s, const summary *y, double faces)
{
    caution found[CAUTIONS];
    size_t count = basis_cautions(d, s, y, faces, found);
    line_paragraph(d, draft_format(d, "Behind it: %s.", basis_words(d, s, y, faces)));
    for (size_t i = 0; i < count; i++)
        line_paragraph(d, draft_format(d, "%s: %s.", found[i].name, found[i].meaning));
    const char *intervals = basis_intervals(d, y);
    if (*intervals)
        line_paragraph(d, draft_format(d, "Intervals: %s.", intervals));
}

static void add_failures(draft *d)
{
    const lk_table *t = draft_table(d, "failures");
    if (t)
        line_paragraph(d, draft_format(d, "%s failed and %s missing from all this.",
                                       draft_plural(d, (double)t->row_count, "part of the study",
                                                    "parts of the study"),
                                       t->row_count == 1 ? "is" : "are"));
}

enum { MOST_BREACHES = 6 };

/* Plugins that broke the rules of a run. */
static void add_conduct(draft *d)
{
    const lk_table *t = draft_table(d, "conduct");
    for (size_t row = 0; t && row < t->row_count && row < MOST_BREACHES; row++)
        line_paragraph(d, draft_format(d, "Note: %s.", lk_table_text(t, row, "sentence")));
    if (t && t->row_count > MOST_BREACHES)
        line_paragraph(d, draft_format(d, "Note: and %zu more like these (table conduct).",
                                       t->row_count - MOST_BREACHES));
}

static void add_answer(draft *d, double faces)
{
    scores s = {.count = 0};
    summary y;
    scores_read(d, &s);
    if (draft_table(d, "runs")) {
        compared_add(d, &s);
        add_failures(d);
        return;
    }
    summary_main(d, &s, &y);
    line_paragraph(d, draft_format(d, "Do these networks look where people look? %s.",
                                   summary_word(y.verdict)));
    line_paragraph(d, summary_meaning(d, &s, &y));
    if (y.cells) {
        line_end(d);
        add_table(d, &s, &y);
        line_end(d);
        add_intervals(d, &s, &y);
        add_misfits(d, &y.misfits);
        add_basis(d, &s, &y, faces);
    }
    truth_add(d);
    effort_add(d);
    add_failures(d);
    add_conduct(d);
}

static lk_status write(void *self, lk_context *ctx, const lk_report_request *request)
{
    draft d = {.ctx = ctx, .request = request};
    json_t *provenance = request->provenance ? json_loads(request->provenance, 0, NULL) : NULL;
    (void)self;
    add_answer(&d, basis_faces(provenance));
    json_decref(provenance);
    if (!d.status)
        d.status = request->write_file(request, ctx, "answer.txt", d.bytes, d.size);
    free(d.bytes);
    return d.status;
}

static const lk_report_ops ops = {
    .struct_size = sizeof ops, .write = write, .asks_for_heatmaps = 1};

LK_PLUGIN(.stage = LK_STAGE_REPORT, .name = "text", .version = "0.1.0", .revision = 2,
          .summary = "The answer in a few lines of plain text, which `likeness run` prints.",
          .details =
              "Writes answer.txt: the answer and the table that it rests on, what stands behind "
              "it, and how much failed, in lines of less than 80 columns. It is computed by the "
              "code that computes the answer of the report html, from the same setting.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = 1, .ops = &ops)
