/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "import.h"

/* ---- Operators of two values --------------------------------------------------------- */

/* The operators, and how constants are combined. `op` is GRAPH_OP_COUNT where
 * only constants can be. */
typedef struct arithmetic {
    const char *name;
    graph_op op;
    double (*floats)(double a, double b);
    int64_t (*ints)(int64_t a, int64_t b);
} arithmetic;

/* Wrapping, so that nothing a file says is undefined. */
#define WRAP(a, op, b) ((int64_t)((uint64_t)(a)op(uint64_t)(b)))
#define PAIR(word, on_floats, on_ints)                                                             \
    static double word##_floats(double a, double b)                                                \
    {                                                                                              \
        return on_floats;                                                                          \
    }                                                                                              \
    static int64_t word##_ints(int64_t a, int64_t b)                                               \
    {                                                                                              \
        return on_ints;                                                                            \
    }
PAIR(add, a + b, WRAP(a, +, b))
PAIR(sub, a - b, WRAP(a, -, b))
PAIR(mul, a *b, WRAP(a, *, b))
PAIR(div, a / b, b == 0 || (a == INT64_MIN && b == -1) ? 0 : a / b)
PAIR(max, a > b ? a : b, a > b ? a : b)
PAIR(min, a < b ? a : b, a < b ? a : b)
PAIR(equal, a == b, a == b)
PAIR(less, a < b, a < b)
PAIR(greater, a > b, a > b)

static const arithmetic operators[] = {
    {"Add", GRAPH_ADD, add_floats, add_ints},
    {"Sum", GRAPH_ADD, add_floats, add_ints},
    {"Sub", GRAPH_SUBTRACT, sub_floats, sub_ints},
    {"Mul", GRAPH_MULTIPLY, mul_floats, mul_ints},
    {"Div", GRAPH_DIVIDE, div_floats, div_ints},
    {"Max", GRAPH_MAX, max_floats, max_ints},
    {"Min", GRAPH_MIN, min_floats, min_ints},
    {"Equal", GRAPH_OP_COUNT, equal_floats, equal_ints},
    {"Less", GRAPH_OP_COUNT, less_floats, less_ints},
    {"Greater", GRAPH_OP_COUNT, greater_floats, greater_ints},
};

static const arithmetic *find(const onnx_call *c)
{
    const arithmetic *a = operators;
    while (strcmp(a->name, c->proto->op_type))
        a++;
    return a;
}

/* ---- Constants --------------------------------------------------------------------------- */

/* Where the elements of the broadcast inputs are. */
static lk_status start_walks(onnx_call *c, uint32_t count, onnx_value *const *inputs, view *dims,
                             view_walk *walks)
{
    lk_status status = LK_OK;
    *dims = inputs[0]->view;
    for (uint32_t i = 1; !status && i < count; i++)
        status = onnx_broadcast_dims(c, dims, &inputs[i]->view, dims);
    *dims = view_plain(dims->rank, dims->dims);
    for (uint32_t i = 0; !status && i < count; i++) {
        view wide;
        if (view_broadcast(&inputs[i]->view, dims, &wide))
            return onnx_refuse(c, "its inputs are impossible");
        view_start(&walks[i], &wide);
    }
    return status;
}

static lk_status fold_two(onnx_call *c, const arithmetic *op, onnx_value *a, onnx_value *b)
{
    onnx_value *const inputs[2] = {a, b};
    view_walk w[2];
    view dims;
    lk_status status = start_walks(c, 2, inputs, &dims, w);
    size_t count = status ? 0 : (size_t)view_size(&dims);
    int64_t *ints = lk_alloc_array(c->ctx, count + 1, sizeof *ints);
    float *floats = lk_alloc_array(c->ctx, count + 1, sizeof *floats);
    if (status || !ints || !floats)
        return status ? status : onnx_no_memory(c);
    if (a->type != b->type)
        return onnx_refuse(c, "its inputs differ in type");
    onnx_type type = op->op == GRAPH_OP_COUNT ? ONNX_INTS : a->type;
    for (size_t i = 0; i < count; i++, view_next(&w[0]), view_next(&w[1])) {
        if (a->type == ONNX_INTS) {
            ints[i] = op->ints(((const int64_t *)a->data)[w[0].place],
                               ((const int64_t *)b->data)[w[1].place]);
            continue;
        }
        double made = op->floats((double)((const float *)a->data)[w[0].place],
                                 (double)((const float *)b->data)[w[1].place]);
        floats[i] = (float)made;
        ints[i] = type == ONNX_INTS ? (int64_t)made : 0;
    }
    onnx_give_constant(c, 0, type, type == ONNX_INTS ? (void *)ints : floats, &dims);
    return LK_OK;
}

lk_status onnx_where(onnx_call *c)
{
    view_walk w[3];
    view dims;
    lk_status status = start_walks(c, 3, c->inputs, &dims, w);
    size_t count = status ? 0 : (size_t)view_size(&dims);
    onnx_type type = c->inputs[1]->type;
    size_t width = type == ONNX_INTS ? sizeof(int64_t) : sizeof(float);
    char *made = lk_alloc_array(c->ctx, count + 1, width);
    if (status || !made)
        return status ? status : onnx_no_memory(c);
    if (c->inputs[0]->type != ONNX_INTS || c->inputs[2]->type != type)
        return onnx_refuse(c, "its inputs are of other types than it takes");
    for (size_t i = 0; i < count; i++) {
        int which = ((const int64_t *)c->inputs[0]->data)[w[0].place] ? 1 : 2;
        memcpy(made + i * width,
               (const char *)c->inputs[which]->data + (size_t)w[which].place * width, width);
        for (int k = 0; k < 3; k++)
            view_next(&w[k]);
    }
    onnx_give_constant(c, 0, type, made, &dims);
    return LK_OK;
}

/* ---- A value and a constant ----------------------------------------------------------------- */

/* x op s, or s op x where `is_first`, is alpha x + beta; -1 where it is not. */
static int as_affine(graph_op op, int is_first, double s, double *alpha, double *beta)
{
    *alpha = 1;
    *beta = 0;
    if (op == GRAPH_ADD)
        *beta = s;
    else if (op == GRAPH_MULTIPLY)
        *alpha = s;
    else if (op == GRAPH_DIVIDE && !is_first)
        *alpha = 1 / s;
    else if (op == GRAPH_SUBTRACT) {
        *alpha = is_first ? -1 : 1;
        *beta = is_first ? s : -s;
    } else {
        return -1;
    }
    return 0;
}

static int is_one_number(const onnx_value *v)
{
    return v->is_constant && v->type == ONNX_FLOATS && view_size(&v->view) == 1;
}

/* Does `v` have one element a channel of `dims`, and no more? */
static int is_channels(const onnx_value *v, const view *dims, int axis)
{
    int own = axis - (dims->rank - v->view.rank);
    return own >= 0 && v->view.dims[own] == dims->dims[axis] &&
           view_size(&v->view) == v->view.dims[own] && view_size(dims) > dims->dims[axis];
}

static lk_status scale_channels(onnx_call *c, graph_op op, int is_first, onnx_value *x, uint32_t k,
                                const view *dims, int axis)
{
    size_t channels = (size_t)dims->dims[axis];
    int order[VIEW_MAX_RANK];
    double alpha, beta;
    const float *s;
    uint32_t from, made;
    float *gamma = lk_alloc_array(c->ctx, channels, sizeof *gamma);
    float *shift = lk_alloc_array(c->ctx, channels, sizeof *shift);
    lk_status status = gamma && shift ? onnx_weights(c, k, "constant", &s) : onnx_no_memory(c);
    for (size_t i = 0; !status && i < channels; i++) {
        as_affine(op, is_first, (double)s[i], &alpha, &beta);
        gamma[i] = (float)alpha;
        shift[i] = (float)beta;
    }
    graph_node n = {.op = GRAPH_NORM, .weights = {[GRAPH_GAMMA] = gamma, [GRAPH_BETA] = shift}};
    if (!status)
        status = onnx_by_channel(c, x, axis, 0, order, &from);
    if (!status)
        status = onnx_append(c, &n, 1, &from, &made);
    if (!status)
        onnx_give_node(c, 0, made, &x->view);
    return status;
}

/* ---- Two values ---------------------------------------- */

/* An input as it enters: one pixel of channels, or all of `dims`. */
static lk_status enter(onnx_call *c, const onnx_value *v, const view *dims, int axis, int *order,
                       uint32_t *out)
{
    onnx_value wide = *v;
    if (is_channels(v, dims, axis)) {
        const graph_shape vector = {1, 1, dims->dims[axis], 1};
        const int64_t extent[1] = {dims->dims[axis]};
        if (view_reshape(&v->view, 1, extent, &wide.view))
            return onnx_refuse(c, "its inputs are impossible");
        return onnx_arrange(c, &wide, (const int[]){0}, &vector, out);
    }
    int fault = view_broadcast(&v->view, dims, &wide.view);
    return fault ? onnx_refuse(c, "its inputs are impossible")
                 : onnx_by_channel(c, &wide, axis, 1, order, out);
}

static int is_alike(const onnx_call *c, const onnx_value *a, const onnx_value *b)
{
    if (a->is_constant || b->is_constant || !view_same_dims(&a->view, &b->view))
        return 0;
    const graph_shape *s = &c->graph->nodes[a->node].shape, *t = &c->graph->nodes[b->node].shape;
    int count = a->view.first[a->view.rank];
    return s->height == t->height && s->width == t->width && s->channels == t->channels &&
           s->is_vector == t->is_vector && count == b->view.first[b->view.rank] &&
           !memcmp(a->view.factors, b->view.factors, (size_t)count * sizeof(view_factor)) &&
           view_is_whole(&a->view, (int64_t)graph_size(s)) &&
           view_is_whole(&b->view, (int64_t)graph_size(t));
}

static lk_status combine(onnx_call *c, graph_op op, onnx_value *a, onnx_value *b)
{
    graph_node n = {.op = op};
    uint32_t inputs[2] = {a->node, b->node}, made;
    int order[VIEW_MAX_RANK] = {0};
    view dims;
    lk_status status = onnx_broadcast_dims(c, &a->view, &b->view, &dims);
    if (status)
        return status;
    int axis = onnx_channel_axis(&dims);
    view v = a->view;
    if (!is_alike(c, a, b)) {
        status = enter(c, a, &dims, axis, order, &inputs[0]);
        if (!status)
            status = enter(c, b, &dims, axis, order, &inputs[1]);
        v = onnx_ordered(dims.rank, dims.dims, order);
    }
    if (!status)
        status = onnx_append(c, &n, 2, inputs, &made);
    if (!status)
        onnx_give_node(c, 0, made, &v);
    return status;
}

static lk_status build_two(onnx_call *c, const arithmetic *op, onnx_value *a, uint32_t k)
{
    onnx_value *b = c->inputs[k];
    double alpha, beta;
    view dims;
    int is_first = a->is_constant;
    onnx_value *x = is_first ? b : a, *s = is_first ? a : b;
    lk_status status = onnx_broadcast_dims(c, &a->view, &b->view, &dims);
    if (status)
        return status;
    if (op->op == GRAPH_OP_COUNT || !dims.rank)
        return onnx_refuse(c, "its inputs must be constants, and are computed from the image");
    if (s->is_constant && view_same_dims(&x->view, &dims) &&
        !as_affine(op->op, is_first, 1, &alpha, &beta)) {
        int axis = onnx_channel_axis(&dims);
        const float *one = NULL;
        if (is_one_number(s)) {
            status = onnx_constant_floats(c, s, &one);
            if (!status)
                as_affine(op->op, is_first, (double)*one, &alpha, &beta);
            return status ? status : onnx_activate(c, x, GRAPH_AFFINE, alpha, beta);
        }
        if (is_channels(s, &dims, axis) && (s == c->inputs[0] || s == b))
            return scale_channels(c, op->op, is_first, x, s == b ? k : 0, &dims, axis);
    }
    return combine(c, op->op, a, b);
}

/* Any number of inputs, from the left. */
lk_status onnx_arithmetic(onnx_call *c)
{
    const arithmetic *op = find(c);
    onnx_value first = *c->inputs[0];
    lk_status status = LK_OK;
    onnx_give_view(c, 0, &first, &first.view);
    for (uint32_t k = 1; !status && k < c->input_count; k++) {
        onnx_value *a = k == 1 ? c->inputs[0] : &first;
        if (!c->inputs[k])
            return onnx_refuse(c, "an input is left out");
        status = a->is_constant && c->inputs[k]->is_constant ? fold_two(c, op, a, c->inputs[k])
                                                             : build_two(c, op, a, k);
        if (!status && c->outputs[0])
            first = *c->outputs[0];
    }
    return status;
}

lk_status onnx_power(onnx_call *c)
{
    float exponent = 1;
    onnx_value whole;
    if (!c->inputs[1]->is_constant || view_size(&c->inputs[1]->view) != 1)
        return onnx_refuse(c, "its exponent must be one constant number");
    whole = *c->inputs[1];
    lk_status status = onnx_settle(c, &whole);
    if (!status && whole.type == ONNX_INTS)
        exponent = (float)*(const int64_t *)whole.data;
    else if (!status)
        exponent = *(const float *)whole.data;
    return status ? status : onnx_activate(c, c->inputs[0], GRAPH_POWER, (double)exponent, 0);
}
