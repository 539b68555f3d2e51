/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_COMPARE_H
#define LIKENESS_COMPARE_H

/* From heatmaps to numbers: aligners bring them into a canonical frame, masks
 * say where people look, binarisers make a foreground, baselines stand in the
 * network's place, metrics compare. */

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
    /* A heatmap against the network it explains. Optional. [worker] */
    lk_status (*faithfulness)(void *self, lk_context *ctx, const lk_heatmap *map,
                              const lk_raster *view, lk_network *network, uint32_t class_index,
                              lk_value *out);
} lk_metric_ops;

#ifdef __cplusplus
}
#endif
#endif
