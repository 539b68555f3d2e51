/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_RUN_H
#define LK_CORE_RUN_H

/* The coordinator's side of a study: what is to be done, in phases, each of
 * them a list of tasks whose results are looked up in the store or computed by
 * workers. Loads no plugin and computes nothing but keys and means.
 *
 * Phases: open (every variant says what it is) - items - folds - predictions -
 * explanations - controls - faithfulness - truth - maps - masks - scores - scores of
 * single faces - similarities - analyses - reports.
 * Everything is done in the order of the study file and of the items, so that
 * tables do not depend on who computed what when. */

#include <signal.h>

#include "catalogue.h"
#include "conduct.h"
#include "crew.h"
#include "figure.h"
#include "progress.h"
#include "session.h"
#include "store.h"
#include "study.h"
#include "table.h"
#include "task.h"

/* The version of the tables, files and columns of docs/output.md. */
enum { LK_OUTPUT_VERSION = 1 };

/* What `run` prints where a report writes it; the host knows its name only. */
#define LK_ANSWER_FILE "answer.txt"

enum { LK_EXIT_DONE = 0, LK_EXIT_FAILED_CELLS = 1, LK_EXIT_WRONG = 2, LK_EXIT_INTERRUPTED = 3 };

typedef struct lk_run_options {
    const char *study_path; /* the file; where relative paths stand beside */
    const char *text;       /* the study itself; NULL: read from study_path */
    const char *const *sets;
    const char *out;   /* folder; NULL: no reports */
    const char *store; /* file; NULL: the default */
    size_t workers;    /* 0: as many as processors */
    uint32_t threads;  /* of one task; 0: 1 */
    lk_progress_style progress;
    int whole; /* take each image, as it is, for one face box */
    int loose; /* a network's labels need not be the study's: they count as none */
    int trains; /* networks are opened as they begin, and trained */
    int again;  /* also those whose weights are there */
} lk_run_options;

typedef struct lk_network_facts {
    const lk_variant *variant;
    struct lk_network_facts *folds; /* by fold, where it is another for each (folded.h), and
                                       these are what they have in common; else NULL */
    lk_key key;
    const char *model;
    uint64_t width, height, channels, output, parameters, macs;
    size_t class_count;
    const char **classes;
    int *labels;             /* index into the study's labels, -1: none */
    size_t randomised_count; /* of its layers */
    const char *randomised;  /* that of them which comes first; NULL: none */
} lk_network_facts;

typedef struct lk_align_facts {
    const lk_variant *variant; /* NULL for ready-made maps: no alignment */
    lk_key key;
    uint32_t width, height;
} lk_align_facts;

typedef struct lk_mask_facts {
    const lk_variant *variant;
    lk_key key;
    size_t *reading_count;  /* by label */
    const char ***readings; /* by label, by reading */
} lk_mask_facts;

typedef struct lk_plain_facts { /* of any other variant */
    const lk_variant *variant;
    lk_key key;
} lk_plain_facts;

typedef struct lk_item_facts {
    int64_t index;
    uint64_t flags;
    const char *id, *label, *subject, *fold, *network;
    lk_key map; /* ready-made heatmaps */
    int has_truth;
    lk_key truth; /* of what makes its label */
    uint32_t width, height;
} lk_item_facts;

typedef struct lk_face_facts {
    const lk_item_facts *item;
    size_t number; /* within the item, from 1 */
    lk_face_record record;
    uint64_t lot; /* drawn by seed: which faces stand for a class */
} lk_face_facts;

/* What a network said of a face. */
typedef struct lk_prediction {
    float *scores; /* NULL where it failed */
    int best;      /* class */
} lk_prediction;

/* One explanation: network x explainer x face. */
typedef struct lk_explained {
    int done;
    lk_key key;
    uint32_t class_count; /* 0: nothing was asked */
    uint32_t *classes;
    uint64_t passes, recalled; /* recalled: of these, answered with kept scores */
    double seconds;
    lk_coalition_effort effort;
    lk_value *diagnostics; /* class_count x those of the explainer */
} lk_explained;

/* A pooled map: of one fold, or (fold NULL) over all folds. */
typedef struct lk_map_cell {
    size_t network, explainer, align; /* indices; SIZE_MAX: does not apply */
    size_t control; /* of the network's twin that it is of; SIZE_MAX: of the network itself */
    int label;
    const char *network_name, *fold;
    int done;
    lk_key key;
    uint64_t n;
    size_t frame; /* index into frames */
    /* A face's own map, which is not pooled: the explanation and its slot in it. */
    const lk_face_facts *face;
    const lk_explained *explained;
    uint32_t slot;
} lk_map_cell;

typedef struct lk_run {
    const lk_run_options *options;
    lk_arena *arena;
    lk_catalogue catalogue;
    lk_study *study;
    lk_store *store;
    lk_crew *crew;
    lk_progress *progress;
    lk_table_set *tables;
    lk_fault fault; /* what ended the run */
    char session_path[64];
    size_t failures;
    lk_conduct_note *conduct; /* malloc'ed */
    size_t conduct_count;
    const char *text;
    size_t text_size;

    lk_pack keys; /* of the variants that were opened */
    size_t key_count;
    int64_t item_total;                 /* -1: unknown */
    lk_network_facts *networks, *twins; /* twins: networks x controls */
    lk_network_facts *pupils;           /* where they are trained */
    lk_align_facts *aligns;
    lk_mask_facts *masks;
    lk_plain_facts *explainers, *binarisers, *baselines, *metrics;

    size_t item_count, face_count;
    lk_item_facts *items;
    lk_face_facts *faces;
    int ready_made;    /* the source gives heatmaps */
    int is_truth_told; /* it knows what makes some item's label */
    size_t fold_count;
    const char **folds; /* in order of first appearance */

    lk_prediction *predictions;   /* networks x faces */
    lk_explained *explained;      /* networks x explainers x faces */
    lk_explained *twin_explained; /* twins x explainers x faces */

    size_t network_name_count; /* of maps: the study's networks, or the items' */
    const char **network_names;
    size_t frame_count;
    lk_align_facts *frames;
    size_t map_count;
    lk_map_cell *maps;
    lk_map_cell *twin_maps; /* standing controls x maps */
    lk_key *portraits;      /* by frame */
    int *portrait_done;
    lk_key *mask_keys; /* mask x frame x label x reading: lk_mask_slot */
    int *mask_done;
    size_t mask_readings;        /* the most that any label of any mask set has */
    int answered;                /* a report wrote LK_ANSWER_FILE */
    const char *const *compared; /* folders of runs whose tables these are, NULL-terminated; NULL:
                                    they are this run's own */
} lk_run;

/* All phases of a run that has begun. */
lk_status lk_run_all(lk_run *r);

/* The parts, for commands that need only some. Each returns LK_OK, or a status
 * with run->fault set. */
lk_status lk_run_begin(lk_run *r, const lk_run_options *options);
lk_status lk_run_open(lk_run *r);
lk_status lk_run_items(lk_run *r);
/* Deal the items to folds where the study says so; the table `folds`. */
lk_status lk_run_folds(lk_run *r);
/* A part of it: r->folds are those that the study deals. */
lk_status lk_run_name_folds(lk_run *r);
/* Open the networks that are another for each fold. */
lk_status lk_run_open_folds(lk_run *r);
lk_status lk_run_predict(lk_run *r);
lk_status lk_run_explain(lk_run *r);
void lk_run_effort(lk_run *r); /* a part of it: its table `effort` */
lk_status lk_run_train(lk_run *r);
lk_status lk_run_training(lk_run *r); /* how the networks were trained: table `training` */
lk_status lk_run_controls(lk_run *r);
lk_status lk_run_faithfulness(lk_run *r);
lk_status lk_run_truth(lk_run *r);
lk_status lk_run_maps(lk_run *r);
lk_status lk_run_masks(lk_run *r);
lk_status lk_run_scores(lk_run *r);
lk_status lk_run_face_scores(lk_run *r);
lk_status lk_run_similarities(lk_run *r);
lk_status lk_run_classification(lk_run *r);
lk_status lk_run_reports(lk_run *r);
lk_status lk_run_analyses(lk_run *r); /* a part of it */
void lk_run_variants(lk_run *r);      /* another: its table `variants` */
void lk_run_conduct(lk_run *r);       /* another: its table `conduct` */
/* Ends it, prints what went wrong on stderr; the exit code. Call it also when
 * lk_run_begin failed. */
int lk_run_end(lk_run *r, lk_status status);

/* How many workers there are. */
size_t lk_run_workers(const lk_run *r);

/* What `check` prints of a run whose items are known: the study's product,
 * forward passes, time and disk. */
void lk_run_print_plan(lk_run *r, FILE *to);

/* ---- Tasks ------------------------------------------------------------------------ */

typedef struct lk_job {
    lk_pack request;
    const lk_pack *more; /* of the request, after it, for several jobs; may be NULL */
    const char *kind;    /* of the artefact; NULL: not stored */
    lk_key key;
    const char *stage, *where; /* for the report of a failure */
    int stopped;               /* 1: failed; the reason is in `reason` */
    const char *reason;
    void *note; /* malloc'ed; NULL when it failed */
    size_t note_size;
} lk_job;

/* Run or look up jobs; results land in them. A failed job becomes a row of the
 * failures table unless `quiet`. */
lk_status lk_run_jobs(lk_run *r, const char *phase, lk_job *jobs, size_t count, int quiet);
void lk_jobs_free(lk_job *jobs, size_t count);
/* One task of a command, whose failure is the command's. */
lk_status lk_run_task(lk_run *r, const char *phase, lk_job *j);
void lk_run_failure(lk_run *r, const char *stage, const char *where, const char *reason);
/* Remember how plugins conducted themselves in a task. */
void lk_run_conduct_take(lk_run *r, lk_unpack *notes);

/* The network that the faces of a fold are shown to: the one that it was held out from. */
const lk_network_facts *lk_network_for(const lk_run *r, const lk_network_facts *n,
                                       const char *fold);

/* An explanation of a face for the classes in `e`: asking for it, and what came. */
void lk_ask_explanation(lk_run *r, const lk_network_facts *n, size_t explainer,
                        const lk_face_facts *f, lk_explained *e, lk_job *j);
/* Returns what stands behind in the job's note: weights of segments that have names. */
lk_unpack lk_take_explanation(lk_run *r, size_t explainer, const lk_job *j, lk_explained *e);
/* These in the table `segments`. */
void lk_run_segments(lk_run *r, const lk_network_facts *n, size_t explainer,
                     const lk_face_facts *f, const lk_explained *e, lk_unpack u);

/* The explanation of a face that goes into a map, and the slot of a label among
 * the classes that were explained; -1: it was not. */
const lk_explained *lk_explained_of(const lk_run *r, const lk_map_cell *c, size_t face);
int lk_explained_slot(const lk_run *r, size_t network, const lk_explained *e, int label);

/* Index of a mask's artefact in mask_keys. */
size_t lk_mask_slot(const lk_run *r, size_t mask, size_t frame, size_t label, size_t reading);

extern volatile sig_atomic_t lk_stop_requested;

/* JSON, malloc'ed. `reports`: what each of them wrote, borrowed; NULL: not yet. */
struct json_t;
char *lk_run_provenance(lk_run *r, struct json_t *reports);

#endif
