/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef METRICS_OVERLAP_CHANCE_H
#define METRICS_OVERLAP_CHANCE_H

/* The mean IoU of a mask and every foreground of so many of the pixels, each as
 * likely: E[X / (foreground + mask - X)], X hypergeometric. Foreground and mask
 * are not both empty. In a few hundred steps at any size of picture. */
double chance_iou(double pixels, double foreground, double mask);

#endif
