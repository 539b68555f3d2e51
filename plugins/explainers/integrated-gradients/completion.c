/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "completion.h"

#include <math.h>

void completion_close(double *values, const double *variances, size_t count, double sum)
{
    double lacking = sum, total = 0;
    for (size_t i = 0; i < count; i++) {
        lacking -= values[i];
        total += fmax(variances[i], 0);
    }
    for (size_t i = 0; total > 0 && i < count; i++)
        values[i] += lacking * (fmax(variances[i], 0) / total);
}
