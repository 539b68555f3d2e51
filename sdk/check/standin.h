/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CHECK_STANDIN_H
#define LK_CHECK_STANDIN_H

/* What a plugin under test gets in the place of other plugins: a smooth network
 * of STANDIN_CLASSES classes whose gradients are known, and a segmenter of
 * rectangles. Both lie behind the host's own services, so shapes are checked and
 * coalitions painted as in a run.
 *
 * The network: with u = value / 255 - 1/2 of pixel i and channel k, the logit of
 * class c is the sum over i and k of w(c, i) (u + u^2 / 2). Layers: `maps`,
 * height x width x classes, whose sum over the pixels are the logits, and
 * `logits`. */

#include "fault.h"

#include <likeness/explainer.h>
#include <likeness/network.h>

#define STANDIN "stand-in" /* as what a study would `use` them */

enum { STANDIN_CLASSES = 4 };

typedef struct standin standin;

standin *standin_open(lk_fault *fault);
void standin_close(standin *s);

/* A network whose input is `height` x `width`; the next call ends it. */
lk_network *standin_sized(standin *s, uint32_t height, uint32_t width, lk_fault *fault);
/* The same, but class 0 looks at the left half of the view alone, class 2 at the
 * right one, and the others at nothing. */
lk_network *standin_halved(standin *s, uint32_t height, uint32_t width, lk_fault *fault);
/* The one that a parameter refers to: 24 x 20. */
lk_network *standin_network(standin *s);
lk_segmenter *standin_segmenter(standin *s);

#endif
