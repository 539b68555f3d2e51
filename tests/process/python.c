/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "python.h"

#include <stdio.h>
#include <stdlib.h>

static const char *python; /* once it was looked for */

int has_python(void)
{
    static const char *const candidates[] = {"/usr/bin/python3", "python3"};
    char command[100];
    setenv("PYTHONPATH", kit_path("sdk/python"), 1);
    setenv("PYTHONDONTWRITEBYTECODE", "1", 1);
    for (size_t i = 0; !python && i < sizeof candidates / sizeof *candidates; i++) {
        snprintf(command, sizeof command, "%s -c 'import numpy' 2>/dev/null", candidates[i]);
        if (!system(command))
            python = candidates[i];
    }
    if (!python)
        puts("1..0 # SKIP there is no Python with NumPy (Debian: python3-numpy)");
    return python != NULL;
}

kit *open_python(lk_stage stage, const char *program, const char *more)
{
    char params[600];
    snprintf(params, sizeof params, "{command: [%s, %s], %s}", python, program, more);
    return kit_open(stage, "process", params);
}
