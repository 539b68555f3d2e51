/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "page.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base64.h"
#include "escape.h"

static void fail_memory(page *p)
{
    if (!p->status)
        p->status = lk_error(p->ctx, LK_E_MEMORY, "no memory for the page");
}

void page_bytes(page *p, const void *bytes, size_t size)
{
    if (p->status)
        return;
    if (size > p->room - p->size) {
        size_t room = p->size + size > SIZE_MAX / 2 ? 0 : 2 * (p->size + size);
        char *grown = room ? realloc(p->bytes, room) : NULL;
        if (!grown) {
            fail_memory(p);
            return;
        }
        p->bytes = grown;
        p->room = room;
    }
    memcpy(p->bytes + p->size, bytes, size);
    p->size += size;
}

static void add_escaped(page *p, const char *text)
{
    while (text && *text) {
        size_t used;
        const char *safe = escape_next(text, &used);
        page_bytes(p, safe ? safe : text, safe ? strlen(safe) : used);
        text += used;
    }
}

void page_fill(page *p, const char *const *texts, size_t count)
{
    size_t next = 1;
    for (const char *at = texts[0]; *at;) {
        size_t plain = strcspn(at, "$");
        page_bytes(p, at, plain);
        at += plain;
        if (*at == '$') {
            add_escaped(p, next < count ? texts[next] : NULL);
            next++;
            at++;
        }
    }
}

void page_png(page *p, const lk_tensor *pixels)
{
    const void *png;
    size_t size;
    if (!p->status && lk_cancelled(p->ctx))
        p->status = LK_CANCELLED;
    if (!p->status)
        p->status = p->ctx->host->encode_png(p->ctx, pixels, &png, &size);
    if (p->status)
        return;
    page_add(p, "data:image/png;base64,");
    for (const uint8_t *b = png; size && !p->status;) {
        char group[4];
        size_t taken = base64_group(b, size, group);
        page_bytes(p, group, sizeof group);
        b += taken;
        size -= taken;
    }
}

void page_section(page *p, const char *id, const char *title)
{
    page_add(p, "<section id=\"$\">\n<h2>$</h2>\n", id, title);
}

void page_section_end(page *p)
{
    page_add(p, "</section>\n");
}

void page_wide(page *p, const char *name)
{
    page_add(p, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"$\">\n", name);
}

void page_wide_end(page *p)
{
    page_add(p, "</div>\n");
}

/* ---- Memory and texts ---------------------------------------------------------- */

void *page_alloc(page *p, size_t count, size_t size)
{
    void *memory = p->status ? NULL : lk_alloc_array(p->ctx, count ? count : 1, size);
    if (!memory)
        fail_memory(p);
    return memory;
}

void *page_grow(page *p, void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return array;
    size_t more = *room ? 2 * *room : 16;
    void *grown = page_alloc(p, more, size);
    if (!grown)
        return NULL;
    if (count)
        memcpy(grown, array, count * size);
    *room = more;
    return grown;
}

const char *page_format(page *p, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    char *text = size < 0 ? NULL : page_alloc(p, (size_t)size + 1, 1);
    if (text)
        vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    va_end(args);
    return text ? text : "";
}

const char *page_number(page *p, double value, int digits)
{
    number_text n = number_fixed(value, digits);
    return *n.text == '-' ? page_format(p, "\u2212%s", n.text + 1) : page_format(p, "%s", n.text);
}

const char *page_signed(page *p, double value, int digits)
{
    const char *text = page_number(p, value, digits);
    return number_fixed(value, digits).text[0] == '-' ? text : page_format(p, "+%s", text);
}

const char *page_short(page *p, double value)
{
    double size = fabs(value);
    int whole = value == floor(value) && size < 1e6;
    return page_number(p, value, whole || size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

const char *page_count(page *p, double value)
{
    number_text n = number_fixed(value, 0);
    size_t size = strlen(n.text), at = 0;
    char out[4 * NUMBER_ROOM];
    if (fabs(value) >= 1e15)
        return page_number(p, value, 0);
    for (size_t i = 0; i < size; i++) {
        if (i && n.text[i - 1] != '-' && (size - i) % 3 == 0) {
            memcpy(out + at, "\u202f", 3); /* a narrow space that does not break */
            at += 3;
        }
        out[at++] = n.text[i];
    }
    out[at] = 0;
    return page_format(p, "%s", out);
}

const char *page_plural(page *p, double count, const char *one, const char *many)
{
    const char *number = page_count(p, count);
    if (count == 1)
        return page_format(p, "%s %s", number, one);
    return many ? page_format(p, "%s %s", number, many) : page_format(p, "%s %ss", number, one);
}

/* ---- Tables ---------------------------------------------------------------------- */

const lk_table *page_table(const page *p, const char *name)
{
    const lk_table *t = lk_tables_get(p->request->tables, name);
    return t && t->row_count ? t : NULL;
}

int page_cell(const lk_table *t, size_t row, const char *column, double *out)
{
    const lk_cell *c = lk_table_cell(t, row, column);
    if (!c || c->missing || !isfinite(c->number))
        return 0;
    *out = c->number;
    return 1;
}
