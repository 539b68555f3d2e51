/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <unistd.h>

#include "good.h"

__attribute__((constructor)) static void begin(void)
{
    for (;;)
        pause();
}

LK_PLUGIN(.name = "hang-in-constructor", GOOD)
