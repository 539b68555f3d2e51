/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "config.h"

#include "environment.h"

#include <gnu/libc-version.h>
#include <stdio.h>
#include <stdlib.h>

static const char *instruction_set(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f"))
        return "x86-64 avx512f";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return "x86-64 avx2 fma";
    return "x86-64";
#elif defined(__aarch64__)
    return "aarch64";
#else
    return "generic";
#endif
}

const char *lk_environment(void)
{
    static char text[160];
    const char *core = getenv("OPENBLAS_CORETYPE");
    if (!*text)
        snprintf(text, sizeof text, "%s; glibc %s; likeness %s%s%s", instruction_set(),
                 gnu_get_libc_version(), PACKAGE_VERSION, core ? "; openblas core " : "",
                 core ? core : "");
    return text;
}
