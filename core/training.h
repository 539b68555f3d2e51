/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_TRAINING_H
#define LK_CORE_TRAINING_H

/* The key `train` of a study: how its networks are trained. Parameters as a
 * plugin's (training.c has the table), and below `networks` those that one
 * network has in the place of the common ones:
 *
 *     train:
 *       optimiser: rmsprop
 *       rate: 1e-4
 *       networks:
 *         songnet: {epochs: 25}
 *
 * What is trained are the networks whose parameter `weights` has `{fold}` in it,
 * and those that `networks` names: `weights` is the file that training writes. A
 * *pupil* is such a network before: the same parameters, but `weights` is what
 * it starts from, or it is drawn (`random_weights`, `untrained`, which every
 * backend that trains has). */

#include <likeness/network.h>

#include "study.h"

typedef enum lk_schedule {
    LK_RATE_CONSTANT = 0,
    LK_RATE_STEPS = 1,
    LK_RATE_COSINE = 2
} lk_schedule;

/* How pictures vary from epoch to epoch: each in -x .. x, evenly. */
typedef struct lk_augment {
    int flip;           /* 1: left and right change places in half of them */
    double rotation;    /* of a full turn */
    double translation; /* of the width, and of the height */
    double contrast;    /* values times 1 - x .. 1 + x about their channel's mean */
} lk_augment;

/* One network's parameters. */
typedef struct lk_plan {
    int64_t epochs, batch;
    int optimiser, convention; /* lk_optimiser, lk_convention */
    double rate;
    double momentum, decay, beta1, beta2, epsilon, weight_decay, norm_momentum;
    int nesterov, dropout;
    int schedule; /* lk_schedule */
    int64_t schedule_every;
    double schedule_factor;
    int64_t warmup;
    int preset; /* of augmentation */
    lk_augment augment;
    const char *start;
    lk_string_list head, frozen;
    int64_t seed; /* -1: the study's */
    double validation;
    int64_t patience;
    double checkpoint;
    lk_key key; /* of all that can change the result but the pictures */
} lk_plan;

/* Read it into `s->pupils`, which are named as their networks; those are read
 * already. The parameters of each are checked. */
int lk_training_read(lk_study *s, lk_fault *fault);

/* The parameters of a pupil; the study has been read, so that nothing is wrong
 * with them but lack of memory. */
int lk_training_plan(const lk_study *s, const char *network, lk_plan *out, lk_fault *fault);

/* The parameters as one line of YAML, as they are written in the study. */
const char *lk_training_text(const lk_study *s, const char *network, lk_arena *arena);

/* The parameters, as those of a plugin without a stage. */
const lk_plugin *lk_training_table(void);

/* What a backend is told of it. */
lk_training lk_plan_training(const lk_plan *p);
/* The rate in a step, `epochs` into the training: 2.5 in the middle of the third. */
double lk_plan_rate(const lk_plan *p, double epochs);

/* Where the weights of a network go, absolute; "{fold}" is left in it. NULL when
 * it is no text. */
const char *lk_training_target(const lk_study *s, const lk_variant *network);

#endif
