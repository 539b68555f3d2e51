/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "networks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/backends/graph/randomise.h"

/* Which weights become random, and what they become. Networks are read beside the
 * plugin; the last tests are about backends. */

#define PLAIN "configs/networks/offline-plain.yaml"
#define SEPARABLE "configs/networks/offline-separable.yaml"
#define NORMS "tests/golden/graph/keras/keras.yaml"

enum { CASCADE, INDEPENDENT };

static kit *host; /* of the contexts that graphs are read with */

static int open_host(void **state)
{
    (void)state;
    host = kit_open(LK_STAGE_BACKEND, "openblas", "{model: " PLAIN "}");
    return 0;
}

static int close_host(void **state)
{
    (void)state;
    kit_close(host);
    return 0;
}

static lk_status try_read(const char *path, graph_randomise randomise, graph *out)
{
    const graph_request r = {.path = kit_path(path), .random = -1, .randomise = randomise};
    return graph_read(kit_context(host, 1), &r, out);
}

static graph read_graph(const char *path, graph_randomise randomise)
{
    graph g;
    if (try_read(path, randomise, &g))
        fail_msg("%s", kit_error(host));
    return g;
}

static graph read_plain(const char *what, int order)
{
    return read_graph(PLAIN, (graph_randomise){.what = what, .order = order});
}

static int same_weights(const graph *a, const graph *b, uint32_t node, graph_weight w)
{
    const float *x = a->nodes[node].weights[w], *y = b->nodes[node].weights[w];
    if (!x || !y)
        return x == y;
    return !memcmp(x, y, graph_weight_size(a, &a->nodes[node], w) * sizeof *x);
}

static int is_like(const graph *a, const graph *b, uint32_t node)
{
    int like = 1;
    for (int w = 0; w < GRAPH_WEIGHT_COUNT; w++)
        like &= same_weights(a, b, node, (graph_weight)w);
    return like;
}

/* The names of the layers that differ, in the file's order. */
static const char *list_changes(const graph *a, const graph *b)
{
    static char names[400];
    names[0] = 0;
    for (uint32_t i = 0; i < a->node_count; i++)
        if (!is_like(a, b, i)) {
            if (*names)
                strcat(names, " ");
            strcat(names, a->info.layers[a->nodes[i].layer]->name);
        }
    return names;
}

static int compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static size_t copy_unit(const graph *g, uint32_t node, size_t unit, float out[4096])
{
    const graph_node *n = &g->nodes[node];
    size_t units = (size_t)n->shape.channels;
    size_t inputs = graph_weight_size(g, n, GRAPH_FILTER) / units;
    assert_true(inputs <= 4096);
    for (size_t i = 0; i < inputs; i++)
        out[i] = n->weights[GRAPH_FILTER][i * units + unit];
    return inputs;
}

/* ---- Which layers -------------------------------------------------------------------- */

static void nothing_is_random_unless_it_is_asked_for(void **state)
{
    (void)state;
    graph trained = read_plain(NULL, CASCADE), none = read_plain("none", CASCADE),
          zero = read_plain("0", CASCADE);
    assert_string_equal(list_changes(&trained, &none), "");
    assert_string_equal(list_changes(&trained, &zero), "");
}

static void a_cascade_goes_from_the_output_layer_by_layer(void **state)
{
    static const char *const changes[] = {"",
                                          "dense",
                                          "conv3 dense",
                                          "conv2 conv3 dense",
                                          "conv1 conv2 conv3 dense",
                                          "conv1 conv2 conv3 dense"};
    graph trained = read_plain(NULL, CASCADE), before = trained;
    (void)state;
    for (int k = 0; k < 6; k++) {
        const char what[2] = {(char)('0' + k), 0};
        graph g = read_plain(what, CASCADE);
        assert_string_equal(list_changes(&trained, &g), changes[k]);
        /* What was random is so in the same way, one layer further down. */
        for (uint32_t i = 0; i < g.node_count; i++)
            if (!is_like(&trained, &before, i))
                assert_true(is_like(&before, &g, i));
        before = g;
    }
    graph all = read_plain("all", CASCADE), named = read_plain("conv2", CASCADE);
    assert_string_equal(list_changes(&before, &all), "");
    assert_string_equal(list_changes(&trained, &named), "conv2 conv3 dense");
}

static void independent_touches_one_layer(void **state)
{
    graph trained = read_plain(NULL, CASCADE), named = read_plain("conv2", INDEPENDENT),
          third = read_plain("3", INDEPENDENT), all = read_plain("all", INDEPENDENT),
          cascade = read_plain("conv2", CASCADE);
    (void)state;
    assert_string_equal(list_changes(&trained, &named), "conv2");
    assert_string_equal(list_changes(&named, &third), "");
    assert_string_equal(list_changes(&trained, &all), "conv1 conv2 conv3 dense");
    assert_string_equal(list_changes(&cascade, &named), "conv3 dense");
}

static void what_is_random_is_marked(void **state)
{
    graph g = read_plain("2", CASCADE);
    (void)state;
    for (uint32_t k = 0; k < g.info.layer_count; k++) {
        const lk_layer_info *l = g.info.layers[k];
        assert_int_equal(l->is_randomised, !strcmp(l->name, "conv3") || !strcmp(l->name, "dense"));
    }
}

static void all_parts_of_a_separable_layer_are_random(void **state)
{
    graph trained = read_graph(SEPARABLE, (graph_randomise){.what = "none"});
    graph g = read_graph(SEPARABLE, (graph_randomise){.what = "sep3", .order = INDEPENDENT});
    (void)state;
    assert_string_equal(list_changes(&trained, &g), "sep3 sep3");
}

static void an_unknown_layer_is_refused_with_the_nearest_names(void **state)
{
    graph g;
    (void)state;
    assert_int_equal(try_read(PLAIN, (graph_randomise){.what = "conv_2"}, &g), LK_E_INPUT);
    assert_non_null(strstr(kit_error(host),
                           "`randomise`: the network offline-plain has no layer with filters "
                           "called `conv_2`; the nearest are conv3, conv2, conv1 (all 4: "));
    /* A layer without filters has nothing to be random. */
    assert_int_equal(try_read(PLAIN, (graph_randomise){.what = "pool1"}, &g), LK_E_INPUT);
}

static void filters_that_two_layers_use_stay_one_weight(void **state)
{
    graph g = read_graph(SEPARABLE, (graph_randomise){.what = "none"});
    uint32_t first = 0, second = 0;
    (void)state;
    for (uint32_t i = 0; i < g.node_count; i++) {
        const char *name = g.info.layers[g.nodes[i].layer]->name;
        if (g.nodes[i].op != GRAPH_CONV || g.nodes[i].groups == 1)
            continue;
        first = strcmp(name, "sep2") ? first : i;
        second = strcmp(name, "sep3") ? second : i;
    }
    size_t count = graph_weight_size(&g, &g.nodes[first], GRAPH_FILTER);
    float *copy = lk_alloc_array(kit_context(host, 1), count, sizeof *copy);
    const float *old = g.nodes[first].weights[GRAPH_FILTER];
    g.nodes[second].weights[GRAPH_FILTER] = memcpy(copy, old, count * sizeof *copy);
    const graph_randomise r = {.what = "sep3", .order = INDEPENDENT};
    assert_int_equal(graph_make_random(kit_context(host, 1), &r, &g), LK_OK);
    assert_ptr_not_equal(g.nodes[first].weights[GRAPH_FILTER], old);
    assert_memory_equal(g.nodes[first].weights[GRAPH_FILTER], g.nodes[second].weights[GRAPH_FILTER],
                        count * sizeof *copy);
}

/* ---- What they become ------------------------------------------------------------------- */

static void shuffling_keeps_each_unit_s_weights(void **state)
{
    static float before[4096], after[4096];
    graph trained = read_plain(NULL, CASCADE), g = read_plain("all", CASCADE);
    size_t moved = 0, weights = 0;
    (void)state;
    for (uint32_t i = 1; i < g.node_count; i++)
        for (int64_t u = 0; g.nodes[i].weights[GRAPH_FILTER] && u < g.nodes[i].shape.channels;
             u++) {
            size_t count = copy_unit(&trained, i, (size_t)u, before);
            copy_unit(&g, i, (size_t)u, after);
            for (size_t k = 0; k < count; k++)
                moved += before[k] != after[k];
            weights += count;
            qsort(before, count, sizeof *before, compare_floats);
            qsort(after, count, sizeof *after, compare_floats);
            assert_memory_equal(before, after, count * sizeof *after);
            assert_true(same_weights(&trained, &g, i, GRAPH_BIAS));
        }
    assert_true(moved > weights * 9 / 10);
}

static void moments(const float *v, size_t count, double *mean, double *deviation)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++)
        sum += v[i];
    *mean = sum / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += (v[i] - *mean) * (v[i] - *mean);
    *deviation = sqrt(squares / (double)count);
}

static void normal_weights_have_the_mean_and_deviation_of_their_unit(void **state)
{
    static float before[4096], after[4096];
    graph trained = read_plain(NULL, CASCADE),
          g = read_graph(PLAIN, (graph_randomise){.what = "dense", .by = GRAPH_NORMAL});
    uint32_t node = g.node_count - 1;
    (void)state;
    while (!g.nodes[node].weights[GRAPH_FILTER])
        node--;
    for (size_t u = 0; u < 6; u++) {
        double mean, deviation, drawn_mean, drawn_deviation;
        size_t count = copy_unit(&trained, node, u, before);
        copy_unit(&g, node, u, after);
        moments(before, count, &mean, &deviation);
        moments(after, count, &drawn_mean, &drawn_deviation);
        assert_memory_not_equal(before, after, count * sizeof *after);
        assert_float_equal(drawn_mean, mean, 4 * deviation / sqrt((double)count));
        assert_float_equal(drawn_deviation / deviation, 1, 4 / sqrt(2 * (double)count));
    }
}

static void shuffled_filters_keep_their_batch_normalisation(void **state)
{
    graph trained = read_graph(NORMS, (graph_randomise){.what = "none"});
    graph g = read_graph(NORMS, (graph_randomise){.what = "all"});
    int norms = 0;
    (void)state;
    for (uint32_t i = 0; i < g.node_count; i++)
        if (g.nodes[i].op == GRAPH_NORM) {
            assert_true(is_like(&trained, &g, i));
            norms++;
        }
    assert_true(norms > 0);
}

static void glorot_is_what_an_untrained_network_has(void **state)
{
    graph g = read_graph(NORMS, (graph_randomise){.what = "all", .by = GRAPH_GLOROT});
    const graph_request untrained = {.path = kit_path(NORMS), .random = 1};
    graph like;
    (void)state;
    assert_int_equal(graph_read(kit_context(host, 1), &untrained, &like), LK_OK);
    for (uint32_t i = 0; i < g.node_count; i++) {
        const graph_node *n = &g.nodes[i];
        for (int w = GRAPH_BIAS; w < GRAPH_WEIGHT_COUNT; w++)
            assert_true(same_weights(&g, &like, i, (graph_weight)w));
        double largest[2] = {0, 0};
        size_t count = n->weights[GRAPH_FILTER] ? graph_weight_size(&g, n, GRAPH_FILTER) : 0;
        for (size_t k = 0; k < count; k++) {
            largest[0] = fmax(largest[0], fabs(n->weights[GRAPH_FILTER][k]));
            largest[1] = fmax(largest[1], fabs(like.nodes[i].weights[GRAPH_FILTER][k]));
        }
        if (count) /* both are uniform to the same reach */
            assert_float_equal(largest[0] / largest[1], 1, 12.0 / (double)count);
    }
}

static void another_seed_gives_other_weights(void **state)
{
    graph a = read_plain("1", CASCADE),
          b = read_graph(PLAIN, (graph_randomise){.what = "1", .seed = 1});
    (void)state;
    assert_string_equal(list_changes(&a, &b), "dense");
}

static void the_weights_of_all_layers_are_exported_as_they_are_used(void **state)
{
    graph g = read_plain("all", CASCADE);
    (void)state;
    for (size_t t = 0; t < g.tensor_count; t++) {
        int is_used = 0;
        for (uint32_t i = 0; i < g.node_count; i++)
            for (int w = 0; w < GRAPH_WEIGHT_COUNT; w++)
                is_used |= g.nodes[i].weights[w] == g.tensors[t].values;
        assert_true(is_used);
    }
}

/* ---- Backends ------------------------------------------------------------------------------ */

typedef struct buffer {
    uint8_t bytes[1 << 18];
    size_t size;
} buffer;

static lk_status collect(void *user, const void *bytes, size_t size)
{
    buffer *b = user;
    assert_true(size <= sizeof b->bytes - b->size);
    memcpy(b->bytes + b->size, bytes, size);
    b->size += size;
    return LK_OK;
}

static void export_with(const char *backend, buffer *out)
{
    kit *k = kit_open(LK_STAGE_BACKEND, backend,
                      "{model: " SEPARABLE ", randomise: 3, randomise_by: normal}");
    lk_status status =
        backend_of(k)->export_model(kit_self(k), kit_context(k, 1), "safetensors", collect, out);
    assert_int_equal(status, LK_OK);
    kit_close(k);
}

static void backends_make_the_same_weights(void **state)
{
    static buffer openblas, onednn;
    (void)state;
    if (!kit_has(LK_STAGE_BACKEND, "onednn"))
        skip();
    export_with("openblas", &openblas);
    export_with("onednn", &onednn);
    assert_int_equal(openblas.size, onednn.size);
    assert_memory_equal(openblas.bytes, onednn.bytes, openblas.size);
}

static void a_random_network_gives_other_scores(void **state)
{
    lk_tensor batch = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, 48, 48, 3);
    (void)state;
    for (int i = 0; i < 48 * 48 * 3; i++)
        ((float *)batch.data)[i] = (float)(i * 37 % 256);
    kit *random = kit_open(LK_STAGE_BACKEND, TEST_BACKEND, "{model: " PLAIN ", randomise: all}");
    lk_tensor a = score_batch(host, &batch, LK_OUTPUT_LOGIT, 1);
    lk_tensor b = score_batch(random, &batch, LK_OUTPUT_LOGIT, 1);
    assert_true(kit_max_difference(&a, &b) > 0.1);
    kit_close(random);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_random_unless_it_is_asked_for),
        cmocka_unit_test(a_cascade_goes_from_the_output_layer_by_layer),
        cmocka_unit_test(independent_touches_one_layer),
        cmocka_unit_test(what_is_random_is_marked),
        cmocka_unit_test(all_parts_of_a_separable_layer_are_random),
        cmocka_unit_test(an_unknown_layer_is_refused_with_the_nearest_names),
        cmocka_unit_test(filters_that_two_layers_use_stay_one_weight),
        cmocka_unit_test(shuffling_keeps_each_unit_s_weights),
        cmocka_unit_test(normal_weights_have_the_mean_and_deviation_of_their_unit),
        cmocka_unit_test(shuffled_filters_keep_their_batch_normalisation),
        cmocka_unit_test(glorot_is_what_an_untrained_network_has),
        cmocka_unit_test(another_seed_gives_other_weights),
        cmocka_unit_test(the_weights_of_all_layers_are_exported_as_they_are_used),
        cmocka_unit_test(backends_make_the_same_weights),
        cmocka_unit_test(a_random_network_gives_other_scores),
    };
    return cmocka_run_group_tests(tests, open_host, close_host);
}
