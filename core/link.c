/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "crew.h"

/* A worker's end of its link to the coordinator. */

void lk_worker_doing(const char *text)
{
    size_t size = strlen(text) + 1;
    if (pwrite(LK_WORKER_DOING_FD, text, size < LK_WORKER_DOING ? size : LK_WORKER_DOING, 0) < 0)
        return; /* the report will say less */
}

void lk_worker_log(int level, const char *text)
{
    lk_pack p = {0};
    lk_pack_u64(&p, (uint64_t)level);
    lk_pack_text(&p, text);
    if (!p.bad)
        lk_frame_write(LK_WORKER_FD, LK_FRAME_LOG, p.bytes, p.size);
    lk_pack_free(&p);
}

void lk_worker_progress(double done, double total)
{
    static const int64_t pause = 200000000; /* ns: whoever looks is not faster */
    static int64_t last;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    int64_t now = (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
    if (last && now - last < pause)
        return;
    last = now;
    lk_pack p = {0};
    lk_pack_double(&p, done);
    lk_pack_double(&p, total);
    if (!p.bad)
        lk_frame_write(LK_WORKER_FD, LK_FRAME_PROGRESS, p.bytes, p.size);
    lk_pack_free(&p);
}

void lk_worker_leave(void)
{
    lk_frame_write(LK_WORKER_FD, LK_FRAME_LEAVE, NULL, 0);
}

int lk_worker_loop(void (*handle)(void *user, const void *bytes, size_t size, lk_pack *reply),
                   void *user)
{
    lk_frame_type type;
    void *payload;
    size_t size;
    int rc;
    fcntl(LK_WORKER_FD, F_SETFD, FD_CLOEXEC);
    fcntl(LK_WORKER_DOING_FD, F_SETFD, FD_CLOEXEC);
    fcntl(LK_WORKER_SAID_FD, F_SETFD, FD_CLOEXEC);
    lk_frame_write(LK_WORKER_FD, LK_FRAME_ALIVE, NULL, 0); /* what ends it now is its task */
    while (!(rc = lk_frame_read(LK_WORKER_FD, &type, &payload, &size))) {
        lk_pack reply = {0};
        if (type == LK_FRAME_TASK)
            handle(user, payload, size, &reply);
        free(payload);
        rc = type != LK_FRAME_TASK || reply.bad ||
             lk_frame_write(LK_WORKER_FD, LK_FRAME_RESULT, reply.bytes, reply.size);
        lk_pack_free(&reply);
        if (rc)
            return 1;
    }
    return rc < 0;
}
