/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_TESTS_TRAINING_TRAINEE_H
#define LK_TESTS_TRAINING_TRAINEE_H

/* A network in training, asked of an opened backend, and its weights, which it
 * writes as safetensors. Whatever fails fails the test with the backend's
 * sentence. */

#include "kit.h"

typedef struct trainee {
    kit *kit;
    const lk_backend_ops *ops;
    uint32_t threads;
    lk_tensor batch;
    uint32_t targets[64];
} trainee;

/* Open a network (its file below the source folder, more of the parameters as
 * ", random_weights: 3"), with pictures that are noise, brighter by class. */
trainee trainee_open(const char *model, const char *more, int items);
trainee trainee_of(const char *backend, const char *model, const char *more, int items);
void trainee_begin(trainee *t, const lk_training *how);
/* The loss of a step. */
double trainee_step(trainee *t, double rate);
/* The same, where it fails: the status, with the sentence in kit_error. */
lk_status trainee_try_step(trainee *t, double rate);
/* Some bytes of a state, a copy for free(). */
typedef struct state {
    void *bytes;
    size_t size;
} state;
state trainee_save(trainee *t);
lk_status trainee_load(trainee *t, const state *s);
void trainee_close(trainee *t);

/* Its weights now, a copy for free(). */
typedef struct weights {
    char *bytes;
    size_t size;
} weights;
weights trainee_weights(trainee *t);
/* A tensor of these by name, and how many values it has; NULL: none. */
const float *weights_find(const weights *w, const char *name, size_t *count);
int weights_are_equal(const weights *a, const weights *b);

/* ---- The hash that pictures and directions are made of --------------------------------- */

uint64_t noise_key_of(uint64_t seed, const char *name);
uint64_t noise_of(uint64_t key, size_t i);

#endif
