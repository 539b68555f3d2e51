/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_FIGURE_H
#define LK_CORE_FIGURE_H

/* A figure as the coordinator asks for it: which artefact it is, and what it
 * shows. The worker that writes a report fetches the pixels. */

#include "session.h"

typedef enum lk_figure_form {
    LK_FIGURE_MAP = 1,        /* a pooled map; a portrait */
    LK_FIGURE_MASK = 2,       /* uint8 */
    LK_FIGURE_VIEW = 3,       /* what a network sees of a face */
    LK_FIGURE_EXPLANATION = 4 /* one class of an explanation */
} lk_figure_form;

typedef struct lk_figure_spec {
    lk_figure_form form;
    lk_key key; /* of the artefact; unused for a view */
    uint32_t slot;
    int64_t item;
    int whole;
    lk_face_record face;
    const char *seen_by; /* of a view: the network, by which it is opened */
    const char *kind, *network, *label, *explainer, *align, *fold, *variant, *name;
} lk_figure_spec;

void lk_pack_figure(lk_pack *p, const lk_figure_spec *f);
lk_figure_spec lk_unpack_figure(lk_unpack *u, lk_arena *arena);

#endif
