/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "sweep.h"

#include <math.h>

#include "section.h"

static const char *const choices[] = {"run", "explainer", "align", "mask", "binarise"};

enum { CHOICES = sizeof choices / sizeof choices[0] };

/* ---- What varies ----------------------------------------------------------------------- */

/* Readings and oracles are variants of one set: "SET:READING". */
static int is_variant(const char *name, const char *variant)
{
    size_t size = strcspn(variant, ":");
    return strlen(name) == size && !strncmp(name, variant, size);
}

static size_t find_row(const lk_table *t, const char *choice, const char *variant, const char *key)
{
    for (size_t row = 0; row < t->row_count; row++)
        if (!strcmp(lk_table_text(t, row, "choice"), choice) &&
            is_variant(lk_table_text(t, row, "variant"), variant) &&
            !strcmp(lk_table_text(t, row, "key"), key))
            return row;
    return SIZE_MAX;
}

/* A key with its values; 0 where all are the same. */
static int read_key(const sweep *w, const lk_table *t, const char *name, sweep_key *out)
{
    int differs = 0, are_numbers = 1;
    out->name = name;
    out->values = draft_alloc(w->page, w->count, sizeof *out->values);
    out->numbers = draft_alloc(w->page, w->count, sizeof *out->numbers);
    for (size_t i = 0; out->values && out->numbers && i < w->count; i++) {
        const char *variant = ablation_variant(w->settings[i], w->choice);
        size_t row = find_row(t, w->choice, variant, name);
        out->values[i] = row != SIZE_MAX ? lk_table_text(t, row, "value") : "";
        are_numbers &= row != SIZE_MAX && draft_cell(t, row, "number", &out->numbers[i]);
        differs |= strcmp(out->values[i], out->values[0]) != 0;
    }
    if (!are_numbers)
        out->numbers = NULL;
    return differs;
}

static void find_keys(sweep *w)
{
    const lk_table *t = draft_table(w->page, "variants");
    names known = {0};
    for (size_t row = 0; t && row < t->row_count; row++)
        if (!strcmp(lk_table_text(t, row, "choice"), w->choice))
            names_add(w->page, &known, lk_table_text(t, row, "key"));
    w->keys = draft_alloc(w->page, known.count, sizeof *w->keys);
    for (size_t i = 0; w->keys && i < known.count; i++)
        w->key_count += (size_t)read_key(w, t, known.items[i], &w->keys[w->key_count]);
}

int sweep_make(page *p, const scores *s, const setting *x, const char *choice, sweep *out)
{
    *out = (sweep){.page = p, .scores = s, .choice = choice};
    out->settings = draft_alloc(p, s->count, sizeof *out->settings);
    for (size_t i = 0; out->settings && i < s->count; i++)
        if (ablation_is_alike(&s->settings[i], x, choice))
            out->settings[out->count++] = &s->settings[i];
    if (out->count < 2)
        return 0;
    find_keys(out);
    return 1;
}

/* ---- An axis ------------------------------------------------------------------------------ */

static int has_twice(const sweep_key *k, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (!strcmp(k->values[i], k->values[j]))
                return 1;
    return 0;
}

static void swap(sweep *w, sweep_key *k, size_t i)
{
    const setting *x = w->settings[i];
    const char *value = k->values[i];
    double number = k->numbers[i];
    w->settings[i] = w->settings[i - 1];
    k->values[i] = k->values[i - 1];
    k->numbers[i] = k->numbers[i - 1];
    w->settings[i - 1] = x;
    k->values[i - 1] = value;
    k->numbers[i - 1] = number;
}

const sweep_key *sweep_axis(sweep *w)
{
    sweep_key *k = w->keys;
    if (w->key_count != 1 || !strcmp(k->name, "use") || has_twice(k, w->count))
        return NULL;
    for (size_t end = 1; k->numbers && end < w->count; end++)
        for (size_t i = end; i > 0 && k->numbers[i - 1] > k->numbers[i]; i--)
            swap(w, k, i);
    return k;
}

/* ---- The part of the page ----------------------------------------------------------------- */

static void write_sweep(page *p, const scores *s, const setting *x, const char *choice)
{
    sweep w;
    if (!sweep_make(p, s, x, choice, &w))
        return;
    if (w.key_count == 2)
        sweep_grid(&w);
    sweep_draw(&w, sweep_axis(&w));
}

/* The first setting of each other metric. */
static void write_others(page *p, const scores *s, const char *choice)
{
    names metrics = {0};
    names_add(p, &metrics, s->settings[0].metric);
    for (size_t i = 1; i < s->count; i++) {
        const setting *x = &s->settings[i];
        sweep w;
        if (names_find(&metrics, x->metric) != SIZE_MAX)
            continue;
        names_add(p, &metrics, x->metric);
        if (!sweep_make(p, s, x, choice, &w))
            continue;
        page_add(p, "<details><summary>$</summary>\n", setting_metric(x, 0));
        write_sweep(p, s, x, choice);
        page_add(p, "</details>\n");
    }
}

void sweep_write(page *p, const scores *s)
{
    const setting *x = &s->settings[0];
    luck l;
    size_t varied[CHOICES], count = 0;
    for (size_t i = 0; i < CHOICES; i++) {
        sweep w;
        if (!sweep_make(p, s, x, choices[i], &w))
            continue;
        varied[count++] = i;
        page_add(p, "<h3>$ by $</h3>\n", setting_metric(x, 1), choices[i]);
        write_sweep(p, s, x, choices[i]);
        page_add(p, "<details class=\"settings\"><summary>Other metrics by $</summary>\n",
                 choices[i]);
        write_others(p, s, choices[i]);
        page_add(p, "</details>\n");
    }
    for (size_t a = 0; a < count; a++)
        for (size_t b = a + 1; b < count; b++)
            sweep_cross(p, s, x, choices[varied[a]], choices[varied[b]]);
    if (count && luck_find(p, "ablations", x->metric, &l))
        page_add(p,
                 "<p class=\"note\">* differs significantly from the first variant, which is "
                 "hollow in the "
                 "plots; in tables over two choices, from the first of its column. Upright lines "
                 "are intervals. Of $, all choices and settings together: $</p>\n",
                 setting_metric(x, 1), luck_words(p, &l));
}
