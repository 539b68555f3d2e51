/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdlib.h>

#include "cage.h"
#include "checks.h"

/* Explainers that are asked for several classes: each gets what it gets alone, and
 * not what another one gets. Tried on a view whose right half is the cause of one
 * class, and whose left half is that of the other. */

enum { ASKED = 2, RUNS = 4 };

static const uint32_t classes[ASKED] = {2, 0};

/* Of the largest value of a map: batches of other sizes may round otherwise. */
static const double tolerance = 1e-3, identity = 1e-6;

typedef struct answer {
    double *maps; /* sums over the runs */
    uint64_t passes, draws;
} answer;

/* Ask for one of the classes, or both. What does not promise the same bits is asked
 * a few times, with other random numbers. */
static answer ask(const check_task *task, lk_trial *t, const scene *s, const uint32_t *wanted,
                  uint32_t count)
{
    int runs = t->plugin->capabilities & LK_CAP_DETERMINISTIC ? 1 : RUNS;
    answer a = {.maps = calloc((size_t)count * s->height * s->width, sizeof(double))};
    uint64_t draws = t->all_draws;
    for (int run = 0; a.maps && run < runs; run++) {
        lk_fault fault = {""};
        lk_digest digest;
        scene at = *s;
        at.seed += (uint64_t)run;
        lk_network *n = standin_halved(t->standins, s->height, s->width, &fault);
        const probe p = {t, &at, task->options, &digest};
        lk_digest_init(&digest);
        probe_maps(&p, n, wanted, count, a.maps);
        a.passes += n->passes(n);
    }
    a.draws = t->all_draws - draws;
    return a;
}

static double largest(const double *map, size_t pixels)
{
    double most = 0;
    for (size_t i = 0; i < pixels; i++)
        most = fmax(most, fabs(map[i]));
    return most;
}

/* The pixel where they differ most. */
static size_t farthest(const double *a, const double *b, size_t pixels)
{
    size_t at = 0;
    for (size_t i = 1; i < pixels; i++)
        if (fabs(a[i] - b[i]) > fabs(a[at] - b[at]))
            at = i;
    return at;
}

static double distance(const double *a, const double *b, size_t pixels)
{
    double sum = 0;
    for (size_t i = 0; i < pixels; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sqrt(sum);
}

static int are_same(const double *a, const double *b, size_t pixels, double share)
{
    size_t at = farthest(a, b, pixels);
    return fabs(a[at] - b[at]) <= share * fmax(largest(a, pixels), largest(b, pixels));
}

/* The map of one class among both, against that of each alone. */
static void judge_class(const answer *both, const answer alone[ASKED], size_t slot, const scene *s,
                        int is_exact)
{
    size_t pixels = (size_t)s->height * s->width;
    const double *map = both->maps + slot * pixels, *own = alone[slot].maps;
    uint32_t c = classes[slot], other = classes[!slot];
    size_t at = farthest(map, own, pixels);
    if (distance(map, own, pixels) >= distance(map, alone[!slot].maps, pixels))
        cage_fail("asked for classes %u and %u at once, it gives class %u a map that is nearer to "
                  "that of class %u",
                  classes[0], classes[1], c, other);
    if (!is_exact || are_same(map, own, pixels, tolerance))
        return;
    if (both->draws != alone[slot].draws)
        cage_fail("class %u gets another map beside class %u than alone: it drew %llu random "
                  "numbers for both, and %llu for one",
                  c, other, (unsigned long long)both->draws, (unsigned long long)alone[slot].draws);
    cage_fail("class %u gets another map beside class %u than alone: %g at row %zu, column %zu, "
              "not %g",
              c, other, map[at], at / s->width, at % s->width, own[at]);
}

void check_classes(const check_task *task)
{
    lk_trial *t = check_open(task);
    scene s = check_scene(task);
    size_t pixels = (size_t)s.height * s.width;
    s.content = SCENE_BRIGHT;
    if (s.width < 2)
        cage_skip("a view that is one pixel wide has no halves");
    if (t->plugin->capabilities & LK_CAP_CLASSLESS)
        cage_skip("it declares that all classes get one map");
    answer both = ask(task, t, &s, classes, ASKED);
    answer alone[ASKED] = {ask(task, t, &s, &classes[0], 1), ask(task, t, &s, &classes[1], 1)};
    if (!both.maps || !alone[0].maps || !alone[1].maps)
        cage_fail("out of memory for the maps");
    if (are_same(alone[0].maps, alone[1].maps, pixels, identity))
        cage_fail("classes %u and %u get the same map, and other halves of the view cause them",
                  classes[0], classes[1]);
    /* What spends more on one class than on another does so for both at once. */
    int is_exact =
        t->plugin->capabilities & LK_CAP_DETERMINISTIC && alone[0].passes == alone[1].passes;
    for (size_t slot = 0; slot < ASKED; slot++)
        judge_class(&both, alone, slot, &s, is_exact);
    free(both.maps);
    free(alone[0].maps);
    free(alone[1].maps);
    trial_free(t);
}
