/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_NPY_H
#define LK_CORE_NPY_H

/* Arrays as .npy files, the form in which any other program can take over.
 *
 * Read: format versions 1 and 2, little endian, C order, of bool (as uint8 0
 * or 1), uint8, int32, int64, float32 or float64, with at most LK_MAX_RANK axes.
 * The header is taken from a file that nobody vouches for: its length, extents
 * and their product are bounded by the bytes that are there.
 * Written: version 1, the same bytes that numpy.save gives. */

#include <likeness/types.h>

#include "fault.h"

/* An array from the bytes of a .npy file; its memory is allocated with `alloc`. */
lk_status lk_npy_decode(const void *bytes, size_t size, void *(*alloc)(void *user, size_t size),
                        void *user, lk_tensor *out, lk_fault *fault);
/* The bytes of a .npy file for a compact array. */
lk_status lk_npy_encode(const lk_tensor *array, void *(*alloc)(void *user, size_t size), void *user,
                        const void **out, size_t *out_size, lk_fault *fault);

/* The same from and to a file. Writing is whole or not at all. */
lk_status lk_npy_read(const char *path, void *(*alloc)(void *user, size_t size), void *user,
                      lk_tensor *out, lk_fault *fault);
lk_status lk_npy_write(const char *path, const lk_tensor *array, lk_fault *fault);

#endif
