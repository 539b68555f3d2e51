/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

#include <stdio.h>

#include "../common/shade.h"
#include "picture.h"

/* One face for each network and label, with what each explainer says of it. */

typedef struct examples {
    page *page;
    palette colours; /* diverging where any map has values on both sides of 0 */
    names labels;
    int64_t left; /* how many may still be shown */
} examples;

static int is_photo(const lk_figure *f)
{
    return !strcmp(f->kind, "example") && shade_is_float(&f->pixels, 3);
}

static int is_map_of(const lk_figure *f, const lk_figure *photo)
{
    return !strcmp(f->kind, "example-heatmap") && !strcmp(f->network, photo->network) &&
           !strcmp(f->label, photo->label) && !strcmp(f->item, photo->item) &&
           shade_is_float(&f->pixels, 0) && picture_same_size(&f->pixels, &photo->pixels);
}

static int has_negative(const lk_figure *f)
{
    const float *v = f->pixels.data;
    for (size_t i = 0, n = lk_tensor_count(&f->pixels); i < n; i++)
        if (v[i] < 0)
            return 1;
    return 0;
}

/* Is `name`, of a figure, that of this face of an item? */
static int is_face(const char *name, const char *item, double face)
{
    char end[64];
    size_t size = strlen(item);
    snprintf(end, sizeof end, " face %.0f", face);
    return !strncmp(name, item, size) && !strcmp(name + size, end);
}

/* The network's probability of the explained class on this face: 0 without. */
static int find_probability(const page *p, const lk_figure *photo, double *out)
{
    const lk_table *t = draft_table(p, "items");
    double face;
    for (size_t row = 0; t && row < t->row_count; row++)
        if (!strcmp(lk_table_text(t, row, "measure"), "probability") &&
            !strcmp(lk_table_text(t, row, "class"), photo->label) &&
            !strcmp(lk_table_text(t, row, "network"), photo->network) &&
            draft_cell(t, row, "face", &face) &&
            is_face(photo->item, lk_table_text(t, row, "item"), face))
            return draft_cell(t, row, "value", out);
    return 0;
}

static void open_picture(page *p, const lk_tensor *pixels, const char *alt)
{
    page_add(p, "<figure>");
    picture_open(p, pixels->shape[0], pixels->shape[1], alt);
}

static void close_picture(page *p, const lk_tensor *pixels, const char *caption)
{
    picture_pixels(p, pixels);
    picture_close(p);
    page_add(p, "<figcaption>$</figcaption></figure>\n", caption);
}

/* The photograph, then each map of it over it in grey. */
static void add_strip(const examples *e, size_t number)
{
    page *p = e->page;
    const lk_figure *photo = &p->request->figures[number];
    lk_tensor pixels;
    page_add(p, "<div class=\"strip\">");
    picture_define(p);
    picture_ground(p, number, &photo->pixels);
    picture_define_end(p);
    picture_photo(p, &photo->pixels, &pixels);
    open_picture(p, &pixels, draft_format(p, "The face as %s sees it", photo->network));
    close_picture(p, &pixels, "face");
    for (size_t i = 0; i < p->request->figure_count; i++) {
        const lk_figure *f = &p->request->figures[i];
        if (!is_map_of(f, photo))
            continue;
        picture_heat(p, &f->pixels, 1, e->colours, &pixels);
        open_picture(
            p, &pixels,
            draft_format(p, "What %s says of %s for %s", f->explainer, f->network, f->label));
        picture_use_ground(p, number);
        close_picture(p, &pixels, f->explainer);
    }
    page_add(p, "</div>");
}

static void add_example(const examples *e, size_t number)
{
    page *p = e->page;
    const lk_figure *photo = &p->request->figures[number];
    double probability;
    page_add(p, "<div class=\"example\"><h4>$</h4>\n", photo->network);
    add_strip(e, number);
    page_add(p, "<small>$", photo->item);
    if (find_probability(p, photo, &probability))
        page_add(p, probability < .0005 ? "; probability of $ below 0.001" : "; probability of $ $",
                 photo->label, draft_number(p, probability, 3));
    page_add(p, "</small></div>\n");
}

static void add_label(examples *e, const char *label)
{
    page *p = e->page;
    page_add(p, "<h3>$</h3>\n<div class=\"examples\">\n", label);
    for (size_t i = 0; i < p->request->figure_count && e->left > 0; i++)
        if (is_photo(&p->request->figures[i]) && !strcmp(p->request->figures[i].label, label)) {
            add_example(e, i);
            e->left--;
        }
    page_add(p, "</div>\n");
}

static void look(examples *e)
{
    for (size_t i = 0; i < e->page->request->figure_count; i++) {
        const lk_figure *f = &e->page->request->figures[i];
        if (is_photo(f))
            names_add(e->page, &e->labels, f->label);
        else if (!strcmp(f->kind, "example-heatmap") && shade_is_float(&f->pixels, 0) &&
                 has_negative(f))
            e->colours = PALETTE_DIVERGING;
    }
}

void example_write(page *p, int64_t limit)
{
    examples e = {.page = p, .colours = PALETTE_ASCENDING, .left = limit};
    look(&e);
    if (!e.labels.count || !limit)
        return;
    page_section(p, "examples", "Single faces");
    page_add(p, "<p>For each expression, the face to which a network gives the highest "
                "probability of it, and what each explainer says was important. Where even that is "
                "low, no face here shows the expression to this network. One face is an "
                "illustration, not evidence.</p>\n<p class=\"key\">");
    palette_legend(p, e.colours,
                   e.colours == PALETTE_DIVERGING ? "speaks against" : "least important",
                   e.colours == PALETTE_DIVERGING ? "speaks for it" : "most important");
    page_add(p, "</p>\n");
    for (size_t l = 0; l < e.labels.count && e.left > 0; l++)
        add_label(&e, e.labels.items[l]);
    page_section_end(p);
}
