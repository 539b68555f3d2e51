/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "pupil.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "crew.h"
#include "progress.h"

enum { WATCHED_AT_ONCE = 32, TOLD_EVERY = 10 /* s */ };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static const lk_backend_ops *ops_of(const lk_pupil *p)
{
    return p->backend->ops;
}

static uint32_t class_count(const lk_pupil *p)
{
    return p->lesson.info->class_count;
}

static uint64_t step_count(const lk_pupil *p)
{
    return (p->lesson.count + (uint64_t)p->plan->batch - 1) / (uint64_t)p->plan->batch;
}

static lk_tensor batch_of(const lk_pupil *p, size_t count)
{
    int64_t shape[4] = {(int64_t)count, (int64_t)p->lesson.height, (int64_t)p->lesson.width, 3};
    return lk_tensor_over(p->pictures, LK_DTYPE_FLOAT, 32, 4, shape);
}

/* ---- What is said of it ---------------------------------------------------------------- */

static void count_progress(const lk_pupil *p)
{
    uint64_t steps = step_count(p);
    lk_worker_progress((double)(p->epoch * steps + p->step),
                       (double)((uint64_t)p->plan->epochs * steps));
}

/* How it goes: rate and time left are those since this worker began. */
static void tell(lk_pupil *p, const char *what, double loss, double accuracy, const char *more)
{
    char line[400], left[40];
    double spent = now() - p->began, rate = spent > 0 ? (double)p->taken / spent : 0;
    uint64_t all = (uint64_t)p->plan->epochs * p->lesson.count;
    uint64_t done = p->epoch * p->lesson.count + p->seen;
    lk_progress_duration(rate > 0 ? (double)(all - done) / rate : 0, left, sizeof left);
    snprintf(line, sizeof line, "%s: %s: loss %.4f, accuracy %.1f %%%s, %.0f images/s, %s left",
             p->name, what, loss, 100 * accuracy, more, rate, left);
    lk_worker_log(LK_INFO, line);
    p->told = now();
}

static void tell_step(lk_pupil *p)
{
    char what[80];
    if (now() - p->told < TOLD_EVERY || !p->seen)
        return;
    snprintf(what, sizeof what, "epoch %llu of %lld, step %llu of %llu",
             (unsigned long long)p->epoch + 1, (long long)p->plan->epochs,
             (unsigned long long)p->step, (unsigned long long)step_count(p));
    tell(p, what, p->loss / (double)p->seen, (double)p->right / (double)p->seen, "");
}

static void tell_epoch(lk_pupil *p, const lk_epoch *e)
{
    char what[60], more[80] = "";
    snprintf(what, sizeof what, "epoch %llu of %lld", (unsigned long long)p->epoch,
             (long long)p->plan->epochs);
    if (!isnan(e->watched_loss))
        snprintf(more, sizeof more, " (watched: %.4f, %.1f %%)", e->watched_loss,
                 100 * e->watched_accuracy);
    tell(p, what, e->loss, e->accuracy, more);
}

/* ---- A step ---------------------------------------------------------------------------- */

static size_t count_right(const lk_pupil *p, size_t count)
{
    size_t right = 0, classes = class_count(p);
    for (size_t i = 0; i < count; i++) {
        const float *s = p->scores + i * classes;
        size_t best = 0;
        for (size_t c = 1; c < classes; c++)
            best = s[c] > s[best] ? c : best;
        right += best == p->classes[i];
    }
    return right;
}

static lk_status fail(const lk_pupil *p, lk_status status, lk_fault *fault)
{
    lk_instance_fault(p->backend, &p->session->call, status, fault);
    lk_fault_prefix(fault, "epoch %llu, step %llu: ", (unsigned long long)p->epoch + 1,
                    (unsigned long long)p->step + 1);
    return status;
}

static lk_status step(lk_pupil *p, lk_fault *fault)
{
    size_t first = p->step * (size_t)p->plan->batch, left = p->lesson.count - first;
    size_t count = left < (size_t)p->plan->batch ? left : (size_t)p->plan->batch;
    double loss = 0, at = (double)p->epoch + (double)p->step / (double)step_count(p);
    double began = now();
    lk_call_reset(&p->session->call);
    lk_status status = lk_lesson_fill(&p->lesson, 0, first, count, p->pictures, p->classes, fault);
    if (status)
        return status;
    lk_tensor batch = batch_of(p, count);
    lk_context *ctx = lk_session_call(p->session, p->backend, p->name);
    status = ops_of(p)->train_step(p->backend->self, ctx, &batch, p->classes,
                                   lk_plan_rate(p->plan, at), &loss);
    if (!status)
        status = ops_of(p)->train_outcome(p->backend->self, ctx, p->scores);
    if (status)
        return fail(p, status, fault);
    if (!isfinite(loss)) {
        lk_fault_set(
            fault, "epoch %llu, step %llu: the loss is no number any more; a lower `rate` may help",
            (unsigned long long)p->epoch + 1, (unsigned long long)p->step + 1);
        return LK_E_FAIL;
    }
    p->loss += loss * (double)count;
    p->right += count_right(p, count);
    p->seen += count;
    p->taken += count;
    p->step++;
    p->seconds += now() - began;
    return LK_OK;
}

/* ---- An epoch -------------------------------------------------------------------------- */

static lk_status watch_some(lk_pupil *p, size_t first, size_t count, lk_epoch *e, lk_fault *fault)
{
    size_t classes = class_count(p);
    lk_call_reset(&p->session->call);
    lk_status status = lk_lesson_fill(&p->watched, 1, first, count, p->pictures, p->classes, fault);
    if (status)
        return status;
    lk_tensor batch = batch_of(p, count);
    lk_context *ctx = lk_session_call(p->session, p->backend, p->name);
    status = ops_of(p)->train_scores(p->backend->self, ctx, &batch, p->scores);
    if (status)
        return fail(p, status, fault);
    for (size_t i = 0; i < count; i++)
        e->watched_loss -= log(fmax(p->scores[i * classes + p->classes[i]], 1e-30));
    e->watched_accuracy += (double)count_right(p, count);
    return LK_OK;
}

static lk_status watch(lk_pupil *p, lk_epoch *e, lk_fault *fault)
{
    size_t all = p->watched.count;
    lk_status status = LK_OK;
    e->watched_loss = e->watched_accuracy = all ? 0 : NAN;
    for (size_t i = 0; !status && i < all; i += WATCHED_AT_ONCE)
        status = watch_some(p, i, all - i < WATCHED_AT_ONCE ? all - i : WATCHED_AT_ONCE, e, fault);
    e->watched_loss /= (double)all;
    e->watched_accuracy /= (double)all;
    return status;
}

static const char *best_path(const lk_pupil *p, char path[4096])
{
    snprintf(path, 4096, "%s.best", p->path);
    return path;
}

static lk_status keep_best(lk_pupil *p, lk_fault *fault)
{
    char path[4096];
    const lk_epoch *e = &p->epochs[p->epoch - 1];
    if (!p->plan->patience || (p->best && !(e->watched_loss < p->epochs[p->best - 1].watched_loss)))
        return LK_OK;
    p->best = p->epoch;
    return lk_pupil_export(p, best_path(p, path), fault);
}

static int is_over(const lk_pupil *p)
{
    return p->epoch >= (uint64_t)p->plan->epochs ||
           (p->plan->patience && p->best && p->epoch - p->best >= (uint64_t)p->plan->patience);
}

static lk_status end_epoch(lk_pupil *p, lk_fault *fault)
{
    lk_epoch *e = &p->epochs[p->epoch];
    e->rate = lk_plan_rate(p->plan, (double)p->epoch);
    e->loss = p->loss / (double)p->seen;
    e->accuracy = (double)p->right / (double)p->seen;
    double began = now();
    lk_status status = watch(p, e, fault);
    if (status)
        return status;
    e->seconds = p->seconds + now() - began;
    p->epoch++;
    p->step = p->right = p->seen = 0;
    p->loss = p->seconds = 0;
    tell_epoch(p, e);
    return keep_best(p, fault);
}

static lk_status save_when_due(lk_pupil *p, lk_fault *fault)
{
    if (now() - p->saved < p->plan->checkpoint)
        return LK_OK;
    lk_status status = lk_pupil_save(p, fault);
    p->saved = now();
    return status;
}

static lk_status run_epoch(lk_pupil *p, lk_fault *fault)
{
    lk_status status = LK_OK;
    lk_lesson_begin(&p->lesson, p->epoch);
    while (!status && p->step < step_count(p)) {
        status = step(p, fault);
        count_progress(p);
        if (!status)
            tell_step(p);
        if (!status && p->step < step_count(p))
            status = save_when_due(p, fault);
    }
    if (!status)
        status = end_epoch(p, fault);
    return status || is_over(p) ? status : save_when_due(p, fault);
}

/* ---- The whole ------------------------------------------------------------------------- */

static lk_status begin(lk_pupil *p, lk_arena *arena, lk_fault *fault)
{
    size_t most =
        (size_t)p->plan->batch > WATCHED_AT_ONCE ? (size_t)p->plan->batch : WATCHED_AT_ONCE;
    size_t pixels = p->lesson.height * p->lesson.width * 3;
    p->epochs = lk_arena_array(arena, (size_t)p->plan->epochs, sizeof *p->epochs);
    p->pictures = lk_arena_array(arena, most, pixels * sizeof *p->pictures);
    p->scores = lk_arena_array(arena, most, class_count(p) * sizeof *p->scores);
    p->classes = lk_arena_array(arena, most, sizeof *p->classes);
    if (!p->epochs || !p->pictures || !p->scores || !p->classes)
        return LK_E_MEMORY;
    const lk_training t = lk_plan_training(p->plan);
    lk_context *ctx = lk_session_call(p->session, p->backend, p->name);
    lk_status status = ops_of(p)->train_begin(p->backend->self, ctx, &t);
    if (status)
        lk_instance_fault(p->backend, &p->session->call, status, fault);
    return status;
}

static lk_status finish(lk_pupil *p, lk_fault *fault)
{
    char best[4096];
    if (!p->best) {
        lk_status status = lk_pupil_export(p, p->path, fault);
        if (status)
            return status;
        p->best = p->epoch;
    } else if (!access(best_path(p, best), F_OK) && rename(best, p->path)) {
        lk_fault_set(fault, "%s, the weights of the best epoch, cannot be moved to %s", best,
                     p->path);
        return LK_E_IO;
    }
    return lk_pupil_finish(p, fault);
}

lk_status lk_pupil_train(lk_pupil *p, lk_arena *arena, lk_fault *fault)
{
    lk_status status = begin(p, arena, fault);
    if (!status)
        status = lk_pupil_load(p, fault);
    p->began = p->saved = p->told = now();
    while (!status && !is_over(p))
        status = run_epoch(p, fault);
    return status ? status : finish(p, fault);
}
