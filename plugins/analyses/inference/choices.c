/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cells.h"
#include "choice.h"
#include "estimate.h"

/* Which choice changes the conclusion. */

static const lk_column columns[] = {
    {"choice", LK_COLUMN_TEXT},          {"base", LK_COLUMN_TEXT},
    {"variant", LK_COLUMN_TEXT},         {"metric", LK_COLUMN_TEXT},
    {"settings", LK_COLUMN_NUMBER},      {"tau", LK_COLUMN_NUMBER},
    {"order_changed", LK_COLUMN_NUMBER}, {"best_changed", LK_COLUMN_NUMBER},
    {"sign_changed", LK_COLUMN_NUMBER},
};

enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* A variant against the first, over all settings that differ in nothing else. */
typedef struct tally {
    size_t settings, taus, order, best, sign;
    double tau;
} tally;

/* ---- Networks in order ------------------------------------------------------------------ */

static double network_mean(const grid *g, const setting *x, size_t baseline, size_t network)
{
    double sum = 0, known = 0;
    for (size_t l = 0; l < g->column_count; l++) {
        double score = grid_cell(g, x, baseline, network, l);
        if (isnan(score))
            continue;
        sum += score;
        known++;
    }
    return known > 0 ? sum / known : NAN;
}

static int sign_of(double v)
{
    return (v > 0) - (v < 0);
}

/* Kendall's tau b of the networks' means; NAN where one side is constant. */
static double tau(const double *a, const double *b, size_t n)
{
    double both = 0, in_a = 0, in_b = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            int x = sign_of(a[i] - a[j]), y = sign_of(b[i] - b[j]);
            both += x * y;
            in_a += x * x;
            in_b += y * y;
        }
    return in_a > 0 && in_b > 0 ? both / sqrt(in_a * in_b) : NAN;
}

static size_t best_of(const double *means, size_t n, int sign)
{
    size_t best = 0;
    for (size_t i = 1; i < n; i++)
        if (sign * (means[i] - means[best]) > 0)
            best = i;
    return best;
}

static void compare_orders(const study *s, const setting *x, const setting *base, double *room,
                           tally *out)
{
    const grid *g = &s->grid;
    double *a = room, *b = room + g->networks.count;
    size_t n = 0;
    for (size_t i = 0; i < g->networks.count; i++) {
        a[n] = network_mean(g, x, 0, i);
        b[n] = network_mean(g, base, 0, i);
        n += !isnan(a[n]) && !isnan(b[n]);
    }
    double t = n > 1 ? tau(a, b, n) : NAN;
    if (isnan(t))
        return;
    int sign = study_lowest_first(s, x->metric) ? -1 : 1;
    out->taus++;
    out->tau += t;
    out->order += t < 1;
    out->best += best_of(a, n, sign) != best_of(b, n, sign);
}

/* ---- Own masks against others -------------------------------------------------------------- */

/* The sign of own minus wrong, over networks; 0 where it is not known. */
static int own_sign(const study *s, const setting *x, size_t wrong, double *room)
{
    size_t n = clusters_gather(s, (side){x, 0}, (side){x, wrong}, room);
    return n ? sign_of(values_mean(room, n)) : 0;
}

/* ---- The table ------------------------------------------------------------------------------ */

static void add(const study *s, const setting *x, const setting *base, double *room, tally *out)
{
    size_t wrong = texts_find(&s->grid.baselines, "wrong");
    out->settings++;
    compare_orders(s, x, base, room, out);
    if (wrong != SIZE_MAX)
        out->sign += own_sign(s, x, wrong, room) * own_sign(s, base, wrong, room) < 0;
}

static lk_status write_row(study *s, const setting *x, const setting *base, choice c,
                           const tally *t)
{
    lk_cell cells[COLUMNS] = {
        cell_text(choice_names[c]),       cell_text(choice_variant(base, c)),
        cell_text(choice_variant(x, c)),  cell_text(x->metric),
        cell_number((double)t->settings), cell_number(t->taus ? t->tau / (double)t->taus : NAN),
        cell_number((double)t->order),    cell_number((double)t->best),
        cell_number((double)t->sign)};
    return s->out->row(s->out, s->ctx, "choices", COLUMNS, columns, cells);
}

/* Do two settings, of which each has a base, stand in one row? */
static int is_same_row(const setting *x, const setting *y, choice c)
{
    return !strcmp(x->metric, y->metric) && !strcmp(choice_variant(x, c), choice_variant(y, c));
}

/* The row that `first` is the first setting of; nothing where it is not. */
static lk_status write_variant(study *s, size_t first, choice c, const setting *const *bases,
                               double *room)
{
    const grid *g = &s->grid;
    const setting *x = &g->settings[first];
    tally t = {0};
    for (size_t i = 0; i < g->count; i++) {
        if (!bases[i] || !is_same_row(x, &g->settings[i], c))
            continue;
        if (i < first)
            return LK_OK;
        add(s, &g->settings[i], bases[i], room, &t);
    }
    return write_row(s, x, bases[first], c, &t);
}

lk_status write_choices(study *s)
{
    const grid *g = &s->grid;
    double *room = study_room(s, 2 * (g->networks.count + g->column_count), sizeof *room);
    const setting **bases = study_room(s, g->count, sizeof *bases);
    lk_status status = room && bases ? LK_OK : no_memory(s);
    for (int c = 0; !status && c < CHOICE_COUNT; c++) {
        for (size_t i = 0; i < g->count; i++)
            bases[i] = choice_base(g, &g->settings[i], (choice)c);
        for (size_t i = 0; !status && i < g->count; i++)
            if (bases[i])
                status = lk_cancelled(s->ctx) ? LK_CANCELLED
                                              : write_variant(s, i, (choice)c, bases, room);
    }
    return status;
}
