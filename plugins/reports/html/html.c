/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <stdlib.h>

#include "section.h"
#include "style.h"

typedef struct html {
    int64_t examples;
} html;

static const lk_param params[] = {
    {.name = "examples",
     .type = LK_INT,
     .offset = offsetof(html, examples),
     .fallback = "48",
     .low = 0,
     .high = 10000,
     .unit = "faces",
     .doc = "The most faces shown one by one; each adds some 100 kB to the page."},
};

/* Where this section of the page would be, if it is there. */
static void add_link(page *p, const page *body, const char *id, const char *words)
{
    if (page_has_section(body, id))
        page_add(p, "<a href=\"#$\">$</a>\n", id, words);
}

static void add_contents(page *p, const page *body)
{
    static const char *const sections[][2] = {
        {"runs", "Runs"},
        {"scores", "Scores"},
        {"singles", "Single networks"},
        {"ranks", "Ranks"},
        {"choices", "Choices"},
        {"heatmaps", "Heatmaps"},
        {"regions", "Regions"},
        {"examples", "Faces"},
        {"similarity", "Similarity"},
        {"training", "Training"},
        {"predictions", "Predictions"},
        {"quality", "Explanations"},
        {"faithfulness", "Faithfulness"},
        {"truth", "Truth"},
        {"randomisation", "Random weights"},
        {"explainers", "Explainers"},
        {"effort", "Effort"},
        {"failures", "Failures"},
        {"conduct", "Rules"},
        {"method", "Method"},
    };
    page_add(p, "<nav aria-label=\"Sections\">\n");
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        add_link(p, body, sections[i][0], sections[i][1]);
    page_add(p, "</nav>\n");
}

/* Nothing is loaded and nothing runs: the policy makes browsers see to it. */
static void add_head(page *p)
{
    page_add(p,
             "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta "
             "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
             "'unsafe-inline'; img-src data:\"/>\n<meta name=\"viewport\" "
             "content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" "
             "content=\"light dark\"/>\n<title>$: do these networks look where people look?"
             "</title>\n<style>\n",
             p->request->title);
    for (size_t i = 0; style_lines[i]; i++)
        draft_bytes(p, style_lines[i], strlen(style_lines[i]));
    page_add(p, "</style>\n</head>\n<body>\n");
}

static void write_sections(page *p, const html *h, const scores *s, const json_t *provenance)
{
    runs_write(p);
    table_write(p, s);
    single_write(p, s);
    rank_write(p, s);
    choice_write(p, s);
    map_write(p, s);
    region_write(p);
    example_write(p, h->examples);
    similarity_write(p);
    training_write(p);
    prediction_write(p);
    quality_write(p);
    faithfulness_write(p);
    truth_write(p);
    randomisation_write(p);
    explainers_write(p);
    effort_write(p);
    failure_write(p);
    conduct_write(p);
    method_write(p, s, provenance);
}

static void write_page(page *p, page *body, const html *h, const json_t *provenance)
{
    scores s = {.count = 0};
    scores_read(p, &s);
    body->status = p->status;
    write_sections(body, h, &s, provenance);
    p->status = body->status;
    add_head(p);
    page_add(p, "<header>\n<p class=\"study\">Likeness \u00b7 study <b>$</b></p>\n",
             p->request->title);
    answer_write(p, &s, basis_faces(provenance));
    add_contents(p, body);
    page_add(p, "</header>\n<main>\n");
    draft_bytes(p, body->bytes, body->size);
    page_add(p, "</main>\n</body>\n</html>\n");
}

static lk_status write(void *self, lk_context *ctx, const lk_report_request *request)
{
    page p = {.ctx = ctx, .request = request}, body = p;
    const char *text = request->provenance;
    json_t *provenance = text ? json_loads(text, 0, NULL) : NULL;
    write_page(&p, &body, self, provenance);
    json_decref(provenance);
    if (!p.status)
        p.status = request->write_file(request, ctx, "report.html", p.bytes, p.size);
    free(body.bytes);
    free(p.bytes);
    return p.status;
}

static const lk_report_ops ops = {
    .struct_size = sizeof ops, .write = write, .asks_for_heatmaps = 1};

LK_PLUGIN(.stage = LK_STAGE_REPORT, .name = "html", .version = "0.1.0", .revision = 2,
          .summary = "One page that answers the question, with all pictures and tables in it.",
          .details =
              "Writes report.html, which loads nothing and runs no script: it can be sent as it "
              "is. The first screen answers by rule from the first setting of the study (IoU of "
              "pooled maps, where there is one) and says what the scores have to beat. Below: the "
              "networks x expressions table with its baselines, pooled heatmaps with the outlines "
              "of their masks, regions of the face, single faces, dendrograms and matrices of "
              "similarity, predictions, diagnostics of the explanations and their faithfulness to "
              "the network, explainers "
              "beside each other, effort, failures with reasons, and method.",
          .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_REENTRANT,
          .instance_size = sizeof(html), LK_PARAMS(params), .ops = &ops)
