/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "lesson.h"

#include <stdlib.h>
#include <string.h>

#include "augment.h"
#include "work_network.h"

enum { CHANNELS = 3, MOST_KEPT = 1 << 30 /* bytes of views */ };

void lk_pack_example(lk_pack *p, const lk_example *e)
{
    lk_pack_u64(p, (uint64_t)e->item);
    lk_pack_face(p, &e->face);
    lk_pack_u64(p, e->class_index);
}

static size_t view_size(const lk_lesson *l)
{
    return l->height * l->width * CHANNELS;
}

lk_status lk_lesson_open(lk_session *s, lk_unpack *request, const lk_network_info *info,
                         const lk_plan *plan, int whole, lk_arena *arena, lk_lesson *out,
                         lk_fault *fault)
{
    size_t count = lk_unpack_count(request, 64);
    *out = (lk_lesson){.session = s, .info = info, .plan = plan, .whole = whole, .count = count};
    out->height = info->view.height;
    out->width = info->view.width;
    out->examples = lk_arena_array(arena, count, sizeof *out->examples);
    out->order = lk_arena_array(arena, count, sizeof *out->order);
    out->known = lk_arena_alloc(arena, count);
    if (!out->examples || !out->order || !out->known)
        return LK_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        lk_example *e = &out->examples[i];
        e->item = (int64_t)lk_unpack_u64(request);
        e->face = lk_unpack_face(request, arena);
        e->class_index = (uint32_t)lk_unpack_u64(request);
        out->order[i] = i;
        if (e->class_index >= info->class_count) {
            lk_fault_set(fault, "the network has another number of classes than when the run "
                                "began; run it again");
            return LK_E_INPUT;
        }
    }
    if (count && view_size(out) <= MOST_KEPT / sizeof(float) / count)
        out->views = malloc(count * view_size(out) * sizeof *out->views);
    return LK_OK;
}

void lk_lesson_close(lk_lesson *l)
{
    free(l->views);
    l->views = NULL;
}

/* ---- The order ------------------------------------------------------------------------- */

static void seed(const lk_plan *plan, const char *what, uint64_t epoch, uint64_t place,
                 lk_random *r)
{
    lk_digest d;
    lk_key key;
    lk_digest_init(&d);
    lk_digest_text(&d, what);
    lk_digest_u64(&d, (uint64_t)plan->seed);
    lk_digest_u64(&d, epoch);
    lk_digest_u64(&d, place);
    lk_digest_end(&d, &key);
    lk_random_seed(r, &key);
}

/* Below `bound`, each as likely: numbers that would favour some are drawn again. */
static size_t below(lk_random *r, size_t bound)
{
    uint64_t limit = UINT64_MAX - UINT64_MAX % bound, x;
    while ((x = lk_random_next(r)) >= limit)
        ;
    return (size_t)(x % bound);
}

void lk_lesson_begin(lk_lesson *l, uint64_t epoch)
{
    lk_random r;
    seed(l->plan, "lesson", epoch, 0, &r);
    l->epoch = epoch;
    for (size_t i = 0; i < l->count; i++)
        l->order[i] = i;
    for (size_t i = l->count; i > 1; i--) {
        size_t other = below(&r, i), kept = l->order[i - 1];
        l->order[i - 1] = l->order[other];
        l->order[other] = kept;
    }
}

/* ---- Pictures -------------------------------------------------------------------------- */

static lk_status cut(lk_lesson *l, size_t example, float *out, lk_fault *fault)
{
    lk_session *s = l->session;
    const lk_example *e = &l->examples[example];
    lk_raster view;
    lk_landmarks points;
    lk_call_reset(&s->call);
    lk_status status = lk_session_face(s, e->item, &e->face, fault);
    if (!status)
        status = lk_face_view(s, l->info, &e->face.face, l->whole, &view, &points, fault);
    if (status)
        return status;
    memcpy(out, view.pixels.data, view_size(l) * sizeof *out);
    return LK_OK;
}

/* Its view: among those that are kept, else in `room`. NULL with a fault. */
static const float *view_of(lk_lesson *l, size_t example, float *room, lk_status *status,
                            lk_fault *fault)
{
    float *place = l->views ? l->views + example * view_size(l) : room;
    if (!l->views || !l->known[example])
        *status = cut(l, example, place, fault);
    if (*status)
        return NULL;
    l->known[example] = 1;
    return place;
}

lk_status lk_lesson_fill(lk_lesson *l, int plainly, size_t first, size_t count, float *pictures,
                         uint32_t *classes, lk_fault *fault)
{
    const lk_augment *a = &l->plan->augment;
    int varied = !plainly && !lk_augment_is_none(a);
    size_t size = view_size(l);
    float *room = malloc(size * sizeof *room);
    lk_status status = room ? LK_OK : LK_E_MEMORY;
    for (size_t i = 0; !status && i < count; i++) {
        size_t example = plainly ? first + i : l->order[first + i];
        const float *view = view_of(l, example, room, &status, fault);
        classes[i] = l->examples[example].class_index;
        if (!view)
            break;
        if (varied) {
            lk_random r;
            seed(l->plan, "augment", l->epoch, first + i, &r);
            lk_change c = lk_augment_draw(a, &r, l->height, l->width);
            lk_change_picture(&c, view, l->height, l->width, pictures + i * size);
        } else {
            memcpy(pictures + i * size, view, size * sizeof *view);
        }
    }
    free(room);
    return status;
}
