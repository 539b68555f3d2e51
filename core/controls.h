/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_CONTROLS_H
#define LK_CORE_CONTROLS_H

/* The key `controls` of a study: each network once more with other parameters, so
 * that what is found of it can be held against that of its twin.
 *
 *     controls:
 *       randomised: {randomise: all}
 *       cascade: {randomise: [1, 2, 4, all]}
 *
 * A list makes a series of controls, one for each of its values. */

#include "study.h"

/* Read it into `s->controls` and `s->twins`; networks are read already. */
int lk_controls_read(lk_study *s, lk_fault *fault);

/* Do names tell twins and baselines apart in tables? */
int lk_controls_check(const lk_study *s, lk_fault *fault);

#endif
