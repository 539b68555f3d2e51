/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "mapping.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct lk_mapping {
    lk_mapping *next;
    void *bytes;
    size_t size;
};

static int map_open(lk_mapping *m, int fd, size_t limit, lk_fault *fault)
{
    struct stat st;
    if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
        lk_fault_set(fault, "not a regular file");
        return -1;
    }
    if ((uint64_t)st.st_size > limit) {
        lk_fault_set(fault, "larger than %zu bytes", limit);
        return -1;
    }
    m->size = (size_t)st.st_size;
    if (m->size)
        m->bytes = mmap(NULL, m->size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (m->bytes != MAP_FAILED)
        return 0;
    lk_fault_set(fault, "%s", strerror(errno));
    return -1;
}

int lk_mapping_add(lk_mapping **list, const char *path, size_t limit, const void **out,
                   size_t *size, lk_fault *fault)
{
    lk_mapping *m = calloc(1, sizeof *m);
    int fd = m ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    if (fd < 0)
        lk_fault_set(fault, "%s", m ? strerror(errno) : "out of memory");
    int rc = fd < 0 ? -1 : map_open(m, fd, limit ? limit : (size_t)64 << 30, fault);
    if (fd >= 0)
        close(fd);
    if (rc) {
        free(m);
        lk_fault_prefix(fault, "%s: ", path);
        return -1;
    }
    m->next = *list;
    *list = m;
    *out = m->size ? m->bytes : "";
    *size = m->size;
    return 0;
}

void lk_mappings_rest(const lk_mapping *list)
{
    for (; list; list = list->next)
        if (list->size)
            madvise(list->bytes, list->size, MADV_DONTNEED);
}

void lk_mappings_free(lk_mapping *list)
{
    for (lk_mapping *next; list; list = next) {
        next = list->next;
        if (list->size)
            munmap(list->bytes, list->size);
        free(list);
    }
}
