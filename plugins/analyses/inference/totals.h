/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef INFERENCE_TOTALS_H
#define INFERENCE_TOTALS_H

#include "estimate.h"

/* A row of `metrics` about all labels, of one network or (`network` "") of all. */
lk_status total_write(study *s, const setting *x, const char *network, const char *baseline,
                      const estimate *e);

#endif
