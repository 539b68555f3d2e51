/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "process.h"

static const size_t MOST = (size_t)256 << 20;

static lk_status no_memory(conversation *c, const char *what)
{
    return lk_error(c->ctx, LK_E_MEMORY, "no memory for %s that the program `%s` asks for", what,
                    c->program->name);
}

/* ---- What it sends ------------------------------------------------------------------ */

static lk_status take_output(conversation *c, const char *word, lk_output *out)
{
    static const char *const words[] = {[LK_OUTPUT_PROBABILITY] = "probability",
                                        [LK_OUTPUT_LOGIT] = "logit",
                                        [LK_OUTPUT_RAW] = "raw"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(word, words[i])) {
            *out = (lk_output)i;
            return LK_OK;
        }
    return program_fail(c->program, c->ctx,
                        "asked for the output `%.40s`; there are probability, logit and raw", word);
}

static lk_status hear_whole(conversation *c, array *a)
{
    a->kind = ARRAY_WHOLE;
    a->most = MOST;
    return array_hear(c->program, c->ctx, a);
}

/* Pictures of the view's size: float32 of the arena, `out` of `rank` axes. */
static lk_status hear_pictures(conversation *c, int rank, lk_tensor *out)
{
    const int64_t *view = c->request->view->pixels.shape;
    array a = {.kind = ARRAY_FLOATS,
               .rank = rank,
               .shape = {ARRAY_ANY, view[0], view[1], view[2]},
               .most = MOST};
    if (rank == 3)
        memcpy(a.shape, view, 3 * sizeof *view);
    lk_status status = array_hear(c->program, c->ctx, &a);
    if (status)
        return status;
    float *values = (float *)(void *)a.data;
    if (a.width != sizeof *values)
        values = lk_alloc_array(c->ctx, a.count, sizeof *values);
    if (!values)
        return no_memory(c, "a batch");
    *out = lk_tensor_over(values, LK_DTYPE_FLOAT, 32, rank, a.shape);
    for (size_t i = 0; i < a.count; i++) {
        values[i] = (float)array_float(&a, i);
        if (!isfinite(values[i]))
            return program_fail(c->program, c->ctx,
                                "sent a picture with a value that is not finite");
    }
    return LK_OK;
}

/* The question is whole: may this many pictures be asked about? */
static lk_status end_question(conversation *c, int64_t pictures)
{
    if (pictures > c->passes)
        return program_fail(c->program, c->ctx,
                            "asked for more forward passes than one explanation may take: raise "
                            "`passes`, or let it ask for less");
    c->passes -= pictures;
    return program_end(c->program, c->ctx);
}

/* ---- What it gets -------------------------------------------------------------------- */

static float *make_scores(conversation *c, int64_t rows, lk_tensor *out)
{
    const int64_t shape[] = {rows, c->request->network->info->class_count};
    float *scores = lk_alloc_array(c->ctx, (size_t)rows, (size_t)shape[1] * sizeof *scores);
    *out = lk_tensor_over(scores, LK_DTYPE_FLOAT, 32, 2, shape);
    return scores;
}

static lk_status answer(conversation *c, const char *line, const lk_tensor *values)
{
    return message_exchange(c->program, c->ctx, line, values, 1, c->answer);
}

lk_status ask_scores(conversation *c, const char *rest)
{
    lk_network *n = c->request->network;
    lk_output output = LK_OUTPUT_PROBABILITY;
    lk_tensor batch, scores;
    lk_status status = take_output(c, rest, &output);
    if (!status)
        status = hear_pictures(c, 4, &batch);
    if (!status)
        status = end_question(c, batch.shape[0]);
    if (!status && !make_scores(c, batch.shape[0], &scores))
        status = no_memory(c, "the scores");
    if (!status)
        status = n->scores(n, c->ctx, &batch, output, scores.data);
    return status ? status : answer(c, "scores\n", &scores);
}

/* ---- Gradients ------------------------------------------------------------------------ */

static int has_gradients(const lk_network *n)
{
    return n->info->capabilities & LK_CAP_GRADIENTS && n->gradients;
}

static lk_status hear_classes(conversation *c, int64_t count, uint32_t **out)
{
    array a = {.rank = 1, .shape = {count}};
    lk_status status = hear_whole(c, &a);
    if (status)
        return status;
    uint32_t *classes = lk_alloc_array(c->ctx, a.count, sizeof *classes);
    if (!classes)
        return no_memory(c, "the classes");
    for (size_t i = 0; i < a.count; i++) {
        int64_t class_index = array_whole(&a, i);
        if (class_index < 0 || class_index >= c->request->network->info->class_count)
            return program_fail(c->program, c->ctx,
                                "asked for the gradient of class %lld, which the network has not",
                                (long long)class_index);
        classes[i] = (uint32_t)class_index;
    }
    *out = classes;
    return LK_OK;
}

lk_status ask_gradients(conversation *c, const char *rest)
{
    lk_network *n = c->request->network;
    lk_output output = LK_OUTPUT_PROBABILITY;
    lk_tensor batch, gradient;
    uint32_t *classes = NULL;
    lk_status status = take_output(c, rest, &output);
    if (!status && !has_gradients(n))
        return lk_error(c->ctx, LK_E_UNSUPPORTED,
                        "the program `%s` asks for gradients, and the network %s has none here: "
                        "use a backend that has them",
                        c->program->name, n->info->name);
    if (!status)
        status = hear_pictures(c, 4, &batch);
    if (!status)
        status = hear_classes(c, batch.shape[0], &classes);
    if (!status)
        status = end_question(c, batch.shape[0]);
    if (status)
        return status;
    float *values = lk_alloc_array(c->ctx, lk_tensor_count(&batch), sizeof *values);
    if (!values)
        return no_memory(c, "the gradients");
    gradient = lk_tensor_over(values, LK_DTYPE_FLOAT, 32, 4, batch.shape);
    status = n->gradients(n, c->ctx, &batch, classes, output, NULL, &gradient);
    return status ? status : answer(c, "gradients\n", &gradient);
}

/* ---- Coalitions ----------------------------------------------------------------------- */

/* Labels for `segments`, which has the view's shape. */
static lk_status hear_segments(conversation *c, lk_tensor *out)
{
    const int64_t *view = c->request->view->pixels.shape;
    array a = {.rank = 2, .shape = {view[0], view[1]}};
    lk_status status = hear_whole(c, &a);
    if (status)
        return status;
    int32_t *labels = lk_alloc_array(c->ctx, a.count, sizeof *labels);
    if (!labels)
        return no_memory(c, "the segments");
    for (size_t i = 0; i < a.count; i++) {
        int64_t label = array_whole(&a, i);
        labels[i] = label < 0 || label > INT32_MAX ? -1 : (int32_t)label;
    }
    *out = lk_tensor_over(labels, LK_DTYPE_INT, 32, 2, a.shape);
    return LK_OK;
}

/* Rows of 0 and 1, packed; each segment has a column. */
static lk_status hear_rows(conversation *c, lk_coalitions *problem)
{
    array a = {.rank = 2, .shape = {ARRAY_ANY, ARRAY_ANY}};
    const int32_t *labels = problem->segments->data;
    lk_status status = hear_whole(c, &a);
    if (status)
        return status;
    for (size_t i = 0; i < lk_tensor_count(problem->segments); i++)
        if (labels[i] < 0 || labels[i] >= a.shape[1])
            return program_fail(c->program, c->ctx,
                                "sent a segment label that is no column of its %lld coalitions",
                                (long long)a.shape[0]);
    problem->row_count = (size_t)a.shape[0];
    problem->segment_count = (uint32_t)a.shape[1];
    problem->z_stride = ((size_t)a.shape[1] + 63) / 64;
    uint64_t *z = lk_alloc_array(c->ctx, problem->row_count, problem->z_stride * sizeof *z);
    if (!z)
        return no_memory(c, "the coalitions");
    for (size_t i = 0; i < a.count; i++) {
        size_t row = i / problem->segment_count;
        if (array_whole(&a, i))
            lk_z_set(z + row * problem->z_stride, (uint32_t)(i % problem->segment_count), 1);
    }
    problem->z = z;
    return LK_OK;
}

typedef struct sink {
    float *scores;
    size_t classes;
} sink;

static lk_status keep_scores(void *user, size_t first, size_t count, const float *scores)
{
    const sink *s = user;
    memcpy(s->scores + first * s->classes, scores, count * s->classes * sizeof *scores);
    return LK_OK;
}

/* Which segments of the view are shown; the fill stands for the others. */
lk_status ask_coalitions(conversation *c, const char *rest)
{
    lk_network *n = c->request->network;
    lk_tensor segments, filling, scores;
    lk_output output = LK_OUTPUT_PROBABILITY;
    lk_coalitions problem = {.struct_size = sizeof problem,
                             .base_count = 1,
                             .fill_count = 1,
                             .bases = &c->request->view->pixels,
                             .fills = &filling,
                             .segments = &segments};
    lk_status status = take_output(c, rest, &output);
    if (!status)
        status = hear_segments(c, &segments);
    if (!status)
        status = hear_rows(c, &problem);
    if (!status)
        status = hear_pictures(c, 3, &filling);
    if (!status)
        status = end_question(c, (int64_t)problem.row_count);
    if (!status && !make_scores(c, (int64_t)problem.row_count, &scores))
        status = no_memory(c, "the scores");
    if (status)
        return status;
    sink s = {scores.data, n->info->class_count};
    status = n->coalitions(n, c->ctx, &problem, output, keep_scores, &s);
    return status ? status : answer(c, "scores\n", &scores);
}
