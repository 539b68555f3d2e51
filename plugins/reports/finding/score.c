/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "score.h"

#include <stdlib.h>

/* ---- Settings ---------------------------------------------------------------------- */

static int same_setting(const setting *a, const setting *b)
{
    return !strcmp(a->metric, b->metric) && !strcmp(a->protocol, b->protocol) &&
           !strcmp(a->binarise, b->binarise) && !strcmp(a->mask, b->mask) &&
           !strcmp(a->explainer, b->explainer) && !strcmp(a->align, b->align) &&
           !strcmp(a->run, b->run);
}

/* The name of a mask among settings. */
static const char *settle_mask(draft *d, readings *r, const lk_table *t, size_t row)
{
    const char *name =
        readings_settle(r, d->ctx, lk_table_text(t, row, "label"), lk_table_text(t, row, "mask"));
    if (!name && !d->status)
        d->status = lk_error(d->ctx, LK_E_MEMORY, "no memory for the readings of masks");
    return name ? name : "";
}

static setting setting_of_row(draft *d, readings *r, const lk_table *t, size_t row)
{
    return (setting){.protocol = lk_table_text(t, row, "protocol"),
                     .explainer = lk_table_text(t, row, "explainer"),
                     .align = lk_table_text(t, row, "align"),
                     .mask = settle_mask(d, r, t, row),
                     .binarise = lk_table_text(t, row, "binarise"),
                     .metric = lk_table_text(t, row, "metric"),
                     .run = lk_table_text(t, row, "run")};
}

static size_t add_setting(draft *d, scores *s, setting x)
{
    for (size_t i = s->count; i-- > 0;)
        if (same_setting(&s->settings[i], &x))
            return i;
    setting *grown = draft_grow(d, s->settings, s->count, &s->room, sizeof *grown);
    if (!grown)
        return 0;
    x.info = draft_info(d, x.metric);
    x.order = s->count;
    s->settings = grown;
    s->settings[s->count] = x;
    return s->count++;
}

static int rank(const setting *x)
{
    return 2 * (strcmp(x->metric, "iou") != 0) + (strcmp(x->protocol, "pooled") != 0);
}

static int by_rank(const void *a, const void *b)
{
    const setting *x = a, *y = b;
    if (rank(x) != rank(y))
        return rank(x) - rank(y);
    return x->order < y->order ? -1 : x->order > y->order;
}

/* ---- Cells --------------------------------------------------------------------------- */

static size_t cell_index(const scores *s, size_t baseline, size_t network, size_t label)
{
    return (baseline * (s->networks.count + 1) + network) * (s->labels.count + 1) + label;
}

const score *scores_at(const scores *s, const setting *x, size_t baseline, size_t network,
                       size_t label)
{
    return &x->cells[cell_index(s, baseline, network, label)];
}

/* "" means all of them. */
static size_t find_or_all(const names *n, const char *text)
{
    size_t at = names_find(n, text);
    return at == SIZE_MAX ? n->count : at;
}

static void read_cell(scores *s, const setting *x, const lk_table *t, size_t row)
{
    size_t at = cell_index(s, names_find(&s->baselines, lk_table_text(t, row, "baseline")),
                           find_or_all(&s->networks, lk_table_text(t, row, "network")),
                           find_or_all(&s->labels, lk_table_text(t, row, "label")));
    score *c = &x->cells[at];
    c->known = (uint8_t)draft_cell(t, row, "value", &c->value);
    c->has_n = (uint8_t)draft_cell(t, row, "n", &c->n);
    c->has_interval = draft_cell(t, row, "lo", &c->lo) && draft_cell(t, row, "hi", &c->hi);
    s->has_intervals |= c->has_interval && !*lk_table_text(t, row, "network");
}

/* Rows of single folds stay in metrics.csv. */
static int is_shown(const lk_table *t, size_t row)
{
    return strcmp(lk_table_text(t, row, "protocol"), "fold") != 0;
}

static void add_names(draft *d, scores *s, const lk_table *t, size_t row)
{
    const char *network = lk_table_text(t, row, "network"), *label = lk_table_text(t, row, "label");
    if (*network)
        names_add(d, &s->networks, network);
    if (*label)
        names_add(d, &s->labels, label);
    names_add(d, &s->baselines, lk_table_text(t, row, "baseline"));
}

static void allocate_cells(draft *d, scores *s)
{
    size_t cells = s->baselines.count * (s->networks.count + 1) * (s->labels.count + 1);
    for (size_t i = 0; i < s->count; i++)
        s->settings[i].cells = draft_alloc(d, cells, sizeof(score));
}

void scores_read(draft *d, scores *s)
{
    const lk_table *t = draft_table(d, "metrics");
    size_t *of = draft_alloc(d, t ? t->row_count : 0, sizeof *of);
    names_add(d, &s->baselines, "");
    names_add_column(d, &s->controls, draft_table(d, "controls"), "control");
    s->readings = draft_alloc(d, 1, sizeof *s->readings);
    for (size_t row = 0; t && of && s->readings && row < t->row_count; row++)
        if (is_shown(t, row)) {
            add_names(d, s, t, row);
            of[row] = add_setting(d, s, setting_of_row(d, s->readings, t, row));
        }
    allocate_cells(d, s);
    for (size_t row = 0; t && !d->status && row < t->row_count; row++)
        if (is_shown(t, row))
            read_cell(s, &s->settings[of[row]], t, row);
    if (s->count)
        qsort(s->settings, s->count, sizeof *s->settings, by_rank);
}

int scores_row_is_of(draft *d, const scores *s, const setting *x, const lk_table *t, size_t row)
{
    if (strcmp(x->metric, lk_table_text(t, row, "metric")) != 0 ||
        strcmp(x->explainer, lk_table_text(t, row, "explainer")) != 0)
        return 0; /* most rows, told without the rest */
    setting y = setting_of_row(d, s->readings, t, row);
    return same_setting(x, &y);
}

const setting *scores_of_branch(const scores *s, const branch *b)
{
    for (size_t i = 0; i < s->count; i++)
        if (!strcmp(s->settings[i].explainer, b->explainer) &&
            !strcmp(s->settings[i].align, b->align))
            return &s->settings[i];
    return NULL;
}

/* ---- Words ------------------------------------------------------------------------------ */

int setting_sign(const setting *x)
{
    return x->info && x->info->direction < 0 ? -1 : 1;
}

const char *setting_metric(const setting *x, int brief)
{
    if (brief && !strcmp(x->metric, "iou"))
        return "IoU";
    return x->info && x->info->title && *x->info->title ? x->info->title : x->metric;
}

static const char *protocol_words(const setting *x)
{
    if (!strcmp(x->protocol, "folds"))
        return "mean of folds";
    return strcmp(x->protocol, "faces") != 0 ? x->protocol : "mean of single faces";
}

const char *setting_title(draft *d, const setting *x)
{
    const struct {
        const char *before, *text;
    } parts[] = {{"", setting_metric(x, 0)}, {", ", x->explainer}, {", aligned by ", x->align},
                 {", masks ", x->mask},      {", ", x->binarise},  {", ", protocol_words(x)},
                 {", run ", x->run}};
    const char *title = "";
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (*parts[i].text)
            title = draft_format(d, "%s%s%s", title, parts[i].before, parts[i].text);
    return title;
}
