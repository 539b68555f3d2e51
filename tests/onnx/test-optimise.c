/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <string.h>

#include "plugins/backends/graph/graph.h"

/* What the optimisation of a graph merges, and what it must leave alone. That
 * the numbers stay the same is tested by every model with normalisations. */

enum { MOST = 8, CHANNELS = 2 };

static graph_node nodes[MOST];
static uint32_t inputs[MOST][2];
static graph g;
static kit *opened;

static const float filter[CHANNELS * CHANNELS] = {1, 2, 3, 4};
static const float twos[CHANNELS] = {2, 2}, ones[CHANNELS] = {1, 1};

static uint32_t add(graph_op op, graph_activation activation, uint32_t a, uint32_t b)
{
    uint32_t i = g.node_count++;
    inputs[i][0] = a;
    inputs[i][1] = b;
    nodes[i] = (graph_node){.op = op,
                            .activation = activation,
                            .inputs = inputs[i],
                            .input_count = op == GRAPH_INPUT ? 0
                                           : b == GRAPH_NONE ? 1
                                                             : 2,
                            .shape = {4, 4, CHANNELS, 0}};
    return i;
}

static uint32_t add_conv(uint32_t from)
{
    uint32_t i = add(GRAPH_CONV, GRAPH_LINEAR, from, GRAPH_NONE);
    nodes[i].groups = 1;
    nodes[i].window = (graph_window){.kernel = {1, 1}, .stride = {1, 1}, .dilation = {1, 1}};
    nodes[i].weights[GRAPH_FILTER] = filter;
    return i;
}

static uint32_t add_norm(uint32_t from)
{
    uint32_t i = add(GRAPH_NORM, GRAPH_LINEAR, from, GRAPH_NONE);
    nodes[i].weights[GRAPH_GAMMA] = twos;
    nodes[i].weights[GRAPH_BETA] = ones;
    return i;
}

static int begin(void **state)
{
    (void)state;
    g = (graph){.nodes = nodes, .outputs = {GRAPH_NONE, GRAPH_NONE, GRAPH_NONE}};
    add(GRAPH_INPUT, GRAPH_LINEAR, GRAPH_NONE, GRAPH_NONE);
    return 0;
}

static void optimise(uint32_t output)
{
    g.outputs[LK_OUTPUT_RAW] = output;
    graph read = g;
    assert_int_equal(graph_optimise(kit_context(opened, 1), &read, &g), LK_OK);
}

static void expect(uint32_t node, graph_op op, graph_activation activation)
{
    assert_int_equal(g.nodes[node].op, op);
    assert_int_equal(g.nodes[node].activation, activation);
}

/* ---- The tests --------------------------------------------------------------------- */

static void a_normalisation_and_an_activation_go_into_the_convolution(void **state)
{
    (void)state;
    optimise(add(GRAPH_IDENTITY, GRAPH_RELU, add_norm(add_conv(0)), GRAPH_NONE));
    assert_int_equal(g.node_count, 2);
    expect(1, GRAPH_CONV, GRAPH_RELU);
    for (int i = 0; i < CHANNELS * CHANNELS; i++)
        assert_true(g.nodes[1].weights[GRAPH_FILTER][i] == 2 * filter[i]);
    assert_true(g.nodes[1].weights[GRAPH_BIAS][1] == 1);
    assert_int_equal(g.outputs[LK_OUTPUT_RAW], 1);
}

static void a_convolution_that_two_need_keeps_its_own_result(void **state)
{
    uint32_t conv = add_conv(0);
    (void)state;
    optimise(add(GRAPH_ADD, GRAPH_LINEAR, add_norm(conv), conv));
    assert_int_equal(g.node_count, 4);
    assert_ptr_equal(g.nodes[1].weights[GRAPH_FILTER], filter);
}

static void an_output_keeps_its_own_result(void **state)
{
    uint32_t conv = add_conv(0);
    (void)state;
    g.outputs[LK_OUTPUT_LOGIT] = conv;
    optimise(add(GRAPH_IDENTITY, GRAPH_SIGMOID, conv, GRAPH_NONE));
    assert_int_equal(g.node_count, 3);
    expect(1, GRAPH_CONV, GRAPH_LINEAR);
}

static void a_normalisation_after_an_activation_stays(void **state)
{
    uint32_t conv = add_conv(0);
    (void)state;
    optimise(add_norm(add(GRAPH_IDENTITY, GRAPH_RELU, conv, GRAPH_NONE)));
    assert_int_equal(g.node_count, 3);
    expect(1, GRAPH_CONV, GRAPH_RELU);
    expect(2, GRAPH_NORM, GRAPH_LINEAR);
}

static void x_times_its_sigmoid_is_a_swish_of_the_convolution(void **state)
{
    uint32_t conv = add_conv(0);
    (void)state;
    optimise(add(GRAPH_MULTIPLY, GRAPH_LINEAR, conv,
                 add(GRAPH_IDENTITY, GRAPH_SIGMOID, conv, GRAPH_NONE)));
    assert_int_equal(g.node_count, 2);
    expect(1, GRAPH_CONV, GRAPH_SWISH);
}

static void x_times_the_sigmoid_of_another_stays(void **state)
{
    uint32_t conv = add_conv(0);
    (void)state;
    optimise(
        add(GRAPH_MULTIPLY, GRAPH_LINEAR, conv, add(GRAPH_IDENTITY, GRAPH_SIGMOID, 0, GRAPH_NONE)));
    assert_int_equal(g.node_count, 4);
    expect(3, GRAPH_MULTIPLY, GRAPH_LINEAR);
}

static uint32_t add_pad(float value)
{
    uint32_t i = add(GRAPH_PAD, GRAPH_LINEAR, 0, GRAPH_NONE);
    nodes[i].alpha = value;
    nodes[i].window = (graph_window){.before = {1, 2}, .after = {3, 4}};
    return i;
}

static void a_border_of_zeros_is_padding_of_the_convolution(void **state)
{
    (void)state;
    optimise(add_conv(add_pad(0)));
    assert_int_equal(g.node_count, 2);
    assert_int_equal(g.nodes[1].window.padding, GRAPH_EXPLICIT);
    assert_int_equal(g.nodes[1].window.before[1], 2);
    assert_int_equal(g.nodes[1].window.after[0], 3);
    assert_int_equal(g.nodes[1].inputs[0], 0);
}

static void a_border_of_something_else_stays(void **state)
{
    (void)state;
    optimise(add_conv(add_pad(1)));
    assert_int_equal(g.node_count, 3);
}

static int open_kit(void **state)
{
    (void)state;
    opened = kit_open(LK_STAGE_BACKEND, "openblas", "{model: tests/graph/small.yaml}");
    return 0;
}

static int close_kit(void **state)
{
    (void)state;
    kit_close(opened);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_normalisation_and_an_activation_go_into_the_convolution, begin),
        cmocka_unit_test_setup(a_convolution_that_two_need_keeps_its_own_result, begin),
        cmocka_unit_test_setup(an_output_keeps_its_own_result, begin),
        cmocka_unit_test_setup(a_normalisation_after_an_activation_stays, begin),
        cmocka_unit_test_setup(x_times_its_sigmoid_is_a_swish_of_the_convolution, begin),
        cmocka_unit_test_setup(x_times_the_sigmoid_of_another_stays, begin),
        cmocka_unit_test_setup(a_border_of_zeros_is_padding_of_the_convolution, begin),
        cmocka_unit_test_setup(a_border_of_something_else_stays, begin),
    };
    return cmocka_run_group_tests(tests, open_kit, close_kit);
}
