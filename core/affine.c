/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "affine.h"

#include <math.h>

const lk_affine lk_affine_identity = {{1, 0, 0, 0, 1, 0}};

lk_point lk_affine_apply(const lk_affine *a, lk_point p)
{
    const double *m = a->m;
    return (lk_point){m[0] * p.x + m[1] * p.y + m[2], m[3] * p.x + m[4] * p.y + m[5]};
}

lk_affine lk_affine_compose(const lk_affine *outer, const lk_affine *inner)
{
    const double *o = outer->m, *i = inner->m;
    return (lk_affine){{
        o[0] * i[0] + o[1] * i[3],
        o[0] * i[1] + o[1] * i[4],
        o[0] * i[2] + o[1] * i[5] + o[2],
        o[3] * i[0] + o[4] * i[3],
        o[3] * i[1] + o[4] * i[4],
        o[3] * i[2] + o[4] * i[5] + o[5],
    }};
}

int lk_affine_invert(const lk_affine *a, lk_affine *out)
{
    const double *m = a->m;
    double det = m[0] * m[4] - m[1] * m[3];
    if (det == 0 || !isfinite(det) || !isfinite(1 / det) || !isfinite(m[2]) || !isfinite(m[5]))
        return -1;
    *out = (lk_affine){{
        m[4] / det,
        -m[1] / det,
        (m[1] * m[5] - m[4] * m[2]) / det,
        -m[3] / det,
        m[0] / det,
        (m[3] * m[2] - m[0] * m[5]) / det,
    }};
    return 0;
}

lk_status lk_landmarks_to_view(const lk_landmarks *landmarks, const lk_raster *view,
                               void *(*alloc)(void *user, size_t size), void *user,
                               lk_landmarks *out, lk_fault *fault)
{
    lk_affine to_view;
    if (lk_affine_invert(&view->to_image, &to_view)) {
        lk_fault_set(fault, "the view has no place in its image: its affine cannot be inverted");
        return LK_E_INPUT;
    }
    lk_point *points = alloc(user, (size_t)landmarks->count * sizeof *points);
    if (!points) {
        lk_fault_set(fault, "out of memory for %u landmarks", landmarks->count);
        return LK_E_MEMORY;
    }
    for (uint32_t i = 0; i < landmarks->count; i++)
        points[i] = lk_affine_apply(&to_view, landmarks->points[i]);
    *out = (lk_landmarks){.struct_size = sizeof *out, .count = landmarks->count, .points = points};
    return LK_OK;
}
