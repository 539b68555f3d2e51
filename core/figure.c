/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "figure.h"

void lk_pack_figure(lk_pack *p, const lk_figure_spec *f)
{
    lk_pack_u64(p, (uint64_t)f->form);
    lk_pack_key(p, &f->key);
    lk_pack_u64(p, f->slot);
    lk_pack_u64(p, (uint64_t)f->item);
    lk_pack_u64(p, (uint64_t)f->whole);
    lk_pack_face(p, &f->face);
    const char *texts[] = {f->kind, f->network, f->label, f->explainer, f->align,
                           f->fold, f->variant, f->name,  f->seen_by};
    for (int i = 0; i < 9; i++)
        lk_pack_text(p, texts[i] ? texts[i] : "");
}

lk_figure_spec lk_unpack_figure(lk_unpack *u, lk_arena *arena)
{
    lk_figure_spec f = {.form = (lk_figure_form)lk_unpack_u64(u)};
    f.key = lk_unpack_key(u);
    f.slot = (uint32_t)lk_unpack_u64(u);
    f.item = (int64_t)lk_unpack_u64(u);
    f.whole = (int)lk_unpack_u64(u);
    f.face = lk_unpack_face(u, arena);
    const char **texts[] = {&f.kind, &f.network, &f.label, &f.explainer, &f.align,
                            &f.fold, &f.variant, &f.name,  &f.seen_by};
    for (int i = 0; i < 9; i++)
        *texts[i] = lk_unpack_text(u);
    return f;
}
