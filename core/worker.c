/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "conduct.h"
#include "crew.h"
#include "task.h"

enum { KEPT_BLOCK = 32 << 20, KEPT = 128 << 20 };

static const lk_work_fn works[] = {
    [LK_TASK_OPEN] = lk_work_open,
    [LK_TASK_ITEM] = lk_work_item,
    [LK_TASK_PREDICT] = lk_work_predict,
    [LK_TASK_EXPLAIN] = lk_work_explain,
    [LK_TASK_POOL] = lk_work_pool,
    [LK_TASK_MERGE] = lk_work_merge,
    [LK_TASK_PORTRAIT] = lk_work_portrait,
    [LK_TASK_MASK] = lk_work_mask,
    [LK_TASK_SCORE] = lk_work_score,
    [LK_TASK_SIMILARITY] = lk_work_similarity,
    [LK_TASK_CLASSIFY] = lk_work_classify,
    [LK_TASK_ANALYSE] = lk_work_analyse,
    [LK_TASK_REPORT] = lk_work_report,
    [LK_TASK_EXPLAIN_FILES] = lk_work_explain_files,
    [LK_TASK_RAW_SCORES] = lk_work_raw_scores,
    [LK_TASK_ESTIMATE] = lk_work_estimate,
    [LK_TASK_EXPORT] = lk_work_export,
    [LK_TASK_COALITIONS] = lk_work_coalitions,
    [LK_TASK_READ] = lk_work_read,
    [LK_TASK_FAITHFULNESS] = lk_work_faithfulness,
    [LK_TASK_CONTROL] = lk_work_control,
    [LK_TASK_TRAIN] = lk_work_train,
    [LK_TASK_TRUTH] = lk_work_truth,
};

static void log_line(void *user, lk_level level, const char *text)
{
    (void)user;
    lk_worker_log(level, text);
}

static void progress(void *user, double done, double total)
{
    (void)user;
    lk_worker_progress(done, total);
}

static void refuse(lk_pack *reply, lk_status status, const char *reason)
{
    lk_pack_u64(reply, (uint64_t)(int64_t)status);
    lk_pack_text(reply, reason);
}

static void describe(lk_unpack *request, lk_pack *reply)
{
    lk_fault fault = {""};
    const char *path = lk_unpack_text(request);
    lk_pack body = {0};
    lk_worker_doing("loading it");
    if (!path || lk_describe_file(path, &body, &fault)) {
        refuse(reply, LK_E_INPUT, fault.text);
    } else {
        refuse(reply, LK_OK, NULL);
        lk_pack_raw(reply, body.bytes, body.size);
    }
    lk_pack_free(&body);
}

static void free_work(lk_work *out)
{
    lk_pack_free(&out->note);
    lk_pack_free(&out->data);
    lk_pack_free(&out->extras);
    *out = (lk_work){.extra_count = 0};
}

static lk_status attempt(lk_session *s, lk_work_fn work, lk_unpack request, lk_work *out,
                         lk_fault *fault)
{
    lk_call_reset(&s->call);
    s->truth = 0;
    lk_status status = work(s, &request, out, fault);
    if (!status && (request.bad || out->note.bad || out->data.bad || out->extras.bad)) {
        status = LK_E_FAIL;
        lk_fault_set(fault, "the task or its result could not be carried: out of memory?");
    }
    if (status && !*fault->text)
        lk_fault_set(fault, "%s", lk_call_reason(&s->call, status));
    return status;
}

/* Of a task that is many calls, each of next to no time. */
static int is_fine(lk_task_kind kind)
{
    return kind == LK_TASK_SCORE || kind == LK_TASK_POOL || kind == LK_TASK_PORTRAIT ||
           kind == LK_TASK_TRUTH;
}

static void run(lk_session *s, lk_task_kind kind, const lk_unpack *request, lk_pack *reply)
{
    lk_work out = {.extra_count = 0};
    lk_fault fault = {""};
    lk_conduct_task(!is_fine(kind));
    lk_status status = attempt(s, works[kind], *request, &out, &fault);
    if (lk_conduct_end()) {
        free_work(&out);
        fault.text[0] = 0;
        status = attempt(s, works[kind], *request, &out, &fault);
        lk_conduct_end();
    }
    refuse(reply, status, status ? fault.text : NULL);
    if (!status) {
        lk_pack_bytes(reply, out.note.bytes, out.note.size);
        lk_pack_bytes(reply, out.data.bytes, out.data.size);
    }
    lk_conduct_pack(reply);
    if (!status) {
        lk_pack_u64(reply, out.extra_count);
        lk_pack_raw(reply, out.extras.bytes, out.extras.size);
    }
    free_work(&out);
    if (lk_conduct_is_full())
        lk_worker_leave();
}

static lk_session *open_session(lk_fault *fault)
{
    const char *path = getenv("LIKENESS_SESSION");
    lk_session *s = path ? lk_session_read(path, fault) : NULL;
    if (s) {
        s->call.log = s->item_call.log = log_line;
        s->call.progress = s->item_call.progress = progress;
    } else if (!path)
        lk_fault_set(fault, "a worker is started by likeness itself");
    return s;
}

static void handle(void *user, const void *bytes, size_t size, lk_pack *reply)
{
    lk_session **session = user;
    lk_unpack request = lk_unpack_over(bytes, size);
    lk_fault fault = {""};
    uint64_t kind = lk_unpack_u64(&request);
    if (kind == LK_TASK_DESCRIBE_FILE) {
        describe(&request, reply);
        return;
    }
    if (!*session)
        *session = open_session(&fault);
    if (!*session)
        refuse(reply, LK_E_FAIL, fault.text);
    else if (kind >= sizeof works / sizeof *works || !works[kind])
        refuse(reply, LK_E_UNSUPPORTED, "this worker knows no such task");
    else
        run(*session, (lk_task_kind)kind, &request, reply);
}

/* Arenas are emptied after each task. Kept by the process, their pages need not
 * be had from the kernel, and zeroed by it, again and again. */
static void keep_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, KEPT_BLOCK);
    mallopt(M_TRIM_THRESHOLD, KEPT);
}

int lk_worker_main(void)
{
    keep_memory();
    lk_conduct_begin();
    lk_session *session = NULL;
    int rc = lk_worker_loop(handle, &session);
    lk_session_close(session);
    return rc;
}
