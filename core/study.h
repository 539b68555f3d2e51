/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_STUDY_H
#define LK_CORE_STUDY_H

/* A study file, read and checked against the catalogue: every key known, every
 * plugin found, every parameter in range, before any model is opened. */

#include "catalogue.h"
#include "document.h"

typedef struct lk_variant {
    const char *name;
    const lk_node *spec;   /* {use: ..., ...} */
    const lk_entry *entry; /* NULL before lk_study_check */
} lk_variant;

typedef struct lk_section {
    size_t count;
    lk_variant *items;
} lk_section;

/* A change that each network is run with once more, to hold it against. */
typedef struct lk_control {
    const char *name;   /* "cascade:3" for a step of a series */
    const char *series; /* "cascade": it is one step of several; NULL: it stands by itself */
    const char *step;   /* "3"; NULL likewise */
    const lk_node *changes;
} lk_control;

typedef enum lk_explain_mode {
    LK_EXPLAIN_ALL = 0,       /* every label, on every face */
    LK_EXPLAIN_PREDICTED = 1, /* the label the network predicts */
    LK_EXPLAIN_LABEL = 2,     /* the item's own label */
    LK_EXPLAIN_POSITIVES = 3  /* faces predicted as a label, up to per_class of them */
} lk_explain_mode;

/* How items are dealt to folds. */
typedef struct lk_fold_plan {
    const lk_node *spec; /* NULL: they are not; the source may give folds */
    size_t count;
    int by_item; /* each item by itself; else the items of a subject share a fold */
    uint64_t seed;
} lk_fold_plan;

enum { LK_FOLDS_MOST = 1000 };

typedef struct lk_study {
    lk_arena *arena;
    lk_node *root;
    const char *path; /* absolute; relative paths in the study stand beside it */
    const char *name;
    uint64_t seed;
    size_t label_count;
    const char *const *labels;
    const char *const *plugin_folders; /* absolute, NULL-terminated */
    lk_explain_mode explain;
    uint64_t per_class;  /* positives; 0: no bound */
    int score_faces;     /* each face's own heatmap, besides pooled ones */
    int truth;           /* explanations against what the source knows of its pictures */
    double task_seconds; /* time limit of one task */
    size_t task_bytes;   /* limit of what it may allocate; 0: none */
    lk_fold_plan folds;
    lk_variant data, detect;              /* spec NULL where absent */
    size_t control_count, standing_count; /* those that stand by themselves come first */
    lk_control *controls;
    lk_section twins;  /* networks x controls: the key `controls` */
    lk_section pupils; /* the networks that are trained, as they begin: the key `train` */
    lk_section networks, explainers, align, masks, binarise, baselines, metrics, analyses, reports;
} lk_study;

/* Parse `text` as the study at `path`, apply `sets` ("a.b=value",
 * NULL-terminated, may be NULL). The study lives in `arena`. */
lk_study *lk_study_parse(lk_arena *arena, const char *path, const char *text, size_t size,
                         const char *const *sets, lk_fault *fault);

/* Are the folders of `plugin_path` there? */
int lk_study_check_folders(const lk_study *study, lk_fault *fault);
/* Find every plugin and check every parameter. */
int lk_study_check(lk_study *study, const lk_catalogue *catalogue, lk_fault *fault);

/* A section by its key in the file, and the stage of its plugins. */
const lk_section *lk_study_section(const lk_study *study, const char *key);
/* The sections of variants, from 0, and the stage of their plugins; NULL past the last. */
lk_section *lk_study_section_at(lk_study *study, size_t i, lk_stage *stage);
const lk_variant *lk_section_find(const lk_section *section, const char *name);
lk_stage lk_section_stage(const char *key);

/* Index of a label in the study's vocabulary, -1 when it has none such. */
int lk_study_label(const lk_study *study, const char *label);

#endif
