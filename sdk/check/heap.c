/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "heap.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "cage.h"

typedef struct window {
    int (*work)(void *user);
    void *user;
    int rounds;
} window;

static void *run(void *user)
{
    window *w = user;
    w->rounds = w->work(w->user);
    return NULL;
}

/* Small blocks that were freed come back as they were left; M_PERTURB is about
 * the others. */
void heap_soil(unsigned char byte)
{
    enum { SMALL = 1024, STEP = 16, EACH = 7 };
    mallopt(M_PERTURB, byte);
    for (size_t size = STEP; size <= SMALL; size += STEP) {
        void *volatile blocks[EACH]; /* or compilers take what is freed for unused */
        for (int i = 0; i < EACH; i++) {
            blocks[i] = malloc(size);
            if (blocks[i])
                memset(blocks[i], byte, size);
        }
        for (int i = 0; i < EACH; i++)
            free(blocks[i]);
    }
}

size_t heap_grows(int (*work)(void *user), void *user)
{
    size_t least = (size_t)-1, before = 0;
    for (int i = 0; i < HEAP_WINDOWS; i++) {
        pthread_t thread;
        window w = {work, user, 1};
        if (pthread_create(&thread, NULL, run, &w))
            cage_fail("no thread can be started");
        pthread_join(thread, NULL);
        size_t now = mallinfo2().uordblks,
               each = now > before ? (now - before) / (size_t)w.rounds : 0;
        if (i && each < least)
            least = each;
        before = now;
    }
    return least >= HEAP_LEAST ? least : 0;
}
