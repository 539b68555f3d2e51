/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_EXPLAINER_H
#define LIKENESS_EXPLAINER_H

/* Segmenters cut a view into superpixels; explainers say how much each part
 * of a view contributes to a class. */

#include <likeness/network.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lk_segmenter_ops {
    uint32_t struct_size;
    /* Label every pixel of `view` 0..count-1, each label used. `labels` is
     * int32 H x W, allocated by the host. `landmarks` (in pixels of the view)
     * may be NULL. [worker] */
    lk_status (*segment)(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count);

#if LK_USE_ABI >= 1
    /* Since ABI 1.1. What the labels stand for where that is the same for every
     * view: names, no two alike, in the order of the labels, NULL at the end. Every
     * view then has as many labels. The weights that an explainer gives such
     * segments are in the table `segments`, by name. NULL, or none: a label is a
     * number. [worker] */
    const char *const *(*names)(void *self);
#endif
} lk_segmenter_ops;

/* The segmenter as an explainer gets it: a parameter of type LK_PLUGIN_REF
 * with refers = LK_STAGE_SEGMENTER. */
typedef struct lk_segmenter lk_segmenter;
struct lk_segmenter {
    uint32_t struct_size;
    lk_status (*segment)(lk_segmenter *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count);
    void *host_data;
};

/* Where an explainer leaves its working (coalitions, scores, sample weights,
 * coefficients) for another program to take over. */
typedef lk_status (*lk_trace_fn)(void *user, const char *name, const lk_tensor *array);

typedef struct lk_explain_request {
    uint32_t struct_size;
    uint32_t class_count;
    const uint32_t *classes;       /* which outputs to explain */
    const lk_raster *view;         /* float32 H x W x C, 0..255 */
    const lk_landmarks *landmarks; /* in pixels of the view; NULL when unknown */
    lk_network *network;

    /* Given from outside, or NULL: use these segments (int32 H x W, labels from
     * 0) and these samples (uint8 N x K) in place of the explainer's own. */
    const lk_tensor *segments;
    const lk_tensor *coalitions;

    /* NULL unless someone asked for the working. Names in use: `segments`
     * int32 H x W, `z` uint8 N x K, `scores` float32 N x all classes, `weights`
     * float64 N, `coefficients` float64 classes x K, `intercepts` float64
     * classes, `half_widths` (of the coefficients' intervals; infinite where there
     * are too few samples) float64 classes x K; of class activation maps
     * `channel_weights` float64 classes x channels, `layer_maps` float64 classes x
     * h x w, signed. */
    lk_trace_fn trace;
    void *trace_user;
} lk_explain_request;

/* What an explainer gives back. Either `heatmaps` (float32 classes x H x W,
 * allocated by the host, zeroed) is filled and `segments` left empty; or
 * `segments` (int32 H x W) and `weights` (float64 classes x segment_count) are
 * set, of the arena, and the host paints the heatmaps: pixel p of class c is
 * weights[c][segments[p]]. The second form is stored in a few hundred bytes. */
typedef struct lk_explanation {
    uint32_t struct_size;
    uint32_t segment_count;
    lk_tensor heatmaps;
    const lk_tensor *segments;
    const double *weights;
    lk_value *diagnostics; /* classes x declared diagnostics; allocated by the host,
                              all missing until set */
} lk_explanation;

typedef struct lk_explainer_ops {
    uint32_t struct_size;
    uint32_t diagnostic_count;
    const lk_value_info *diagnostics; /* static; in the order of the values */
    uint32_t diagnostic_size;         /* sizeof(lk_value_info) of the plugin */
    uint64_t requires_;               /* LK_CAP_... its network must have */
    /* Explain all asked classes at once; forward passes are shared. What a class
     * gets does not hang on which others are asked for. [worker] */
    lk_status (*explain)(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out);
    /* About how many forward passes an explanation of one class over a view of
     * this size takes, for the plan; 0 when it cannot be told before. Optional.
     * [worker] */
    uint64_t (*estimate)(void *self, uint32_t width, uint32_t height);
} lk_explainer_ops;

#ifdef __cplusplus
}
#endif
#endif
