/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_LESSON_H
#define LK_CORE_LESSON_H

/* What a pupil is shown: faces with their classes, as its network sees them, in
 * an order that each epoch draws anew. All of it is a function of seed, epoch
 * and place, so that a training can go on from anywhere. */

#include "session.h"
#include "training.h"

typedef struct lk_example {
    int64_t item;
    lk_face_record face;
    uint32_t class_index;
} lk_example;

typedef struct lk_lesson {
    lk_session *session;
    const lk_network_info *info;
    const lk_plan *plan;
    int whole; /* take each image, as it is, for one face box */
    size_t count;
    lk_example *examples;
    size_t height, width;
    float *views;   /* of all examples; NULL where that is too much to keep */
    uint8_t *known; /* is the example's view there? */
    size_t *order;  /* of the epoch that was begun */
    uint64_t epoch;
} lk_lesson;

void lk_pack_example(lk_pack *p, const lk_example *e);

/* Read a list of examples; what they hold is of `arena`. */
lk_status lk_lesson_open(lk_session *s, lk_unpack *request, const lk_network_info *info,
                         const lk_plan *plan, int whole, lk_arena *arena, lk_lesson *out,
                         lk_fault *fault);
void lk_lesson_close(lk_lesson *l);

/* Shuffle for an epoch, from 0. */
void lk_lesson_begin(lk_lesson *l, uint64_t epoch);

/* Examples first .. first + count - 1 of the epoch's order, varied; or, with
 * `plainly`, of the list itself and as they are. `pictures` is count x height x width
 * x 3. What calls into plugins left in the session's call is gone then. */
lk_status lk_lesson_fill(lk_lesson *l, int plainly, size_t first, size_t count, float *pictures,
                         uint32_t *classes, lk_fault *fault);

#endif
