/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <string.h>

#include "pupil.h"
#include "task.h"

/* One training. The network is opened for it alone, since what a training takes
 * is to be gone with its end. */

static lk_status check(const lk_instance *in, lk_fault *fault)
{
    const lk_backend_ops *o = in->ops;
    if ((in->plugin->capabilities & LK_CAP_TRAINING) && o->train_step && o->save_state &&
        o->load_state && LK_HAS(o, lk_backend_ops, train_scores) && o->train_begin &&
        o->train_outcome && o->train_scores && o->export_model)
        return LK_OK;
    lk_fault_set(fault,
                 "the backend %s does not train networks; `likeness plugins backend` lists "
                 "those there are",
                 in->plugin->name);
    return LK_E_UNSUPPORTED;
}

static lk_instance *open_pupil(lk_session *s, const char *name, const lk_key *key, lk_fault *fault)
{
    const lk_variant *v = lk_section_find(&s->study->pupils, name);
    if (!v) {
        lk_fault_set(fault, "the study does not train %s", name);
        return NULL;
    }
    lk_instance *in =
        lk_instance_open(&s->finder, LK_STAGE_BACKEND, v->spec, s->study->path, s->threads, fault);
    if (!in || !check(in, fault)) {
        if (in && ((in->plugin->capabilities & LK_CAP_RANDOM) || lk_key_equal(&in->key, key)))
            return in;
        if (in)
            lk_fault_set(fault, "a file of %s changed while the run went on; run it again", name);
    }
    if (in)
        lk_instance_close(in);
    return NULL;
}

static lk_status teach(lk_pupil *p, lk_unpack *request, int whole, lk_arena *arena, lk_fault *fault)
{
    const lk_network_info *info = ((lk_network *)p->backend->service)->info;
    lk_status status =
        lk_lesson_open(p->session, request, info, p->plan, whole, arena, &p->lesson, fault);
    if (!status)
        status =
            lk_lesson_open(p->session, request, info, p->plan, whole, arena, &p->watched, fault);
    return status ? status : lk_pupil_train(p, arena, fault);
}

/* Request: network, fold, name, path of the weights, key of the opened pupil, key of the training,
 * whole, examples, watched examples. What comes of it is in its files: no note. */
lk_status lk_work_train(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    (void)out;
    lk_plan plan;
    lk_pupil p = {.session = s, .plan = &plan};
    p.network = lk_unpack_text(request);
    p.fold = lk_unpack_text(request);
    p.name = lk_unpack_text(request);
    p.path = lk_unpack_text(request);
    lk_key opened = lk_unpack_key(request);
    p.key = lk_unpack_key(request);
    int whole = lk_unpack_u64(request) != 0;
    if (!p.network || !p.name || !p.path || lk_training_plan(s->study, p.network, &plan, fault))
        return LK_E_INPUT;
    lk_arena *arena = lk_arena_new(0);
    p.asked = arena ? lk_training_text(s->study, p.network, arena) : NULL;
    p.backend = p.asked ? open_pupil(s, p.network, &opened, fault) : NULL;
    lk_status status = p.backend ? LK_OK : LK_E_INPUT;
    if (!status)
        status = teach(&p, request, whole, arena, fault);
    lk_lesson_close(&p.lesson);
    lk_lesson_close(&p.watched);
    if (p.backend)
        lk_instance_close(p.backend);
    lk_arena_free(arena);
    return status;
}
