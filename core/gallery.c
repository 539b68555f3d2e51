/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "gallery.h"

#include <string.h>

static void hang(lk_gallery *g, const lk_figure_spec *f)
{
    lk_pack_figure(&g->pack, f);
    g->count++;
}

static const char *align_name(const lk_run *r, size_t align)
{
    return align == SIZE_MAX ? NULL : r->aligns[align].variant->name;
}

/* Has a map of one fold a map over all folds, which stands for it? That one comes
 * after its folds. */
static int is_pooled(const lk_run *r, size_t fold)
{
    const lk_map_cell *f = &r->maps[fold];
    for (size_t i = fold; i < r->map_count; i++) {
        const lk_map_cell *c = &r->maps[i];
        if (c->network != f->network || c->label != f->label || c->explainer != f->explainer ||
            c->align != f->align)
            return 0;
        if (c->done && !c->fold)
            return 1;
    }
    return 0;
}

void lk_gallery_maps(lk_run *r, lk_gallery *g, int folds)
{
    for (size_t i = 0; i < r->map_count; i++) {
        const lk_map_cell *c = &r->maps[i];
        if (!c->done || (c->fold && (!folds || is_pooled(r, i))))
            continue;
        hang(g, &(lk_figure_spec){.form = LK_FIGURE_MAP,
                                  .key = c->key,
                                  .kind = "heatmap",
                                  .network = c->network_name,
                                  .label = r->study->labels[c->label],
                                  .explainer = c->explainer == SIZE_MAX
                                                   ? NULL
                                                   : r->explainers[c->explainer].variant->name,
                                  .align = align_name(r, c->align),
                                  .fold = c->fold});
    }
}

void lk_gallery_masks(lk_run *r, lk_gallery *g)
{
    for (size_t m = 0; m < r->study->masks.count; m++)
        for (size_t f = 0; f < r->frame_count; f++)
            for (size_t l = 0; l < r->study->label_count; l++)
                for (size_t i = 0; i < r->masks[m].reading_count[l]; i++) {
                    size_t slot = lk_mask_slot(r, m, f, l, i);
                    const lk_mask_facts *facts = &r->masks[m];
                    if (!r->mask_done[slot])
                        continue;
                    hang(g, &(lk_figure_spec){
                                .form = LK_FIGURE_MASK,
                                .key = r->mask_keys[slot],
                                .kind = "mask",
                                .label = r->study->labels[l],
                                .align = r->frames[f].variant ? r->frames[f].variant->name : NULL,
                                .variant =
                                    facts->reading_count[l] == 1
                                        ? facts->variant->name
                                        : lk_arena_format(r->arena, "%s:%s", facts->variant->name,
                                                          facts->readings[l][i])});
                }
}

void lk_gallery_portraits(lk_run *r, lk_gallery *g)
{
    for (size_t a = 0; r->portrait_done && a < r->study->align.count; a++)
        if (r->portrait_done[a])
            hang(g, &(lk_figure_spec){.form = LK_FIGURE_MAP,
                                      .key = r->portraits[a],
                                      .kind = "face",
                                      .align = align_name(r, a)});
}

/* The face that shows a label best to a network: where its probability is
 * largest among the faces that were explained for it. */
static int best_face(const lk_run *r, size_t network, int label, size_t *face)
{
    float best = -1;
    for (size_t x = 0; x < r->study->explainers.count; x++)
        for (size_t f = 0; f < r->face_count; f++) {
            const lk_explained *e =
                &r->explained[(network * r->study->explainers.count + x) * r->face_count + f];
            const lk_prediction *p = &r->predictions[network * r->face_count + f];
            for (uint32_t c = 0; e->done && c < e->class_count; c++)
                if (r->networks[network].labels[e->classes[c]] == label &&
                    p->scores[e->classes[c]] > best) {
                    best = p->scores[e->classes[c]];
                    *face = f;
                }
        }
    return best >= 0;
}

static void hang_example(lk_run *r, lk_gallery *g, size_t network, int label, size_t face)
{
    const lk_face_facts *f = &r->faces[face];
    const char *item = lk_arena_format(r->arena, "%s face %zu", f->item->id, f->number);
    lk_figure_spec view = {
        .form = LK_FIGURE_VIEW,
        .item = f->item->index,
        .whole = r->options->whole,
        .face = f->record,
        .seen_by = lk_network_for(r, &r->networks[network], f->item->fold)->variant->name,
        .kind = "example",
        .network = r->networks[network].variant->name,
        .label = r->study->labels[label],
        .name = item};
    int shown = 0;
    for (size_t x = 0; x < r->study->explainers.count; x++) {
        const lk_explained *e =
            &r->explained[(network * r->study->explainers.count + x) * r->face_count + face];
        for (uint32_t c = 0; e->done && c < e->class_count; c++) {
            if (r->networks[network].labels[e->classes[c]] != label)
                continue;
            lk_figure_spec map = view;
            map.form = LK_FIGURE_EXPLANATION;
            map.key = e->key;
            map.slot = c;
            map.kind = "example-heatmap";
            map.explainer = r->explainers[x].variant->name;
            if (!shown++)
                hang(g, &view);
            hang(g, &map);
        }
    }
}

void lk_gallery_examples(lk_run *r, lk_gallery *g)
{
    size_t face;
    for (size_t n = 0; r->predictions && r->explained && n < r->study->networks.count; n++)
        for (size_t l = 0; l < r->study->label_count; l++)
            if (best_face(r, n, (int)l, &face))
                hang_example(r, g, n, (int)l, face);
}

void lk_pack_gallery(lk_pack *p, const lk_gallery *g)
{
    lk_pack_u64(p, g->count);
    lk_pack_raw(p, g->pack.bytes, g->pack.size);
}
