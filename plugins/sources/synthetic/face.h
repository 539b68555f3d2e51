/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_SOURCES_SYNTHETIC_FACE_H
#define LK_SOURCES_SYNTHETIC_FACE_H

/* The face to draw: 68 landmarks in space, shaped by who it is and by what its
 * action units do, and how it is seen.
 *
 * Face coordinates: half the width of a mean face is 1, x to the right of the
 * picture, y down, z towards the camera; the origin is at the nose. */

#include "action.h"
#include "canvas.h"
#include "stream.h"

enum { FACE_LANDMARKS = 68 };

typedef struct place {
    double x, y, z;
} place;

typedef enum hair_style {
    HAIR_SHORT = 0,
    HAIR_LONG = 1,
    HAIR_FRINGE = 2,
    HAIR_NONE = 3
} hair_style;

/* Who it is; the same in all pictures of a person. */
typedef struct person {
    double width, jaw, chin, mouth, lips, eyes, eye_gap, nose, nose_width, brow, brow_width, slant;
    colour skin, hair, iris, clothes;
    hair_style style;
} person;

/* How it is seen. */
typedef struct view {
    double turn[9]; /* a rotation, row-major */
    double scale, x, y;
} view;

typedef struct face {
    person person;
    double action[SIDE_COUNT][ACTION_COUNT]; /* how strong each action unit is */
    place shape[FACE_LANDMARKS];
    view view;
    lk_point points[FACE_LANDMARKS]; /* in pixels */
} face;

/* A person drawn from a stream; `variety` 0 is the mean person, 1 all kinds. */
person person_from(stream *s, double variety);

/* Place the landmarks of a person whose `action` are set. */
void face_shape(face *f);

/* Look at the face: at most `pose` degrees from the front, in a picture of
 * `size` pixels a side, in which all landmarks come to lie. Sets `points`. */
void face_look(face *f, stream *s, double pose, double size);

/* Look again, from where it was looked at, after its shape changed. */
void face_look_again(face *f);

/* From the forehead to the chin, within a picture of `size` pixels a side. */
lk_box face_box(const face *f, double size);

/* Where a place of face coordinates, and one beside a landmark, lies. */
lk_point face_point(const face *f, double x, double y, double z);
lk_point face_near(const face *f, int landmark, double dx, double dy);

/* The landmark on the other side. */
int face_mirror(int landmark);

/* How strong an action unit is in the middle of the face. */
static inline double face_action(const face *f, action a)
{
    return .5 * (f->action[SIDE_LEFT][a] + f->action[SIDE_RIGHT][a]);
}

#endif
