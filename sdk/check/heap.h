/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CHECK_HEAP_H
#define LK_CHECK_HEAP_H

/* Memory of the heap that nobody clears holds `byte` from now on, in this thread. */
void heap_soil(unsigned char byte);

/* Does the heap grow by the same work again and again? Each window of rounds runs
 * on a thread of its own, since the C library keeps what a thread freed, and
 * calls it used, until the thread ends. A leak is growth in every window. */

#include <stddef.h>

enum { HEAP_ROUNDS = 8, HEAP_WINDOWS = 5, HEAP_LEAST = 16 };

/* `work` does its rounds, and says how many there were. Bytes that each leaves
 * behind, 0: none. */
size_t heap_grows(int (*work)(void *user), void *user);

#endif
