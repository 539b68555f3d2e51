/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "picture.h"

/* The outline of a region runs along the edges of its pixels, region to the
 * right. A corner keeps the directions in which edges leave it as bits. */
enum { EAST, SOUTH, WEST, NORTH };

static const int step_x[] = {1, 0, -1, 0}, step_y[] = {0, 1, 0, -1};

typedef struct corners {
    int64_t width, height; /* of the region */
    uint8_t *leaving;      /* (height + 1) x (width + 1) */
} corners;

static uint8_t *corner(const corners *c, int64_t x, int64_t y)
{
    return &c->leaving[y * (c->width + 1) + x];
}

static int inside(const lk_tensor *r, int64_t x, int64_t y)
{
    return x >= 0 && y >= 0 && x < r->shape[1] && y < r->shape[0] &&
           ((const uint8_t *)r->data)[y * r->shape[1] + x];
}

static void find_edges(const corners *c, const lk_tensor *r)
{
    for (int64_t y = 0; y < c->height; y++)
        for (int64_t x = 0; x < c->width; x++) {
            if (!inside(r, x, y))
                continue;
            if (!inside(r, x, y - 1))
                *corner(c, x, y) |= 1 << EAST;
            if (!inside(r, x + 1, y))
                *corner(c, x + 1, y) |= 1 << SOUTH;
            if (!inside(r, x, y + 1))
                *corner(c, x + 1, y + 1) |= 1 << WEST;
            if (!inside(r, x - 1, y))
                *corner(c, x, y + 1) |= 1 << NORTH;
        }
}

/* Where an outline goes on: to the right first, so that pixels that touch at a
 * corner only stay apart. */
static int turn(uint8_t leaving, int direction)
{
    static const int order[] = {1, 0, 3};
    for (int i = 0; i < 3; i++)
        if (leaving & 1 << ((direction + order[i]) & 3))
            return (direction + order[i]) & 3;
    return -1;
}

static void add_run(page *p, int direction, long length)
{
    long signed_length = direction == EAST || direction == SOUTH ? length : -length;
    page_add(p, direction == EAST || direction == WEST ? "h$" : "v$",
             draft_format(p, "%ld", signed_length));
}

/* Follow one outline from its first edge, taking its edges away. */
static void follow(page *p, const corners *c, int64_t x, int64_t y)
{
    int direction = EAST;
    long length = 0;
    page_add(p, "M$ $", draft_format(p, "%lld", (long long)x),
             draft_format(p, "%lld", (long long)y));
    while (!p->status) {
        *corner(c, x, y) &= (uint8_t) ~(1 << direction);
        x += step_x[direction];
        y += step_y[direction];
        length++;
        int next = turn(*corner(c, x, y), direction);
        if (next == direction)
            continue;
        add_run(p, direction, length);
        if (next < 0)
            break;
        direction = next;
        length = 0;
    }
    page_add(p, "z");
}

void picture_outline(page *p, size_t number, const lk_tensor *region)
{
    corners c = {.width = region->shape[1], .height = region->shape[0]};
    c.leaving = draft_alloc(p, (size_t)c.height + 1, (size_t)c.width + 1);
    if (!c.leaving)
        return;
    find_edges(&c, region);
    page_add(p, "<path id=\"outline-$\" d=\"", draft_format(p, "%zu", number));
    for (int64_t y = 0; y <= c.height; y++)
        for (int64_t x = 0; x <= c.width; x++)
            while (!p->status && *corner(&c, x, y) & 1 << EAST)
                follow(p, &c, x, y);
    page_add(p, "\"/>");
}
