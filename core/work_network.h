/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_WORK_NETWORK_H
#define LK_CORE_WORK_NETWORK_H

#include "codec.h"
#include "recall.h"
#include "task.h"
#include "truth.h"

/* What a network sees of the item in hand, and the face's landmarks there.
 * `whole`: take the image, as it is, for the face box. */
lk_status lk_face_view(lk_session *s, const lk_network_info *info, const lk_face *face, int whole,
                       lk_raster *out, lk_landmarks *landmarks, lk_fault *fault);

/* What makes the item's label, or its shortcut, in that view, and in how many of its
 * pixels. The item in hand tells it: lk_truth_check. */
lk_status lk_face_truth(lk_session *s, const lk_network_info *info, const lk_face *face, int whole,
                        lk_truth_kind kind, lk_region *out, size_t *area, lk_fault *fault);

/* A stored explanation of so many classes of that view. */
lk_status lk_face_explanation(lk_session *s, const lk_key *key, const lk_raster *view,
                              size_t classes, lk_stored_explanation *out, lk_fault *fault);

/* The start of a request: network, item, face, whole. The face is then the item
 * in hand, and the network's passes are counted from 0. */
lk_status lk_work_face(lk_session *s, lk_unpack *request, lk_instance **backend,
                       lk_face_record *face, int *whole, lk_fault *fault);

/* A network that answers out of the store, for one task. */
typedef struct lk_recalling {
    lk_session *session;
    lk_work *out;
    lk_recall recall;
} lk_recalling;

/* Answer coalition problems with what is kept, and leave what is new with the result of
 * the task, until lk_network_recall(network, NULL). In a study of one explainer
 * nothing is kept: nobody else would ask. */
void lk_recall_begin(lk_recalling *r, lk_session *s, lk_network *network, lk_work *out);

/* Call an explainer and check what it gave. `item` and `draw` key the random
 * stream. The result is of the arena of s->call. */
lk_status lk_explain(lk_session *s, lk_instance *explainer, lk_instance *backend,
                     lk_explain_request *request, const lk_key *item, uint64_t draw,
                     lk_explanation *out, lk_fault *fault);

#endif
