/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "study.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char study_provenance[] =
    "{\"likeness\": \"0.1.0\", \"output_version\": 1, \"study\": \"title: A study\\n\", "
    "\"failures\": 0, \"plugins\": []}";

/* A word of a column changes with every `each` rows. */
static const struct column {
    const char *name;
    size_t each;
    const char *words[5];
} known[] = {
    {"network", 1, {"net-a", "net-b", "net-c"}},
    {"a", 1, {"net-a", "net-b", "net-c"}},
    {"b", 3, {"net-a", "net-b", "net-c"}},
    {"label", 3, {"anger", "happiness", "sadness", "surprise"}},
    {"truth", 3, {"anger", "happiness", "sadness", "surprise"}},
    {"class", 3, {"anger", "happiness", "sadness", "surprise"}},
    {"of", 1, {"anger", "happiness", "sadness", "surprise"}},
    {"predicted", 1, {"anger", "happiness", "sadness", "surprise"}},
    {"baseline", 12, {"", "random"}},
    {"metric", 24, {"iou", "dice", "pearson"}},
    {"subject", 2, {"s1", "s2", "s3", "s4"}},
    {"item", 1, {"one.png", "two.png", "three.png", "four.png", "five.png"}},
    {"explainer", 72, {"lime"}},
    {"align", 72, {"triangles"}},
    {"mask", 72, {"facs:whole"}},
    {"binarise", 72, {"otsu"}},
    {"protocol", 72, {"pooled"}},
    {"study", 72, {"study"}},
    {"fold", 72, {""}},
};

static const char *word_of(const char *column, size_t row)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t count = 0;
        while (count < 5 && known[i].words[count])
            count++;
        if (!strcmp(known[i].name, column))
            return known[i].words[row / known[i].each % count];
    }
    return column;
}

/* A number is now and then missing; counts are whole. */
static lk_cell number_of(const char *column, uint64_t *state)
{
    lk_cell cell = {.number = scene_random(state)};
    if (!strcmp(column, "n") || !strcmp(column, "count") || !strcmp(column, "items"))
        cell.number = 12;
    else if (!strcmp(column, "face") || !strcmp(column, "predicted"))
        cell.number = cell.number > .5;
    else if (scene_random(state) < .05)
        cell = (lk_cell){.missing = 1};
    return cell;
}

/* Rows are cells of other names and numbers: two of one key would be two answers. */
static void fill(lk_table_set *set, const lk_table *t, size_t rows, uint64_t *state)
{
    lk_cell *cells = calloc(t->column_count, sizeof *cells);
    for (size_t r = 0; cells && r < rows; r++) {
        for (size_t c = 0; c < t->column_count; c++)
            cells[c] = t->columns[c].type == LK_COLUMN_NUMBER
                           ? number_of(t->columns[c].name, state)
                           : (lk_cell){.text = word_of(t->columns[c].name, r)};
        lk_tables_row(set, t->name, t->column_count, t->columns, cells);
    }
    free(cells);
}

/* What is said once for each value, and not once for each row. */
static void add_values(lk_table_set *set)
{
    static const char *const names[] = {"iou", "dice", "pearson"};
    lk_value low = lk_number(0), high = lk_number(1), up = lk_number(1);
    for (size_t i = 0; i < 3; i++)
        lk_tables_add(set, "values", names[i], names[i], "", &low, &high, &up, "", "");
}

lk_table_set *study_tables(uint64_t seed, size_t rows)
{
    lk_table_set *set = lk_tables_new(), *empty = lk_tables_new();
    lk_arena *arena = lk_arena_new(0);
    uint64_t state = seed;
    lk_tables_define_study(set);
    lk_tables_define_study(empty);
    lk_tables shapes = lk_tables_view(empty, arena);
    for (size_t i = 0; rows && i < shapes.count; i++)
        if (!strcmp(shapes.items[i].name, "values"))
            add_values(set);
        else if (strcmp(shapes.items[i].name, "variants"))
            fill(set, &shapes.items[i], rows, &state);
    lk_arena_free(arena);
    lk_tables_free(empty);
    return set;
}

/* ---- Figures ------------------------------------------------------------------------------- */

static lk_figure figure(const char *kind, const char *network, const char *label, lk_tensor pixels)
{
    return (lk_figure){.struct_size = sizeof(lk_figure),
                       .kind = kind,
                       .network = network,
                       .label = label,
                       .explainer = "lime",
                       .align = "triangles",
                       .fold = "",
                       .variant = "facs:whole",
                       .item = "",
                       .pixels = pixels};
}

size_t study_figures(lk_trial *t, const scene *s, const lk_figure **out)
{
    enum { NETWORKS = 3, MOST = NETWORKS * SCENE_LABELS + SCENE_LABELS + 1 };
    static const char *const networks[NETWORKS] = {"net-a", "net-b", "net-c"};
    lk_figure *f = trial_alloc(t, MOST, sizeof *f, "the figures");
    size_t count = 0;
    for (size_t n = 0; n < NETWORKS; n++)
        for (size_t l = 0; l < SCENE_LABELS; l++)
            f[count++] =
                figure("heatmap", networks[n], scene_labels[l], scene_map(t, s, 8 * n + l).values);
    for (size_t l = 0; l < SCENE_LABELS; l++)
        f[count++] = figure("mask", "", scene_labels[l], scene_region(t, s, 50 + l).pixels);
    f[count++] = figure("face", "", "", scene_view(t, s, 60).pixels);
    guard_protect(t->exchange, f);
    *out = f;
    return count;
}
