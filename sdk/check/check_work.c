/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cage.h"
#include "checks.h"
#include "heap.h"

#include <pthread.h>

void check_works(const check_task *task)
{
    lk_trial *t = check_open(task);
    const scene s = check_scene(task);
    check_probe(task, t, &s);
    trial_free(t);
}

/* A network's input and a source's pictures have the size that they have. */
static int has_sizes(const lk_trial *t)
{
    return t->plugin->stage != LK_STAGE_BACKEND && t->plugin->stage != LK_STAGE_SOURCE;
}

void check_sizes(const check_task *task)
{
    static const uint32_t sizes[][2] = {{1, 1}, {1, 9}, {9, 1}, {2, 2}, {37, 23}};
    lk_trial *t = check_open(task);
    if (!has_sizes(t))
        cage_skip("its sizes are its own");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        scene s = check_scene(task);
        s.height = sizes[i][0];
        s.width = sizes[i][1];
        s.is_odd = 1;
        check_probe(task, t, &s);
    }
    trial_free(t);
}

void check_contents(const check_task *task)
{
    lk_trial *t = check_open(task);
    for (int i = 0; i < 3; i++) {
        scene s = check_scene(task);
        s.content = i ? SCENE_CONSTANT : SCENE_NOISE;
        s.seed += (uint64_t)i;
        s.is_odd = 1;
        check_probe(task, t, &s);
    }
    trial_free(t);
}

/* ---- The same bits --------------------------------------------------------------------------- */

void check_repeats(const check_task *task)
{
    lk_trial *t = check_open(task);
    const scene s = check_scene(task);
    scene other = s;
    if (!(t->plugin->capabilities & LK_CAP_DETERMINISTIC))
        cage_skip("it does not declare LK_CAP_DETERMINISTIC");
    heap_soil(0x11);
    lk_key first = check_probe(task, t, &s), again;
    other.seed++;
    check_probe(task, t, &other);
    heap_soil(0x6e);
    again = check_probe(task, t, &s);
    if (!lk_key_equal(&first, &again))
        cage_fail("the same input gave other bits the second time, after another input");
    trial_close(t);
    check_open_again(task, t);
    again = check_probe(task, t, &s);
    if (!lk_key_equal(&first, &again))
        cage_fail("the same input gave other bits in another instance");
    other = s;
    other.threads = 3;
    again = check_probe(task, t, &other);
    if (!lk_key_equal(&first, &again))
        cage_fail("the same input gave other bits with three threads than with one");
    trial_free(t);
}

void check_random(const check_task *task)
{
    lk_trial *t = check_open(task);
    const scene s = check_scene(task);
    check_probe(task, t, &s);
    if (t->all_draws && !(t->plugin->capabilities & LK_CAP_RANDOM))
        cage_fail("it drew %llu random numbers, and does not declare LK_CAP_RANDOM",
                  (unsigned long long)t->all_draws);
    trial_free(t);
}

/* ---- Two at once ----------------------------------------------------------------------------- */

typedef struct half {
    const check_task *task;
    lk_trial *trial;
    scene scene;
    lk_key alone, beside;
} half;

static void *work(void *user)
{
    half *h = user;
    for (int i = 0; i < 3; i++)
        h->beside = check_probe(h->task, h->trial, &h->scene);
    return NULL;
}

void check_instances(const check_task *task)
{
    half halves[2];
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        halves[i] = (half){.task = task, .trial = check_open(task), .scene = check_scene(task)};
        halves[i].scene.seed += (uint64_t)i;
        halves[i].alone = check_probe(task, halves[i].trial, &halves[i].scene);
    }
    cage_when(", beside another instance on another thread");
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, work, &halves[i]))
            cage_fail("no thread can be started");
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 2; i++) {
        uint64_t claims = halves[i].trial->plugin->capabilities & LK_CAP_DETERMINISTIC;
        if (claims && !lk_key_equal(&halves[i].alone, &halves[i].beside))
            cage_fail("an instance gave other bits while another worked beside it");
        trial_free(halves[i].trial);
    }
}
