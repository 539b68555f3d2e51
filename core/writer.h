/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_WRITER_H
#define LK_CORE_WRITER_H

/* A file that appears whole or not at all: it is written beside its place, and
 * put there at the end. */

#include <stddef.h>

#include "fault.h"

typedef struct lk_writer {
    const char *path;
    int fd;
    char temporary[4096];
} lk_writer;

/* After success one of the two others ends it. */
int lk_writer_open(lk_writer *w, const char *path, lk_fault *fault);
int lk_writer_write(lk_writer *w, const void *bytes, size_t size, lk_fault *fault);
int lk_writer_finish(lk_writer *w, lk_fault *fault);
void lk_writer_abandon(lk_writer *w);

#endif
