/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "describe.h"

#include <stdlib.h>
#include <string.h>

/* The description of a plugin as a page. */

/* A text that grows; NULL where memory ran out. */
typedef struct growing {
    char *text;
    size_t size;
    FILE *to;
} growing;

static int begin(growing *g)
{
    *g = (growing){.to = NULL};
    g->to = open_memstream(&g->text, &g->size);
    return g->to != NULL;
}

static char *end(growing *g)
{
    fclose(g->to);
    return g->text;
}

static const char *get(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

static void put_list(FILE *to, const json_t *array, const char *between)
{
    size_t i;
    const json_t *each;
    json_array_foreach(array, i, each)
        fprintf(to, "%s%s", i ? between : "", json_string_value(each));
}

char *lk_describe_list(const json_t *array)
{
    growing g;
    if (!begin(&g))
        return NULL;
    put_list(g.to, array, ", ");
    return end(&g);
}

static void put_range(FILE *to, const json_t *o, const char *before)
{
    const json_t *low = json_object_get(o, "low"), *high = json_object_get(o, "high");
    if (!json_is_number(low) && !json_is_number(high))
        return;
    fputs(before, to);
    if (json_is_number(low) && json_is_number(high))
        fprintf(to, "%.10g..%.10g", json_number_value(low), json_number_value(high));
    else if (json_is_number(low))
        fprintf(to, "%.10g or more", json_number_value(low));
    else
        fprintf(to, "%.10g or less", json_number_value(high));
}

/* ---- Parameters ------------------------------------------------------------------------------ */

static void put_default(FILE *to, const json_t *p)
{
    size_t i;
    const json_t *each;
    if (json_is_true(json_object_get(p, "required")))
        fputs(", required", to);
    else if (get(p, "default"))
        fprintf(to, ", default %s", get(p, "default"));
    json_array_foreach(json_object_get(p, "defaults"), i, each) if (get(each, "default"))
        fprintf(to, ", default with %s %s: %s", get(p, "follows"), get(each, "choice"),
                get(each, "default"));
}

static char *param_remarks(const json_t *p)
{
    growing g;
    if (!begin(&g))
        return NULL;
    fputs(get(p, "type"), g.to);
    if (get(p, "refers"))
        fprintf(g.to, "<%s>", get(p, "refers"));
    if (json_is_array(json_object_get(p, "choices"))) {
        fputc(' ', g.to);
        put_list(g.to, json_object_get(p, "choices"), "|");
    }
    put_range(g.to, p, " ");
    if (get(p, "unit"))
        fprintf(g.to, " %s", get(p, "unit"));
    put_default(g.to, p);
    if (json_is_true(json_object_get(p, "sampler")))
        fputs(", keys the random stream", g.to);
    if (json_is_true(json_object_get(p, "neutral")))
        fputs(", cannot change results", g.to);
    return end(&g);
}

static void write_params(lk_page *page, const json_t *list)
{
    size_t i;
    const json_t *p;
    if (json_array_size(list))
        lk_page_heading(page, 3, "parameters");
    json_array_foreach(list, i, p)
    {
        char *remarks = param_remarks(p);
        lk_page_term(page, get(p, "name"), remarks, get(p, "doc"));
        free(remarks);
    }
}

/* ---- Values ---------------------------------------------------------------------------------- */

static char *value_remarks(const json_t *v)
{
    growing g;
    const char *better = get(v, "better");
    if (!begin(&g))
        return NULL;
    put_range(g.to, v, "");
    if (get(v, "unit"))
        fprintf(g.to, "%s%s", ftell(g.to) ? " " : "", get(v, "unit"));
    if (strcmp(better, "neither"))
        fprintf(g.to, "%s%s is better", ftell(g.to) ? ", " : "", better);
    if (json_is_true(json_object_get(v, "symmetric")))
        fprintf(g.to, "%ssymmetric", ftell(g.to) ? ", " : "");
    return end(&g);
}

/* "Title. Missing when ... Source: ..." */
static char *value_text(const json_t *v)
{
    const char *title = get(v, "title"), *missing = get(v, "missing"), *source = get(v, "source");
    growing g;
    if (!begin(&g))
        return NULL;
    if (title && *title)
        fprintf(g.to, "%s.", title);
    if (missing && *missing)
        fprintf(g.to, " Missing when %s.", missing);
    if (source && *source)
        fprintf(g.to, " Source: %s", source);
    return end(&g);
}

static void write_values(lk_page *page, const char *title, const json_t *list)
{
    size_t i;
    const json_t *v;
    if (json_array_size(list))
        lk_page_heading(page, 3, title);
    json_array_foreach(list, i, v)
    {
        char *remarks = value_remarks(v), *text = value_text(v);
        lk_page_term(page, get(v, "id") ? get(v, "id") : "", remarks, text);
        free(remarks);
        free(text);
    }
}

/* ---- The whole ------------------------------------------------------------------------------- */

static void write_list(lk_page *page, const char *label, const json_t *list)
{
    char *text = lk_describe_list(list);
    lk_page_fact(page, label, text);
    free(text);
}

static void write_version(lk_page *page, const json_t *o, int with_abi)
{
    growing g;
    if (!begin(&g))
        return;
    fprintf(g.to, "%s, revision %" JSON_INTEGER_FORMAT, get(o, "version"),
            json_integer_value(json_object_get(o, "revision")));
    if (with_abi)
        fprintf(g.to, ", ABI %s", get(o, "abi"));
    char *text = end(&g);
    lk_page_fact(page, "version", text);
    free(text);
}

void lk_describe_write(lk_page *page, const json_t *o, int with_file)
{
    char name[300];
    snprintf(name, sizeof name, "%s %s", get(o, "stage"), get(o, "name"));
    lk_page_heading(page, 2, name);
    lk_page_paragraphs(page, get(o, "summary"));
    lk_page_paragraphs(page, get(o, "details"));
    write_version(page, o, with_file);
    lk_page_fact(page, "licence", get(o, "licence"));
    lk_page_fact(page, "author", get(o, "author"));
    if (with_file) {
        lk_page_fact(page, "file", get(o, "path"));
        lk_page_fact(page, "sha256", get(o, "sha256"));
    }
    write_list(page, "capabilities", json_object_get(o, "capabilities"));
    write_list(page, "needs a network with", json_object_get(o, "requires"));
    write_list(page, "operations", json_object_get(o, "operations"));
    write_params(page, json_object_get(o, "parameters"));
    write_values(page, "values", json_object_get(o, "values"));
    write_values(page, "diagnostics", json_object_get(o, "diagnostics"));
}

void lk_describe_stage(lk_page *page, lk_stage stage)
{
    static const char *const purposes[] = {
        [LK_STAGE_SOURCE] = "Where items come from: images of faces, or ready-made heatmaps.",
        [LK_STAGE_DETECTOR] = "Faces and their 68 landmarks in an image.",
        [LK_STAGE_BACKEND] = "What runs a network: scores, and what explainers ask besides.",
        [LK_STAGE_SEGMENTER] = "The superpixels of what a network sees.",
        [LK_STAGE_EXPLAINER] = "How much each part of a view contributes to a class.",
        [LK_STAGE_ALIGNER] = "Heatmaps brought into a canonical frame by landmarks.",
        [LK_STAGE_MASK] = "Where people look, by label.",
        [LK_STAGE_BINARISER] = "The foreground of a heatmap.",
        [LK_STAGE_BASELINE] = "What stands in the network's place, for comparison.",
        [LK_STAGE_METRIC] = "Numbers from heatmaps, masks, predictions and explanations.",
        [LK_STAGE_ANALYSIS] = "Tables made of tables.",
        [LK_STAGE_REPORT] = "Files for people and programs, made of tables and pictures.",
        [LK_STAGE_EXECUTOR] = "What carries tasks out."};
    lk_page_heading(page, 1, lk_stage_name(stage));
    lk_page_paragraphs(page, purposes[stage]);
}
