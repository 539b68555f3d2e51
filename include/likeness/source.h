/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_SOURCE_H
#define LIKENESS_SOURCE_H

/* Sources give items: images with what is known about them, or ready-made
 * heatmaps that enter the study after its explainers. Detectors find faces
 * where the source knows none. */

#include <likeness/host.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    /* The item is a ready-made heatmap: `image` is float32 H x W, `network` and
     * `label` name what it explains, `fold` may be set. */
    LK_ITEM_HEATMAP = 1,
    /* The values of a ready-made heatmap were rescaled on their own (stretched
     * to 8 bits, say): sums over several are meaningless, so the host never
     * pools them. */
    LK_ITEM_RESCALED = 2
};

typedef struct lk_face {
    lk_box box;   /* pixels of the item's image */
    double score; /* the detector's confidence, 0..1; 1 where given */
    uint8_t has_box;
    uint8_t reserved[7];
    lk_landmarks landmarks; /* count 0 where unknown; pixels of the image */
} lk_face;

#if LK_USE_ABI >= 1
/* Since ABI 1.1. What a source that draws its pictures may tell of one beside what it shows;
 * bits of lk_item.truth. */
enum {
    LK_TRUTH_CAUSE = 1,  /* `cause` and `shortcut` */
    LK_TRUTH_ACTIONS = 2 /* `actions` and `rest` */
};

/* Since ABI 1.1. A muscle's movement that is in a picture. */
typedef struct lk_action {
    const char *name; /* "AU12"; one side alone: "AU12L", "AU12R", of the person */
    double intensity; /* 0..1 */
} lk_action;
#endif

/* One item. Strings and arrays are of the arena. */
typedef struct lk_item {
    uint32_t struct_size;
    uint32_t flags;      /* LK_ITEM_... */
    const char *id;      /* unique and stable: a relative path, a row's name */
    lk_tensor image;     /* uint8 or float32 (0..255), H x W x 3 (RGB); with a
                            leading axis for sequences */
    const char *label;   /* the study's word, or NULL */
    const char *subject; /* or NULL */
    const char *fold;    /* or NULL */
    const char *network; /* ready-made heatmaps only */
    size_t face_count;   /* 0: the detector is asked */
    const lk_face *faces;
#if LK_USE_ABI >= 1
    /* Since ABI 1.1. What the host asks for of the following, LK_TRUTH_...: it comes with the
     * call. A source that does not know it leaves it as it is, zeroed. */
    uint32_t truth;
    uint32_t action_count;
    const lk_action *actions; /* those that are not 0 */
    lk_landmarks rest;        /* where the landmarks were without them; count 0: unknown */
    lk_tensor cause;          /* uint8 H x W: 1 where the image would be another without what
                                 makes its label, else 0; all 0 where nothing makes it (a neutral
                                 face). `data` NULL: unknown */
    lk_tensor shortcut;       /* the same for what only goes with the label, such as a watermark;
                                 `data` NULL: there is none */
#endif
} lk_item;

typedef struct lk_source_ops {
    uint32_t struct_size;
    /* How many items there are; -1 when unknown before the end. [worker] */
    lk_status (*count)(void *self, lk_context *ctx, int64_t *count);
    /* Item `index`, from 0: the same answer in any process and any order.
     * LK_END past the last. An unreadable image is an error of this item only
     * (set out->id before returning it, so that the report can name it).
     * [worker] */
    lk_status (*get)(void *self, lk_context *ctx, int64_t index, lk_item *out);
} lk_source_ops;

typedef struct lk_faces {
    uint32_t struct_size;
    size_t count;
    const lk_face *faces; /* best score first; of the arena */
} lk_faces;

typedef struct lk_detector_ops {
    uint32_t struct_size;
    /* The faces in an image, landmarks included. `id` is the item's id (a
     * detector that looks landmarks up needs it). `whole` asks to take the whole
     * image as the one face box and only place its landmarks. Finding none is
     * LK_OK with count 0. [worker] */
    lk_status (*detect)(void *self, lk_context *ctx, const char *id, const lk_raster *image,
                        int whole, lk_faces *out);
} lk_detector_ops;

#ifdef __cplusplus
}
#endif
#endif
