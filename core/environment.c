/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "config.h"

#include "environment.h"

#include <gnu/libc-version.h>
#include <stdio.h>
#include <stdlib.h>

#include "digest.h"

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

/* The host computes too (views, pools): two builds of one version may differ. */
static void program_digest(char hex[65])
{
    lk_key key = {{0}};
    lk_fault none;
    lk_digest_file("/proc/self/exe", &key, &none);
    lk_key_hex(&key, hex);
}

const char *lk_environment(void)
{
    static char text[240];
    const char *core = getenv("OPENBLAS_CORETYPE");
    char program[65];
    if (*text)
        return text;
    program_digest(program);
    snprintf(text, sizeof text, "%s; glibc %s; likeness %s %.16s%s%s", instruction_set(),
             gnu_get_libc_version(), PACKAGE_VERSION, program, core ? "; openblas core " : "",
             core ? core : "");
    return text;
}
