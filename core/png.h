/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_PNG_H
#define LK_CORE_PNG_H

/* PNG bytes of pictures: uint8, H x W (grey), H x W x 3 (RGB) or H x W x 4
 * (RGBA), compact. No time, no text, fixed filters and effort: the same pixels
 * give the same bytes with the same libpng and zlib. */

#include <likeness/types.h>

#include "fault.h"

/* `out` is allocated with `alloc`. */
lk_status lk_png_encode(const lk_tensor *pixels, void *(*alloc)(void *user, size_t size),
                        void *user, const void **out, size_t *out_size, lk_fault *fault);
/* The same into a file, whole or not at all. */
lk_status lk_png_write(const char *path, const lk_tensor *pixels, lk_fault *fault);

#endif
