/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "task.h"

/* Open a variant and say what it is: its key, the key of its results, then what
 * its stage declares. */

static lk_status describe_source(lk_session *s, lk_instance *in, lk_work *out, lk_fault *fault)
{
    const lk_source_ops *ops = in->ops;
    int64_t count = -1;
    lk_status status = ops->count(in->self, lk_session_call(s, in, "count"), &count);
    if (status) {
        lk_instance_fault(in, &s->call, status, fault);
        return status;
    }
    lk_pack_u64(&out->note, (uint64_t)count);
    return LK_OK;
}

static void describe_network(lk_instance *in, lk_work *out)
{
    const lk_network_info *n = ((lk_network *)in->service)->info;
    lk_pack *p = &out->note;
    lk_pack_text(p, n->name);
    lk_pack_u64(p, n->view.width);
    lk_pack_u64(p, n->view.height);
    lk_pack_u64(p, n->input_channels);
    lk_pack_u64(p, (uint64_t)n->view.box);
    lk_pack_u64(p, (uint64_t)n->output);
    lk_pack_u64(p, n->parameters);
    lk_pack_u64(p, n->macs);
    lk_pack_u64(p, LK_HAS(n, lk_network_info, lacks_weights) && n->lacks_weights);
    lk_pack_u64(p, LK_HAS(n, lk_network_info, weight_bytes) ? n->weight_bytes : 0);
    lk_pack_u64(p, LK_HAS(n, lk_network_info, arena_bytes) ? n->arena_bytes : 0);
    lk_pack_u64(p, n->class_count);
    for (uint32_t i = 0; i < n->class_count; i++) {
        int named = n->output != LK_OUTPUT_RAW;
        lk_pack_text(p, named ? n->classes[i] : NULL);
        lk_pack_text(p, named ? n->labels[i] : NULL);
    }
    lk_pack_u64(p, n->layer_count);
    for (uint32_t i = 0; i < n->layer_count; i++) {
        const lk_layer_info *l = n->layers[i];
        lk_pack_text(p, l->name);
        lk_pack_text(p, l->kind);
        lk_pack_u64(p, l->rank);
        for (uint32_t d = 0; d < l->rank && d < LK_MAX_RANK; d++)
            lk_pack_u64(p, (uint64_t)l->shape[d]);
        lk_pack_u64(p, l->parameters);
        lk_pack_u64(p, l->macs);
        for (int axis = 0; axis < 2; axis++)
            lk_pack_u64(p, LK_HAS(l, lk_layer_info, step) ? (uint64_t)l->field[axis] : 0);
        lk_pack_u64(p, LK_HAS(l, lk_layer_info, is_randomised) && l->is_randomised);
    }
}

static lk_status describe_aligner(lk_session *s, lk_instance *in, lk_work *out, lk_fault *fault)
{
    const lk_aligner_ops *ops = in->ops;
    lk_session_call(s, in, "frame");
    const lk_frame *f = ops->frame(in->self);
    if (!f || !f->width || !f->height || f->width > 16384 || f->height > 16384) {
        lk_fault_set(fault, "aligner %s gives no frame", in->plugin->name);
        return LK_E_FAIL;
    }
    lk_pack_u64(&out->note, f->width);
    lk_pack_u64(&out->note, f->height);
    return LK_OK;
}

/* What results are kept under: the instance's key, and for a plugin that draws
 * random numbers the study's seed. */
static lk_key result_key(const lk_session *s, const lk_instance *in)
{
    lk_digest d;
    lk_key key = in->key;
    if (!(in->plugin->capabilities & LK_CAP_RANDOM))
        return key;
    lk_digest_init(&d);
    lk_digest_key(&d, &in->key);
    lk_digest_u64(&d, s->study->seed);
    lk_digest_end(&d, &key);
    return key;
}

/* A mask's key also has the files it read to answer: masks are drawn under it. */
static lk_key mask_key(lk_session *s, const lk_key *before)
{
    lk_digest d, files = s->call.files;
    lk_key read, key;
    lk_digest_end(&files, &read);
    lk_digest_init(&d);
    lk_digest_key(&d, before);
    lk_digest_key(&d, &read);
    lk_digest_end(&d, &key);
    return key;
}

static lk_status describe_mask(lk_session *s, lk_instance *in, lk_work *out, lk_fault *fault)
{
    const lk_mask_ops *ops = in->ops;
    lk_pack list = {0};
    lk_key key = result_key(s, in);
    for (size_t i = 0; i < s->study->label_count; i++) {
        lk_context *ctx = lk_session_call(s, in, "readings");
        const char *const *names = ops->readings(in->self, ctx, s->study->labels[i]);
        size_t count = 0;
        while (names && names[count])
            count++;
        if (!count) {
            lk_instance_fault(in, &s->call, LK_E_INPUT, fault);
            lk_pack_free(&list);
            return LK_E_INPUT;
        }
        key = mask_key(s, &key);
        lk_pack_u64(&list, count);
        for (size_t r = 0; r < count; r++)
            lk_pack_text(&list, names[r]);
    }
    lk_pack_key(&out->note, &in->key);
    lk_pack_key(&out->note, &key);
    lk_pack_raw(&out->note, list.bytes, list.size);
    out->note.bad |= list.bad;
    lk_pack_free(&list);
    return LK_OK;
}

lk_status lk_work_open(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    const char *section = lk_unpack_text(request);
    const char *variant = lk_unpack_text(request);
    lk_instance *in = lk_session_instance(s, section, variant ? variant : "", fault);
    if (!in)
        return LK_E_INPUT;
    if (in->plugin->stage == LK_STAGE_MASK)
        return describe_mask(s, in, out, fault);
    lk_key key = result_key(s, in);
    lk_pack_key(&out->note, &in->key);
    lk_pack_key(&out->note, &key);
    switch (in->plugin->stage) {
    case LK_STAGE_SOURCE:
        return describe_source(s, in, out, fault);
    case LK_STAGE_BACKEND:
        describe_network(in, out);
        return LK_OK;
    case LK_STAGE_ALIGNER:
        return describe_aligner(s, in, out, fault);
    default:
        return LK_OK;
    }
}

/* Request: explainer, width and height of a view. Note: forward passes. */
lk_status lk_work_estimate(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    lk_instance *in = lk_session_instance(s, "explainers", lk_unpack_text(request), fault);
    if (!in)
        return LK_E_INPUT;
    const lk_explainer_ops *ops = in->ops;
    uint32_t width = (uint32_t)lk_unpack_u64(request), height = (uint32_t)lk_unpack_u64(request);
    lk_session_call(s, in, "estimate");
    int has = LK_HAS(ops, lk_explainer_ops, estimate) && ops->estimate;
    lk_pack_u64(&out->note, has ? ops->estimate(in->self, width, height) : 0);
    return LK_OK;
}
