/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_SERVICE_H
#define LK_CORE_SERVICE_H

/* A network as the host puts it between plugins. Private to service*.c. */

#include "instance.h"
#include "recall.h"

typedef struct lk_service_network {
    lk_network public; /* first: a service pointer is a pointer to this */
    lk_instance *backend;
    const lk_backend_ops *ops;
    uint64_t passes;
    lk_coalition_effort effort; /* of coalitions since it was taken */
    const lk_recall *recall;    /* NULL: none */
    uint64_t recalled;          /* rows since passes were counted from 0 */
} lk_service_network;

static inline lk_service_network *lk_service_of(lk_network *n)
{
    return (lk_service_network *)(void *)n;
}

/* The backend runs now, in the place of who asks it. */
static inline lk_actor lk_service_enter(lk_network *n)
{
    return lk_conduct_enter(lk_instance_actor(lk_service_of(n)->backend));
}

lk_status lk_service_finite(lk_network *n, lk_context *ctx, const float *values, size_t count);

/* lk_network.coalitions. */
lk_status lk_service_coalitions(lk_network *self, lk_context *ctx, const lk_coalitions *problem,
                                lk_output output, lk_score_sink sink, void *user);

#endif
