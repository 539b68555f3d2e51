/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_ROOM_H
#define LK_BACKENDS_ROOM_H

/* Memory for values. Where it is large it is asked for in large pages: to touch
 * a small one for the first time costs as much as a product of its floats. */

#include <stddef.h>

/* Aligned to a line of the cache, not zeroed; NULL where there is none. Freed
 * with free(). */
float *room_take(size_t floats);

#endif
