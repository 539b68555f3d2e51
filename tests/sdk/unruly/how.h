/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_TESTS_SDK_UNRULY_HOW_H
#define LK_TESTS_SDK_UNRULY_HOW_H

/* Plugins that do well, or wrong in the one way that the parameter `how` names. A
 * word is no choice: the check of bounds tries all choices. */

#include <likeness/plugin.h>

typedef struct unruly {
    const char *how;
} unruly;

static inline int is(const void *self, const char *how)
{
    return !strcmp(((const unruly *)self)->how, how);
}

#define HOW                                                                                        \
    {                                                                                              \
        .name = "how", .type = LK_STRING, .offset = offsetof(unruly, how), .fallback = "well",     \
        .doc = "What it does wrong."                                                               \
    }

static const lk_param how_params[] = {HOW};

#define UNRULY_CAN(can, title, ...)                                                                \
    LK_PLUGIN(.name = title, .version = "1.0", .summary = "Does wrong as it is told.",             \
              .licence = "MIT", .capabilities = can, __VA_ARGS__)
#define UNRULY(title, ...) UNRULY_CAN(LK_CAP_DETERMINISTIC, title, __VA_ARGS__)
#define UNRULY_HOW .instance_size = sizeof(unruly), LK_PARAMS(how_params)

#endif
