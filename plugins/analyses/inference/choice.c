/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "choice.h"

const char *const choice_names[CHOICE_COUNT] = {[CHOICE_EXPLAINER] = "explainer",
                                                [CHOICE_ALIGN] = "align",
                                                [CHOICE_MASK] = "mask",
                                                [CHOICE_BINARISE] = "binarise",
                                                [CHOICE_RUN] = "run"};

const char *choice_variant(const setting *x, choice c)
{
    switch (c) {
    case CHOICE_EXPLAINER:
        return x->explainer;
    case CHOICE_ALIGN:
        return x->align;
    case CHOICE_MASK:
        return x->mask;
    case CHOICE_BINARISE:
        return x->binarise;
    case CHOICE_RUN:
        return x->run;
    }
    return "";
}

static int is_alike_but(const setting *a, const setting *b, choice c)
{
    for (int i = 0; i < CHOICE_COUNT; i++)
        if (i != (int)c && strcmp(choice_variant(a, (choice)i), choice_variant(b, (choice)i)) != 0)
            return 0;
    return !strcmp(a->protocol, b->protocol) && !strcmp(a->metric, b->metric);
}

const setting *choice_base(const grid *g, const setting *x, choice c)
{
    const setting *base = g->settings;
    if (g->has_runs != (c == CHOICE_RUN))
        return NULL;
    while (!is_alike_but(base, x, c)) /* `x` itself is */
        base++;
    return base == x ? NULL : base;
}
