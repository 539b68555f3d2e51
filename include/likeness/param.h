/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_PARAM_H
#define LIKENESS_PARAM_H

/* Parameters: one static table per plugin yields the parser, the defaults, the
 * range checks, the help text and the reference pages. The host fills the
 * fields of the zeroed instance from the study file before it calls `open`, so
 * a plugin never parses a parameter and never sees one out of range. */

#include <likeness/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The type of a parameter, and of the field of the instance that holds it. */
typedef enum lk_param_type {
    LK_BOOL = 1,         /* int: 0 or 1; written true/false, yes/no, on/off */
    LK_INT = 2,          /* int64_t */
    LK_DOUBLE = 3,       /* double */
    LK_STRING = 4,       /* const char *; NULL when absent and no default */
    LK_CHOICE = 5,       /* int: index into `choices` */
    LK_PATH = 6,         /* const char *: absolute path of an input file or folder */
    LK_LABEL_MAP = 7,    /* lk_label_map: {from: to, ...} */
    LK_PLUGIN_REF = 8,   /* pointer to a service: lk_network *, lk_segmenter * ... */
    LK_INT_LIST = 9,     /* lk_int_list */
    LK_DOUBLE_LIST = 10, /* lk_double_list */
    LK_STRING_LIST = 11, /* lk_string_list */
    LK_PATH_LIST = 12    /* lk_string_list of absolute paths */
} lk_param_type;

typedef struct lk_label_map {
    size_t count;
    const char *const *from;
    const char *const *to;
} lk_label_map;

typedef struct lk_int_list {
    size_t count;
    const int64_t *items;
} lk_int_list;

typedef struct lk_double_list {
    size_t count;
    const double *items;
} lk_double_list;

typedef struct lk_string_list {
    size_t count;
    const char *const *items;
} lk_string_list;

enum {
    LK_PARAM_REQUIRED = 1, /* the study must give it */
    LK_PARAM_SAMPLER = 2,  /* its value keys the random stream (host.h: random): for what says how
                              to draw (a count of samples, a seed), so that variants which differ
                              in anything else draw the same numbers and can be compared */
    LK_PARAM_NEUTRAL = 4   /* cannot change results (threads, chunk sizes): not in the key */
};

/* One parameter. A name `a.b` is the key `b` of a map `a` of the study file, for
 * what belongs together; `a` is then no parameter itself. `fallback` is the
 * default as it would be written in YAML (a list as `[1, 2]`), or NULL. Numbers
 * are checked against low..high when low < high. `choices` is NULL-terminated. `refers` is the
 * stage of a plugin reference (LK_STAGE_...). */
typedef struct lk_param {
    const char *name;
    lk_param_type type;
    uint32_t flags;
    size_t offset;
    const char *fallback;
    double low, high;
    const char *const *choices;
    uint32_t refers;
    const char *unit;
    const char *doc; /* one sentence */
#if LK_USE_ABI >= 1
    /* Since ABI 1.1. Where the default hangs on a choice: the name of a parameter of
     * the table of type LK_CHOICE that has a default itself, and a default for
     * each of its choices in place of `fallback`. */
    const char *follows;
    const char *const *fallbacks;
#endif
} lk_param;

#ifdef __cplusplus
}
#endif
#endif
