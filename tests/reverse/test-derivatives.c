/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "derive.h"

#include <stdlib.h>

/* Each operator and each activation against central differences. */

/* ---- Activations -------------------------------------------------------------------- */

typedef struct shape_case {
    const char *name;
    graph_activation activation;
    float alpha, beta;
    int is_positive; /* defined for positive values only */
} shape_case;

static const shape_case shapes[] = {
    {"linear", GRAPH_LINEAR, 0, 0, 0},
    {"relu", GRAPH_RELU, 0, 0, 0},
    {"leaky", GRAPH_LEAKY, .2f, 0, 0},
    {"sigmoid", GRAPH_SIGMOID, 0, 0, 0},
    {"clip", GRAPH_CLIP, -.5f, 1.25f, 0},
    {"hard_sigmoid", GRAPH_HARD_SIGMOID, .5f, .25f, 0},
    {"hard_swish", GRAPH_HARD_SWISH, 0, 0, 0},
    {"swish", GRAPH_SWISH, 0, 0, 0},
    {"affine", GRAPH_AFFINE, -3, .5f, 0},
    {"elu", GRAPH_ELU, .7f, 0, 0},
    {"selu", GRAPH_SELU, 1.67326f, 1.0507f, 0},
    {"tanh", GRAPH_TANH, 0, 0, 0},
    {"softplus", GRAPH_SOFTPLUS, 0, 0, 0},
    {"softsign", GRAPH_SOFTSIGN, 0, 0, 0},
    {"threshold", GRAPH_THRESHOLD, .75f, 0, 0},
    {"erf", GRAPH_ERF, 0, 0, 0},
    {"exp", GRAPH_EXP, 0, 0, 0},
    {"log", GRAPH_LOG, 0, 0, 1},
    {"sqrt", GRAPH_SQRT, 0, 0, 1},
    {"abs", GRAPH_ABS, 0, 0, 0},
    {"reciprocal", GRAPH_RECIPROCAL, 0, 0, 1},
    {"floor", GRAPH_FLOOR, 0, 0, 0},
    {"ceil", GRAPH_CEIL, 0, 0, 0},
    {"square", GRAPH_POWER, 2, 0, 0},
    {"cube", GRAPH_POWER, 3, 0, 0},
    {"root", GRAPH_POWER, .3f, 0, 1},
};

static void activation_has_its_derivative(void **which)
{
    const shape_case *s = *which;
    uint32_t x = derive_inner();
    if (s->is_positive)
        x = derive_activate(GRAPH_EXP, 0, 0, x);
    derive_expect_right(derive_activate(s->activation, s->alpha, s->beta, x));
}

static void every_activation_is_tested(void **unused)
{
    uint8_t seen[GRAPH_ACTIVATION_COUNT] = {0};
    (void)unused;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        seen[shapes[i].activation] = 1;
    for (int a = 0; a < GRAPH_ACTIVATION_COUNT; a++)
        assert_true(seen[a]);
}

/* ---- Windows ------------------------------------------------------------------------ */

typedef struct window_case {
    const char *name;
    graph_op op;
    int64_t channels, groups;
    graph_window window;
} window_case;

static const window_case windows[] = {
    {"conv", GRAPH_CONV, 3, 1, {{3, 3}, {1, 1}, {1, 1}, GRAPH_SAME, {0, 0}, {0, 0}, 0, 0}},
    {"conv_1x1", GRAPH_CONV, 5, 1, {{1, 1}, {1, 1}, {1, 1}, GRAPH_VALID, {0, 0}, {0, 0}, 0, 0}},
    {"conv_1x1_strided",
     GRAPH_CONV,
     5,
     1,
     {{1, 1}, {2, 2}, {1, 1}, GRAPH_VALID, {0, 0}, {0, 0}, 0, 0}},
    {"conv_strided", GRAPH_CONV, 3, 1, {{3, 2}, {2, 3}, {1, 1}, GRAPH_SAME, {0, 0}, {0, 0}, 0, 0}},
    {"conv_dilated",
     GRAPH_CONV,
     3,
     1,
     {{2, 3}, {1, 1}, {3, 2}, GRAPH_EXPLICIT, {0, 2}, {1, 1}, 0, 0}},
    {"conv_beyond_its_map",
     GRAPH_CONV,
     3,
     1,
     {{2, 2}, {3, 3}, {1, 1}, GRAPH_EXPLICIT, {3, 4}, {2, 3}, 0, 0}},
    {"conv_groups", GRAPH_CONV, 6, 2, {{3, 3}, {2, 1}, {1, 2}, GRAPH_SAME, {0, 0}, {0, 0}, 0, 0}},
    {"depthwise",
     GRAPH_CONV,
     CHANNELS,
     CHANNELS,
     {{3, 3}, {2, 2}, {1, 1}, GRAPH_SAME, {0, 0}, {0, 0}, 0, 0}},
    {"depthwise_multiplier",
     GRAPH_CONV,
     2 * CHANNELS,
     CHANNELS,
     {{3, 3}, {1, 1}, {1, 1}, GRAPH_SAME, {0, 0}, {0, 0}, 0, 0}},
    {"maxpool",
     GRAPH_MAXPOOL,
     0,
     0,
     {{3, 3}, {2, 2}, {1, 1}, GRAPH_EXPLICIT, {1, 1}, {1, 1}, 0, 0}},
    {"maxpool_dilated",
     GRAPH_MAXPOOL,
     0,
     0,
     {{2, 2}, {1, 1}, {2, 2}, GRAPH_VALID, {0, 0}, {0, 0}, 0, 0}},
    {"avgpool",
     GRAPH_AVGPOOL,
     0,
     0,
     {{3, 3}, {2, 2}, {1, 1}, GRAPH_EXPLICIT, {1, 0}, {1, 2}, 0, 0}},
    {"avgpool_that_counts",
     GRAPH_AVGPOOL,
     0,
     0,
     {{3, 3}, {2, 2}, {1, 1}, GRAPH_EXPLICIT, {1, 1}, {1, 1}, 1, 1}},
};

static void window_has_its_derivative(void **which)
{
    const window_case *c = *which;
    graph_node n = {
        .op = c->op, .shape = {.channels = c->channels}, .window = c->window, .groups = c->groups};
    n.weights[GRAPH_FILTER] = derive_weights + 1000;
    n.weights[GRAPH_BIAS] = derive_weights + 500;
    derive_expect_right(derive_add_one(n, derive_inner()));
}

/* ---- Others of one input -------------------------------------------------------------- */

static const float resize_rows[] = {0, 0, 0, 0, 1, .25f, 2, 3, .5f, 5, 5, 0, 4, 5, .75f, 1, 1, 1};
static const float resize_columns[] = {0, 1, .125f, 4, 4, 0, 3, 4, .5f};
static const graph_factor turned[] = {{CHANNELS, 1}, {WIDTH, CHANNELS}, {HEIGHT, CHANNELS *WIDTH}};
static const graph_factor spread[] = {
    {2, CHANNELS *WIDTH}, {3, 0}, {2, -CHANNELS}, {CHANNELS / 2, 2}};

typedef struct node_case {
    const char *name;
    graph_node node;
} node_case;

static const node_case others[] = {
    {"norm",
     {.op = GRAPH_NORM,
      .epsilon = .01,
      .weights = {[GRAPH_GAMMA] = derive_weights + 10,
                  [GRAPH_BETA] = derive_weights + 20,
                  [GRAPH_AVERAGE] = derive_weights + 30,
                  [GRAPH_VARIANCE] = (const float[CHANNELS]){.5f, 1, 2, 3}}}},
    {"mean", {.op = GRAPH_MEAN}},
    {"largest", {.op = GRAPH_LARGEST}},
    {"softmax", {.op = GRAPH_SOFTMAX}},
    {"log_softmax", {.op = GRAPH_LOG_SOFTMAX}},
    {"slope", {.op = GRAPH_SLOPE, .weights = {[GRAPH_FILTER] = derive_weights + 40}}},
    {"pad", {.op = GRAPH_PAD, .alpha = 1, .window = {.before = {1, 2}, .after = {0, 3}}}},
    {"standardise", {.op = GRAPH_STANDARDISE, .epsilon = .1}},
    {"lrn", {.op = GRAPH_LRN, .lrn = {3, .5f, .75f, 1}}},
    {"lrn_of_even_size", {.op = GRAPH_LRN, .lrn = {2, 1, .5f, 2}}},
    {"resize",
     {.op = GRAPH_RESIZE,
      .shape = {6, 3, CHANNELS, 0},
      .weights = {[GRAPH_FILTER] = resize_rows, [GRAPH_BIAS] = resize_columns}}},
    {"rearrange",
     {.op = GRAPH_REARRANGE,
      .shape = {CHANNELS, WIDTH, HEIGHT, 0},
      .factor_count = 3,
      .factors = turned}},
    {"rearrange_that_repeats",
     {.op = GRAPH_REARRANGE,
      .shape = {6, 2, CHANNELS / 2, 0},
      .offset = 3 * CHANNELS,
      .factor_count = 4,
      .factors = spread}},
};

static void operator_has_its_derivative(void **which)
{
    const node_case *c = *which;
    derive_expect_right(derive_add_one(c->node, derive_inner()));
}

/* ---- Of several inputs ---------------------------------------------------------------- */

/* x, e^(x / 4), which is positive, and 1/4 - x; one of them a single pixel where
 * the case says so. */
typedef struct pair_case {
    const char *name;
    graph_op op;
    uint32_t count;
    uint32_t single; /* the input that is one pixel; GRAPH_NONE: none */
} pair_case;

static const pair_case pairs[] = {
    {"add", GRAPH_ADD, 3, GRAPH_NONE},
    {"add_of_a_pixel", GRAPH_ADD, 3, 1},
    {"subtract", GRAPH_SUBTRACT, 3, GRAPH_NONE},
    {"subtract_of_a_pixel", GRAPH_SUBTRACT, 2, 0},
    {"multiply", GRAPH_MULTIPLY, 3, GRAPH_NONE},
    {"multiply_by_a_pixel", GRAPH_MULTIPLY, 2, 1},
    {"multiply_of_a_pixel", GRAPH_MULTIPLY, 3, 0},
    {"divide", GRAPH_DIVIDE, 2, GRAPH_NONE},
    {"divide_by_a_pixel", GRAPH_DIVIDE, 2, 1},
    {"divide_of_a_pixel", GRAPH_DIVIDE, 2, 0},
    {"max", GRAPH_MAX, 3, GRAPH_NONE},
    {"min", GRAPH_MIN, 3, GRAPH_NONE},
    {"concat", GRAPH_CONCAT, 3, GRAPH_NONE},
};

static void pair_has_its_derivative(void **which)
{
    const pair_case *c = *which;
    uint32_t x = derive_inner(), from[3] = {x};
    int is_choice = c->op == GRAPH_MAX || c->op == GRAPH_MIN;
    uint32_t scaled = derive_activate(GRAPH_AFFINE, .25f, 0, x);
    /* of a choice: kinks at multiples of 1/16 */
    from[1] = is_choice ? derive_activate(GRAPH_AFFINE, 0, .5f, x)
                        : derive_activate(GRAPH_EXP, 0, 0, scaled);
    from[2] = derive_activate(GRAPH_AFFINE, -1, .25f, x);
    if (c->single != GRAPH_NONE)
        from[c->single] = derive_add_one((graph_node){.op = GRAPH_MEAN}, from[c->single]);
    derive_expect_right(derive_add((graph_node){.op = c->op}, c->count, from[0], from[1], from[2]));
}

/* ---- Where there is no derivative ----------------------------------------------------- */

/* The gradient at one value, the same everywhere, of a plain sum. */
static float gradient_at(float x, graph_node n, uint32_t count)
{
    float all[SIZE], gradient[SIZE];
    for (int i = 0; i < SIZE; i++)
        all[i] = x;
    for (int i = 0; i < MOST_WEIGHTS; i++)
        derive_weights[i] = 1;
    uint32_t made = derive_add(n, count, 0, 0, 0);
    uint32_t flat = derive_add_one((graph_node){.op = GRAPH_FLATTEN}, made);
    graph_node sum = {.op = GRAPH_DENSE, .shape = {.channels = 1}};
    sum.weights[GRAPH_FILTER] = derive_weights;
    derive_add_one(sum, flat);
    derive_run(0, all, gradient);
    derive_graph.node_count = 1;
    return gradient[0];
}

static float slope_at(float x, graph_activation a, float alpha, float beta)
{
    return gradient_at(x, derive_activation(a, alpha, beta), 1);
}

/* As torch.autograd has them: relu, leaky_relu, hardtanh, hardsigmoid,
 * hardswish, abs, threshold. */
static void kinks_have_the_slopes_of_pytorch(void **unused)
{
    (void)unused;
    assert_true(slope_at(0, GRAPH_RELU, 0, 0) == 0);
    assert_true(slope_at(0, GRAPH_LEAKY, .5f, 0) == .5f);
    assert_true(slope_at(1, GRAPH_CLIP, -1, 1) == 0);
    assert_true(slope_at(-1, GRAPH_CLIP, -1, 1) == 0);
    assert_true(slope_at(0, GRAPH_HARD_SIGMOID, .25f, 0) == 0);
    assert_true(slope_at(4, GRAPH_HARD_SIGMOID, .25f, 0) == 0);
    assert_true(slope_at(3, GRAPH_HARD_SWISH, 0, 0) == 1.5f);
    assert_true(slope_at(-3, GRAPH_HARD_SWISH, 0, 0) == -.5f);
    assert_true(slope_at(0, GRAPH_ABS, 0, 0) == 0);
    assert_true(slope_at(1, GRAPH_THRESHOLD, 1, 0) == 0);
}

/* The gradient of a rectifier's value is 1, or -1 where it is subtracted from nothing. */
static float slope_by(lk_rectifier rule, float x, graph_activation a, float beta, float sign)
{
    float all[SIZE], gradient[SIZE];
    for (int i = 0; i < SIZE; i++)
        all[i] = x;
    for (int i = 0; i < MOST_WEIGHTS; i++)
        derive_weights[i] = sign;
    uint32_t flat =
        derive_add_one((graph_node){.op = GRAPH_FLATTEN}, derive_activate(a, 0, beta, 0));
    graph_node sum = {.op = GRAPH_DENSE, .shape = {.channels = 1}};
    sum.weights[GRAPH_FILTER] = derive_weights;
    derive_add_one(sum, flat);
    derive_rectifier = rule;
    derive_run(0, all, gradient);
    derive_rectifier = LK_RECTIFIER_PLAIN;
    derive_graph.node_count = 1;
    return gradient[0];
}

static void rules_hold_at_rectifiers_also_where_they_are_cut_off(void **unused)
{
    (void)unused;
    for (int clips = 0; clips < 2; clips++) {
        graph_activation a = clips ? GRAPH_CLIP : GRAPH_RELU;
        assert_true(slope_by(LK_RECTIFIER_PLAIN, 1, a, 6, -1) == -1);
        assert_true(slope_by(LK_RECTIFIER_GUIDED, 1, a, 6, 1) == 1);
        assert_true(slope_by(LK_RECTIFIER_GUIDED, 1, a, 6, -1) == 0);
        assert_true(slope_by(LK_RECTIFIER_GUIDED, -1, a, 6, 1) == 0);
        assert_true(slope_by(LK_RECTIFIER_DECONVOLUTION, -1, a, 6, 1) == 1);
        assert_true(slope_by(LK_RECTIFIER_DECONVOLUTION, 1, a, 6, -1) == 0);
    }
    assert_true(slope_by(LK_RECTIFIER_GUIDED, 7, GRAPH_CLIP, 6, 1) == 0);
    assert_true(slope_by(LK_RECTIFIER_DECONVOLUTION, 7, GRAPH_CLIP, 6, 1) == 1);
}

static void other_activations_keep_their_derivative_by_any_rule(void **unused)
{
    (void)unused;
    assert_true(slope_by(LK_RECTIFIER_GUIDED, 1, GRAPH_LEAKY, 0, -1) == -1);
    assert_true(slope_by(LK_RECTIFIER_DECONVOLUTION, -1, GRAPH_ABS, 0, -1) == 1);
}

/* Both halves of the even share go to the one input here. */
static void equal_sides_of_a_maximum_share_evenly(void **unused)
{
    (void)unused;
    assert_true(gradient_at(1, (graph_node){.op = GRAPH_MAX}, 2) == 1);
    assert_true(gradient_at(1, (graph_node){.op = GRAPH_MIN}, 3) == 1);
}

static void the_first_of_equal_values_in_a_pool_has_it_all(void **unused)
{
    (void)unused;
    assert_true(gradient_at(1, (graph_node){.op = GRAPH_LARGEST}, 1) == 1);
    graph_node pool = {.op = GRAPH_MAXPOOL,
                       .window = {{2, 2}, {2, 2}, {1, 1}, GRAPH_VALID, {0, 0}, {0, 0}, 0, 0}};
    assert_true(gradient_at(1, pool, 1) == 1);
    float all[SIZE] = {0}, gradient[SIZE];
    derive_expect_right(derive_add_one(pool, derive_inner()));
    derive_run(0, all, gradient);
    for (int p = 0; p < HEIGHT * WIDTH; p++) {
        int is_first = p / WIDTH % 2 == 0 && p % WIDTH % 2 == 0 && p % WIDTH < WIDTH - 1;
        assert_int_equal(gradient[p * CHANNELS] != 0, is_first);
    }
}

/* ---- Ways that lead nowhere ----------------------------------------------------------- */

static void what_the_output_does_not_depend_on_is_not_reached(void **unused)
{
    (void)unused;
    uint32_t used = derive_inner(), aside = derive_activate(GRAPH_TANH, 0, 0, 0);
    uint32_t output = derive_activate(GRAPH_EXP, 0, 0, used),
             beyond = derive_activate(GRAPH_ABS, 0, 0, output);
    static const reverse_ops ops = {.scratch = derive_scratch};
    const reverse r = {.ops = &ops, .graph = derive_graph};
    const uint32_t targets[] = {used, aside, output, beyond};
    static const int reached[] = {1, 0, 1, 0}, refused[] = {0, 0, 0, 1};
    for (int i = 0; i < 4; i++) {
        reverse_plan *p = reverse_plan_make(&r, targets[i], output, 0);
        assert_non_null(p);
        assert_int_equal(reverse_plan_reaches(p), reached[i]);
        assert_int_equal(p->is_beyond, refused[i]);
        free(p);
    }
}

/* ---- The list ------------------------------------------------------------------------ */

#define COUNT(list) (sizeof(list) / sizeof(list)[0])
#define ADD_ALL(list, f)                                                                           \
    for (size_t i = 0; i < COUNT(list); i++)                                                       \
        tests[count++] = (struct CMUnitTest){(list)[i].name, f, derive_begin, NULL,                \
                                             (void *)(uintptr_t) & (list)[i]};

int main(void)
{
    struct CMUnitTest tests[COUNT(shapes) + COUNT(windows) + COUNT(others) + COUNT(pairs) + 5] = {
        cmocka_unit_test(every_activation_is_tested),
        cmocka_unit_test_setup(kinks_have_the_slopes_of_pytorch, derive_begin),
        cmocka_unit_test_setup(rules_hold_at_rectifiers_also_where_they_are_cut_off, derive_begin),
        cmocka_unit_test_setup(other_activations_keep_their_derivative_by_any_rule, derive_begin),
        cmocka_unit_test_setup(equal_sides_of_a_maximum_share_evenly, derive_begin),
        cmocka_unit_test_setup(the_first_of_equal_values_in_a_pool_has_it_all, derive_begin),
        cmocka_unit_test_setup(what_the_output_does_not_depend_on_is_not_reached, derive_begin),
    };
    size_t count = 5;
    ADD_ALL(shapes, activation_has_its_derivative)
    ADD_ALL(windows, window_has_its_derivative)
    ADD_ALL(others, operator_has_its_derivative)
    ADD_ALL(pairs, pair_has_its_derivative)
    return cmocka_run_group_tests(tests, NULL, NULL);
}
