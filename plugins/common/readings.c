/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "readings.h"

struct first_reading {
    const char *label, *set, *mask;
};

int mask_matches(const char *name, const char *mask)
{
    size_t size = strlen(name);
    return !strncmp(name, mask, size) && (!mask[size] || mask[size] == ':');
}

static int make_room(readings *r, lk_context *ctx)
{
    if (r->count < r->room)
        return 1;
    size_t room = r->room ? 2 * r->room : 16;
    struct first_reading *grown = lk_alloc_array(ctx, room, sizeof *grown);
    if (!grown)
        return 0;
    if (r->count)
        memcpy(grown, r->items, r->count * sizeof *grown);
    r->items = grown;
    r->room = room;
    return 1;
}

const char *readings_settle(readings *r, lk_context *ctx, const char *label, const char *mask)
{
    const char *colon = strchr(mask, ':');
    if (!colon || !*label)
        return mask;
    size_t size = (size_t)(colon - mask);
    for (size_t i = 0; i < r->count; i++) {
        const struct first_reading *f = &r->items[i];
        if (!strcmp(f->label, label) && !strncmp(f->set, mask, size) && !f->set[size])
            return strcmp(f->mask, mask) ? mask : f->set;
    }
    char *set = lk_alloc(ctx, size + 1);
    if (!set || !make_room(r, ctx))
        return NULL;
    memcpy(set, mask, size);
    r->items[r->count++] = (struct first_reading){label, set, mask};
    return set;
}
