/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_ENVIRONMENT_H
#define LK_CORE_ENVIRONMENT_H

/* The numeric environment that results depend on: instruction set, C library,
 * this program by version and content. Part of every key, and of the provenance. */
const char *lk_environment(void);

#endif
