/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "segmenter.h"

static const lk_param params[] = {
    {.name = "how", .type = LK_STRING, .offset = offsetof(unruly, how), .fallback = "well"},
};

#define TITLE "no-doc"
#define SUMMARY "One segment a row."
#define PARAMS LK_PARAMS(params)
#include "descriptor.h"
