/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

#include "../common/figure.h"
#include "../common/shade.h"
#include "picture.h"

/* Pooled heatmaps as a gallery: a column for each label, a row for each
 * network, the masks above; one gallery for each branch of the study. */

enum { OPEN_AT_FIRST = 2 };

typedef struct gallery {
    page *page;
    const scores *scores;
    const setting *setting; /* whose scores stand below the maps; may be NULL */
    branch branch;
    names networks, labels;
    int folds;   /* maps of folds, to be averaged */
    size_t face; /* the figure below the maps; SIZE_MAX: there is none */
} gallery;

static int is_branch_figure(const lk_figure *f, const char *kind, const branch *b)
{
    return !strcmp(f->kind, kind) && !strcmp(f->explainer, b->explainer) &&
           !strcmp(f->align, b->align);
}

static int is_map(const lk_figure *f)
{
    return !strcmp(f->kind, "heatmap");
}

/* ---- What is there ------------------------------------------------------------------- */

/* The mask of a label in this branch that the scores used: SIZE_MAX without. */
static size_t find_mask(const gallery *g, const char *label)
{
    const lk_report_request *r = g->page->request;
    for (size_t i = 0; i < r->figure_count; i++) {
        const lk_figure *f = &r->figures[i];
        if (!strcmp(f->kind, "mask") && !strcmp(f->label, label) &&
            !strcmp(f->align, g->branch.align) && picture_is_region(&f->pixels) &&
            (!g->setting || mask_matches(g->setting->mask, f->variant)))
            return i;
    }
    return SIZE_MAX;
}

static int is_face(const lk_figure *f)
{
    return !strcmp(f->kind, "face") && shade_is_float(&f->pixels, 3);
}

static void find_face(gallery *g)
{
    const lk_report_request *r = g->page->request;
    g->face = SIZE_MAX;
    for (size_t i = 0; g->face == SIZE_MAX && i < r->figure_count; i++)
        if (is_face(&r->figures[i]) && !strcmp(r->figures[i].align, g->branch.align))
            g->face = i;
}

static void collect_names(gallery *g)
{
    const lk_report_request *r = g->page->request;
    for (size_t i = 0; i < r->figure_count; i++)
        if (is_branch_figure(&r->figures[i], "heatmap", &g->branch)) {
            names_add(g->page, &g->networks, r->figures[i].network);
            names_add(g->page, &g->labels, r->figures[i].label);
            g->folds |= *r->figures[i].fold != 0;
        }
}

/* 0: there is none. */
static int get_map(page *p, size_t index, lk_tensor *out)
{
    lk_status status = p->status ? p->status : figure_heatmap(p->request, p->ctx, index, out);
    if (status && status != LK_MISSING)
        p->status = status;
    return !status;
}

static int begin_sum(page *p, size_t index, lk_tensor *sum)
{
    lk_tensor map;
    if (!get_map(p, index, &map))
        return 0;
    float *zeros = draft_alloc(p, lk_tensor_count(&map), sizeof *zeros);
    *sum = lk_tensor_over(zeros, LK_DTYPE_FLOAT, 32, 2, map.shape);
    return zeros != NULL;
}

/* How many maps that adds. Their pixels are given back one by one. */
static int add_to_sum(page *p, size_t index, lk_tensor *sum)
{
    lk_tensor map;
    lk_mark mark = p->ctx->host->mark(p->ctx);
    int added = get_map(p, index, &map) && picture_same_size(sum, &map);
    float *to = sum->data;
    for (size_t i = 0, n = lk_tensor_count(sum); added && i < n; i++)
        to[i] += ((const float *)map.data)[i];
    p->ctx->host->release(p->ctx, mark);
    return added;
}

/* The pooled map of a cell, or the sum of its folds' maps where it has no
 * other; how many folds are in it (0: none was needed), -1 when there is no map. */
static int find_map(const gallery *g, const char *network, const char *label, lk_tensor *out)
{
    const lk_report_request *r = g->page->request;
    int folds = 0;
    for (size_t i = 0; i < r->figure_count; i++) {
        const lk_figure *f = &r->figures[i];
        if (!is_map(f) || !is_branch_figure(f, "heatmap", &g->branch) ||
            strcmp(f->network, network) != 0 || strcmp(f->label, label) != 0)
            continue;
        if (!*f->fold)
            return get_map(g->page, i, out) ? 0 : -1;
        if (folds || begin_sum(g->page, i, out))
            folds += add_to_sum(g->page, i, out);
    }
    return folds ? folds : -1;
}

/* ---- Pictures -------------------------------------------------------------------------- */

static int has_face(const gallery *g, const lk_tensor *pixels)
{
    return g->face != SIZE_MAX &&
           picture_same_size(&g->page->request->figures[g->face].pixels, pixels);
}

static void add_mask_cell(const gallery *g, const char *label)
{
    page *p = g->page;
    size_t mask = find_mask(g, label);
    if (mask == SIZE_MAX) {
        page_add(p, "<td class=\"missing\">no mask</td>");
        return;
    }
    const lk_tensor *region = &p->request->figures[mask].pixels;
    int is_over = has_face(g, region);
    page_add(p, "<td>");
    picture_open(p, region->shape[0], region->shape[1],
                 draft_format(p, "Mask of the parts that people look at for %s", label));
    if (is_over)
        picture_use_ground(p, g->face);
    picture_use(p, mask, is_over ? "mask over" : "mask");
    picture_close(p);
    page_add(p, "</td>");
}

/* The score of a cell of the gallery in words; "" without. */
static const char *score_words(const gallery *g, const char *network, const char *label)
{
    const scores *s = g->scores;
    if (!g->setting)
        return "";
    size_t n = names_find(&s->networks, network), l = names_find(&s->labels, label);
    if (n == SIZE_MAX || l == SIZE_MAX || !scores_at(s, g->setting, 0, n, l)->known)
        return "";
    return draft_format(g->page, "%s %s", setting_metric(g->setting, 1),
                        draft_number(g->page, scores_at(s, g->setting, 0, n, l)->value, 3));
}

static int is_constant(const lk_tensor *map)
{
    const float *v = map->data;
    for (size_t i = 1, n = lk_tensor_count(map); i < n; i++)
        if (v[i] != v[0])
            return 0;
    return 1;
}

static void add_map_cell(const gallery *g, const char *network, const char *label)
{
    page *p = g->page;
    lk_tensor map, picture;
    int folds = find_map(g, network, label, &map);
    const char *words = score_words(g, network, label);
    if (folds < 0) {
        page_add(p, "<td class=\"missing\">no map</td>");
        return;
    }
    size_t mask = find_mask(g, label);
    int is_over = has_face(g, &map);
    picture_heat(p, &map, is_over, PALETTE_ASCENDING, &picture);
    page_add(p, "<td>");
    picture_open(p, map.shape[0], map.shape[1],
                 draft_format(p, "Heatmap of %s for %s%s%s%s", network, label,
                              folds ? ", mean of its folds" : "", *words ? "; " : "", words));
    if (is_over)
        picture_use_ground(p, g->face);
    picture_pixels(p, &picture);
    if (mask != SIZE_MAX && picture_same_size(&p->request->figures[mask].pixels, &map)) {
        picture_use(p, mask, "halo");
        picture_use(p, mask, "line");
    }
    picture_close(p);
    page_add(p, "<small>$$$</small></td>", words, *words && is_constant(&map) ? ", " : "",
             is_constant(&map) ? "the same everywhere" : "");
}

static void add_gallery(const gallery *g)
{
    page *p = g->page;
    page_wide(p, draft_format(p, "Heatmaps: %s", branch_title(p, &g->branch)));
    page_add(p, "<table class=\"gallery\"><thead><tr><td></td>");
    for (size_t l = 0; l < g->labels.count; l++)
        page_add(p, "<th scope=\"col\">$</th>", g->labels.items[l]);
    page_add(p, "</tr></thead>\n<tbody><tr class=\"masks\"><th scope=\"row\">Mask $</th>",
             g->setting ? g->setting->mask : "");
    for (size_t l = 0; l < g->labels.count; l++)
        add_mask_cell(g, g->labels.items[l]);
    page_add(p, "</tr>\n");
    for (size_t n = 0; n < g->networks.count; n++) {
        page_add(p, "<tr><th scope=\"row\">$</th>", g->networks.items[n]);
        for (size_t l = 0; l < g->labels.count; l++)
            add_map_cell(g, g->networks.items[n], g->labels.items[l]);
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

/* ---- The section -------------------------------------------------------------------------- */

static void define_parts(page *p)
{
    picture_define(p);
    for (size_t i = 0; i < p->request->figure_count; i++) {
        const lk_figure *f = &p->request->figures[i];
        if (!strcmp(f->kind, "mask") && picture_is_region(&f->pixels))
            picture_outline(p, i, &f->pixels);
        else if (is_face(f))
            picture_ground(p, i, &f->pixels);
    }
    picture_define_end(p);
}

static void add_words(page *p, const scores *s)
{
    page_add(p,
             "<p>Each map is the mean over the faces explained, in the frame of the masks, and "
             "is stretched between its own least and greatest value: colours compare places "
             "within a map, not maps with each other. The white line is the outline of the "
             "mask$$.</p>\n<p class=\"key\">",
             s->count ? "; below each map stands its " : "",
             s->count ? setting_metric(&s->settings[0], 1) : "");
    palette_legend(p, PALETTE_ASCENDING, "least important", "most important");
    page_add(p, "</p>\n");
}

void map_write(page *p, const scores *s)
{
    branches b = {0};
    for (size_t i = 0; i < p->request->figure_count; i++)
        if (is_map(&p->request->figures[i]))
            branches_add(p, &b, p->request->figures[i].explainer, p->request->figures[i].align);
    if (!b.count)
        return;
    page_section(p, "heatmaps", "Where the networks look");
    define_parts(p);
    add_words(p, s);
    for (size_t i = 0; i < b.count && !p->status; i++) {
        gallery g = {.page = p,
                     .scores = s,
                     .branch = b.items[i],
                     .setting = scores_of_branch(s, &b.items[i])};
        find_face(&g);
        collect_names(&g);
        page_add(p,
                 i < OPEN_AT_FIRST ? "<details open=\"open\"><summary>$</summary>\n"
                                   : "<details><summary>$</summary>\n",
                 branch_title(p, &g.branch));
        if (g.folds)
            page_add(p,
                     "<p>Where there is no map over all folds, the picture is the mean of folds, "
                     "and the number below it the mean of their scores, not the score of the "
                     "picture.</p>\n");
        add_gallery(&g);
        page_add(p, "</details>\n");
    }
    page_section_end(p);
}
