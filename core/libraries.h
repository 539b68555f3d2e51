/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_LIBRARIES_H
#define LK_CORE_LIBRARIES_H

/* The libraries that a loaded plugin links: results may change with them, so
 * they are part of its keys. */

#include "digest.h"

/* A digest over the libraries that `object` (of dlopen) names as needed, in its
 * order: soname, and the real file's name and size. */
void lk_libraries_digest(void *object, lk_key *out);

#endif
