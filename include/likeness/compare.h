/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_COMPARE_H
#define LIKENESS_COMPARE_H

/* From heatmaps to numbers: aligners bring them into a canonical frame, masks
 * say where people look, binarisers make a foreground, baselines stand in the
 * network's place, metrics compare.
 *
 * A heatmap with a value that is not finite, wherever it comes from, reaches no
 * binariser and no metric: its scores are missing, with that reason. */

#include <likeness/network.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Aligners ------------------------------------------------------------ */

typedef struct lk_aligner_ops {
    uint32_t struct_size;
    /* The canonical frame it maps into; lives until `close`. [worker] */
    const lk_frame *(*frame)(void *self);
    /* Warp `map` (float32 H x W, or H x W x C for images) into the frame. `out`
     * is allocated by the host (frame height x frame width (x C)), zeroed.
     * `landmarks` are in pixels of `map`. LK_MISSING with a reason when these
     * landmarks cannot be aligned. [worker] */
    lk_status (*align)(void *self, lk_context *ctx, const lk_heatmap *map,
                       const lk_landmarks *landmarks, lk_heatmap *out);
} lk_aligner_ops;

/* ---- Masks --------------------------------------------------------------- */

typedef struct lk_mask_ops {
    uint32_t struct_size;
    /* The names of the readings this mask set has for a label, NULL-terminated,
     * at least one; NULL (with an error sentence) when it knows no such label.
     * The array lives until `close`. [worker] */
    const char *const *(*readings)(void *self, lk_context *ctx, const char *label);
    /* Draw one reading for a label on a frame. `out` is allocated by the host,
     * zeroed. [worker] */
    lk_status (*draw)(void *self, lk_context *ctx, const char *label, uint32_t reading,
                      const lk_frame *frame, lk_region *out);
} lk_mask_ops;

/* ---- Binarisers ---------------------------------------------------------- */

typedef struct lk_binariser_ops {
    uint32_t struct_size;
    /* Foreground of a pooled heatmap. `mask_area` is the number of pixels of
     * the mask it will be compared with (for area-matched thresholds). `out` is
     * allocated by the host, zeroed. A constant map is LK_MISSING. [worker] */
    lk_status (*binarise)(void *self, lk_context *ctx, const lk_heatmap *map, size_t mask_area,
                          lk_region *out);
#if LK_USE_ABI >= 1
    /* Since ABI 1.1. The same for an oracle: one that chooses by the very mask that it
     * will be compared with, which tells how good any foreground of this map
     * could be and is no score of the map. The host calls it in place of
     * `binarise` where it is not NULL, and tables name the variant NAME:oracle.
     * [worker] */
    lk_status (*binarise_for)(void *self, lk_context *ctx, const lk_heatmap *map,
                              const lk_region *mask, lk_region *out);
    /* Since ABI 1.1. 1: `mask_area` makes no difference, so the host asks once a map
     * and not once a mask. */
    uint32_t ignores_mask;
#endif
} lk_binariser_ops;

/* ---- Baselines ----------------------------------------------------------- */

typedef enum lk_baseline_kind {
    LK_BASELINE_REGION = 0, /* gives a foreground */
    LK_BASELINE_HEATMAP = 1 /* gives a heatmap, which the host binarises */
} lk_baseline_kind;

typedef struct lk_baseline_ops {
    uint32_t struct_size;
    lk_baseline_kind kind;
    /* How many independent draws make its value, whose scores the host
     * averages. Optional: 1. [worker] */
    uint32_t (*draws)(void *self);
    /* What stands in the place of `map`, whose foreground is `foreground`.
     * Exactly one of `region` and `heatmap` is not NULL, by `kind`; allocated by
     * the host, zeroed. `frame` may have no landmarks. [worker] */
    lk_status (*draw)(void *self, lk_context *ctx, const lk_heatmap *map,
                      const lk_region *foreground, const lk_frame *frame, lk_region *region,
                      lk_heatmap *heatmap);
#if LK_USE_ABI >= 1
    /* Since ABI 1.1. 1: it draws from `frame->face`, which enters the key of its
     * results, so that they are kept for these faces only. */
    uint32_t sees_face;
#endif
} lk_baseline_ops;

/* ---- Metrics ------------------------------------------------------------- */

/* Predictions of one network on labelled items. */
typedef struct lk_predictions {
    uint32_t struct_size;
    uint32_t label_count;
    const char *const *labels; /* the study's vocabulary */
    size_t count;
    const int32_t *truth;     /* index into labels */
    const int32_t *predicted; /* likewise; -1: a class outside the vocabulary */
    const float *scores;      /* count x label_count; NULL when unknown */
} lk_predictions;

#if LK_USE_ABI >= 1
/* Since ABI 1.1. One explanation of one face, with the network it explains. */
typedef struct lk_quality_request {
    uint32_t struct_size;
    uint32_t class_index;  /* the output that was explained */
    const lk_heatmap *map; /* float32 H x W, as the explainer gave it: not aligned */
    const lk_raster *view; /* float32 H x W x C, 0..255: what was explained */
    lk_network *network;

    /* The same as `map` where the explainer weighs segments, so that hiding them
     * is a coalition problem: int32 H x W, labels 0..segment_count-1, and a weight
     * for each. NULL and 0 where it gives pixels. */
    const lk_tensor *segments;
    const double *weights;
    uint32_t segment_count;

    /* Let the same explainer explain an output once more, for a view of the same
     * shape, into float32 H x W of the caller's. `draw` 0: with the random numbers of
     * `map`, so that its view and output give it again; others: with fresh ones, the
     * same for each draw. LK_MISSING where there is nothing to explain. NULL: this
     * host cannot. */
    lk_status (*explain_again)(void *user, lk_context *ctx, const lk_raster *view,
                               uint32_t class_index, uint64_t draw, lk_tensor *map);
    void *explain_user;
} lk_quality_request;
#endif

typedef struct lk_metric_ops {
    uint32_t struct_size;
    uint32_t value_count;
    const lk_value_info *values; /* static; every operation below fills one
                                    lk_value per entry, all missing until set */
    uint32_t value_size;         /* sizeof(lk_value_info) of the plugin */

    /* Heatmap and its foreground against a mask, all of one shape. `map` is NULL
     * where a baseline has a foreground only. Optional. [worker] */
    lk_status (*agreement)(void *self, lk_context *ctx, const lk_heatmap *map,
                           const lk_region *foreground, const lk_region *mask, lk_value *out);
    /* Two heatmaps of one shape. Optional. [worker] */
    lk_status (*similarity)(void *self, lk_context *ctx, const lk_heatmap *a, const lk_heatmap *b,
                            lk_value *out);
    /* Predictions against labels. `confusion` is label_count x label_count, rows
     * are the truth, zeroed by the host. Optional. [worker] */
    lk_status (*classification)(void *self, lk_context *ctx, const lk_predictions *predictions,
                                lk_value *out, uint64_t *confusion);
    /* A heatmap against the network it explains. Hosts call `quality` in its place
     * where that is there. Optional. [worker] */
    lk_status (*faithfulness)(void *self, lk_context *ctx, const lk_heatmap *map,
                              const lk_raster *view, lk_network *network, uint32_t class_index,
                              lk_value *out);
#if LK_USE_ABI >= 1
    /* Since ABI 1.1. One explanation by itself, or against its network; values that do
     * not apply stay missing. The random stream is keyed by seed, face and sampler
     * parameters, so that networks and explainers are compared on common random
     * numbers. Optional. [worker] */
    lk_status (*quality)(void *self, lk_context *ctx, const lk_quality_request *request,
                         lk_value *out);
#endif
} lk_metric_ops;

#if LK_USE_ABI >= 1
/* Has a metric the operation above? */
static inline int lk_metric_has_quality(const lk_metric_ops *ops)
{
    return LK_HAS(ops, lk_metric_ops, quality) && ops->quality;
}
#endif

#ifdef __cplusplus
}
#endif
#endif
