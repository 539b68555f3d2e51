/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "page.h"

#include <stdio.h>

#include "base64.h"
#include "escape.h"

static void add_escaped(page *p, const char *text)
{
    while (text && *text) {
        size_t used;
        const char *safe = escape_next(text, &used);
        draft_bytes(p, safe ? safe : text, safe ? strlen(safe) : used);
        text += used;
    }
}

void page_fill(page *p, const char *const *texts, size_t count)
{
    size_t next = 1;
    for (const char *at = texts[0]; *at;) {
        size_t plain = strcspn(at, "$");
        draft_bytes(p, at, plain);
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
        draft_bytes(p, group, sizeof group);
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

int page_has_section(const page *p, const char *id)
{
    char mark[64];
    int size = snprintf(mark, sizeof mark, "<section id=\"%s\">", id);
    return p->size && memmem(p->bytes, p->size, mark, (size_t)size);
}

void page_wide(page *p, const char *name)
{
    page_add(p, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"$\">\n", name);
}

void page_wide_end(page *p)
{
    page_add(p, "</div>\n");
}
