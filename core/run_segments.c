/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "run.h"

/* What each segment of an explanation weighs, where segments have names: the table
 * `segments`. */

/* Skip the names and pixels of segments. */
static lk_unpack behind_names(lk_unpack u, size_t segments)
{
    for (size_t k = 0; k < segments && !u.bad; k++) {
        lk_unpack_text(&u);
        lk_unpack_u64(&u);
    }
    return u;
}

void lk_run_segments(lk_run *r, const lk_network_facts *n, size_t explainer, const lk_face_facts *f,
                     const lk_explained *e, lk_unpack u)
{
    size_t segments = e->done ? lk_unpack_count(&u, 16) : 0;
    lk_unpack weights = behind_names(u, segments);
    lk_value face = lk_number((double)f->number);
    for (uint32_t c = 0; c < e->class_count; c++) {
        const char *label = r->study->labels[n->labels[e->classes[c]]];
        lk_unpack names = u;
        for (size_t k = 0; k < segments && !weights.bad; k++) {
            const char *name = lk_unpack_text(&names);
            lk_value pixels = lk_number((double)lk_unpack_u64(&names));
            lk_value weight = lk_number(lk_unpack_double(&weights));
            lk_tables_add(r->tables, "segments", r->study->name, f->item->id, &face, f->item->label,
                          f->item->subject, f->item->fold, n->variant->name,
                          r->explainers[explainer].variant->name, label, name, &weight, &pixels);
        }
    }
}
