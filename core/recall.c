/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "recall.h"

#include <string.h>

#include "codec.h"

static void add_pictures(lk_digest *d, const lk_tensor *t, uint32_t count)
{
    lk_digest_u64(d, count);
    for (uint32_t i = 0; i < count; i++)
        lk_digest_bytes(d, t[i].data, lk_tensor_count(&t[i]) * sizeof(float));
}

void lk_recall_key(const lk_key *network, const lk_coalitions *problem, lk_output output,
                   lk_key *out)
{
    const lk_tensor *segments = problem->segments;
    size_t words = ((size_t)problem->segment_count + 63) / 64;
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "scores");
    lk_digest_key(&d, network);
    lk_digest_u64(&d, (uint64_t)output);
    add_pictures(&d, problem->bases, problem->base_count);
    add_pictures(&d, problem->fills, problem->fill_count);
    lk_digest_u64(&d, problem->segment_count);
    lk_digest_bytes(&d, segments->data, lk_tensor_count(segments) * sizeof(int32_t));
    lk_digest_u64(&d, problem->row_count);
    for (size_t row = 0; row < problem->row_count; row++) {
        lk_digest_u64(&d, lk_row_base(problem, row));
        lk_digest_u64(&d, lk_row_fill(problem, row));
        lk_digest_bytes(&d, problem->z + row * problem->z_stride, words * sizeof *problem->z);
    }
    lk_digest_end(&d, out);
}

void lk_pack_recalled(lk_pack *p, const lk_recalled *r)
{
    lk_pack_u64(p, r->rows);
    lk_pack_u64(p, r->classes);
    lk_pack_bytes(p, r->scores, r->rows * r->classes * sizeof *r->scores);
    lk_pack_u64(p, r->parts);
    for (size_t i = 0; i < r->parts; i++)
        lk_pack_u64(p, r->ends[i]);
    lk_pack_effort(p, &r->effort);
}

/* Every part ends behind the one before, and the last at the end. */
static int is_whole(const lk_recalled *r)
{
    for (size_t i = 0; i < r->parts; i++)
        if (r->ends[i] <= (i ? r->ends[i - 1] : 0))
            return 0;
    return r->parts ? r->ends[r->parts - 1] == r->rows : !r->rows;
}

int lk_unpack_recalled(lk_unpack *u, lk_arena *arena, lk_recalled *out)
{
    size_t size;
    *out = (lk_recalled){.rows = (size_t)lk_unpack_u64(u)};
    out->classes = (size_t)lk_unpack_u64(u);
    const void *scores = lk_unpack_bytes(u, &size);
    if (u->bad || !out->classes || out->rows > LK_RECALL_SCORES / out->classes ||
        size != out->rows * out->classes * sizeof *out->scores)
        return -1;
    out->scores = lk_arena_copy(arena, scores, size);
    out->parts = lk_unpack_count(u, 8);
    out->ends = lk_arena_array(arena, out->parts, sizeof *out->ends);
    if (!out->scores || !out->ends)
        return -1;
    for (size_t i = 0; i < out->parts; i++)
        out->ends[i] = (size_t)lk_unpack_u64(u);
    out->effort = lk_unpack_effort(u);
    return u->bad || !is_whole(out) ? -1 : 0;
}
