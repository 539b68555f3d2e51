/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_ONEDNN_THREADS_H
#define LK_BACKENDS_ONEDNN_THREADS_H

/* oneDNN asks OpenMP how many threads there are, when it makes a primitive and
 * when it runs one. OpenMP keeps the number for each thread by itself, so a
 * limit set here is the calling thread's own. */

/* Declared here since only gcc has GNU's omp.h, and oneDNN uses GNU's library
 * whichever compiler this is. */
extern int omp_get_max_threads(void);
extern void omp_set_num_threads(int count);

/* Returns the limit before, for the caller to put back. */
static inline int threads_limit(int count)
{
    int before = omp_get_max_threads();
    omp_set_num_threads(count);
    return before;
}

#endif
