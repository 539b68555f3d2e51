/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_MAPPING_H
#define LK_CORE_MAPPING_H

/* Files mapped into memory, read-only, for as long as a call's results live. */

#include <stddef.h>

#include "fault.h"

typedef struct lk_mapping lk_mapping;

/* Map a whole regular file of at most `limit` bytes (0: 64 GiB) and put it in
 * front of `*list`. An empty file is mapped to no bytes. */
int lk_mapping_add(lk_mapping **list, const char *path, size_t limit, const void **out,
                   size_t *size, lk_fault *fault);
/* Let go of the pages, which are read again where they are needed again. */
void lk_mappings_rest(const lk_mapping *list);
void lk_mappings_free(lk_mapping *list);

#endif
