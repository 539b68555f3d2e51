/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <inttypes.h>
#include <string.h>

#include "import.h"

/* ---- Convolutions and products --------------------------------------------------------- */

/* A vector of weights, one a channel out; NULL where the input is left out. */
static lk_status read_bias(onnx_call *c, uint32_t k, int64_t channels, const float **out)
{
    if (!onnx_has(c, k))
        return LK_OK;
    if (view_size(&c->inputs[k]->view) != channels)
        return onnx_refuse(c, "its bias has %" PRId64 " numbers, and it gives %" PRId64 " channels",
                           view_size(&c->inputs[k]->view), channels);
    return onnx_weights(c, k, "bias", out);
}

lk_status onnx_conv(onnx_call *c)
{
    onnx_value *x = c->inputs[0], turned;
    graph_node n = {.op = GRAPH_CONV, .groups = 1};
    const float *weights;
    uint32_t from, made;
    lk_status status = onnx_picture(c, x, &from);
    if (!status)
        status = onnx_weights(c, 1, "weights", &weights);
    if (status)
        return status;
    turned = *c->inputs[1];
    const int64_t *d = c->inputs[1]->view.dims, *in = x->view.dims;
    if (turned.view.rank != 4)
        return onnx_refuse(c, "its weights must have four axes");
    status = onnx_int(c, "group", 1, 1 << 16, &n.groups);
    if (!status && d[1] * n.groups != in[1])
        status =
            onnx_refuse(c, "its weights are for %" PRId64 " channels, and its input has %" PRId64,
                        d[1] * n.groups, in[1]);
    if (!status)
        status = onnx_window(c, &c->graph->nodes[from].shape, d + 2, &n.window);
    if (!status)
        status = read_bias(c, 2, d[0], &n.weights[GRAPH_BIAS]);
    view_transpose(&c->inputs[1]->view, (const int[]){2, 3, 1, 0}, &turned.view);
    if (!status)
        status = onnx_constant_floats(c, &turned, &n.weights[GRAPH_FILTER]);
    n.shape.channels = d[0];
    if (!status)
        status = onnx_append(c, &n, 1, &from, &made);
    if (status)
        return status;
    const graph_shape *s = &c->graph->nodes[made].shape;
    view v = view_picture(s->channels, s->height, s->width);
    onnx_give_node(c, 0, made, &v);
    return LK_OK;
}

/* ---- Products ------------------------------------------------------------------------------ */

/* A matrix of weights, in x out, and what is added to the product. */
typedef struct product {
    const float *weights;
    int64_t in, out, row, column; /* strides */
    double factor;
    const float *bias;
} product;

/* The filter whose row place[k] is row k of the matrix. A few rows at a time,
 * whichever way the matrix lies. */
static void lay_rows(const product *p, const int64_t *places, float *out)
{
    enum { ROWS = 16 };
    for (int64_t first = 0; first < p->in; first += ROWS) {
        int64_t end = first + ROWS < p->in ? first + ROWS : p->in;
        for (int64_t o = 0; o < p->out; o++)
            for (int64_t k = first; k < end; k++)
                out[places[k] * p->out + o] =
                    (float)(p->factor * (double)p->weights[k * p->row + o * p->column]);
    }
}

static lk_status make_filter(onnx_call *c, const product *p, const view *x, const float **out)
{
    size_t count = (size_t)p->in;
    int64_t *places = lk_alloc_array(c->ctx, count + 1, sizeof *places);
    float *filter = lk_alloc_array(c->ctx, count * (size_t)p->out + 1, sizeof *filter);
    view_walk w;
    if (!places || !filter)
        return onnx_no_memory(c);
    if (x)
        view_start(&w, x);
    for (size_t k = 0; k < count; k++) {
        places[k] = x ? w.place : (int64_t)k;
        if (x)
            view_next(&w);
    }
    lay_rows(p, places, filter);
    *out = filter;
    return LK_OK;
}

/* One row: its elements stay where they are, and the filter's rows go there. */
static lk_status multiply_row(onnx_call *c, onnx_value *x, const product *p, uint32_t *made)
{
    graph_node flatten = {.op = GRAPH_FLATTEN},
               n = {.op = GRAPH_DENSE, .weights = {[GRAPH_BIAS] = p->bias}};
    uint32_t from;
    lk_status status = onnx_whole(c, x, &from);
    if (!status && !c->graph->nodes[from].shape.is_vector)
        status = onnx_append(c, &flatten, 1, &from, &from);
    if (!status)
        status = make_filter(c, p, &x->view, &n.weights[GRAPH_FILTER]);
    n.shape.channels = p->out;
    return status ? status : onnx_append(c, &n, 1, &from, made);
}

static lk_status multiply_rows(onnx_call *c, onnx_value *x, const product *p, uint32_t *made)
{
    graph_node n = {
        .op = GRAPH_CONV,
        .groups = 1,
        .window = {.kernel = {1, 1}, .stride = {1, 1}, .dilation = {1, 1}, .padding = GRAPH_VALID},
        .weights = {[GRAPH_BIAS] = p->bias}};
    int order[VIEW_MAX_RANK];
    uint32_t from;
    lk_status status = onnx_by_channel(c, x, x->view.rank - 1, 0, order, &from);
    if (!status)
        status = make_filter(c, p, NULL, &n.weights[GRAPH_FILTER]);
    n.shape.channels = p->out;
    return status ? status : onnx_append(c, &n, 1, &from, made);
}

static lk_status multiply(onnx_call *c, onnx_value *x, const product *p)
{
    int64_t dims[VIEW_MAX_RANK];
    uint32_t made;
    if (!x->view.rank || x->view.dims[x->view.rank - 1] != p->in)
        return onnx_refuse(c, "its weights are for rows of %" PRId64 ", and its input has others",
                           p->in);
    if (onnx_product((const int64_t[]){p->in, p->out}, 2) <= 0)
        return onnx_refuse(c, "its weights are beyond all bounds");
    lk_status status =
        view_size(&x->view) == p->in ? multiply_row(c, x, p, &made) : multiply_rows(c, x, p, &made);
    if (status)
        return status;
    memcpy(dims, x->view.dims, sizeof dims);
    dims[x->view.rank - 1] = p->out;
    view v = view_plain(x->view.rank, dims);
    onnx_give_node(c, 0, made, &v);
    return LK_OK;
}

/* The matrix of input 1, transposed where `is_turned`. */
static lk_status read_matrix(onnx_call *c, int is_turned, product *p)
{
    const int64_t *d = c->inputs[1]->view.dims;
    lk_status status = onnx_weights(c, 1, "matrix", &p->weights);
    if (status)
        return status;
    if (c->inputs[1]->view.rank != 2)
        return onnx_refuse(c, "its second input must be a matrix");
    p->in = d[is_turned];
    p->out = d[!is_turned];
    p->row = is_turned ? 1 : d[1];
    p->column = is_turned ? d[1] : 1;
    return LK_OK;
}

/* beta times the bias, one a column. */
static lk_status read_addend(onnx_call *c, float beta, product *p)
{
    const onnx_value *v = onnx_has(c, 2) ? c->inputs[2] : NULL;
    const float *given;
    if (!v || beta == 0)
        return LK_OK;
    int64_t size = view_size(&v->view);
    if ((size != 1 && size != p->out) || (size > 1 && v->view.dims[v->view.rank - 1] != size))
        return onnx_refuse(c, "its third input must be one number, or one a column");
    lk_status status = onnx_weights(c, 2, "bias", &given);
    float *bias = lk_alloc_array(c->ctx, (size_t)p->out, sizeof *bias);
    if (status || !bias)
        return status ? status : onnx_no_memory(c);
    for (int64_t o = 0; o < p->out; o++)
        bias[o] = beta * given[size > 1 ? o : 0];
    p->bias = bias;
    return LK_OK;
}

lk_status onnx_gemm(onnx_call *c)
{
    float alpha = 1, beta = 1;
    int64_t turn_a = 0, turn_b = 0;
    product p = {.weights = NULL};
    onnx_value *x = c->inputs[0], turned = *x;
    lk_status status = onnx_float(c, "alpha", &alpha);
    if (!status)
        status = onnx_float(c, "beta", &beta);
    if (!status)
        status = onnx_int(c, "transA", 0, 1, &turn_a);
    if (!status)
        status = onnx_int(c, "transB", 0, 1, &turn_b);
    if (!status && x->view.rank != 2)
        status = onnx_refuse(c, "its first input must have two axes");
    if (!status)
        status = read_matrix(c, (int)turn_b, &p);
    if (!status)
        status = read_addend(c, beta, &p);
    if (status)
        return status;
    p.factor = (double)alpha;
    view_transpose(&x->view, (const int[]){1, 0}, &turned.view);
    return multiply(c, turn_a ? &turned : x, &p);
}

lk_status onnx_matmul(onnx_call *c)
{
    product p = {.factor = 1};
    lk_status status = read_matrix(c, 0, &p);
    return status ? status : multiply(c, c->inputs[0], &p);
}
