/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "inference.h"

#include <math.h>

lk_status tests_make(study *s, size_t count, tests *out)
{
    *out = (tests){.count = count,
                   .metrics = study_room(s, count, sizeof *out->metrics),
                   .p = study_room(s, count, sizeof *out->p),
                   .adjusted = study_room(s, count, sizeof *out->adjusted)};
    if (!out->metrics || !out->p || !out->adjusted)
        return no_memory(s);
    for (size_t i = 0; i < count; i++)
        out->p[i] = out->adjusted[i] = NAN;
    return LK_OK;
}

/* Correct the family of the test `first`. `family` and `raised` have room for
 * all tests. */
static int adjust_family(const study *s, tests *t, size_t first, double *family, double *raised)
{
    size_t count = 0, back = 0;
    for (size_t i = first; i < t->count; i++)
        if (!isnan(t->p[i]) && !strcmp(t->metrics[i], t->metrics[first]))
            family[count++] = t->p[i];
    if (adjust_p((correction)s->params->correction, family, count, raised))
        return -1;
    for (size_t i = first; i < t->count; i++)
        if (!isnan(t->p[i]) && !strcmp(t->metrics[i], t->metrics[first]))
            t->adjusted[i] = raised[back++];
    return 0;
}

lk_status tests_adjust(study *s, tests *t)
{
    double *family = study_room(s, t->count, sizeof *family);
    double *raised = study_room(s, t->count, sizeof *raised);
    if (!family || !raised)
        return no_memory(s);
    for (size_t i = 0; i < t->count; i++)
        if (!isnan(t->p[i]) && isnan(t->adjusted[i]) && adjust_family(s, t, i, family, raised))
            return no_memory(s);
    return LK_OK;
}
