/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "run.h"

typedef struct batch {
    lk_run *run;
    lk_job *jobs;
    size_t *todo; /* jobs that the store does not have */
    size_t todo_count;
    int quiet;
} batch;

/* What is told at once. */
static void announce(lk_run *r, const char *where, const char *reason)
{
    r->failures++;
    lk_progress_failure(r->progress, where, reason);
}

void lk_run_failure(lk_run *r, const char *stage, const char *where, const char *reason)
{
    lk_tables_add(r->tables, "failures", stage, where, reason);
    announce(r, where, reason);
}

static void fail(batch *b, lk_job *j, const char *reason)
{
    j->stopped = 1;
    j->reason = lk_arena_text(b->run->arena, reason);
    if (!b->quiet)
        announce(b->run, j->where, j->reason);
}

/* In the order of the jobs, whichever failed first. */
static void tabulate_failures(const batch *b)
{
    for (size_t i = 0; !b->quiet && i < b->todo_count; i++) {
        const lk_job *j = &b->jobs[b->todo[i]];
        if (j->stopped)
            lk_tables_add(b->run->tables, "failures", j->stage, j->where, j->reason);
    }
}

/* Keep the note of a stored artefact or a reply. */
static int take_note(lk_job *j, lk_unpack *u)
{
    size_t size;
    const void *note = lk_unpack_bytes(u, &size);
    j->note = u->bad ? NULL : malloc(size + 1);
    if (!j->note)
        return -1;
    memcpy(j->note, note, size);
    j->note_size = size;
    return 0;
}

static lk_status look_up(batch *b, lk_job *j, int *found)
{
    void *bytes;
    size_t size;
    *found = 0;
    if (!j->kind)
        return LK_OK;
    lk_status status = lk_store_get(b->run->store, &j->key, &bytes, &size, &b->run->fault);
    if (status)
        return status == LK_MISSING ? LK_OK : status;
    lk_unpack u = lk_unpack_over(bytes, size);
    *found = !take_note(j, &u);
    lk_unpack_bytes(&u, &size);
    if (u.at < u.size) /* one of an older program has none */
        lk_run_conduct_take(b->run, &u);
    free(bytes);
    if (*found)
        return LK_OK;
    lk_fault_set(&b->run->fault, "an artefact in the store %s cannot be read: move the store away",
                 lk_store_path(b->run->store));
    return LK_E_IO;
}

static void request(void *user, size_t i, lk_pack *out)
{
    batch *b = user;
    const lk_job *j = &b->jobs[b->todo[i]];
    lk_pack_raw(out, j->request.bytes, j->request.size);
    out->bad |= j->request.bad;
    if (!j->more)
        return;
    lk_pack_raw(out, j->more->bytes, j->more->size);
    out->bad |= j->more->bad;
}

static lk_status put_extras(batch *b, lk_unpack *u, lk_fault *fault)
{
    size_t count = lk_unpack_count(u, 48);
    lk_status status = LK_OK;
    for (size_t i = 0; !status && i < count; i++) {
        size_t size;
        lk_key key = lk_unpack_key(u);
        const char *kind = lk_unpack_text(u);
        const void *bytes = lk_unpack_bytes(u, &size);
        if (!u->bad && kind)
            status = lk_store_put(b->run->store, &key, kind, bytes, size, fault);
    }
    return status;
}

static lk_status take_result(batch *b, lk_job *j, lk_unpack *u, lk_fault *fault)
{
    size_t begin = u->at, size;
    if (take_note(j, u)) {
        fail(b, j, "its result cannot be read");
        return LK_OK;
    }
    lk_unpack_bytes(u, &size); /* the data: stored with the note, as it came */
    lk_run_conduct_take(b->run, u);
    size_t whole = u->at - begin;
    lk_status status = put_extras(b, u, fault);
    if (!status && j->kind && !u->bad)
        status = lk_store_put(b->run->store, &j->key, j->kind, u->bytes + begin, whole, fault);
    return status;
}

static lk_status done(void *user, size_t i, const void *bytes, size_t size, const char *reason,
                      lk_fault *fault)
{
    batch *b = user;
    lk_job *j = &b->jobs[b->todo[i]];
    lk_unpack u = lk_unpack_over(bytes, size);
    lk_progress_step(b->run->progress, 1, 1);
    if (!bytes) {
        fail(b, j, reason);
        return LK_OK;
    }
    lk_status status = (lk_status)(int64_t)lk_unpack_u64(&u);
    const char *text = lk_unpack_text(&u);
    if (status) {
        fail(b, j, text ? text : "it failed without a reason");
        lk_run_conduct_take(b->run, &u);
        return LK_OK;
    }
    return take_result(b, j, &u, fault);
}

lk_status lk_run_jobs(lk_run *r, const char *phase, lk_job *jobs, size_t count, int quiet)
{
    batch b = {.run = r, .jobs = jobs, .quiet = quiet};
    b.todo = calloc(count + 1, sizeof *b.todo);
    lk_key *touched = calloc(count + 1, sizeof *touched);
    size_t touched_count = 0;
    lk_status status = b.todo && touched ? LK_OK : LK_E_MEMORY;
    lk_progress_phase(r->progress, phase, count);
    for (size_t i = 0; !status && i < count; i++) {
        int found;
        status = jobs[i].stopped ? LK_OK : look_up(&b, &jobs[i], &found);
        if (status || jobs[i].stopped)
            continue;
        if (found) {
            touched[touched_count++] = jobs[i].key;
            lk_progress_found(r->progress, 1, 1);
        } else {
            b.todo[b.todo_count++] = i;
        }
    }
    if (!status && touched_count)
        status = lk_store_touch(r->store, touched, touched_count, &r->fault);
    if (!status && b.todo_count)
        status =
            lk_crew_run(r->crew,
                        &(lk_crew_run_options){
                            .count = b.todo_count, .request = request, .done = done, .user = &b},
                        &r->fault);
    tabulate_failures(&b);
    free(b.todo);
    free(touched);
    return status;
}

lk_status lk_run_task(lk_run *r, const char *phase, lk_job *j)
{
    j->stage = phase;
    lk_status status = lk_run_jobs(r, phase, j, 1, 1);
    if (status || !j->stopped)
        return status;
    lk_fault_set(&r->fault, "%s", j->reason);
    return LK_E_INPUT;
}

void lk_jobs_free(lk_job *jobs, size_t count)
{
    for (size_t i = 0; jobs && i < count; i++) {
        lk_pack_free(&jobs[i].request);
        free(jobs[i].note);
    }
    free(jobs);
}
