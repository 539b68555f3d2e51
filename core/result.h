/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_RESULT_H
#define LK_CORE_RESULT_H

/* The folder that a finished run left, as its provenance.json tells of it. */

#include <jansson.h>

#include "study.h"

typedef struct lk_result {
    const char *path;        /* of the folder, as it was given */
    json_t *provenance;      /* lk_result_close frees it */
    const char *study_path;  /* texts live as long as the provenance */
    const char *text;        /* of the study file */
    const char *const *sets; /* NULL-terminated */
} lk_result;

int lk_result_open(lk_arena *arena, const char *path, lk_result *out, lk_fault *fault);
void lk_result_close(lk_result *r);

/* A text of its provenance, "" where it has none. */
const char *lk_result_text(const lk_result *r, const char *key);

/* What a study asked for otherwise than another: `key` is dotted, as --set takes
 * it; a value is NULL where the study does not say. */
typedef int (*lk_difference_fn)(void *user, const char *key, const char *base, const char *value);

/* Call `found` for every difference that scores may hang on. Names, analyses
 * and reports are none. 0, or what `found` returned. */
int lk_study_differences(lk_arena *arena, const lk_study *base, const lk_study *other,
                         lk_difference_fn found, void *user);

#endif
