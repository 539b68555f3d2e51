/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "probe.h"

#include "cage.h"

probe_fn probe_of(lk_stage stage)
{
    static const probe_fn probes[] = {
        [LK_STAGE_SOURCE] = probe_source,       [LK_STAGE_DETECTOR] = probe_detector,
        [LK_STAGE_BACKEND] = probe_backend,     [LK_STAGE_SEGMENTER] = probe_segmenter,
        [LK_STAGE_EXPLAINER] = probe_explainer, [LK_STAGE_ALIGNER] = probe_aligner,
        [LK_STAGE_MASK] = probe_mask,           [LK_STAGE_BINARISER] = probe_binariser,
        [LK_STAGE_BASELINE] = probe_baseline,   [LK_STAGE_METRIC] = probe_metric,
        [LK_STAGE_ANALYSIS] = probe_analysis,   [LK_STAGE_REPORT] = probe_report,
    };
    return (size_t)stage < sizeof probes / sizeof *probes ? probes[stage] : NULL;
}

lk_context *probe_begin(const probe *p, uint64_t step)
{
    lk_context *ctx = lk_trial_context(p->trial, p->scene->seed * 64 + step);
    ctx->threads = p->scene->threads ? p->scene->threads : 1;
    return ctx;
}

int probe_is_calm(const probe *p)
{
    return !p->trial->fail_at && p->trial->cancel_after < 0;
}

int probe_status(const probe *p, lk_status status, const char *operation)
{
    return judge_status(p->trial, p->scene, status, operation, p->out);
}
