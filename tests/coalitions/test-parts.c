/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <stdlib.h>

#include "plugins/backends/coalitions/check.h"

/* What stands between a problem and its scores: masks, patterns, the stream of
 * rows, and the check, on the graph of mixed.yaml. */

enum { SEGMENTS = 20, ROWS = 40, HEIGHT = 38, WIDTH = 45 };

typedef struct parts {
    kit *kit; /* for its host */
    lk_context *ctx;
    graph graph;
    int32_t labels[HEIGHT * WIDTH];
    lk_tensor segments, images[2];
    uint64_t z[ROWS];
    lk_coalitions problem;
    masks masks;
} parts;

static parts *open_parts(void)
{
    static parts p;
    memset(&p, 0, sizeof p);
    p.kit = kit_open(LK_STAGE_SEGMENTER, "grid", NULL);
    p.ctx = kit_context(p.kit, 4);
    graph read;
    graph_request request = {.path = "tests/coalitions/mixed.yaml", .random = 3};
    assert_int_equal(graph_read(p.ctx, &request, &read), LK_OK);
    assert_int_equal(graph_optimise(p.ctx, &read, &p.graph), LK_OK);
    for (int i = 0; i < HEIGHT * WIDTH; i++)
        p.labels[i] = (int32_t)((i / WIDTH / 10 * 5 + i % WIDTH / 9) % SEGMENTS);
    int64_t shape[3] = {HEIGHT, WIDTH, 3};
    p.segments = lk_tensor_over(p.labels, LK_DTYPE_INT, 32, 2, shape);
    for (int i = 0; i < 2; i++) {
        p.images[i] = kit_tensor(LK_DTYPE_FLOAT, 32, 3, HEIGHT, WIDTH, 3);
        for (size_t k = 0; k < lk_tensor_count(&p.images[i]); k++)
            ((float *)p.images[i].data)[k] = (float)(255 * lk_random_double(p.ctx));
    }
    for (int i = 0; i < ROWS; i++)
        p.z[i] = p.ctx->host->random(p.ctx);
    p.problem = (lk_coalitions){.struct_size = sizeof p.problem,
                                .base_count = 1,
                                .fill_count = 1,
                                .bases = p.images,
                                .fills = p.images + 1,
                                .segments = &p.segments,
                                .segment_count = SEGMENTS,
                                .z = p.z,
                                .z_stride = 1,
                                .row_count = ROWS};
    assert_int_equal(masks_find(p.ctx, &p.graph, p.labels, SEGMENTS, SIZE_MAX, &p.masks), LK_OK);
    return &p;
}

/* ---- Masks and patterns -------------------------------------------------------------------------
 */

/* The first layer: 5 x 5, stride 2, TensorFlow's padding of 38 x 45: one row
 * above and two columns to the left. */
static uint64_t seen_by_first(const parts *p, int y, int x)
{
    uint64_t seen = 0;
    for (int i = 2 * y - 1; i < 2 * y + 4; i++)
        for (int k = 2 * x - 2; k < 2 * x + 3; k++)
            if (i >= 0 && i < HEIGHT && k >= 0 && k < WIDTH)
                seen |= (uint64_t)1 << p->labels[i * WIDTH + k];
    return seen;
}

static void a_mask_is_the_segments_under_a_window(void **state)
{
    parts *p = open_parts();
    const graph_shape *s = &p->graph.nodes[1].shape;
    (void)state;
    assert_int_equal(s->height, 19);
    assert_int_equal(s->width, 23);
    for (int y = 0; y < s->height; y++)
        for (int x = 0; x < s->width; x++)
            assert_int_equal(*masks_bits(&p->masks, p->masks.of[1][y * s->width + x]),
                             seen_by_first(p, y, x));
    kit_close(p->kit);
}

static void masks_are_numbered_once(void **state)
{
    parts *p = open_parts();
    (void)state;
    assert_int_equal(*masks_bits(&p->masks, 0), 0);
    assert_int_equal(*masks_bits(&p->masks, p->masks.full), (1 << SEGMENTS) - 1);
    for (uint32_t a = 0; a < p->masks.count; a++)
        for (uint32_t b = 0; b < a; b++)
            assert_true(*masks_bits(&p->masks, a) != *masks_bits(&p->masks, b));
    kit_close(p->kit);
}

static void masks_end_where_they_would_be_too_many(void **state)
{
    parts *p = open_parts();
    masks few;
    (void)state;
    assert_int_equal(masks_find(p->ctx, &p->graph, p->labels, SEGMENTS, SEGMENTS + 2, &few), LK_OK);
    assert_int_equal(few.local, 1);
    assert_int_equal(p->masks.local, p->graph.node_count);
    kit_close(p->kit);
}

static void patterns_are_the_different_rows_under_a_mask(void **state)
{
    parts *p = open_parts();
    patterns found;
    (void)state;
    assert_int_equal(patterns_open(p->ctx, &p->masks, &p->problem, 3, ROWS - 5, &found), LK_OK);
    for (uint32_t m = 0; m < p->masks.count; m++) {
        const pattern_set *s = patterns_of(&found, m);
        uint64_t mask = *masks_bits(&p->masks, m);
        for (size_t a = 0; a < found.count; a++) {
            assert_true(s->of_row[a] < s->count && s->row_of[s->of_row[a]] <= a);
            for (size_t b = 0; b < found.count; b++)
                assert_int_equal(s->of_row[a] == s->of_row[b],
                                 (p->z[3 + a] & mask) == (p->z[3 + b] & mask));
        }
    }
    patterns_close(&found);
    kit_close(p->kit);
}

/* ---- The stream
 * ------------------------------------------------------------------------------------ */

typedef struct walk {
    const graph *graph;
    size_t low[64], end[64]; /* by node, the positions that are there */
    size_t taken[64];
    size_t calls;
} walk;

/* Every position that the window of the new ones has under it is there. */
static lk_status check_inputs(void *user, uint32_t node, size_t first, size_t end)
{
    walk *w = user;
    const graph_node *n = &w->graph->nodes[node];
    w->calls++;
    if (evaluate_gathers(w->graph, n)) {
        uint32_t input = masks_root(w->graph, n->inputs[0]);
        assert_int_equal(first, w->taken[node]);
        assert_true(w->low[input] <= first && end <= w->end[input]);
        w->taken[node] = end;
        w->end[node] = 1;
        return LK_OK;
    }
    assert_int_equal(first, w->end[node]);
    for (uint32_t i = 0; i < n->input_count; i++) {
        uint32_t input = masks_root(w->graph, n->inputs[i]);
        const graph_shape *in = &w->graph->nodes[input].shape;
        int64_t top = (int64_t)first / n->shape.width, bottom = (int64_t)end / n->shape.width;
        if (n->op == GRAPH_CONV || n->op == GRAPH_MAXPOOL || n->op == GRAPH_AVGPOOL) {
            top = top * n->window.stride[0] - n->window.before[0];
            bottom = (bottom - 1) * n->window.stride[0] - n->window.before[0] +
                     (n->window.kernel[0] - 1) * n->window.dilation[0] + 1;
        }
        top = top < 0 ? 0 : top;
        bottom = bottom > in->height ? in->height : bottom;
        assert_true(w->low[input] <= (size_t)(top * in->width));
        assert_true((size_t)(bottom * in->width) <= w->end[input]);
    }
    w->end[node] = end;
    return LK_OK;
}

/* Here a position is a column. */
static lk_status drop_below(void *user, uint32_t node, size_t low, size_t end)
{
    walk *w = user;
    (void)end;
    assert_true(low >= w->low[node]);
    w->low[node] = low;
    return LK_OK;
}

static void run_stream(const parts *p, uint32_t to, int64_t band, walk *w, double *floats)
{
    const graph *g = &p->graph;
    const uint32_t *columns[64];
    uint8_t methods[64] = {0};
    uint32_t uses[64], *rows[64] = {0};
    int64_t done[64], taken[64];
    size_t room[64] = {0};
    for (uint32_t i = 0; i < g->node_count; i++) {
        const graph_shape *s = masks_shape(g, i);
        rows[i] = calloc((size_t)s->height + 1, sizeof **rows);
        for (int64_t y = 0; y <= s->height; y++)
            rows[i][y] = (uint32_t)(y * s->width);
        columns[i] = rows[i];
        uses[i] = i;
        methods[i] = evaluate_fits(g, &g->nodes[i], METHOD_TILES) ? METHOD_TILES : METHOD_LOCAL;
        for (uint32_t k = 0; k < g->nodes[i].input_count; k++)
            uses[masks_root(g, g->nodes[i].inputs[k])] = i;
    }
    *w = (walk){.graph = g};
    stream s = {.graph = g,
                .to = to,
                .columns = columns,
                .methods = methods,
                .uses = uses,
                .band = band,
                .done = done,
                .taken = taken,
                .compute = check_inputs,
                .room = drop_below,
                .user = w};
    assert_int_equal(stream_run(&s), LK_OK);
    *floats = stream_floats(&s, room);
    for (uint32_t i = 0; i < g->node_count; i++)
        free(rows[i]);
}

static void a_stream_computes_each_row_once_from_rows_that_are_there(void **state)
{
    parts *p = open_parts();
    walk w;
    double narrow, wide;
    (void)state;
    assert_true(p->graph.node_count < 64);
    for (uint32_t to = 1; to < p->graph.node_count; to++) {
        if (p->graph.nodes[to].op == GRAPH_FLATTEN)
            continue;
        run_stream(p, to, 1, &w, &narrow);
        assert_int_equal(w.end[to], graph_pixels(&p->graph.nodes[to].shape));
        run_stream(p, to, 100, &w, &wide);
        assert_int_equal(w.end[to], graph_pixels(&p->graph.nodes[to].shape));
        assert_true(narrow <= wide);
    }
    kit_close(p->kit);
}

/* ---- The check
 * -------------------------------------------------------------------------------------- */

/* An engine whose every score is `*plan`. */
static void say_number(const void *plan, float *workspace, const entrance *in, size_t count,
                       int (*stopped)(void *user), void *user)
{
    (void)in;
    (void)count;
    (void)stopped;
    (void)user;
    for (int i = 0; i < 7; i++)
        workspace[i] = *(const float *)plan;
}

static const float *say_value(const void *plan, float *workspace, uint32_t node, size_t slot)
{
    (void)plan;
    (void)node;
    (void)slot;
    return workspace;
}

static int has_no_entrance(const void *plan, uint32_t node)
{
    (void)plan;
    return !node;
}

static double usual_speed(const graph *g, const graph_node *n)
{
    (void)g;
    (void)n;
    return 1;
}

static lk_status ignore(void *user, size_t first, size_t count, const float *scores)
{
    (void)user;
    (void)first;
    (void)count;
    (void)scores;
    return LK_OK;
}

static void narrow_bands_take_less_memory(void **state)
{
    parts *p = open_parts();
    walk few, many;
    double narrow, wide;
    (void)state;
    run_stream(p, 3, 1, &many, &narrow); /* the pool after the tiles */
    run_stream(p, 3, 100, &few, &wide);
    assert_true(narrow < wide);
    assert_true(many.calls > few.calls);
    kit_close(p->kit);
}

static void a_difference_between_patterns_and_pictures_is_an_error(void **state)
{
    static const float number = 7;
    parts *p = open_parts();
    const engine wrong = {.graph = &p->graph,
                          .plan = &number,
                          .group = 1,
                          .run = say_number,
                          .value = say_value,
                          .has_entrance = has_no_entrance,
                          .speed = usual_speed};
    coalitions c = {.setting = {COALITIONS_EXACT, 100}};
    crew hands = {.floats = 64};
    (void)state;
    assert_int_equal(
        coalitions_score(&c, &wrong, &hands, p->ctx, &p->problem, LK_OUTPUT_LOGIT, ignore, NULL),
        LK_E_FAIL);
    assert_non_null(
        strstr(kit_error(p->kit), "from those of its picture: use `coalitions: dense`"));
    coalitions_close(&c);
    crew_close(&hands);
    kit_close(p->kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mask_is_the_segments_under_a_window),
        cmocka_unit_test(masks_are_numbered_once),
        cmocka_unit_test(masks_end_where_they_would_be_too_many),
        cmocka_unit_test(patterns_are_the_different_rows_under_a_mask),
        cmocka_unit_test(a_stream_computes_each_row_once_from_rows_that_are_there),
        cmocka_unit_test(narrow_bands_take_less_memory),
        cmocka_unit_test(a_difference_between_patterns_and_pictures_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
