/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#define _POSIX_C_SOURCE 200809L /* fmemopen */

#include "delaunay.h"

#include <stdio.h>
#include <stdlib.h>

#include <libqhull_r/qhull_ra.h>

_Static_assert(sizeof(lk_point) == 2 * sizeof(coordT), "points are pairs of Qhull's numbers");

/* What Qhull says is kept here instead of stderr; what does not fit is lost. */
typedef struct messages {
    FILE *file;
    char text[512];
} messages;

static int is_lower(qhT *qh, const facetT *facet)
{
    return !facet->upperdelaunay == !qh->UPPERdelaunay;
}

static size_t count_facets(qhT *qh)
{
    const facetT *facet;
    size_t n = 0;
    FORALLfacets
    {
        n += (size_t)is_lower(qh, facet);
    }
    return n;
}

/* Qhull keeps vertices in its own order and the orientation in a flag. */
static int read_facet(qhT *qh, facetT *facet, size_t points, triangle *out)
{
    if (qh_setsize(qh, facet->vertices) != 3)
        return 0;
    for (size_t i = 0; i < 3; i++) {
        vertexT *vertex = SETelemt_(facet->vertices, i, vertexT);
        int id = qh_pointid(qh, vertex->point);
        if (id < 0 || (size_t)id >= points)
            return 0;
        out->corner[i < 2 && facet->toporient == qh_ORIENTclock ? 1 - i : i] = (uint32_t)id;
    }
    return 1;
}

static lk_status read_facets(lk_context *ctx, qhT *qh, size_t points, const triangle **out,
                             size_t *out_count)
{
    facetT *facet;
    size_t n = count_facets(qh), i = 0;
    triangle *triangles = lk_alloc_array(ctx, n, sizeof *triangles);
    if (!triangles)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu triangles.", n);
    FORALLfacets
    {
        if (is_lower(qh, facet) && !read_facet(qh, facet, points, &triangles[i++]))
            return lk_error(ctx, LK_MISSING, "Qhull made a facet that is no triangle.");
    }
    *out = triangles;
    *out_count = n;
    return LK_OK;
}

static lk_status report(lk_context *ctx, messages *m)
{
    fflush(m->file);
    m->text[strcspn(m->text, "\n")] = 0;
    return lk_error(ctx, LK_MISSING, "the landmarks make no Delaunay triangles (%s).",
                    *m->text ? m->text : "Qhull gives no reason");
}

static lk_status triangulate(lk_context *ctx, qhT *qh, messages *m, lk_point *points, size_t count,
                             const triangle **out, size_t *out_count)
{
    char options[] = "qhull d Qbb Qc Qz Q12 Qt";
    int curlong, totlong;
    qh_zero(qh, m->file);
    int failed = qh_new_qhull(qh, 2, (int)count, &points->x, False, options, NULL, m->file);
    lk_status status = failed ? report(ctx, m) : read_facets(ctx, qh, count, out, out_count);
    qh_freeqhull(qh, !qh_ALL);
    qh_memfreeshort(qh, &curlong, &totlong);
    return status;
}

lk_status delaunay(lk_context *ctx, lk_point *points, size_t count, const triangle **out,
                   size_t *out_count)
{
    messages m = {.text = ""};
    lk_status status;
    if (count < 3 || count > INT32_MAX / 8)
        return lk_error(ctx, LK_MISSING, "%zu points make no triangles.", count);
    qhT *qh = malloc(sizeof *qh);
    m.file = fmemopen(m.text, sizeof m.text - 1, "w");
    if (qh && m.file)
        status = triangulate(ctx, qh, &m, points, count, out, out_count);
    else
        status = lk_error(ctx, LK_E_MEMORY, "no memory for Qhull.");
    if (m.file)
        fclose(m.file);
    free(qh);
    return status;
}
