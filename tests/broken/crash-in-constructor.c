/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <signal.h>

#include "good.h"

__attribute__((constructor)) static void begin(void)
{
    raise(SIGSEGV);
}

LK_PLUGIN(.name = "crash-in-constructor", GOOD)
