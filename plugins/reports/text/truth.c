/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "truth.h"

#include "../finding/truth.h"
#include "line.h"

void truth_add(draft *d)
{
    truth t;
    if (!truth_read(d, &t))
        return;
    line_paragraph(
        d,
        draft_format(d, "Explanations against what makes the label (%s, t intervals over people):",
                     draft_title(d, t.metric)));
    if (*truth_overview(d, &t))
        line_paragraph(d, truth_overview(d, &t));
    for (size_t n = 0; n < t.networks.count; n++) {
        const char *suspicion = truth_suspicion(d, &t, n);
        line_paragraph(d, truth_verdict(d, &t, n));
        if (*suspicion)
            line_paragraph(d, suspicion);
    }
}
