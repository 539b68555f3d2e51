/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "config.h"

#include "writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(lk_writer *w, lk_fault *fault)
{
    lk_fault_set(fault, "%s cannot be written: %s", w->path, strerror(errno));
    return -1;
}

int lk_writer_open(lk_writer *w, const char *path, lk_fault *fault)
{
    w->path = path;
    if (snprintf(w->temporary, sizeof w->temporary, "%s.part-XXXXXX", path) >=
        (int)sizeof w->temporary) {
        lk_fault_set(fault, "%s: the path is too long", path);
        return -1;
    }
    w->fd = mkostemp(w->temporary, O_CLOEXEC);
    return w->fd < 0 ? fail(w, fault) : 0;
}

int lk_writer_write(lk_writer *w, const void *bytes, size_t size, lk_fault *fault)
{
    const char *at = bytes;
    while (size) {
        ssize_t n = write(w->fd, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(w, fault);
        at += n;
        size -= (size_t)n;
    }
    return 0;
}

int lk_writer_finish(lk_writer *w, lk_fault *fault)
{
    mode_t mask = umask(0);
    umask(mask);
    int rc = fchmod(w->fd, 0666 & ~mask) ? fail(w, fault) : 0;
    if (close(w->fd) && !rc)
        rc = fail(w, fault);
    if (!rc && rename(w->temporary, w->path))
        rc = fail(w, fault);
    if (rc)
        unlink(w->temporary);
    return rc;
}

void lk_writer_abandon(lk_writer *w)
{
    close(w->fd);
    unlink(w->temporary);
}
