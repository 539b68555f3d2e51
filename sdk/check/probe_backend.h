/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CHECK_PROBE_BACKEND_H
#define LK_CHECK_PROBE_BACKEND_H

/* What the probe and the checks of backends share. */

#include "probe.h"

/* Judged. */
const lk_network_info *backend_info(const probe *p);
/* `items` views, of the numbers from `first` on; not protected yet. */
lk_tensor backend_batch(const probe *p, const lk_view *v, int64_t items, uint64_t first);
/* N x classes, judged; NULL where it refused. */
float *backend_scores(const probe *p, lk_context *ctx, const lk_tensor *batch, lk_output output);

#endif
