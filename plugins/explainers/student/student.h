/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_STUDENT_STUDENT_H
#define EXPLAINERS_STUDENT_STUDENT_H

/* Student's t distribution, for any positive number of degrees of freedom. */

/* The chance that |T| exceeds t >= 0: the regularised incomplete beta function
 * of freedom / 2 and 1/2 at freedom / (freedom + t^2), by its continued fraction
 * (DLMF 8.17.22). */
double student_beyond(double t, double freedom);

/* The t that |T| exceeds with this chance, 0 < chance < 1. INFINITY for less
 * than one degree of freedom, where an interval would say nothing. */
double student_quantile(double chance, double freedom);

#endif
