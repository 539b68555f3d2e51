/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_TESTS_SCRATCH_H
#define LIKENESS_TESTS_SCRATCH_H

/* Folders that a test of a source fills for itself, and sources over them.
 * Paths and bytes live until the program ends; the folders go with it. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit.h"

typedef struct scratch_bytes {
    uint8_t *data;
    size_t size;
} scratch_bytes;

/* A new, empty folder. */
const char *scratch_folder(void);
/* folder/relative. */
const char *scratch_path(const char *folder, const char *relative);
/* Write a file, making the folders on the way to it. */
void scratch_write(const char *folder, const char *relative, const void *data, size_t size);
void scratch_text(const char *folder, const char *relative, const char *text);
/* Copy a file of tests/golden/sources. */
void scratch_copy(const char *folder, const char *relative, const char *golden);
/* The bytes of a file of tests/golden/sources, in a buffer of just their size. */
scratch_bytes scratch_golden(const char *golden);
/* Free bytes. */
void scratch_free(scratch_bytes b);

/* Open source `name` with parameters printed as a YAML flow map. */
kit *source_open(const char *name, const char *format, ...) LK_PRINTF(2, 3);
/* Check that it cannot be opened and that the sentence holds `because`. */
void source_refused(const char *because, const char *name, const char *format, ...) LK_PRINTF(3, 4);

int64_t source_count(kit *k);
lk_status source_get(kit *k, int64_t index, lk_item *out);
/* The item, which must be there. */
lk_item source_item(kit *k, int64_t index);
/* Check that this item fails and that the sentence holds `because`. */
void source_fails(kit *k, int64_t index, const char *id, const char *because);

#endif
