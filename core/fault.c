/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void lk_fault_set(lk_fault *fault, const char *format, ...)
{
    va_list args;
    if (!fault)
        return;
    va_start(args, format);
    vsnprintf(fault->text, sizeof fault->text, format, args);
    va_end(args);
}

void lk_fault_prefix(lk_fault *fault, const char *format, ...)
{
    char old[sizeof fault->text];
    va_list args;
    if (!fault)
        return;
    memcpy(old, fault->text, sizeof old);
    va_start(args, format);
    int n = vsnprintf(fault->text, sizeof fault->text, format, args);
    va_end(args);
    if (n >= 0 && (size_t)n < sizeof fault->text)
        snprintf(fault->text + n, sizeof fault->text - (size_t)n, "%s", old);
}
