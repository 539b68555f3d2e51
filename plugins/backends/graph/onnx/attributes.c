/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <inttypes.h>
#include <string.h>

#include "import.h"

/* ---- What a node of the model says beside its inputs --------------------------- */

const Onnx__AttributeProto *onnx_attribute(const onnx_call *c, const char *name)
{
    for (size_t i = 0; i < c->proto->n_attribute; i++)
        if (!strcmp(onnx_text(c->proto->attribute[i]->name), name))
            return c->proto->attribute[i];
    return NULL;
}

lk_status onnx_int(onnx_call *c, const char *name, int64_t low, int64_t high, int64_t *out)
{
    const Onnx__AttributeProto *a = onnx_attribute(c, name);
    if (!a)
        return LK_OK;
    if (a->i < low || a->i > high)
        return onnx_refuse(c, "its `%s` is %" PRId64 ", and must be %" PRId64 " to %" PRId64, name,
                           a->i, low, high);
    *out = a->i;
    return LK_OK;
}

lk_status onnx_float(onnx_call *c, const char *name, float *out)
{
    const Onnx__AttributeProto *a = onnx_attribute(c, name);
    if (a && !(a->f - a->f == 0))
        return onnx_refuse(c, "its `%s` is not a finite number", name);
    *out = a ? a->f : *out;
    return LK_OK;
}

lk_status onnx_choice(onnx_call *c, const char *name, const char *const *choices, int *out)
{
    const Onnx__AttributeProto *a = onnx_attribute(c, name);
    if (!a)
        return LK_OK;
    for (int i = 0; choices[i]; i++)
        if (strlen(choices[i]) == a->s.len && !memcmp(choices[i], a->s.data, a->s.len)) {
            *out = i;
            return LK_OK;
        }
    return onnx_refuse(c, "its `%s` is not supported: %.*s", name,
                       (int)(a->s.len < 40 ? a->s.len : 40), a->s.data ? (char *)a->s.data : "");
}

lk_status onnx_ints(onnx_call *c, const char *name, size_t count, int64_t low, int64_t high,
                    int64_t *out)
{
    const Onnx__AttributeProto *a = onnx_attribute(c, name);
    if (!a)
        return LK_OK;
    if (a->n_ints != count)
        return onnx_refuse(c, "its `%s` has %zu numbers, and must have %zu", name, a->n_ints,
                           count);
    for (size_t i = 0; i < count; i++) {
        if (a->ints[i] < low || a->ints[i] > high)
            return onnx_refuse(c, "its `%s` holds %" PRId64 ", and must be %" PRId64 " to %" PRId64,
                               name, a->ints[i], low, high);
        out[i] = a->ints[i];
    }
    return LK_OK;
}

lk_status onnx_list(onnx_call *c, const char *name, size_t *count, const int64_t **out)
{
    const Onnx__AttributeProto *a = onnx_attribute(c, name);
    *count = a ? a->n_ints : 0;
    *out = a ? a->ints : NULL;
    return LK_OK;
}

lk_status onnx_axis(onnx_call *c, int64_t given, int rank, int *out)
{
    if (given < -rank || given >= rank)
        return onnx_refuse(c, "it asks for axis %" PRId64 " of a tensor of %d", given, rank);
    *out = (int)(given < 0 ? given + rank : given);
    return LK_OK;
}

lk_status onnx_list_or_input(onnx_call *c, const char *name, uint32_t input, size_t *count,
                             const int64_t **out)
{
    lk_status status = onnx_list(c, name, count, out);
    if (*out || !onnx_has(c, input))
        return status;
    *count = (size_t)view_size(&c->inputs[input]->view);
    return onnx_constant_ints(c, c->inputs[input], out);
}
