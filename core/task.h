/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_TASK_H
#define LK_CORE_TASK_H

/* What the coordinator asks of workers. A request is the kind, then the fields
 * that the work_*.c of the kind reads. A reply is a status and a reason, on LK_OK
 * a note (what the coordinator keeps) and data (what the store keeps with the
 * note), then how plugins conducted themselves (kept with both), and on LK_OK
 * further artefacts by key. */

#include "session.h"
#include "wire.h"

typedef enum lk_task_kind {
    LK_TASK_DESCRIBE_FILE = 1, /* a shared object's descriptor */
    LK_TASK_OPEN = 2,          /* open a variant: its key and what it says of itself */
    LK_TASK_ITEM = 3,          /* load an item, find its faces */
    LK_TASK_PREDICT = 4,
    LK_TASK_EXPLAIN = 5,
    LK_TASK_POOL = 6,     /* align heatmaps and add them up */
    LK_TASK_MERGE = 7,    /* add up pooled maps */
    LK_TASK_PORTRAIT = 8, /* the mean face of an alignment */
    LK_TASK_MASK = 9,
    LK_TASK_SCORE = 10,
    LK_TASK_SIMILARITY = 11,
    LK_TASK_CLASSIFY = 12,
    LK_TASK_ANALYSE = 13,
    LK_TASK_REPORT = 14,
    LK_TASK_EXPLAIN_FILES = 15, /* `likeness explain`: files of one face */
    LK_TASK_RAW_SCORES = 16,    /* `likeness predict FILE.npy` */
    LK_TASK_ESTIMATE = 17,      /* `likeness check`: passes of one explanation */
    LK_TASK_EXPORT = 18,        /* `likeness export` */
    LK_TASK_COALITIONS = 19,    /* `likeness inspect --coalitions` */
    LK_TASK_READ = 20,          /* a heatmap or mask that is a file of its own */
    LK_TASK_FAITHFULNESS = 21,  /* explanations against the network they explain */
    LK_TASK_CONTROL = 22,       /* explanations against those of a control */
    LK_TASK_TRAIN = 23,         /* one training, from its start or its last state to its end */
    LK_TASK_TRUTH = 24          /* explanations against what makes an item's label */
} lk_task_kind;

/* What a task makes. Zeroed before the work begins. */
typedef struct lk_work {
    lk_pack note, data;
    lk_pack extras; /* key, kind, bytes: repeated */
    uint64_t extra_count;
} lk_work;

/* Add an artefact that is made by the way; note and data may be NULL. */
void lk_work_keep(lk_work *out, const lk_key *key, const char *kind, const lk_pack *note,
                  const lk_pack *data);
/* The same for what tasks of other plugins may come upon: how those of this one
 * conducted themselves is not kept with it, since it is not theirs. */
void lk_work_lend(lk_work *out, const lk_key *key, const char *kind, const lk_pack *data);
/* 1: this task has added an artefact under the key; `data` stays until it adds another. */
int lk_work_added(const lk_work *out, const lk_key *key, lk_unpack *data);

typedef lk_status (*lk_work_fn)(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);

lk_status lk_work_open(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_item(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_predict(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_explain(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_pool(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_merge(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_portrait(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_mask(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_score(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_similarity(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_classify(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_analyse(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_report(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_explain_files(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_raw_scores(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_estimate(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_export(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_read(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_faithfulness(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_control(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_train(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_truth(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);
lk_status lk_work_coalitions(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault);

/* The whole of a worker process. */
int lk_worker_main(void);

#endif
