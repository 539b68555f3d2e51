/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>

#include "run.h"

/* What a study will do, before it does it. Every number is an estimate: one
 * face per item, and a rate that a network of convolutions reaches on one core
 * of today's machines. */

static const double multiply_adds_a_second = 8e9;
enum { BYTES_PER_FACE = 2000 };

/* Forward passes of one explanation; 0: unknown. */
static uint64_t estimate(lk_run *r, size_t network, size_t explainer)
{
    if (!r->networks[network].class_count) /* of folds that only the items know */
        return 0;
    lk_job *j = calloc(1, sizeof *j);
    uint64_t passes = 0;
    if (!j)
        return 0;
    j->stage = "plan";
    j->where = r->explainers[explainer].variant->name;
    lk_pack_u64(&j->request, LK_TASK_ESTIMATE);
    lk_pack_text(&j->request, r->explainers[explainer].variant->name);
    lk_pack_u64(&j->request, r->networks[network].width);
    lk_pack_u64(&j->request, r->networks[network].height);
    if (!lk_run_jobs(r, "plan", j, 1, 1) && j->note) {
        lk_unpack u = lk_unpack_over(j->note, j->note_size);
        passes = lk_unpack_u64(&u);
    }
    lk_jobs_free(j, 1);
    return passes;
}

static void print_section(const lk_run *r, const char *key, FILE *to)
{
    const lk_section *s = lk_study_section(r->study, key);
    if (!s->count)
        return;
    fprintf(to, "  %-12s", key);
    for (size_t i = 0; i < s->count; i++)
        fprintf(to, "%s%s (%s)", i ? ", " : " ", s->items[i].name, s->items[i].entry->plugin.name);
    fputc('\n', to);
}

static void print_cells(const lk_run *r, FILE *to)
{
    const lk_study *s = r->study;
    size_t sources = s->networks.count * s->explainers.count;
    size_t readings = s->masks.count * r->mask_readings;
    if (sources)
        fprintf(to, "  maps         %zu pooled per fold: networks x explainers x labels x align\n",
                sources * s->label_count * s->align.count);
    if (readings && s->binarise.count)
        fprintf(to,
                "  scores       up to %zu settings of mask, binariser and metric for each map\n",
                readings * s->binarise.count * s->metrics.count);
}

static void print_cost(lk_run *r, FILE *to)
{
    const lk_study *s = r->study;
    double items = (double)r->item_total, passes = 0, macs = 0, bytes = items * BYTES_PER_FACE;
    int unknown = 0;
    for (size_t n = 0; n < s->networks.count; n++)
        for (size_t x = 0; x < s->explainers.count; x++) {
            uint64_t each = estimate(r, n, x) * (1 + s->control_count);
            unknown |= !each;
            passes += items * (double)each;
            macs += items * (double)each * (double)r->networks[n].macs;
            bytes += items * 4.0 * (double)(r->networks[n].width * r->networks[n].height) *
                     (double)(1 + s->control_count);
        }
    if (r->item_total < 0) {
        fprintf(to, "  cost         unknown: the source does not say how many items it has\n");
        return;
    }
    char time[64];
    size_t workers = lk_run_workers(r);
    lk_progress_duration(macs / multiply_adds_a_second / (double)workers, time, sizeof time);
    fprintf(to, "  items        %lld\n", (long long)r->item_total);
    if (s->explainers.count)
        fprintf(to,
                "  cost         about %.0f forward passes%s, %s with %zu worker%s, %.1f MB of "
                "store; one face an item assumed\n",
                passes, unknown ? " and those of explainers that cannot tell" : "", time, workers,
                workers == 1 ? "" : "s", bytes / 1e6);
}

void lk_run_print_plan(lk_run *r, FILE *to)
{
    static const char *const keys[] = {"networks", "controls", "explainers", "align",
                                       "masks",    "binarise", "baselines",  "metrics",
                                       "analyses", "reports"};
    fprintf(to, "study %s: no mistake found\n", r->study->name);
    fprintf(to, "  labels       %zu:", r->study->label_count);
    for (size_t i = 0; i < r->study->label_count; i++)
        fprintf(to, " %s", r->study->labels[i]);
    fprintf(to, "\n  data         %s\n", r->study->data.entry->plugin.name);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        print_section(r, keys[i], to);
    print_cells(r, to);
    print_cost(r, to);
}
