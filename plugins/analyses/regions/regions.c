/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../../common/cell.h"
#include "../statistics/groups.h"
#include "share.h"

/* Means over faces of the table `segments`: how much each region of the face weighs. */

typedef struct regions {
    double level;
    int64_t resamples;
    int64_t pixels;
    const char *file, *readings;
    expected people;
} regions;

static const lk_param params[] = {
    {.name = "pixels",
     .type = LK_INT,
     .offset = offsetof(regions, pixels),
     .fallback = "2",
     .low = 1,
     .high = INT32_MAX,
     .unit = "px",
     .doc = "A region of fewer pixels in its view is left out for that face: the segmenter "
            "`regions` gives one pixel to what covers none."},
    {.name = "file",
     .type = LK_PATH,
     .offset = offsetof(regions, file),
     .doc = "The file of regions of the segmenter: which action units move each. Without it, or "
            "without `readings`, nothing is said of what people look at."},
    {.name = "readings",
     .type = LK_PATH,
     .offset = offsetof(regions, readings),
     .doc = "File of action units of each label, as configs/masks/facs.yaml; of several readings "
            "the first counts."},
    UNITS_PARAMS(regions)};

static lk_status open_regions(void *self, lk_context *ctx)
{
    regions *r = self;
    return expected_open(ctx, r->file, r->readings, &r->people);
}

static int has_pixels(const void *user, const lk_table *t, size_t row)
{
    const lk_cell *pixels = lk_table_cell(t, row, "pixels");
    return pixels && !pixels->missing && pixels->number >= (double)((const regions *)user)->pixels;
}

/* ---- What is written ---------------------------------------------------------------------- */

typedef struct output {
    const regions *self;
    const lk_table *table;
    lk_table_sink *sink;
} output;

static lk_status write_region(void *user, lk_context *ctx, const group_mean *m)
{
    static const lk_column columns[] = {
        {"label", LK_COLUMN_TEXT},     {"network", LK_COLUMN_TEXT}, {"explainer", LK_COLUMN_TEXT},
        {"region", LK_COLUMN_TEXT},    {"value", LK_COLUMN_NUMBER}, {"lo", LK_COLUMN_NUMBER},
        {"hi", LK_COLUMN_NUMBER},      {"n", LK_COLUMN_NUMBER},     {"units", LK_COLUMN_NUMBER},
        {"expected", LK_COLUMN_NUMBER}};
    const output *o = user;
    const char *label = lk_table_text(o->table, m->row, "class");
    const char *region = lk_table_text(o->table, m->row, "segment");
    int is_expected = expected_of(&o->self->people, label, region);
    const lk_cell cells[] = {cell_text(label),
                             cell_text(lk_table_text(o->table, m->row, "network")),
                             cell_text(lk_table_text(o->table, m->row, "explainer")),
                             cell_text(region),
                             cell_number(m->mean.value),
                             cell_number(m->mean.lo),
                             cell_number(m->mean.hi),
                             cell_number((double)m->count),
                             cell_number((double)m->mean.units),
                             cell_number(is_expected < 0 ? NAN : is_expected)};
    return o->sink->row(o->sink, ctx, "regions", sizeof columns / sizeof *columns, columns, cells);
}

static lk_status write_share(void *user, lk_context *ctx, const group_mean *m)
{
    static const lk_column columns[] = {
        {"label", LK_COLUMN_TEXT},   {"network", LK_COLUMN_TEXT}, {"explainer", LK_COLUMN_TEXT},
        {"measure", LK_COLUMN_TEXT}, {"value", LK_COLUMN_NUMBER}, {"lo", LK_COLUMN_NUMBER},
        {"hi", LK_COLUMN_NUMBER},    {"n", LK_COLUMN_NUMBER},     {"units", LK_COLUMN_NUMBER}};
    const output *o = user;
    const lk_cell cells[] = {cell_text(lk_table_text(o->table, m->row, "class")),
                             cell_text(lk_table_text(o->table, m->row, "network")),
                             cell_text(lk_table_text(o->table, m->row, "explainer")),
                             cell_text(lk_table_text(o->table, m->row, "measure")),
                             cell_number(m->mean.value),
                             cell_number(m->mean.lo),
                             cell_number(m->mean.hi),
                             cell_number((double)m->count),
                             cell_number((double)m->mean.units)};
    return o->sink->row(o->sink, ctx, "region_shares", sizeof columns / sizeof *columns, columns,
                        cells);
}

/* How much of each explanation lies where people would look. */
static lk_status add_shares(const regions *r, lk_context *ctx, const lk_table *segments, stream key,
                            lk_table_sink *out)
{
    static const char *const keys[] = {"class", "network", "explainer", "measure"};
    lk_table t;
    lk_status status = share_table(ctx, segments, &r->people, has_pixels, r, &t);
    if (status || !t.row_count)
        return status;
    const groups g = {.table = &t,
                      .key_count = sizeof keys / sizeof *keys,
                      .keys = keys,
                      .level = r->level,
                      .resamples = r->resamples};
    output o = {r, &t, out};
    return groups_mean(&g, ctx, key, write_share, &o);
}

static lk_status analyse(void *self, lk_context *ctx, const char *variant, const lk_tables *tables,
                         lk_table_sink *out)
{
    static const char *const keys[] = {"class", "network", "explainer", "segment"};
    const regions *r = self;
    const lk_table *t = lk_tables_get(tables, "segments");
    (void)variant;
    if (!t || !t->row_count) {
        lk_log(ctx, LK_WARNING,
               "no region to average: no explainer has a segmenter that names its segments, as "
               "`regions` does");
        return LK_OK;
    }
    const stream key = {.state = ctx->host->random(ctx)};
    const groups g = {.table = t,
                      .key_count = sizeof keys / sizeof *keys,
                      .keys = keys,
                      .takes = has_pixels,
                      .user = r,
                      .level = r->level,
                      .resamples = r->resamples};
    output o = {r, t, out};
    lk_status status = groups_mean(&g, ctx, key, write_region, &o);
    return status ? status : add_shares(r, ctx, t, key, out);
}

static const lk_analysis_ops ops = {.struct_size = sizeof ops, .analyse = analyse};

LK_PLUGIN(.stage = LK_STAGE_ANALYSIS, .name = "regions", .version = "0.1.0", .revision = 1,
          .summary = "How much each region of the face weighs, by expression and network.",
          .details =
              "Writes the table regions: for each expression, network and explainer whose "
              "segmenter names its segments the mean weight of each over the faces explained, with "
              "a percentile bootstrap interval over subjects (items, where subjects are unknown), "
              "empty where there are fewer than five or none that differ. Weights are the "
              "explainer's, of whole regions whatever their size; those of two explainers are not "
              "on one scale. `expected` is 1 for the regions that an action unit of the expression "
              "moves, by the files that the parameters name. With these it also writes the table "
              "region_shares: which share of an explanation's weight above 0 lies on such regions, "
              "beside chance, what the same weights would have in random places.",
          .licence = "GPL-3.0-or-later with GSL", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT | LK_CAP_RANDOM,
          .instance_size = sizeof(regions), LK_PARAMS(params), .open = open_regions, .ops = &ops)
