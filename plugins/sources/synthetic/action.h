/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_SOURCES_SYNTHETIC_ACTION_H
#define LK_SOURCES_SYNTHETIC_ACTION_H

/* Expressions as action units of the Facial Action Coding System (P. Ekman,
 * W. V. Friesen, 1978), and action units as moves of landmarks. */

#include <stddef.h>

typedef enum action {
    INNER_BROW_RAISER,    /* 1 */
    OUTER_BROW_RAISER,    /* 2 */
    BROW_LOWERER,         /* 4 */
    UPPER_LID_RAISER,     /* 5 */
    CHEEK_RAISER,         /* 6 */
    LID_TIGHTENER,        /* 7 */
    NOSE_WRINKLER,        /* 9 */
    UPPER_LIP_RAISER,     /* 10 */
    LIP_CORNER_PULLER,    /* 12 */
    LIP_CORNER_DEPRESSOR, /* 15 */
    LOWER_LIP_DEPRESSOR,  /* 16 */
    CHIN_RAISER,          /* 17 */
    LIP_STRETCHER,        /* 20 */
    LIP_TIGHTENER,        /* 23 */
    LIPS_PART,            /* 25 */
    JAW_DROP,             /* 26 */
    ACTION_COUNT
} action;

/* The halves of a face, as they lie in the picture: what is left there is the
 * person's right. */
enum { SIDE_LEFT = 0, SIDE_RIGHT = 1, SIDE_COUNT };

typedef struct expression {
    const char *name;
    unsigned actions[SIDE_COUNT]; /* sets of 1 << action */
} expression;

/* What this text says: an expression's name, or action units as in "AU6+AU12L",
 * where L and R are sides of the person. 1, or 0 where it is neither; `out->name`
 * is the text itself. And what may be said, for a sentence. */
int expression_read(const char *text, expression *out);
extern const char expression_names[];

/* The number of an action unit in the system. */
int action_number(action a);

/* What an action of strength 1 does to a landmark of the left half of the
 * picture, and mirrored to its twin: `dx` is away from the middle. */
typedef struct move {
    unsigned char action, landmark;
    float dx, dy;
} move;

extern const move moves[];
extern const size_t move_count;

#endif
