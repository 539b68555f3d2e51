/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CHECK_PROBE_H
#define LK_CHECK_PROBE_H

/* The operations of one stage, tried once on one scene, and what came back
 * judged. Everything that holds for all stages (repeatability, threads,
 * cancellation, ...) is made of these. */

#include "judge.h"

typedef struct probe {
    lk_trial *trial;
    const scene *scene;
    const lk_check_options *options;
    lk_digest *out; /* of all that came back */
} probe;

typedef void (*probe_fn)(const probe *p);

/* NULL where the stage has none (executors). */
probe_fn probe_of(lk_stage stage);

/* Begin the next operation: the context of the scene. `step` tells the operations
 * of one probe apart. */
lk_context *probe_begin(const probe *p, uint64_t step);
/* Nothing is made to go wrong: no lack of memory, no cancellation. */
int probe_is_calm(const probe *p);
/* judge_status of the trial and scene of `p`. */
int probe_status(const probe *p, lk_status status, const char *operation);

/* Add to `sums`, classes x height x width, what an explainer gives each class. */
void probe_maps(const probe *p, lk_network *network, const uint32_t *classes, uint32_t count,
                double *sums);

void probe_source(const probe *p);
void probe_detector(const probe *p);
void probe_backend(const probe *p);
void probe_segmenter(const probe *p);
void probe_explainer(const probe *p);
void probe_aligner(const probe *p);
void probe_mask(const probe *p);
void probe_binariser(const probe *p);
void probe_baseline(const probe *p);
void probe_metric(const probe *p);
void probe_analysis(const probe *p);
void probe_report(const probe *p);

#endif
